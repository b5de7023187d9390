"""Printed labels on a page, and where their answers stand."""
