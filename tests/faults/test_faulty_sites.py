"""Broken sites, as tired editors and attackers make them: what a build says, and that it stops.

An example is a few files laid over a site that was published before. `expected` is all that the
build must say, in its order: `path:line:column code` (a `*` stands for anything).
"""

import datetime as dt
import os
import re
import shutil
import socket
import struct
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import compress, crc32

import pytest

from site_builder.manifest import OutputError
from site_builder.outcome import Built, Options, Refused
from site_builder.pipeline import build as build_site
from site_builder.problems import Problem, describe
from site_builder.problems.texts import TEXTS
from site_builder.refusals import disk_problem
from site_builder.report import problems_text, refused_text
from tests.examples import EXAMPLES
from tests.site import PNG, SITE_TOML, SMALL, build, build_here, contents, make_site, png

NOW = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)

ARTICLES = "content/articles"
X = f"{ARTICLES}/x.md"
Y = f"{ARTICLES}/y.md"
META = "content/companies/meta.md"
E = "content/editions/001.md"
F = "content/editions/002.md"
VALID = ("title: Titre", "date: 2023-07-18")

Files = Mapping[str, str | bytes]


def written(*lines: str, body: str = "Un texte.\n") -> str:
    """Return a file: front matter of *lines* from line 2 on, a blank line, *body*."""
    return "\n".join(["---", *lines, "---", "", body])


def with_body(body: str) -> Files:
    """Return a valid article whose *body* begins on line 6."""
    return {X: written(*VALID, body=body)}


def with_lines(*lines: str) -> Files:
    """Return an article whose front matter has, from line 4 on, *lines*."""
    return {X: written(*VALID, *lines)}


def edition(*lines: str) -> str:
    """Return an edition whose front matter has, from line 4 on, *lines*."""
    return written("title: Lettre", "date: 2023-07-20", *lines)


def with_settings(text: str) -> Files:
    """Return a configuration whose fourth line on is *text*."""
    return {"site.toml": SITE_TOML + text}


def bomb(width: int, height: int, kind: bytes = b"", data: bytes = b"") -> bytes:
    """Return a PNG that says it is so large, with a chunk of that *kind* in front of its pixels."""
    whole = png(1, 1)
    head = struct.pack(">II", width, height) + whole[24:29]
    found = whole[:8] + chunk(b"IHDR", head) + (chunk(kind, data) if kind else b"")
    return found + chunk(b"IDAT", compress(bytes(1000))) + whole[-12:]


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))


def nothing(_: Path) -> None:
    """Change nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Files to lay over a published site, what else to do to it, and what the build must say."""

    files: Files = field(default_factory=dict)
    prepare: Callable[[Path], None] = nothing
    expected: tuple[str, ...]


def links(*pairs: tuple[str, str]) -> Callable[[Path], None]:
    """Return what makes symbolic links, given as (path below the site, target)."""

    def make(root: Path) -> None:
        for path, target in pairs:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).symlink_to(target)

    return make


def bind_socket(root: Path) -> None:
    """Leave a socket where an article is expected; its path must be short, hence the folder."""
    here = Path.cwd()
    os.chdir(root / ARTICLES)
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind("x.md")
    finally:
        os.chdir(here)


def raw_name(folder: str, name: bytes) -> Callable[[Path], None]:
    """Return what writes an article named by the bytes *name* into *folder*."""

    def make(root: Path) -> None:
        (root / folder).mkdir(parents=True, exist_ok=True)
        path = os.path.join(os.fsencode(root / folder), name)  # noqa: PTH118  # bytes
        with open(path, "wb") as file:  # noqa: PTH123  # bytes
            file.write(written(*VALID).encode())

    return make


def too_deep_for_the_system(root: Path) -> None:
    """Nest folders until the path is longer than a system call takes: unreadable, even to root."""
    here = os.open(root / ARTICLES, os.O_RDONLY)
    try:
        for _ in range(20):
            os.mkdir("a" * 250, dir_fd=here)
            inner = os.open("a" * 250, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = inner
    finally:
        os.close(here)


FILES: dict[str, Example] = {
    "empty file": Example(files={X: ""}, expected=(f"{X} file.empty",)),
    "only blank lines": Example(files={X: " \n\t\n\n"}, expected=(f"{X} file.empty",)),
    "only a byte order mark": Example(files={X: b"\xef\xbb\xbf"}, expected=(f"{X} file.empty",)),
    "UTF-16 with its mark": Example(
        files={X: written(*VALID).encode("utf-16")}, expected=(f"{X} file.utf-16",)
    ),
    "UTF-16 without a mark": Example(
        files={X: written(*VALID).encode("utf-16-le")}, expected=(f"{X} file.utf-16",)
    ),
    "Latin-1": Example(
        files={X: written("title: Été", VALID[1]).encode("latin-1")},
        expected=(f"{X}:2:8 file.encoding",),
    ),
    "UTF-8 cut in the middle of a letter": Example(
        files={X: written(*VALID, body="é").encode()[:-1]}, expected=(f"{X}:6:1 file.encoding",)
    ),
    "a NUL": Example(files=with_body("Avant \0 après.\n"), expected=(f"{X}:6:7 file.control-*",)),
    "an escape and a form feed": Example(
        files=with_body("Rouge \x1b[31m.\n\n\x0c\n"),
        expected=(f"{X}:6:7 file.control-character", f"{X}:8:1 file.control-character"),
    ),
    "a folder named like an article": Example(
        files={f"{X}/image.png": PNG}, expected=(f"{X} file.not-a-file",)
    ),
    "a FIFO": Example(prepare=lambda root: os.mkfifo(root / X), expected=(f"{X} file.not-a-file",)),
    "a socket": Example(prepare=bind_socket, expected=(f"{X} file.not-a-file",)),
    "a link to nothing": Example(
        prepare=links((X, "rien.md")), expected=(f"{X} file.link-broken",)
    ),
    "a link to itself": Example(prepare=links((X, "x.md")), expected=(f"{X} file.link-broken",)),
    "two links to each other": Example(
        prepare=links((X, "y.md"), (Y, "x.md")),
        expected=(f"{X} file.link-broken", f"{Y} file.link-broken"),
    ),
    "a link to its own folder": Example(
        prepare=links((f"{ARTICLES}/boucle", ".")),
        expected=(f"{ARTICLES}/boucle file.link-broken",),
    ),
    "a link whose target has no letters": Example(
        prepare=lambda root: (root / X).symlink_to(os.fsdecode(b"\xe9\n")),
        expected=(f"{X} file.link-broken",),
    ),
    "a link out of content/, absolute": Example(
        prepare=links((X, "/etc/passwd")), expected=(f"{X} file.link-outside",)
    ),
    "a link out of content/, relative": Example(
        files={"secret.md": written(*VALID)},
        prepare=links((X, "../../secret.md")),
        expected=(f"{X} file.link-outside",),
    ),
    "a link out of content/ by way of another link": Example(
        files={"secrets/secret.md": written(*VALID)},
        prepare=links((f"{ARTICLES}/a", "../../secrets"), (X, "a/secret.md")),
        expected=(f"{ARTICLES}/a file.link-outside", f"{X} file.link-outside"),
    ),
    "in a folder of no meaning": Example(
        files={"content/article/x.md": written(*VALID), "content/x.md": written(*VALID)},
        expected=("content/article/x.md file.stray", "content/x.md file.stray"),
    ),
    "a name that is not UTF-8": Example(
        prepare=raw_name(ARTICLES, b"caf\xe9.md"), expected=(f"{ARTICLES}/caf\\xe9.md file.name",)
    ),
    "a name with a line break": Example(
        prepare=raw_name(ARTICLES, b"a\nb.md"), expected=(f"{ARTICLES}/a\\nb.md file.name",)
    ),
    "a name with a backslash": Example(
        prepare=raw_name(ARTICLES, b"a\\b.md"), expected=(f"{ARTICLES}/a* file.name",)
    ),
    "an asset whose name is not UTF-8": Example(
        prepare=raw_name("templates/assets", b"caf\xe9.css"),
        expected=("templates/assets/caf\\xe9.css file.name",),
    ),
    "folders nested beyond what the system reads": Example(
        prepare=too_deep_for_the_system, expected=(f"{ARTICLES}/aaa* file.unreadable",)
    ),
    "an article with a suffix in capitals": Example(
        files={f"{ARTICLES}/secret.MD": written(*VALID, "draft: true")},
        expected=(f"{ARTICLES}/secret.MD file.suffix",),
    ),
    "no content/": Example(
        prepare=lambda root: shutil.rmtree(root / "content"),
        expected=("content content.missing",),
    ),
}

FRONT_MATTER: dict[str, Example] = {
    "a control character, spelled": Example(
        files={X: written('title: "a\\u0007b"', VALID[1])},
        expected=(f"{X}:2:9 front-matter.control-character",),
    ),
    "a backslash in double quotes": Example(
        files={X: written('title: "C:\\Users"', VALID[1])},
        expected=(f"{X}:2:11 front-matter.backslash",),
    ),
    "none": Example(files={X: "# Titre\n"}, expected=(f"{X}:1 front-matter.missing",)),
    "never closed": Example(
        files={X: "---\ntitle: T\n\nTexte.\n"}, expected=(f"{X}:1 front-matter.unclosed",)
    ),
    "a list": Example(
        files={X: written("- a", "- b")}, expected=(f"{X}:2:1 front-matter.not-a-mapping",)
    ),
    "a sentence": Example(
        files={X: written("bonjour")}, expected=(f"{X}:2:1 front-matter.not-a-mapping",)
    ),
    "a tab": Example(
        files=with_lines("image:", "\tsrc: a.png"), expected=(f"{X}:5:1 front-matter.tab",)
    ),
    "an unclosed quote": Example(
        files={X: written('title: "La suite', VALID[1])},
        expected=(f"{X}:2:8 front-matter.unclosed-quote",),
    ),
    "an unquoted colon": Example(
        files={X: written("title: Google : la riposte", VALID[1])},
        expected=(f"{X}:2:15 front-matter.colon",),
    ),
    "a misplaced line": Example(
        files={X: written("title: T", "  date: 2023-07-18")},
        expected=(f"{X}:3:3 front-matter.misplaced",),
    ),
    "a value that begins with a sign": Example(
        files={X: written("title: @meta répond", VALID[1])},
        expected=(f"{X}:2:8 front-matter.needs-quotes",),
    ),
    "other YAML faults": Example(
        files={X: written('title: "Google" répond', VALID[1])},
        expected=(f"{X}:2:17 front-matter.yaml",),
    ),
    "a duplicate key": Example(
        files=with_lines("tags: [a]", "title: Autre"),
        expected=(f"{X}:5:1 front-matter.duplicate-key",),
    ),
    "a key that is a list": Example(
        files=with_lines("? [a, b]", ": c"), expected=(f"{X}:4:3 front-matter.key",)
    ),
    "anchors that explode": Example(
        files=with_lines(
            "tags: &a [x, x, x, x, x, x, x, x, x, x]",
            "companies: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]",
            "authors: [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]",
        ),
        expected=(f"{X}:* front-matter.anchor",),
    ),
    "an anchor within itself": Example(
        files=with_lines("tags: &a [*a]"), expected=(f"{X}:4:* front-matter.anchor",)
    ),
    "an unknown key": Example(
        files=with_lines("compagnies: [Meta]"), expected=(f"{X}:4:1 front-matter.unknown-key",)
    ),
    "several faults of one article": Example(
        files={
            META: written("name: Microsoft"),
            X: written(
                "title: Titre",
                "date: 2023-02-30",
                "companies: [Microsotf]",
                body="Voir [cela](disparu.md) et ![Une puce](puce.png), [là](#nulle-part).\n",
            ),
        },
        expected=(
            f"{X}:3:7 front-matter.*",
            f"{X}:4:13 company.close-name",
            f"{X}:7:13 link.nowhere",
            f"{X}:7:40 image.nowhere",
            f"{X}:7:56 link.no-anchor",
        ),
    ),
    "an unknown key of an image": Example(
        files=with_lines("image:", '  src: "a.png"', '  alt: ""', "  captoin: x"),
        expected=(f"{X}:5:9 image.nowhere", f"{X}:7:3 front-matter.unknown-key"),
    ),
    "a merge key": Example(
        files=with_lines("<<: {tags: [a]}"), expected=(f"{X}:4:1 front-matter.unknown-key",)
    ),
    "a missing key": Example(
        files={X: written("title: T")}, expected=(f"{X}:1:1 front-matter.required",)
    ),
    "an empty front matter": Example(
        files={X: "---\n---\nTexte.\n"},
        expected=(f"{X}:1:1 front-matter.required", f"{X}:1:1 front-matter.required"),
    ),
    "an empty value": Example(
        files={X: written("title:", VALID[1])}, expected=(f"{X}:2:* front-matter.empty-required",)
    ),
    "a text that is a list": Example(
        files={X: written("title: [Exclusif]", VALID[1])},
        expected=(f"{X}:2:8 front-matter.bad-text",),
    ),
    "a Python object": Example(
        files={X: written('title: !!python/object/apply:os.system ["true"]', VALID[1])},
        expected=(f"{X}:2:* front-matter.bad-text",),
    ),
    "a list that is a text": Example(
        files=with_lines("companies: Meta"), expected=(f"{X}:4:12 front-matter.bad-list",)
    ),
    "an item that is a list": Example(
        files=with_lines("tags: [IA, [Europe]]"), expected=(f"{X}:4:12 front-matter.bad-text",)
    ),
    "an item that is empty": Example(
        files=with_lines("tags:", "  - IA", "  -"), expected=(f"{X}:6:* front-matter.empty",)
    ),
    "an image that is a text": Example(
        files=with_lines("image: a.png"), expected=(f"{X}:4:8 front-matter.bad-mapping",)
    ),
    "an image without alternative text": Example(
        files={**with_lines("image: {src: a.png}"), f"{ARTICLES}/a.png": PNG},
        expected=(f"{X}:* front-matter.required",),
    ),
    "31 February in words": Example(
        files={X: written("title: T", "date: 31 février 2023")},
        expected=(f"{X}:3:7 front-matter.bad-date",),
    ),
    "a draft that says non": Example(
        files=with_lines("draft: non"), expected=(f"{X}:4:8 front-matter.bad-flag",)
    ),
    "an edition that is no number": Example(
        files=with_lines("edition: 1.10"), expected=(f"{X}:4:10 front-matter.bad-number",)
    ),
    "a slug that climbs": Example(
        files=with_lines("slug: ../../etc"), expected=(f"{X}:4:7 front-matter.bad-slug",)
    ),
    "a slug of 300 characters": Example(
        files=with_lines("slug: " + "a" * 300), expected=(f"{X}:4:7 front-matter.bad-slug",)
    ),
    "a website that runs": Example(
        files={META: written("name: Meta", "website: javascript:alert(1)")},
        expected=(f"{META}:3:10 front-matter.bad-url",),
    ),
    "an author's link that runs": Example(
        files={"content/authors/ana.md": written("name: Ana", "links: {Blog: 'data:x'}")},
        expected=("content/authors/ana.md:3:16 front-matter.bad-url",),
    ),
    "a control character, spelled in the name of an author's link": Example(
        files={"content/authors/ana.md": written("name: Ana", 'links: {"a\\0": data:x}')},
        expected=(
            "content/authors/ana.md:3:10 front-matter.control-character",
            "content/authors/ana.md:3:16 front-matter.bad-url",
        ),
    ),
    "an old URL that climbs": Example(
        files=with_lines("old_urls: [/../x]"), expected=(f"{X}:4:12 front-matter.bad-path",)
    ),
    "an old URL that climbs, percent-encoded": Example(
        files=with_lines("old_urls: [/%2e%2e/x]"), expected=(f"{X}:4:12 front-matter.bad-path",)
    ),
    "an old URL with a NUL": Example(
        files=with_lines('old_urls: ["/a\\0b"]'), expected=(f"{X}:4:13 front-matter.bad-path",)
    ),
    "an old URL that is our manifest": Example(
        files=with_lines("old_urls: [/.site-builder.json]"), expected=(f"{X}:4:12 *",)
    ),
    "an old URL too long for a file": Example(
        files=with_lines("old_urls: [/" + "a" * 300 + "]"), expected=(f"{X}:4:12 *",)
    ),
    "a title with a NUL, escaped": Example(
        files={X: written('title: "a\\0b"', VALID[1])}, expected=(f"{X}:2:9 *",)
    ),
    "a date that would colour the terminal": Example(
        files={X: written("title: T", 'date: "\\e[31mrouge"')}, expected=(f"{X}:3:8 *",)
    ),
    "a Wikidata number without its Q": Example(
        files={META: written("name: Meta", "wikidata: 380")},
        expected=(f"{META}:3:11 front-matter.bad-pattern",),
    ),
    "a title of 2,000 characters": Example(
        files={X: written("title: " + "a" * 2000, VALID[1])},
        expected=(f"{X}:2:8 front-matter.too-long",),
    ),
    "a title that nobody sees": Example(
        files={X: written('title: "\u00a0\u200b\u2060"', VALID[1])},
        expected=(f"{X}:2:9 front-matter.empty-required",),
    ),
    "a scalar of ten megabytes": Example(
        files=with_lines("summary: " + "a" * 10_000_000), expected=(f"{X} file.too-large",)
    ),
    "a scalar of two megabytes": Example(
        files=with_lines("summary: " + "a" * 1_900_000),
        expected=(f"{X}:4:10 front-matter.too-long",),
    ),
    "a key of two megabytes": Example(
        files=with_lines("a" * 1_900_000 + ": x"), expected=(f"{X}:4:1 front-matter.*",)
    ),
    "more keys than anybody writes": Example(
        files=with_lines(*(f"k{n}: v" for n in range(90_000))), expected=(f"{X}:* front-matter.*",)
    ),
    "lists in lists in lists": Example(
        files=with_lines("tags: " + "[" * 50_000 + "]" * 50_000),
        expected=(f"{X}:4:* front-matter.yaml",),
    ),
    "mappings in mappings": Example(
        files=with_lines("tags: " + "{a: " * 50_000 + "}" * 50_000),
        expected=(f"{X}:4:* front-matter.yaml",),
    ),
    "an image that is the page itself": Example(
        files=with_lines("image: {src: '#', alt: a}"), expected=(f"{X}:4:15 image.nowhere",)
    ),
    "several faults in one file": Example(
        files={X: written("title: [a]", "date: hier", "draft: oui", "foo: 1")},
        expected=(
            f"{X}:2:8 front-matter.bad-text",
            f"{X}:3:7 front-matter.bad-date",
            f"{X}:4:8 front-matter.bad-flag",
            f"{X}:5:1 front-matter.unknown-key",
        ),
    ),
}

LLAMA = f"{ARTICLES}/2023-07-18-llama.md"

SITE_WIDE: dict[str, Example] = {
    "a name without letters": Example(
        files={f"{ARTICLES}/….md": written(*VALID)},
        expected=(f"{ARTICLES}/….md:1 article.no-slug",),
    ),
    "a name of 200 letters": Example(
        files={f"{ARTICLES}/{'a' * 200}.md": written(*VALID)},
        expected=(f"{ARTICLES}/aaa*.md:1 article.long-slug",),
    ),
    "updated before it was written": Example(
        files=with_lines("updated: 2023-07-17"),
        expected=(f"{X}:4:10 article.updated-before-date",),
    ),
    "two articles on one URL": Example(
        files={f"{ARTICLES}/llama.md": written(*VALID)},
        expected=(f"{LLAMA}:1 article.same-url", f"{ARTICLES}/llama.md:1 article.same-url"),
    ),
    "two articles on one URL, one by its slug": Example(
        files=with_lines("slug: llama"),
        expected=(f"{LLAMA}:1 article.same-url", f"{X}:4:7 article.same-url"),
    ),
    "two articles that differ by case": Example(
        files={f"{ARTICLES}/Essai.md": written(*VALID), f"{ARTICLES}/essai.md": written(*VALID)},
        expected=(
            f"{ARTICLES}/Essai.md:1 article.same-url",
            f"{ARTICLES}/essai.md:1 article.same-url",
        ),
    ),
    "two articles with one id": Example(
        files={X: written(*VALID, "id: a"), Y: written(*VALID, "id: a")},
        expected=(f"{Y}:4:5 article.same-id",),
    ),
    "an alias that two companies claim": Example(
        files={
            META: written("name: Meta", "aliases: [Facebook]"),
            "content/companies/fb.md": written("name: FB Inc", "aliases: [FACEBOOK]"),
        },
        expected=(f"{META}:3:11 company.name-claimed",),
    ),
    "two companies of one name": Example(
        files={META: written("name: Meta"), "content/companies/m.md": written("name: Méta")},
        expected=(f"{META}:2:7 company.name-claimed",),
    ),
    "a company that is its own parent": Example(
        files={META: written("name: Meta", "aliases: [Facebook]", "parent: facebook")},
        expected=(f"{META}:4:9 company.parent-cycle",),
    ),
    "two companies that are each other's parent": Example(
        files={
            "content/companies/a.md": written("name: Alpha", "parent: Beta"),
            "content/companies/b.md": written("name: Beta", "parent: Alpha"),
        },
        expected=(
            "content/companies/a.md:3:9 company.parent-cycle",
            "content/companies/b.md:3:9 company.parent-cycle",
        ),
    ),
    "three companies in a circle, and one that leads there": Example(
        files={
            "content/companies/a.md": written("name: Alpha", "parent: Beta"),
            "content/companies/b.md": written("name: Beta", "parent: Gamma"),
            "content/companies/c.md": written("name: Gamma", "parent: Alpha"),
            "content/companies/d.md": written("name: Delta", "parent: Alpha"),
        },
        expected=(
            "content/companies/a.md:3:9 company.parent-cycle",
            "content/companies/b.md:3:9 company.parent-cycle",
            "content/companies/c.md:3:9 company.parent-cycle",
        ),
    ),
    "two authors on one URL": Example(
        files={
            "content/authors/a.md": written("name: Zoé"),
            "content/authors/b.md": written("name: Zoe"),
        },
        expected=("content/authors/b.md:2:7 author.same-url",),
    ),
    "names that leave nothing for a URL": Example(
        files=with_lines("companies: [你好]", "tags: ['…']", "authors: '!'"),
        expected=(f"{X}:4:13 name.no-slug", f"{X}:5:9 name.no-slug", f"{X}:6:11 name.no-slug"),
    ),
    "a tag of 300 letters": Example(
        files=with_lines("tags: [" + "a" * 300 + "]"), expected=(f"{X}:4:8 name.long-slug",)
    ),
    "a company of 300 letters": Example(
        files=with_lines("companies: [" + "a" * 300 + "]"), expected=(f"{X}:4:13 name.long-slug",)
    ),
    "an old URL that is another's": Example(
        files={
            X: written(*VALID, "old_urls: [/a.html]"),
            Y: written(*VALID, "old_urls: [/a.html]"),
        },
        expected=(f"{Y}* output.same-path",),
    ),
    "an old URL that is the home page": Example(
        files=with_lines("old_urls: [/]"), expected=(f"{X}* output.same-path",)
    ),
    "an old slug that is another company": Example(
        files={
            META: written("name: Meta", "old_slugs: [apple]"),
            "content/companies/apple.md": written("name: Apple"),
        },
        expected=(f"{META}:3:13 company.name-claimed",),
    ),
    "a page that stands on a list": Example(
        files={"content/pages/archives.md": written("title: A")},
        expected=("content/pages/archives.md output.same-path",),
    ),
    "files that stand on ours": Example(
        files={"content/feed.xml": "x", "content/index.html": "x"},
        expected=("content/feed.xml output.same-path", "content/index.html output.same-path"),
    ),
    "an edition that names nothing we know": Example(
        files={E: edition("number: 1", "articles: [lama]")},
        expected=(f"{E}:5:12 edition.no-article",),
    ),
    "an edition that names a broken article: no echo": Example(
        files={E: edition("number: 1", "articles: [x]"), X: written("title: T", "date: hier")},
        expected=(f"{X}:3:7 front-matter.bad-date",),
    ),
    "two editions of one number": Example(
        files={E: edition("number: 1"), F: edition("number: 1")},
        expected=(f"{F}:4:9 edition.same-number",),
    ),
    "images that differ by case": Example(
        files={"content/images/A.png": PNG, "content/images/a.png": PNG},
        expected=("content/images/a.png output.case",),
    ),
}

LINKS: dict[str, Example] = {
    "relative": Example(
        files=with_body("Un [lien](rien.md).\n"), expected=(f"{X}:6:11 link.nowhere",)
    ),
    "addresses without a host": Example(
        files=with_body(
            "[A](http://), [b](https://:80/), [c](http://[::1), [d](https://x.example:9x/).\n"
            "[E](https://x.example), [f](https://[::1]/), [g](mailto:a@x.example).\n"
        ),
        expected=(
            f"{X}:6:5 link.nowhere",
            f"{X}:6:19 link.nowhere",
            f"{X}:6:38 link.nowhere",
            f"{X}:6:56 link.nowhere",
        ),
    ),
    "from the root": Example(
        files=with_body("Un [lien](/articles/rien/).\n"), expected=(f"{X}:6:11 link.nowhere",)
    ),
    "with our host": Example(
        files=with_body("Un [lien](https://puce.example/rien/).\n"),
        expected=(f"{X}:6:* link.nowhere",),
    ),
    "percent-encoded, with a query": Example(
        files=with_body("Un [lien](r%C3%A9ien.md?a=1).\n"), expected=(f"{X}:6:11 link.nowhere",)
    ),
    "out of the site": Example(
        files=with_body("Un [lien](../../../../../etc/passwd).\n"),
        expected=(f"{X}:6:11 link.nowhere",),
    ),
    "to nothing at all": Example(
        files=with_body("Un [mot](/) et un [lien]() oublié.\n"),
        expected=(f"{X}:6:26 link.nowhere",),
    ),
    "in raw HTML": Example(
        files=with_body("Un <a href='rien.md'>lien</a>.\n"), expected=(f"{X}:6:* link.nowhere",)
    ),
    "by reference": Example(
        files=with_body("Un [lien][1].\n\n[1]: rien.md\n"), expected=(f"{X}:8:6 link.nowhere",)
    ),
    "whose target is also a word of the text": Example(
        files=with_body("Le gpu est cher.\n\nLisez [cet article](gpu).\n"),
        expected=(f"{X}:8:21 link.nowhere",),
    ),
    "longer than a message": Example(
        files=with_body(f"Un [lien]({'x' * 5000}).\n"), expected=(f"{X}:6:11 link.nowhere",)
    ),
    "twice, on two lines": Example(
        files=with_body("Un [lien](rien.md).\n\nUn [lien](rien.md).\n"),
        expected=(f"{X}:6:11 link.nowhere", f"{X}:8:11 link.nowhere"),
    ),
    "with the prefix of the site": Example(
        files={
            "site.toml": SITE_TOML.replace(".example", ".example/lettre"),
            **with_body(
                "[a](/lettre/articles/llama/) [b](/lettre/rien/)\n\n"
                "[c](https://puce.example/lettre/articles/llama/)\n\n"
                "[d](https://puce.example/lettre/rien/)\n"
            ),
        },
        expected=(f"{X}:6:34 link.nowhere", f"{X}:10:* link.nowhere"),
    ),
    "to an anchor of this page": Example(
        files=with_body("## Prix\n\nUn [lien](#prix), un [autre](#pris).\n"),
        expected=(f"{X}:8:* link.no-anchor",),
    ),
    "to an anchor of another page": Example(
        files=with_body("[a](2023-07-18-llama.md#rien)\n\n[b](/articles/llama/#rien)\n"),
        expected=(f"{X}:6:5 link.no-anchor", f"{X}:8:5 link.no-anchor"),
    ),
    "to a draft": Example(
        files={**with_body("[a](y.md)\n\n[b](/articles/y/)\n"), Y: written(*VALID, "draft: true")},
        expected=(f"{X}:6:5 link.unpublished", f"{X}:8:5 link.unpublished"),
    ),
    "to a future article": Example(
        files={**with_body("[a](y.md#b)\n"), Y: written("title: T", "date: 2199-01-01")},
        expected=(f"{X}:6:5 link.unpublished",),
    ),
    "to a broken article: no echo": Example(
        files={
            **with_body("[a](y.md#b) [b](/articles/y/)\n"),
            Y: written("title: T", "date: hier"),
        },
        expected=(f"{Y}:3:7 front-matter.bad-date",),
    ),
    "to a broken article by its slug: no echo": Example(
        files={
            **with_body("[a](/articles/autre/)\n"),
            Y: written("title: T", "date: hier", "slug: autre"),
        },
        expected=(f"{Y}:3:7 front-matter.bad-date",),
    ),
    "to a company that only a broken article names: no echo": Example(
        files={
            **with_body("[a](/entreprises/nvidia/)\n"),
            Y: written("title: T", "date: hier", "companies: [Nvidia]"),
        },
        expected=(f"{Y}:3:7 front-matter.bad-date",),
    ),
    "to a broken company, and its child: no echo": Example(
        files={
            **with_body("[a](/entreprises/meta/) [b](../companies/meta.md)\n"),
            META: written("name: Meta", "founded: hier"),
            "content/companies/instagram.md": written("name: Instagram", "parent: Meta"),
        },
        expected=(f"{META}:3:10 front-matter.bad-number",),
    ),
    "with other capitals": Example(
        files=with_body("[a](2023-07-18-Llama.md)\n"), expected=(f"{X}:6:5 link.case",)
    ),
    "an image that is not there": Example(
        files=with_body("Texte.\n\n![a](rien.png)\n"), expected=(f"{X}:8:6 image.nowhere",)
    ),
    "an image with other capitals": Example(
        files={**with_body("Texte.\n\n![a](Photo.PNG)\n"), f"{ARTICLES}/photo.png": PNG},
        expected=(f"{X}:8:6 link.case",),
    ),
    "an image on another host": Example(
        files=with_body("Texte.\n\n![a](https://cdn.example/a.png)\n"),
        expected=(f"{X}:8:6 image.remote",),
    ),
    "an image on another host, in capitals": Example(
        files=with_body("Texte.\n\n![a](HTTPS://CDN.example/a.png)\n"),
        expected=(f"{X}:8:6 image.remote",),
    ),
    "an image on another host, without a scheme": Example(
        files=with_body("Texte.\n\n![a](//cdn.example/a.png)\n"),
        expected=(f"{X}:8:6 image.remote",),
    ),
    "films and sounds on another host": Example(
        files=with_body(
            "Texte.\n\n<video src='https://cdn.example/a.mp4' poster='//cdn.example/a.png'>"
            "<source src='https://cdn.example/b.mp4'></video>\n"
        ),
        expected=(f"{X}:8:* image.remote", f"{X}:8:* image.remote", f"{X}:8:* image.remote"),
    ),
    "a main image that is not there": Example(
        files=with_lines("image: {src: rien.png, alt: ''}"), expected=(f"{X}:4:14 image.nowhere",)
    ),
    "a main image on another host": Example(
        files=with_lines("image: {src: 'HTTPS://cdn.example/a.png', alt: ''}"),
        expected=(f"{X}:4:15 image.remote",),
    ),
    "an empty image": Example(
        files={**with_body("Texte.\n\n![a](a.png)\n"), f"{ARTICLES}/a.png": b""},
        expected=(f"{X}:8:6 image.empty",),
    ),
    "a web page named as a photograph": Example(
        files={
            **with_body("Texte.\n\n![a](a.jpg)\n"),
            f"{ARTICLES}/a.jpg": "<!DOCTYPE html><p>404",
        },
        expected=(f"{X}:8:6 image.fake",),
    ),
    "a PNG named as a JPEG": Example(
        files={**with_body("Texte.\n\n![a](a.jpg)\n"), f"{ARTICLES}/a.jpg": PNG},
        expected=(f"{X}:8:6 image.suffix",),
    ),
    "an image cut short": Example(
        files={**with_body("Texte.\n\n![a](a.png)\n"), f"{ARTICLES}/a.png": PNG[:45]},
        expected=(f"{X}:8:6 image.broken",),
    ),
    "an image cut short as the main one": Example(
        files={**with_lines("image: {src: a.png, alt: ''}"), f"{ARTICLES}/a.png": PNG[:45]},
        expected=(f"{X}:4:14 image.broken",),
    ),
    "an image cut short as a logo": Example(
        files={META: written("name: Meta", "logo: a.png"), "content/companies/a.png": PNG[:45]},
        expected=(f"{META}:3:7 image.broken",),
    ),
    "an image cut short that no text shows": Example(
        files={f"{ARTICLES}/a.png": PNG[:45]}, expected=(f"{ARTICLES}/a.png image.broken",)
    ),
    "an image of too many pixels": Example(
        files={
            **with_settings("[images]\nmax_pixels = 10000\n"),
            **with_body("Texte.\n\n![a](a.png)\n"),
            f"{ARTICLES}/a.png": png(101, 100),
        },
        expected=(f"{X}:8:6 image.too-large",),
    ),
    "an image of few bytes and many pixels": Example(
        files={**with_body("Texte.\n\n![a](a.png)\n"), f"{ARTICLES}/a.png": bomb(60_000, 60_000)},
        expected=(f"{X}:8:6 image.too-large",),
    ),
    "an image as high as it can be": Example(
        files={**with_body("Texte.\n\n![a](a.png)\n"), f"{ARTICLES}/a.png": bomb(1, 0x7FFFFFFF)},
        expected=(f"{X}:8:6 image.too-large",),
    ),
    "a GIF of few bytes and many pixels": Example(
        files={
            **with_body("Texte.\n\n![a](a.gif)\n"),
            f"{ARTICLES}/a.gif": b"GIF89a\xff\xff\xff\xff\0\0\0"
            b",\0\0\0\0\xff\xff\xff\xff\0\x02\x02D\x01\0;",
        },
        expected=(f"{X}:8:6 image.too-large",),
    ),
    "an image whose profile unpacks to 200 MB": Example(
        files={
            **with_body("Texte.\n\n![a](a.png)\n"),
            f"{ARTICLES}/a.png": bomb(9, 9, b"iCCP", b"a\0\0" + compress(bytes(200_000_000), 9)),
        },
        expected=(f"{X}:8:6 image.*",),
    ),
    "a drawing whose entities unpack to ten billion letters": Example(
        files={
            **with_body("Texte.\n\n![a](a.svg)\n"),
            f"{ARTICLES}/a.svg": '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">'
            + "".join(
                f'<!ENTITY {name} "{f"&{before};" * 10}">'
                for before, name in pairwise("abcdefghij")
            )
            + ']><svg xmlns="http://www.w3.org/2000/svg"><text>&j;</text></svg>',
        },
        expected=(f"{X}:8:6 image.svg",),
    ),
    "a photograph as a telephone keeps it": Example(
        files={**with_body("Texte.\n\n![a](a.HEIC)\n"), f"{ARTICLES}/a.HEIC": b"\0\0\0 ftypheic"},
        expected=(f"{X}:8:6 image.format",),
    ),
    "an image that says it is immense": Example(
        files={
            **with_body("Texte.\n\n![a](a.png)\n"),
            f"{ARTICLES}/a.png": png(1, 1)[:8] + png(60_000, 1)[8:33] + png(1, 1)[33:],
        },
        expected=(f"{X}:8:6 image.broken",),
    ),
    "a drawing with a script": Example(
        files={
            **with_body("Texte.\n\n![a](a.svg)\n"),
            f"{ARTICLES}/a.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        },
        expected=(f"{X}:8:6 image.active",),
    ),
    "a drawing that is no XML": Example(
        files={**with_body("Texte.\n\n![a](a.svg)\n"), f"{ARTICLES}/a.svg": "<svg>"},
        expected=(f"{X}:8:6 image.svg",),
    ),
    "a logo that is not there": Example(
        files={META: written("name: Meta", "logo: rien.png")},
        expected=(f"{META}:3:7 image.nowhere",),
    ),
    "in the menu": Example(
        files=with_settings('[navigation]\nmenu = [{label = "À propos", url = "/a-propos/"}]\n'),
        expected=("site.toml:5:* config.menu",),
    ),
    "in the menu at the foot": Example(
        files=with_settings('[theme]\nfooter = [{label = "À propos", url = "/a-propos/"}]\n'),
        expected=("site.toml:5:* config.menu",),
    ),
    "a logo of the theme that is not there": Example(
        files=with_settings('[theme.logo]\nsrc = "/logo.svg"\nwidth = 120\nheight = 40\n'),
        expected=("site.toml:5:* config.menu",),
    ),
}

MARKUP: dict[str, Example] = {
    "a video among words": Example(
        files=with_body("Un texte, ![Titre](https://vimeo.com/123), et la suite.\n"),
        expected=(f"{X}:6:20 embed.request",),
    ),
    "a video without its poster": Example(
        files=with_body("Un texte.\n\n![Titre](https://youtu.be/abc){poster=absente.jpg}\n"),
        expected=(f"{X}:8:39 image.nowhere",),
    ),
    "two headings of one id": Example(
        files=with_body("## Un {: #suite }\n\n## Deux {: #suite }\n"),
        expected=(f"{X}:6:* markup.same-id",),
    ),
    "an id of the theme": Example(
        files=with_body("## Un {: #Texte }\n"), expected=(f"{X}:6:* markup.same-id",)
    ),
    "an extension that fails": Example(
        files={
            **with_settings('[markdown]\nextensions = ["tests.faults.failing_extension"]\n'),
            **with_body("ÉCHEC\n"),
        },
        expected=(f"{X}:* markup.failed",),
    ),
}

CONFIG: dict[str, Example] = {
    "a control character, spelled": Example(
        files=with_settings('[author]\nname = "a\\u0007b"\n'),
        expected=("site.toml:5:* config.control-character",),
    ),
    "a folder of ours": Example(
        files=with_settings('[urls]\ntags = "assets"\n'),
        expected=("site.toml:5:* config.reserved-folder",),
    ),
    "TOML syntax": Example(
        files=with_settings("author = Marie\n"), expected=("site.toml:4:10 config.toml",)
    ),
    "a number without end": Example(
        files=with_settings("[feeds]\nitems = " + "1" * 5000 + "\n"),
        expected=("site.toml* config.*",),
    ),
    "a hexadecimal number without end": Example(
        files=with_settings("[feeds]\nitems = 0x" + "f" * 5000 + "\n"),
        expected=("site.toml:5:9 config.bad-number",),
    ),
    "nested beyond Python": Example(
        files=with_settings("a = " + "[" * 5000 + "]" * 5000 + "\n"),
        expected=("site.toml* config.toml",),
    ),
    "Latin-1": Example(
        files={"site.toml": SITE_TOML.replace("Une", "À").encode("latin-1")},
        expected=("site.toml:3* file.encoding",),
    ),
    "UTF-16": Example(
        files={"site.toml": SITE_TOML.encode("utf-16")}, expected=("site.toml* file.utf-16",)
    ),
    "a value of ten megabytes": Example(
        files=with_settings("x = '" + "a" * 10_000_000 + "'\n"),
        expected=("site.toml:4:1 config.unknown-key",),
    ),
    "no key at all": Example(files={"site.toml": ""}, expected=("site.toml config.required",) * 3),
    "a title with a NUL": Example(
        files={"site.toml": SITE_TOML.replace("La Puce", "La\\u0000Puce")},
        expected=("site.toml:1:* config.*",),
    ),
    "unknown keys, at every level": Example(
        files=with_settings(
            '[feds]\n[markdown]\nextension = ["toc"]\n[author]\nname = "A"\nmail = "x"\n'
            '[navigation]\nmenu = [{label = "x", url = "/", lien = "/"}]\n'
        ),
        expected=(
            "site.toml:4:* config.unknown-key",
            "site.toml:6:* config.unknown-key",
            "site.toml:9:* config.unknown-key",
            "site.toml:11:* config.unknown-key",
        ),
    ),
    "values of the wrong type": Example(
        files=with_settings(
            'author = "Marie"\n[feeds]\nenabled = "non"\nitems = 2.5\n[markdown]\n'
            'extensions = "toc"\n[publisher]\nname = 3\n'
        ),
        expected=(
            "site.toml:4:* config.bad-mapping",
            "site.toml:6:* config.bad-flag",
            "site.toml:7:* config.bad-number",
            "site.toml:9:* config.bad-list",
            "site.toml:11:* config.bad-text",
        ),
    ),
    "values that cannot be": Example(
        files=with_settings(
            'language = "en"\n[publisher]\nname = ""\nemail = "x"\nurl = "x"\n'
            '[urls]\narticles = "../a"\n[navigation]\n'
            'menu = [{label = "x", url = "javascript:1"}]\n'
        ),
        expected=(
            "site.toml:4:* config.bad-choice",
            "site.toml:6:* config.empty-required",
            "site.toml:7:* config.bad-pattern",
            "site.toml:8:* config.bad-url",
            "site.toml:10:* config.bad-slug",
            "site.toml:12:* config.bad-path",
        ),
    ),
    "a title of 2,000 characters": Example(
        files={"site.toml": SITE_TOML.replace("La Puce", "a" * 2000)},
        expected=("site.toml:1:10 config.too-long",),
    ),
    "an unknown time zone": Example(
        files=with_settings('time_zone = "Europe/Pari"\n'),
        expected=("site.toml:4:* config.time-zone",),
    ),
    "a time zone that is a file of the disk": Example(
        files=with_settings('time_zone = "/etc/passwd"\n'),
        expected=("site.toml:4:* config.time-zone",),
    ),
    "an unknown extension": Example(
        files=with_settings('[markdown]\nextensions = ["rien_de_tel"]\n'),
        expected=("site.toml:5:* config.extension",),
    ),
    "a greeting that nobody completes": Example(
        files=with_settings('[email]\ngreeting = "Bonjour {name},"\n'),
        expected=("site.toml:5:* config.email-name",),
    ),
    "two folders of one name": Example(
        files=with_settings('[urls]\narticles = "a"\ntags = "a"\n'),
        expected=("site.toml:6:* config.same-folder",),
    ),
    **{
        f"base_url {wrong}": Example(
            files={"site.toml": SITE_TOML.replace("https://puce.example", wrong)},
            expected=("site.toml:2:13 config.bad-pattern",),
        )
        for wrong in (
            "ftp://puce.example",
            "https://",
            "puce.example",
            "https://puce.example/?a=1",
            "https://puce.example/#a",
            "https://puce .example",
            "https://marie:secret@puce.example",
            "https://puce.example/..",
        )
    },
    "told with the faults of the articles": Example(
        files={"site.toml": SITE_TOML + "titre = 1\n", X: written("title: T", "date: hier")},
        expected=(f"{X}:3:7 front-matter.bad-date", "site.toml:4:* config.unknown-key"),
    ),
}

ARTICLE_TEMPLATE = "templates/article.html"

TEMPLATES: dict[str, Example] = {
    "syntax": Example(
        files={ARTICLE_TEMPLATE: "<p>\n{% if %}\n"},
        expected=(f"{ARTICLE_TEMPLATE}:2 template.syntax",),
    ),
    "syntax of an included template": Example(
        files={ARTICLE_TEMPLATE: '{% include "a.html" %}', "templates/a.html": "\n\n{{ }}"},
        expected=("templates/a.html:3 template.syntax",),
    ),
    "an unknown filter": Example(
        files={ARTICLE_TEMPLATE: "\n{{ page.title|majuscules }}"},
        expected=(f"{ARTICLE_TEMPLATE}:2 template.syntax",),
    ),
    "an unknown variable": Example(
        files={ARTICLE_TEMPLATE: "<p>\n{{ titre }}\n"},
        expected=(f"{ARTICLE_TEMPLATE}:2 template.undefined",),
    ),
    "an unknown variable of every page, told once": Example(
        files={"templates/base.html": "<p>\n{{ site.titre }}\n"},
        expected=("templates/base.html:2 template.undefined",),
    ),
    "a missing include": Example(
        files={ARTICLE_TEMPLATE: '<p>\n{% include "rien.html" %}'},
        expected=(f"{ARTICLE_TEMPLATE}:2 template.missing",),
    ),
    "a missing parent": Example(
        files={ARTICLE_TEMPLATE: '{% extends "rien.html" %}'},
        expected=(f"{ARTICLE_TEMPLATE}:1 template.missing",),
    ),
    "a filter that fails": Example(
        files={ARTICLE_TEMPLATE: "\n\n{{ page.title|round }}"},
        expected=(f"{ARTICLE_TEMPLATE}:3 template.failed",),
    ),
    "a division by zero": Example(
        files={ARTICLE_TEMPLATE: "\n{{ 1 / 0 }}"},
        expected=(f"{ARTICLE_TEMPLATE}:2 template.failed",),
    ),
    "a macro without end": Example(
        files={ARTICLE_TEMPLATE: "{% macro m() %}\n{{ m() }}{% endmacro %}\n{{ m() }}"},
        expected=(f"{ARTICLE_TEMPLATE}:* template.failed",),
    ),
    "an include without end": Example(
        files={ARTICLE_TEMPLATE: '\n{% include "article.html" %}'},
        expected=(f"{ARTICLE_TEMPLATE}:2 template.failed",),
    ),
    "a parent that is itself": Example(
        files={ARTICLE_TEMPLATE: '{% extends "article.html" %}'},
        expected=(f"{ARTICLE_TEMPLATE}:1 template.failed",),
    ),
    "an argument given twice": Example(
        files={ARTICLE_TEMPLATE: "\n{{ dict(a=1, a=2) }}"},
        expected=(f"{ARTICLE_TEMPLATE}* template.*",),
    ),
    "more blocks than Python nests": Example(
        files={
            ARTICLE_TEMPLATE: "".join(f"{{% for a{n} in [1] %}}" for n in range(30))
            + "{% endfor %}" * 30
        },
        expected=(f"{ARTICLE_TEMPLATE}* template.*",),
    ),
    "more brackets than Python nests": Example(
        files={ARTICLE_TEMPLATE: "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}"},
        expected=(f"{ARTICLE_TEMPLATE}* template.*",),
    ),
    "half a character": Example(
        files={ARTICLE_TEMPLATE: '{{ "\\ud800" }}'},
        expected=(f"{ARTICLE_TEMPLATE}* template.*",),
    ),
    "UTF-16": Example(
        files={ARTICLE_TEMPLATE: "<p>".encode("utf-16")},
        expected=(f"{ARTICLE_TEMPLATE} template.encoding",),
    ),
    "an unknown asset, told once": Example(
        files={"templates/base.html": '\n{{ site.assets["rien.css"] }}'},
        expected=("templates/base.html:2 template.*",),
    ),
    "a fault in the articles too: both are told": Example(
        files={ARTICLE_TEMPLATE: "{{ titre }}", Y: written("title: T", "date: hier")},
        expected=(f"{Y}:3:7 front-matter.bad-date", f"{ARTICLE_TEMPLATE}:1 template.undefined"),
    ),
}

WARNINGS: dict[str, Example] = {
    "a number that is missing": Example(
        files={E: edition("number: 1"), F: edition("number: 4")},
        expected=(f"{F}:4:9 edition.gap",),
    ),
    "an article in two editions": Example(
        files={
            E: edition("number: 1", "articles: [llama]"),
            F: edition("number: 2", "articles: [2023-07-18-llama.md]"),
        },
        expected=(f"{F}:5:12 edition.twice",),
    ),
    "an article twice in an edition": Example(
        files={E: edition("number: 1", "articles: [llama, articles/2023-07-18-llama.md]")},
        expected=(f"{E}:5:19 edition.twice",),
    ),
    "an edition with a draft": Example(
        files={E: edition("number: 1", "articles: [x]"), **with_lines("draft: true")},
        expected=(f"{E}:5:12 edition.unpublished",),
    ),
    "an article that names another edition": Example(
        files={E: edition("number: 1", "articles: [x]"), **with_lines("edition: 2")},
        expected=(f"{X}:4:10 edition.disagrees",),
    ),
    "an article that its edition forgets": Example(
        files={E: edition("number: 1", "articles: [llama]"), **with_lines("edition: 1")},
        expected=(f"{X}:4:10 edition.not-listed",),
    ),
    "an article of no edition": Example(
        files={E: edition("number: 1", "articles: [llama]"), **with_lines("edition: 7")},
        expected=(f"{X}:4:10 edition.unknown",),
    ),
    "colours that do not stand out": Example(
        files=with_settings('[theme.light]\naccent = "#ffd400"\n'),
        expected=("site.toml:5:* config.contrast",),
    ),
    "legal pages with a hole": Example(
        files=with_settings(
            '[publisher]\nname = "La Puce"\nemail = "a@puce.example"\n'
            '[publisher.legal]\ndirector = "A. B."\naddress = "Ici"\n'
            'host = { name = "H", address = "Là" }\n'
        ),
        expected=("site.toml:7:* config.legal",),
    ),
    "no article": Example(
        prepare=lambda root: (root / LLAMA).unlink(),
        expected=("content/articles content.no-articles",),
    ),
    "nothing to summarise": Example(
        files={**with_body("![Une puce](a.png)\n"), f"{ARTICLES}/a.png": PNG},
        expected=(f"{X}:1 article.summary-missing",),
    ),
    "a parent without a record": Example(
        files={META: written("name: Meta", "parent: Mtea Holding")},
        expected=(f"{META}:3:9 company.unknown-parent",),
    ),
    "a slip of the finger in a company": Example(
        files={META: written("name: Microsoft"), **with_lines("companies: [Microsotf]")},
        expected=(f"{X}:4:13 company.close-name",),
    ),
    "a product in the place of a company": Example(
        files={
            META: written("name: Meta", "products: [Threads]"),
            **with_lines("companies: [threads]"),
        },
        expected=(f"{X}:4:13 company.product-name",),
    ),
    "a product of two companies": Example(
        files={
            META: written("name: Meta", "products: [Llama]"),
            "content/companies/ze.md": written("name: Ze", "products: [A, Llama]"),
        },
        expected=("content/companies/ze.md:3:15 company.product-claimed",),
    ),
    "a script": Example(
        files=with_body("Avant <script>alert(1)</script> après.\n"),
        expected=(f"{X}:6:7 markup.removed",),
    ),
    "a script after one that is shown": Example(
        files=with_body("Un texte.\n\n```html\n<script>1</script>\n```\n\n<script>2</script>\n"),
        expected=(f"{X}:12:1 markup.removed",),
    ),
    "an event handler": Example(
        files=with_body('Un <b onclick="x()">mot</b>.\n'), expected=(f"{X}:6:7 markup.removed",)
    ),
    "links that run": Example(
        files=with_body("Un [lien](javascript:x).\n\nUn [autre](data:text/html,x).\n"),
        expected=(f"{X}:6:11 markup.removed", f"{X}:8:12 markup.removed"),
    ),
    "a frame": Example(
        files=with_body("Un texte.\n\n<iframe src='https://x.example/'></iframe>\n"),
        expected=(f"{X}:8:14 embed.frame",),
    ),
    "the call of a note that is not there": Example(
        files=with_body("Un texte[^a], `[^b]`, puis un autre[^c].\n\n[^c]: Une note.\n"),
        expected=(f"{X}:6:9 markup.no-note",),
    ),
    "a frame that shows nothing": Example(
        files=with_body("Un texte.\n\n<iframe name='a'></iframe>\n"),
        expected=(f"{X}:8:1 markup.removed",),
    ),
    "a video without a title": Example(
        files=with_body("Un texte.\n\n![](https://youtu.be/abc?si=x)\n"),
        expected=(f"{X}:8:5 embed.untitled",),
    ),
    "a base, from a newsroom that is trusted": Example(
        files={
            **with_settings('[markdown]\nraw_html = "trusted"\n'),
            **with_body("Un texte.\n\n<base href='/a/'>\n\n<meta http-equiv='refresh'>\n"),
        },
        expected=(f"{X}:8:1 markup.out-of-place", f"{X}:10:7 markup.out-of-place"),
    ),
    "an instruction for a server": Example(
        files=with_body("Un texte.\n\n<?php echo 1 ?>\n"), expected=(f"{X}:8:1 markup.removed",)
    ),
}

ERRORS: dict[str, Example] = {
    f"{family}: {name}": example
    for family, examples in (
        ("file", FILES),
        ("front matter", FRONT_MATTER),
        ("site", SITE_WIDE),
        ("link", LINKS),
        ("markup", MARKUP),
        ("site.toml", CONFIG),
        ("template", TEMPLATES),
    )
    for name, example in examples.items()
}


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that was published, with its memory."""
    root = make_site(tmp_path_factory.mktemp("published") / "site", SMALL)
    assert build_here(root).exit_code == 0
    return root


@pytest.fixture
def site(published: Path, tmp_path: Path) -> Path:
    """A copy of it, to spoil."""
    return Path(shutil.copytree(published, tmp_path / "site"))


def built(root: Path, *, strict: bool = False) -> Built | Refused:
    """Build the site at *root*; what a user wrote must never raise."""
    options = Options(site=root, output=root / "public", now=NOW, strict=strict)
    return build_site(options, lambda stage, done, total: None, lambda: None)


def told(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{problem.place} {problem.code}" for problem in problems]


def assert_told(problems: tuple[Problem, ...], expected: tuple[str, ...]) -> None:
    found = told(problems)
    same = len(found) == len(expected) and all(map(fnmatchcase, found, expected))
    assert same, f"\nexpected {list(expected)}\nfound    {found}"


def assert_readable(problem: Problem) -> None:
    """What an editor reads is whole, in both languages, and cannot drive his terminal."""
    for language in ("en", "fr"):
        text = describe(problem, language)
        assert not re.search(r"\{[a-z_]+\}", text), text
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", text), text
        assert len(text) - len(str(problem.place)) < 1000, text


@pytest.mark.parametrize("name", ERRORS)
def test_a_faulty_site_is_refused_with_all_its_faults(name: str, site: Path) -> None:
    example = ERRORS[name]
    make_site(site, example.files)
    example.prepare(site)
    before = contents(site / "public")

    first = built(site)

    assert isinstance(first, Refused)
    assert_told(first.problems, example.expected)
    for problem in first.problems:
        assert_readable(problem)
    # What is remembered of the first build must not hide anything from the second.
    again = build_here(site, language="fr")
    assert again.exit_code == 1
    assert again.stderr == f"{problems_text(first.problems, 'fr')}\n{refused_text('fr')}\n"
    assert again.stdout == ""
    assert contents(site / "public") == before


@pytest.mark.parametrize("name", WARNINGS)
def test_a_warning_is_told_on_every_build_and_stops_only_a_strict_one(
    name: str, site: Path
) -> None:
    example = WARNINGS[name]
    make_site(site, example.files)
    example.prepare(site)
    before = contents(site / "public")

    strict = built(site, strict=True)
    assert isinstance(strict, Refused)
    assert_told(strict.problems, example.expected)
    assert contents(site / "public") == before
    assert build_here(site, "--strict").exit_code == 1

    for _ in range(2):
        relaxed = built(site)
        assert isinstance(relaxed, Built)
        assert_told(relaxed.problems, example.expected)
        for problem in relaxed.problems:
            assert_readable(problem)
    shown = build_here(site, language="fr")
    assert shown.exit_code == 0
    assert shown.stderr == problems_text(relaxed.problems, "fr") + "\n"


def test_a_correction_publishes_at_once(site: Path) -> None:
    make_site(site, {X: written("title: T", "date: hier")})
    assert isinstance(built(site), Refused)
    make_site(site, {X: written("title: T", "date: 2023-07-19")})
    assert isinstance(built(site), Built)
    assert (site / "public/articles/x/index.html").is_file()


def test_harmless_things_are_built(site: Path) -> None:
    make_site(
        site,
        {
            X: b"\xef\xbb\xbf"
            + written(*VALID, body="Un texte.\n\nDeux.\n").replace("\n", "\r\n").encode(),
            Y: written(*VALID).replace("\n", "\r"),
            f"{ARTICLES}/.cache.md": "rien",
            f"{ARTICLES}/x.md~": "rien",
            "content/images/a.png": PNG,
        },
    )
    links(
        (f"{ARTICLES}/a.png", "../images/a.png"),
        (f"{ARTICLES}/b.png", "../images/a.png"),
        ("content/pages/images", "../images"),
        ("content/companies/images", "../images"),
    )(site)
    result = built(site)
    assert told(result.problems) == []
    public = contents(site / "public")
    assert {"articles/x/index.html", "articles/y/index.html"} <= public.keys()
    assert public["articles/a.png"] == public["articles/b.png"] == PNG


def test_yaml_makes_no_number_or_truth_out_of_a_title(site: Path) -> None:
    traps = {"non": "non", "no": "no", "1.10": "1.10", "12:30:45": "12:30:45", "yes": "yes"}
    make_site(
        site,
        {
            f"{ARTICLES}/piege-{number}.md": written(f"title: {trap}", VALID[1], f"tags: [{trap}]")
            for number, trap in enumerate(traps)
        },
    )
    assert told(built(site).problems) == []
    for number, shown in enumerate(traps.values()):
        page = (site / f"public/articles/piege-{number}/index.html").read_text()
        assert f"<h1>{shown}</h1>" in page
        assert f">{shown}</a>" in page


def test_an_image_named_by_another_computer_is_found(site: Path) -> None:
    """macOS writes é as two characters in file names, keyboards as one in texts."""
    name = unicodedata.normalize("NFD", "été.png")
    make_site(site, {f"{ARTICLES}/{name}": PNG, **with_body("Un texte.\n\n![a](été.png)\n")})
    assert told(built(site).problems) == []


def test_an_old_url_with_percent_signs_is_the_file_a_server_looks_for(site: Path) -> None:
    make_site(site, with_lines("old_urls: ['/2019/%C3%A9t%C3%A9.html']"))
    assert told(built(site).problems) == []
    assert (site / "public/2019/été.html").is_file()


# Processes, as an editor starts them


def test_the_command_says_it_in_both_languages_without_a_traceback(site: Path) -> None:
    make_site(site, {X: written("title: Google : la riposte", "date: hier")})
    before = contents(site / "public")
    english = build(site)
    french = build(site, env={"LANG": "fr_FR.UTF-8"})
    assert (english.returncode, french.returncode) == (1, 1)
    assert (english.stdout, french.stdout) == ("", "")
    assert english.stderr.splitlines() == [
        f"{X}:2:15: error: a second `: ` in a value without quotes",
        '  hint: put the value in quotes: title: "Google : la riposte"',
        "1 error",
        "Nothing was published: the previous site stays in place.",
    ]
    assert french.stderr.startswith(f"{X}:2:15: erreur\u00a0: ")
    assert contents(site / "public") == before


def test_all_problems_of_a_run_are_told_sorted_by_file(site: Path) -> None:
    make_site(
        site,
        {
            Y: written("title: T", "date: hier"),
            X: "",
            META: written("nom: Meta"),
            f"{ARTICLES}/a.md": written(*VALID, body="Un [lien](rien.md), <script>x</script>.\n"),
        },
    )
    lines = [line for line in build(site).stderr.splitlines() if ": error:" in line]
    found = [line.split(": ")[0] for line in lines]
    assert found == [
        f"{ARTICLES}/a.md:6:11",
        X,
        f"{Y}:3:7",
        f"{META}:1:1",
        f"{META}:2:1",
    ]


def test_a_french_editor_reads_french(site: Path) -> None:
    (site / "content/articles/a.md").mkdir()
    os.mkfifo(site / "content/articles/b.md")
    make_site(site, {X: written(*VALID, "tags: [a]", "old_urls: [/archives/]")})
    shown = build_here(site, language="fr").stderr
    for word in ("folder", "pipe", "file", "list", "redirect"):
        assert not re.search(rf"\b{word}\b", re.sub(r"`[^`]*`", "", shown)), shown


def test_a_wrong_option_is_a_wrong_usage(site: Path) -> None:
    assert build(site, "--rien").returncode == 2
    assert build(site, "--jobs", "0").returncode == 2


def test_a_folder_without_a_site(tmp_path: Path) -> None:
    found = build(tmp_path)
    assert found.returncode == 1
    assert "no `site.toml`" in found.stderr
    assert "Traceback" not in found.stderr
    assert list(tmp_path.iterdir()) == []


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root reads everything: take the rights of a user who owns nothing."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_files_that_may_not_be_read_are_told(published: Path) -> None:
    with TemporaryDirectory() as folder:  # the folders of pytest are closed to nobody
        Path(folder).chmod(0o755)
        root = Path(shutil.copytree(published, Path(folder) / "site"))
        make_site(root, {X: written(*VALID), Y: written(*VALID), "templates/page.html": "x"})
        make_site(root, {"content/pages/prive/p.md": "x", "content/a.png": PNG})
        assert isinstance(built(root), Refused)  # and every module is loaded
        for path in (root, *root.rglob("*")):
            path.chmod(0o777)
        for name in (X, "templates/page.html", "content/pages/prive", "content/a.png"):
            (root / name).chmod(0)
        with as_nobody():
            result = built(root)
        (root / "content/pages/prive").chmod(0o777)
    assert isinstance(result, Refused)
    assert_told(
        result.problems,
        (
            "content/a.png file.unreadable",
            f"{X} file.unreadable",
            "content/pages/prive file.unreadable",
            "templates/page.html file.unreadable",
        ),
    )
    for problem in result.problems:
        assert_readable(problem)


def test_a_configuration_that_may_not_be_read_is_told(published: Path) -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        root = Path(shutil.copytree(published, Path(folder) / "site"))
        (root / "site.toml").chmod(0)
        with as_nobody():
            result = built(root)
    assert isinstance(result, Refused)
    assert_told(result.problems, ("site.toml file.unreadable",))


# Outputs


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """An output to ask for, below the folder that holds the site, and the code that refuses it."""

    path: str
    code: str
    prepare: Callable[[Path], None] = nothing


OUTPUTS: dict[str, Output] = {
    "the root": Output(path="/", code="publish.protected"),
    "the site": Output(path="site", code="publish.protected"),
    "what holds the site": Output(path=".", code="publish.protected"),
    "content/": Output(path="site/content", code="publish.protected"),
    "inside content/": Output(path="site/content/a/b", code="publish.protected"),
    "templates/": Output(path="site/templates", code="publish.protected"),
    "the memory": Output(path="site/.site-builder", code="publish.protected"),
    "inside the memory": Output(path="site/.site-builder/x", code="publish.protected"),
    "a link to content/": Output(
        path="lien", code="publish.protected", prepare=links(("lien", "site/content"))
    ),
    "a file": Output(
        path="f",
        code="publish.protected",
        prepare=lambda root: void((root / "f").write_bytes(b"x")),
    ),
    "inside a file": Output(
        path="f/x", code="publish.*", prepare=lambda root: void((root / "f").write_bytes(b"x"))
    ),
    "somebody's folder": Output(
        path="d", code="publish.not-ours", prepare=lambda root: void(make_site(root, {"d/a": "x"}))
    ),
    "somebody's hidden folder beside it": Output(
        path="d",
        code="publish.protected",
        prepare=lambda root: void(make_site(root, {".d.spare/a": "x"})),
    ),
    "a name that no disk takes": Output(path="a" * 300, code="publish.failed"),
}


def void(_: object) -> None:
    """Return nothing, for a lambda that may not."""


@pytest.mark.parametrize("name", OUTPUTS)
def test_an_output_that_is_not_ours_is_refused_and_left_alone(name: str, tmp_path: Path) -> None:
    asked = OUTPUTS[name]
    root = make_site(tmp_path / "site", SMALL)
    asked.prepare(tmp_path)
    output = tmp_path / asked.path
    before = tree(tmp_path)
    options = Options(site=root, output=output, now=NOW)
    result = build_here(root, "--output", str(output))
    assert result.exit_code == 1
    assert tree(tmp_path) == before
    assert ": error: " in result.stderr
    try:
        refused = build_site(options, lambda stage, done, total: None, lambda: None)
    except OutputError as error:
        problem = disk_problem(error)
    else:
        assert isinstance(refused, Refused)
        (problem,) = refused.problems
    assert fnmatchcase(problem.code, asked.code), problem
    assert_readable(problem)


def tree(folder: Path) -> dict[str, bytes | None]:
    """Return what lies below *folder*, without the memory of the site, that any build writes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
        if ".site-builder" not in path.parts
    }


def test_the_home_folder_is_refused(site: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    found = build(site, "--output", str(home), env={"HOME": str(home)})
    assert found.returncode == 1
    assert "home folder" in found.stderr
    assert list(home.iterdir()) == []


def test_a_file_of_yours_on_the_place_of_a_page_stays(site: Path) -> None:
    make_site(site, {"public/articles/x/index.html": "à moi", X: written(*VALID)})
    before = contents(site / "public")
    result = built(site)
    assert isinstance(result, Refused)
    assert [p.code for p in result.problems] == ["publish.in-the-way"]
    assert_readable(result.problems[0])
    assert contents(site / "public") == before


# What one text does to the others


def test_a_text_nested_beyond_python_is_told_and_spoils_no_other(site: Path) -> None:
    """Each file is read alone: what fails in the middle of one must leave nothing behind."""
    body = "Un paragraphe.\n\n> Une citation.\n\n1. Une liste.\n"
    make_site(site, {**with_body("- " * 1000 + "puce\n"), Y: written(*VALID, body=body)})
    first = built(site)
    assert isinstance(first, Refused)
    assert_told(first.problems, (f"{X}:* markup.too-deep",))
    assert_readable(first.problems[0])
    make_site(site, with_body("Un texte.\n"))
    assert told(built(site).problems) == []
    warm = contents(site / "public")
    assert build(site, "--clean").returncode == 0
    assert contents(site / "public") == warm


# Every code


def test_every_code_has_an_example() -> None:
    shown = [
        line for example in (*ERRORS.values(), *WARNINGS.values()) for line in example.expected
    ]
    codes = {line.rsplit(" ", 1)[-1] for line in shown} | {o.code for o in OUTPUTS.values()}
    codes |= {
        "config.missing",
        "markup.too-deep",
        "publish.in-the-way",
    }  # tests of their own, above
    # What `site-builder import` tells has its examples with the tests of that command.
    codes |= {"file.unwritable", "import.exists", "import.not-text"}
    # What `site-builder edition` and `email` tell has its examples in tests/mail.
    codes |= {"edition.nothing-new", "edition.nothing-since", "edition.exists"}
    codes |= {code for code in TEXTS if code.startswith("email.")}
    # What `check` alone tells of companies, in tests/sample/test_companies.py.
    codes |= {"company.undeclared", "company.undeclared-title"}
    codes |= {"new.exists", "init.not-empty"}  # tests of these commands, in tests/unit
    # What other hosts answer, in tests/unit/test_web.py; and the examples of docs/problems.md.
    codes |= {"link.dead", "link.unreachable", "link.moved", "link.unasked", *EXAMPLES}
    codes.add("privacy.request")  # in tests/faults/test_requests_elsewhere.py
    codes.add("search.failed")  # in tests/faults/test_search.py
    # Bounds of size and time, in test_bounds.py.
    codes |= {"file.too-large", "markup.crowded", "markup.too-slow"}
    codes |= {"template.too-large", "template.too-slow"}
    codes.add("serve.no-port")  # in tests/serving/test_server.py
    codes.add("file.changed")  # in tests/properties/test_hidden_inputs.py
    assert sorted(TEXTS.keys() - codes) == []
