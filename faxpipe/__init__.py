"""Reads a medical practice's incoming fax referrals and says what is missing.

inbox PDF -> pages -> words -> packets -> fields -> verdict -> queue -> review.
"""

__version__ = "0.1.0"
