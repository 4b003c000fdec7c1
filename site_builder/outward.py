"""The links of a text that leave the site, each where it stands in its file."""

import html as entities
import re

from site_builder.items import Author, Company, Item
from site_builder.textfile import position
from site_builder.values import Value

_LINK = re.compile(r"""<a\s[^<>]*?\bhref\s*=\s*(?:"([^"\0]*)"|'([^'\0]*)')""", re.IGNORECASE)
_WEB = re.compile(r"(?:https?:)?//[^/]", re.IGNORECASE)


class OutwardLink(Value, frozen=True, kw_only=True):
    """A link to another site, its fragment left out; `target` is as typed."""

    url: str
    target: str
    source: str
    line: int
    column: int


def outward_links(item: Item, html: str, text: str) -> tuple[OutwardLink, ...]:
    """Return the links to other sites of *item*, whose body is *html* and whose file says *text*.

    Each address once.
    """
    places: dict[str, tuple[int, int]] = {}
    for found in _LINK.finditer(html):
        target = entities.unescape(found[1] if found[1] is not None else found[2]).strip()
        if _WEB.match(target) and target not in places:
            offset = text.find(target)
            places[target] = position(text, offset) if offset >= 0 else (1, 0)
    marks = {name: (line, column) for name, line, column in getattr(item, "marks", ())}
    match item:
        case Company(website=str(website)):
            places.setdefault(website, marks.get("website", (1, 0)))
        case Author(links=links):
            for label, target in links:
                places.setdefault(target, marks.get(f"links.{label}", (1, 0)))
    return tuple(
        OutwardLink(
            url=_absolute(target), target=target, source=item.source, line=line, column=column
        )
        for target, (line, column) in places.items()
    )


def _absolute(target: str) -> str:
    bare = target.partition("#")[0]
    return f"https:{bare}" if bare.startswith("//") else bare
