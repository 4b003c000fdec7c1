"""Every address of a text that is read away from its page."""

import pytest

from site_builder.recipes.absolute import absolute

PAGE = "https://a.example/lettre/articles/un/"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="/x/">', '<a href="https://a.example/x/">'),
        ('<a href="#note">', f'<a href="{PAGE}#note">'),
        ('<a href="?q=1&amp;r=2">', f'<a href="{PAGE}?q=1&amp;r=2">'),
        ('<img alt="" src="p.png">', f'<img alt="" src="{PAGE}p.png">'),
        ('<IMG SRC=p.png alt="">', f'<IMG SRC="{PAGE}p.png" alt="">'),
        ("<img src='../p q.png'>", '<img src="https://a.example/lettre/articles/p q.png">'),
        ('<img src="//b.example/p.png">', '<img src="https://b.example/p.png">'),
        ('<video poster="/p.png" src="v.mp4">',
         f'<video poster="https://a.example/p.png" src="{PAGE}v.mp4">'),
        ('<blockquote cite="/b/">', '<blockquote cite="https://a.example/b/">'),
        ('<object data="/o.pdf">', '<object data="https://a.example/o.pdf">'),
        ('<img srcset="/a.png 1x, b.png 2x">',
         f'<img srcset="https://a.example/a.png 1x, {PAGE}b.png 2x">'),
        ('<source srcset="/a,b.png">', '<source srcset="https://a.example/a,b.png">'),
        ('<source srcset="/a.png, /b.png 640w,\n/c.png 9.5x">',
         '<source srcset="https://a.example/a.png, https://a.example/b.png 640w,\n'
         'https://a.example/c.png 9.5x">'),
        ("<a\nhref='/x/'\ntitle='a > b'>", "<a\nhref=\"https://a.example/x/\"\ntitle='a > b'>"),
        ('<br/><a href="/x/"/>', '<br/><a href="https://a.example/x/"/>'),
    ],
)  # fmt: skip
def test_an_address_gets_its_host(html: str, expected: str) -> None:
    assert absolute(html, PAGE) == expected


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://b.example/?a=1&amp;b=2">',
        '<a href="mailto:a@b.example">',
        '<a href="tel:+33123456789">',
        '<img src="data:image/png;base64,AA==">',
        '<use href="#part"/>',
        '<p title=\'href="/x/"\'>',
        '<data value="/x/">/x/</data>',
        "<code>&lt;a href=\"/x/\"&gt;</code>",
        "3 < 4 href=\"/x/\"",
        '<a href="http://[">',
    ],
)  # fmt: skip
def test_what_is_whole_or_no_address_stays(html: str) -> None:
    assert absolute(html, PAGE) == html
    assert absolute(absolute(html, PAGE), PAGE) == html
