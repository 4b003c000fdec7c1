"""How much a command says, in what colours, and to whom: people or programs."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from site_builder.cli import main
from tests.site import SMALL, article, make_site

BAD = {"content/articles/x.md": article(date="hier")}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "lettre", SMALL)


def run(*args: str, **env: str) -> Result:
    """Run a command as if both its outputs were terminals that know colours."""
    return CliRunner(env={"SITE_BUILDER_LANG": "en", "NO_COLOR": "", **env}).invoke(
        main, args, color=True
    )


@pytest.mark.parametrize("command", ["build", "check"])
def test_severity_and_place_stand_out_unless_colours_are_unwanted(command: str, site: Path) -> None:
    make_site(site, BAD)
    said = run(command, "--site", str(site)).stderr
    assert said.startswith("\x1b[1mcontent/articles/x.md:3:7\x1b[0m: \x1b[31m\x1b[1merror:\x1b[0m ")
    plain = run(command, "--site", str(site), NO_COLOR="1").stderr
    assert plain.startswith("content/articles/x.md:3:7: error: ")
    assert "\x1b" not in plain


def test_quiet_says_only_what_is_wrong(site: Path) -> None:
    for command in ("build", "check"):
        result = run(command, "--site", str(site), "--quiet")
        assert (result.exit_code, result.output) == (0, "")
    make_site(site, BAD)
    for command in ("build", "check"):
        result = run(command, "--site", str(site), "--quiet", NO_COLOR="1")
        assert result.exit_code == 1
        assert "x.md:3:7: error" in result.stderr


def test_verbose_names_what_was_made(site: Path) -> None:
    first = run("build", "--site", str(site), "--verbose").output
    assert "  + articles/llama/index.html\n" in first
    again = run("build", "--site", str(site), "--verbose").output
    assert "  + " not in again
    assert "Site published in" in again


def test_a_build_sums_itself_up_for_programs(site: Path) -> None:
    args = ("build", "--site", str(site), "--format", "json")
    first = json.loads(run(*args).stdout)
    assert first["published"] is first["changed"] is True
    assert first["problems"] == []
    assert first["files"]["article"] == {"total": 1, "made": 1}
    assert "articles/llama/index.html" in first["made"]
    again = json.loads(run(*args).stdout)
    assert (again["changed"], again["made"]) == (False, [])
    make_site(site, BAD)
    refused = run(*args)
    assert refused.exit_code == 1
    read = json.loads(refused.stdout)
    assert read["published"] is False
    assert [p["code"] for p in read["problems"]] == ["front-matter.bad-date"]


def test_articles_that_wait_for_their_date_are_named(site: Path) -> None:
    """By a build that makes nothing, too: the editor looks for the article that is not there."""
    date = "2162-11-25T07:30"
    make_site(site, {"content/articles/a.md": article(title="A", date=date)})
    for _ in range(2):
        said = run("build", "--site", str(site)).stdout
        assert "  1 article waits for its date: content/articles/a.md (2162-11-25)\n" in said
    french = run("build", "--site", str(site), SITE_BUILDER_LANG="fr").stdout
    where = "content/articles/a.md (25\u00a0novembre 2162)"
    assert f"  1 article attend sa date\u00a0: {where}\n" in french
    read = json.loads(run("build", "--site", str(site), "--format", "json").stdout)
    assert read["coming"] == [
        {"path": "content/articles/a.md", "date": "2162-11-25T07:30:00+01:00"}
    ]
    assert "waits" not in run("build", "--site", str(site), "--future").stdout
    more = {
        f"content/articles/{name}.md": article(title=name, date=f"216{n}-01-01")
        for n, name in enumerate("defg")
    }
    make_site(site, more)
    said = run("build", "--site", str(site)).stdout
    named = ", ".join(f"content/articles/{n}.md (216{y}-01-01)" for y, n in enumerate("de"))
    assert f"  5 articles wait for their date: {named}, content/articles/f.md" in said
    assert "f.md (2162-01-01), …\n" in said


def test_the_previous_site_stays_only_where_there_is_one(site: Path, tmp_path: Path) -> None:
    outside = run("build", "--site", str(tmp_path / "rien")).stderr
    assert "`site-builder init FOLDER`" in outside
    assert outside.endswith("\nNothing was published.\n")
    make_site(site, BAD)
    stays = "Nothing was published: the previous site stays in place.\n"
    first = run("build", "--site", str(site), NO_COLOR="1").stderr
    assert first.endswith("\nNothing was published.\n")
    french = run("build", "--site", str(site), SITE_BUILDER_LANG="fr").stderr
    assert french.endswith("\nRien n’a été publié.\n")
    make_site(site, {"content/articles/x.md": article(title="X")})
    assert run("build", "--site", str(site)).exit_code == 0
    make_site(site, BAD)
    assert run("build", "--site", str(site)).stderr.endswith(stays)


def test_paths_for_programs_lead_from_where_the_command_is_given(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_site(site, BAD)
    for folder, path in (
        (site.parent, "lettre/content/articles/x.md"),
        (site, "content/articles/x.md"),
    ):
        monkeypatch.chdir(folder)
        for command in ("build", "check"):
            read = json.loads(run(command, "--site", str(site), "--format", "json").stdout)
            assert [p["path"] for p in read["problems"]] == [path]


@pytest.mark.parametrize("command", ["build", "check"])
def test_no_site_is_said_to_programs_too(command: str, tmp_path: Path) -> None:
    result = run(command, "--site", str(tmp_path / "rien"), "--format", "json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["problems"][0]["code"] == "config.missing"
