"""Tokens that no rule may alter: addresses, paths, code, handles, emoticons."""

import re
from html.entities import html5
from typing import Final

from site_builder.typography.characters import (
    BOUNDARY,
    EDGE_CLASS,
    EDGES,
    NOTE,
    OBJECT,
    SPACE_CLASS,
    SPACES,
)

# A word ends at a space, and at the marks that a first pass sets with a space inside.
_LIMIT_CLASS: Final = rf"{SPACE_CLASS}{EDGE_CLASS}{NOTE}{OBJECT}«»‹›"
_BLANKS: Final = SPACES | EDGES
_LIMITS: Final = _BLANKS | frozenset((NOTE, OBJECT, *"«»‹›"))
_REST_OF_WORD: Final = re.compile(rf"[^{_LIMIT_CLASS}]*+")

# One character that a frozen token cannot do without. The set comes first, so that the engine
# looks for it at the speed of a plain search; what follows weeds out ordinary prose.
_TRIGGER: Final = re.compile(
    r"[@/\\#{}`^_|~<>=&:;\-(xXwW?](?:(?<=[@/\\#{}`^_|~<>=&])"
    rf"|(?<=[:;])(?=[^{_LIMIT_CLASS}])|(?<=-)(?=-)|(?<=\()(?=\))|(?<=[xX])(?=D)"
    r"|(?<=[wW])(?=[wW]{2}\.)|(?<=\?)(?=\w))"
)
# Code between backticks or braces keeps its inner words too.
_CODE: Final = re.compile(
    rf"`[^`\n{BOUNDARY}]+`|\$?\{{\{{[^{{}}\n{BOUNDARY}]*\}}\}}|\$\{{[^{{}}\n{BOUNDARY}]*\}}"
)
_ENTITY: Final = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_EMOTICON: Final = re.compile(
    r"(?:[:;=]['’]?[-~^o]?[)(\]\[DdPpOo/\\|*$@3S]|<3|\^\^|[xX]D|:['’]\(|-_-|[oO]_[oO]|>_<)"
    r"(?=[.,!?…)»”\"]|\Z)"
)
_LEADING: Final = re.compile(
    r"[(\[{«‹“‘\"'¿¡]*+(?:(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’][(\[{«‹“‘\"]*+)?",
    re.IGNORECASE,
)
_TRAILING: Final = frozenset(".,;:!?)]\"'…»›”’")
_PAIRS: Final = {")": "(", "]": "["}

_OPERATOR: Final = re.compile(r"::|->|=>|!=|==|&&|\|\||\$\{|\{\{|\}\}|`")
_SHORTCODE: Final = re.compile(r":[\w+-]++:(?!\w)")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}\Z")
_ADDRESS: Final = re.compile(r"\b(?:mailto:|doi:|www\.)(?=\S)", re.IGNORECASE)
_HANDLE: Final = re.compile(r"@\w")
_CALL: Final = re.compile(r"(?<=\w)\(\)")
_FILE: Final = re.compile(r"[\w.~/-]*/(?:[\w-]+\.[A-Za-z]\w{0,4})?")
# What a frozen token may begin with: a path, a drive, a flag, a tag, host.tld/path.
_BEGINNING: Final = re.compile(
    r"(?:~|\.\.?)?/[^/]|[A-Za-z]:[\\/]|--[A-Za-z]|#\w"
    r"|(?:[\w-]++\.)++[A-Za-z]{2,}+(?::\d+)?[/?][^\s]"
)


def frozen_spans(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of every token of ``text`` that must stay as typed, in order."""
    found = _TRIGGER.search(text)
    if found is None:
        return []
    spans: list[tuple[int, int]] = []
    if "`" in text or "{" in text:
        spans = [m.span() for m in _CODE.finditer(text)]
        text = _CODE.sub(lambda m: OBJECT * len(m[0]), text)
        found = _TRIGGER.search(text)
    position = 0
    while found is not None:
        start = found.start()
        while start > position and text[start - 1] not in _LIMITS:
            start -= 1
        rest = _REST_OF_WORD.match(text, found.start())
        position = rest.end() if rest else found.end()
        before = text[start - 1 : start]
        alone = not before or before in _BLANKS
        parts = _frozen_parts(text[start:position], alone=alone)
        spans += [(start + first, start + last) for first, last in parts]
        found = _TRIGGER.search(text, position)
    return sorted(spans)


def _frozen_parts(word: str, *, alone: bool) -> list[tuple[int, int]]:
    """Return the parts of a word, after a space if ``alone``, that must stay as typed."""
    parts = _frozen_tokens(word)
    if alone and (face := _EMOTICON.match(word)):
        # A token may begin in the face (`:)->`): they make one.
        inside = [part for part in parts if part[0] < face.end()]
        end = max([face.end(), *(part[1] for part in inside)])
        parts = [(0, end), *parts[len(inside) :]]
    return parts


def _frozen_tokens(word: str) -> list[tuple[int, int]]:
    """Return the parts of a word that an address, a path, code or a handle makes."""
    leading = _LEADING.match(word)
    start = leading.end() if leading else 0
    end = _core_end(word, start)
    operators = [m.span() for m in _OPERATOR.finditer(word)]
    if operators:
        return [(min(start, operators[0][0]), max(end, operators[-1][1]))]
    if shortcode := _SHORTCODE.match(word, start):
        return [shortcode.span()]
    core = word[start:end]
    if (
        _HANDLE.search(core)
        or "\\" in core
        or _CALL.search(core)
        or _BEGINNING.match(core)
        or _FILE.fullmatch(core)
    ):
        return [(start, end)]
    if address := _ADDRESS.search(core):
        return [(start + address.start(), end)]
    slashes = core.find("://")
    if slashes > 0 and (scheme := _SCHEME.search(core[max(0, slashes - 32) : slashes])):
        return [(start + slashes - len(scheme[0]), end)]
    return [m.span() for m in _ENTITY.finditer(word) if m[1][0] == "#" or f"{m[1]};" in html5]


def _core_end(word: str, start: int) -> int:
    """Return where a word ends without the punctuation of the sentence it closes.

    A closing parenthesis that answers one of the word itself is kept: ``…/Chat_(animal)``.
    """
    end = len(word)
    unanswered = {
        close: word.count(close, start) - word.count(open_, start)
        for close, open_ in _PAIRS.items()
    }
    while end > start and (char := word[end - 1]) in _TRAILING:
        if char in unanswered:
            if unanswered[char] <= 0:
                break
            unanswered[char] -= 1
        end -= 1
    return end
