"""A file that looks as it did when it was read is not read again; any other is."""

import os
import time
from operator import attrgetter
from pathlib import Path

import pytest

from site_builder.fingerprint import digest_bytes
from site_builder.looks import look_at
from site_builder.manifest import signature
from site_builder.readings import Readings, open_readings
from site_builder.sources import Seen, Source, fetch, read_sources
from tests.site import make_site

SETTLED = 3.0  # seconds after which even a disk with a coarse clock would tell


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.md"
    path.write_text("avant", encoding="utf-8")
    return path


def later(file: Path | None = None) -> Readings:
    """Return readings of some seconds from now, so that what was just written has settled."""
    return Readings(file, since_ns=time.time_ns() + int(SETTLED * 1e9))


def test_a_file_is_read_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readings = later()
    first = readings.of_file(str(file))
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("read again"))
    assert readings.of_file(str(file)) == first == digest_bytes(b"avant")


def test_an_edit_that_keeps_size_and_time_is_seen(file: Path) -> None:
    readings = later()
    readings.of_file(str(file))
    look = file.stat()
    time.sleep(0.02)
    file.write_text("apres", encoding="utf-8")
    os.utime(file, ns=(look.st_atime_ns, look.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (look.st_size, look.st_mtime_ns)
    assert readings.of_file(str(file)) == digest_bytes(file.read_bytes())


def test_another_file_in_its_place_is_seen(file: Path) -> None:
    readings = later()
    readings.of_file(str(file))
    other = file.with_name("b.md")
    other.write_text("apres", encoding="utf-8")
    other.replace(file)
    assert readings.of_file(str(file)) == digest_bytes(b"apres")


def test_what_was_written_a_moment_ago_is_not_believed(file: Path) -> None:
    """Another edit within the same tick of the clock would look the same."""
    readings = Readings(None)
    readings.of_file(str(file))
    assert readings.known == {}


def test_readings_are_written_down_and_those_not_asked_for_forgotten(tmp_path: Path) -> None:
    names = [str(tmp_path / name) for name in ("a", "b")]
    for name in names:
        Path(name).write_text(name, encoding="utf-8")
    note = tmp_path / "readings"
    readings = later(note)
    digests = [readings.of_file(name) for name in names]
    readings.save()
    found = open_readings(note)
    assert found.digest(names[0], signature(Path(names[0]).stat())) == digests[0]
    found.save()
    assert list(open_readings(note).known) == names[:1]


@pytest.mark.parametrize("damage", [b"", b"site", None])
def test_damaged_readings_are_none(tmp_path: Path, file: Path, damage: bytes | None) -> None:
    note = tmp_path / "readings"
    readings = later(note)
    readings.of_file(str(file))
    readings.save()
    data = bytearray(note.read_bytes())
    data[-1] ^= 1
    note.write_bytes(data if damage is None else damage)
    assert open_readings(note).known == {}
    assert open_readings(tmp_path / "none").known == {}


def test_readings_that_are_not_believed_are_none(tmp_path: Path, file: Path) -> None:
    note = tmp_path / "readings"
    readings = later(note)
    readings.of_file(str(file))
    readings.save()
    assert open_readings(note, believed=False).known == {}
    assert open_readings(note).known != {}


def test_sources_that_look_the_same_are_named_and_fetched_when_wanted(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", {"content/articles/a.md": "A", "content/p.png": "P"})
    readings = later()
    first = read_sources(site, readings)
    second = read_sources(site, readings)
    assert [type(text) for text in (*first.texts, *second.texts)] == [Source, Seen]
    assert second.read == ()
    assert second.media == first.media
    assert fetch(site, second.texts[0]) == first.texts[0]
    (site / "content/articles/a.md").unlink()
    gone = fetch(site, second.texts[0])
    assert getattr(gone, "code", None) == "file.unreadable"


def test_what_somebody_looked_at_is_read_as_if_it_were_walked(tmp_path: Path) -> None:
    files = {
        "content/articles/a.md": "A",
        "content/articles/a/b.md": "B",
        "content/articles/a.b/c.png": "C",
        "content/__pycache__/d.md": "D",
        "content/.cache/e.md": "E",
        "content/.cache/deep/f.md": "F",
        "content/folder.md/g.md": "G",
        "content/folder.md/deep/h.md": "H",
        "content/notes.MD": "N",
        "content/draft.md~": "T",
        "content/bad\x01folder/i.md": "I",
        "content-more/j.md": "J",
    }
    site = make_site(tmp_path / "site", files)
    looks = look_at([str(site / "content"), str(site / "content-more")])
    for readings in (later(), None):
        seen = read_sources(site, readings, looks)
        walked = read_sources(site)
        assert [(t.path, t.digest) for t in seen.texts] == [
            (t.path, t.digest) for t in walked.texts
        ]
        assert seen.media == walked.media
        key = attrgetter("code", "place.path")
        assert sorted(seen.problems, key=key) == sorted(walked.problems, key=key)
    assert [t.path for t in walked.texts] == [
        "content/__pycache__/d.md",
        "content/articles/a.md",
        "content/articles/a/b.md",
    ]


def test_a_link_among_what_was_looked_at_is_followed(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", {"content/a.md": "A"})
    (site / "content/b.md").symlink_to("a.md")
    looks = look_at([str(site / "content")])
    assert [t.path for t in read_sources(site, later(), looks).texts] == [
        "content/a.md",
        "content/b.md",
    ]


def test_a_file_that_changes_between_the_look_and_the_reading_is_not_believed(
    tmp_path: Path,
) -> None:
    """What is read then is noted by a look that the file will never have again."""
    site = make_site(tmp_path / "site", {"content/a.md": "avant"})
    time.sleep(SETTLED)
    looks = look_at([str(site / "content")])
    (site / "content/a.md").write_text("apres", encoding="utf-8")
    readings = Readings(None)
    (read,) = read_sources(site, readings, looks).texts
    assert read.digest == digest_bytes(b"apres")
    (site / "content/a.md").write_text("enfin", encoding="utf-8")
    (read,) = read_sources(site, readings, look_at([str(site / "content")])).texts
    assert read.digest == digest_bytes(b"enfin")


def test_a_file_that_went_since_somebody_looked_is_a_problem(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", {"content/a.md": "A", "content/b.md": "B"})
    looks = look_at([str(site / "content")])
    (site / "content/a.md").unlink()
    sources = read_sources(site, later(), looks)
    assert [p.code for p in sources.problems] == ["file.unreadable"]
