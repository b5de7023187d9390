"""Measuring the half of the sentence that costs time: inbox PDF -> pages -> words.

Part of the lab. Pages with exact truth (`papers`, `wear`, `specimens`), scores, ways of reading them (`readers`),
a race between those in processes of their own, and a long walk that watches memory (`soak`).
"""
