"""The same letter built by us and by our peers: `python benchmarks/compare.py --peers FOLDER`.

FOLDER is a virtual environment made from `benchmarks/requirements.lock`. Generators take turns in
every round; the table gives medians of processor time (user and system, of all processes) and wall
time, and their ratios to Hugo in the same round. Prints JSON or, with `--markdown`, the table.
"""

# Settings and templates of others keep their lines.
# ruff: noqa: E501

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
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from letter import COMPANIES, Article, article

ROOT = Path(__file__).parents[1]
BASE = "https://banc.example"
# Optional treatments that no peer has.
OFF = """[typography]
enabled = false
[companies]
mentions = false
link_mentions = false
pair_articles = 0
map = false
chart = false
[feeds]
atom = false
json = false
[search]
enabled = false
[images]
enabled = false
social_cards = false
"""


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A generator: its command, how its letter is written, what makes its next build cold."""

    name: str
    command: tuple[str, ...]
    write: Callable[[Path, int], None]
    chill: tuple[str, ...]
    page: str
    feed: str


def slug(name: str) -> str:
    table = str.maketrans("Éé", "ee")
    return name.lower().translate(table).replace(" ", "-")


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


# The letter, for each


def write_ours(site: Path, count: int) -> None:
    settings = 'title = "Banc"\nbase_url = "https://banc.example"\ndescription = "Une lettre."\n'
    put(site / "site.toml", settings + OFF)
    for name in COMPANIES:
        put(site / f"content/companies/{slug(name)}.md", f"---\nname: {name}\n---\n")
    put(site / "templates/base.html", (ROOT / "templates/base.html").read_text(encoding="utf-8"))
    for one in map(article, range(count)):
        named = ", ".join(one.companies)
        head = f'title: "{one.title}"\ndate: {one.date:%Y-%m-%dT%H:%M}\ncompanies: [{named}]\n'
        put(site / f"content/articles/{one.slug}.md", f"---\n{head}---\n\n{one.body}")


def write_hugo(site: Path, count: int) -> None:
    put(
        site / "hugo.toml",
        f'baseURL = "{BASE}/"\nlanguageCode = "fr"\ntitle = "Banc"\n'
        'disableKinds = []\n[pagination]\npagerSize = 20\n[taxonomies]\nentreprise = "entreprises"\n'
        '[outputs]\nhome = ["HTML", "RSS"]\nsection = ["HTML"]\ntaxonomy = ["HTML"]\n'
        'term = ["HTML", "RSS"]\n[permalinks.page]\narticles = "/articles/:slugorcontentbasename/"\n',
    )
    put(site / "layouts/_default/baseof.html", _BASE)
    put(site / "layouts/_default/single.html", _SINGLE)
    put(site / "layouts/_default/list.html", _LIST)
    put(site / "layouts/_default/taxonomy.html", _TAXONOMY)
    put(site / "layouts/_default/rss.xml", _RSS)
    for name in COMPANIES:
        put(site / f"content/entreprises/{slug(name)}/_index.md", f"---\ntitle: {name}\n---\n")
    for one in map(article, range(count)):
        named = ", ".join(map(slug, one.companies))
        head = (
            f'title: "{one.title}"\ndate: {one.date:%Y-%m-%dT%H:%M:%SZ}\nentreprises: [{named}]\n'
        )
        put(site / f"content/articles/{one.slug}.md", f"---\n{head}---\n\n{one.body}")


_BASE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<link rel="canonical" href="{{ .Permalink }}"><meta name="description" content="{{ .Summary | plainify | truncate 200 }}">
</head><body><header><a href="/">{{ site.Title }}</a></header><main>{{ block "main" . }}{{ end }}</main>
<footer><a href="/entreprises/">Entreprises</a></footer></body></html>
"""
_CARD = """<article><h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2><time>{{ .Date.Format "2006-01-02" }}</time>
<p>{{ .Summary | plainify | truncate 200 }}</p>{{ range .GetTerms "entreprises" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</article>
"""
_SINGLE = """{{ define "main" }}<h1>{{ .Title }}</h1><time>{{ .Date.Format "2006-01-02" }}</time>
{{ range .GetTerms "entreprises" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ .TableOfContents }}<div>{{ .Content }}</div>
{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ end }}
"""
_LIST = (
    """{{ define "main" }}<h1>{{ .Title }}</h1>{{ $pages := .Pages }}
{{ if .IsHome }}{{ $pages = where site.RegularPages "Section" "articles" }}{{ end }}
{{ $pager := .Paginate $pages.ByDate.Reverse }}{{ range $pager.Pages }}"""
    + _CARD
    + """{{ end }}{{ with $pager.Prev }}<a href="{{ .URL }}">Plus récents</a>{{ end }}
{{ with $pager.Next }}<a href="{{ .URL }}">Plus anciens</a>{{ end }}{{ end }}
"""
)
_TAXONOMY = """{{ define "main" }}<h1>Entreprises</h1>{{ range .Data.Terms.Alphabetical }}
<a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> {{ .Count }}{{ end }}{{ end }}
"""
_RSS = """{{ printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}
{{ $pages := .Pages.ByDate.Reverse | first 20 }}
{{ if .IsHome }}{{ $pages = (where site.RegularPages "Section" "articles").ByDate.Reverse | first 50 }}{{ end }}
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>{{ .Title }}</title>
<link>{{ .Permalink }}</link><description>{{ .Title }}</description>{{ range $pages }}<item>
<title>{{ .Title }}</title><link>{{ .Permalink }}</link><guid>{{ .Permalink }}</guid>
<pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate>
<content:encoded>{{ .Content | html }}</content:encoded></item>{{ end }}</channel></rss>
"""


def write_pelican(site: Path, count: int) -> None:
    put(
        site / "pelicanconf.py",
        f'SITENAME = "Banc"\nSITEURL = "{BASE}"\nPATH = "content"\nTIMEZONE = "Europe/Paris"\n'
        'DEFAULT_LANG = "fr"\nARTICLE_URL = "articles/{slug}/"\n'
        'ARTICLE_SAVE_AS = "articles/{slug}/index.html"\nTAG_SAVE_AS = "entreprises/{slug}/index.html"\n'
        'FEED_ALL_RSS = "feed.xml"\nTAG_FEED_RSS = "entreprises/{slug}/feed.xml"\nRSS_FEED_SUMMARY_ONLY = False\n'
        "FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None\n"
        "FEED_MAX_ITEMS = 50\nDEFAULT_PAGINATION = 20\nTHEME = 'simple'\n"
        'MARKDOWN = {"extensions": ["markdown.extensions.extra", "markdown.extensions.toc"]}\n',
    )
    for one in map(article, range(count)):
        head = f"Title: {one.title}\nDate: {one.date:%Y-%m-%d %H:%M}\nSlug: {one.slug}\n"
        tags = f"Tags: {', '.join(one.companies)}\n"
        put(site / f"content/{one.slug}.md", f"{head}{tags}\n{one.body}")


def peers(folder: Path, jobs: int) -> tuple[Peer, ...]:
    ours = (str(ROOT / ".venv/bin/site-builder"), "build", "--jobs", str(jobs))
    page = "public/articles/{}/index.html"
    binary = next(folder.glob("lib/*/site-packages/hugo/binaries/hugo"), folder / "bin/hugo")
    return (
        Peer(
            name="site-builder", command=ours, write=write_ours, page=page, feed="public/feed.xml",
            chill=("public", ".public.spare", ".site-builder"),
        ),
        Peer(
            name="hugo", command=(str(binary), "--quiet", "--cleanDestinationDir"), write=write_hugo,
            page=page, feed="public/index.xml", chill=("public", "resources"),
        ),
        Peer(
            name="pelican", command=(str(folder / "bin/pelican"), "-q", "content", "-s", "pelicanconf.py"),
            write=write_pelican, page="output/articles/{}/index.html", feed="output/feed.xml",
            chill=("output",),
        ),
    )  # fmt: skip


# Equal work


def check(peer: Peer, site: Path, count: int) -> None:
    """Refuse a comparison in which *peer* did less: every article, all its words, all its items."""
    for one in map(article, range(count)):
        page = words((site / peer.page.format(one.slug)).read_text(encoding="utf-8"))
        for block in one.body.split("\n"):
            wanted = words(re.sub(r"\*\*|^#+ |^- |\[|\]\(.*?\)", "", block))
            if wanted not in page:
                raise SystemExit(f"{peer.name}: {one.slug} lacks « {wanted} »")
    items = (site / peer.feed).read_text(encoding="utf-8").count("<item>")
    if items != min(count, 50):
        raise SystemExit(f"{peer.name}: {items} items in the feed")


def words(text: str) -> str:
    """Return the words of HTML or text, with one space between."""
    return " ".join(re.findall(r"\w+", html.unescape(re.sub(r"<[^>]*>", "", text))))


# Measuring


def timed(peer: Peer, site: Path) -> tuple[float, float]:
    """Return processor and wall time of a build, its processes included."""
    started = time.perf_counter()
    process = subprocess.Popen(
        peer.command, cwd=site, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{peer.name} failed in {site}")
    return used.ru_utime + used.ru_stime, time.perf_counter() - started


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


def edit_body(peer: Peer, site: Path, number: int) -> None:
    path = source(peer, site, article(number + 3))
    path.write_text(path.read_text(encoding="utf-8") + "\nUne phrase de plus.\n", encoding="utf-8")


def edit_title(peer: Peer, site: Path, number: int) -> None:
    path = source(peer, site, article(number + 40))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("épisode", "saison", 1), encoding="utf-8")


def edit_template(peer: Peer, site: Path, number: int) -> None:
    name = {"site-builder": "templates/base.html", "hugo": "layouts/_default/baseof.html"}
    if peer.name in name:
        path = site / name[peer.name]
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("</body>", f"<!-- {number} --></body>"), encoding="utf-8")


def edit_company(peer: Peer, site: Path, number: int) -> None:
    name = slug(COMPANIES[number + 5])
    where = {
        "site-builder": f"content/companies/{name}.md",
        "hugo": f"content/entreprises/{name}/_index.md",
    }
    if peer.name in where:
        path = site / where[peer.name]
        old = COMPANIES[number + 5]
        more = f"\naliases: [{old}]\nslug: {name}" if peer.name == "site-builder" else ""
        put(path, f"---\n{'name' if more else 'title'}: {old} Groupe{more}\n---\n")


def source(peer: Peer, site: Path, one: Article) -> Path:
    folder = "content" if peer.name == "pelican" else "content/articles"
    return site / folder / f"{one.slug}.md"


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


def run(found: tuple[Peer, ...], folder: Path, count: int, rounds: int) -> dict[str, object]:
    sites = {peer.name: folder / f"{peer.name}-{count}" for peer in found}
    for peer in found:
        peer.write(sites[peer.name], count)
    results: dict[str, dict[str, list[tuple[float, float]]]] = {s: {} for s in SCENARIOS}
    for scenario, edit in SCENARIOS.items():
        for number in range(rounds):
            for peer in found:
                site = sites[peer.name]
                edit(peer, site, number)
                if scenario == "cold":
                    for name in peer.chill:
                        shutil.rmtree(site / name, ignore_errors=True)
                results[scenario].setdefault(peer.name, []).append(timed(peer, site))
        if scenario == "cold":
            for peer in found:
                check(peer, sites[peer.name], count)
    memory = {}
    for peer in found:
        for name in peer.chill:
            shutil.rmtree(sites[peer.name] / name, ignore_errors=True)
        memory[peer.name] = round(peak_memory(peer, sites[peer.name]))
    pages = {p.name: len(list(sites[p.name].glob(f"{p.chill[0]}/**/*.html"))) for p in found}
    for site in sites.values():
        shutil.rmtree(site)
    return {"articles": count, "rounds": rounds, "memory": memory, "pages": pages, "runs": results}


def table(results: list[dict[str, object]]) -> str:
    """Return the results as Markdown."""
    lines = []
    for one in results:
        runs: dict[str, dict[str, list[tuple[float, float]]]] = one["runs"]  # type: ignore[assignment]
        names = list(next(iter(runs.values())))
        lines += [f"**{one['articles']} articles** (rounds: {one['rounds']})", ""]
        lines += ["| | " + " | ".join(names) + " | ours ÷ Hugo, CPU | wall |"]
        lines += ["|---" * (len(names) + 3) + "|"]
        for scenario, peers_runs in runs.items():
            cells = [
                f"{median(c for c, _ in times):.2f} s ({median(w for _, w in times):.2f} s)"
                for times in peers_runs.values()
            ]
            pairs = list(zip(peers_runs["site-builder"], peers_runs["hugo"], strict=True))
            ratios = [median(us[i] / hugo[i] for us, hugo in pairs) for i in (0, 1)]
            cells += [f"{ratio:.2f}" for ratio in ratios]
            lines.append(f"| {scenario} | " + " | ".join(cells) + " |")
        for title, key in (("peak memory, cold (MB)", "memory"), ("HTML pages", "pages")):
            values: dict[str, int] = one[key]  # type: ignore[assignment]
            lines.append(f"| {title} | " + " | ".join(str(values[n]) for n in names) + " | | |")
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, required=True)
    parser.add_argument("--articles", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--rounds", type=int, nargs="+", default=[7, 5, 3])
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--markdown", action="store_true")
    given = parser.parse_args()
    chosen = tuple(p for p in peers(given.peers, given.jobs) if p.name not in given.without)
    with tempfile.TemporaryDirectory() as folder:
        results = [
            run(chosen, Path(folder), count, given.rounds[min(place, len(given.rounds) - 1)])
            for place, count in enumerate(given.articles)
        ]
    print(table(results) if given.markdown else json.dumps(results, indent=1), file=sys.stdout)


if __name__ == "__main__":
    main()
