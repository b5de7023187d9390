"""Tick boxes, rings, scales and rows of yes and no: which printed choice was marked."""
