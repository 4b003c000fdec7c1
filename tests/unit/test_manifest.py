import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from site_builder.exchange import hold
from site_builder.fingerprint import digest_bytes
from site_builder.manifest import (
    MANIFEST,
    Entry,
    Folder,
    OutputError,
    Standing,
    ancestors,
    encode_manifest,
    encode_state,
    read_folder,
    signature,
)
from site_builder.publish import Item, Published, publish
from site_builder.record import checked, decode, encode, with_checksum
from site_builder.tree import foreign_part, scan

PAGE = "articles/l-ete/index.html"
NEVER_NS = 1 << 62
PAGES = {PAGE: b"<p>L'\xc3\xa9t\xc3\xa9</p>", "feed.xml": b"<rss/>", "articles/b/index.html": b"b"}


def published(output: Path, pages: dict[str, bytes]) -> Folder:
    items = [Item(path=path, key=f"key of {path}", content=data) for path, data in pages.items()]
    with hold(output, lambda: None):
        result = publish(read_folder(output), items, protected=(), sources=())
    assert isinstance(result, Published)
    return read_folder(output)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    published(tmp_path / "public", PAGES)
    return tmp_path / "public"


def test_an_entry_tells_what_was_published(output: Path) -> None:
    folder = read_folder(output)
    assert folder.paths == PAGES.keys()
    data = PAGES[PAGE]
    look = signature((output / PAGE).stat())
    assert folder.entry(PAGE) == Entry(
        key=f"key of {PAGE}", digest=digest_bytes(data), size=len(data), look=look
    )
    assert folder.entry("articles/c/index.html") is None
    assert folder.entry(MANIFEST) is None


def truncate(page: Path) -> None:
    page.write_bytes(page.read_bytes()[:-1])


def flip_a_bit(page: Path) -> None:
    data = bytearray(page.read_bytes())
    data[3] ^= 1
    page.write_bytes(data)


def flip_a_bit_and_restore_the_time(page: Path) -> None:
    before = page.stat()
    flip_a_bit(page)
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))


def replace_by_another_of_the_same_size_and_time(page: Path) -> None:
    before = page.stat()
    other = page.with_name("other")
    other.write_bytes(page.read_bytes())
    flip_a_bit(other)
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.rename(page)


def replace_by_a_link_to_the_same(page: Path) -> None:
    page.rename(page.with_name("moved"))
    page.symlink_to("moved")


def replace_by_a_folder(page: Path) -> None:
    page.unlink()
    page.mkdir()


def replace_by_a_pipe(page: Path) -> None:
    page.unlink()
    os.mkfifo(page)


def replace_its_folder_by_a_link_to_the_same(page: Path) -> None:
    page.parent.rename(page.parent.with_name("moved"))
    page.parent.symlink_to("moved")


def replace_a_folder_above_by_a_link_to_the_same(page: Path) -> None:
    page.parents[1].rename(page.parents[2] / "moved")
    page.parents[1].symlink_to("moved")


def remove_its_folder(page: Path) -> None:
    page.unlink()
    page.parent.rmdir()


@pytest.mark.parametrize(
    "damage",
    [
        Path.unlink,
        truncate,
        flip_a_bit,
        flip_a_bit_and_restore_the_time,
        replace_by_another_of_the_same_size_and_time,
        replace_by_a_link_to_the_same,
        replace_by_a_folder,
        replace_by_a_pipe,
        replace_its_folder_by_a_link_to_the_same,
        replace_a_folder_above_by_a_link_to_the_same,
        remove_its_folder,
    ],
)
@pytest.mark.parametrize("state", ["kept", "lost"])
def test_a_damaged_file_has_no_entry(
    output: Path, damage: Callable[[Path], None], state: str
) -> None:
    if state == "lost":
        (output.parent / ".public.spare/state").unlink()
    damage(output / PAGE)
    folder = read_folder(output)
    assert folder.entry(PAGE) is None
    assert PAGE in folder.paths
    assert folder.entry("feed.xml") is not None


def touch(page: Path) -> None:
    os.utime(page, ns=(1, 1))


def link(page: Path) -> None:
    page.with_name("linked").hardlink_to(page)


def copy_in_place(page: Path) -> None:
    data = page.read_bytes()
    page.unlink()
    page.write_bytes(data)


@pytest.mark.parametrize("change", [touch, link, copy_in_place])
def test_a_file_that_only_looks_changed_is_read_and_believed(
    output: Path, change: Callable[[Path], None]
) -> None:
    change(output / PAGE)
    assert read_folder(output).entry(PAGE) is not None


def write_state(output: Path, folder: Folder, now_ns: int = NEVER_NS) -> None:
    """Note *folder* at *now_ns*: long after all that lies there was written, unless it is said."""
    (output.parent / ".public.spare/state").write_bytes(encode_state(folder, now_ns))


def note_look(output: Path, path: str) -> None:
    """Note of the file at *path* that it looks as it does, whatever it holds."""
    folder = read_folder(output)
    noted = replace(folder.entries[path], look=signature((output / path).stat()))
    write_state(output, replace(folder, entries={**folder.entries, path: noted}))


def test_a_file_that_looks_as_written_is_not_read(output: Path) -> None:
    page = output / PAGE
    flip_a_bit(page)
    note_look(output, PAGE)
    assert read_folder(output).entry(PAGE) is not None


def test_a_look_recorded_for_other_content_proves_nothing(output: Path) -> None:
    page = output / PAGE
    flip_a_bit(page)
    look = page.stat()
    noted = Entry(
        key="key",
        digest=digest_bytes(page.read_bytes()),
        size=look.st_size,
        look=signature(look),
    )
    folder = read_folder(output)
    other = replace(folder, entries={**folder.entries, PAGE: noted}, manifest="of another site")
    write_state(output, other)
    assert read_folder(output).entry(PAGE) is None


def test_the_look_of_a_file_is_noted_when_its_time_cannot_hide_a_later_write(output: Path) -> None:
    folder = read_folder(output)
    look = (output / PAGE).stat()
    entry = replace(folder.entries[PAGE], look=signature(look))

    def noted(after_ns: int) -> object:
        write_state(output, replace(folder, entries={PAGE: entry}), look.st_ctime_ns + after_ns)
        return read_folder(output).entries[PAGE].look

    assert noted(0) is None
    assert noted(1_000_000_000) == signature(look)


def test_nothing_is_known_of_a_folder_that_is_missing_empty_or_not_ours(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other/index.html").write_text("theirs")
    (tmp_path / "file").write_text("theirs")
    (tmp_path / "linked").mkdir()
    published(tmp_path / "ours", PAGES)
    (tmp_path / "linked" / MANIFEST).symlink_to(tmp_path / "ours" / MANIFEST)
    standings = {
        name: read_folder(tmp_path / name).standing
        for name in ("missing", "empty", "other", "file", "linked")
    }
    assert standings == {
        "missing": Standing.ABSENT,
        "empty": Standing.ABSENT,
        "other": Standing.FOREIGN,
        "file": Standing.FOREIGN,
        "linked": Standing.FOREIGN,
    }
    assert not read_folder(tmp_path / "other").paths


def test_a_record_survives_the_way_to_the_disk() -> None:
    record = {"files": {"é\udcff\n": ["k", "d", 1]}, "n": -1}
    data = encode(record)
    assert decode(data) == record
    assert json.loads(data)["files"] == record["files"]


def test_a_record_altered_anywhere_is_no_record() -> None:
    data = encode({"files": {"a": ["k", "d", 1]}})
    for position in range(len(data)):
        assert decode(data[:position]) is None
        for bit in range(8):
            altered = bytearray(data)
            altered[position] ^= 1 << bit
            assert decode(bytes(altered)) is None
    assert decode(data + b"\n") is None
    assert decode(None) is None


def test_a_payload_altered_anywhere_is_no_record() -> None:
    data = with_checksum(b"letters\n", b"abc")
    assert bytes(checked(b"letters\n", data) or b"") == b"abc"
    assert checked(b"numbers\n", data) is None
    for position in range(len(data)):
        assert checked(b"letters\n", data[:position]) is None
        for bit in range(8):
            altered = bytearray(data)
            altered[position] ^= 1 << bit
            assert checked(b"letters\n", bytes(altered)) is None
    assert checked(b"letters\n", data + b"d") is None
    assert checked(b"letters\n", None) is None


def test_a_state_of_another_shape_is_no_state(output: Path) -> None:
    state = output.parent / ".public.spare/state"
    head = state.read_bytes().partition(b"\n")[0] + b"\n"
    state.write_bytes(with_checksum(head, b"\x93\x01\x02\x03"))
    folder = read_folder(output)
    assert folder.standing is Standing.SOUND
    assert {entry.key for entry in folder.entries.values()} == {""}


def test_a_damaged_manifest_is_replaced_by_the_second_copy(output: Path) -> None:
    manifest = output / MANIFEST
    whole = read_folder(output)
    for data in (b"", b"\0" * 200, manifest.read_bytes()[:-10]):
        manifest.write_bytes(data)
        folder = read_folder(output)
        assert folder.standing is Standing.RESTORED
        assert folder.entries == whole.entries
        assert folder.entry(PAGE) == whole.entry(PAGE)


def test_a_damaged_manifest_without_second_copy_is_still_ours_if_it_begins_like_ours(
    output: Path,
) -> None:
    (output.parent / ".public.spare/state").write_bytes(b"damaged")
    manifest = output / MANIFEST
    manifest.write_bytes(manifest.read_bytes()[:-10])
    assert read_folder(output).standing is Standing.LOST
    assert not read_folder(output).paths
    manifest.write_bytes(b"")
    assert read_folder(output).standing is Standing.FOREIGN


def test_the_manifest_depends_on_the_site_alone(tmp_path: Path) -> None:
    published(tmp_path / "one", PAGES)
    published(tmp_path / "two", {"old.html": b"old"})
    (tmp_path / "two/CNAME").write_text("example.org")
    published(tmp_path / "two", dict(reversed(PAGES.items())))
    assert (tmp_path / "one" / MANIFEST).read_bytes() == (tmp_path / "two" / MANIFEST).read_bytes()


def test_the_manifest_is_what_encode_manifest_says(output: Path) -> None:
    assert (output / MANIFEST).read_bytes() == encode_manifest(read_folder(output).entries)


def test_ancestors() -> None:
    assert ancestors(["a/b/c.html", "a/d", "e"]) == {"a", "a/b"}


def test_what_others_put_there_is_told_from_ours(output: Path) -> None:
    (output / "CNAME").write_text("example.org")
    (output / "articles/notes").mkdir()
    (output / "articles/notes/todo.txt").write_text("todo")
    (output / "empty").mkdir()
    (output / "link").symlink_to("articles")
    replace_by_a_folder(output / "feed.xml")
    folder = read_folder(output)
    foreign = foreign_part(scan(str(output)), folder.paths, folder.live.keys())
    assert foreign.files.keys() == {"CNAME", "articles/notes/todo.txt", "link"}
    assert foreign.folders.keys() == {"articles", "articles/notes", "empty", "feed.xml"}


def test_a_folder_that_cannot_be_read_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OutputError) as caught:
        read_folder(tmp_path / "loop/public")
    assert caught.value.error.errno == errno.ELOOP
    assert caught.value.path == tmp_path / "loop/public"
