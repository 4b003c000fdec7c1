"""Files put ahead of their publication: none is lost, none is left."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from site_builder.ahead import Ready, room_ahead
from site_builder.building import build
from site_builder.exchange import hold
from site_builder.manifest import OutputError, read_folder
from site_builder.outcome import Built, Options, Refused
from site_builder.publish import Item, Published, publish
from tests.faults.test_build_faults import NOW, texts
from tests.site import contents, make_site

PAGE = "a/index.html"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "public"


def rooms(output: Path) -> list[Path]:
    """Return the folders with files put ahead that lie beside *output*."""
    return list((output.parent / ".public.spare").glob("ahead-*"))


def test_a_file_that_was_put_ahead_is_published(output: Path) -> None:
    with hold(output, lambda: None), room_ahead(read_folder(output)) as put:
        ready = put(PAGE, b"un")
        assert isinstance(ready, Ready)
        assert ready() == b"un"
        item = Item(path=PAGE, key="1", content=ready)
        publish(read_folder(output), [item], protected=[], sources=[])
    assert (output / PAGE).read_bytes() == b"un"
    assert rooms(output) == []


def test_what_is_not_published_does_not_stay(output: Path) -> None:
    with hold(output, lambda: None):
        with room_ahead(read_folder(output)) as put:
            put(PAGE, b"un")
        assert rooms(output) == []


def test_what_a_killed_build_left_goes(output: Path) -> None:
    with hold(output, lambda: None):
        left = output.parent / ".public.spare" / "ahead-0" / "feuille"
        left.parent.mkdir()
        left.write_bytes(b"un")
        with room_ahead(read_folder(output)):
            assert not left.parent.exists()


def full(_descriptor: int, _data: bytes) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def half(_descriptor: int, data: bytes) -> int:
    return len(data) // 2


@pytest.mark.parametrize("write", [full, half])
def test_where_the_disk_is_full_a_page_is_still_to_be_written(
    output: Path, write: Callable[[int, bytes], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with hold(output, lambda: None), room_ahead(read_folder(output)) as put:
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", write)
            assert put(PAGE, b"un") == b"un"
        (room,) = rooms(output)
        assert list(room.iterdir()) == []


def test_a_site_that_the_disk_could_not_hold_a_third_time_is_not_put_ahead(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for free, taken in ((10_000, True), (5_000, False)):
        monkeypatch.setattr("site_builder.ahead._free_bytes", lambda _, free=free: free)
        with hold(output, lambda: None):
            before = read_folder(output)
            with room_ahead(before) as put:
                item = Item(path=PAGE, key="1", content=put(PAGE, b"u" * 1000))
                assert isinstance(item.content, Ready) is taken
                publish(before, [item], protected=[], sources=[])


def test_where_there_is_no_room_a_page_is_still_to_be_written(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(_path: str) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with hold(output, lambda: None):
        monkeypatch.setattr(os, "mkdir", forbidden)
        with room_ahead(read_folder(output)) as put:
            assert put(PAGE, b"un") == b"un"


def test_a_file_that_somebody_took_away_is_named_as_it_would_be_published(output: Path) -> None:
    with hold(output, lambda: None), room_ahead(read_folder(output)) as put:
        ready = put(PAGE, b"un")
        assert isinstance(ready, Ready)
        Path(ready.path).unlink()
        item = Item(path=PAGE, key="1", content=ready)
        with pytest.raises(OutputError) as told:
            publish(read_folder(output), [item], protected=[], sources=[])
    assert told.value.path == output / PAGE
    assert not output.exists()


def test_a_file_of_the_same_bytes_keeps_its_place(output: Path) -> None:
    for key, changed in (("1", True), ("2", False)):
        with hold(output, lambda: None), room_ahead(read_folder(output)) as put:
            item = Item(path=PAGE, key=key, content=put(PAGE, b"un"))
            done = publish(read_folder(output), [item], protected=[], sources=[])
        assert isinstance(done, Published)
        assert done.changed is changed


def test_a_build_that_is_refused_leaves_nothing(tmp_path: Path) -> None:
    faulty = "---\ntitle: Sans date\n---\n\nUn texte.\n"
    site = make_site(tmp_path / "site", {**texts("un", 3), "content/articles/faux.md": faulty})
    for jobs in (1, 2):
        options = Options(site=site, output=site / "public", now=NOW, jobs=jobs)
        assert isinstance(build(options, lambda *_: None, lambda: None), Refused)
        assert not (site / ".public.spare").exists()


def test_where_nothing_can_be_put_ahead_the_site_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site(tmp_path / "site", texts("un", 3))
    outputs = (site / "public", tmp_path / "other")
    for output in outputs:
        options = Options(site=site, output=output, now=NOW, clean=True)
        assert isinstance(build(options, lambda *_: None, lambda: None), Built)
        monkeypatch.setattr("site_builder.ahead._NAME", "none/ahead-")
    assert contents(outputs[0]) == contents(outputs[1])
