"""The search page in a real browser, at the root of a host and below a path of it."""

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.browser.test_pages import faults_of
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
        ("lettre", {"À propos"}),
        ("balisage", {"Du code"}),
        ("xylophone", set()),
    ],
)
def test_what_a_word_finds(
    host: Host, chromium: Chromium, typed: str, titles: set[str]
) -> None:
    assert set(found_by(chromium, host, q=typed)) == titles
    assert host.failures == []
