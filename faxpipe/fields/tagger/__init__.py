"""The trained tagger, a second opinion beside the rules."""
