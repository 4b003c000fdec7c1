import errno
import os
import shutil
import socket
import stat
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from site_builder import exchange
from site_builder.exchange import hold
from site_builder.fingerprint import digest_bytes
from site_builder.manifest import MANIFEST, OutputError, Standing, read_folder
from site_builder.publish import Item, Published, Reason, Refusal, find_refusal, publish

Content = bytes | Callable[[], bytes] | None

A = {
    "index.html": b"home A",
    "articles/un/index.html": b"one",
    "articles/deux/index.html": b"two A",
    "assets/style.css": b"css",
    "old/deep/page.html": b"old",
    "becomes-folder": b"file",
    "becomes-file/index.html": b"folder",
}
B = {
    "index.html": b"home B",
    "articles/un/index.html": b"one",
    "articles/deux/index.html": b"two B",
    "assets/style.css": b"css",
    "new/deep/page.html": b"new",
    "becomes-folder/index.html": b"folder",
    "becomes-file": b"file",
}


def no_wait() -> None:
    raise AssertionError("nobody else is building")


def attempt(output: Path, pages: Mapping[str, Content]) -> Published | Refusal:
    items = [
        Item(path=path, key=digest_bytes(data) if isinstance(data, bytes) else "key", content=data)
        for path, data in pages.items()
    ]
    with hold(output, no_wait):
        return publish(read_folder(output), items, protected=(), sources=())


def giving(data: bytes) -> Callable[[], bytes]:
    return lambda: data


def published(output: Path, pages: Mapping[str, Content]) -> Published:
    result = attempt(output, pages)
    assert isinstance(result, Published)
    return result


def content_of(folder: Path) -> dict[str, bytes | str | None]:
    """Every path below *folder*: bytes of a file, target of a link, None for a folder."""
    found: dict[str, bytes | str | None] = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = str(path.readlink())
        elif path.is_file():
            found[name] = path.read_bytes()
        else:
            found[name] = None
    return found


def site_in(output: Path) -> dict[str, bytes | str | None]:
    """What readers can get from *output*: its files, ours and others', and no manifest."""
    found = content_of(output)
    assert found.pop(MANIFEST) is not None
    return {path: data for path, data in found.items() if data is not None}


def looks_below(folder: Path) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for path in [folder, *folder.rglob("*")]:
        look = path.lstat()
        found[str(path)] = (look.st_ino, look.st_mtime_ns, look.st_ctime_ns, look.st_nlink)
    return found


def folders_in(output: Path) -> set[str]:
    return {path for path, data in content_of(output).items() if data is None}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "public"


# What is published


def test_a_first_publication_writes_everything(output: Path) -> None:
    assert published(output, A) == Published(written=7, reused=0, removed=0, changed=True)
    assert site_in(output) == A
    assert read_folder(output).paths == A.keys()


def test_a_change_writes_what_changed_and_removes_what_is_stale(output: Path) -> None:
    published(output, A)
    assert published(output, B) == Published(written=5, reused=2, removed=3, changed=True)
    assert site_in(output) == B
    assert folders_in(output) == {
        "articles", "articles/un", "articles/deux", "assets", "new", "new/deep", "becomes-folder",
    }  # fmt: skip
    assert published(output, A) == Published(written=5, reused=2, removed=3, changed=True)
    assert site_in(output) == A


def test_a_site_without_pages_can_be_published(output: Path) -> None:
    published(output, A)
    assert published(output, {}).removed == len(A)
    assert content_of(output).keys() == {MANIFEST}


def test_nothing_is_touched_when_nothing_changed(output: Path) -> None:
    for pages in (A, B):
        published(output, pages)
        before = looks_below(output.parent)
        for _ in range(2):
            assert published(output, pages) == Published(
                written=0, reused=7, removed=0, changed=False
            )
        assert looks_below(output.parent) == before


def test_files_that_did_not_change_keep_inode_and_time(output: Path) -> None:
    published(output, A)
    kept = ("articles/un/index.html", "assets/style.css")
    before = {path: (output / path).stat() for path in kept}
    for pages in (B, A, B):
        published(output, pages)
        for path in kept:
            look = (output / path).stat()
            assert look.st_ino == before[path].st_ino
            assert look.st_mtime_ns == before[path].st_mtime_ns


def test_an_unchanged_file_is_not_written_when_only_its_key_changed(output: Path) -> None:
    published(output, {"a": b"same", "b": b"same"})
    before = (output / "a").stat()
    items = [Item(path=path, key="new key", content=b"same") for path in "ab"]
    with hold(output, no_wait):
        result = publish(read_folder(output), items, protected=(), sources=())
    assert result == Published(written=0, reused=2, removed=0, changed=False)
    assert (output / "a").stat() == before
    entry = read_folder(output).entry("a")
    assert entry is not None
    assert entry.key == "new key"


def test_content_can_be_asked_for_when_it_is_needed(output: Path) -> None:
    assert published(output, {"a": lambda: b"made", "b": b"b"}).written == 2
    assert (output / "a").read_bytes() == b"made"
    assert published(output, {"a": lambda: b"made", "b": b"b"}).changed is False
    assert published(output, {"a": lambda: b"made", "b": b"c"}).written == 1
    assert published(output, {"a": lambda: b"more", "b": b"c"}).written == 1
    assert site_in(output) == {"a": b"more", "b": b"c"}


def test_what_fails_while_content_is_made_leaves_the_old_site(output: Path) -> None:
    def fail() -> bytes:
        raise ZeroDivisionError

    published(output, A)
    before = looks_below(output)
    with pytest.raises(ZeroDivisionError):
        attempt(output, {**B, "z.html": fail})
    assert looks_below(output).keys() == before.keys()
    assert site_in(output) == A
    published(output, B)
    assert site_in(output) == B


def test_content_that_is_kept_is_not_written(output: Path) -> None:
    published(output, {"a": lambda: b"a", "b": b"b"})
    before = (output / "a").stat()
    assert published(output, {"a": None, "b": b"changed"}) == Published(
        written=1, reused=1, removed=0, changed=True
    )
    assert (output / "a").stat().st_ino == before.st_ino
    assert published(output, {"a": None, "b": b"changed"}).changed is False


def test_content_made_of_another_key_cannot_be_kept(output: Path) -> None:
    published(output, {"a": b"a"})
    with pytest.raises(OutputError) as found:
        attempt(output, {"a": None})
    assert found.value.path == output / "a"


def test_a_file_to_keep_that_is_gone_stops_the_publication(output: Path) -> None:
    published(output, {"a": lambda: b"a", "b": b"b"})
    (output / "a").write_bytes(b"x")
    with pytest.raises(OutputError) as caught:
        attempt(output, {"a": None, "b": b"changed"})
    assert caught.value.error.errno == errno.ENOENT
    assert caught.value.path == output / "a"
    assert site_in(output) == {"a": b"x", "b": b"b"}


@pytest.mark.parametrize("generations", [1, 2])  # with two, the spare shares the file
def test_a_file_to_keep_that_is_edited_meanwhile_stops_the_publication(
    output: Path, generations: int
) -> None:
    def edit() -> bytes:
        (output / "b").write_bytes(b"x")
        return b"a"

    for number in range(generations):
        published(output, {"a": giving(b"%d" % number), "b": giving(b"b")})
    with pytest.raises(OutputError) as caught:
        attempt(output, {"a": edit, "b": None})
    assert caught.value.error.errno == errno.ESTALE
    assert caught.value.path == output / "b"


def test_a_file_that_is_edited_at_the_last_moment_is_repaired_next_time(output: Path) -> None:
    def edit() -> bytes:
        (output / "b").write_bytes(b"x")
        return b"a"

    for number in range(2):
        published(output, {"a": b"%d" % number, "b": b"b"})
    published(output, {"a": edit, "b": b"b"})
    published(output, {"a": b"a", "b": b"b"})
    assert site_in(output) == {"a": b"a", "b": b"b"}


@pytest.mark.parametrize("generations", [1, 2])
def test_a_file_to_keep_that_is_only_touched_meanwhile_is_kept(
    output: Path, generations: int
) -> None:
    def touch() -> bytes:
        os.utime(output / "b", ns=(1, 1))
        return b"a"

    for number in range(generations):
        published(output, {"a": giving(b"%d" % number), "b": giving(b"b")})
    before = (output / "b").stat()
    assert published(output, {"a": touch, "b": None}).written == 1
    assert (output / "b").stat().st_ino == before.st_ino
    assert not (output.parent / ".public.spare/draft").exists()


@pytest.mark.parametrize(
    "path",
    ["", "/etc/passwd", "a//b", "a/", "./a", "a/./b", "..", "a/../b", "a\0b", MANIFEST, "a\udc80"],
)
def test_a_path_that_leaves_the_output_is_an_error(output: Path, path: str) -> None:
    with pytest.raises(ValueError, match=r"inside the output|surrogates"):
        attempt(output, {path: b""})
    assert not output.exists()


def test_a_plan_that_no_folder_can_hold_is_an_error(output: Path) -> None:
    with pytest.raises(ValueError, match="both a file and a folder: 'a/b'"):
        attempt(output, {"a/b": b"", "a/b/c/d": b""})
    item = Item(path="a", key="", content=b"")
    with hold(output, no_wait), pytest.raises(ValueError, match="planned twice"):
        publish(read_folder(output), [item, item], protected=(), sources=())


def test_any_name_can_be_published(output: Path) -> None:
    pages = {
        "é" * 100: b"200 bytes",
        "a" * 200 + "/" + "b" * 200 + "/" + "c" * 200: b"deep",
        "日本/œ’…« ».html": b"unicode",
        "line\nbreak": b"newline",
        "e\u0301": b"decomposed",
        "back\\slash \"quote'": b"signs",
        ".well-known/tdmrep.json": b"hidden",
        "assets/.site-builder.json": b"not our manifest",
        "tree/state": b"like the spare",
    }
    published(output, pages)
    assert published(output, {**pages, "x": b"x"}).written == 1
    assert site_in(output) == {**pages, "x": b"x"}


def test_files_and_folders_get_the_usual_rights(output: Path) -> None:
    before = os.umask(0o027)
    try:
        published(output, A)
        published(output, B)
    finally:
        os.umask(before)
    assert stat.S_IMODE((output / "index.html").stat().st_mode) == 0o640
    assert stat.S_IMODE((output / "articles").stat().st_mode) == 0o750


def test_the_folder_keeps_its_rights(output: Path) -> None:
    output.mkdir()
    output.chmod(0o2775)
    for pages in (A, B, A):
        published(output, pages)
        assert stat.S_IMODE(output.stat().st_mode) == 0o2775


# Damage


def remove(page: Path) -> None:
    page.unlink()


def truncate(page: Path) -> None:
    os.truncate(page, 1)


def edit(page: Path) -> None:
    before = page.stat()
    data = page.read_bytes()
    page.write_bytes(data.swapcase())
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))


def remove_its_folder(page: Path) -> None:
    shutil.rmtree(page.parent)


@pytest.mark.parametrize("damage", [remove, truncate, edit, remove_its_folder])
@pytest.mark.parametrize("generations", [1, 2])
def test_damage_is_repaired_and_stays_repaired(
    output: Path, damage: Callable[[Path], None], generations: int
) -> None:
    # With two generations the live folder and the spare share the damaged file.
    for number in range(generations):
        published(output, {**A, "generation": b"%d" % number})
    pages = {**A, "generation": b"last"}
    damage(output / "articles/un/index.html")
    published(output, pages)
    assert site_in(output) == pages
    for number in range(2):
        published(output, {**pages, "after": b"%d" % number})
        assert site_in(output) == {**pages, "after": b"%d" % number}


def test_damage_is_repaired_when_the_plan_did_not_change(output: Path) -> None:
    published(output, A)
    edit(output / "assets/style.css")
    assert published(output, A) == Published(written=1, reused=6, removed=0, changed=True)
    assert site_in(output) == A


def test_a_stale_file_goes_even_when_it_was_damaged(output: Path) -> None:
    published(output, A)
    edit(output / "old/deep/page.html")
    published(output, B)
    assert site_in(output) == B


def test_what_happens_to_the_spare_never_reaches_the_live_folder(output: Path) -> None:
    published(output, A)
    published(output, B)
    spare = output.parent / ".public.spare/tree"
    (spare / "index.html").write_bytes(b"scribble")
    (spare / "assets/style.css").unlink()
    (spare / "assets/style.css").write_bytes(b"scribble")
    (spare / "new-file").write_bytes(b"scribble")
    published(output, A)
    assert site_in(output) == A


def test_the_live_folder_and_the_spare_share_their_files(output: Path) -> None:
    for pages in (A, B, A):
        published(output, pages)
    spare = output.parent / ".public.spare/tree"
    for path in ("articles/un/index.html", "assets/style.css"):
        assert (output / path).samefile(spare / path)
    assert not (output / "index.html").samefile(spare / "index.html")


@pytest.mark.parametrize("lost", ["tree", "state", ".", "site-builder.lock"])
def test_the_hidden_folder_can_lose_anything(output: Path, lost: str) -> None:
    published(output, A)
    published(output, B)
    target = output.parent / ".public.spare" / lost
    if target.is_dir():
        shutil.rmtree(target)
    elif lost == "site-builder.lock":
        shutil.rmtree(output.parent / ".public.spare/tree")
        for path in target.parent.iterdir():
            path.unlink()
    else:
        target.unlink()
    assert published(output, B).changed is False
    published(output, A)
    assert site_in(output) == A


def test_the_output_can_be_deleted(output: Path) -> None:
    published(output, A)
    published(output, B)
    shutil.rmtree(output)
    assert published(output, A).written == len(A)
    assert site_in(output) == A


@pytest.mark.parametrize("damage", [b"", b"{}", None])
def test_a_damaged_manifest_costs_nothing_while_its_copy_is_good(
    output: Path, damage: bytes | None
) -> None:
    published(output, A)
    (output / "CNAME").write_bytes(b"example.org")
    manifest = output / MANIFEST
    manifest.write_bytes(manifest.read_bytes()[:-9] if damage is None else damage)
    assert published(output, A).written == 0
    assert read_folder(output).standing is Standing.SOUND
    manifest.write_bytes(manifest.read_bytes()[:-9] if damage is None else damage)
    result = published(output, B)
    assert result.unclaimed == ()
    assert site_in(output) == {**B, "CNAME": b"example.org"}


def test_with_manifest_and_copy_damaged_nothing_is_deleted_and_it_says_so(output: Path) -> None:
    published(output, {"index.html": b"A", "old.html": b"old"})
    (output / "CNAME").write_bytes(b"example.org")
    manifest = output / MANIFEST
    manifest.write_bytes(manifest.read_bytes()[:-9])
    (output.parent / ".public.spare/state").unlink()
    result = published(output, {"index.html": b"B", "new.html": b"new"})
    assert result.unclaimed == ("CNAME", "old.html")
    assert site_in(output) == {
        "index.html": b"B", "new.html": b"new", "old.html": b"old", "CNAME": b"example.org",
    }  # fmt: skip
    assert published(output, {"index.html": b"C"}).unclaimed == ()


# What others put there


def put_foreign(output: Path) -> dict[str, tuple[int, int]]:
    """Put everything a folder can hold into *output*; return inode and mode of each."""
    (output / "CNAME").write_bytes(b"example.org")
    (output / ".git/objects/ab").mkdir(parents=True)
    (output / ".git/objects/ab/cdef").write_bytes(b"blob")
    (output / ".git/objects/ab/cdef").chmod(0o444)
    (output / "articles/notes.txt").write_bytes(b"notes")
    (output / "empty/folder").mkdir(parents=True)
    (output / "closed").mkdir()
    (output / "closed/file").write_bytes(b"closed")
    (output / "closed").chmod(0o555)
    (output / "broken-link").symlink_to("nowhere")
    (output / "link-out").symlink_to("..")
    os.mkfifo(output / "pipe")
    Path(os.fsdecode(os.fsencode(output) + b"/latin-\xe9")).write_bytes(b"bytes")
    return foreign_looks(output)


FOREIGN_FILES = (
    "CNAME", ".git/objects/ab/cdef", "articles/notes.txt", "closed/file", "broken-link", "link-out",
    "pipe", "latin-\udce9",
)  # fmt: skip
FOREIGN_FOLDERS = (".git", ".git/objects/ab", "empty/folder", "closed")


def foreign_looks(output: Path) -> dict[str, tuple[int, int]]:
    files = {path: (output / path).lstat() for path in FOREIGN_FILES}
    folders = {path: (output / path).lstat() for path in FOREIGN_FOLDERS}
    return {path: (look.st_ino, look.st_mode) for path, look in files.items()} | {
        path: (0, look.st_mode) for path, look in folders.items()
    }


def test_what_others_put_there_stays(output: Path) -> None:
    published(output, A)
    before = put_foreign(output)
    for pages in (B, A, B, B):
        published(output, pages)
        assert foreign_looks(output) == before
    assert (output / "CNAME").read_bytes() == b"example.org"
    assert (output / "link-out").readlink() == Path("..")
    foreign = {path: data for path, data in site_in(output).items() if path not in B}
    assert foreign.keys() == {*FOREIGN_FILES} - {"pipe"}


def test_what_others_take_away_does_not_come_back(output: Path) -> None:
    published(output, A)
    put_foreign(output)
    for pages in (B, A):
        published(output, pages)
    (output / "CNAME").unlink()
    (output / "closed").chmod(0o755)
    shutil.rmtree(output / "closed")
    for pages in (B, A, B):
        published(output, pages)
        assert not {"CNAME", "closed", "closed/file"} & content_of(output).keys()


def test_what_others_edit_stays_edited(output: Path) -> None:
    published(output, A)
    for data in (b"one", b"two", b"three"):
        (output / "CNAME").write_bytes(data)  # in place, the inode stays
        for pages in (B, A):
            published(output, pages)
            assert (output / "CNAME").read_bytes() == data
    for data in (b"four", b"five"):
        (output / "CNAME").unlink()
        (output / "CNAME").write_bytes(data)
        for pages in (B, A):
            published(output, pages)
            assert (output / "CNAME").read_bytes() == data


def test_what_others_do_during_the_publication_is_not_lost(output: Path) -> None:
    def disturb() -> bytes:
        (output / "late.txt").write_bytes(b"late")
        (output / "new-folder/empty").mkdir(parents=True)
        (output / "new-folder/late.txt").write_bytes(b"late too")
        (output / "gone.txt").unlink()
        shutil.rmtree(output / "gone")
        (output / "replaced.txt").unlink()
        (output / "replaced.txt").write_bytes(b"replaced")
        with (output / "edited.txt").open("ab") as file:
            file.write(b" and more")
        return b"home"

    published(output, A)
    (output / "gone").mkdir()
    for name in ("gone.txt", "gone/too.txt", "replaced.txt", "edited.txt"):
        (output / name).write_bytes(b"before")
    result = published(output, {**B, "index.html": disturb})
    assert result.set_aside == ()
    expected = {
        **B,
        "index.html": b"home",
        "late.txt": b"late",
        "new-folder/late.txt": b"late too",
        "replaced.txt": b"replaced",
        "edited.txt": b"before and more",
    }
    assert site_in(output) == expected
    kept = (output.parent / ".public.spare/kept").glob("*/**/*.txt")
    assert {path.name: path.read_bytes() for path in kept} == {
        "gone.txt": b"before", "too.txt": b"before",
    }  # fmt: skip
    assert "new-folder/empty" in folders_in(output)
    assert "gone" not in folders_in(output)
    published(output, {**B, "index.html": b"home 2"})
    assert site_in(output) == {**expected, "index.html": b"home 2"}


def test_a_late_file_where_a_page_goes_is_set_aside(output: Path) -> None:
    def disturb() -> bytes:
        (output / "new").mkdir()
        (output / "new/page.html").write_bytes(b"theirs after %d" % number)
        (output / "other").write_bytes(b"theirs too")
        return b"home"

    def disturb_again() -> bytes:
        (output / "other").mkdir()
        (output / "other/page.html").write_bytes(b"a folder where a file was kept")
        return b"home"

    pages = {"new/page.html": b"ours", "other/page.html": b"ours"}
    aside: list[Path] = []
    for number in range(2):
        published(output, {"index.html": b"%d" % number})
        aside += published(output, {"index.html": disturb, **pages}).set_aside
        assert site_in(output) == {"index.html": b"home", **pages}
    published(output, {"index.html": b"2"})
    aside += published(output, {"index.html": disturb_again, **pages}).set_aside
    assert [path.read_bytes() for path in aside] == [
        b"theirs after 0", b"theirs too", b"theirs after 1", b"theirs too",
        b"a folder where a file was kept",
    ]  # fmt: skip


def test_a_late_link_is_not_followed(output: Path) -> None:
    elsewhere = output.parent / "elsewhere"
    elsewhere.mkdir()

    def disturb() -> bytes:
        (output / "notes").rename(output / "notes-2")
        (output / "notes").symlink_to(elsewhere)
        return b"home"

    published(output, {"index.html": b"A"})
    (output / "notes").mkdir()
    (output / "notes/todo.txt").write_bytes(b"todo")
    published(output, {"index.html": disturb})
    assert (output / "notes-2/todo.txt").read_bytes() == b"todo"
    assert (output / "notes").readlink() == elsewhere
    assert list(elsewhere.iterdir()) == []


def their_file(output: Path) -> None:
    (output / "new").mkdir()
    (output / "new/page.html").write_bytes(b"theirs")


def their_link(output: Path) -> None:
    (output / "new").mkdir()
    (output / "same").write_bytes(b"ours")
    (output / "new/page.html").symlink_to("../same")


def their_file_where_we_need_a_folder(output: Path) -> None:
    (output / "new").write_bytes(b"theirs")


def their_link_where_we_need_a_folder(output: Path) -> None:
    (output / "new").symlink_to("articles")


def their_folder_where_we_need_a_file(output: Path) -> None:
    (output / "new/page.html").mkdir(parents=True)


def their_file_inside_our_folder_that_becomes_a_file(output: Path) -> None:
    (output / "becomes-file/notes.txt").write_bytes(b"theirs")


def their_link_in_place_of_our_page(output: Path) -> None:
    (output / "index.html").unlink()
    (output / "index.html").symlink_to("assets/style.css")


def their_link_in_place_of_our_folder(output: Path) -> None:
    (output / "articles").rename(output / "moved")
    (output / "articles").symlink_to("moved")


@pytest.mark.parametrize(
    ("make", "reason", "where"),
    [
        (their_file, Reason.FOREIGN_FILE, "new/page.html"),
        (their_link, Reason.FOREIGN_FILE, "new/page.html"),
        (their_file_where_we_need_a_folder, Reason.FOREIGN_FILE, "new"),
        (their_link_where_we_need_a_folder, Reason.FOREIGN_FILE, "new"),
        (their_folder_where_we_need_a_file, Reason.FOREIGN_FOLDER, "new/page.html"),
        (
            their_file_inside_our_folder_that_becomes_a_file,
            Reason.FOREIGN_FOLDER,
            "becomes-file",
        ),
        (their_link_in_place_of_our_page, Reason.FOREIGN_FILE, "index.html"),
        (their_link_in_place_of_our_folder, Reason.FOREIGN_FILE, "articles"),
    ],
)
def test_what_stands_where_a_page_goes_is_refused_and_named(
    output: Path, make: Callable[[Path], None], reason: Reason, where: str
) -> None:
    published(output, A)
    make(output)
    before = looks_below(output.parent)
    pages = {**B, "new/page.html": b"ours"}
    del pages["new/deep/page.html"]
    assert attempt(output, pages) == Refusal(reason=reason, path=output / where)
    assert looks_below(output.parent) == before


def test_a_file_of_others_with_the_planned_bytes_is_taken_over(output: Path) -> None:
    published(output, A)
    (output / "robots.txt").write_bytes(b"robots")
    before = (output / "robots.txt").stat()
    result = published(output, {**A, "robots.txt": b"robots"})
    assert result == Published(written=0, reused=8, removed=0, changed=True)
    assert (output / "robots.txt").stat().st_ino == before.st_ino
    assert "robots.txt" in read_folder(output).paths


# Where we publish


TMPFS = ("-t", "tmpfs", "-o", "size=1m", "none")


def refused(output: Path, reason: Reason, path: Path) -> None:
    before = looks_below(output.parent)
    refusal = Refusal(reason=reason, path=path)
    assert find_refusal(output, protected=(), sources=()) == refusal
    item = Item(path="index.html", key="", content=b"")
    assert publish(read_folder(output), [item], protected=(), sources=()) == refusal
    assert looks_below(output.parent) == before


def test_a_folder_that_is_not_ours_is_refused(output: Path) -> None:
    output.mkdir()
    (output / "thesis.txt").write_bytes(b"years of work")
    refused(output, Reason.NOT_OURS, output)


@pytest.mark.parametrize("hidden", [".DS_Store", ".git", ".public.spare"])
def test_a_hidden_file_makes_a_folder_somebodys(output: Path, hidden: str) -> None:
    output.mkdir()
    (output / hidden).write_bytes(b"")
    refused(output, Reason.NOT_OURS, output)


def test_what_is_not_a_folder_is_refused(output: Path) -> None:
    output.write_bytes(b"file")
    refused(output, Reason.NOT_A_FOLDER, output)
    output.unlink()
    os.mkfifo(output)
    refused(output, Reason.NOT_A_FOLDER, output)
    output.unlink()
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(output.parent)  # the address of a socket is at most 107 bytes
        try:
            listener.bind("public")
        finally:
            os.chdir(here)
        refused(output, Reason.NOT_A_FOLDER, output)


def test_a_file_on_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"file")
    refusal = find_refusal(tmp_path / "file/public", protected=(), sources=())
    assert refusal == Refusal(reason=Reason.NOT_A_FOLDER, path=tmp_path / "file/public")


def test_a_link_to_a_file_is_refused_by_its_real_name(output: Path) -> None:
    (output.parent / "file").write_bytes(b"file")
    output.symlink_to("file")
    refused(output, Reason.NOT_A_FOLDER, output.parent / "file")


def test_the_root_is_refused() -> None:
    root = Refusal(reason=Reason.ROOT, path=Path("/"))
    assert find_refusal(Path("/"), protected=(), sources=()) == root
    assert find_refusal(Path("/tmp/.."), protected=(), sources=()) == root


def test_home_and_what_holds_it_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home/editor"
    home.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    for output in (home, tmp_path / "home"):
        refusal = find_refusal(output, protected=(), sources=())
        assert refusal == Refusal(reason=Reason.HOME, path=home)
    assert find_refusal(home / "public", protected=(), sources=()) is None


def test_the_sites_own_folders_are_refused(tmp_path: Path) -> None:
    site = tmp_path / "site"
    content, templates = site / "content", site / "templates"
    (content / "articles").mkdir(parents=True)
    (site / "link").symlink_to("content")

    def refusal(output: Path) -> Refusal | None:
        protected = (site, content, templates, site / ".site-builder")
        return find_refusal(output, protected=protected, sources=(content, templates))

    assert refusal(site) == Refusal(reason=Reason.PROTECTED, path=site)
    assert refusal(tmp_path) == Refusal(reason=Reason.PROTECTED, path=site)
    assert refusal(content) == Refusal(reason=Reason.PROTECTED, path=content)
    assert refusal(templates) == Refusal(reason=Reason.PROTECTED, path=templates)
    memory = site / ".site-builder"
    assert refusal(memory) == Refusal(reason=Reason.PROTECTED, path=memory)
    inside = Refusal(reason=Reason.INSIDE_SOURCES, path=content)
    for output in ("content/public", "content/articles/x", "link/public", "public/../content/x"):
        assert refusal(site / output) == inside
    for output in ("public", "content-public", "a/b/c", "../public"):
        assert refusal(site / output) is None


def test_the_same_folder_under_another_name_is_recognised(
    tmp_path: Path, mount: Callable[..., None]
) -> None:
    site, alias = tmp_path / "site", tmp_path / "alias"
    (site / "content").mkdir(parents=True)
    mount(alias, "--bind", str(site))
    protected = find_refusal(alias, protected=(site,), sources=())
    assert protected == Refusal(reason=Reason.PROTECTED, path=site)
    inside = find_refusal(alias / "content/x", protected=(), sources=(site / "content",))
    assert inside == Refusal(reason=Reason.INSIDE_SOURCES, path=site / "content")


def test_a_mount_point_is_refused(output: Path, mount: Callable[..., None]) -> None:
    mount(output, *TMPFS)
    refused(output, Reason.MOUNT_POINT, output)


def test_a_mount_inside_is_refused(output: Path, mount: Callable[..., None]) -> None:
    published(output, A)
    mount(output / "uploads", *TMPFS)
    before = looks_below(output)
    assert attempt(output, B) == Refusal(reason=Reason.MOUNT_POINT, path=output / "uploads")
    assert looks_below(output) == before


def test_a_folder_mounted_on_itself_is_refused_and_the_space_given_back(
    output: Path, mount: Callable[..., None]
) -> None:
    mount(output, "--bind", str(output))
    assert attempt(output, A) == Refusal(reason=Reason.MOUNT_POINT, path=output)
    assert list(output.iterdir()) == []
    hidden = content_of(output.parent / ".public.spare")
    assert not {path for path in hidden if path.startswith("tree/")}


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_a_hidden_folder_that_is_not_ours_is_refused(output: Path, kind: str) -> None:
    spare = output.parent / ".public.spare"
    if kind == "file":
        spare.write_bytes(b"theirs")
    elif kind == "folder":
        spare.mkdir()
        (spare / "tree").write_bytes(b"theirs")
    else:
        spare.symlink_to(output.parent)
    refused(output, Reason.SPARE_NOT_OURS, spare)
    before = looks_below(output.parent)
    with pytest.raises(OutputError), hold(output, no_wait):
        pass
    assert looks_below(output.parent) == before


def test_an_empty_folder_and_missing_parents_are_fine(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for output in (tmp_path / "empty", tmp_path / "a/b/public"):
        published(output, A)
        assert site_in(output) == A


def test_a_link_to_a_folder_stays_a_link(output: Path) -> None:
    real = output.parent / "www/site"
    output.symlink_to("www/site")
    for pages in (A, B):
        published(output, pages)
        assert output.readlink() == Path("www/site")
        assert site_in(real) == pages
    assert {path.name for path in output.parent.iterdir()} == {"public", "www"}
    assert {path.name for path in real.parent.iterdir()} == {"site", ".site.spare"}


def test_nothing_else_appears_beside(output: Path) -> None:
    for pages in (A, B, A):
        published(output, pages)
    assert {path.name for path in output.parent.iterdir()} == {"public", ".public.spare"}
    assert {path.name for path in (output.parent / ".public.spare").iterdir()} == {
        "site-builder.lock", "state", "tree", ".gitignore",
    }  # fmt: skip


# File systems that can do less


def test_without_hard_links_files_are_copied(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_link(source: str, target: str, **options: object) -> None:
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "exists", target)
        raise PermissionError(errno.EPERM, "no hard links", source)

    def disturb() -> bytes:
        (output / "index.lock").unlink()
        return b"home"

    monkeypatch.setattr(os, "link", no_link)
    published(output, A)
    (output / "CNAME").write_bytes(b"example.org")
    (output / "broken-link").symlink_to("nowhere")
    theirs = {"CNAME": b"example.org", "broken-link": "nowhere"}
    before = (output / "assets/style.css").stat()
    for pages in (B, A, B):
        published(output, pages)
        assert site_in(output) == {**pages, **theirs}
        assert (output / "assets/style.css").stat().st_mtime_ns == before.st_mtime_ns
        assert published(output, pages).changed is False
    (output / "index.lock").write_bytes(b"soon gone")
    (output / "robots.txt").write_bytes(b"robots")
    pages = {**B, "robots.txt": b"robots"}
    assert published(output, {**pages, "index.html": disturb}).set_aside == ()
    assert site_in(output) == {**pages, "index.html": b"home", **theirs}


def test_without_exchange_two_renames_do(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "trade_names", lambda one, other: False)
    for pages in (A, B, A):
        published(output, pages)
        (output / "CNAME").write_bytes(b"example.org")
        assert site_in(output) == {**pages, "CNAME": b"example.org"}
    assert {path.name for path in output.parent.iterdir()} == {"public", ".public.spare"}


def test_a_folder_put_there_between_two_renames_costs_nobody_a_file(output: Path) -> None:
    published(output, A)
    (output / "CNAME").write_bytes(b"example.org")
    published(output, B)
    beside = output.parent / ".public.spare"
    output.rename(beside / "old")  # as a kill leaves it
    output.mkdir()
    (output / "index.html").write_bytes(b"restored by hand")
    with hold(output, no_wait):
        pass
    assert content_of(output) == {"index.html": b"restored by hand"}
    assert site_in(beside / "kept/1/public") == {**B, "CNAME": b"example.org"}
    assert attempt(output, A) == Refusal(reason=Reason.NOT_OURS, path=output)


def test_two_names_are_exchanged_or_nothing_is_done(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    with pytest.raises(OSError, match="No such file") as caught:
        exchange.trade_names(str(tmp_path / "one"), str(tmp_path / "two"))
    assert caught.value.errno == errno.ENOENT
    (tmp_path / "two").write_bytes(b"two")
    if exchange.trade_names(str(tmp_path / "one"), str(tmp_path / "two")):
        assert (tmp_path / "one").read_bytes() == b"two"
        assert (tmp_path / "two").is_dir()
    else:
        assert (tmp_path / "one").is_dir()


# One build at a time


def test_the_second_build_waits_and_says_so_once(output: Path) -> None:
    said: list[str] = []
    waiting = threading.Event()
    order: list[str] = []

    def say() -> None:
        said.append("waiting")
        waiting.set()

    def second() -> None:
        with hold(output, say):
            order.append("second")

    with hold(output, no_wait):
        thread = threading.Thread(target=second)
        thread.start()
        assert waiting.wait(timeout=30)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    assert said == ["waiting"]


def test_a_build_that_publishes_nothing_leaves_nothing(output: Path) -> None:
    with hold(output, no_wait):
        pass
    with pytest.raises(ZeroDivisionError), hold(output, no_wait):
        raise ZeroDivisionError
    assert list(output.parent.iterdir()) == []


def test_a_worker_that_outlives_the_build_does_not_keep_others_waiting(output: Path) -> None:
    ready, end = os.pipe(), os.pipe()
    builder = os.fork()
    if builder == 0:
        with hold(output, no_wait):
            if os.fork() == 0:  # the worker: killed builds leave such orphans
                os.write(ready[1], b"x")
                os.close(end[1])
                os.read(end[0], 1)
            os._exit(0)
    os.read(ready[0], 1)
    os.waitpid(builder, 0)
    published(output, A)
    for descriptor in (*ready, *end):
        os.close(descriptor)
    assert site_in(output) == A
