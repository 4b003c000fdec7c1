"""`[theme]`, `[rights]`, `[publisher.legal]`: from site.toml to what readers and machines get."""

import json
import re
import textwrap
from pathlib import Path

import pytest
from lxml import etree

from site_builder.colours import READABLE, contrast, mix, quiet
from site_builder.config import read_config
from site_builder.look import rules_of
from site_builder.recipes.screen import for_screens
from site_builder.recipes.style import write_style
from site_builder.settings import Dark, Light, Logo, MenuItem, Theme
from site_builder.views import StyleSheet
from tests.site import SITE_TOML, SMALL, article, build_here, contents, make_site

ROOT = Path(__file__).parents[2]
NEWS = {"sm": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def published(root: Path, settings: str = "", **files: str) -> dict[str, bytes]:
    """Return the output of the small site with *settings*, and *files* by path below `content/`."""
    more = {f"content/{name.replace('__', '/')}.md": text for name, text in files.items()}
    make_site(root, {**SMALL, "site.toml": SITE_TOML + settings, **more})
    result = build_here(root)
    assert result.exit_code == 0, result.stderr
    return contents(root / "public")


def sheet(files: dict[str, bytes]) -> str:
    return next(d for name, d in files.items() if re.match(r"assets/style\.", name)).decode()


# Colours


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#abcdef", "#abcdef") == 1


def test_a_mixture_lies_between() -> None:
    assert mix("#000000", "#ffffff", 1) == "#000000"
    assert mix("#000000", "#ffffff", 0) == "#ffffff"
    assert mix("#ff0000", "#0000ff", 0.5) == "#800080"


@pytest.mark.parametrize("ink", ["#000000", "#17191f", "#333333", "#777777", "#e4e4df"])
def test_quiet_words_can_be_read_when_the_others_can(ink: str) -> None:
    for paper in ("#ffffff", "#fcfcfa", "#13151b"):
        shade = quiet(ink, paper)
        assert contrast(shade, paper) >= min(READABLE, contrast(ink, paper)) - 0.01


@pytest.mark.parametrize("scheme", [Light(), Dark()])
def test_the_colours_of_the_theme_are_readable(scheme: Light | Dark) -> None:
    for colour in (scheme.ink, scheme.accent, quiet(scheme.ink, scheme.paper)):
        assert contrast(colour, scheme.paper) >= READABLE
        assert contrast(colour, mix(scheme.ink, scheme.paper, 0.045)) >= READABLE
    assert contrast(scheme.accent, mix(scheme.accent, scheme.paper, 0.09)) >= READABLE


# Style sheets


def test_colours_and_fonts_need_no_style_sheet(tmp_path: Path) -> None:
    before = published(tmp_path)
    after = published(
        tmp_path, '[theme]\ntitle_font = "serif"\n[theme.light]\naccent = "#8a1c00"\n'
    )
    assert "--accent:#8a1c00" in sheet(after)
    assert "--title:Charter" in sheet(after)
    assert {n for n in before if "style" in n} != {n for n in after if "style" in n}
    page = after["index.html"].decode()
    assert "bricolage" not in page
    assert "newsreader" in page


def test_night_is_for_the_system_or_the_reader_to_say() -> None:
    rules = rules_of(Theme(dark=Dark(paper="#000001")))
    assert rules.count("--paper:#000001") == 2
    assert "prefers-color-scheme:dark" in rules
    assert ':root[data-theme="dark"]' in rules


def test_a_style_sheet_names_other_files_as_they_are_published() -> None:
    view = StyleSheet(
        origin="", digest="", rules=":root{}\n", addresses=(("a/b.woff2", "a/b.1f.woff2"),)
    )
    found = write_style(view, b'/* x */\na { b: url("a/b.woff2") url(./a/b.woff2) url(c.png) }\n')
    assert found == b':root{}\na { b: url("a/b.1f.woff2") url("a/b.1f.woff2") url(c.png) }\n'


def test_a_logo_stands_for_the_title(tmp_path: Path) -> None:
    make_site(tmp_path, {"content/logo.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>'})
    files = published(tmp_path, '[theme.logo]\nsrc = "/logo.svg"\nwidth = 120\nheight = 40\n')
    assert (
        '<img src="/logo.svg" width="120" height="40" alt="La Puce">'
        in files["index.html"].decode()
    )


# Texts on a screen


def test_a_label_is_known_by_its_colon() -> None:
    label = "<p><strong>À noter\u00a0:</strong> oui</p>"
    assert for_screens(label) == label.replace("<p>", '<p class="labelled">')
    for other in ("<p><strong>À noter</strong> : oui</p>", "<p>Ah <strong>a :</strong></p>"):
        assert for_screens(other) == other


def test_what_scrolls_can_be_reached() -> None:
    html = for_screens("<table><tr></tr></table><pre><code>x</code></pre><table></table>")
    assert html.count('role="region" tabindex="0"') == 3
    assert len(set(re.findall(r'aria-label="([^"]*)"', html))) == 3
    assert html.count("<div") == html.count("</div>") == 2


def notes(count: int) -> str:
    call = '<sup id="fnref:{0}"><a class="footnote-ref" href="#fn:{0}">{0}</a></sup>'
    return "".join(call.format(n) for n in range(1, count + 1))


def test_few_notes_can_stand_beside_the_text() -> None:
    assert 'class="call-3"' in for_screens(notes(3))
    assert "call-" not in for_screens(notes(9))


# Rights


def test_training_is_allowed_unless_forbidden(tmp_path: Path) -> None:
    files = published(tmp_path)
    assert b"Disallow" not in files["robots.txt"]
    assert b"tdm-reservation" not in files["index.html"]
    (said,) = json.loads(files[".well-known/tdmrep.json"])
    assert said == {"location": "/*", "tdm-reservation": 0}


def test_training_is_forbidden_everywhere_at_once(tmp_path: Path) -> None:
    files = published(
        tmp_path,
        '[rights]\nai_training = "forbid"\ncrawlers = ["PuceBot", "GPTBot"]\n'
        'policy = "https://puce.example/droits/"\n',
    )
    robots = files["robots.txt"].decode()
    (group,) = re.findall(r"((?:User-agent: \S+\n)+)Disallow: /\n", robots)
    assert "User-agent: PuceBot\n" in group
    assert group.count("GPTBot") == 1
    assert "User-agent: *\nAllow: /\n" in robots
    (said,) = json.loads(files[".well-known/tdmrep.json"])
    assert said["tdm-reservation"] == 1
    assert said["tdm-policy"] == "https://puce.example/droits/"
    assert b'<meta name="tdm-reservation" content="1">' in files["index.html"]


# News and icons


def test_the_news_are_those_of_two_days(tmp_path: Path) -> None:
    files = published(
        tmp_path,
        articles__a=article(title="A", date="2023-09-03T08:00"),
        articles__b=article(title="B & C", date="2023-09-01T08:00"),
        articles__c=article(title="D", date="2023-09-01T07:59"),
    )
    tree = etree.fromstring(files["sitemap-news.xml"])
    assert [loc.text for loc in tree.iterfind(".//sm:loc", NEWS)] == [
        "https://puce.example/articles/a/",
        "https://puce.example/articles/b/",
    ]
    assert tree.findtext(".//{*}title") == "A"
    assert tree.findtext(".//{*}language") == "fr"


def test_the_manifest_names_files_that_exist(tmp_path: Path) -> None:
    files = published(tmp_path)
    manifest = json.loads(files["manifest.webmanifest"])
    icons = {icon["sizes"]: icon["src"].lstrip("/") for icon in manifest["icons"]}
    assert set(icons) == {"any", "180x180", "512x512"}
    assert set(icons.values()) <= set(files)
    assert files["favicon.ico"].startswith(b"\0\0\1\0")


# Legal pages

LEGAL = """
[publisher]
name = "La Puce SARL"
email = "a@puce.example"
[publisher.legal]
director = "Ada Puce"
address = "1, rue de la Puce"
host = { name = "Hôte", address = "2, rue de l’Hôte", phone = "01 99 00 00 01" }
"""


def test_legal_pages_come_when_they_are_asked_for(tmp_path: Path) -> None:
    assert "mentions-legales/index.html" not in published(tmp_path)
    files = published(tmp_path, LEGAL)
    notice = files["mentions-legales/index.html"].decode()
    assert all(word in notice for word in ("Ada Puce", "La Puce SARL", "Hôte", "01 99 00 00 01"))
    assert "Hôte" in files["confidentialite/index.html"].decode()
    assert '<a href="/mentions-legales/">Mentions légales</a>' in files["index.html"].decode()


def test_a_page_that_somebody_wrote_is_not_replaced(tmp_path: Path) -> None:
    files = published(
        tmp_path, LEGAL, pages__confidentialite="---\ntitle: Vie privée\n---\n\nRien.\n"
    )
    assert "Rien." in files["confidentialite/index.html"].decode()
    assert "Ada Puce" in files["mentions-legales/index.html"].decode()
    assert '<a href="/confidentialite/">Vie privée</a>' in files["index.html"].decode()


# What goes with an article


def tagged(date: str, *, companies: str = "", tags: str = "") -> str:
    return (
        f"---\ntitle: T {date}\ndate: {date}\ncompanies: [{companies}]\ntags: [{tags}]\n---\n\nX.\n"
    )


def test_related_articles_share_companies_first(tmp_path: Path) -> None:
    files = published(
        tmp_path,
        articles__a=tagged("2023-01-01", companies="Ax", tags="t"),
        articles__b=tagged("2023-01-02"),
        articles__c=tagged("2023-01-03", tags="t"),
        articles__d=tagged("2023-01-04", companies="Ax"),
        articles__e=tagged("2023-01-05"),
        articles__f=tagged("2023-01-06", companies="Ax", tags="t"),
    )
    page = files["articles/f/index.html"].decode()
    related = page.partition('class="related"')[2].partition("</aside>")[0]
    assert re.findall(r'<h3><a href="/articles/(\w)/"', related) == ["a", "d", "c"]
    assert 'class="related"' not in files["articles/b/index.html"].decode()


def test_the_settings_that_the_guide_shows_are_settings(tmp_path: Path) -> None:
    guide = (ROOT / "docs/theming.md").read_text(encoding="utf-8")
    blocks = re.findall(r"(?m)(?:^    .*\n|^\n(?=    ))+", guide)
    settings = "".join(textwrap.dedent(b) for b in blocks if b.lstrip().startswith("["))
    assert settings.count("[") >= 8
    config, problems = read_config((SITE_TOML + settings + '[publisher]\nname = "P"\n').encode())
    assert problems == ()
    assert config is not None
    assert config.theme == Theme(
        logo=Logo(src="/logo.svg", width=120, height=40),
        footer=(MenuItem(label="Entreprises", url="/entreprises/"),),
    )
