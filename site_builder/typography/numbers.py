"""Spaces of numbers: thousands, units, currencies, times and dates: rules R8, R9 and R10."""

import re
from functools import cache
from typing import Final

from site_builder.typography.characters import (
    LETTER,
    LETTER_OR_DIGIT,
    NO_BREAK,
    SPACE_CLASS,
    is_letter,
)
from site_builder.typography.edits import Edits
from site_builder.typography.spacing import set_space, spaces_after, spaces_before
from site_builder.typography.style import Style

UNITS: Final = (
    *("%", "‰", "€", "k€", "K€", "M€", "Md€", "Mds€", "G€", "$", "$US", "$CA", "k$", "M$", "Md$"),
    *("£", "¥", "₿", "CHF", "EUR", "USD", "GBP"),
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
    *("ch", "CV", "millier", "milliers", "million", "millions", "milliard", "milliards"),
    *("billion", "billions", "Md", "Mds"),
)
_MONTH: Final = (
    r"(?i:jan(?:v(?:ier)?)?|f(?:é|e\u0301?)v(?:r(?:ier)?)?|mars|avr(?:il)?|mai|juin|juil(?:l(?:et)?)?"
    r"|ao(?:û|u\u0302?)t|sept(?:embre)?|oct(?:obre)?|nov(?:embre)?|d(?:é|e\u0301?)c(?:embre)?)"
    rf"(?!{LETTER_OR_DIGIT})"
)
_MONTH_NAME: Final = re.compile(_MONTH)
_DIGITS: Final = frozenset("0123456789")
_HYPHENS: Final = frozenset("-\u2010\u2011")
_DAY: Final = re.compile(r"0?[1-9]|[12]\d|3[01]")
_MINUTES: Final = re.compile(rf"(?:h|min)([{SPACE_CLASS}]++)\d\d(?!\d)")
# What may be glued to a number by mistake; other glued units are names (`5G`, `16Go`).
_GLUED: Final = re.compile(r"(?:[%‰]|€|k€|M€|Md€)(?!\w)")
_MAGNITUDE: Final = re.compile(rf"(?:Mds?|[Mk])([{SPACE_CLASS}]++)€(?!\w)")

_THOUSANDS: Final = re.compile(
    r"[1-9]\d{0,2}+((?:[ \u00a0\u202f\u2009]\d{3}(?!\d))++)(?:,\d{1,3}+(?!\d))?+"
    rf"(?!{LETTER}|\.\d|[{SPACE_CLASS}]++\d)"
)
_NEVER_BEFORE_THOUSANDS: Final = frozenset(".,'’/:+#-")
_PREVIOUS_WORD: Final = re.compile(rf"{LETTER_OR_DIGIT}++\Z")
_ORDINARY_WORDS: Final = frozenset(
    """le la les un une des du de au aux à ce cette ces mes tes ses nos vos leurs en dans sur sous
    par pour avec sans entre vers chez dès depuis après avant plus moins environ quelque quelques
    près presque déjà encore seulement seuls soit comptez total coût prix budget tarif bilan
    résultat et ou mais ni car donc il elle on nous vous ils elles""".split()
)


@cache
def _unit_pattern(added: tuple[str, ...]) -> re.Pattern[str]:
    """Return what matches a unit, grouped by first character: the engine skips whole groups."""
    groups: dict[str, list[str]] = {}
    for unit in sorted({*UNITS, *added}, key=lambda unit: (-len(unit), unit)):
        groups.setdefault(unit[0], []).append(re.escape(unit[1:]))
    names = "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in groups.items())
    return re.compile(rf"(?:{names})(?!{LETTER_OR_DIGIT}|['’_]|-{LETTER})")


def space_number(text: str, index: int, edits: Edits, style: Style) -> None:
    """Bind a number, whose last digit stands at ``index``, to what it counts or dates."""
    start = _standalone_start(text, index)
    end = index + 1
    if start is None or end == len(text):
        return
    first = text.startswith("er", end) and text[start:end] == "1"
    if first:
        end += 2
    stop = spaces_after(text, end)
    if stop == end:
        _space_glued(text, end, edits, style)
    elif text[stop : stop + 1].isdecimal():
        if stop == end + 1:
            _space_thousands(text, start, edits, style)
    elif not first and (magnitude := _MAGNITUDE.match(text, stop)):
        set_space(text, end, stop, NO_BREAK, end, edits, style)
        set_space(text, *magnitude.span(1), NO_BREAK, magnitude.start(1), edits, style)
    elif not first and _unit_pattern(style.units).match(text, stop):
        set_space(text, end, stop, NO_BREAK, end, edits, style)
        _space_minutes(text, stop, edits, style)
    elif (first or _DAY.fullmatch(text, start, end)) and _MONTH_NAME.match(text, stop):
        set_space(text, end, stop, NO_BREAK, end, edits, style)


def _standalone_start(text: str, index: int) -> int | None:
    """Return where the number that ends at ``index`` begins, None if a letter is glued to it."""
    start = index
    while start:
        if text[start - 1] in _DIGITS:
            start -= 1
        elif start > 1 and text[start - 1] in ".," and text[start - 2] in _DIGITS:
            start -= 2
        else:
            break
    before = text[start - 1 : start]
    if before.isalnum() or before == "_" or is_letter(before):
        return None
    # COVID-19, GPT-4: the number is part of the name.
    if before in _HYPHENS and start > 1 and is_letter(text[start - 2]):
        return None
    return start


def _space_glued(text: str, end: int, edits: Edits, style: Style) -> None:
    """Part a number from a glued percent sign or currency; bind `7h 45` and `10M €`."""
    if _GLUED.match(text, end):
        if style.insert_missing and (style.glued_percent or text[end] not in "%‰"):
            edits[end] = NO_BREAK + text[end]
    elif magnitude := _MAGNITUDE.match(text, end):
        set_space(text, *magnitude.span(1), NO_BREAK, magnitude.start(1), edits, style)
    else:
        _space_minutes(text, end, edits, style)


def _space_minutes(text: str, index: int, edits: Edits, style: Style) -> None:
    """Bind the two figures of `h dd` and `min dd` to the unit at ``index``."""
    if minutes := _MINUTES.match(text, index):
        set_space(text, *minutes.span(1), NO_BREAK, minutes.start(1), edits, style)


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
    found = _PREVIOUS_WORD.search(text, max(0, end - 40), end)
    if found is None or (word := found[0]).lower() in _ORDINARY_WORDS:
        return False
    return any(char.isupper() for char in word)
