"""`site-builder edition new` and `email`, as an editor types them."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from site_builder.cli import main
from tests.mail.letters import SENDER, edition
from tests.site import SITE_TOML, article, build_here, make_site

FILES: dict[str, str | bytes] = {
    "site.toml": SITE_TOML + SENDER,
    "content/articles/2023-07-20-trois.md": article("Trois.\n", title="Trois", date="2023-07-20"),
    "content/articles/2023-07-18-un.md": article("Un.\n", title="Un", date="2023-07-18"),
    "content/articles/2023-07-19-deux.md": article("Deux.\n", title="Deux", date="2023-07-19"),
    "content/articles/plus-tard.md": article("Plus tard.\n", date="2199-01-01"),
    "content/articles/brouillon.md": article("Rien.\n", date="2023-07-19\ndraft: true"),
    "content/articles/numero.md": article("Paru.\n", date="2023-07-19\nedition: 1"),
}


def run(site: Path, *args: str, language: str = "en") -> Result:
    env = {"SITE_BUILDER_LANG": language}
    result = CliRunner(env=env).invoke(main, [*args, "--site", str(site)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def listed(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line.startswith("  - ")]
    return [line.removeprefix("  - ").partition(" ")[0] for line in lines]


def test_a_new_edition_gathers_what_was_not_sent_oldest_first(tmp_path: Path) -> None:
    site = make_site(tmp_path, FILES)
    result = run(site, "edition", "new", "--date", "2023-07-21", language="fr")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[:2] == [
        "content/editions/001.md",
        "  Édition 1\u00a0: 3 articles",
    ]
    text = (site / "content/editions/001.md").read_text(encoding="utf-8")
    assert listed(text) == ["un", "deux", "trois"]
    assert 'title: "La Puce n°\u00a01"' in text
    assert "date: 2023-07-21" in text
    # The editorial is still to be written: nothing of the comment is published.
    built = build_here(site)
    assert built.exit_code == 0
    page = (site / "public/editions/1/index.html").read_text(encoding="utf-8")
    assert "Trois" in page
    assert "Remplacez" not in page


def test_the_next_edition_holds_the_rest(tmp_path: Path) -> None:
    first = edition("", "articles: [2023-07-18-un.md, trois]")
    site = make_site(tmp_path, {**FILES, "content/editions/premiere.md": first})
    assert run(site, "edition", "new").exit_code == 0
    text = (site / "content/editions/002.md").read_text(encoding="utf-8")
    assert "number: 2" in text
    assert listed(text) == ["deux"]
    again = run(site, "edition", "new")
    assert again.exit_code == 1
    assert "every published article has been sent already" in again.stderr
    assert "--since" not in again.stderr


def test_since_leaves_older_articles_aside(tmp_path: Path) -> None:
    site = make_site(tmp_path, FILES)
    assert run(site, "edition", "new", "--since", "2023-07-19").exit_code == 0
    assert listed((site / "content/editions/001.md").read_text()) == ["deux", "trois"]
    assert run(site, "edition", "new", "--since", "hier").exit_code == 2
    none = run(site, "edition", "new", "--since", "2023-08-02")
    assert none.exit_code == 1
    assert "no article published since 2023-08-02 remains to be sent" in none.stderr
    assert "choose an earlier day with --since" in none.stderr


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    site = make_site(tmp_path, {**FILES, "content/editions/002.md": edition()})
    result = run(site, "edition", "new")
    assert result.exit_code == 1
    assert "content/editions/002.md: error: this file exists already" in result.stderr
    assert (site / "content/editions/002.md").read_text() == edition()


def test_a_faulty_article_is_told_first(tmp_path: Path) -> None:
    site = make_site(tmp_path, {**FILES, "content/articles/x.md": "---\ntitle: T\n---\n"})
    result = run(site, "edition", "new")
    assert result.exit_code == 1
    assert "content/articles/x.md:1:1" in result.stderr
    assert not (site / "content/editions").exists()


def test_a_letter_is_written_where_one_says(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", {**FILES, "content/editions/1.md": edition("Bonjour.\n")})
    assert run(site, "email", "1").exit_code == 0
    assert sorted(p.name for p in (site / "email").iterdir()) == ["1.eml", "1.html", "1.txt"]
    elsewhere = tmp_path / "a" / "b"
    assert run(site, "email", "1", "--output", str(elsewhere)).exit_code == 0
    assert (elsewhere / "1.eml").read_bytes() == (site / "email/1.eml").read_bytes()
    (tmp_path / "file").write_text("")
    refused = run(site, "email", "1", "--output", str(tmp_path / "file" / "x"))
    assert refused.exit_code == 1
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_letter_that_cannot_be_is_told_in_both_languages(tmp_path: Path, language: str) -> None:
    site = make_site(tmp_path, FILES)
    none = run(site, "email", "4", language=language)
    assert none.exit_code == 1
    told = {"en": "there is no edition yet", "fr": "il n’y a pas encore d’édition"}
    assert told[language] in none.stderr
    assert "`site-builder edition new`" in none.stderr
    make_site(site, {"content/editions/1.md": edition("Bonjour.\n")})
    result = run(site, "email", "4", language=language)
    assert result.exit_code == 1
    told = {"en": "there is no edition 4", "fr": "il n’y a pas d’édition 4"}
    assert told[language] in result.stderr
