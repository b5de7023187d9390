"""Training and judging the tagger of `models/entities`: text written in many wordings, worn as our own OCR wears
it.

Part of the lab. Wordings and names for judging are kept apart from those for training.
"""
