"""The companies an article names, in HTML: what counts, and where a link may stand."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.items import in_order, lent_place
from site_builder.mentions import mentions, running_words
from site_builder.recipes.fill import html_of
from site_builder.recognition import Recogniser
from site_builder.views import Prose

RECOGNISER = Recogniser(
    [("Apple", "apple"), ("AT&T", "att"), ("Google", "google"), ("Meta Platforms", "meta")]
)


def linked(html: str, title: str = "") -> str:
    """Return *html* with the links of its mentions, as a page shows it."""
    found = mentions(title, html, RECOGNISER)
    links = tuple((lent_place(m, ""), f"/{m.slug}/") for m in in_order(found))
    return html_of(Prose(digest="", hrefs=(), links=links), lambda _: html)


def a(slug: str, name: str) -> str:
    return f'<a class="company" href="/{slug}/">{name}</a>'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Apple et Apple</p>", f"<p>{a('apple', 'Apple')} et Apple</p>"),
        ("<h2>Apple</h2><p>Apple</p>", f"<h2>Apple</h2><p>{a('apple', 'Apple')}</p>"),
        (
            '<p><a href="x">Apple</a>, <code>Apple</code>, Apple</p>',
            f'<p><a href="x">Apple</a>, <code>Apple</code>, {a("apple", "Apple")}</p>',
        ),
        (
            "<figure><figcaption>Apple</figcaption></figure><table><caption>Apple</caption></table>",
            "<figure><figcaption>Apple</figcaption></figure><table><caption>Apple</caption></table>",
        ),
        ("<pre><code>Apple</code></pre>", "<pre><code>Apple</code></pre>"),
        ("<p>AT&amp;T</p>", f"<p>{a('att', 'AT&amp;T')}</p>"),
        ("<p>AT&#38;T.</p>", f"<p>{a('att', 'AT&#38;T')}.</p>"),
        ("<p>AT&amp;Tx</p>", "<p>AT&amp;Tx</p>"),
        ("& Apple", f"& {a('apple', 'Apple')}"),
        ("C&eacute;dille &Eacute;clair", "C&eacute;dille &Eacute;clair"),
        ("<p>Google&excl;</p>", f"<p>{a('google', 'Google')}&excl;</p>"),
        ("<p><em>Meta</em> Platforms</p>", "<p><em>Meta</em> Platforms</p>"),
        ("<p>Ap<em>ple</em></p>", "<p>Ap<em>ple</em></p>"),
        ("<p><em>Apple</em>s</p>", "<p><em>Apple</em>s</p>"),
        (
            '<p>Apple<sup id="fnref:1"><a href="#fn:1">1</a></sup></p>',
            f'<p>{a("apple", "Apple")}<sup id="fnref:1"><a href="#fn:1">1</a></sup></p>',
        ),
        ('<p title="x > Apple">Google</p>', f'<p title="x > Apple">{a("google", "Google")}</p>'),
        ('<img alt="Apple"><!-- Apple -->', '<img alt="Apple"><!-- Apple -->'),
        ("<script>Apple</script><p>Apple", f"<script>Apple</script><p>{a('apple', 'Apple')}"),
        (
            "<svg><text>Apple</text></svg>Apple",
            f"<svg><text>Apple</text></svg>{a('apple', 'Apple')}",
        ),
        ("<svg/>Apple", f"<svg/>{a('apple', 'Apple')}"),
        ("<p>Meta</p><p>Platforms</p>", "<p>Meta</p><p>Platforms</p>"),
        ("Meta<br>Platforms", "Meta<br>Platforms"),
        ("", ""),
    ],
)
def test_the_first_name_that_may_be_a_link_is_one(html: str, expected: str) -> None:
    assert linked(html) == expected


def test_names_are_counted_wherever_they_are_said() -> None:
    html = "<h2>Apple</h2><p>Apple <code>Apple</code></p><figcaption>Google</figcaption>"
    found = {m.slug: (m.count, m.in_title) for m in mentions("Google et Apple", html, RECOGNISER)}
    assert found == {"google": (2, True), "apple": (3, True)}


def test_the_order_is_that_of_appearance() -> None:
    found = mentions("Sur Google", "<p>Apple puis Google</p>", RECOGNISER)
    assert [m.slug for m in found] == ["google", "apple"]


PIECES = st.sampled_from(
    (
        "Apple|Google|AT&amp;T| |’|<p>|</p>|<em>|</em>|<code>|</code>|<a href='x'>|</a>|<h2>|</h2>"
        "|<br>|x|&nbsp;|<sup>|</sup>|<|&"
    ).split("|")
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_a_link_changes_no_word_and_no_tag(html: str) -> None:
    after = linked(html)
    assert re.sub(r'<a class="company"[^>]*>(.*?)</a>', r"\1", after) == html
    for name in re.findall(r'<a class="company"[^>]*>(.*?)</a>', after):
        assert unescape(name) in ("Apple", "Google", "AT&T", "Meta Platforms")


@given(st.text(max_size=200))
def test_any_text_is_read(html: str) -> None:
    running_words(html)
    linked(html)
