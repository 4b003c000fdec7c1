"""Nothing that an article is made of leaves its place in a page or a feed, whoever reads it.

Every page is read by a real parser, as with and without JavaScript; around the text it must have
the bones of the page of a plain article.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode

from site_builder.safe_html import clean, contain
from tests.faults.test_faulty_sites import written
from tests.site import SITE_TOML, build_here, make_site
from tests.tools import chromium as chromiums
from tests.tools.loopback import serve
from tests.tools.needs import program

FIRST, LAST = "Premier mot.", "Dernier mot."

# What each of these would do to a page that carried it as it is: end it, swallow it, steer it.
HOSTILE: Mapping[str, str] = {
    "an open div": "<div>",
    "ten open divs": "<div>" * 10,
    "ends of what is not its own": "</div></article></main></body></html>",
    "the end of the article, in a sentence": "Un </article> mot </div> ici.",
    "an open comment": "<!-- la suite",
    "a comment that ends oddly": "<!-- a --!> </article> -->",
    "a comment that is over at once": "<!--> </article> <!---> </article>",
    "a comment of Internet Explorer": "<!--[if IE]></article><![endif]-->",
    "an open script": "<script>var a = 1;",
    "a script that holds an end": "<script>var a = '</article>';</script>",
    "a script that opens a comment": "<script>var a = '<!-- <script>';</script></article>",
    "an open style": "<style>p { color: red }",
    "an open textarea": "<textarea>",
    "a textarea": "<textarea></article></textarea>",
    "plain text for ever": "<plaintext>",
    "an open title": "<title>Autre titre",
    "a title": "<title>Autre titre</title>",
    "a title in a drawing": "<svg><title></article></title></svg>",
    "an open drawing": "<svg><g>",
    "a drawing that holds a page": "<svg><foreignObject><div></svg></article>",
    "a drawing with a style": "<svg><style><!--</style><p>mot</p></svg>",
    "a drawing with character data": "<svg><![CDATA[</svg></article>]]></svg>",
    "a formula that holds a page": "<math><mtext><table><mglyph><style><!--</style>"
    "<img title='--&gt;</article>'>",
    "a base": "<base href='https://ailleurs.example/' target='_top'>",
    "a refresh": "<meta http-equiv='refresh' content='0; url=https://ailleurs.example/'>",
    "an order to robots": "<meta name='robots' content='noindex'>",
    "a second head": "<head><link rel='canonical' href='/ailleurs/'></head>",
    "a second body": "<body class='autre' onload='x()'>",
    "a second html": "<html lang='en' class='autre'>",
    "frames": "<frameset><frame src='/a/'></frameset>",
    "an open template": "<template>",
    "a template": "<template></article><p>mot</template>",
    "a noscript": "<noscript></article><p>mot</noscript>",
    "a noscript in a noscript": "<noscript><img alt='</noscript></article>'></noscript>",
    "an open noscript": "<noscript><div>",
    "character data": "<![CDATA[ mot </article> ]]>",
    "an instruction": "<?php echo '</article>' ?>",
    "a document type": "<!DOCTYPE html SYSTEM 'a'>",
    "an open table": "<table><tr><td>",
    "rows without a table": "<tr><td>mot</td></tr></table>",
    "an open list": "<ul><li><ul><li>",
    "open emphasis": "<b><i><u><a href='/'>",
    "an open form": "<form action='/a/'><select><option>",
    "an open button": "<button>",
    "an open frame": "<iframe srcdoc='</article>'>",
    "an open object": "<object><applet><marquee>",
    "text as it was in 1993": "<xmp></article></xmp><listing>",
    "an attribute without end": "<p title='</article>",
    "a tag without end": "<div class=",
    "quotes in quotes": "<p title='\"></article>'>mot</p>",
    "half an entity": "&lt;/article&gt; &#60;/article> &#x3c",
    "a template of ours": "{% endblock %}{{ '</article>' }}{# </article> #}",
    "what feeds are written in": "]]></content:encoded></item></channel> <![CDATA[",
    "a place of ours": "</x-site-builder-place></div></article></main>",
    "a title that ends a title": "",
}
# A parser gives up what stands in a drawing or a formula and is of neither: the warnings tell.
GIVEN_UP = {"a drawing that holds a page", "a formula that holds a page"}
PLAIN = f"{FIRST}\n\n{LAST}\n"
TRUSTED = f'{SITE_TOML}[markdown]\nraw_html = "trusted"\n'


def slug(number: int) -> str:
    return f"n{number:02}"


@pytest.fixture(scope="module", params=["safe", "trusted"])
def output(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of them published, between two plain ones, in each way of reading HTML."""
    bodies = [PLAIN, PLAIN, *(f"{FIRST}\n\n{html}\n\n{LAST}\n" for html in HOSTILE.values()), PLAIN]
    titles = ["Titre"] * (len(bodies) - 2) + ['"</title></h1>]]></title> & {{ x }}"', "Titre"]
    site = make_site(
        tmp_path_factory.mktemp(request.param),
        {
            "site.toml": TRUSTED if request.param == "trusted" else SITE_TOML,
            **{
                f"content/articles/{slug(number)}.md": written(
                    f"title: {title}", f"date: 2023-07-18T07:{number:02}", "summary: S", body=body
                )
                for number, (body, title) in enumerate(zip(bodies, titles, strict=True))
            },
        },
    )
    result = build_here(site)
    assert result.exit_code == 0, result.stderr
    assert ": error" not in result.stderr
    return site / "public"


def bones(node: LexborNode) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Yield depth, tag and attributes of all below *node*, save what the article says."""
    waiting = [(0, node)]
    while waiting:
        depth, one = waiting.pop()
        if one.is_element_node:
            yield depth, one.tag or "", (*sorted(one.attributes), one.attributes.get("class") or "")
        if one.tag == "div" and one.attributes.get("class") == "text":
            continue
        waiting += [(depth + 1, child) for child in children(one)]


def children(node: LexborNode) -> list[LexborNode]:
    found, child = [], node.child
    while child is not None:
        found.append(child)
        child = child.next
    return found


def page_of(output: Path, number: int) -> str:
    return (output / f"articles/{slug(number)}/index.html").read_text(encoding="utf-8")


def test_the_bones_of_the_page_are_those_of_any_other(output: Path) -> None:
    def read(number: int) -> tuple[list[object], str]:
        root = LexborHTMLParser(page_of(output, number)).root
        assert root is not None
        (text,) = root.css("div.text")
        return list(bones(root)), text.html or ""

    expected, _ = read(1)
    assert len(expected) > 40
    for number, name in enumerate(HOSTILE, 2):
        found, text = read(number)
        assert found == expected, name
        assert FIRST in text, name
        assert LAST in text or name in GIVEN_UP, name


BONES = """
(() => {
  const found = [];
  const walk = (node, depth) => {
    const attributes = node.getAttributeNames().sort().join();
    found.push([depth, node.localName, attributes, node.className + ""]);
    if (!node.matches("div.text"))
      for (const child of node.children) walk(child, depth + 1);
  };
  walk(document.documentElement, 0);
  const texts = document.querySelectorAll("div.text");
  return [document.title, document.baseURI == document.URL, texts.length, found];
})()
"""


@pytest.mark.parametrize("scripts", [True, False])
def test_a_browser_sees_the_same_bones(output: Path, scripts: bool, tmp_path: Path) -> None:
    with (
        chromiums.start(program("chromium", "chromium"), tmp_path) as browser,
        serve(output) as host,
    ):
        browser.allow_scripts(allowed=scripts)

        def read(number: int) -> list[object]:
            browser.open(f"{host.url}articles/{slug(number)}/")
            browser.allow_scripts(allowed=True)
            found: list[object] = browser.evaluate(BONES)
            browser.allow_scripts(allowed=scripts)
            return found

        expected = read(1)
        for number, name in enumerate(HOSTILE, 2):
            title, *found = read(number)
            assert found == expected[1:], name
            assert (title == expected[0]) == (name != "a title that ends a title"), name


def test_items_of_feeds_hold_their_texts_and_nothing_of_each_other(output: Path) -> None:
    content = "{http://purl.org/rss/1.0/modules/content/}encoded"
    atom = "{http://www.w3.org/2005/Atom}"
    rss = etree.fromstring((output / "feed.xml").read_bytes())
    entries = etree.fromstring((output / "atom.xml").read_bytes())
    items = json.loads((output / "feed.json").read_bytes())["items"]
    families = (
        [(item.findtext("link"), item.findtext(content)) for item in rss.iter("item")],
        [
            (entry.find(f"{atom}link").get("href"), entry.findtext(f"{atom}content"))
            for entry in entries.iter(f"{atom}entry")
        ],
        [(item["url"], item["content_html"]) for item in items],
    )
    for family in families:
        assert len(family) > 20
        for url, html in family:
            assert FIRST in html, url
            assert stays(html), url


def stays(html: str) -> bool:
    """Return whether *html* is over where whoever carries it thinks it is."""
    around = f"<!DOCTYPE html><main><article><div>{html}</div></article></main><footer></footer>"
    body = LexborHTMLParser(around).body
    assert body is not None
    if [one.tag for one in children(body)] != ["main", "footer"]:
        return False
    main = children(body)[0]
    return [one.tag for one in children(main)] == ["article"] and [
        one.tag for one in children(children(main)[0])
    ] == ["div"]


def test_the_proof_can_fail() -> None:
    assert stays("<p>mot</p>")
    assert sum(not stays(html) for html in HOSTILE.values()) > 20


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_contained_once_stays_as_it_is(name: str) -> None:
    contained = contain(HOSTILE[name])
    assert contained is not None
    assert stays(contained)
    assert contain(contained) == contained
    assert stays(clean(HOSTILE[name]))


def test_what_a_trusted_newsroom_writes_is_left_to_it() -> None:
    for html in (
        '<script type="module" src="a.js" async=""></script>',
        "<script>if (a < b && c) d('</p>')</script>",
        '<style>p > b { color: red }</style><p style="color: red" onclick="f(&quot;a&quot;)">x</p>',
        '<iframe src="https://film.example/1" allow="fullscreen"></iframe>',
        '<svg viewBox="0 0 1 1"><linearGradient></linearGradient><path d="M0"></path></svg>',
        '<form action="/a"><input name="b" required=""><button>c</button></form>',
        '<mon-graphique data-serie="1,2">x</mon-graphique><!-- note -->',
        '<noscript><img src="/a.gif" alt=""></noscript><template><p>x</p></template>',
        '<a href="javascript:f()">x</a><a href="data:text/plain,x">y</a><a href="irc:z">z</a>',
        '<details open=""><summary>a</summary>b</details><pre>a\n  b</pre>',
        '<div itemscope=""><meta itemprop="name" content="a"><link itemprop="b" href="c"></div>',
    ):
        assert contain(html) == html
