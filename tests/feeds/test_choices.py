"""What site.toml and articles may ask of feeds, and the links by which pages tell of them."""

import json
from pathlib import Path

import pytest
from lxml import etree, html

from tests.feeds.conftest import Sample
from tests.feeds.rules import ENCODED, atom_faults_of, faults_of
from tests.site import PNG, SITE_TOML, SMALL, build_here, make_site
from tests.tools.sample import is_redirect

TEXT = "---\ntitle: T\ndate: 2023-07-18T12:00\ncompanies: [Meta]\n"
OLDER = "---\ntitle: U\ndate: 2023-07-17\n---\n\nTexte.\n"
MANY = {
    **SMALL,
    "content/articles/2023-07-18-llama.md": f"{TEXT}tags: [IA]\nauthors: [Ada]\n---\n\nTexte.\n",
}


def published(root: Path, settings: str = "", files: dict[str, str | bytes] | None = None) -> Path:
    make_site(root, {**MANY, "site.toml": SITE_TOML + settings, **(files or {})})
    result = build_here(root)
    assert result.exit_code == 0, result.stderr
    return root / "public"


def names(public: Path) -> set[str]:
    wanted = {".xml", ".json", ".opml"}
    found = (p.relative_to(public).as_posix() for p in public.rglob("*") if p.suffix in wanted)
    return {name for name in found if not name.startswith((".", "sitemap", "recherche/"))}


RSS = {"feed.xml", "entreprises/meta/feed.xml", "themes/ia/feed.xml", "auteurs/ada/feed.xml"}
ATOM = {"atom.xml", "entreprises/meta/atom.xml"}
JSON = {"feed.json", "entreprises/meta/feed.json"}
LIST = {"feeds.opml"}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", RSS | ATOM | JSON | LIST),
        ("[feeds]\natom = false\n", RSS | JSON | LIST),
        ("[feeds]\njson = false\n", RSS | ATOM | LIST),
        ("[feeds]\nenabled = false\n", set()),
    ],
)
def test_a_site_has_the_feeds_it_asks_for(
    tmp_path: Path, settings: str, expected: set[str]
) -> None:
    public = published(tmp_path, settings)
    assert names(public) == expected
    home = (public / "index.html").read_text(encoding="utf-8")
    assert ("rss+xml" in home) == ("/flux/" in home) == bool(expected)
    assert (public / "flux/index.html").exists() == bool(expected)
    assert ("atom+xml" in home) == ("atom.xml" in expected)
    assert ("feed+json" in home) == ("feed.json" in expected)


def test_every_form_names_the_hub(tmp_path: Path) -> None:
    public = published(tmp_path, '[feeds]\nhub = "https://hub.example/"\n')
    for name, check in (("feed.xml", faults_of), ("atom.xml", atom_faults_of)):
        data = (public / name).read_bytes()
        assert check(data, f"https://puce.example/{name}") == []
        (hub,) = etree.fromstring(data).iterfind(".//{*}link[@rel='hub']")
        assert hub.get("href") == "https://hub.example/"
    hubs = json.loads((public / "feed.json").read_bytes())["hubs"]
    assert hubs == [{"type": "WebSub", "url": "https://hub.example/"}]


def test_a_company_without_an_article_has_valid_feeds(tmp_path: Path) -> None:
    public = published(tmp_path, "", {"content/companies/apple.md": "---\nname: Apple\n---\n"})
    for name, check in (("feed.xml", faults_of), ("atom.xml", atom_faults_of)):
        path = f"entreprises/apple/{name}"
        assert check((public / path).read_bytes(), f"https://puce.example/{path}") == []


@pytest.mark.parametrize("base", ["https://puce.example", "https://puce.example/lettre"])
def test_raw_html_is_read_with_whole_addresses(tmp_path: Path, base: str) -> None:
    prefix = base.removeprefix("https://puce.example")
    raw = (
        '<video poster="p.png" controls><source src="/v.mp4"></video>\n\n'
        f'<img src=p.png srcset="p.png 1x, {prefix}/v.png 2x" alt="">\n\n'
        '[page](/themes/ia/#a) <a href="#T">ici</a>\n\n'
        f'<blockquote cite="{prefix}/b/">b</blockquote>\n'
    )
    files: dict[str, str | bytes] = {
        "site.toml": SITE_TOML.replace("https://puce.example", base)
        + '[markdown]\nraw_html = "trusted"\n',
        "content/articles/2023-07-18-llama.md": OLDER,
        "content/articles/2023-07-19-brut/index.md": f"{TEXT}tags: [IA]\n---\n\n# T {{#T}}\n\n"
        + raw,
        "content/articles/2023-07-19-brut/p.png": PNG,
        "content/v.mp4": b"22",
        "content/v.png": PNG,
    }
    public = published(tmp_path, "", files)
    page = f"{base}/articles/brut/"
    for text in bodies(public):
        addresses = html.fragment_fromstring(text, create_parent="div").xpath(
            "//@href | //@src | //@poster | //@cite | //@srcset"
        )
        assert set(addresses) == {
            f"{base}/v.mp4",
            f"{page}p.png",
            f"{page}p.png 1x, {base}/v.png 2x",
            f"{base}/themes/ia/#a",
            f"{page}#T",
            f"{base}/b/",
        }


def bodies(public: Path) -> list[str]:
    """Return the newest article as each form of the feed has it."""
    rss = etree.parse(public / "feed.xml").getroot()[0].find("item")
    atom = etree.parse(public / "atom.xml").getroot().find("{*}entry")
    feed = json.loads((public / "feed.json").read_bytes())
    return [rss.findtext(ENCODED), atom.findtext("{*}content"), feed["items"][0]["content_html"]]


def test_every_page_tells_of_its_feeds_first_its_own(sample: Sample) -> None:
    forms = ("feed.xml", "atom.xml", "feed.json")
    prefix = sample.base_url.removeprefix("https://octet.example")
    own = 0
    for page in sorted(sample.output.rglob("*.html")):
        if is_redirect(page):
            continue
        found = html.parse(page).xpath("//head/link[@rel='alternate']/@href")
        assert found[-3:] == [prefix + form for form in forms]
        for href in found[:-3]:
            feed = sample.output / href.removeprefix(prefix)
            assert feed.is_file()
            assert page.is_relative_to(feed.parent)
            own += 1
    assert own > 100


def test_people_are_led_to_the_page_that_explains(sample: Sample) -> None:
    prefix = sample.base_url.removeprefix("https://octet.example")
    for page in sorted(sample.output.rglob("*.html")):
        if is_redirect(page) or page.parent.name == "flux":
            continue
        tree = html.parse(page)
        assert f"{prefix}flux/" in tree.xpath("//footer//a/@href")
        for link in tree.xpath("//body//a[@type]"):
            assert link.text_content() in ("RSS", "Atom", "JSON Feed")
        feeds = [h for h in tree.xpath("//body//a/@href") if h.endswith(("feed.xml", "atom.xml"))]
        assert len(feeds) == len(tree.xpath("//body//a[@type]/@href[not(contains(., 'json'))]"))
