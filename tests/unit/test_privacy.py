"""What a browser fetches from other hosts by itself, told from what waits for a reader."""

import pytest

from site_builder.privacy import requests_elsewhere, styles_elsewhere

PAGE = "https://puce.example/lettre/articles/a/"
AWAY = "https://ailleurs.example/x"


@pytest.mark.parametrize(
    "html",
    [
        f'<img alt="" src="{AWAY}">',
        f"<IMG SRC={AWAY}>",
        f'<img alt="a > b" src="{AWAY}">',
        f'<img src="a.jpg" srcset="a.jpg 1x, {AWAY} 2x">',
        f'<picture><source srcset="{AWAY} 480w"><img src="a.jpg"></picture>',
        f'<script src="{AWAY}"></script>',
        f'<link rel="preload stylesheet" href="{AWAY}">',
        f'<link rel="preload" as="image" imagesrcset="{AWAY} 1x">',
        f'<link href="{AWAY}" rel=ICON>',
        f'<iframe src="{AWAY}"></iframe>',
        f'<video poster="{AWAY}"></video>',
        f'<audio><source src="{AWAY}"></audio>',
        f'<object data="{AWAY}"></object>',
        f'<embed src="{AWAY}">',
        f'<svg><image href="{AWAY}"/></svg>',
        f'<svg><use xlink:href="{AWAY}"/></svg>',
        f"<p style=\"background: url('{AWAY}')\">a</p>",
        f"<style>@import '{AWAY}';</style>",
        f'<base href="{AWAY}">',
        f'<input type="image" src="{AWAY}">',
        f'<img src="{AWAY.replace("https:", "")}">',
        f'<img src="{AWAY.replace("//", "&#47;&#x2f;")}">',
        f'<img src="{AWAY.replace("//", chr(92) * 2)}">',
        f'<img src="{AWAY.replace("//", "/" + chr(9) + "/")}">',
        f'<img src="{AWAY.replace("//", "/&#10;/")}">',
        f'<img src="{AWAY.replace("//", "/&Tab;/")}">',
        f'<LINK REL=Stylesheet HREF="{AWAY.replace("https:", "HTTPS:")}">',
        f'<p class="a"style="background: url({AWAY})">a</p>',
        f'<p title=">" style="background: url({AWAY})">a</p>',
    ],
)
def test_what_a_page_asks_of_another_host(html: str) -> None:
    assert len(requests_elsewhere(f"<p>a</p>\n{html}\n<p>b</p>".encode(), PAGE)) == 1


@pytest.mark.parametrize(
    "html",
    [
        f'<a href="{AWAY}"><img src="/a.jpg" alt=""></a>',
        f'<link rel="canonical" href="{PAGE}"><link rel="alternate" href="{AWAY}">',
        f'<img src="{PAGE}a.jpg" srcset="/b.jpg 1x, c.jpg 2x">',
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
        f"<p>&lt;img src={AWAY}&gt;</p>",
        f'<!-- <img src="{AWAY}"> -->',
        f'<script type="application/ld+json">{{"a": "<img src={AWAY}>"}}</script>',
        f'<meta property="og:image" content="{AWAY}">',
        f'<blockquote cite="{AWAY}">a</blockquote>',
        f'<form action="{AWAY}"></form>',
        '<p style="color: red">a</p>',
    ],
)
def test_what_asks_nobody(html: str) -> None:
    assert requests_elsewhere(html.encode(), PAGE) == ()


def test_what_is_declared_is_allowed_and_nothing_that_looks_like_it() -> None:
    html = f'<img src="{AWAY}/a.jpg"><img src="https://ailleurs.example.net/b.jpg">'
    allowed = ("https://ailleurs.example",)
    assert requests_elsewhere(html.encode(), PAGE, allowed) == (
        "https://ailleurs.example.net/b.jpg",
    )


@pytest.mark.parametrize(
    ("css", "found"),
    [
        (f"a {{ background: url({AWAY}) }}", (AWAY,)),
        (f'@import "{AWAY}";', (AWAY,)),
        (f"a {{ background: url(a.png); }} /* url({AWAY}) */", ()),
        ("@font-face { src: url('fonts/a.woff2') }", ()),
        ("a { background: url(data:image/png;base64,AA==) }", ()),
    ],
)
def test_what_a_style_sheet_asks(css: str, found: tuple[str, ...]) -> None:
    assert styles_elsewhere(css, "https://puce.example/assets/style.css") == found
