"""Evaluations as pages that stand by themselves: no script, nothing fetched, light and dark, readable aloud."""
