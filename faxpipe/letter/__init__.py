"""The missing-information fax: what a referral lacks, as one page that its sender can answer on.

Values in, PDF bytes out; knows no store, no clock and no configuration, and sends nothing.
"""

from faxpipe.letter.draw import letter_pdf
from faxpipe.letter.items import items_for
from faxpipe.letter.picture import letter_png
from faxpipe.letter.values import Addressee, Answer, Item, Letter, Letterhead, Subject, Tells, day_in_words

__all__ = [
    "Addressee",
    "Answer",
    "Item",
    "Letter",
    "Letterhead",
    "Subject",
    "Tells",
    "day_in_words",
    "items_for",
    "letter_pdf",
    "letter_png",
]
