"""How letters close, as a pattern: what stands before a signature.

Place in the sentence: words -> **fields**, for signatures, signers and the people of running text.
"""

from __future__ import annotations

CLOSING_WORDS = (
    r"(?:yours|truly yours|very truly|sincerely|respectfully|cordially|warmly|with (?:kind|warm|best)"
    r"|(?:kind(?:est)?|best|warm) wishes|(?:\w+ )?(?:best |kind(?:est)? |warm )?regards|(?:many |with )?thanks"
    r"|thank you)"
)
"""In small letters; how far into a line it may stand is each reader's to say."""
