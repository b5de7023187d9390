"""Candidates of all pages and methods -> one value a field."""
