"""The workbench beside the sentence: invented faxes with truth, and how well they are read.

`corpus` makes them, `evaluate` scores readings against truths. Nothing here runs in the daemon.
"""
