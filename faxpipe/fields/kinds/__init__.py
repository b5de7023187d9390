"""The kinds of value a referral holds: for each one a pattern, its normal form and its check.

Place in the sentence: pages -> words -> packets -> **fields**. Each module offers `find_<kind>(text)`, a pure
function from hostile OCR text to `Found` values in the order of the paper. Which field a value belongs to, and
whether two of them agree, is not decided here. Every pattern runs in time linear in the text.
"""
