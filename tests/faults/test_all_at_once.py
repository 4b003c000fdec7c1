"""An error in the front matter of an article hides nothing else that is wrong with it."""

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import main
from site_builder.content import ParseSettings, parse
from site_builder.fingerprint import digest_bytes
from site_builder.items import Broken
from site_builder.markup import MarkupSettings
from site_builder.sources import Source
from site_builder.typesetter import AS_TYPED
from tests.site import PNG, SMALL, article, build_here, make_site

X = "content/articles/x.md"
FOLDER = "content/articles/y/index.md"
MICROSOFT = {"content/companies/microsoft.md": "---\nname: Microsoft\n---\n\nÉditeur.\n"}


def written(*lines: str, body: str = "Un texte.\n", date: str = "2023-02-30") -> str:
    """Return an article whose date is wrong."""
    return "\n".join(["---", "title: Titre", f"date: {date}", *lines, "---", "", body])


def told(site: Path, *args: str) -> list[str]:
    """Return place, severity and message of what `check` says."""
    env = {"SITE_BUILDER_LANG": "en"}
    result = CliRunner(env=env).invoke(main, ["check", "--site", str(site), *args])
    return [line for line in result.stderr.splitlines() if line.startswith("content/")]


def read(text: str, path: str = X) -> Broken:
    data = text.encode()
    markup = MarkupSettings(extensions=(), trusted=False, root="https://puce.example")
    settings = ParseSettings(markup=markup, time_zone="Europe/Paris", typesetter=AS_TYPED)
    item = parse(Source(path=path, data=data, digest=digest_bytes(data)), settings).item
    assert isinstance(item, Broken)
    return item


def test_a_wrong_date_a_dead_link_and_a_misspelt_company_are_told_by_one_check(
    tmp_path: Path,
) -> None:
    text = written("companies: [Microsotf]", body="Voir [cela](disparu.md).\n")
    make_site(tmp_path, {**SMALL, **MICROSOFT, X: text})
    date, company, link = told(tmp_path)
    assert date == f'{X}:3:7: error: `date` is a day that does not exist: "2023-02-30"'
    assert company == (f'{X}:4:13: warning: "Microsotf" has no record; did you mean "Microsoft"?')
    assert link.startswith(f"{X}:7:13: error: ")
    assert "disparu.md" in link


def test_a_broken_article_is_read_as_far_as_it_can_be() -> None:
    lines = ("draft: yes", "companies: [Meta, [x], 'OpenAI']", "image: {src: a.png}")
    item = read(written(*lines, body="## Là\n\nVoir [b](b.md).\n", date="2023-07-18T07:30"))
    assert item.date == dt.datetime(2023, 7, 18, 5, 30, tzinfo=dt.UTC)
    assert item.draft
    assert item.companies == ("Meta", "", "OpenAI")
    assert [(r.kind, r.target, r.line, r.column) for r in item.refs] == [
        ("image", "a.png", 6, 14),
        ("link", "b.md", 11, 10),
    ]
    assert item.ids == ("la",)
    assert ("companies.2", 5, 25) in item.marks


def test_what_could_not_be_read_is_left_open() -> None:
    item = read(written("draft: peut-être", "image: {src: '', alt: ''}"))
    assert (item.date, item.draft, item.refs) == (None, False, ())


@pytest.mark.parametrize(
    ("lines", "date", "option"),
    [
        (("draft: true", "tgas: [IA]"), "2023-07-18", "--drafts"),
        (("tgas: [IA]",), "2190-07-18", "--future"),
    ],
)
def test_of_what_is_not_published_only_its_own_errors_are_told(
    lines: tuple[str, ...], date: str, option: str, tmp_path: Path
) -> None:
    """As of an article without an error, whose links are followed when it comes out."""
    text = written(*lines, "companies: [Microsotf]", body="Voir [cela](disparu.md).\n", date=date)
    make_site(tmp_path, {**SMALL, **MICROSOFT, X: text})
    (only,) = told(tmp_path)
    assert "`tgas`" in only
    assert len(build_here(tmp_path, option).stderr.split(X)) - 1 == 3


@pytest.mark.parametrize("source", [X, FOLDER])
def test_a_picture_that_waits_for_its_article_is_not_missing(source: str, tmp_path: Path) -> None:
    beside = source.rpartition("/")[0]
    body = "![Une puce](puce%20é.png) et ![Une autre](rien.png)\n"
    lines = ("image: {src: puce é.png, alt: Une puce}",)
    make_site(tmp_path, {**SMALL, source: written(*lines, body=body), f"{beside}/puce é.png": PNG})
    date, missing = told(tmp_path)
    assert date.startswith(f"{source}:3:7:")
    assert "rien.png" in missing


def test_nor_is_one_beside_the_page_that_it_will_have(tmp_path: Path) -> None:
    text = written(body="![Une puce](/articles/y/puce.png) ![Une autre](/articles/y/non.png)\n")
    make_site(tmp_path, {**SMALL, FOLDER: text, "content/articles/y/puce.png": PNG})
    _, missing = told(tmp_path)
    assert "/articles/y/non.png" in missing


def test_nor_is_one_that_only_a_draft_shows(tmp_path: Path) -> None:
    draft = article("Voir ![Une puce](puce.png)\n", title="Y", date="2023-07-18\ndraft: true")
    files: dict[str, str | bytes] = {
        X: written(body="Voir ![Une puce](puce.png)\n"),
        "content/articles/y.md": draft,
        "content/articles/puce.png": PNG,
    }
    make_site(tmp_path, {**SMALL, **files})
    (date,) = told(tmp_path)
    assert date.startswith(f"{X}:3:7")


def test_nor_does_another_article_miss_it(tmp_path: Path) -> None:
    body = "Voir ![Une puce](y/puce.png) ![La même](/articles/y/puce.png) ![Non](y/non.png)\n"
    files: dict[str, str | bytes] = {
        FOLDER: written(),
        "content/articles/y/puce.png": PNG,
        X: article(body, title="X"),
    }
    make_site(tmp_path, {**SMALL, **files})
    missing, date = told(tmp_path)
    assert missing.startswith(f"{X}:6:")
    assert "y/non.png" in missing
    assert date.startswith(f"{FOLDER}:3:7")


def test_a_link_to_a_draft_is_told_as_such(tmp_path: Path) -> None:
    draft = article(title="Y", date="2023-07-18\ndraft: true")
    make_site(tmp_path, {**SMALL, X: written(body="[y](y.md)\n"), "content/articles/y.md": draft})
    _, link = told(tmp_path)
    assert "y.md" in link
    assert "draft" in link


def test_two_broken_articles_that_point_at_each_other_are_told_once_each(tmp_path: Path) -> None:
    one = written("companies: [Microsotf]", body="[y](y.md#la) [page](/articles/y/)\n")
    two = written("companies: [Microsotf]", body="[x](x.md) [Microsotf](/entreprises/microsotf/)\n")
    make_site(tmp_path, {**SMALL, **MICROSOFT, X: one, "content/articles/y.md": two})
    assert [line.split(": ")[0] for line in told(tmp_path)] == [
        f"{X}:3:7",
        f"{X}:4:13",
        "content/articles/y.md:3:7",
    ]


def test_a_link_of_its_own_page_is_followed(tmp_path: Path) -> None:
    text = written(body="## Là\n\n[plus haut](#la), [ailleurs](#loin), [la page](../llama/)\n")
    make_site(tmp_path, {**SMALL, X: text})
    _, anchor = told(tmp_path)
    assert "#loin" in anchor


def names(*names: str, date: str = "2023-07-18") -> dict[str, str]:
    """Return an article for each of *names*, about that company."""
    return {
        f"content/articles/{number}.md": article(
            title=f"Titre {number}", date=f"{date}\ncompanies: [{name}]"
        )
        for number, name in enumerate(names)
    }


@pytest.mark.parametrize(
    ("declared", "slip"),
    [
        (("GitLab", "GitLab", "Gitlb"), 'content/articles/2.md:4:13: warning: "Gitlb" has no '),
        (("Gitlb", "gitlab", "GitLab", "GitLab"), 'content/articles/0.md:4:13: warning: "Gitlb" '),
        (("GitLab", "Gitlb"), ""),  # which of the two is right, nobody knows
        (("GitLab", "GitLab", "GitLob", "GitLob"), ""),  # written twice, it is meant
        (("Alan 1", "Alan 1", "Alan 2"), ""),
    ],
)
def test_a_name_of_one_article_close_to_one_of_several(
    declared: tuple[str, ...], slip: str, tmp_path: Path
) -> None:
    make_site(tmp_path, {**SMALL, **names(*declared)})
    found = told(tmp_path)
    assert len(found) == bool(slip)
    if slip:
        assert found[0].startswith(slip)
        assert found[0].endswith('did you mean "GitLab"?')


def test_a_broken_article_is_compared_with_the_others_too(tmp_path: Path) -> None:
    text = written("companies: [Gitlb]")
    make_site(tmp_path, {**SMALL, **names("GitLab", "GitLab"), X: text})
    _, company = told(tmp_path)
    assert company.startswith(f'{X}:4:13: warning: "Gitlb"')
