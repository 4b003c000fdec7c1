"""Spaces of numbers: thousands, units, currencies, times and dates: rules R8, R9 and R10."""

import re
from functools import cache
from typing import Final

from site_builder.typography.characters import (
    LETTER,
    LETTER_OR_DIGIT,
    NO_BREAK,
    SPACE_CLASS,
    SPACES,
    is_letter,
)
from site_builder.typography.edits import Edits
from site_builder.typography.spacing import set_space, spaces_before
from site_builder.typography.style import Style

_AMOUNTS: Final = (
    *("%", "‰", "€", "k€", "K€", "M€", "Md€", "Mds€", "G€", "$", "$US", "$CA", "k$", "M$", "Md$"),
    *("£", "¥", "₿", "CHF", "EUR", "USD", "GBP", "millier", "milliers", "million", "millions"),
    *("milliard", "milliards", "billion", "billions", "Md", "Mds"),
)
_UNITS: Final = (
    *("o", "ko", "Ko", "Mo", "Go", "To", "Po", "Kio", "Mio", "Gio", "Tio"),
    *("bit", "bits", "kbit", "Mbit", "Gbit", "Tbit", "kbits", "Mbits", "Gbits", "Tbits"),
    *("b/s", "kb/s", "Mb/s", "Gb/s", "Tb/s", "bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"),
    *("o/s", "ko/s", "Ko/s", "Mo/s", "Go/s", "To/s"),
    *("Hz", "kHz", "MHz", "GHz", "W", "kW", "MW", "GW", "Wh", "kWh", "MWh", "GWh", "TWh", "Wc"),
    *("V", "kV", "mV", "A", "mA", "Ah", "mAh", "Ω", "J", "kJ", "MJ", "kcal", "K"),
    *("µg", "μg", "mg", "g", "kg", "t", "nm", "µm", "μm", "mm", "cm", "m", "km"),
    *("mm²", "cm²", "m²", "km²", "mm³", "cm³", "m³", "km³", "ha"),
    *("ml", "cl", "dl", "l", "L", "hl", "ns", "µs", "μs", "ms", "s", "min", "h", "j"),
    *("°C", "°F", "°", "dB", "px", "Mpx", "pt", "ppp", "dpi", "fps", "ips", "lm", "cd", "lux"),
    *("Pa", "hPa", "bar", "ppm", "km/h", "m/s", "tr/min", "gCO2e", "kgCO2e", "tCO2", "tCO2e"),
    *("ch", "CV"),
)
_MONTH: Final = (
    r"(?i:jan(?:v(?:ier)?)?|f(?:é|e\u0301?)v(?:r(?:ier)?)?|mars|avr(?:il)?|mai|juin"
    r"|juil(?:l(?:et)?)?|ao(?:û|u\u0302?)t|sept(?:embre)?|oct(?:obre)?|nov(?:embre)?"
    rf"|d(?:é|e\u0301?)c(?:embre)?)(?!{LETTER_OR_DIGIT})"
)
_DIGITS: Final = frozenset("0123456789")
_OF_NUMBERS: Final = _DIGITS | frozenset(".,")
_HYPHENS: Final = frozenset("-\u2010\u2011")
_DAY: Final = re.compile(r"0?[1-9]|[12]\d|3[01]")

_THOUSANDS: Final = re.compile(
    r"[1-9]\d{0,2}+((?:[ \u00a0\u202f\u2009]\d{3}(?!\d))++)(?:,\d{1,3}+(?!\d))?+"
    rf"(?!(?!(?:k|Md?)€(?!\w)){LETTER}|\.\d|[{SPACE_CLASS}]++\d)"
)
_NEVER_BEFORE_THOUSANDS: Final = frozenset(".,'’/:+#-")
_ORDINARY_WORDS: Final = frozenset(
    """le la les un une des du de au aux à ce cette ces mes tes ses nos vos leurs en dans sur sous
    par pour avec sans entre vers chez dès depuis après avant plus moins environ quelque quelques
    près presque déjà encore seulement seuls soit comptez total coût prix budget tarif bilan
    résultat et ou mais ni car donc il elle on nous vous ils elles""".split()
)


@cache
def _tail(units: tuple[str, ...]) -> re.Pattern[str]:
    """Return what may follow a number that needs a space; the last group names the case.

    A glued percent or currency is a slip; other glued units are names (`5G`, `16Go`).
    """
    gap = rf"[{SPACE_CLASS}]++"
    unit_end = rf"(?!{LETTER_OR_DIGIT}|['’_]|-{LETTER})"
    return re.compile(
        rf"(?P<gap>{gap})(?:(?P<thousands>\d)"
        rf"|(?:Mds?|[Mk])(?P<magnitude>{gap})€(?!\w)"
        rf"|(?:h|min){unit_end}(?:(?P<minutes>{gap})\d\d(?!\d))?+"
        rf"|(?:{_alternatives(_AMOUNTS)})(?!{LETTER_OR_DIGIT}|_)"
        rf"|(?:{_alternatives(_UNITS + units)}){unit_end}"
        rf"|(?P<month>{_MONTH}))"
        rf"|er(?P<first>{gap}){_MONTH}"
        r"|(?P<percent>[%‰])(?!\w)|(?P<currency>€|k€|M€|Md€)(?!\w)"
        rf"|(?:Mds?|[Mk])(?P<glued_magnitude>{gap})€(?!\w)"
        rf"|(?:h|min)(?P<glued_minutes>{gap})\d\d(?!\d)"
    )


def _alternatives(names: tuple[str, ...]) -> str:
    groups: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        groups.setdefault(name[0], []).append(re.escape(name[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in groups.items())


def space_number(text: str, index: int, edits: Edits, style: Style) -> None:
    """Bind a number, whose last digit stands at ``index``, to what it counts or dates."""
    end = index + 1
    tail = _tail(style.units).match(text, end)
    if tail is None or (start := _standalone_start(text, index)) is None:
        return
    case = tail.lastgroup or ""
    if case == "thousands":
        _space_thousands(text, start, edits, style)
    elif case in ("percent", "currency"):
        if style.insert_missing and (style.glued_percent or case == "currency"):
            edits[end] = NO_BREAK + text[end]
    elif case not in ("month", "first") or _DAY.fullmatch(text, start, end):
        first, last = tail.span("gap")
        if first >= 0:
            set_space(text, first, last, NO_BREAK, first, edits, style)
        if case not in ("gap", "month"):
            first, last = tail.span(case)
            set_space(text, first, last, NO_BREAK, first, edits, style)


def _standalone_start(text: str, index: int) -> int | None:
    """Return where the number that ends at ``index`` begins, None if a letter is glued to it."""
    start = index
    while start and text[start - 1] in _OF_NUMBERS:
        start -= 1
    while text[start] not in _DIGITS:
        start += 1
    before = text[start - 1 : start]
    if before in SPACES:
        return start
    if before.isalnum() or before == "_" or is_letter(before):
        return None
    # COVID-19, GPT-4: the number is part of the name.
    if before in _HYPHENS and start > 1 and is_letter(text[start - 2]):
        return None
    return start


def _space_thousands(text: str, start: int, edits: Edits, style: Style) -> None:
    """Bind the groups of three figures that begin at ``start``, if they are one number: R8."""
    number = _THOUSANDS.match(text, start)
    if number is None or text[start - 1 : start] in _NEVER_BEFORE_THOUSANDS:
        return
    gap = spaces_before(text, start)
    if gap < start and text[gap - 1 : gap].isdecimal():
        return
    groups = number.end(1) - number.start(1)
    if groups == 4 and gap < start and _is_product(text, gap):
        return
    for index in range(number.start(1), number.end(1), 4):
        set_space(text, index, index + 1, style.thousands, index, edits, style)


def _is_product(text: str, end: int) -> bool:
    """Tell whether the word before a number makes it a model: `Pixel 9 128 Go`, `iPhone 4 750`."""
    start = end
    while start and (text[start - 1].isalnum() or is_letter(text[start - 1])):
        start -= 1
    word = text[start:end]
    return word != word.lower() and word.lower() not in _ORDINARY_WORDS
