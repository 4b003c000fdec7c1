"""`[typography]` and `language` of site.toml, and `typography: false`, on the pages they make."""

import re
from html import unescape
from pathlib import Path

import pytest

from site_builder.content import Parsed, ParseSettings, parse
from site_builder.fingerprint import digest_bytes
from site_builder.items import Article
from site_builder.markup import MarkupSettings
from site_builder.sources import Source
from site_builder.text import excerpt, words
from site_builder.typesetter import AS_TYPED, Typesetter
from tests.site import SITE_TOML, article, build_here, contents, make_site

PATH = "content/articles/2023-07-18-puce.md"
NB, NN = "\u00a0", "\u202f"


def published(root: Path, toml: str, body: str, *, head: str = "") -> str:
    """Build a site whose article says *body*; return the text of its page, entities resolved."""
    text = article(f"{body}\n").replace("date:", f"{head}date:")
    make_site(root, {"site.toml": SITE_TOML + toml, PATH: text})
    result = build_here(root)
    assert result.exit_code == 0, result.stderr
    return unescape((root / "public/articles/puce/index.html").read_text(encoding="utf-8"))


SENTENCE = 'Oui ! Puis ; bon : « oui "non" », 12% et 4 750 puces ?'
FRANCE = (
    f"Oui{NN}! Puis{NN}; bon{NB}: «{NB}oui “non”{NB}», 12{NB}% et 4{NN}750 puces{NN}?"
)  # fmt: skip
SUISSE = f"Oui{NN}! Puis{NN}; bon{NN}: «{NN}oui ‹{NN}non{NN}›{NN}», 12% et 4{NN}750 puces{NN}?"
QUEBEC = f"Oui! Puis; bon{NB}: «{NB}oui “non”{NB}», 12{NB}% et 4{NB}750 puces?"


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        ("", FRANCE),
        ('language = "fr"\n', FRANCE),
        ('language = "fr-FR"\n', FRANCE),
        ('language = "fr-BE"\n', FRANCE),
        ('language = "fr-CH"\n', SUISSE),
        ('language = "fr-CA"\n', QUEBEC),
        ('language = "fr-CA"\n[typography]\npreset = "suisse"\n', SUISSE),
        ('language = "fr-CH"\n[typography]\npreset = "france"\n', FRANCE),
        ('[typography]\npreset = "quebec"\n', QUEBEC),
        ("[typography]\nenabled = true\n", FRANCE),
        ("[typography]\nenabled = false\n", SENTENCE),
        ('language = "fr-CH"\n[typography]\nenabled = false\n', SENTENCE),
        ('[typography]\nenabled = false\npreset = "suisse"\n', SENTENCE),
    ],
)
def test_the_usage_of_the_country(tmp_path: Path, toml: str, expected: str) -> None:
    assert f"<p>{expected}</p>" in published(tmp_path, toml, SENTENCE)


@pytest.mark.parametrize(
    ("key", "typed", "expected"),
    [
        ('fine = "nbsp"', "Oui !", f"Oui{NB}!"),
        ('fine = "none"', "Oui !", "Oui!"),
        ('colon = "nnbsp"', "Oui : non", f"Oui{NN}: non"),
        ('guillemets = "nnbsp"', "« Oui »", f"«{NN}Oui{NN}»"),
        ('thousands = "nbsp"', "Déjà 4 750 puces", f"Déjà 4{NB}750 puces"),
        ("insert_missing = false", "Oui! Non !", f"Oui! Non{NN}!"),
        ("quotes = false", 'Le "mot" ici', 'Le "mot" ici'),
        ("dashes = false", "Un mot - puis deux", "Un mot - puis deux"),
        ("ellipsis = false", "Bref...", "Bref..."),
        ("etc = false", "Thé, etc...", "Thé, etc…"),
        ('ordinals = "sup"', "La 2e puce", "La 2<sup>e</sup> puce"),
        ('existing = "respect"', f"Oui{NB}! Non !", f"Oui{NB}! Non{NN}!"),
        ('exceptions = ["Zut!"]', "Le mot Zut! est là. Oui!", f"Le mot Zut! est là. Oui{NN}!"),
        ('units = ["parsecs"]', "En 12 parsecs", f"En 12{NB}parsecs"),
    ],
)
def test_an_override_changes_its_rule(tmp_path: Path, key: str, typed: str, expected: str) -> None:
    default = published(tmp_path / "default", "", typed)
    assert f"<p>{expected}</p>" not in default
    page = published(tmp_path / "own", f"[typography]\n{key}\n", typed)
    assert f"<p>{expected}</p>" in page


def test_overrides_are_added_to_the_preset_of_the_country(tmp_path: Path) -> None:
    toml = 'language = "fr-CA"\n[typography]\nfine = "nnbsp"\n'
    assert f"<p>Oui{NN}! Bon{NB}: oui</p>" in published(tmp_path, toml, "Oui ! Bon : oui")


def test_the_default_exceptions_are_kept_beside_those_of_the_site(tmp_path: Path) -> None:
    toml = '[typography]\nexceptions = ["Zut!"]\n'
    assert "<p>Yahoo! est là</p>" in published(tmp_path, toml, "Yahoo! est là")


HEAD = "summary: L'été !\nimage:\n  src: a.svg\n  alt: L'image !\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'


def test_an_article_left_as_typed_beside_others(tmp_path: Path) -> None:
    other = "content/articles/2023-07-17-autre.md"
    left = article("L'IA : oui !\n", title="L'IA !")
    left = left.replace("date:", f"typography: false\n{HEAD}date:")
    files: dict[str, str | bytes] = {
        "site.toml": SITE_TOML,
        PATH: left,
        other: left.replace("typography: false\n", ""),
        "content/articles/a.svg": SVG,
    }
    site = make_site(tmp_path, files)
    result = build_here(site)
    assert result.exit_code == 0, result.stderr
    page, set_page = (
        unescape((site / f"public/articles/{slug}/index.html").read_text(encoding="utf-8"))
        for slug in ("puce", "autre")
    )
    for text in ("<p>L'IA : oui !</p>", ">L'IA !</h1>", "<title>L'IA !", "L'été !", "L'image !"):
        assert text in page
        typeset = text.replace("'", "’").replace(" !", f"{NN}!").replace(" :", f"{NB}:")
        assert typeset in set_page
        assert typeset not in re.sub(r"(?s)<nav.*?</nav>|<aside.*?</aside>", "", page)


def test_typography_reaches_all_that_is_read(tmp_path: Path) -> None:
    toml = SITE_TOML.replace("Une lettre sur les puces.", "L'été : oui !")
    text = article("L'IA !\n\n![L'image !](a.svg)\n\n## L'an : oui !\n", title="L'IA !")
    page_text = "---\ntitle: L'IA !\nmenu: 1\n---\n\nL'IA !\n"
    files: dict[str, str | bytes] = {
        "site.toml": toml,
        PATH: text.replace("date:", f"{HEAD}date:"),
        "content/articles/a.svg": SVG,
        "content/pages/a-propos.md": page_text,
    }
    site = make_site(tmp_path, files)
    result = build_here(site)
    assert result.exit_code == 0, result.stderr
    readable = {
        path: unescape(unescape(data.decode()))
        for path, data in contents(site / "public").items()
        if path.endswith((".html", "feed.xml"))
    }
    assert len(readable) > 4
    faulty = {
        path: found
        for path, text in readable.items()
        if (found := re.findall(r".{0,20}(?:\w'\w| [!:]).{0,10}", text))
    }
    assert faulty == {}


def test_slugs_ids_and_paths_are_the_same_without_typography(tmp_path: Path) -> None:
    body = "## L'IA : 50% ?\n\nVoir [plus bas](#l-ia-50).\n\n## « Œuvre » d'été...\n\nUn.\n"
    text = article(body, title="L'été !").replace("2023-07-18", "2023-07-18\ntags: [L'IA]")
    company = "---\nname: L'Oréal\n---\n\nUn texte.\n"
    paths = {}
    ids = {}
    for name, toml in (("set", ""), ("typed", "[typography]\nenabled = false\n")):
        files: dict[str, str | bytes] = {
            "site.toml": SITE_TOML + toml,
            "content/articles/2023-07-18-L'été !.md": text,
            "content/companies/l-oreal.md": company,
        }
        site = make_site(tmp_path / name, files)
        result = build_here(site)
        assert result.exit_code == 0, result.stderr
        made = contents(site / "public")
        paths[name] = {p for p in made if not p.startswith(("assets/", "recherche/"))}
        page = made["articles/l-ete/index.html"].decode()
        ids[name] = re.findall(r'(?:id|href)="([^"]*)"', page)
    assert paths["set"] == paths["typed"]
    assert ids["set"] == ids["typed"]
    assert {"l-ia-50", "oeuvre-d-ete"} <= set(ids["set"])


def parsed(body: str, typesetter: Typesetter) -> Parsed:
    data = article(body).encode()
    markup = MarkupSettings(extensions=(), trusted=False, root="https://puce.example")
    settings = ParseSettings(markup=markup, time_zone="Europe/Paris", typesetter=typesetter)
    return parse(Source(path=PATH, data=data, digest=digest_bytes(data)), settings)


def item(body: str, preset: str | None) -> Article:
    found = parsed(body, AS_TYPED if preset is None else Typesetter(preset=preset)).item
    assert isinstance(found, Article)
    return found


LEAD = (
    "L'IA coûte 3 € : oui ! À 18 h 30... le « patron » a dit qu'il vend 4 750 puces"
    " - ou plus ; etc... " * 6
)


@pytest.mark.parametrize("preset", ["france", "suisse", "quebec"])
def test_words_and_excerpts_are_those_of_the_text_as_typed(preset: str) -> None:
    typed, typeset = item(LEAD, None), item(LEAD, preset)
    assert typeset.body.words == typed.body.words == words(LEAD)
    assert typeset.minutes == typed.minutes
    assert typed.summary == excerpt(LEAD)
    assert typeset.summary == Typesetter(preset=preset).text(excerpt(LEAD))
    assert typeset.summary != typed.summary
    assert typeset.slug == typed.slug
    assert typeset.body.ids == typed.body.ids


def test_the_table_of_contents_is_set_and_its_ids_are_not() -> None:
    (heading,) = item("## L'IA : oui !\n\nUn.\n", "france").body.outline
    assert (heading.id, heading.text) == ("l-ia-oui", f"L’IA{NB}: oui{NN}!")


def test_as_typed_changes_nothing() -> None:
    assert AS_TYPED.text(SENTENCE) == SENTENCE
    assert AS_TYPED.html(f"<p>{SENTENCE}</p>") == f"<p>{SENTENCE}</p>"
