"""What an article may bring into a page or a feed: text, harmless markup, and nothing else."""

import json
import re
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from site_builder.safe_html import clean, needs_cleaning, removed_by_cleaning
from tests.site import PNG, SITE_TOML, article, build_here, make_site

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "<img src=x onerror=alert(1)>",
    "<img src=x oNeRrOr = 'alert(1)' alt=''>",
    "<b onclick=alert(1)>b</b>",
    "<b style='background:url(//evil.example)'>b</b>",
    "<style>@import url(//evil.example)</style>",
    "<svg onload=alert(1)><animate onbegin=alert(1)></svg>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><script>alert(1)</script></mtext></math>",
    "<math><mglyph><style><!--</style><img title='--&gt;&lt;img onerror=x&gt;'></math>",
    "<iframe src='https://evil.example/'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='x.swf'></object><embed src='x.swf'><applet code=x></applet>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href='//evil.example/'>",
    "<form action='//evil.example'><input name=a><button formaction=x>a</button></form>",
    "<a href='javascript:alert(1)'>a</a>",
    "<a href='JaVaScRiPt:alert(1)'>a</a>",
    "<a href='java&#9;script:alert(1)'>a</a>",
    "<a href='&#106;avascript:alert(1)'>a</a>",
    "<a href=' &#1;javascript:alert(1)'>a</a>",
    "<a href='vbscript:x'>a</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>' alt=a>",
    "<img srcset='//evil.example/x.png 2x' alt=a>",
    "<a ping='//evil.example' href='https://a.example'>a</a>",
    "<video src=x onplay=alert(1) autoplay></video>",
    "<audio><source src='javascript:x'></audio>",
    "<details ontoggle=alert(1) open><summary>a</summary></details>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<p title='\"><script>alert(1)</script>'>a</p>",
    "[a](javascript:alert(1))",
    "[a]( javascript:alert(1) )",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    "![a](javascript:alert(1))",
    "[a][1]\n\n[1]: javascript:alert(1)",
    "[a](https://a.example \"x\" onclick=alert(1))",
    "texte {: onclick=alert(1) }",
    "[a](https://a.example){: onclick='alert(1)' }",
    "[a](https://a.example){: href='javascript:alert(1)' }",
    "## Titre {: style='position:fixed' onclick=x }",
    "*[HTML]: \"><script>alert(1)</script>\n\nHTML",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='//evil.example'?>",
]  # fmt: skip

BREAKING_OUT = [
    "</div></article></main></body></html>",
    "<div><section><article>",
    "</p></main><main id='Texte'>",
    "<table><tr><td>a",
    "<b><i><u>",
    "<textarea>",
    "<title>",
    "<select><option>",
    "<plaintext>",
    "<xmp>",
    "<noscript>",
    "<style>",
    "<!-- ",
    "<!-- <script>",
    "<![CDATA[",
    "<?php ",
    "<a href='",
    '<p title="',
    "<ul><li>",
    "&lt;/main&gt; &#60;/main&#62;",
]

_RUNS = re.compile(r"(?i)^(?:on|style$|srcset$|ping$|formaction$|srcdoc$|action$|background$)")
_ELEMENTS = {
    "script", "style", "iframe", "object", "embed", "applet", "link", "meta", "base", "form",
    "input", "button", "svg", "math", "template", "noscript", "frame", "frameset",
}  # fmt: skip


def assert_harmless(root: html.HtmlElement) -> None:
    """No element, attribute or address in *root* can run, fetch or leave its place."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in _ELEMENTS, etree.tostring(element)
        for name, value in element.attrib.items():
            assert not _RUNS.match(name), (element.tag, name)
            if name in ("href", "src", "poster", "cite"):
                bare = re.sub(r"[\x00-\x20]", "", value).lower()
                assert not bare.startswith(("javascript:", "vbscript:", "data:")), value


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with every hostile body, each between two words, and a feed of them all."""
    root = tmp_path_factory.mktemp("hostile")
    bodies = {f"h{n}": body for n, body in enumerate(HOSTILE)}
    bodies |= {f"b{n}": body for n, body in enumerate(BREAKING_OUT)}
    files = {
        f"content/articles/{name}.md": article(f"Avant tout.\n\n{body}\n\nAprès tout.\n")
        for name, body in bodies.items()
    }
    pictures = {f"content/articles/{name}": PNG for name in ("x", "x.md.png")}
    settings = f"{SITE_TOML}[feeds]\nitems = 1000\n"
    make_site(root, {**files, **pictures, "site.toml": settings})
    result = build_here(root)
    assert result.exit_code == 0, result.stderr
    return root / "public"


def text_of(site: Path, name: str) -> html.HtmlElement:
    page = html.fromstring((site / f"articles/{name}/index.html").read_bytes())
    (found,) = page.xpath("//div[@class='text']")
    return found


@pytest.mark.parametrize("number", range(len(HOSTILE)), ids=HOSTILE)
def test_what_can_run_is_taken_out_of_the_page(number: int, site: Path) -> None:
    found = text_of(site, f"h{number}")
    assert_harmless(found)
    words = found.text_content()
    assert words.strip().startswith("Avant tout.")
    # A comment that is never closed takes the rest with it, in any browser.
    assert words.strip().endswith("Après tout.") or "<style><!--" in HOSTILE[number]


@pytest.mark.parametrize("number", range(len(BREAKING_OUT)), ids=BREAKING_OUT)
def test_an_article_stays_in_its_place(number: int, site: Path) -> None:
    """The page around it is what it always is, and no word after it is lost."""
    found = text_of(site, f"b{number}")
    assert_harmless(found)
    around = [element.tag for element in found.iterancestors()]
    assert around == ["article", "main", "body", "html"]
    page = found.getroottree()
    landmarks = ("/html/body/main", "/html/body/header", "/html/body/footer", "//main", "//body")
    assert [len(page.xpath(path)) for path in landmarks] == [1] * len(landmarks)
    assert "Après tout." in found.text_content()
    assert "<p>" not in found.text_content(), "markup that became text"


def test_the_feed_is_well_formed_and_as_harmless(site: Path) -> None:
    data = (site / "feed.xml").read_bytes()
    tree = etree.fromstring(data)
    bodies = tree.findall(".//{http://purl.org/rss/1.0/modules/content/}encoded")
    assert len(bodies) == len(HOSTILE) + len(BREAKING_OUT)
    for body in bodies:
        assert body.text is not None
        assert_harmless(html.fromstring(f"<div>{body.text}</div>"))
    parsed = feedparser.parse(data)
    assert not parsed.bozo


TEMPLATE_LIKE = [
    "{{ 7 * 7 }}",
    "{% raw %}",
    "{% endblock %}",
    "{# commentaire #}",
    "{{ site.title }} et {{ page }}",
    "## Le prix {{ x }}",
    "**gras**{{ y }}",
    "[lien](https://a.example){{ t }}",
    "`{{ code }}`",
    "un mot {{ x }}\n{{ w }}",
    "- puce {{ p }}",
    "| a | b |\n|---|---|\n| {{ c }} | d {{ e }} |",
    "```\n{{ bloc }}\n```",
    "{{ x }}\n===",
    "a ]]> b",
    "<b>x</b> ]]&gt;",
    "\\0 1\\0",
]


@pytest.mark.parametrize("body", TEMPLATE_LIKE)
def test_what_looks_like_a_template_stays_text(body: str, tmp_path: Path) -> None:
    make_site(
        tmp_path,
        {
            "site.toml": SITE_TOML,
            "content/articles/x.md": article(f"Texte.\n\n{body}\n", title='"{{ t }}"'),
        },
    )
    result = build_here(tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    words = plain(text_of(tmp_path / "public", "x"))
    feed = feedparser.parse((tmp_path / "public/feed.xml").read_bytes())
    assert not feed.bozo
    (entry,) = feed.entries
    assert re.sub("[\u00a0\u202f]", " ", entry.title) == "{{ t }}"
    for sign in re.findall(r"\{\{[^}]*\}\}|\{%[^%]*%\}|\{#[^#]*#\}|\]\]>", body):
        assert sign in words
        assert sign in plain(html.fromstring(f"<div>{entry.content[0].value}</div>"))


def plain(found: html.HtmlElement) -> str:
    """Return the text of *found* with ordinary spaces: typography chooses them."""
    return re.sub("[\u00a0\u202f]", " ", str(found.text_content()))


def test_front_matter_cannot_leave_its_place_either(tmp_path: Path) -> None:
    evil = "'\"><script>alert(1)</script>{{ 7 * 7 }} ]]>'"
    make_site(
        tmp_path,
        {
            "site.toml": SITE_TOML.replace("La Puce", "</title><script>x</script> ]]>"),
            "content/articles/x.md": (
                f"---\ntitle: {evil}\ndate: 2023-07-18\nsummary: {evil}\ncompanies: [{evil}]\n"
                f"tags: [{evil}]\nauthors: {evil}\nid: {evil}\n"
                f"image: {{src: p.png, alt: {evil}, caption: {evil}, credit: {evil}}}\n"
                "---\n\nTexte.\n"
            ),
            "content/articles/p.png": PNG,
            "content/companies/c.md": f"---\nname: Zed\ncountry: {evil}\nticker: {evil}\n---\n",
            "content/pages/p.md": f"---\ntitle: {evil}\nmenu: 1\n---\n\nTexte.\n",
        },
    )
    result = build_here(tmp_path)
    assert result.exit_code == 0, result.stderr
    for path in sorted((tmp_path / "public").rglob("*")):
        if path.suffix in (".html",):
            found = html.fromstring(path.read_bytes())
            for script in found.xpath("//script[not(@src)]"):
                assert script.get("type") == "application/ld+json", path
                json.loads(script.text)
            assert "49" not in found.text_content(), path
        elif path.suffix == ".xml":
            etree.fromstring(path.read_bytes())


def test_an_editor_who_is_trusted_keeps_his_markup(tmp_path: Path) -> None:
    body = "Avant.\n\n<script>alert(1)</script>\n\n<p onclick='x()' style='color:red'>Mot</p>\n"
    trusted = f'{SITE_TOML}[markdown]\nraw_html = "trusted"\n'
    make_site(tmp_path, {"site.toml": trusted, "content/articles/x.md": article(body)})
    result = build_here(tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    page = (tmp_path / "public/articles/x/index.html").read_text()
    assert "<script>alert(1)</script>" in page
    assert "<p onclick='x()' style='color:red'>Mot</p>" in page
    etree.fromstring((tmp_path / "public/feed.xml").read_bytes())


def test_going_back_from_trusted_to_safe_takes_it_out_again(tmp_path: Path) -> None:
    files = {"content/articles/x.md": article("Avant <script>alert(1)</script> après.\n")}
    make_site(tmp_path, {**files, "site.toml": f'{SITE_TOML}[markdown]\nraw_html = "trusted"\n'})
    assert build_here(tmp_path).exit_code == 0
    make_site(tmp_path, {"site.toml": SITE_TOML})
    assert build_here(tmp_path).exit_code == 0
    assert_harmless(text_of(tmp_path / "public", "x"))


EVERYTHING_MARKDOWN_MAKES = """\
Une note[^1], du `code {x}`, **gras**, *italique*, <https://a.example> et <ana@a.example>.

[^1]: La note, avec `{accolades}`.

| a | b |
|:--|--:|
| 1 | {2} |

```python
x = {1: "<script>"}
```

HTML et [lien](https://a.example "titre").

*[HTML]: Langage

Terme
:   Définition

1. un
2. deux

> citation

## Titre {#ancre .classe}

<figure><img src="p.png" alt="Puce" width="10"><figcaption>Légende</figcaption></figure>

<details><summary>Plus</summary>Texte</details>

H<sub>2</sub>O, 1<sup>er</sup>, <kbd>Ctrl</kbd>, <mark>mot</mark>, <br> <abbr title="x">y</abbr>
"""


def test_an_ordinary_article_loses_nothing_and_gets_no_warning(tmp_path: Path) -> None:
    make_site(
        tmp_path,
        {
            "site.toml": SITE_TOML,
            "content/articles/x.md": article(EVERYTHING_MARKDOWN_MAKES),
            "content/articles/p.png": PNG,
        },
    )
    result = build_here(tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<script>x</script>", ["<script>"]),
        ("<b onclick=x>a</b>", ["onclick= (<b>)"]),
        ("<b onclick=x>a</b><b onclick=x>a</b>", ["onclick= (<b>)"]),
        ("<a href='javascript:x'>a</a>", ["javascript: (<a href>)"]),
        ("<A HREF='javascript:x'>a</A>", ["javascript: (<a href>)"]),
        ("<p>a &lt;script&gt; b</p>", []),
        ("<p title='a > b' class=c>a</p>", []),
    ],
)
def test_what_is_taken_out_is_named(body: str, what: list[str]) -> None:
    assert [name for name, _ in removed_by_cleaning(body)] == what


@given(
    st.text(alphabet=st.sampled_from(list("<>/\"'= &;#:!-abonscriptjavhref{}\n\t")), max_size=80)
)
def test_nothing_harmful_passes_without_a_cleaning(source: str) -> None:
    """Whatever is typed: what needs no cleaning is harmless, and what is cleaned is."""
    from markdown import Markdown

    made = Markdown(extensions=["attr_list", "md_in_html"]).convert(source)
    kept = clean(made) if needs_cleaning(source, made) else made
    assert_harmless(html.fromstring(f"<div>{kept}</div>"))


@given(st.lists(st.sampled_from([*HOSTILE, *BREAKING_OUT, "mot", "\n\n", "> ", "- "]), max_size=4))
def test_what_is_hostile_together_is_harmless_too(parts: list[str]) -> None:
    assert_harmless(html.fromstring(f"<div>{clean(''.join(parts))}</div>"))


@pytest.mark.parametrize("body", [*HOSTILE, *BREAKING_OUT, EVERYTHING_MARKDOWN_MAKES])
def test_what_is_clean_stays_as_it_is(body: str) -> None:
    once = clean(body)
    assert clean(once) == once
