"""A newsroom at work, for property tests: what its files may say, and what a published folder is.

Values come from small pools, so that names, slugs, links and dates meet often: a change in one
file then shows on pages made of others.
"""

import datetime as dt
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from site_builder.layout import packaged_theme
from site_builder.manifest import MANIFEST
from tests.site import png

Kind = Literal["articles", "companies", "authors", "editions", "pages"]

# Front matter: key → YAML values it may have; None leaves the key out.
Values = tuple[str | None, ...]

FIELDS: Mapping[Kind, Mapping[str, Values]] = {
    "articles": {
        "title": ("Un titre", "« Meta » : 100 % <ouvert> ?", "Été", "Un titre plus long"),
        "date": (
            "2023-07-18",
            "2023-07-18T09:30",
            "2023-07-31T23:30",
            "2023-08-01",
            "2024-01-05T06:00",
            "2024-01-05",
        ),
        "summary": (None, "En deux mots.", "Autre chapeau."),
        "companies": (None, "[Meta]", "[META, Google]", "[Facebook]", "[Inconnue]", "[inconnue]"),
        "tags": (None, "[IA]", "[ia, Puces]", "[Écoles]"),
        "authors": (None, "Ana", "[ANA, Bob]", "[Zoé]"),
        "slug": (None, None, "puce", "meta"),
        "updated": (None, "2024-02-01", "2024-03-01T10:00"),
        "draft": (None, None, "true", "false"),
        "image": (None, '{src: /images/a.svg, alt: ""}', "{src: /images/b.png, alt: Bé}"),
        "old_urls": (None, "[/vieux/]", "[/vieux/, /plus-vieux.html]"),
        "id": (None, None, "tag:puce.example,2023:un"),
        "edition": (None, "3"),
        "typography": (None, "false"),
        "link_mentions": (None, "false"),
    },
    "companies": {
        "name": ("Meta", "Google", "Inconnue", "Éclair"),
        "aliases": (None, "[Facebook]", "[Facebook, Meta Platforms]", "[Alphabet]"),
        "slug": (None, None, "meta"),
        "parent": (None, "Meta", "Google"),
        "products": (None, "[Instagram]", "[Instagram, puce]"),
        "old_slugs": (None, "[thefacebook]"),
        "website": (None, "https://www.meta.example/"),
        "wikidata": (None, "Q380"),
        "founded": (None, "2004", "1998"),
        "country": (None, "États-Unis"),
        "ticker": (None, "NASDAQ META"),
        "logo": (None, "/images/a.svg"),
        "ambiguous": (None, "true"),
    },
    "authors": {
        "name": ("Ana", "Bob", "Zoé"),
        "slug": (None, None, "ana"),
        "role": (None, "Rédactrice", "Pigiste"),
        "links": (None, "{Mastodon: https://social.example/@a}"),
    },
    "editions": {
        "number": ("1", "2", "3"),
        "title": ("Une lettre", "Une « autre » lettre"),
        "date": ("2023-07-18", "2023-08-02T07:00", "2024-01-05"),
        "articles": (None, "[]", "[llama]", "[threads, 2023-08-01-puce]", "[puce, bref]"),
    },
    "pages": {
        "title": ("À propos", "Mentions"),
        "slug": (None, None, "infos"),
        "summary": (None, "Qui nous sommes."),
        "menu": (None, "1", "2"),
    },
}

PATHS: Mapping[Kind, tuple[str, ...]] = {
    "articles": (
        "content/articles/2023-07-18-llama.md",
        "content/articles/2023/2023-08-01-puce/index.md",
        "content/articles/2023/threads.md",
        "content/articles/2024-01-05-avenir.md",
        "content/articles/été.md",
        "content/articles/2023-09-01-bref.md",
    ),
    "companies": (
        "content/companies/meta.md",
        "content/companies/google.md",
        "content/companies/autre.md",
    ),
    "authors": ("content/authors/ana.md", "content/authors/zoe.md"),
    "editions": ("content/editions/001.md", "content/editions/002.md"),
    "pages": ("content/pages/a-propos.md", "content/pages/mentions.md"),
}

# Every setting that a text depends on shows in these: typography, line breaks, host; and HTML, of
# which a warning is told.
FIRST_PASSAGE = (
    "Un texte bref : « déjà ? »\n"
    'Un <b title="a">mot</b>, [une archive](https://puce.example/archives/).'
)
RUNNING = 'Un <b title="a" onclick="b()">mot</b>.'
# Links lead to what may be renamed, deleted, a draft or in the future.
PASSAGES = (
    "Un texte bref.",
    RUNNING,
    "Un autre, où Meta, Facebook et Google se parlent\u00a0: « déjà ? »",
    "Éclair et **Instagram** chez Google-Meta ; `Meta` et [Meta](/archives/) n’en sont pas.",
    "Voir [la puce](/articles/puce/).",
    "Voir [Llama](/articles/llama/#la-suite).",
    "Voir [Meta](/entreprises/meta/) et [ses archives](/archives/2023/).",
    "![Un schéma](/images/a.svg)",
    "![Beside](plan.svg)",
    '![From the root](/images/b.png "Légende")',
    "## La suite\n\nPuis la fin.",
    "## La suite\n\n## La suite\n\n### Encore\n\n## Fin",
    "Une note[^1].\n\n[^1]: En bas, avec [un lien](https://example.org/?a=1&b=2).",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "```python\nprint('{{ 7 * 7 }}')\n```",
    "<details><summary>Plus</summary>Caché</details>",
    "{{ site.title }} {% include 'base.html' %}",
    "mot " * 300,
)

MEDIA = (
    "content/images/a.svg",
    "content/images/b.png",
    "content/articles/2023/2023-08-01-puce/plan.svg",
    "content/articles/2023/2023-08-01-puce/index/été.txt",
    "content/a b.pdf",
)
BYTES = (b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"other", b"")
DRAWINGS = (*(f"<svg viewBox='0 0 {n} 9'/>".encode() for n in (3, 9)), BYTES[0])
# Wider than one of the widths, as wide, narrower; with a note that must not be published.
PHOTOGRAPHS = tuple(png(width, 8, grey) for width, grey in ((700, 9), (700, 99), (480, 9), (9, 9)))
PHOTOGRAPHS += (PHOTOGRAPHS[0][:33] + b"\0\0\0\x04tEXta\0bc\xb7\x6e\x7f\xe9" + PHOTOGRAPHS[0][33:],)


def contents_of(path: str) -> tuple[bytes, ...]:
    """Return what may lie in the file *path*: a picture where its name says so."""
    return {".svg": DRAWINGS, ".png": PHOTOGRAPHS}.get(path[-4:], BYTES)


SETTINGS: Mapping[tuple[str, str], Values] = {
    ("", "title"): ('"La Puce"', '"L’Octet <&>"'),
    ("", "base_url"): ('"https://puce.example"', '"https://puce.example/lettre/"'),
    ("", "description"): ('"Une lettre."', '"Une autre lettre."'),
    ("", "language"): (None, '"fr-CA"', '"fr-CH"'),
    ("", "time_zone"): (None, '"Pacific/Auckland"', '"America/Montreal"'),
    ("publisher", "name"): (None, '"Éditions de la Puce"'),
    ("urls", "articles"): (None, '"textes"'),
    ("urls", "companies"): (None, '"firmes"'),
    ("editions", "articles"): (None, '"full"'),
    ("urls", "editions"): (None, '"numeros"'),
    ("feeds", "enabled"): (None, "false"),
    ("feeds", "items"): (None, "1"),
    ("feeds", "company_items"): (None, "1"),
    ("feeds", "atom"): (None, "false"),
    ("feeds", "json"): (None, "false"),
    ("feeds", "hub"): (None, '"https://hub.example/"'),
    ("navigation", "per_page"): (None, "1", "2"),
    ("navigation", "menu"): (None, '[{label = "Tout", url = "/archives/"}]'),
    ("markdown", "extensions"): (None, '["markdown.extensions.nl2br"]'),
    ("markdown", "raw_html"): (None, '"trusted"'),
    ("typography", "enabled"): (None, "false"),
    ("images", "enabled"): (None, "false"),
    ("images", "widths"): (None, "[300]"),
    ("images", "formats"): (None, "[]"),
    ("images", "social_cards"): (None, "false"),
    ("companies", "mentions"): (None, "false"),
    ("companies", "link_mentions"): (None, "false"),
    ("companies", "pair_articles"): (None, "1", "0"),
    ("companies", "map"): (None, "false"),
    ("companies", "chart"): (None, "false"),
}

READING = tuple(
    key for key in SETTINGS if key[0] in ("markdown", "typography") or key[1] == "time_zone"
)
"""The settings that change what a file says, not only where it is shown."""


def _theirs(name: str, *, after: str, add: str) -> str:
    """Return the theme's own template *name* with *add* put before each *after*."""
    text = (packaged_theme() / name).read_text(encoding="utf-8")
    return re.sub(after, lambda found: add + found[0], text)


def templates() -> Mapping[str, tuple[str, ...]]:
    """Return the templates a site may have of its own, each with the texts it may hold."""
    page = '{{% extends "base.html" %}}{{% block main %}}{}{{{{ page.body }}}}{{% endblock %}}'
    return {
        # The theme's files, shadowed, whatever they hold at the moment.
        "base.html": (
            _theirs("base.html", after="</body>", add="<!-- ours -->"),
            _theirs("base.html", after="</body>", add='{% include "foot.html" ignore missing %}'),
        ),
        "_parts.html": (
            _theirs("_parts.html", after=r"\{%-? endmacro", add="!"),
            _theirs("_parts.html", after=r"\{%-? endmacro", add="?"),
        ),
        "robots.txt": ("User-agent: *\nDisallow: /\n",),
        "page.html": (
            page.format('{% include "extra.html" ignore missing %}'),
            page.format('{% include ["foot.html", "extra.html"] ignore missing %}'),
        ),
        "article.html": (
            page.format('{% include "kinds/" ~ page.minutes ~ ".html" ignore missing %}'),
            page.format('{% from "macros.html" import signed %}{{ signed(page) }}'),
        ),
        # New names: they come and go without a word of the file that asks for them.
        "extra.html": ("<p>{{ page.title }}</p>", '{% include "kinds/2.html" ignore missing %}'),
        "foot.html": ("<p>{{ site.title }}</p>", "<p>{{ site.menu[0].label }}</p>"),
        "kinds/1.html": ("<p>bref</p>",),
        "kinds/2.html": ("<p>long</p>", "<p>très long</p>"),
        "macros.html": (
            "{% macro signed(page) %}{{ page.authors|map(attribute='label')|join }}{% endmacro %}",
            "{% macro signed(page) %}{{ page.older.label if page.older }}{% endmacro %}",
        ),
        "assets/style.css": ("a{}", "b{}"),
        "assets/img/logo.svg": ("<svg/>", "<svg></svg>"),
    }


# Files that a site must not have: a build refuses them. Path → content.
FAULTS: Mapping[str, bytes] = {
    "content/articles/faute.md": b"---\ntitle: Google : la riposte\n---\n",
    "content/articles/vide.md": b"",
    "content/companies/faute.md": b"---\nname: Faute\ncompagnies: [a]\n---\n",
    "content/articles/perdu.md": b"---\ntitle: a\ndate: 2023-01-01\n---\n[b](nulle-part.md)\n",
    "content/pages/archives.md": b"---\ntitle: Archives\n---\nOn the path of a list.\n",
    "content/images/faute.png": b"no picture",
    "templates/home.html": b'{% extends "base.html" %}{% block main %}\n{% if %}{% endblock %}',
    "templates/list.html": b"{{ page.no_such_field }}",
    "templates/author.html": b'{% include "no-such-file.html" %}',
    "templates/404.html": b"\xff",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A Markdown file as its editor sees it: values by key, then passages."""

    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    passages: tuple[str, ...] = ()

    def with_field(self, key: str, value: str | None) -> "Piece":
        """Return the piece with *key* set, or without it."""
        fields = {k: v for k, v in self.fields.items() if k != key}
        return Piece(
            fields=fields if value is None else {**fields, key: value}, passages=self.passages
        )

    def encoded(self) -> bytes:
        """Return the piece as it lies on disk."""
        head = "".join(f"{key}: {_quoted(key, value)}\n" for key, value in self.fields.items())
        body = "\n\n".join(self.passages)
        return f"---\n{head}---\n\n{body}\n".encode()


def _quoted(key: str, value: str) -> str:
    return f'"{value}"' if key in ("title", "summary", "id") else value


def first_piece(kind: Kind, mark: str = "") -> Piece:
    """Return the least that a file of *kind* must say; *mark* makes its text its own."""
    required = {
        "articles": ("title", "date"),
        "editions": ("number", "title", "date"),
        "pages": ("title",),
    }.get(kind, ("name",))
    return Piece(
        fields={key: value for key in required if (value := FIELDS[kind][key][0])},
        # A plan is not recalled for the words of an article that something is told of.
        passages=(FIRST_PASSAGE, mark) if kind == "articles" else (FIRST_PASSAGE, RUNNING, mark),
    )


def toml(settings: Mapping[tuple[str, str], str]) -> bytes:
    """Return the `site.toml` that says *settings*: (table, key) → value."""
    tables = dict.fromkeys(["", *(table for table, _ in settings)])
    lines: list[str] = []
    for table in tables:
        lines += [f"[{table}]"] if table else []
        lines += [f"{key} = {value}" for (owner, key), value in settings.items() if owner == table]
    return ("\n".join(lines) + "\n").encode()


# Around the dates of the articles: midnights of Paris and of Auckland lie between them.
CLOCKS = tuple(
    dt.datetime.fromisoformat(text)
    for text in (
        "2024-06-01T12:00+00:00",
        "2023-07-18T08:00+00:00",
        "2023-07-31T21:45+00:00",
        "2024-01-04T22:30+00:00",
        "2024-01-05T05:30+00:00",
        "2025-06-01T12:00+00:00",
    )
)


# What a folder is


def files_in(root: Path) -> dict[str, bytes]:
    """Return every file below *root*, hidden ones too, by its path there."""
    return {path: Path(root, path).read_bytes() for path in _walk(root)}


Look = tuple[int, int, int, int, int]


def looks_in(root: Path) -> dict[str, Look]:
    """Return how every file and folder below *root* looks: what changes when it is touched."""
    found: dict[str, Look] = {}
    for folder, folders, names in os.walk(root):
        for name in [".", *folders, *names]:
            path = Path(folder, name)
            look = path.lstat()
            found[path.relative_to(root).as_posix()] = (
                look.st_ino,
                look.st_mode,
                look.st_size,
                look.st_mtime_ns,
                look.st_ctime_ns,
            )
    return found


def _walk(root: Path) -> Iterable[str]:
    for folder, _, names in os.walk(root):
        for name in sorted(names):
            yield Path(folder, name).relative_to(root).as_posix()


def differences(warm: Mapping[str, bytes], clean: Mapping[str, bytes]) -> list[str]:
    """Return what differs between two folders, for a message that can be read."""
    said: list[str] = []
    for path in sorted(warm.keys() | clean.keys()):
        one, other = warm.get(path), clean.get(path)
        if one is None or other is None:
            said.append(f"{path}: only in the {'clean' if one is None else 'warm'} build")
        elif one != other:
            if path == MANIFEST:  # its first line is a checksum of the rest
                one, other = one.partition(b"\n")[2], other.partition(b"\n")[2]
            at = next(
                (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
                min(len(one), len(other)),
            )
            near = slice(max(0, at - 40), at + 40)
            said.append(f"{path}: byte {at}: warm {one[near]!r}, clean {other[near]!r}")
    return said
