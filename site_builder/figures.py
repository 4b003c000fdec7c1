"""Numbers → drawings: places and lengths in whole units, which templates write down as SVG."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from math import sqrt

from site_builder.dates import month_in_words
from site_builder.views import Arc, Bar, Chart, Counted, Diagram, Node

# The chart: as many months as can be told apart on a phone, ten units each.
MOST_MONTHS = 30
_STEP, _BAR, _HEIGHT = 10, 8, 64
# The map: rows a finger can aim at, names on the left, arcs on the right.
MOST_NODES = 40
MOST_ARCS = 150
_ROW, _NAMES, _ARCS = 30, 168, 176
_WIDEST = 9


def chart(dates: Iterable[datetime]) -> Chart | None:
    """Return the number of *dates* in each month, from the first to the last month that has one,
    the last thirty months at most; None when it would be a single bar.
    """
    counts = Counter(date.year * 12 + date.month - 1 for date in dates)
    if len(counts) < 2:
        return None
    last = max(counts)
    first = max(min(counts), last - MOST_MONTHS + 1)
    most = max(counts[month] for month in range(first, last + 1))
    bars = tuple(
        _bar(month, counts[month], number, most)
        for number, month in enumerate(range(first, last + 1))
    )
    return Chart(
        width=len(bars) * _STEP,
        height=_HEIGHT,
        bars=bars,
        most=most,
        first=bars[0].label,
        last=bars[-1].label,
    )


def _bar(month: int, count: int, number: int, most: int) -> Bar:
    height = -(-count * _HEIGHT // most)
    return Bar(
        label=month_in_words(month // 12, month % 12 + 1),
        count=count,
        x=number * _STEP + (_STEP - _BAR) // 2,
        y=_HEIGHT - height,
        width=_BAR,
        height=height,
    )


Pair = tuple[str, str]


def diagram(
    pairs: Mapping[Pair, int],
    companies: Mapping[str, Counted],
    urls: Mapping[Pair, str | None],
) -> Diagram:
    """Return the companies of *pairs* one above the other, and an arc for every pair.

    *pairs* count the articles of every two companies, *urls* give the page of two. The rarest
    companies and pairs are left out beyond what a reader can make out.
    """
    ties = Counter[str]()
    for (one, other), count in pairs.items():
        ties[one] += count
        ties[other] += count
    shown = sorted(ties, key=lambda slug: (-ties[slug], slug))[:MOST_NODES]
    kept = {pair: n for pair, n in pairs.items() if set(pair) <= set(shown)}
    strongest = sorted(kept, key=lambda pair: (-kept[pair], pair))[:MOST_ARCS]
    rows = {slug: _ROW * number + _ROW // 2 for number, slug in enumerate(_order(shown, kept))}
    farthest = max((abs(rows[one] - rows[other]) for one, other in strongest), default=1)
    most = max(kept.values(), default=1)
    biggest = max((companies[slug].count for slug in shown), default=1)
    arcs = tuple(
        Arc(
            label=f"{companies[one].label} × {companies[other].label}",
            url=urls.get((one, other)),
            count=kept[one, other],
            path=_arc(rows[one], rows[other], farthest),
            width=max(1, round(_WIDEST * kept[one, other] / most)),
        )
        for one, other in strongest
    )
    nodes = tuple(
        Node(
            label=companies[slug].label,
            url=companies[slug].url,
            count=companies[slug].count,
            y=y,
            radius=max(2, round(_WIDEST * sqrt(companies[slug].count / biggest))),
        )
        for slug, y in rows.items()
    )
    return Diagram(width=_NAMES + _ARCS, height=_ROW * len(rows), x=_NAMES, nodes=nodes, arcs=arcs)


def _arc(one: int, other: int, farthest: int) -> str:
    top, bottom = min(one, other), max(one, other)
    # By the square root: neighbours stay apart, and the farthest arcs do not fall on one another.
    reach = round((_ARCS - _WIDEST) * sqrt((bottom - top) / farthest))
    return f"M{_NAMES} {top}A{reach} {(bottom - top) // 2} 0 0 1 {_NAMES} {bottom}"


def _order(slugs: list[str], pairs: Mapping[Pair, int]) -> list[str]:
    """Return *slugs* so that arcs are short: each follows those it is most tied to.

    From the one with the most ties on, the next is the one most tied to what stands already, the
    last rows counting most.
    """
    ties: dict[str, dict[str, int]] = defaultdict(dict)
    for (one, other), count in pairs.items():
        ties[one][other] = ties[other][one] = count
    ordered: list[str] = []
    waiting = list(slugs)
    pull = dict.fromkeys(slugs, 0.0)
    while waiting:
        following = max(waiting, key=lambda slug: (pull[slug], -slugs.index(slug)))
        waiting.remove(following)
        ordered.append(following)
        for slug in waiting:
            pull[slug] = pull[slug] / 2 + ties[following].get(slug, 0)
    return ordered
