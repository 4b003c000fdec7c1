"""Dates in words, as a French reader says them.

Babel was weighed and left out: its French long form gives « 1 août » for « 1er août », and its
import and locale data cost more than the nineteen words below.
"""

from datetime import date

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def day_in_words(day: date) -> str:
    """Return « 18 juillet 2023 », « 1er août 2023 »: only the first of a month is an ordinal.

    The day and its month are bound by a no-break space.
    """
    return f"{_ordinal(day.day)}\u00a0{MONTHS[day.month - 1]} {day.year}"


def month_in_words(year: int, month: int) -> str:
    """Return « juillet 2023 »."""
    return f"{MONTHS[month - 1]} {year}"


def month_in_english(year: int, month: int) -> str:
    """Return “July 2023”, for messages to those who write."""
    return f"{_ENGLISH_MONTHS[month - 1]} {year}"


def _ordinal(day: int) -> str:
    return "1er" if day == 1 else str(day)
