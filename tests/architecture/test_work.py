"""How much work a build does, counted and not timed: what grows here will be felt by editors."""

import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from site_builder.manifest import TICK_NS
from tests.site import SITE_TOML, article, make_site

COUNT = 12
# Runs a build and tells what it opened, what it imported and what it made.
_WITNESS = """
import json, os, sys
site = sys.argv[1]
opened = []
def hear(event, args):
    if event == "open" and isinstance(args[0], str) and args[0].startswith(site):
        if args[2] & os.O_DIRECTORY:  # to look at what lies there, which reads nothing
            return
        writes = args[2] & (os.O_WRONLY | os.O_RDWR)
        opened.append((os.path.relpath(args[0], site), bool(writes)))
sys.addaudithook(hear)
from site_builder.cli import main
main(["build", "--site", site, "--jobs", "1"], standalone_mode=False)
print(json.dumps({"opened": opened, "modules": sorted(sys.modules)}))
"""


@dataclass(frozen=True, kw_only=True)
class Work:
    """What one build did."""

    read: list[str]
    written: list[str]
    modules: set[str]
    changed: list[str]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    texts = {
        f"content/articles/2023-07-{n + 1:02}-numero-{n}.md": article(
            f"Le texte {n}, sans plus.\n", title=f"Numéro {n}", date=f"2023-07-{n + 1:02}"
        )
        for n in range(COUNT)
    }
    root = make_site(tmp_path / "site", {"site.toml": SITE_TOML, **texts})
    time.sleep(2 * TICK_NS / 1e9)  # what was written a moment ago would be read again
    build(root)
    return root


def build(site: Path) -> Work:
    before = inodes(site / "public")
    done = subprocess.run(
        [sys.executable, "-c", _WITNESS, str(site)],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    seen = json.loads(done.stdout.splitlines()[-1])
    after = inodes(site / "public")
    return Work(
        read=sorted(name for name, writes in seen["opened"] if not writes),
        written=sorted(name for name, writes in seen["opened"] if writes),
        modules=set(seen["modules"]),
        changed=sorted(path for path in after if after[path] != before.get(path)),
    )


def inodes(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): path.stat().st_ino
        for path in folder.rglob("*")
        if path.is_file()
    }


def texts_read(work: Work) -> list[str]:
    return [name for name in work.read if name.startswith("content/")]


# What takes long to import, and is for reading texts, making pages or showing them.
HEAVY = {
    "PIL",
    "feedgen",
    "feedparser",
    "frontmatter",
    "jinja2",
    "lxml",
    "markdown",
    "nh3",
    "site_builder.pipeline",
    "site_builder.views",
    "uvicorn",
    "yaml",
}


def test_a_build_in_which_nothing_changed_reads_no_source_and_writes_nothing(site: Path) -> None:
    build(site)  # what was written a moment ago is looked into once
    work = build(site)
    # site.toml says in which language to speak.
    assert set(work.read) == {
        ".public.spare/state",
        ".site-builder/last.json",
        "public/.site-builder.json",
        "site.toml",
    }
    assert work.written == []
    assert work.changed == []
    assert not work.modules & HEAVY
    assert len([name for name in work.modules if name.startswith("site_builder")]) < 50


def test_a_build_that_decides_by_content_writes_no_page(site: Path) -> None:
    (site / ".site-builder/last.json").unlink()
    (site / ".site-builder/readings").unlink()
    work = build(site)
    assert work.changed == []
    assert len(texts_read(work)) == len(set(texts_read(work))) == COUNT  # each once
    assert not [name for name in work.written if name.startswith("public")]
    assert not work.modules & (HEAVY - {"jinja2", "site_builder.pipeline", "site_builder.views"})


def test_a_body_renders_its_page_and_the_feeds(site: Path) -> None:
    name = f"content/articles/2023-07-{COUNT:02}-numero-{COUNT - 1}.md"
    path = site / name
    path.write_text(path.read_text(encoding="utf-8") + "\nUne phrase.\n", encoding="utf-8")
    work = build(site)
    pages = [name for name in work.changed if name.endswith(".html")]
    assert pages == [f"articles/numero-{COUNT - 1}/index.html"]
    assert "jinja2" not in work.modules  # the theme is plain, and was compiled before
    assert "site_builder.plan" not in work.modules  # nor is the site planned anew
    assert set(texts_read(work)) == {name}
    bodies = [name for name in work.written if name.startswith("public/")]
    assert bodies == []  # the live folder is never written in
    # A plain text is read without them.
    assert not work.modules & {"frontmatter", "markdown", "nh3", "yaml"}


def test_a_title_renders_its_page_its_neighbours_and_the_lists_that_show_it(site: Path) -> None:
    path = site / "content/articles/2023-07-06-numero-5.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Numéro 5", "Cinq"), encoding="utf-8")
    work = build(site)
    articles = [n for n in work.changed if n.startswith("articles/") and n.endswith(".html")]
    assert articles == [f"articles/numero-{n}/index.html" for n in (4, 5, 6)]
    assert "index.html" in work.changed
    assert len([name for name in work.changed if name.endswith(".html")]) <= 8


def test_the_witness_sees_what_is_written(site: Path) -> None:
    shutil.rmtree(site / ".site-builder")
    work = build(site)
    assert any(name.startswith(".site-builder") for name in work.written)
