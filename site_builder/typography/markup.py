"""The pieces of an HTML fragment, and what each kind of tag does to the text around it."""

import re
from functools import lru_cache
from html import unescape
from typing import Final

from msgspec import Struct

from site_builder.typography.characters import BOUNDARY, BREAK, NOTE, OBJECT

# A tag ends at the first > outside of a quoted value; what is never closed runs to the end, as in
# a browser.
_TAG: Final = (
    r"<(?:/?[a-zA-Z][^>=]*+(?:=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))?+[^>=]*+)*+(?:>|\Z)"
    r"|!--(?:>|->|.*?(?:-->|--!>|\Z))|(?:[!?]|/[^a-zA-Z])[^>]*+(?:>|\Z))"
)
_ENTITY: Final = r"&(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});"
# The text of these is not parsed as HTML.
_RAW: Final = "script style textarea iframe noscript noembed noframes xmp".split()

_TAGS: Final = re.compile(f"({_TAG})", re.DOTALL)
_RAW_AND_TAGS: Final = re.compile(
    "("
    + "|".join(rf"<{name}\b(?:.*?</{name}(?=[\s/>])[^>]*+(?:>|\Z)|.*\Z)" for name in _RAW)
    + f"|{_TAG})",
    re.DOTALL | re.IGNORECASE,
)
_ENTITIES: Final = re.compile(f"({_ENTITY})")
_HAS_RAW: Final = re.compile(
    r"<[sStTiInNxX](?:cript|tyle|extarea|frame|oscript|oembed|oframes|mp)\b", re.IGNORECASE
)

# Elements that begin and end a block of text.
BLOCKS: Final = frozenset(
    """address article aside blockquote body caption center col colgroup dd details dialog dir div
    dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr
    html legend li link main menu meta nav ol optgroup option p pre search section summary table
    tbody td tfoot th thead title tr ul""".split()
)
_OBJECTS: Final = frozenset("area embed img input meter progress".split())
# Their content is a run of its own, and they stand in the line as one object.
_BOXES: Final = frozenset("audio button canvas object select video".split())
_OPAQUE: Final = frozenset(
    "code pre kbd samp var tt math svg script style textarea template noscript iframe".split()
)
_VOID: Final = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()
)

LOOK: Final = "\ufdd4"  # stands for a tag whose effect depends on what it says and where it is

_NAME: Final = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
# A tag without any of these is what its name says.
_TELLING: Final = ("alt", "title", "aria-", "lang", "translate", "no-typo", "fnref")
_WHOLE_TAG: Final = re.compile(_TAG, re.DOTALL)
_ATTRIBUTE: Final = re.compile(
    r"([^\s\"'>/=]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'=<>`]++))"
)
_FRENCH: Final = re.compile(r"fr(?:[-_].*)?", re.IGNORECASE)
_HUMAN: Final = frozenset("alt title aria-label aria-description".split())


class Tag(Struct, frozen=True, kw_only=True):
    """Say what a tag does to the text around it and inside it."""

    name: str
    closing: bool
    void: bool  # it encloses nothing
    stands: str  # what stands for it in the run
    hides: str  # what stands for its element when the content is no French text
    opaque: bool  # its element never holds prose
    no_typo: bool
    french: bool | None  # None: it does not say
    translated: bool | None
    neutral: bool  # it changes nothing of what is prose
    human: tuple[tuple[int, int], ...]  # where the values of its human-read attributes stand


def split_markup(html: str) -> list[str]:
    """Return the texts of ``html`` and, between them, its tags, comments and entities, by turns."""
    pieces = (_RAW_AND_TAGS if _HAS_RAW.search(html) else _TAGS).split(html)
    return split_entities(pieces) if "&" in html else pieces


def split_entities(pieces: list[str]) -> list[str]:
    """Return texts and marks by turns, with the entities of the texts among the marks."""
    out: list[str] = []
    for index, piece in enumerate(pieces):
        if "&" in piece and index % 2 == 0:
            out += _ENTITIES.split(piece)
        else:
            out.append(piece)
    return out


@lru_cache(maxsize=8192)
def stand_in(mark: str) -> str:
    """Return what stands in the run for a tag, a comment or an entity; LOOK if that depends.

    Inline tags and comments are transparent; an entity is the character it names.
    """
    if mark[0] == "&":
        return unescape(mark)
    found = _NAME.match(mark)
    if found is None:
        return ""
    name = found[2].lower()
    if not found[1] and (name in _OPAQUE or any(word in mark.lower() for word in _TELLING)):
        return LOOK
    return _stands(name, closing=bool(found[1]))


@lru_cache(maxsize=8192)
def read_tag(mark: str) -> Tag | None:
    """Read a tag, or a raw element from its first tag; None for a comment or a declaration."""
    found, whole = _NAME.match(mark), _WHOLE_TAG.match(mark)
    if found is None or whole is None:
        return None
    name = found[2].lower()
    given: dict[str, str] = {}
    human: list[tuple[int, int]] = []
    for m in _ATTRIBUTE.finditer(mark, found.end(), whole.end()):
        key, group = m[1].lower(), m.lastindex or 0
        given.setdefault(key, m[group])
        if key in _HUMAN:
            human.append(m.span(group))
    # The call of a footnote ends a word, and its figures belong to no number beside it.
    call = name == "sup" and "fnref" in given.get("id", "")
    hides = BOUNDARY if name in BLOCKS else NOTE if call else OBJECT
    lang = given.get("lang", given.get("xml:lang"))
    translate = given.get("translate")
    no_typo = "no-typo" in given.get("class", "").split()
    opaque = name in _OPAQUE or call
    return Tag(
        name=name,
        closing=bool(found[1]),
        void=name in _VOID or mark.endswith("/>") or whole.end() < len(mark),
        stands=OBJECT if whole.end() < len(mark) else _stands(name, closing=bool(found[1])),
        hides=hides,
        opaque=opaque,
        no_typo=no_typo,
        french=None if lang is None else _FRENCH.fullmatch(lang) is not None,
        translated=None if translate is None else translate.lower() != "no",
        neutral=lang is None and translate is None and not opaque and not no_typo,
        human=() if found[1] else tuple(human),
    )


def _stands(name: str, *, closing: bool) -> str:
    if name == "br":
        return BREAK
    if name in BLOCKS:
        return BOUNDARY
    if name in _BOXES:
        return BOUNDARY + OBJECT if closing else OBJECT + BOUNDARY
    return OBJECT if name in _OBJECTS and not closing else ""
