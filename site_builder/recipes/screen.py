"""What a page adds to a text for those who read it on a screen: what scrolls by itself can be
reached with the keyboard, and the labels that open a paragraph stand out.
"""

import re
from html import escape
from itertools import count

_LABEL = re.compile(r"<p>(?=<strong>[^<>]{1,60}:</strong>)")
# A corner that heads nothing, in a table whose first column is a heading too.
_CORNER = re.compile(r"<th\b([^<>]*)></th>")
_TABLE = re.compile(r"<table\b[^<>]*>|</table>")
# The first call of a note, and its number.
_CALL = re.compile(r'<sup id="fnref:(?=[^<>]*><a [^<>]*>(\d+)</a>)')
_MOST_BESIDE = 8
_PRE = re.compile(r"<pre>")


def for_screens(html: str, title: str = "") -> str:
    """Return *html* ready for a style sheet: a class on every paragraph that opens with a label in
    bold (« **À noter :** »), each table in a region that scrolls, each block of code able to take
    the focus, each call of a note by its number when the notes are few enough to stand beside.
    Where several texts share a page, *title* tells the tables of one from those of another.
    """
    whose = f" ({escape(title)})" if title else ""
    html = _LABEL.sub('<p class="labelled">', html)
    if "<table" in html:
        tables = count(1)

        def framed(tag: re.Match[str]) -> str:
            if tag[0] == "</table>":
                return "</table></div>"
            name = f"Tableau\u00a0{next(tables)}{whose}"
            return f'<div class="scroll" role="region" tabindex="0" aria-label="{name}">{tag[0]}'

        html = _CORNER.sub(r"<td\1></td>", _TABLE.sub(framed, html))
    if "fnref:" in html and f'">{_MOST_BESIDE + 1}</a></sup>' not in html:
        html = _CALL.sub(lambda call: f'<sup class="call-{call[1]}" id="fnref:', html)
    codes = count(1)
    return _PRE.sub(
        lambda _: f'<pre role="region" tabindex="0" aria-label="Code\u00a0{next(codes)}{whose}">',
        html,
    )
