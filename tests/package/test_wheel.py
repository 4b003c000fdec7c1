"""The wheel, installed away from the checkout with what it declares and nothing else."""

import importlib.metadata
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
NAME = "site-builder"

SITE_TOML = """\
title = "La Puce"
base_url = "https://puce.example"
description = "Une lettre sur les puces."
"""
ARTICLE = """\
---
title: Meta ouvre Llama
date: 2023-07-18
companies: [Meta]
---

Le modèle est ouvert.
"""


def run(command: list[str | Path], folder: Path) -> str:
    """Return what *command* prints in *folder*; it knows nothing of this checkout or its Python."""
    unknown = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if name not in unknown}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**environment, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build_wheel(source: Path, folder: Path) -> Path:
    """Return the wheel that pip makes of *source*, with the build tools of the lock."""
    options = ["--quiet", "--no-build-isolation", "--no-deps", "--wheel-dir"]
    run([sys.executable, "-m", "pip", "wheel", *options, folder, source], folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


def needed(name: str, seen: set[str]) -> set[str]:
    """Return the distributions that *name* needs to run, itself left out, from its metadata."""
    for text in importlib.metadata.requires(name) or ():
        requirement = Requirement(text)
        inner = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if inner not in seen and (
            requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        ):
            seen.add(inner)
            needed(inner, seen)
    return seen


def lend(names: set[str], folder: Path) -> None:
    """Link what the distributions *names* consist of into *folder*, as if installed there."""
    for name in sorted(names):
        distribution = importlib.metadata.distribution(name)
        tops = {file.parts[0] for file in distribution.files or ()}
        for top in tops - {"..", "__pycache__"}:
            (folder / top).symlink_to(str(distribution.locate_file(top)))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a new environment that has the wheel and what it declares."""
    home = tmp_path_factory.mktemp("installed") / "venv"
    run([sys.executable, "-m", "venv", "--without-pip", home], home.parent)
    python = home / "bin" / "python"
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", python]
    run([*pip, "install", "--quiet", "--no-deps", wheel], home.parent)
    (packages,) = home.glob("lib/python*/site-packages")
    lend(needed(NAME, set()), packages)
    return python.parent


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Only what an editor writes: no templates."""
    (tmp_path / "site.toml").write_text(SITE_TOML, encoding="utf-8")
    article = tmp_path / "content/articles/2023-07-18-llama.md"
    article.parent.mkdir(parents=True)
    article.write_text(ARTICLE, encoding="utf-8")
    return tmp_path


def test_the_wheel_holds_the_package_and_the_theme(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    inside = {name for name in names if not name.partition("/")[0].endswith(".dist-info")}
    code = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "site_builder").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    theme = {
        f"site_builder/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "templates").rglob("*")
        if path.is_file()
    }
    assert inside == code | theme
    assert {"site_builder/py.typed", "site_builder/templates/base.html"} <= inside
    assert any(name.endswith("/licenses/LICENSE") for name in names)


def test_the_code_comes_from_the_wheel(programs: Path, tmp_path: Path) -> None:
    where = "import site_builder; print(site_builder.__file__)"
    found = Path(run([programs / "python", "-c", where], tmp_path).strip())
    assert found.is_relative_to(programs.parent.resolve())


def test_the_wheel_builds_a_site_of_content_and_configuration(programs: Path, site: Path) -> None:
    printed = run([programs / "site-builder", "build"], site)
    assert "public" in printed
    page = (site / "public/articles/llama/index.html").read_text(encoding="utf-8")
    assert "Le modèle est ouvert." in page
    assert (site / "public/entreprises/meta/feed.xml").is_file()
    assert list((site / "public/assets").glob("style.*.css"))
    assert not (site / "templates").exists()


def test_it_makes_a_newsletter_that_builds(programs: Path, tmp_path: Path) -> None:
    run([programs / "site-builder", "init", "--yes", "mon-journal"], tmp_path)
    assert (tmp_path / "mon-journal/.github/workflows/publier.yml").is_file()
    run([programs / "site-builder", "build", "--strict"], tmp_path / "mon-journal")
    assert (tmp_path / "mon-journal/public/articles/bienvenue/index.html").is_file()


def test_it_speaks_french(programs: Path, tmp_path: Path) -> None:
    run([programs / "site-builder", "init", "--yes", "j"], tmp_path)
    text = (tmp_path / "j/site.toml").read_text(encoding="utf-8")
    text = text.replace('messages = "en"', 'messages = "fr"')
    (tmp_path / "j/site.toml").write_text(text, encoding="utf-8")
    assert "Construire le site" in run([programs / "site-builder", "--help"], tmp_path / "j")


def test_both_ways_to_start_it_say_the_same(programs: Path, tmp_path: Path) -> None:
    version = run([programs / "site-builder", "--version"], tmp_path)
    assert importlib.metadata.version(NAME) in version
    usage = run([programs / "python", "-m", "site_builder", "--help"], tmp_path)
    assert usage.startswith("Usage: python -m site_builder ")
    by_name = run([programs / "site-builder", "--help"], tmp_path)
    assert usage.replace("python -m site_builder", "site-builder") == by_name


def test_the_source_distribution_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory"]
    run([*command, tmp_path], ROOT)
    (archive,) = tmp_path.glob("*.tar.gz")
    assert build_wheel(archive, tmp_path).read_bytes() == wheel.read_bytes()
