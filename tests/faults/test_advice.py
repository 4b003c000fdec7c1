"""What `check` advises, file by file; `build` says nothing of it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import main
from tests.site import PNG, SMALL, article, build_here, make_site

X = "content/articles/x.md"
Files = dict[str, str | bytes]

# What to lay over the smallest site, and what `check` must say of it.
ADVICE: dict[str, tuple[Files, tuple[str, ...]]] = {
    "image.no-alt": (
        {X: article("Voir\u00a0: ![](a.png)\n", title="X"), "content/articles/a.png": PNG},
        (f"{X}:6:12: warning: an image without alternative text: a.png",),
    ),
    "image.orphan": (
        {"content/articles/b.png": PNG, "content/notes.txt": "à moi"},
        ("content/articles/b.png: warning: an image that nothing shows",),
    ),
    "article.summary-too-long": (
        {X: article(title="X", date="2023-07-18\nsummary: " + "mot " * 90)},
        (f"{X}:4:10: warning: a `summary` of 359 characters",),
    ),
    "article.date-differs": (
        {"content/articles/2023-07-19-x.md": article(title="X", date="2023-08-19")},
        (
            "content/articles/2023-07-19-x.md:3:7: warning: the name of the file says 2023-07-19, "
            "`date` another day",
        ),
    ),
    "article.far-date": (
        {X: article(title="X", date="2162-11-25")},
        (f"{X}:3:7: warning: an article that waits more than a year for its date: 2162-11-25",),
    ),
    "article.same-title": (
        {X: article(title="Titre", date="2023-07-19")},
        (f"{X}:2:8: warning: the same title as content/articles/2023-07-18-llama.md",),
    ),
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path, SMALL)


def check(site: Path, *args: str) -> tuple[int, list[str]]:
    """Return the status of `check`, and the first line of each problem."""
    env = {"SITE_BUILDER_LANG": "en"}
    result = CliRunner(env=env).invoke(main, ["check", "--site", str(site), *args])
    lines = [
        line for line in result.stderr.splitlines() if ": warning: " in line or "error" in line
    ]
    return result.exit_code, [line for line in lines if not line[0].isdigit()]


@pytest.mark.parametrize("code", ADVICE)
def test_check_says_it_and_build_does_not(code: str, site: Path) -> None:
    files, expected = ADVICE[code]
    make_site(site, files)
    assert check(site) == (0, list(expected))
    assert check(site, "--strict") == (1, list(expected))
    built = build_here(site, "--strict")
    assert (built.exit_code, built.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2023-07-18-x.md", "2023-07-18"),
        ("2023-07-18-x/index.md", "2023-07-18T23:59"),
        ("2023-07-18-x.md", "2023-07-18T23:30Z"),  # the 19th in Paris
        ("2023-02-30-x.md", "2023-07-18"),  # no day, a mere name
        ("2023-07-18-x.md", "2023-08-18\ndraft: true"),  # not settled
    ],
)
def test_a_file_named_after_its_day_needs_nothing(name: str, date: str, site: Path) -> None:
    make_site(site, {f"content/articles/{name}": article(title="X", date=date)})
    assert check(site) == (0, [])


@pytest.mark.parametrize(
    "body",
    [
        "![Une puce](a.png)",
        "![](a.png){role=presentation}",
        "<img src='a.png' alt='Une puce'>",
        '<img alt="Une puce" src="a.png">',
        "![*Une* puce][p]\n\n[p]: a.png",
    ],
)
def test_a_described_image_and_a_decoration_need_nothing(body: str, site: Path) -> None:
    make_site(site, {X: article(f"Voir {body}\n", title="X"), "content/articles/a.png": PNG})
    assert check(site) == (0, [])


def test_an_image_of_the_front_matter_without_a_text_is_an_error_in_its_place(site: Path) -> None:
    lines = "2023-07-18\nimage:\n  src: a.png"
    make_site(site, {X: article(title="X", date=lines), "content/articles/a.png": PNG})
    status, told = check(site)
    assert status == 1
    assert told[0] == f"{X}:5:3: error: `image.alt` is missing"


SHOWN: dict[str, Files] = {
    "beside": {X: article("Voir ![a](b.png)\n", title="X"), "content/articles/b.png": PNG},
    "from the root of content/": {
        X: article("Voir ![a](/images/b.png)\n", title="X"),
        "content/images/b.png": PNG,
    },
    "by its address": {
        "content/articles/d/index.md": article("Un dossier.\n", title="D"),
        "content/articles/d/b.png": PNG,
        X: article("Voir ![a](/articles/d/b.png)\n", title="X"),
    },
    "only linked to": {X: article("[a](b.png)\n", title="X"), "content/articles/b.png": PNG},
    "at the head of an article": {
        X: article(title="X", date='2023-07-18\nimage: {src: b.png, alt: ""}'),
        "content/articles/b.png": PNG,
    },
    "in a draft": {
        X: article("Voir ![a](b.png)\n", title="X", date="2023-07-18\ndraft: true"),
        "content/articles/b.png": PNG,
    },
    "as a logo": {
        "content/companies/meta.md": "---\nname: Meta\nlogo: b.png\n---\n",
        "content/companies/b.png": PNG,
    },
    "in a template": {
        "content/images/b.png": PNG,
        "templates/404.html": '{% extends "base.html" %}{% block main %}'
        '<img src="/images/b.png" alt="">{% endblock %}',
    },
}


@pytest.mark.parametrize("name", SHOWN)
def test_an_image_that_is_shown_is_no_orphan(name: str, site: Path) -> None:
    make_site(site, SHOWN[name])
    assert check(site) == (0, [])


def test_no_orphan_is_guessed_while_a_file_cannot_be_read(site: Path) -> None:
    make_site(site, {X: "---\ntitle: X\n---\n![a](b.png)\n", "content/articles/b.png": PNG})
    status, told = check(site)
    assert status == 1
    assert [line for line in told if "orphan" in line or "nothing shows" in line] == []
