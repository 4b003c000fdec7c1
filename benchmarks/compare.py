"""The same letter built by us and by our peers: `make benchmark`, or
`python benchmarks/compare.py [--articles N…] [--rounds N…] [--jobs N] [--save FILE]`.

Peers are those of `benchmarks/requirements.lock`, in `benchmarks/.peers`, and of
`benchmarks/package-lock.json`. Generators take turns in every round; what is told are medians of
processor time (user and system, of all processes), of wall time, and of their ratios to Hugo within
a round. Files lie in memory where the machine has such a folder. With `--write`, the results go
into `docs/performance.md` and its drawing.
"""

import argparse
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from letter import COMPANIES, article
from peers import BASE, OPTIONS, ROOT, Peer, peers, put, settings_without, slug
from results import write_results

# A letter of that size takes these minutes or more: the small peers are left out.
LARGE = 10_000
# A letter of that size is there to show how time and memory grow: what is edited says no more.
HUGE = 100_000
MEMORY = Path("/dev/shm")  # a folder in memory, where there is one


# Equal work


def check(peer: Peer, site: Path, count: int) -> None:
    """Refuse a comparison in which *peer* did less: all articles, words, lists, feeds, items."""
    of_company = dict.fromkeys(COMPANIES, 0)
    for one in map(article, range(count)):
        page = words((site / peer.page.format(one.slug)).read_text(encoding="utf-8"))
        for block in one.body.split("\n"):
            wanted = words(re.sub(r"\*\*|^#+ |^- |\[|\]\(.*?\)", "", block))
            if wanted not in page:
                raise SystemExit(f"{peer.name}: {one.slug} lacks « {wanted} »")
        for name in one.companies:
            of_company[name] += 1
    feeds = {peer.feed: min(count, 50)}
    feeds |= {peer.company_feed.format(slug(n)): min(k, 20) for n, k in of_company.items() if k}
    for path, wanted_items in feeds.items():
        text = (site / path).read_text(encoding="utf-8")
        if text.count("<item>") < wanted_items:
            raise SystemExit(f"{peer.name}: {text.count('<item>')} items in {path}")
        if len(text) < 2500 * wanted_items:
            raise SystemExit(f"{peer.name}: no whole texts in {path}")


def words(text: str) -> str:
    """Return the words of HTML or text, with one space between."""
    return " ".join(re.findall(r"\w+", html.unescape(re.sub(r"<[^>]*>", "", text))))


# Measuring


@dataclass(frozen=True, kw_only=True)
class Spent:
    """What one build took: seconds of the processor and of the clock."""

    cpu: float
    wall: float


def timed(peer: Peer, site: Path) -> Spent:
    """Return what a build takes, all its processes included."""
    started = time.perf_counter()
    process = subprocess.Popen(
        peer.command, cwd=site, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{peer.name} failed in {site}")
    return Spent(cpu=used.ru_utime + used.ru_stime, wall=time.perf_counter() - started)


def peak_memory(peer: Peer, site: Path) -> float:
    """Return the most memory, in MB, that the processes of a build share out among them (PSS)."""
    process = subprocess.Popen(
        peer.command, cwd=site, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = [0.0]

    def look() -> None:
        while process.poll() is None:
            peak[0] = max(peak[0], sum(map(proportional, family(process.pid))))
            time.sleep(0.03)

    watcher = threading.Thread(target=look)
    watcher.start()
    watcher.join()
    return peak[0]


def family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(found for child in children for found in family(int(child)))]


def proportional(pid: int) -> float:
    try:
        found = re.search(r"Pss: +(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text())
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


# What an editor does between two builds; round n makes the nth edit of its kind.


def edit_body(_: Peer, site: Path, number: int) -> None:
    path = site / "content/articles" / f"{article(number + 3).slug}.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nUne phrase de plus.\n", encoding="utf-8")


def edit_title(_: Peer, site: Path, number: int) -> None:
    path = site / "content/articles" / f"{article(number + 40).slug}.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("épisode", "saison", 1), encoding="utf-8")


def edit_template(peer: Peer, site: Path, number: int) -> None:
    name = "layouts/_default/baseof.html" if peer.name == "Hugo" else "templates/base.html"
    text = (site / name).read_text(encoding="utf-8")
    put(site / name, text.replace("</body>", f"<!-- {number} --></body>"))


def edit_company(peer: Peer, site: Path, number: int) -> None:
    old = COMPANIES[number + 5]
    name = slug(old)
    if peer.name == "Hugo":
        put(site / f"content/entreprises/{name}/_index.md", f"---\ntitle: {old} Groupe\n---\n")
    else:
        more = f"aliases: [{old}]\nslug: {name}"
        put(site / f"content/companies/{name}.md", f"---\nname: {old} Groupe\n{more}\n---\n")


def nothing(_: Peer, __: Path, ___: int) -> None:
    pass


SCENARIOS = {
    "cold": nothing,
    "nothing changed": nothing,
    "one body": edit_body,
    "one title": edit_title,
    "base template": edit_template,
    "one company renamed": edit_company,
}


@dataclass(kw_only=True)
class Series:
    """All that was measured of a letter of that many *articles*."""

    articles: int
    rounds: int
    pages: dict[str, int] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)
    spent: dict[str, dict[str, list[Spent]]] = field(default_factory=dict)


def measure(found: tuple[Peer, ...], folder: Path, count: int, rounds: int) -> Series:
    """Build the letter of *count* articles with each generator, again and again."""
    sites = {peer.name: folder / f"{peer.name}-{count}" for peer in found}
    for peer in found:
        peer.write(sites[peer.name], count)
    series = Series(articles=count, rounds=rounds)
    scenarios = dict(list(SCENARIOS.items())[:3]) if count >= HUGE else SCENARIOS
    for scenario, edit in scenarios.items():
        told = series.spent.setdefault(scenario, {})
        # Those that remember nothing take as long whatever was edited; of Hugo it is measured.
        turns = [p for p in found if scenario == "cold" or p.remembers or p.name == "Hugo"]
        for number in range(rounds):
            for peer in turns:
                site = sites[peer.name]
                edit(peer, site, number)
                if scenario == "cold":
                    chill(peer, site)
                told.setdefault(peer.name, []).append(timed(peer, site))
            print(f"{count} {scenario}, round {number + 1}", file=sys.stderr)
        if scenario == "cold":
            for peer in found:
                check(peer, sites[peer.name], count)
                made = site_files(peer, sites[peer.name])
                series.pages[peer.name] = made
    for peer in found:
        chill(peer, sites[peer.name])
        series.memory[peer.name] = round(peak_memory(peer, sites[peer.name]))
    for site in sites.values():
        shutil.rmtree(site)
    return series


def chill(peer: Peer, site: Path) -> None:
    for name in peer.chill:
        shutil.rmtree(site / name, ignore_errors=True)


def site_files(peer: Peer, site: Path) -> int:
    return len(list((site / peer.chill[0]).rglob("*.html")))


def cost_of_options(ours: Peer, folder: Path, count: int, rounds: int) -> Mapping[str, Spent]:
    """Return what a cold build takes without any of `OPTIONS`, and with each of them alone."""
    site = folder / "options"
    ours.write(site, count)
    spent: dict[str, list[Spent]] = {}
    start = f'title = "Banc"\nbase_url = "{BASE}"\ndescription = "Une lettre."\n'
    pictureless = tuple(name for name in OPTIONS if name != "sizes of pictures")
    for number in range(rounds):
        for with_it in ("none of them", *pictureless):
            off = tuple(
                name
                for name in OPTIONS
                if name != with_it and not (name == "sizes of pictures" and "cards" in with_it)
            )
            put(site / "site.toml", start + settings_without(off))
            chill(ours, site)
            spent.setdefault(with_it, []).append(timed(ours, site))
        print(f"options, round {number + 1}", file=sys.stderr)
    shutil.rmtree(site)
    return {name: min(times, key=lambda one: one.cpu) for name, times in spent.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, default=ROOT / "benchmarks/.peers")
    parser.add_argument("--articles", type=int, nargs="+", default=[100, 1000, 10_000, 100_000])
    parser.add_argument("--rounds", type=int, nargs="+", default=[7, 5, 3, 1])
    parser.add_argument("--options", type=int, default=200, help="articles; 0: leave it out")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--save", type=Path, help="write all that was measured as JSON")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    given = parser.parse_args()
    # Programs in Python keep what they compiled, unless they are told not to.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    found = peers(given.peers, given.jobs)
    place = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=place, prefix="letters-") as name:
        folder = Path(name)
        options = cost_of_options(found[0], folder, given.options, 2) if given.options else {}
        measured: dict[str, object] = {
            "machine": {"processors": os.cpu_count(), "jobs": given.jobs},
            "options": {
                "articles": given.options,
                "spent": {name: asdict(one) for name, one in options.items()},
            },
        }
        all_series: list[Mapping[str, object]] = []
        for n, count in enumerate(given.articles):
            few = tuple(p for p in found if p.name in ("site-builder", "Hugo"))
            rounds = given.rounds[min(n, len(given.rounds) - 1)]
            one = measure(found if count < LARGE else few, folder, count, rounds)
            all_series.append(asdict(one))
            measured["series"] = all_series
            if given.save:  # so far: the largest letters take longest
                given.save.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    print(write_results(measured, ROOT / "docs" if given.write else None))


if __name__ == "__main__":
    main()
