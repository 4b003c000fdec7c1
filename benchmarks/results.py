"""What was measured → the tables of `docs/performance.md`, and the drawing beside them."""

import math
import re
from pathlib import Path
from statistics import median
from typing import Any

BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
# The most that a build may take, as a ratio to Hugo: by scenario, for 100, 1,000, 10,000 articles.
TARGETS = {
    "cold": {100: 3, 1000: 1.5, 10_000: 1.0},
    "nothing changed": {100: 1.5, 1000: 0.3, 10_000: 0.08},
    "one body": {100: 2, 1000: 0.4, 10_000: 0.10},
    "one title": {100: 2, 1000: 0.5, 10_000: 0.12},
    "base template": {100: 3, 1000: 1.2, 10_000: 0.8},
}
Measured = Any


def write_results(measured: Measured, docs: Path | None) -> str:
    """Return the results as Markdown; write them, and their drawing, into *docs*."""
    text = tables(measured)
    if docs is not None:
        page = docs / "performance.md"
        before = page.read_text(encoding="utf-8")
        between = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
        after = between.sub(lambda _: f"{BEGIN}\n{text}\n{END}", before)
        page.write_text(after, encoding="utf-8")
        (docs / "performance.svg").write_text(drawing(measured), encoding="utf-8")
    return text


def tables(measured: Measured) -> str:
    """Return the results as Markdown."""
    processors, jobs = measured["machine"]["processors"], measured["machine"]["jobs"]
    parts = [f"{processors} processors, {jobs} jobs. In brackets: seconds of the clock."]
    parts += [_targets(measured["series"])]
    parts += [_table(one) for one in measured["series"]]
    if measured["options"]["spent"]:
        parts.append(_options(measured["options"]))
    return "\n\n".join(parts)


def ratios(series: Measured, scenario: str, key: str) -> float | None:
    """Return the median, over the rounds, of our time divided by that of Hugo."""
    spent = series["spent"].get(scenario, {})
    if "Hugo" not in spent:
        return None
    pairs = zip(spent["site-builder"], spent["Hugo"], strict=True)
    return median(us[key] / hugo[key] for us, hugo in pairs)


def _targets(all_series: list[Measured]) -> str:
    heads = " | ".join(f"{one['articles']:,}" for one in all_series)
    lines = [f"| ours ÷ Hugo, CPU (clock); aim | {heads} |", "|---" * (len(all_series) + 1) + "|"]
    for scenario in all_series[0]["spent"]:
        cells = []
        for one in all_series:
            cpu, wall = ratios(one, scenario, "cpu"), ratios(one, scenario, "wall")
            if cpu is None or wall is None:
                cells.append("")
                continue
            aim = TARGETS.get(scenario, {}).get(one["articles"])
            cell = f"{cpu:.2f} ({wall:.2f})"
            if aim is not None:
                held = "held" if wall <= aim else "**not held**"
                cell += f"; ≤ {aim}: {held}"
            cells.append(cell)
        lines.append(f"| {scenario} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _table(series: Measured) -> str:
    names = list(series["spent"]["cold"])
    title = f"**{series['articles']:,} articles**, medians of {series['rounds']} rounds"
    lines = [title, "", "| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for scenario, spent in series["spent"].items():
        cells = [
            f"{_median(spent[n], 'cpu'):.2f} s ({_median(spent[n], 'wall'):.2f} s)"
            if n in spent
            else "as cold"
            for n in names
        ]
        lines.append(f"| {scenario} | " + " | ".join(cells) + " |")
    memory = " | ".join(f"{series['memory'][n]} MB" for n in names)
    pages = " | ".join(str(series["pages"][n]) for n in names)
    return "\n".join([*lines, f"| most memory, cold | {memory} |", f"| HTML pages | {pages} |"])


def _options(options: Measured) -> str:
    spent, count = options["spent"], options["articles"]
    bare = spent["none of them"]["cpu"]
    lines = [
        f"What each optional output adds to a cold build of {count} articles "
        f"({bare:.2f} s of CPU without any):",
        "",
        "| | CPU | an article |",
        "|---|---|---|",
    ]
    for name, one in spent.items():
        if name != "none of them":
            more = one["cpu"] - bare
            lines.append(f"| {name} | {more:+.2f} s | {1000 * more / count:.1f} ms |")
    return "\n".join(lines)


def _median(times: list[Measured], key: str) -> float:
    return median(one[key] for one in times)


# The drawing: seconds of the processor by number of articles, both logarithmic.

_COLOURS = {
    "site-builder": "#2438c8",
    "Hugo": "#c2185b",
    "Eleventy": "#2e7d32",
    "Pelican": "#b26a00",
}
_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 720, 420, 60, 50


def drawing(measured: Measured) -> str:
    """Return the plot as SVG, with its numbers as text for whoever cannot see it."""
    all_series = measured["series"]
    curves: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for series in all_series:
        for name, times in series["spent"]["cold"].items():
            point = (series["articles"], _median(times, "cpu"))
            curves.setdefault((name, "cold"), []).append(point)
        for scenario in ("one body", "nothing changed"):
            times = series["spent"][scenario]["site-builder"]
            point = (series["articles"], _median(times, "cpu"))
            curves.setdefault(("site-builder", scenario), []).append(point)
    values = [cpu for points in curves.values() for _, cpu in points]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    counts = [one["articles"] for one in all_series]
    first, last = math.log10(counts[0]), math.log10(counts[-1])

    def x(count: float) -> float:
        span = (math.log10(count) - first) / ((last - first) or 1)
        return _LEFT + span * (_WIDTH - _LEFT - 220)

    def y(seconds: float) -> float:
        span = (math.log10(seconds) - low) / ((high - low) or 1)
        return _HEIGHT - _BOTTOM - span * (_HEIGHT - _BOTTOM - 20)

    grid = [
        f'<line x1="{_LEFT}" x2="{x(counts[-1]):.0f}" y1="{y(10**n):.0f}" y2="{y(10**n):.0f}" '
        f'stroke="#ccc"/><text x="{_LEFT - 8}" y="{y(10**n) + 4:.0f}" text-anchor="end">'
        f"{10**n:g} s</text>"
        for n in range(low, high + 1)
    ]
    grid += [
        f'<text x="{x(n):.0f}" y="{_HEIGHT - _BOTTOM + 22}" text-anchor="middle">{n:,}</text>'
        for n in counts
    ]
    lines, ends = [], []
    for (name, scenario), points in curves.items():
        path = " ".join(f"{x(n):.1f},{y(s):.1f}" for n, s in points)
        dashes = {"cold": "", "one body": ' stroke-dasharray="7 4"'}
        dash = dashes.get(scenario, ' stroke-dasharray="2 4"')
        lines.append(
            f'<polyline points="{path}" fill="none" stroke="{_COLOURS[name]}" '
            f'stroke-width="2"{dash}/>'
        )
        lines += [
            f'<circle cx="{x(n):.1f}" cy="{y(s):.1f}" r="3" fill="{_COLOURS[name]}"/>'
            for n, s in points
        ]
        ends.append((y(points[-1][1]), x(points[-1][0]), name, scenario))
    labels, lowest = [], -math.inf
    for height, along, name, scenario in sorted(ends):
        lowest = max(height, lowest + 16)
        labels.append(
            f'<text x="{along + 10:.0f}" y="{lowest + 4:.0f}" fill="{_COLOURS[name]}">'
            f"{name}, {scenario}</text>"
        )
    told = "; ".join(
        f"{name}, {scenario}: " + ", ".join(f"{n} articles {s:.2f} s" for n, s in points)
        for (name, scenario), points in curves.items()
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
            'font-family="sans-serif" font-size="13" role="img" aria-labelledby="title told">',
            '<title id="title">Processor time of a build by number of articles</title>',
            f'<desc id="told">{told}</desc>',
            f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
            *grid,
            *lines,
            *labels,
            f'<text x="{(_LEFT + x(counts[-1])) / 2:.0f}" y="{_HEIGHT - 8}" '
            'text-anchor="middle">articles</text>',
            "</svg>\n",
        ]
    )
