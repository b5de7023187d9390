"""words -> fields: layout, labels, kinds, prose and findings, resolved to one value a field."""
