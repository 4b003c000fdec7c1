"""`new` and `init`: files that build as they are, nothing overwritten, nothing asked in vain."""

import json
import os
import pty
import re
import select
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from site_builder.cli import main
from tests.site import PNG, SITE_TOML, SMALL, article, build_here, make_site

META = "---\nname: Meta\naliases: [Facebook]\n---\n"
NEW = re.compile(r"content/articles/(\d{4})/(\d{4}-\d\d-\d\d)-([a-z0-9-]+)\.md\n")


def run(*args: str, language: str = "en", text: str | None = None) -> Result:
    result = CliRunner(env={"SITE_BUILDER_LANG": language}).invoke(main, args, input=text)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path, {**SMALL, "content/companies/meta.md": META})


def test_a_slip_for_a_record_or_for_a_name_of_another_article_is_told(site: Path) -> None:
    """Close to a record, or to a name that another article writes."""
    make_site(site, {"content/articles/g.md": article(date="2023-07-18\ncompanies: [GitLab]")})
    names = ("Metta", "Gitlb", "gitlab", "GitLab", "Meta")
    result = run("new", "--site", str(site), *(f"-c{name}" for name in names), "Titre")
    told = [line for line in result.stderr.splitlines() if "warning: " in line]
    assert [line.partition("warning: ")[2] for line in told] == [
        '"Metta" has no record; did you mean "Meta"?',
        '"Gitlb" has no record; did you mean "GitLab"?',
    ]


def front_matter(path: Path) -> dict[str, object]:
    found = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
    assert isinstance(found, dict)
    return found


def test_an_article_has_all_that_was_said(site: Path) -> None:
    options = ["-c", "Meta", "-c", "A, B", "-t", "IA", "-a", "Ana", "--date", "2023-7-9T6:05"]
    result = run(
        "new", "--site", str(site), *options, "--draft", "--summary", "a: b", "« Oui » : non"
    )
    said = '"A, B" is named for the first time: it gets a page, and has no record.\n'
    assert (result.exit_code, result.stderr) == (0, said)
    assert result.stdout == "content/articles/2023/2023-07-09-oui-non.md\n"
    path = site / result.stdout.strip()
    text = path.read_text(encoding="utf-8")
    assert "date: 2023-07-09T06:05\n" in text
    found = front_matter(path)
    assert found | {"date": None} == {
        "title": "« Oui » : non",
        "date": None,
        "summary": "a: b",
        "companies": ["Meta", "A, B"],
        "tags": ["IA"],
        "authors": ["Ana"],
        "draft": True,
        "id": "tag:puce.example,2023-07-09:oui-non",
    }
    assert build_here(site, "--drafts").exit_code == 0


@pytest.mark.parametrize(
    "title", ["Titre", "no", "a: b", "#1", "'", '"', "\\", "@x", "1.10", "{{ x }}"]
)
def test_any_title_is_read_back(title: str, site: Path) -> None:
    result = run("new", "--site", str(site), "--date", "2023-07-09", "--", title)
    path = site / result.output.strip()
    assert front_matter(path)["title"] == title
    path.write_text(path.read_text(encoding="utf-8") + "Un texte.\n", encoding="utf-8")
    assert build_here(site).exit_code == 0


def test_nothing_is_overwritten(site: Path) -> None:
    args = ("new", "--site", str(site), "--date", "2023-07-09", "Un titre")
    assert run(*args).exit_code == 0
    again = run(*args)
    assert again.exit_code == 1
    assert "exists already" in again.stderr
    other = run("new", "--site", str(site), "--date", "2023-07-10", "Un titre")
    assert other.output == "content/articles/2023/2023-07-10-un-titre-2.md\n"


def test_without_a_date_it_is_now(site: Path) -> None:
    found = NEW.fullmatch(run("new", "--site", str(site), "Titre").output)
    assert found
    assert found[2].startswith(found[1])


def test_a_slip_of_the_finger_is_told(site: Path) -> None:
    result = run("new", "--site", str(site), "-c", "Facebok", "Titre", language="fr")
    assert result.exit_code == 0
    assert (
        "«\u00a0Facebok\u00a0» n’a pas de fiche\u202f; vouliez-vous dire «\u00a0Meta\u00a0»"
        in result.stderr
    )


@pytest.mark.parametrize("date", ["31 février 2023", "2023-13-01", ""])
def test_a_bad_date_is_wrong_usage(date: str, site: Path) -> None:
    result = run("new", "--site", str(site), "--date", date or "x", "Titre", language="fr")
    assert result.exit_code == 2
    assert "n’est pas une date" in result.stderr


@pytest.mark.parametrize(
    ("date", "english", "french"),
    [
        ("demain", "is not a date like 2023-07-19", "n’est pas une date comme 2023-07-19"),
        ("2023-02-30", "February 2023 has 28 days", "février 2023 compte 28\u00a0jours"),
        ("2024-2-30 7:30", "February 2024 has 29 days", "février 2024 compte 29\u00a0jours"),
    ],
)
def test_what_is_wrong_with_a_date_is_told(
    date: str, english: str, french: str, site: Path
) -> None:
    for language, said in (("en", english), ("fr", french)):
        result = run("new", "--site", str(site), "--date", date, "Titre", language=language)
        assert result.exit_code == 2
        assert said in result.stderr


def test_the_editor_is_opened_on_request(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = site / "edit.sh"
    script.write_text('#!/bin/sh\necho "Vu." >> "$1"\n', encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(script))
    result = run("new", "--site", str(site), "--edit", "Titre")
    assert (site / result.output.strip()).read_text(encoding="utf-8").endswith("\nVu.\n")


def converse(site: Path, args: list[str], answers: list[tuple[str, str]]) -> str:
    """Run the command on a terminal; give each answer once its question is there."""
    primary, secondary = pty.openpty()
    env = {**os.environ, "SITE_BUILDER_LANG": "fr", "TERM": "dumb"}
    command = [sys.executable, "-m", "site_builder", *args]
    with subprocess.Popen(
        command, stdin=secondary, stdout=secondary, stderr=secondary, env=env, cwd=site
    ) as process:
        os.close(secondary)
        said = b""
        end = time.monotonic() + 60
        for question, answer in answers:
            start = len(said)
            while question.encode() not in said[start:]:
                assert time.monotonic() < end, said.decode()
                if select.select([primary], [], [], 1)[0]:
                    said += os.read(primary, 4096)
            os.write(primary, f"{answer}\n".encode())
        while True:
            try:
                more = os.read(primary, 4096)
            except OSError:  # the other side is closed
                break
            if not more:
                break
            said += more
        process.wait(30)
    os.close(primary)
    return said.decode()


def test_on_a_terminal_it_asks_for_what_is_missing(site: Path) -> None:
    said = converse(
        site,
        ["new"],
        [
            ("Titre", "Une longue nuit"),
            ("Entreprises", "Microsoft, Facebok"),
            ("Nom à écrire", ""),
            ("Thèmes", "IA"),
            ("Signatures", ""),
            ("Date", "demain"),
            ("Date", "2023-07-09"),
        ],
    )
    path = site / "content/articles/2023/2023-07-09-une-longue-nuit.md"
    found = front_matter(path)
    assert (found["companies"], found["tags"]) == (["Microsoft", "Meta"], ["IA"])
    assert "authors" not in found
    assert "«\u00a0demain\u00a0» n’est pas une date" in said


# A new newsletter


def found(folder: Path, *args: str, language: str = "fr") -> Path:
    result = run("init", str(folder), "--yes", *args, language=language)
    assert result.exit_code == 0, result.output
    return folder


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_new_newsletter_is_built_at_once_without_a_word(language: str, tmp_path: Path) -> None:
    site = found(tmp_path / "mon-journal", language=language)
    checked = run("check", "--strict", "--site", str(site), language="en")
    assert (checked.exit_code, checked.output) == (0, "Nothing wrong.\n")
    built = build_here(site, "--strict")
    assert (built.exit_code, built.stderr) == (0, "")
    assert len(list((site / "public/articles").iterdir())) == 3
    config = tomllib.loads((site / "site.toml").read_text(encoding="utf-8"))
    assert (config["title"], config["messages"]) == ("Mon journal", language)


def test_no_mark_is_left_and_every_file_is_what_it_says(tmp_path: Path) -> None:
    site = found(tmp_path / "j", "--title", 'L’"Octet" \\ 1', "--url", "https://octet.example/a")
    config = tomllib.loads((site / "site.toml").read_text(encoding="utf-8"))
    assert config["title"] == 'L’"Octet" \\ 1'
    for path in site.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"@[A-Z]{3,}@", text + path.as_posix()), path
            if path.suffix == ".json":
                json.loads(text)
            if path.suffix == ".yml":
                yaml.safe_load(text)
    for name in (
        ".github/workflows/publier.yml",
        ".gitlab-ci.yml",
        ".forgejo/workflows/publier.yml",
    ):
        assert "site-builder build" in (site / name).read_text(encoding="utf-8")
    assert (site / ".gitignore").read_text(encoding="utf-8").split() == [
        *("/public/", "/.public.spare/", "/.site-builder/", "/email/"),
    ]
    settings = json.loads((site / ".vscode/settings.json").read_text(encoding="utf-8"))
    for schema in (
        *settings["yaml.schemas"],
        *settings["evenBetterToml.schema.associations"].values(),
    ):
        assert (site / schema).is_file()


@pytest.mark.parametrize(
    ("folder", "name", "steps"),
    [
        (".", "ici", ["site-builder serve"]),
        ("mon-journal", "mon-journal", ["cd mon-journal", "site-builder serve"]),
        ("Q&R du jour", "Q&R du jour", ["cd 'Q&R du jour'", "site-builder serve"]),
    ],
)
def test_what_to_type_next_can_be_typed(
    folder: str, name: str, steps: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ici").mkdir()
    monkeypatch.chdir(tmp_path / "ici")
    said = run("init", folder, "--yes").stdout.splitlines()
    assert said[0] == f"Your newsletter is in {name}. Next:"
    assert [line.strip() for line in said[1:]] == steps


def test_an_address_that_is_none_is_asked_for_again(tmp_path: Path) -> None:
    """And what was answered before is kept."""
    questions = [("Nom", "Le Journal"), ("Adresse", "foo"), ("Adresse", "https://le.example")]
    said = converse(tmp_path, ["init", "j"], questions)
    assert "«\u00a0foo\u00a0» n’est pas une adresse comme https://www.example.org" in said
    config = tomllib.loads((tmp_path / "j/site.toml").read_text(encoding="utf-8"))
    assert (config["title"], config["base_url"]) == ("Le Journal", "https://le.example")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_task_of_the_editor_reads_what_check_says(language: str, tmp_path: Path) -> None:
    site = found(tmp_path / "j")
    make_site(site, {"content/articles/x.md": article("![](y.png)\n", date="hier")})
    make_site(
        site, {"content/articles/y.md": article("Voir ![](y.png)\n"), "content/articles/y.png": PNG}
    )
    said = run("check", "--site", str(site), language=language).stderr
    (task,) = json.loads((site / ".vscode/tasks.json").read_text(encoding="utf-8"))["tasks"]
    for matcher, place in zip(task["problemMatcher"], ("x.md:3:7", "y.md:6:10"), strict=True):
        read = [
            m for line in said.splitlines() if (m := re.match(matcher["pattern"]["regexp"], line))
        ]
        assert f"content/articles/{place}" in [":".join(m.groups()[:3]) for m in read]
        assert all(m[4] for m in read)


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "à moi.txt").write_text("à moi", encoding="utf-8")
    result = run("init", str(tmp_path))
    assert result.exit_code == 1
    assert "not empty" in result.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["à moi.txt"]


def test_an_empty_folder_and_an_empty_repository_are_not(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert (found(tmp_path) / "site.toml").is_file()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = run("init", str(tmp_path / "file" / "j"))
    assert result.exit_code == 1
    assert "error: cannot be " in result.stderr or "not empty" in result.stderr


@pytest.mark.parametrize(("option", "value"), [("--url", "journal.example"), ("--title", "\x07")])
def test_what_site_toml_would_refuse_is_wrong_usage(
    option: str, value: str, tmp_path: Path
) -> None:
    result = run("init", str(tmp_path / "j"), option, value)
    assert result.exit_code == 2
    assert option in result.stderr
    assert not (tmp_path / "j").exists()


def test_names_are_completed_in_a_shell(site: Path) -> None:
    make_site(site, {"content/articles/y.md": article(date="2023-01-01\ntags: [Élections]")})

    def proposed(line: str) -> list[str]:
        env = {
            "COMP_WORDS": line,
            "COMP_CWORD": str(line.count(" ")),
            "_MAIN_COMPLETE": "bash_complete",
        }
        result = CliRunner(env=env).invoke(main, [], prog_name="main")
        return [proposal.partition(",")[2] for proposal in result.output.splitlines()]

    where = f"--site {site}"
    assert proposed(f"main new {where} --company me") == ["Meta"]
    assert proposed(f"main new {where} --tag e") == ["Élections"]
    make_site(
        site,
        {
            "content/authors/r.md": "---\nname: La rédaction\n---\n",
            **{
                f"content/articles/{n}.md": article(
                    date=f"2023-01-0{n + 1}\nauthors: [La redaction]\ntags: [{tag}]"
                )
                for n, tag in enumerate(("Securite", "Sécurité", "Reseau", "Reseau", "Réseau"))
            },
        },
    )
    assert proposed(f"main new {where} --author la") == ["La rédaction"]
    assert proposed(f"main new {where} --tag sec") == ["Sécurité"]
    assert proposed(f"main new {where} --tag res") == ["Reseau"]
    assert proposed(f"main explain {where} content/articles/y") == ["content/articles/y.md"]
    assert "explain" in proposed("main exp")


def test_the_scaffold_says_the_address_of_its_ids(tmp_path: Path) -> None:
    site = found(tmp_path / "j", "--url", "https://octet.example:8080/a/")
    for path in (site / "content/articles").rglob("*.md"):
        assert str(front_matter(path)["id"]).startswith("tag:octet.example,")


def test_settings_of_a_small_site_are_enough(tmp_path: Path) -> None:
    make_site(tmp_path, {"site.toml": SITE_TOML})
    result = run("new", "--site", str(tmp_path), "Le premier")
    assert NEW.fullmatch(result.output)
