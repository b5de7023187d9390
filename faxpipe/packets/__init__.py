"""inbox PDF -> pages -> words -> **packets**: header lines, page kinds, and which pages belong to whom."""
