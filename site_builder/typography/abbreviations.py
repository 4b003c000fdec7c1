"""Spaces after abbreviations, and superior letters of ordinals: rules R11 and R12."""

import re
from typing import Final

from site_builder.typography.characters import LETTER_OR_DIGIT, NO_BREAK, SPACE_CLASS
from site_builder.typography.edits import Edits
from site_builder.typography.spacing import set_space
from site_builder.typography.style import Style

_UPPER: Final = "A-ZÀ-ÖØ-ÞŒŠŸŽ"
_ROMAN: Final = rf"[IVXLCDM]++(?!{LETTER_OR_DIGIT}|['’])"
_GAP: Final = rf"[{SPACE_CLASS}]++"
# What a first search can see of an abbreviation; the next two decide.
ABBREVIATION_HINT: Final = (
    rf"(?:(?<=[°º§])|(?<=[glprtv]\.))(?={_GAP}[\dIVXLCDMeJ])"
    rf"|(?<=[MDP])[Mmlegrs.]{{1,4}}(?={_GAP}[{_UPPER}])"
)
# `H&M.` and `J.-M.` are not titles.
_TITLE: Final = re.compile(
    rf"(?<![\w&.-])(?:MM?\.|Mmes?|Mlles?|Me|Mgr|Drs?|Dre|Pre?)({_GAP})(?=[{_UPPER}])"
)
_REFERENCE: Final = re.compile(
    r"(?:(?<=\b[pt]\.)|(?<=\bpp\.)|(?<=\b(?:[Aa]rt|[Ff]ig|[Vv]ol)\.)|(?<=\b[Cc]hap\.)"
    rf"|(?<=\b[nN][°º])|(?<=§))({_GAP})(?=\d|{_ROMAN})"
    rf"|(?<=\bp\.)({_GAP})ex\.|(?:(?<=\bav\.)|(?<=\bapr\.))({_GAP})J\.[-\u2011]C\b"
)
# Ce, De, Le and Me are words; MMe is a slip.
_ROMAN_ORDINAL: Final = (
    r"(?=[IVXLCDM])(?!(?:[CDLM]|MM)e)M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
)
_CENTURY: Final = re.compile(
    rf"(?<!\w){_ROMAN_ORDINAL}(?:er|e)({_GAP})[Ss]i(?:è|e\u0300)cles?(?!{LETTER_OR_DIGIT})"
)
_ORDINAL: Final = re.compile(
    r"(?<![\w.,#@/\\&=])(?:1(ers?|res?)|2(des?|ds?)|\d++(es?)"
    rf"|{_ROMAN_ORDINAL}(er|re|e))(?!\w)"
)


def space_abbreviation(text: str, index: int, edits: Edits, style: Style) -> None:
    """Bind the title, or the reference whose last sign stands at ``index``, to its name: R11."""
    pattern, start = (_TITLE, index) if text[index] in "MDP" else (_REFERENCE, index + 1)
    if m := pattern.match(text, start):
        gap = m.span(m.lastindex or 0)
        set_space(text, *gap, NO_BREAK, gap[0], edits, style)


def space_centuries(text: str, edits: Edits, style: Style) -> None:
    """Bind the number of a century to its noun: R11."""
    if "iècle" in text or "ie\u0300cle" in text:
        for m in _CENTURY.finditer(text):
            set_space(text, *m.span(1), NO_BREAK, m.start(1), edits, style)


def superior_letters(text: str) -> list[tuple[int, int, int]]:
    """Return where ordinals stand, 1er, 2e, XXIe, and where their letters start and end: R12."""
    return [(m.start(), *m.span(m.lastindex or 0)) for m in _ORDINAL.finditer(text)]
