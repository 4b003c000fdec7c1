"""Companies of small newsletters, built: pages, pairs, map, links in texts, data, the command."""

import json
import re
from itertools import chain
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html

from site_builder.cli import main
from tests.site import SITE_TOML, article, build_here, contents, make_site

COMPANIES = {
    "content/companies/meta.md": (
        "---\nname: Meta\naliases: [Facebook]\nproducts: [Threads]\nwikidata: Q380\n"
        "website: https://about.meta.com/\n---\n\nLe réseau.\n"
    ),
    "content/companies/microsoft.md": "---\nname: Microsoft\nproducts: [Azure]\n---\n",
    "content/companies/orange.md": (
        "---\nname: Orange\nambiguous: true\naliases: [Orange SA]\n---\n"
    ),
}


def on(day: int, body: str, *companies: str, extra: str = "") -> str:
    text = article(body, title=f"Jour {day}", date=f"2023-07-{day:02}")
    return text.replace("\n---\n\n", f"\ncompanies: [{', '.join(companies)}]\n{extra}---\n\n", 1)


def built(root: Path, files: dict[str, str]) -> Path:
    make_site(root, {"site.toml": SITE_TOML, **COMPANIES, **files})
    result = build_here(root)
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    return root / "public"


def page(output: Path, path: str) -> html.HtmlElement:
    return html.fromstring((output / path).read_bytes())


def titles(found: html.HtmlElement, heading: str) -> list[str]:
    return [h.text_content() for h in found.xpath("//article[@class='card']//" + heading)]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return built(
        tmp_path,
        {
            f"content/articles/a{day}.md": on(day, body, *companies)
            for day, body, companies in (
                (1, "Meta et Microsoft, avec Azure.\n", ("Meta", "Microsoft")),
                (2, "Facebook encore, et Microsoft.\n", ("Facebook", "microsoft")),
                (3, "Threads ouvre ; une orange, Orange.\n", ("Microsoft", "Meta")),
                (4, "Un accord avec Meta.\n", ("Microsoft",)),
                (5, "Orange SA investit.\n", ()),
            )
        },
    )


def test_articles_about_a_company_come_before_those_that_name_it(output: Path) -> None:
    found = page(output, "entreprises/meta/index.html")
    assert titles(found, "h3") == ["Jour 3", "Jour 2", "Jour 1", "Jour 4"]
    assert [h.text_content() for h in found.xpath("//main//h2")][-2:] == [
        "3 articles",
        "Citée dans un autre article",
    ]


def test_an_ambiguous_name_is_never_recognised_by_itself(output: Path) -> None:
    found = page(output, "entreprises/orange/index.html")
    assert titles(found, "h3") == ["Jour 5"]
    text = (output / "articles/a3/index.html").read_text(encoding="utf-8")
    assert "/entreprises/orange/" not in text


def test_two_companies_that_share_three_articles_have_a_page(output: Path) -> None:
    found = page(output, "entreprises/meta/microsoft/index.html")
    assert found.xpath("string(//h1)") == "Meta × Microsoft"
    assert titles(found, "h2") == ["Jour 3", "Jour 2", "Jour 1"]
    company = page(output, "entreprises/microsoft/index.html")
    assert company.xpath("//ul[@class='beside']//a/@href") == [
        "/entreprises/meta/",
        "/entreprises/meta/microsoft/",
    ]


def test_products_count_and_link(output: Path) -> None:
    found = page(output, "articles/a3/index.html")
    assert found.xpath("//div[@class='text']//a[@class='company']/text()") == ["Threads"]


def test_the_map_and_its_table_say_the_same(output: Path) -> None:
    found = page(output, "entreprises/carte/index.html")
    (arc,) = found.xpath("//svg//a[path]")
    assert arc.get("href") == "/entreprises/meta/microsoft/"
    assert arc.get("aria-label") == "Meta × Microsoft, 3 articles"
    assert found.xpath("//tbody/tr/th/a/text()") == ["Meta", "Microsoft"]
    assert page(output, "entreprises/index.html").xpath("//p[@class='lead']/a/@href") == [
        "/entreprises/carte/"
    ]


def data(output: Path, path: str) -> list[dict[str, object]]:
    found = page(output, path).xpath("//script[@type='application/ld+json']/text()")
    graph: list[dict[str, object]] = json.loads(found[0])["@graph"]
    return graph


def test_machines_read_who_an_article_is_about_and_who_it_mentions(output: Path) -> None:
    told = data(output, "articles/a4/index.html")[0]
    assert told["@type"] == "NewsArticle"
    identity = "https://puce.example/entreprises/{}/#entreprise"
    assert told["about"] == [
        {"@type": "Organization", "@id": identity.format("microsoft"), "name": "Microsoft"}
    ]
    assert told["mentions"] == [
        {"@type": "Organization", "@id": identity.format("meta"), "name": "Meta"}
    ]


def test_machines_read_who_a_company_is(output: Path) -> None:
    listed = data(output, "entreprises/meta/index.html")[0]
    company = listed["about"]
    assert isinstance(company, dict)
    assert company["@type"] == "Organization"
    assert company["sameAs"] == [
        "https://about.meta.com/",
        "https://www.wikidata.org/entity/Q380",
    ]


def test_links_can_be_turned_off(tmp_path: Path) -> None:
    site = built(
        tmp_path,
        {
            "content/articles/a.md": on(1, "Meta.\n"),
            "content/articles/b.md": on(2, "Meta.\n", extra="link_mentions: false\n"),
        },
    )
    assert 'class="company"' in (site / "articles/a/index.html").read_text(encoding="utf-8")
    assert 'class="company"' not in (site / "articles/b/index.html").read_text(encoding="utf-8")
    make_site(tmp_path, {"site.toml": f"{SITE_TOML}[companies]\nlink_mentions = false\n"})
    assert build_here(tmp_path).exit_code == 0
    assert 'class="company"' not in (site / "articles/a/index.html").read_text(encoding="utf-8")
    assert titles(page(site, "entreprises/meta/index.html"), "h3") == ["Jour 2", "Jour 1"]
    make_site(tmp_path, {"site.toml": f"{SITE_TOML}[companies]\nmentions = false\n"})
    assert build_here(tmp_path).exit_code == 0
    assert titles(page(site, "entreprises/meta/index.html"), "h3") == []


def test_the_list_goes_on_over_several_pages(tmp_path: Path) -> None:
    files = {f"content/articles/a{n}.md": on(n, "Texte.\n", "Meta") for n in (1, 2, 3)}
    files |= {f"content/articles/a{n}.md": on(n, "Meta aussi.\n") for n in (4, 5)}
    files["site.toml"] = f"{SITE_TOML}[navigation]\nper_page = 2\n"
    site = built(tmp_path, files)
    shown = [
        titles(page(site, f"entreprises/meta/{name}index.html"), "h3")
        for name in ("", "page/2/", "page/3/")
    ]
    assert shown == [["Jour 3", "Jour 2"], ["Jour 1", "Jour 5"], ["Jour 4"]]


@pytest.mark.parametrize(
    ("settings", "pair", "drawn"),
    [
        ("pair_articles = 4", False, True),
        ("pair_articles = 0", False, True),
        ("pair_articles = 1\nmap = false", True, False),
    ],
)
def test_pairs_and_map_are_settings(
    output: Path, tmp_path: Path, settings: str, pair: bool, drawn: bool
) -> None:
    make_site(tmp_path, {"site.toml": f"{SITE_TOML}[companies]\n{settings}\n"})
    assert build_here(tmp_path).exit_code == 0
    assert (output / "entreprises/meta/microsoft/index.html").exists() == pair
    assert (output / "entreprises/carte/index.html").exists() == drawn


def test_a_new_alias_is_found_in_articles_that_did_not_change(output: Path, tmp_path: Path) -> None:
    record = COMPANIES["content/companies/microsoft.md"].replace("[Azure]", "[Azure, accord]")
    make_site(tmp_path, {"content/companies/microsoft.md": record})
    warm = build_here(tmp_path)
    assert warm.exit_code == 0
    found = contents(output)
    assert b">accord</a>" in found["articles/a4/index.html"]
    assert build_here(tmp_path, "--clean").exit_code == 0
    assert contents(output) == found


def test_a_product_named_as_a_company_and_a_product_claimed_twice_are_told(
    tmp_path: Path,
) -> None:
    make_site(
        tmp_path,
        {
            "site.toml": SITE_TOML,
            **COMPANIES,
            "content/companies/x.md": "---\nname: X\nproducts: [Zune, Azure]\n---\n",
            "content/articles/a.md": on(1, "Texte.\n", "threads"),
        },
    )
    told = build_here(tmp_path).stderr
    assert (
        'content/articles/a.md:4:13: warning: "threads" is a product of Meta, not a company' in told
    )
    assert (
        'content/companies/x.md:3:18: warning: the product "Azure" is claimed by '
        "content/companies/microsoft.md already"
    ) in told


def run(root: Path, *args: str, language: str = "fr") -> str:
    env = {"SITE_BUILDER_LANG": language}
    result = CliRunner(env=env).invoke(main, ["companies", "--site", str(root), *args])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_command_counts(output: Path, tmp_path: Path) -> None:
    lines = run(tmp_path).splitlines()
    assert re.split(r"  +", lines[0]) == [
        "Entreprise",
        "Articles",
        "Mentions",
        "Vue pour la dernière fois",
    ]
    assert re.split(r"  +", lines[1]) == ["Microsoft", "4", "0", "4\u00a0juillet 2023"]
    assert re.split(r"  +", lines[2]) == ["Meta", "3", "1", "4\u00a0juillet 2023"]
    assert run(tmp_path, language="en").splitlines()[1].split()[-1] == "2023-07-04"
    rows = json.loads(run(tmp_path, "--json"))["rows"]
    assert rows[2] == {
        "slug": "orange",
        "name": "Orange",
        "record": True,
        "articles": 0,
        "mentions": 1,
        "last_seen": "2023-07-05",
    }


def test_the_command_suggests(tmp_path: Path) -> None:
    built(
        tmp_path,
        {
            "content/articles/a.md": on(1, "Le fabricant Qualtech recrute. Qualtech grandit.\n"),
            "content/articles/b.md": on(2, "Rien sur elle.\n", "Meta"),
            "content/articles/c.md": on(3, "Meta, Meta, Meta et Facebook.\n", "Inconnue"),
        },
    )
    found = json.loads(run(tmp_path, "--json"))
    assert not [key for row in (found, *chain(*found.values())) for key in row if "$" in key]
    assert [(u["name"], u["count"], u["likely"]) for u in found["unknown"]] == [
        ("Qualtech", 2, True)
    ]
    assert [(g["source"], g["name"]) for g in found["unnamed"]] == [
        ("content/articles/c.md", "Inconnue"),
        ("content/articles/b.md", "Meta"),
    ]
    assert [(g["source"], g["name"], g["count"]) for g in found["undeclared"]] == [
        ("content/articles/c.md", "Meta", 4)
    ]
    told = run(tmp_path, "--suggest")
    assert "Nommées souvent ou dans le titre, et non déclarées" in told
    assert "content/articles/c.md\u00a0: Meta (4\u00a0fois)" in told


def test_old_addresses_of_a_renamed_company_lead_to_the_new_ones(
    output: Path, tmp_path: Path
) -> None:
    before = {path for path in contents(output) if path.startswith("entreprises/meta")}
    make_site(
        tmp_path,
        {
            "content/companies/meta.md": (
                "---\nname: Metavers SA\naliases: [Meta, Facebook]\nold_slugs: [meta]\n---\n"
            )
        },
    )
    assert build_here(tmp_path).exit_code == 0
    after = contents(output)
    pages = {path for path in before if path.endswith(".html")}
    assert "entreprises/meta/microsoft/index.html" in pages
    for path in pages:
        assert b'http-equiv="refresh"' in after[path]
    assert b"/entreprises/metavers-sa/microsoft/" in after["entreprises/meta/microsoft/index.html"]


def test_check_tells_companies_that_an_article_is_about_and_does_not_declare(
    tmp_path: Path,
) -> None:
    built(
        tmp_path,
        {
            "content/articles/a.md": on(1, "Meta, Meta, Meta et Facebook.\n", "Microsoft"),
            "content/articles/b.md": article("Rien.\n", title="Du nouveau chez Meta"),
            "content/articles/c.md": on(3, "Meta, Meta, Meta.\n"),
        },
    )
    env = {"SITE_BUILDER_LANG": "fr"}
    result = CliRunner(env=env).invoke(main, ["check", "--site", str(tmp_path)])
    assert result.exit_code == 0
    assert [line for line in result.stderr.splitlines() if "conseil" not in line] == [
        "content/articles/a.md:4:12: avertissement\u00a0: «\u00a0Meta\u00a0» revient 4\u00a0fois "
        "sans figurer dans `companies`",
        "content/articles/b.md:1: avertissement\u00a0: «\u00a0Meta\u00a0» est dans le titre "
        "sans figurer dans `companies`",
        "2 avertissements",
    ]
