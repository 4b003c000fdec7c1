"""Every sentence a reader of the sample newsletter sees, scanned without the typographer.

The rules are written anew here, as plain searches for what French typography forbids, so that a
fault of the typographer, or a text that never went through it, shows.
"""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import lxml.etree
import lxml.html
import pytest
from click.testing import CliRunner

from site_builder.cli import main

ROOT = Path(__file__).parents[2]
NB, NN = "\u00a0", "\u202f"

_UNREAD = frozenset(
    "code pre kbd samp var script style template svg math textarea noscript".split()
)
_INLINE = frozenset(
    "a abbr b bdi bdo cite data del dfn em i ins mark q s small span strong sub sup time u".split()
)
_OBJECT = "\ufffc"
_ATTRIBUTES = ("alt", "title", "aria-label", "aria-description")
_META = re.compile(r"description|(?:og|twitter):(?:title|description|site_name|image:alt)")

_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_UNITS = (
    "€|\\$|£|%|‰|k€|M€|Md€|milliers?|millions?|milliards?|min|km|m|kg|Go|Mo|To|ko"
    "|GHz|MHz|kW|MW|GW|kWh|MWh|GWh|TWh|nm|°C|h"
)
FAULTS = {
    "plain space before a sign": re.compile(r" [;:!?»%]"),
    "no space before a sign": re.compile(r"[^\W_][;!?](?=[\s»]|$)|[^\W_]:(?= |$)|\d%"),
    "plain or no space inside « »": re.compile(rf"«(?![{NB}{NN}])|(?<![{NB}{NN}])»"),
    "wide space before ; ! ?": re.compile(rf"{NB}[;!?]"),
    "straight quote": re.compile(r'"'),
    "straight apostrophe": re.compile(r"[^\W\d_]'|'[^\W\d_]"),
    "three dots": re.compile(r"\.\.\."),
    "double space": re.compile(rf"[ \t{NB}{NN}]{{2,}}"),
    "space before a comma or a full stop": re.compile(rf"[ {NB}{NN}][,.](?!\w)"),
    "plain space in a date": re.compile(rf"\b(?:\d\d?|1er) (?:{_MONTHS})\b"),
    "plain space before a unit": re.compile(rf"\d (?:{_UNITS})(?!\w)"),
    "plain space in a number": re.compile(r"(?<![\w,.-])[1-9]\d{0,2} \d{3}(?![\w-])"),
    "plain space in an hour": re.compile(r"\d h \d|\dh \d|\d h\b"),
    "« etc » with dots": re.compile(r"\betc(?:…|\.{2})"),
    "hyphen for a dash": re.compile(r"[^\W\d_] -{1,3} [^\W\d_]"),
    "ordinal": re.compile(r"\b1ère\b|\b\d+(?:ème|ième|ème)s?\b"),
}

Seen = tuple[str, str]
"""Where a sentence stands, and the sentence."""


def faults_of(text: str) -> Iterator[str]:
    for name, fault in FAULTS.items():
        for found in fault.finditer(text):
            around = text[max(0, found.start() - 25) : found.end() + 15]
            yield f"{name}: {around!r}"


def runs(root: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield the text of each block below *root*, inline tags transparent, white space collapsed."""
    current: list[str] = []
    for piece in _pieces(root, french=True):
        if piece is None:
            yield from _collapsed(current)
            current = []
        else:
            current.append(piece)
    yield from _collapsed(current)


def _collapsed(pieces: list[str]) -> Iterator[str]:
    text = re.sub(r"[ \t]*\n\s*", " ", "".join(pieces)).strip(" \t\n")
    if text:
        yield text


def _pieces(element: lxml.html.HtmlElement, *, french: bool) -> Iterator[str | None]:
    """Yield pieces of text below *element*; None between two blocks."""
    french = french if "lang" not in element.attrib else element.get("lang").startswith("fr")
    block = element.tag not in _INLINE
    if not isinstance(element.tag, str):  # a comment
        return
    if element.tag in _UNREAD:
        yield _OBJECT
        return
    if block:
        yield None
    if french:
        yield element.text or ""
    elif not block:
        yield _OBJECT
    for child in element:
        yield from _pieces(child, french=french)
        if french:
            yield child.tail or ""
    if block:
        yield None


def attributes(root: lxml.html.HtmlElement) -> Iterator[str]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        nearest = element.xpath("ancestor-or-self::*[@lang][1]/@lang")
        if nearest and not nearest[0].startswith("fr"):
            continue
        for name in _ATTRIBUTES:
            if element.get(name):
                yield element.get(name)
        if element.tag == "meta" and _META.fullmatch(
            element.get("name") or element.get("property") or ""
        ):
            yield element.get("content")


def sentences_of_html(html: str) -> Iterator[str]:
    root = lxml.html.fromstring(html)
    yield from runs(root)
    yield from attributes(root)


_FEED_TEXTS = frozenset("title description creator category summary subtitle copyright".split())
_FEED_HTML = frozenset(["encoded", "content"])


def sentences_of_feed(data: bytes) -> Iterator[str]:
    for element in lxml.etree.fromstring(data).iter():
        if not isinstance(element.tag, str) or not element.text:
            continue
        name = lxml.etree.QName(element).localname
        if name in _FEED_HTML:
            yield from sentences_of_html(f"<div>{element.text}</div>")
        elif name in _FEED_TEXTS:
            yield element.text


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the published sample newsletter."""
    site = tmp_path_factory.mktemp("octet")
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, site / name)
    shutil.copy(ROOT / "site.toml", site)
    result = CliRunner().invoke(main, ["build", "--site", str(site)])
    assert result.exit_code == 0, result.output
    return site / "public"


@pytest.fixture(scope="module")
def pages(public: Path) -> list[Seen]:
    return [
        (path.relative_to(public).as_posix(), sentence)
        for path in sorted(public.rglob("*.html"))
        for sentence in sentences_of_html(path.read_text(encoding="utf-8"))
    ]


@pytest.fixture(scope="module")
def feeds(public: Path) -> list[Seen]:
    return [
        (path.relative_to(public).as_posix(), sentence)
        for path in sorted([*public.rglob("feed.xml"), *public.rglob("atom.xml")])
        for sentence in sentences_of_feed(path.read_bytes())
    ]


def told(seen: list[Seen]) -> list[str]:
    """Return each fault once, with how often it stands and the first place of it."""
    count: Counter[str] = Counter()
    first: dict[str, str] = {}
    for place, sentence in seen:
        for fault in faults_of(sentence):
            count[fault] += 1
            first.setdefault(fault, place)
    return [f"{first[fault]} (x {times}): {fault}" for fault, times in sorted(count.items())]


def test_every_sentence_of_the_pages(pages: list[Seen]) -> None:
    assert len(pages) > 3000
    assert told(pages) == []


def test_every_sentence_of_the_feeds(feeds: list[Seen]) -> None:
    assert len(feeds) > 1000
    assert told(feeds) == []


def test_the_scan_reads_what_it_must(pages: list[Seen], feeds: list[Seen]) -> None:
    """An empty scan finds no fault: French signs stand in what was read, and in every kind."""
    read = [sentence for _, sentence in pages]
    assert any(sentence.endswith(" – L’Octet") for sentence in read)
    assert "Menu principal" in read
    assert "La lettre quotidienne de celles et ceux" in " ".join(read)
    for seen in (pages, feeds):
        text = "\n".join(sentence for _, sentence in seen)
        for sign in (f"{NB}:", f"{NN};", f"«{NB}", f"{NB}»", "’", f"{NB}milliards", _OBJECT):
            assert sign in text


@pytest.mark.parametrize(
    "html",
    [
        "<p>Oui !</p>",
        "<p><strong>Oui</strong> !</p>",
        "<p>Oui!</p>",
        "<p>Conseil: lisez</p>",
        "<p>« Oui »</p>",
        "<p>«Oui»</p>",
        '<p>Un "mot"</p>',
        "<p>l'<em>heure</em></p>",
        "<p>Bref...</p>",
        "<p>a  b</p>",
        "<p>a &nbsp;b</p>",
        "<p>le 18 juillet</p>",
        "<p>le 1er août</p>",
        "<p>3 €</p>",
        "<p>44 milliards</p>",
        "<p>12,5 %</p>",
        "<p>12%</p>",
        "<p>1 500 salariés</p>",
        "<p>18 h 30</p>",
        "<p>Un mot - en passant</p>",
        '<p><img alt="L\'été"></p>',
        '<p><a title="Oui !">a</a></p>',
        '<nav aria-label="Oui !">a</nav>',
        '<html><head><meta name="description" content="Oui !"></head></html>',
        '<html><head><meta property="og:title" content="Oui !"></head></html>',
        "<html><head><title>Oui !</title></head></html>",
        '<p lang="en">a <i lang="fr">Oui !</i></p>',
    ],
)
def test_the_scan_sees_each_fault(html: str) -> None:
    assert told([("page", sentence) for sentence in sentences_of_html(html)])


@pytest.mark.parametrize(
    "html",
    [
        "<p>Oui\u202f! Alors\u00a0: «\u00a0bon\u00a0», l’été, 3\u00a0€.</p>",
        '<p>Du <code>a ! "b"...</code> et</p>',
        "<pre>a !  'b'</pre>",
        "<script>a !</script>",
        '<p lang="en">Don\'t! "No"...</p>',
        '<p>Le <i lang="en">fair use: don\'t!</i> ici</p>',
        '<p lang="en"><img alt="Don\'t!"></p>',
        "<p>https://example.org/?a=1 et 14:02</p>",
    ],
)
def test_the_scan_accuses_nothing_right(html: str) -> None:
    assert told([("page", sentence) for sentence in sentences_of_html(html)]) == []
