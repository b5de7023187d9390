"""Sentences and what they claim: letters, notes and reports."""
