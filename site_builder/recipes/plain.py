"""Text as feeds can carry it."""

import re
from html import unescape

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(r"<[a-zA-Z/!?]")


def printable(text: str) -> str:
    """Return *text* without the characters XML has no way to write."""
    return _FORBIDDEN.sub("", text)


def looks_like_html(text: str) -> bool:
    """Return whether a reader that takes *text* for HTML would not show what is written."""
    return _TAG.search(text) is not None or unescape(text) != text
