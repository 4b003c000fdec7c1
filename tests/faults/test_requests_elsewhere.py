"""A site that would tell other hosts who reads it is refused, and told where."""

from html import unescape
from pathlib import Path

import pytest

from tests.site import SITE_TOML, SMALL, article, build_here, contents, make_site

TRUSTED = f'{SITE_TOML}[markdown]\nraw_html = "trusted"\n'
ALLOW = '[privacy]\nallow = ["https://ailleurs.example"]\n'
IMAGE = '<img alt="" src="https://ailleurs.example/p.gif">'
SCRIPT = '<script src="https://espion.example/s.js"></script>'
ARTICLE = "content/articles/2023-07-18-llama.md"


def test_a_trusted_article_is_refused_line_by_line_until_it_is_declared(tmp_path: Path) -> None:
    site = make_site(tmp_path, {**SMALL, "site.toml": TRUSTED})
    assert build_here(site).exit_code == 0
    before = contents(site / "public")
    body = f"Un texte.\n\n{IMAGE}\n\n{SCRIPT}\n"
    make_site(site, {ARTICLE: article(body)})
    for _ in range(2):
        result = build_here(site)
        assert result.exit_code == 1
        assert f"{ARTICLE}:8:18: error: an image on another host" in result.stderr
        assert f"{ARTICLE}:10:14: error: the page /articles/llama/" in result.stderr
        assert result.stderr.count("error: ") == 2
        assert 'allow = ["https://espion.example"]' in result.stderr
        assert contents(site / "public") == before
    make_site(site, {ARTICLE: article(f"Un texte.\n\n{IMAGE}\n"), "site.toml": TRUSTED + ALLOW})
    assert build_here(site).exit_code == 0
    page = unescape((site / "public/articles/llama/index.html").read_text(encoding="utf-8"))
    assert "img-src 'self' https://ailleurs.example data:" in page
    make_site(site, {"site.toml": TRUSTED})
    assert build_here(site).exit_code == 1


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("templates/page.html", '{% extends "base.html" %}\n{% block main %}X{% endblock %}', "2:"),
        ("templates/assets/style.css", "a { color: red }\nb { background: X }", "2:"),
    ],
)
def test_a_theme_is_refused_once_and_where_it_says_so(
    tmp_path: Path, name: str, text: str, where: str
) -> None:
    away = "url(https://ailleurs.example/f.png)" if name.endswith("css") else IMAGE
    pages = {f"content/pages/{n}.md": f"---\ntitle: {n}\n---\n\nUn texte.\n" for n in ("a", "b")}
    site = make_site(tmp_path, {**SMALL, **pages, name: text.replace("X", away)})
    result = build_here(site)
    assert result.exit_code == 1
    assert result.stderr.count("error: the page") == 1
    assert f"{name}:{where}" in result.stderr


def test_hosts_are_told_what_pages_may_do(tmp_path: Path) -> None:
    site = make_site(tmp_path, SMALL)
    assert build_here(site).exit_code == 0
    told = (site / "public/_headers").read_text(encoding="utf-8")
    assert "unsafe-inline" not in told
    assert "frame-ancestors 'none'" in told
    pages = {p: p.read_text(encoding="utf-8") for p in (site / "public").rglob("*.html")}
    compiled = [p.parent.name for p, text in pages.items() if "wasm-unsafe-eval" in text]
    assert compiled == ["recherche"]
    assert all('http-equiv="Content-Security-Policy"' in text for text in pages.values())
