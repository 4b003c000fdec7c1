"""Whatever an article, a site.toml or a draft is made of: an answer, soon, and never a traceback.

`LONG_RUN=n` runs n examples of each instead of a few: give it `--timeout 0` and
`-o faulthandler_timeout=0` too.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from site_builder.content import ParseSettings, parse
from site_builder.fingerprint import digest_bytes
from site_builder.importing import Imported, import_draft, read_newsroom
from site_builder.inputs import parse_settings, read_site_config
from site_builder.outcome import Built
from site_builder.problems import describe
from site_builder.sources import Source
from tests.faults.test_bounds import built
from tests.faults.test_faulty_sites import X, Y
from tests.faults.test_places import stays
from tests.site import SITE_TOML, SMALL, contents, make_site

LONG_RUN = int(os.environ.get("LONG_RUN", "0"))
# Of the processor, for a text of a few kilobytes at most; a hundredth of that on a quick machine.
SECONDS = 10


def often(few: int) -> Callable[[Any], Any]:
    return settings(
        max_examples=LONG_RUN or few,
        deadline=None,
        derandomize=not LONG_RUN,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


anything = st.characters(exclude_categories=["Cs"])
words = st.one_of(
    st.sampled_from(
        ["mot", "Meta", "l'IA", "1 000 €", "«", "»", "…", "é", "🧑‍💻", "\u202e", "a" * 40]
    ),
    st.text(anything, max_size=6),
)

# Front matter: keys that exist and keys that do not, values of every shape, broken in every way.
keys = st.sampled_from(
    "title date updated summary companies tags authors draft image edition slug old_urls id "
    "link_mentions typography name aliases website parent menu number Titre <<".split()
)
scalars = st.one_of(
    words,
    st.sampled_from(
        "2023-07-18|2023-02-31|0001-01-01|9999-12-31T23:59:59Z|2023-07-18 25:00|true|non|~|null|"
        '1e999|.nan|0x1F|"|\'|"\\x00"|"\\ud800"|"\\U0010ffff"|!!python/object:os.system x|*a|&a b|'
        "@|`|%|{|}|[|]|[a, b]|{src: a.png, alt: b}|[[[[]]]]|? a|- a|: a|# a|>|\\|-|---|...|"
        "\t".split("|")
    ),
    st.integers().map(str),
)
lines = st.builds(
    lambda indent, key, colon, value: f"{indent}{key}{colon}{value}",
    st.sampled_from(["", "", "", " ", "  ", "\t", "- "]),
    keys,
    st.sampled_from([": ", ": ", ": ", ":", " : ", ""]),
    scalars,
)
matters = st.lists(st.one_of(lines, lines, scalars), max_size=8).map("\n".join)
valid = st.just("title: Titre\ndate: 2023-07-18")

# Markdown: every sign that means something, in any order, sometimes many times.
signs = st.sampled_from(
    "# |## |> |>> |- |* |+ |1. |1) |    |\t|```|~~~|`|``|*|**|***|_|__|[|]|](|(|)|![|[^1]|[^1]: |"
    "*[IA]: |[a]: b|===|---|***|: |\\||\\|a\\|b\\||\\|-\\|-\\||!!! note|\\|\\\\|{: #a }|"
    "{: .b c=d }|{en}|{{ x }}|{% x %}|{#|#}|http://a.b/|<http://a.b>|javascript:|data:|\u00a0|\u202f|"
    "\n|\n|\n\n|\n\n| |  \n".split("|")
)
tags = st.sampled_from(
    "<b>|</b>|<div>|</div>|</article>|<div markdown=1>|<p |<!--|-->|--!>|<?|?>|<![CDATA[|]]>|"
    "<script>|</script>|<style>|</style>|<title>|</title>|<textarea>|</textarea>|<template>|"
    "</template>|<noscript>|</noscript>|<svg>|</svg>|<foreignObject>|<math>|<mtext>|<table>|<td>|"
    "</table>|<form>|<select>|<button>|<a href='|<img src=x onerror=|</|>|'|\"|&|&amp;|&lt;|"
    "&#0;|&#x110000;|&nbsp".split("|")
)
pieces = st.one_of(signs, signs, tags, words)
repeated = st.builds(lambda piece, times: piece * times, pieces, st.integers(2, 300))
bodies = st.lists(st.one_of(pieces, pieces, pieces, repeated), max_size=40).map("".join)

tables = st.sampled_from(
    "author publisher publisher.legal urls feeds typography markdown navigation theme theme.light "
    "images search companies rights email privacy".split()
)
names = st.sampled_from("title language time_zone enabled items menu extensions allow".split())
odd = st.sampled_from(
    'true|0|-1|1e400|nan|""|"fr-CA"|[]|[[]]|{}|{a = 1}|["a", 1]|1979-05-27|"\\u0000"|"../a"|'
    '"https://a.example"|0xffffffffffffffffff|\'\'\'|[{label = "a", url = "/"}]'.split("|")
)
settings_lines = st.one_of(
    tables.map("[{}]".format),
    st.builds(
        lambda key, value: f"{key} = {value}",
        st.one_of(tables, names),
        st.one_of(odd, words.map(repr)),
    ),
    words,
)
configurations = st.one_of(st.just(""), st.lists(settings_lines, max_size=3).map("\n".join))

files = st.one_of(
    st.builds(
        lambda matter, body: f"---\n{matter}\n---\n\n{body}".encode(),
        st.one_of(valid, valid, matters),
        bodies,
    ),
    st.builds(lambda matter, body: f"{matter}{body}".encode(), matters, bodies),
    st.binary(max_size=200).map(lambda data: b"---\ntitle: a\n---\n" + data),
    st.binary(max_size=200),
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site to put things into."""
    return make_site(tmp_path_factory.mktemp("site"), SMALL)


@pytest.fixture(scope="module")
def how(root: Path) -> ParseSettings:
    config, _, _ = read_site_config(root)
    assert config is not None
    return parse_settings(config)


@often(1000)
@given(
    data=files, folder=st.sampled_from(["articles", "articles", "companies", "pages", "authors"])
)
def test_any_file_is_read_or_refused_in_words(how: ParseSettings, data: bytes, folder: str) -> None:
    source = Source(path=f"content/{folder}/x.md", data=data, digest=digest_bytes(data))
    began = time.process_time()
    parsed = parse(source, how)
    assert time.process_time() - began < SECONDS
    for problem in parsed.problems:
        assert describe(problem, "en")
        assert describe(problem, "fr")
        assert problem.code != "markup.failed", problem
    assert parse(source, how) == parsed


@often(1000)
@given(body=st.lists(st.one_of(tags, tags, signs, words), max_size=30).map("".join))
def test_any_text_stays_in_its_place(how: ParseSettings, body: str) -> None:
    data = f"---\ntitle: a\ndate: 2023-07-18\n---\n\n{body}\n\nfin\n".encode()
    source = Source(path=X, data=data, digest=digest_bytes(data))
    for trusted in (False, True):
        parsed = parse(source, replace(how, markup=replace(how.markup, trusted=trusted)))
        assert stays(parsed.html.replace("\0", "0")), parsed.html


@often(40)
@given(data=st.one_of(st.just(b""), files), body=bodies, lines=configurations)
def test_any_site_is_built_or_refused_in_words(
    root: Path, data: bytes, body: str, lines: str
) -> None:
    article = f"---\ntitle: T\ndate: 2023-07-18\nsummary: S\n---\n\n{body}"
    make_site(root, {Y: article, "site.toml": f"{SITE_TOML}{lines}\n"})
    (root / X).unlink(missing_ok=True)
    if data:
        make_site(root, {X: data})
    before = contents(root / "public")
    began = time.process_time()
    result = built(root)
    assert time.process_time() - began < 2 * SECONDS
    for problem in result.problems:
        assert describe(problem, "en")
        assert describe(problem, "fr")
    if isinstance(result, Built):
        for path in (root / "public").rglob("*.xml"):
            ElementTree.fromstring(path.read_bytes())
    else:
        assert contents(root / "public") == before


drafts = st.one_of(
    bodies.map(str.encode),
    st.binary(max_size=300),
    st.builds(lambda text: text.encode("utf-16"), bodies),
    st.builds(lambda text: text.encode("cp1252", "replace"), bodies),
)


@often(300)
@given(data=drafts)
def test_any_draft_is_imported_or_refused(
    tmp_path_factory: pytest.TempPathFactory, how: ParseSettings, data: bytes
) -> None:
    folder = make_site(tmp_path_factory.mktemp("import"), {**SMALL, "brouillon.txt": data})
    config, _, _ = read_site_config(folder)
    assert config is not None
    began = time.process_time()
    result = import_draft(folder / "brouillon.txt", read_newsroom(folder, config), "2023-07-18")
    assert time.process_time() - began < SECONDS
    if isinstance(result, Imported):
        written = (folder / result.path).read_bytes()
        source = Source(path=result.path, data=written, digest=digest_bytes(written))
        found = [p for p in parse(source, how).problems if p.code.startswith("front-matter")]
        # A draft of nothing but signs has no title; the article says so until an editor finds one.
        assert [p.code for p in found if dict(p.params).get("key") != "title"] == []
