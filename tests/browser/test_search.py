"""The search page in a real browser, at the root of a host and below a path of it."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.site import article, build_here, make_site
from tests.tools.chromium import Chromium
from tests.tools.loopback import Host, serve

ARTICLES = {
    "2022-03-01-modele": ("Un modèle léger", "Il tient sur un téléphone.", "Meta"),
    "2023-01-10-modeles": ("Des modèles ouverts", "Trois modèles de langage.", "Mistral AI"),
    "2023-02-10-peintre": ("Un tableau", "Une œuvre d’art, dit-elle.", "Meta"),
    "2023-03-10-chanteur": ("Une chanson", "Les oeuvres d'un chanteur.", "Spotify"),
    "2023-04-10-balises": ("Du code", "Le `<b>balisage</b>` & le reste.", "Spotify"),
    "2023-05-10-amende": ("Une amende", "L’entreprise paiera.", "Meta"),
}
FILES = {
    "content/companies/meta.md": "---\nname: Meta\naliases: [Facebook]\n---\n\nUn réseau.\n",
    "content/pages/a-propos.md": "---\ntitle: À propos\n---\n\nQui écrit cette lettre.\n",
    **{
        f"content/articles/{name}.md": article(
            f"{text}\n", title=f"{title}\ncompanies: [{company}]", date=name[:10]
        )
        for name, (title, text, company) in ARTICLES.items()
    },
}
# The titles that a search shows once it has said how many there are.
SETTLE = """
(async () => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const told = () => document.querySelector("#Bilan").textContent;
  for (let n = 0; n < 100; n++) {
    await wait(50);
    const shown = document.querySelectorAll("#Resultats li").length;
    if (told().startsWith("Aucun") || (told() && shown === Math.min(10, parseInt(told())))) break;
  }
  return [...document.querySelectorAll("#Resultats h2 a")].map((a) => a.textContent);
})()
"""


@pytest.fixture(scope="module", params=["/", "/lettre/"], ids=["root", "sub-path"])
def host(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Host]:
    prefix: str = request.param
    root = tmp_path_factory.mktemp("search")
    base = f"https://puce.example{prefix.rstrip('/')}"
    toml = f'title = "La Puce"\nbase_url = "{base}"\ndescription = "Une lettre."\n'
    site = make_site(root, {"site.toml": toml, **FILES})
    assert build_here(site).exit_code == 0
    with serve(site / "public", prefix) as found:
        yield found


def found_by(chromium: Chromium, host: Host, **asked: str) -> list[str]:
    chromium.open(f"{host.url}recherche/?{urlencode(asked)}")
    titles: list[str] = chromium.evaluate(SETTLE)
    return titles


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("modèles", {"Un modèle léger", "Des modèles ouverts"}),
        ("modele", {"Un modèle léger", "Des modèles ouverts"}),
        ("MODÈLE", {"Un modèle léger", "Des modèles ouverts"}),
        ("œuvre", {"Un tableau", "Une chanson"}),
        ("oeuvre", {"Un tableau", "Une chanson"}),
        ("Œuvres", {"Un tableau", "Une chanson"}),
        ("Facebook", {"Meta", "Un modèle léger", "Un tableau", "Une amende"}),
        ("écrit", {"À propos"}),
        ("balisage", {"Du code"}),
        ("entreprise", {"Une amende"}),
        ("l’art", {"Un tableau"}),
        ("oeuvre tableau", {"Un tableau"}),
        ("téléph", {"Un modèle léger"}),
        ("lesquels", set()),
        ("xylophone", set()),
    ],
)
def test_what_a_word_finds(host: Host, chromium: Chromium, typed: str, titles: set[str]) -> None:
    assert set(found_by(chromium, host, q=typed)) == titles
    assert host.failures == []


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"entreprise": "meta"}, {"Meta", "Un modèle léger", "Un tableau", "Une amende"}),
        ({"entreprise": "meta", "annee": "2023"}, {"Un tableau", "Une amende"}),
        ({"q": "modele", "annee": "2022"}, {"Un modèle léger"}),
        ({"q": "modele", "entreprise": "spotify"}, set()),
    ],
)
def test_filters_narrow_what_is_found(
    host: Host, chromium: Chromium, asked: dict[str, str], titles: set[str]
) -> None:
    assert set(found_by(chromium, host, **asked)) == titles
    assert chromium.evaluate("location.search") == f"?{urlencode(asked)}"


def test_results_are_links_of_this_site_and_their_text_is_text(
    host: Host, chromium: Chromium
) -> None:
    visit = chromium.open(f"{host.url}recherche/?q=balisage")
    assert chromium.evaluate(SETTLE) == ["Du code"]
    link = "document.querySelector('#Resultats a').href"
    assert chromium.evaluate(link) == f"{host.url}articles/balises/"
    text = "document.querySelector('#Resultats li > p:last-child').textContent"
    assert "Le <b>balisage</b> & le reste." in chromium.evaluate(text)
    assert chromium.evaluate("document.querySelectorAll('#Resultats b').length") == 0
    assert chromium.evaluate("document.querySelector('#Resultats mark').textContent") != ""
    assert visit.complaints == ()
    assert [url for url in visit.requests if not url.startswith(host.url)] == []


def test_a_search_takes_a_keyboard_alone(host: Host, chromium: Chromium) -> None:
    chromium.open(f"{host.url}recherche/")
    chromium.evaluate("document.querySelector('#Demande').focus()")
    chromium.type("amende")
    chromium.press("Enter", 13)
    assert chromium.evaluate(SETTLE) == ["Une amende"]
    for _ in range(9):
        chromium.press("Tab", 9)
        if chromium.evaluate("document.activeElement.textContent") == "Une amende":
            break
    else:
        pytest.fail("no result is reached with Tab")
    assert chromium.evaluate("document.querySelector('#Bilan').textContent") == "1 résultat"
    assert chromium.evaluate("document.querySelector('#Bilan').getAttribute('role')") == "status"


def test_without_scripts_the_page_says_how_to_search_otherwise(
    host: Host, chromium: Chromium
) -> None:
    chromium.allow_scripts(False)
    try:
        chromium.open(f"{host.url}recherche/")
        assert chromium.evaluate("document.querySelector('#Demande').checkVisibility()") is False
        assert "demande JavaScript" in chromium.evaluate("document.body.innerText")
        links = "[...document.querySelectorAll('#Autrement a')].map((a) => a.pathname)"
        ways = chromium.evaluate(links)
        assert [way.rstrip("/").rpartition("/")[2] for way in ways] == [
            "archives",
            "entreprises",
            "themes",
        ]
    finally:
        chromium.allow_scripts(True)


def test_a_lost_reader_may_search(host: Host, chromium: Chromium) -> None:
    chromium.open(f"{host.url}404.html")
    form = "document.querySelector('main form').action"
    assert chromium.evaluate(form) == f"{host.url}recherche/"
