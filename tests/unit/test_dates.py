"""Dates in words: French months, one ordinal, a day that never leaves its month."""

from datetime import date, timedelta

import pytest

from site_builder.compose import with_weekday
from site_builder.dates import day_in_words, month_in_words
from site_builder.views import Moment

NB = "\u00a0"
MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 7, 18), f"18{NB}juillet 2023"),
        (date(2023, 8, 1), f"1er{NB}août 2023"),
        (date(2024, 2, 29), f"29{NB}février 2024"),
        (date(2023, 12, 31), f"31{NB}décembre 2023"),
        (date(2023, 5, 2), f"2{NB}mai 2023"),
        (date(2023, 11, 11), f"11{NB}novembre 2023"),
        (date(2023, 1, 21), f"21{NB}janvier 2023"),
    ],
)
def test_a_day_in_words(day: date, expected: str) -> None:
    assert day_in_words(day) == expected


@pytest.mark.parametrize(("number", "month"), list(enumerate(MONTHS, 1)))
def test_every_month(number: int, month: str) -> None:
    assert day_in_words(date(2023, number, 1)) == f"1er{NB}{month} 2023"
    assert day_in_words(date(2023, number, 15)) == f"15{NB}{month} 2023"
    assert month_in_words(2023, number) == f"{month} 2023"


def test_only_the_first_of_a_month_is_an_ordinal() -> None:
    days = [date(2023, 1, 1) + timedelta(days=n) for n in range(365)]
    ordinals = [day for day in days if "er" in day_in_words(day).split(NB)[0]]
    assert ordinals == [date(2023, number, 1) for number in range(1, 13)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 8, 1), f"mardi 1er{NB}août 2023"),
        (date(2023, 7, 17), f"lundi 17{NB}juillet 2023"),
        (date(2023, 7, 19), f"mercredi 19{NB}juillet 2023"),
        (date(2023, 7, 20), f"jeudi 20{NB}juillet 2023"),
        (date(2023, 7, 21), f"vendredi 21{NB}juillet 2023"),
        (date(2023, 7, 22), f"samedi 22{NB}juillet 2023"),
        (date(2023, 7, 23), f"dimanche 23{NB}juillet 2023"),
    ],
)
def test_a_day_with_its_name(day: date, expected: str) -> None:
    shown = Moment(iso=day.isoformat(), words=day_in_words(day))
    assert with_weekday(shown, day) == Moment(iso=day.isoformat(), words=expected)
