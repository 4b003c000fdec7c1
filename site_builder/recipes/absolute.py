"""HTML read away from its page: every address in it with scheme and host."""

import re
from functools import partial
from html import escape, unescape
from urllib.parse import urljoin

# A tag with attributes: most have none.
_TAG = re.compile(r"<([a-zA-Z][^\s/>]*)([\s/](?:\"[^\"]*\"|'[^']*'|[^<>\"'])*)>")
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)""")
_ADDRESS = frozenset("href src poster cite data action formaction longdesc background".split())
_ADDRESSES = frozenset(("srcset", "imagesrcset"))
# One of `srcset`: an address ends at a space, and may hold commas; then what it is for.
_CANDIDATE = re.compile(r"([^\s,](?:\S*[^\s,])?)((?:\s+[^\s,]+)*\s*(?:,|$))")
# Where `#a` is a place to go to; in a drawing it is a part of the drawing.
_CLICKED = frozenset(("a", "area"))


def absolute(html: str, url: str) -> str:
    """Return *html*, that of the page *url*, for readers elsewhere."""

    def tag(found: re.Match[str]) -> str:
        rest = _ATTRIBUTE.sub(partial(_attribute, found[1].lower(), url), found[2])
        return f"<{found[1]}{rest}>"

    return _TAG.sub(tag, html)


def _attribute(tag: str, url: str, found: re.Match[str]) -> str:
    name = found[1].lower()
    if name not in _ADDRESS and name not in _ADDRESSES:
        return found[0]
    raw = found[3][1:-1] if found[3][0] in "\"'" else found[3]
    if name in _ADDRESS and raw.startswith(("https://", "http://", "mailto:")):
        return found[0]  # as most are: nothing to do
    value = unescape(raw).strip()
    if name in _ADDRESSES:
        value = _CANDIDATE.sub(lambda one: _joined(one[1], url) + one[2], value)
    elif tag in _CLICKED or not value.startswith("#"):
        value = _joined(value, url)
    return f'{found[1]}{found[2]}"{escape(value)}"'


def _joined(value: str, url: str) -> str:
    try:
        return urljoin(url, value)
    except ValueError:  # `http://[` leads nowhere from anywhere
        return value
