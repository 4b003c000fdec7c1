"""What the README shows can be typed as it stands."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import main

ROOT = Path(__file__).parents[2]


def block(text: str, start: str) -> str:
    """Return the indented block of *text* that begins with *start*."""
    found = re.search(rf"^    {re.escape(start)}.*\n(?:(?:    .*)?\n)*", text, re.MULTILINE)
    assert found is not None
    return re.sub(r"^    ", "", found[0], flags=re.MULTILINE).rstrip() + "\n"


@pytest.mark.parametrize("name", ["README.md", "README.fr.md"])
def test_three_lines_and_an_article_make_a_site_and_two_more_a_letter(
    name: str, tmp_path: Path
) -> None:
    readme = (ROOT / name).read_text(encoding="utf-8")
    settings = tmp_path / "site.toml"
    settings.write_text(block(readme, "title = "), encoding="utf-8")
    article = tmp_path / "content/articles/2023/2023-07-19-llama-2.md"
    article.parent.mkdir(parents=True)
    article.write_text(block(readme, "---"), encoding="utf-8")

    def run(*args: str) -> tuple[int, str]:
        env = {"SITE_BUILDER_LANG": "en"}
        result = CliRunner(env=env).invoke(main, [*args, "--site", str(tmp_path)])
        return result.exit_code, result.stderr

    assert run("build", "--strict") == (0, "")
    assert run("edition", "new") == (0, "")
    assert run("email", "1")[0] == 1
    with settings.open("a", encoding="utf-8") as file:
        file.write(block(readme, "[email]"))
    assert run("email", "1") == (0, "")
    assert {path.name for path in (tmp_path / "email").iterdir()} == {"1.html", "1.txt", "1.eml"}
