"""The companies that the HTML of an article names, and where its first link to each may stand."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

from site_builder.embeds import SERVICE
from site_builder.items import Mention
from site_builder.recognition import BREAK, Recogniser, flattened
from site_builder.typography import BLOCKS, split_markup

# What they hold is not said by the article: no name is looked for in it. (Elements whose content is
# no HTML, scripts and the like, are one piece of markup already.)
_SILENT = frozenset("code pre kbd samp var tt math svg template".split())
# What they hold is said, and a link there would be in the way, or inside another.
_UNLINKED = frozenset(
    "a button caption figcaption h1 h2 h3 h4 h5 h6 label legend option summary".split()
)
# They end a word: « Apple » and the call of a note are not « Apple1 ».
_BREAKS = BLOCKS | _SILENT | {"br", "sup", "sub"}
_NAME = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")


def mentions(title: str, html: str, recogniser: Recogniser) -> tuple[Mention, ...]:
    """Return the companies that *title* and *html* name, in the order in which they appear."""
    titled = [found.slug for found in recogniser.find(flattened(title))]
    counts = dict.fromkeys(titled, 0)
    for slug in titled:
        counts[slug] += 1
    places: dict[str, tuple[int, int]] = {}
    text = _Text(html)
    for found in recogniser.find(text.words):
        counts[found.slug] = counts.get(found.slug, 0) + 1
        if found.slug not in places and (place := text.place(found.start, found.end)):
            places[found.slug] = place
    return tuple(
        Mention(slug=slug, count=count, in_title=slug in titled, place=places.get(slug))
        for slug, count in counts.items()
    )


def running_words(html: str) -> str:
    """Return the words of *html* in which names are looked for, blocks apart."""
    return _Text(html).words


class _Text:
    """The words of an HTML fragment, and where each stands in it."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._starts: list[int] = []  # of each piece of text, in the words
        self._offsets: list[int] = []  # of the same pieces, in the HTML
        self._widths: list[int] = []  # what they take there: an entity more than it says
        self._linked: list[bool] = []  # whether a link may stand there
        words: list[str] = []
        length = 0
        for piece, offset, width, linkable in _pieces(html):
            self._starts.append(length)
            self._offsets.append(offset)
            self._widths.append(width)
            self._linked.append(linkable)
            words.append(piece)
            length += len(piece)
        self.words = flattened("".join(words))

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Return from where to where the words from *start* to *end* stand in the HTML, None where
        no link may be put around them.
        """
        first, last = (bisect_right(self._starts, at) - 1 for at in (start, end - 1))
        if not (self._linked[first] and self._linked[last]):
            return None
        low = self._offsets[first] + start - self._starts[first]
        following = self._starts[last + 1] if last + 1 < len(self._starts) else len(self.words)
        taken = self._widths[last] if end == following else end - self._starts[last]
        high = self._offsets[last] + taken
        return None if "<" in self._html[low:high] else (low, high)


def _pieces(html: str) -> Iterator[tuple[str, int, int, bool]]:
    """Yield the pieces of text of *html*, where each begins and how many characters it takes
    there, and whether a link may stand in it.

    The edge of a block is a piece too, so that no name goes across it; other tags are transparent.
    """
    offset = 0
    opened: dict[str, int] = {}  # the elements that matter, by name: how many are open
    silent = unlinked = 0
    for number, piece in enumerate(split_markup(html)):
        if number % 2 == 0:
            if piece and not silent:
                yield piece, offset, len(piece), not unlinked
        elif piece[0] == "&":
            if not silent:
                yield unescape(piece), offset, len(piece), not unlinked
        elif tag := _tag(piece):
            name, turn, breaks = tag
            if turn:
                opened[name] = max(0, opened.get(name, 0) + turn)
                silent = sum(opened[n] for n in opened if n in _SILENT or n == "small")
                unlinked = sum(opened[n] for n in opened if n in _UNLINKED)
            if breaks:
                yield BREAK, offset, len(piece), False
        offset += len(piece)


@lru_cache(maxsize=4096)
def _tag(mark: str) -> tuple[str, int, bool] | None:
    """Return the name of a tag, what it adds to the open elements that matter, whether it ends a
    word; None for a comment.
    """
    named = _NAME.match(mark)
    if named is None:
        return None
    name = named[2].lower()
    ours = name == "small" and (bool(named[1]) or f'class="{SERVICE}"' in mark)
    matters = name in _SILENT or name in _UNLINKED or ours
    turn = 0 if not matters or mark.endswith("/>") else -1 if named[1] else 1
    return name, turn, name in _BREAKS
