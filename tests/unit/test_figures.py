"""Drawings of numbers: in whole units, inside their frame, the same every time."""

import datetime as dt
import re

from hypothesis import given
from hypothesis import strategies as st

from site_builder.figures import MOST_ARCS, MOST_MONTHS, MOST_NODES, chart, diagram
from site_builder.views import Counted


def day(year: int, month: int) -> dt.datetime:
    return dt.datetime(year, month, 3, tzinfo=dt.UTC)


def test_a_month_without_an_article_keeps_its_place() -> None:
    drawn = chart([day(2023, 11), day(2024, 1), day(2024, 1)])
    assert drawn is not None
    assert [(b.label, b.count) for b in drawn.bars] == [
        ("novembre 2023", 1),
        ("décembre 2023", 0),
        ("janvier 2024", 2),
    ]
    assert (drawn.first, drawn.last, drawn.most) == ("novembre 2023", "janvier 2024", 2)


def test_one_month_is_no_chart() -> None:
    assert chart([]) is None
    assert chart([day(2023, 7), day(2023, 7)]) is None


def test_only_the_last_months_are_drawn() -> None:
    drawn = chart([day(1999, 1), day(2023, 6), day(2023, 7)])
    assert drawn is not None
    assert len(drawn.bars) == MOST_MONTHS
    assert drawn.bars[-1].label == "juillet 2023"


@given(st.lists(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)), max_size=60))
def test_bars_stay_inside_the_drawing(days: list[dt.date]) -> None:
    drawn = chart(dt.datetime(d.year, d.month, d.day, tzinfo=dt.UTC) for d in days)
    if drawn is None:
        return
    for bar in drawn.bars:
        assert 0 <= bar.x < bar.x + bar.width <= drawn.width
        assert bar.y + bar.height == drawn.height
        assert (bar.height > 0) == (bar.count > 0)
    assert max(b.height for b in drawn.bars) == drawn.height


SLUGS = [f"s{n:02}" for n in range(60)]
PAIRS = st.dictionaries(
    st.tuples(st.sampled_from(SLUGS), st.sampled_from(SLUGS)).filter(lambda p: p[0] < p[1]),
    st.integers(1, 50),
    min_size=1,
    max_size=300,
)


@given(PAIRS)
def test_the_map_shows_the_strongest_inside_its_frame(pairs: dict[tuple[str, str], int]) -> None:
    names = {s: Counted(label=s, url=f"/{s}/", count=3, last=None) for s in SLUGS}
    drawn = diagram(pairs, names, {})
    assert drawn == diagram(dict(reversed(pairs.items())), names, {})
    assert len(drawn.nodes) <= MOST_NODES
    assert len(drawn.arcs) <= MOST_ARCS
    assert len({node.y for node in drawn.nodes}) == len(drawn.nodes)
    heights = {node.y for node in drawn.nodes}
    for arc in drawn.arcs:
        found = re.fullmatch(r"M(\d+) (\d+)A(\d+) (\d+) 0 0 1 (\d+) (\d+)", arc.path)
        assert found is not None
        x, top, reach, _, _, bottom = map(int, found.groups())
        assert {top, bottom} <= heights
        assert x == drawn.x
        assert x + reach + arc.width <= drawn.width + 1
    if len(pairs) <= MOST_ARCS and len({s for p in pairs for s in p}) <= MOST_NODES:
        assert len(drawn.arcs) == len(pairs)
