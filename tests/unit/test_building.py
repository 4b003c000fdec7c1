"""Nothing changed: told from the looks of files where they can tell, and by content where not."""

import datetime as dt
import os
import threading
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from site_builder import pipeline
from site_builder.building import build
from site_builder.exchange import hold
from site_builder.looks import look_at
from site_builder.manifest import TICK_NS, encode_state, read_folder, signature
from site_builder.memory import FOLDER, READINGS
from site_builder.outcome import Built, Options
from site_builder.readings import open_readings
from tests.site import SITE_TOML, SMALL, article, contents, make_site

NOW = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


class Whole(Exception):
    """Raised when a whole build is begun."""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    texts = {
        "site.toml": SITE_TOML,
        "content/articles/un.md": article("Voir [le deux](deux.md).\n", title="Un"),
        "content/articles/deux.md": article(title="Deux"),
        "content/articles/demain.md": article(title="Demain", date="2024-01-02T00:00+00:00"),
        "content/companies/meta.md": "---\nname: Meta\nparent: Inconnue\n---\n",
    }
    root = make_site(tmp_path / "site", texts)
    time.sleep(TICK_NS / 1e9)
    run(root)
    return root


def run(site: Path, **asked: object) -> Built:
    given = {"site": site, "output": site / "public", "now": NOW, **asked}
    built = build(Options(**given), lambda *_: None, lambda: None)  # type: ignore[arg-type]  # as above
    assert isinstance(built, Built), built
    return built


@pytest.fixture
def asleep(site: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site that was built, in a house where no whole build can be made."""

    def refuse(*_: object) -> None:
        raise Whole

    monkeypatch.setattr(pipeline, "build", refuse)
    return site


def test_nothing_changed_is_told_as_a_whole_build_tells_it(site: Path) -> None:
    whole = run(site, verify=True)
    quick = run(site)
    assert quick == whole
    assert not quick.made
    assert not quick.published.changed
    assert quick.until == dt.datetime(2024, 1, 2, tzinfo=dt.UTC)


def test_it_takes_no_whole_build(asleep: Path) -> None:
    run(asleep)
    run(asleep, now=NOW + dt.timedelta(hours=23))
    run(asleep, jobs=7)


@pytest.mark.parametrize(
    "asked",
    [
        {"clean": True},
        {"verify": True},
        {"drafts": True},
        {"future": True},
        {"strict": True},
        {"now": NOW + dt.timedelta(hours=24)},
        {"now": NOW - dt.timedelta(hours=1)},
    ],
    ids=str,
)
def test_another_question_is_not_answered_from_memory(
    asleep: Path, asked: dict[str, object]
) -> None:
    with pytest.raises(Whole):
        run(asleep, **asked)


def test_another_output_is_another_question(asleep: Path, tmp_path: Path) -> None:
    with pytest.raises(Whole):
        run(asleep, output=tmp_path / "other")


def _edit(path: Path) -> None:
    look = path.stat()
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=(look.st_atime_ns, look.st_mtime_ns))


@pytest.mark.parametrize(
    "name",
    [
        "site.toml",
        "content/articles/un.md",
        "public/index.html",
        "public/articles/un/index.html",
        "public/.site-builder.json",
        ".public.spare/state",
        ".site-builder/last.json",
    ],
)
def test_an_edit_that_keeps_size_and_time_is_seen(asleep: Path, name: str) -> None:
    _edit(asleep / name)
    with pytest.raises(Whole):
        run(asleep)


@pytest.mark.parametrize(
    "name", ["content/articles/un.md", "public/articles/un/index.html", "public/feed.xml"]
)
def test_a_file_that_went_is_missed(asleep: Path, name: str) -> None:
    (asleep / name).unlink()
    with pytest.raises(Whole):
        run(asleep)


@pytest.mark.parametrize(
    "name", ["content/articles/trois.md", "content/a.png", "templates/page.html"]
)
def test_a_file_that_came_is_seen(asleep: Path, name: str) -> None:
    make_site(asleep, {name: "x"})
    with pytest.raises(Whole):
        run(asleep)


def test_what_others_put_beside_the_pages_is_no_reason_to_build(asleep: Path) -> None:
    make_site(asleep, {"public/CNAME": "example.org", "public/articles/un/notes.txt": "notes"})
    run(asleep)
    assert (asleep / "public/articles/un/notes.txt").read_text(encoding="utf-8") == "notes"


def test_a_folder_of_the_output_behind_a_link_is_not_taken_for_it(asleep: Path) -> None:
    (asleep / "public/articles").rename(asleep / "moved")
    (asleep / "public/articles").symlink_to(asleep / "moved")
    with pytest.raises(Whole):
        run(asleep)


def test_what_a_link_leads_to_is_in_doubt(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", SMALL)
    make_site(site, {"content/images/a.svg": "<svg viewBox='0 0 3 9'/>"})
    (site / "content/images/b.svg").symlink_to("a.svg")
    run(site)
    assert not (site / ".site-builder/last.json").exists()


@pytest.mark.parametrize("folder", ["content/images", "public"])
def test_nobody_waits_for_a_pipe(site: Path, folder: str) -> None:
    (site / folder).mkdir(exist_ok=True)
    os.mkfifo(site / folder / "pipe")
    options = Options(site=site, output=site / "public", now=NOW)
    for _ in range(2):
        result = build(options, lambda *_: None, lambda: None)
        assert isinstance(result, Built) == (folder == "public")


def test_an_extension_of_somebody_else_is_in_doubt(
    site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "ours_only.py").write_text(
        "from markdown.extensions import Extension\n"
        "class Ours(Extension):\n    def extendMarkdown(self, md):\n        pass\n"
        "def makeExtension(**_):\n    return Ours()\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    settings = SITE_TOML + '[markdown]\nextensions = ["ours_only"]\n'
    (site / "site.toml").write_text(settings, encoding="utf-8")
    run(site)
    monkeypatch.setattr(pipeline, "build", lambda *_: (_ for _ in ()).throw(Whole))
    with pytest.raises(Whole):
        run(site)


def test_two_edits_within_a_tick_are_two(site: Path) -> None:
    path = site / "content/articles/deux.md"
    for word in ("alpha", "bravo", "gamma"):
        path.write_text(article(f"{word}\n", title="Deux"), encoding="utf-8")
        run(site)
        assert word in (site / "public/articles/deux/index.html").read_text(encoding="utf-8")


def test_a_name_that_is_no_text_is_in_doubt(asleep: Path) -> None:
    Path(os.fsdecode(os.fsencode(asleep) + b"/content/latin-\xe9")).write_bytes(b"")
    with pytest.raises(Whole):
        run(asleep)


def test_what_was_written_just_now_is_known_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("one", encoding="utf-8")
    looks = look_at([str(tmp_path)])
    assert looks.in_doubt() == (str(path),)
    before = looks.digest(looks.in_doubt())
    path.write_text("two", encoding="utf-8")
    assert looks.digest([str(path)]) != before  # whatever its look
    time.sleep(2 * TICK_NS / 1e9)
    assert look_at([str(tmp_path)]).in_doubt() == ()


def test_a_first_build_notes_what_it_read(site: Path) -> None:
    noted = open_readings(site / ".site-builder/readings").known
    assert str(site / "content/articles/un.md") in noted
    assert (site / ".site-builder/.gitignore").read_text(encoding="utf-8") == "*\n"


def test_verify_reads_what_looks_as_it_was(site: Path) -> None:
    """As a disk that lies would: the page is not what the note of its look says."""
    before = contents(site / "public")
    name = "articles/un/index.html"
    _edit(site / "public" / name)
    folder = read_folder(site / "public")
    noted = replace(folder.entries[name], look=signature((site / "public" / name).stat()))
    lying = replace(folder, entries={**folder.entries, name: noted})
    long_after = time.time_ns() + 10_000_000_000
    (site / ".public.spare/state").write_bytes(encode_state(lying, long_after))
    assert not run(site).made
    assert contents(site / "public") != before
    assert run(site, verify=True).made == (name,)
    assert contents(site / "public") == before


def test_a_page_that_somebody_changed_is_made_again_with_what_else_changed(site: Path) -> None:
    before = contents(site / "public")
    _edit(site / "public/articles/un/index.html")
    (site / "public/articles/deux/index.html").unlink()
    (site / "content/articles/trois.md").write_text(article(title="Trois"), encoding="utf-8")
    made = run(site).made
    assert {"articles/un/index.html", "articles/deux/index.html"} < set(made)
    (site / "content/articles/trois.md").unlink()
    run(site)
    assert contents(site / "public") == before


def test_a_swap_that_was_not_settled_is_settled(asleep: Path) -> None:
    (asleep / ".public.spare/swap.json").write_bytes(b"as a kill leaves it")
    with pytest.raises(Whole):
        run(asleep)


def test_what_is_written_while_another_build_is_waited_for_is_published(site: Path) -> None:
    """The looks from before the wait say nothing of it."""
    article_file, page = site / "content/articles/un.md", site / "public/articles/un/index.html"
    time.sleep(3 * TICK_NS / 1e9)
    run(site, verify=True)  # all has settled, and is known by its looks
    assert str(article_file) in open_readings(site / FOLDER / READINGS).known
    (site / "content/articles/deux.md").write_text(article("Autre.\n", title="Deux"), "utf-8")
    release, held = threading.Event(), threading.Event()

    def other() -> None:
        with hold(site / "public", lambda: None):
            held.set()
            release.wait(10)

    def waiting() -> None:
        text = article_file.read_text(encoding="utf-8")
        article_file.write_text(text.replace("Voir", "Lire"), encoding="utf-8")
        release.set()

    thread = threading.Thread(target=other)
    thread.start()
    held.wait(10)
    built = build(Options(site=site, output=site / "public", now=NOW), lambda *_: None, waiting)
    thread.join()
    assert isinstance(built, Built), built
    assert release.is_set()
    assert "Lire" in page.read_text(encoding="utf-8")


def test_what_another_build_has_published_meanwhile_stays_published(site: Path) -> None:
    """It looked later, and had ended when this one asked for the lock."""
    time.sleep(3 * TICK_NS / 1e9)
    looks = look_at([str(site / "content")])
    (site / "content/articles/trois.md").write_text(article(title="Trois"), encoding="utf-8")
    run(site)
    options = Options(site=site, output=site / "public", now=NOW)
    built = pipeline.build(options, lambda *_: None, lambda: None, looks=looks)
    assert isinstance(built, Built), built
    assert (site / "public/articles/trois/index.html").exists()
