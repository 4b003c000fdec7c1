"""Every Atom feed of the sample, and the list of feeds, against the rules of their formats."""

import feedparser
import pytest
from lxml import etree
from PIL import Image

from tests.feeds.conftest import Sample
from tests.feeds.rules import ATOM, MEDIA, atom_faults_of, opml_faults_of


def test_every_atom_feed_follows_the_rules(sample: Sample) -> None:
    feeds = sample.named("atom.xml")
    faults = {url: atom_faults_of(path.read_bytes(), url) for url, path in feeds.items()}
    assert {url: found for url, found in faults.items() if found} == {}


def test_feedparser_reads_every_atom_feed_without_complaint(sample: Sample) -> None:
    for url, path in sample.named("atom.xml").items():
        headers = {"content-location": url, "content-type": "application/atom+xml; charset=utf-8"}
        read = feedparser.parse(path.read_bytes(), response_headers=headers)
        assert not read.bozo, f"{url}: {read.get('bozo_exception')}"
        assert read.version == "atom10"
        assert len(read.entries) == path.read_text(encoding="utf-8").count("<entry>")
        assert all(e.id.startswith("tag:") and e.content[0].value for e in read.entries)


def test_atom_says_what_rss_says(sample: Sample) -> None:
    for path in sample.named("atom.xml").values():
        rss = etree.parse(path.with_name("feed.xml")).getroot()[0].findall("item")
        atom = etree.parse(path).getroot().findall(f"{ATOM}entry")
        encoded = "{http://purl.org/rss/1.0/modules/content/}encoded"
        assert [
            (i.findtext("guid"), i.findtext("title"), i.findtext("link"), i.findtext(encoded))
            for i in rss
        ] == [
            (
                e.findtext(f"{ATOM}id"),
                e.findtext(f"{ATOM}title"),
                e.find(f"{ATOM}link[@rel='alternate']").get("href"),
                e.findtext(f"{ATOM}content"),
            )
            for e in atom
        ]
        files = [(i.find(f"{MEDIA}content"), i.find("enclosure")) for i in rss]
        links = [e.find(f"{ATOM}link[@rel='enclosure']") for e in atom]
        assert [
            f is not None and (f.get("url"), sized.get("length") if sized is not None else None)
            for f, sized in files
        ] == [k is not None and (k.get("href"), k.get("length")) for k in links]


def test_an_enclosure_says_the_size_of_its_file(sample: Sample) -> None:
    channel = etree.parse(sample.output / "feed.xml").getroot()[0]
    enclosures = list(channel.iter("enclosure"))
    assert len(enclosures) > 5
    for enclosure in enclosures:
        path = sample.output / (enclosure.get("url") or "").removeprefix(sample.base_url)
        assert str(path.stat().st_size) == enclosure.get("length")


def test_every_picture_of_an_article_is_in_the_feed(sample: Sample) -> None:
    channel = etree.parse(sample.output / "feed.xml").getroot()[0]
    pictures = list(channel.iter(f"{MEDIA}content"))
    copies = [one for one in pictures if "/assets/images/" in one.get("url", "")]
    assert copies
    assert [e.get("url") for e in channel.iter("enclosure")] == [p.get("url") for p in pictures]
    for picture in pictures:
        path = sample.output / (picture.get("url") or "").removeprefix(sample.base_url)
        assert path.is_file()
    for copy in copies:
        with Image.open(sample.output / copy.get("url", "").removeprefix(sample.base_url)) as shown:
            assert [str(n) for n in shown.size] == [copy.get("width"), copy.get("height")]
            assert f"image/{(shown.format or '').lower()}" == copy.get("type")


def test_the_list_of_feeds_follows_the_rules_and_names_them_all(sample: Sample) -> None:
    data = (sample.output / "feeds.opml").read_bytes()
    assert opml_faults_of(data) == []
    body = etree.fromstring(data)[1]
    groups = [group.get("text") for group in body]
    assert groups == ["Tous les articles", "La lettre", "Entreprises", "Thèmes", "Rédaction"]
    named = [outline.get("xmlUrl") for outline in body.iter("outline") if outline.get("xmlUrl")]
    assert sorted(named) == sorted(sample.feeds)


FEED = """\
<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr-FR"><id>https://a.example/</id>
<title>T</title><updated>2023-07-18T07:30:00+02:00</updated>
<author><name>Ada</name><uri>https://a.example/ada/</uri></author>
<link href="https://a.example/atom.xml" rel="self" type="application/atom+xml"/>
<link href="https://a.example/" rel="alternate" type="text/html"/>
<entry><id>tag:a.example,2023:un</id><title>Un</title><updated>2023-07-18T07:30:00+02:00</updated>
<content type="html">&lt;p&gt;Un.&lt;/p&gt;</content>
<link href="https://a.example/un/" rel="alternate" type="text/html"/>
<link href="https://a.example/p.png" rel="enclosure" type="image/png" length="9"/>
<summary>Un.</summary><category term="IA"/><published>2023-07-18T07:30:00+02:00</published></entry>
<entry><id>tag:a.example,2023:deux</id><title>Deux</title>
<updated>2023-07-17T09:30:00+02:00</updated><content type="html">&lt;p&gt;Deux.&lt;/p&gt;</content>
<link href="https://a.example/deux/" rel="alternate" type="text/html"/>
<summary>Deux.</summary><published>2023-07-17T07:30:00+02:00</published></entry></feed>
"""


def test_a_good_feed_breaks_no_rule() -> None:
    assert atom_faults_of(FEED.encode(), "https://a.example/atom.xml") == []


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("</entry>", "", "not well-formed"),
        ("2005/Atom", "2005/Atome", "not a feed"),
        ("<?xml version='1.0' encoding='UTF-8'?>", "", "XML declaration"),
        ("<id>https://a.example/</id>", "", "0 × {http"),
        ("<id>https://a.example/</id>", "<id>a</id>", "not an IRI"),
        (
            "<author><name>Ada</name><uri>https://a.example/ada/</uri></author>",
            "",
            "nobody answers",
        ),
        ("<uri>https://a.example/ada/", "<uri>/ada/", "page of an author"),
        ("<name>Ada</name>", "<name/>", "name is empty"),
        ('rel="self"', 'rel="related"', "own address"),
        ('rel="self"', 'rel="related"', "unknown rel"),
        ('href="https://a.example/deux/"', 'href="/deux/"', "relative address"),
        ('<link href="https://a.example/deux/" rel="alternate" type="text/html"/>', "", "0 × alt"),
        ("2023:deux", "2023:un", "one id"),
        ("2023-07-17T07:30:00+02:00", "2023-07-19T07:30:00+02:00", "newest"),
        ("2023-07-17T07:30:00+02:00", "2023-07-17T08:30:00", "RFC 3339"),
        ("2023-07-17T07:30:00+02:00", "2023-07-32T07:30:00+02:00", "not a date"),
        ("2023-07-17T09:30:00+02:00", "2023-07-17T05:30:00+02:00", "before it was published"),
        ("2023-07-17T09:30:00+02:00", "1970-01-01T00:00:00+00:00", "implausible"),
        ('<content type="html">', "<content>", "does not say that it is HTML"),
        ("<summary>Deux.", '<summary type="html">Deux.', "not plain text"),
        ('term="IA"', 'term=" "', "category"),
        ('length="9"', 'length="0"', "number of bytes"),
        ("<summary>Un.</summary>", "<summary>Un.</summary><guid/>", "unknown element"),
        ("</entry></feed>", "</entry><rights>x</rights></feed>", "stands before"),
        ('xml:lang="fr-FR"', 'xml:lang="french"', "language"),
    ],
)
def test_the_check_of_atom_bites(right: str, wrong: str, fault: str) -> None:
    if right not in FEED:
        pytest.fail(f"not in the feed: {right}")
    found = atom_faults_of(FEED.replace(right, wrong).encode(), "https://a.example/atom.xml")
    assert any(fault in text for text in found), found


LIST = """\
<opml version="2.0"><head><title>T</title></head><body><outline text="Site">
<outline type="rss" text="A" xmlUrl="https://a.example/feed.xml" htmlUrl="https://a.example/"/>
</outline></body></opml>
"""


def test_a_good_list_breaks_no_rule() -> None:
    assert opml_faults_of(LIST.encode()) == []


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ('version="2.0"', 'version="1.0"', "OPML 2.0"),
        ("<head><title>T</title></head>", "", "a head and a body"),
        ("<title>T</title>", "", "no title"),
        ('text="Site"', "", "no text"),
        ('type="rss"', 'type="link"', "subscription"),
        ('xmlUrl="https://a.example/feed.xml"', 'xmlUrl="/feed.xml"', "relative"),
        ("</outline>", "<outline text='B'/></outline>", "empty group"),
        ("</opml>", "", "well-formed"),
    ],
)
def test_the_check_of_lists_bites(right: str, wrong: str, fault: str) -> None:
    if right not in LIST:
        pytest.fail(f"not in the list: {right}")
    found = opml_faults_of(LIST.replace(right, wrong).encode())
    assert any(fault in text for text in found), found
