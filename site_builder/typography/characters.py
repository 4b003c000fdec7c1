"""Names and classes of the characters that the rules speak of.

The strings called ``…_CLASS`` go between the brackets of a regular expression; the frozen sets hold
single characters. Definitions: section 1 of the specification of French micro-typography.
"""

import unicodedata
from typing import Final

NO_BREAK: Final = "\u00a0"
NARROW: Final = "\u202f"
ELLIPSIS: Final = "…"
APOSTROPHE: Final = "’"

# What stands in a run for the things that are not text. Noncharacters of Unicode, which no text
# may contain; if one does, it is left as it is, and only its neighbours are read differently.
BOUNDARY: Final = "\ufdd0"  # the edge of a block element, or a blank line of plain text
BREAK: Final = "\ufdd1"  # <br>: no context is read across it
NOTE: Final = "\ufdd2"  # a call of a footnote
FROZEN: Final = "\ufdd3"  # each character of a frozen token
OBJECT: Final = "\ufffc"  # an opaque inline element: code, image, foreign words

SPACES: Final = frozenset(" \t\n\r\u00a0\u202f\u2007\u2008\u2009\u200a")
SPACE_CLASS: Final = r" \t\n\r\u00a0\u202f\u2007-\u200a"
UNBREAKABLE: Final = SPACES - frozenset(" \t\n\r")
EDGES: Final = frozenset((BOUNDARY, BREAK))
EDGE_CLASS: Final = BOUNDARY + BREAK

OPENERS: Final = frozenset("([{«‹“‘¿¡")
CLOSERS: Final = frozenset(")]}»›”’")
CLOSER_CLASS: Final = r")\]}»›”’"
DASHES: Final = frozenset("-\u2010\u2011–—")

# Combining marks of the scripts an NFD French text can hold: they belong to the letter before.
MARK_CLASS: Final = r"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff"
LETTER: Final = rf"(?:[^\W\d_]|[{MARK_CLASS}])"
LETTER_OR_DIGIT: Final = rf"(?:[^\W_]|[{MARK_CLASS}])"

EMOJI_CLASS: Final = (
    r"\u203c\u2049\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf\u2934\u2935"
    r"\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)


def is_letter(char: str) -> bool:
    """Tell a letter, or the combining mark that ends one, from anything else; "" is neither."""
    # A variation selector (category Mn) takes the nature of what it varies: mostly an emoji.
    return char.isalpha() or (
        char > "\u02ff"
        and unicodedata.category(char)[0] == "M"
        and not "\ufe00" <= char <= "\ufe0f"
    )
