"""Every address in the built files leads to a file of the site, or politely out of it."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import etree

from tests.browser.conftest import Sample
from tests.tools.sample import HOST

# Relations that a browser does not fetch by itself.
_MERELY_NAMED = {"alternate", "canonical", "author", "license", "me", "next", "prev", "search"}
_FETCHED = {"src", "srcset", "poster", "data", "background"}
_FOLLOWED = {"href", "action", "formaction", "cite", "longdesc", "content"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address as written. `fetched`: a browser asks for it without being told to."""

    text: str
    fetched: bool


class _Reader(HTMLParser):
    """Collects the addresses and the ids of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[Address] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.add(given["id"])
        relations = set(given.get("rel", "").split())
        for name, value in given.items():
            if name in _FETCHED:
                self._add(value, name == "srcset", fetched=True)
            elif name == "content":
                target = re.fullmatch(r"\d+; *url=(.*)", value)
                if target:
                    self._add(target[1], several=False, fetched=False)
                elif value.startswith(("http://", "https://")):
                    self._add(value, several=False, fetched=False)
            elif name in _FOLLOWED:
                fetched = tag == "link" and not relations <= _MERELY_NAMED
                self._add(value, several=False, fetched=fetched)

    def _add(self, value: str, several: bool, fetched: bool) -> None:
        texts = [part.split()[0] for part in value.split(",")] if several else [value]
        self.addresses += [Address(text=text, fetched=fetched) for text in texts]


def read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def broken(address: Address, page: str, files: dict[str, set[str]], prefix: str) -> str | None:
    """Return what is wrong with *address* on the page at path *page*.

    *files* are the output files with their ids; all of them are published below *prefix*.
    """
    parts = urlsplit(urljoin(f"{HOST}{prefix}{page.removesuffix('index.html')}", address.text))
    if f"{parts.scheme}://{parts.netloc}" != HOST:
        if address.fetched:
            return f"asks another host for {address.text}"
        return None if parts.scheme in ("http", "https", "mailto") else f"odd: {address.text}"
    if not parts.path.startswith(prefix):
        return f"leaves the site: {address.text}"
    path = unquote(parts.path.removeprefix(prefix))
    path = path + "index.html" if path == "" or path.endswith("/") else path
    if path not in files:
        return f"leads nowhere: {address.text}"
    if parts.fragment and unquote(parts.fragment) not in files[path]:
        return f"no such place on that page: {address.text}"
    return None


def faults_of(pages: dict[str, str], others: set[str], prefix: str) -> list[str]:
    """Return every broken address of *pages*, HTML by path; *others* are files of other kinds."""
    found = {path: read(html) for path, html in pages.items()}
    files = {path: reader.ids for path, reader in found.items()}
    files |= {path: set() for path in others}
    return [
        f"{path}: {fault}"
        for path, reader in found.items()
        for address in reader.addresses
        if (fault := broken(address, path, files, prefix))
    ]


def html_of(sample: Sample) -> dict[str, str]:
    return {
        path.relative_to(sample.output).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(sample.output.rglob("*.html"))
    }


def files_of(sample: Sample) -> dict[str, Path]:
    return {
        path.relative_to(sample.output).as_posix(): path
        for path in sorted(sample.output.rglob("*"))
        if path.is_file()
    }


def test_every_link_of_every_page_leads_somewhere(sample: Sample) -> None:
    pages = html_of(sample)
    assert len(pages) > 100
    assert faults_of(pages, set(files_of(sample)) - set(pages), sample.prefix) == []


def test_the_page_for_lost_readers_works_at_any_address(sample: Sample) -> None:
    reader = read((sample.output / "404.html").read_text(encoding="utf-8"))
    anywhere = ("/", "#", "https://", "mailto:")
    assert [a.text for a in reader.addresses if not a.text.startswith(anywhere)] == []


def test_every_file_a_style_sheet_names_is_there(sample: Sample) -> None:
    files = files_of(sample)
    for name in (name for name in files if name.endswith(".css")):
        text = files[name].read_text(encoding="utf-8")
        for target in re.findall(r"url\(\s*['\"]?([^'\")]*)|@import\s+['\"]([^'\"]*)", text):
            if target[0].startswith("data:"):
                continue
            address = Address(text="".join(target), fetched=True)
            ids = {path: set[str]() for path in files}
            assert broken(address, name, ids, sample.prefix) is None


def test_what_machines_read_names_pages_that_exist(sample: Sample) -> None:
    files = files_of(sample)
    ids = {path: set[str]() for path in files}
    sitemap = etree.parse(files["sitemap.xml"])
    named = [str(loc.text) for loc in sitemap.iter("{*}loc")]
    assert len(named) == len(set(named)) > 100
    for line in files["robots.txt"].read_text(encoding="utf-8").splitlines():
        if line.startswith("Sitemap: "):
            named.append(line.removeprefix("Sitemap: "))
    for feed in (path for name, path in files.items() if name.endswith("feed.xml")):
        for element in etree.parse(feed).iter("link", "{http://www.w3.org/2005/Atom}link"):
            named.append(element.get("href") or str(element.text))
    assert all(url.startswith(HOST + sample.prefix) for url in named)
    faults = [broken(Address(text=u, fetched=False), "", ids, sample.prefix) for u in named]
    assert [fault for fault in faults if fault] == []


def test_the_table_of_redirects_says_what_their_pages_say(sample: Sample) -> None:
    files = files_of(sample)
    table = [line.split() for line in files["_redirects"].read_text(encoding="utf-8").splitlines()]
    assert {len(row) for row in table} == {3}
    pages = {sample.url(page).removeprefix(sample.host.url) for page in sample.redirects}
    assert {status for _, _, status in table} == {"301"}
    moved = {old.removeprefix(sample.prefix): new for old, new, _ in table}
    feeds = {old: new for old, new in moved.items() if not old.endswith("/")}
    assert moved.keys() - feeds.keys() == pages
    for old in pages:
        page = files[old + "index.html"]
        assert f'url={moved[old]}"' in page.read_text(encoding="utf-8")
    for old, new in feeds.items():
        assert files[old].read_bytes() == files[new.removeprefix(sample.prefix)].read_bytes()


def test_every_page_is_reached_from_the_home_page(sample: Sample) -> None:
    pages = html_of(sample)
    routes = {path.removesuffix("index.html"): path for path in pages}
    reached: set[str] = set()
    waiting = ["index.html"]
    while waiting:
        path = waiting.pop()
        if path in reached:
            continue
        reached.add(path)
        for address in read(pages[path]).addresses:
            target = urlsplit(urljoin(HOST + sample.prefix + path, address.text))
            route = unquote(target.path).removeprefix(sample.prefix)
            if target.netloc == urlsplit(HOST).netloc and route in routes:
                waiting.append(routes[route])
    linked = {page.relative_to(sample.output).as_posix() for page in sample.pages}
    assert linked - reached == {"404.html"}


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<a href="/lettre/gone/">', "leads nowhere"),
        ('<a href="/">', "leaves the site"),
        ('<a href="#gone">', "no such place"),
        ('<a href="javascript:x">', "odd"),
        ('<img src="https://other.example/a.png">', "asks another host"),
        ('<img srcset="/lettre/ 1x, gone.png 2x">', "leads nowhere"),
        ('<link rel="preconnect" href="https://other.example">', "asks another host"),
        ('<meta http-equiv="refresh" content="0; url=/lettre/gone/">', "leads nowhere"),
        ('<p id="here"><a href="/lettre/#here">', None),
        ('<a href="https://other.example/">', None),
    ],
)
def test_the_check_bites(html: str, fault: str | None) -> None:
    found = faults_of({"index.html": html}, set(), "/lettre/")
    assert len(found) == (fault is not None)
    assert fault is None or fault in found[0]
