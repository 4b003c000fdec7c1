"""Folders that look as noted stay shut: what anybody does in either tree is seen all the same."""

import os
import random
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from site_builder import looks, pipeline, swap, tree
from site_builder.exchange import hold
from site_builder.fingerprint import digest_bytes
from site_builder.manifest import (
    MANIFEST,
    TICK_NS,
    Altered,
    is_settled,
    look_at,
    place_of,
    read_folder,
    settled,
    signature,
    stamp_ns,
    unseen,
)
from site_builder.outcome import Built, Options
from site_builder.publish import Item, Published, Reason, Refusal, publish
from site_builder.readings import Readings
from site_builder.swap import Swap, encode_swap
from site_builder.tree import Tree, glance
from tests.faults.test_build_faults import NOW, clean, texts
from tests.properties.newsroom import differences, files_in
from tests.site import article, make_site

Pages = Mapping[str, bytes]
SITE = {
    "index.html": b"home",
    "articles/un/index.html": b"one",
    "articles/un/photo.jpg": b"photo",
    "articles/deux/index.html": b"two",
    "archives/2023/07/index.html": b"July",
}
PAGE = "articles/un/index.html"


def attempt(
    output: Path,
    pages: Pages,
    *,
    kept: bool = False,
    last: tuple[Item, ...] = (),
    since: Callable[[], object] | None = None,
) -> Published | Refusal:
    """Publish *pages* and what comes *last*; those that are published already without their bytes,
    if *kept*. What has happened *since* comes after a glance at both trees.
    """
    with hold(output, lambda: None):
        before = read_folder(output)
        glanced = None
        if since is not None:
            seen = glance(before, place_of(output).spare)
            glanced = lambda: seen  # noqa: E731
            since()
        items = []
        for path, data in pages.items():
            key, entry = digest_bytes(data), before.entries.get(path)
            same = kept and entry is not None and entry.key == key
            items.append(Item(path=path, key=key, content=None if same else data))
        planned = [*items, *last]
        return publish(before, planned, protected=(), sources=(), glanced=glanced)


def published(
    output: Path,
    pages: Pages,
    *,
    kept: bool = False,
    last: tuple[Item, ...] = (),
    since: Callable[[], object] | None = None,
) -> Published:
    result = attempt(output, pages, kept=kept, last=last, since=since)
    assert isinstance(result, Published), result
    return result


def settle() -> None:
    """Wait until the looks of what was written tell of another edit."""
    time.sleep(1.2 * TICK_NS / 1e9)


def slow(data: bytes) -> Item:
    """Return a file that takes its time: what was written before it has settled."""

    def content() -> bytes:
        settle()
        return data

    return Item(path="z-slow", key=digest_bytes(data), content=content)


def site_in(output: Path) -> dict[str, bytes]:
    found = {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file()
    }
    del found[MANIFEST]
    return found


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A site that was published often enough for its folders to be in step with the spare."""
    output = tmp_path / "public"
    for number in range(4):
        published(output, {**SITE, "generation": b"%d" % number})
        settle()
    folder = read_folder(output)
    assert None not in folder.live.values()
    assert None not in folder.spare.values()
    return output


@pytest.fixture
def spare(output: Path) -> Path:
    return output.parent / ".public.spare/tree"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that are opened from now on."""
    found: list[str] = []
    scandir = os.scandir

    def heard(path: str) -> Iterator[os.DirEntry[str]]:
        found.append(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", heard)
    return found


def nothing() -> None:
    """Happen, and change nothing."""


def shifted(pages: Pages, number: int) -> dict[str, bytes]:
    return {**pages, "generation": b"after %d" % number}


# What it is for


def test_an_edit_opens_the_roots_and_its_own_folder(output: Path, opened: list[str]) -> None:
    published(output, {**SITE, "generation": b"4"}, kept=True)
    assert len(opened) == 3  # the root of the live folder, that of the spare, and again the former
    settle()
    opened.clear()
    published(output, {**SITE, "generation": b"4", PAGE: b"edited"}, kept=True)
    assert len(opened) == 3
    settle()
    opened.clear()
    published(output, {**SITE, "generation": b"5", PAGE: b"edited"}, kept=True)
    assert {path.partition("public/")[2] for path in opened if "public/" in path} == {
        "",
        "articles/un/",
    }
    assert len(opened) == 5


def test_a_file_of_others_is_looked_for_where_something_came(
    output: Path, opened: list[str]
) -> None:
    (output / "articles/deux/notes.txt").write_bytes(b"notes")
    published(output, shifted(SITE, 0), kept=True)
    assert [path for path in opened if path.endswith("/articles/deux/")]
    assert not [path for path in opened if path.endswith("/articles/un/")]


def test_a_first_publication_knows_its_folders(tmp_path: Path, opened: list[str]) -> None:
    output = tmp_path / "public"
    published(output, SITE, last=(slow(b"1"),))
    opened.clear()
    published(output, SITE, kept=True, last=(slow(b"2"),))
    assert len(opened) == 3  # the roots
    opened.clear()
    published(output, SITE, kept=True, last=(slow(b"3"),))
    assert len(opened) == 3


def test_a_folder_that_was_written_in_is_opened_in_the_spare_alone(
    output: Path, opened: list[str]
) -> None:
    published(output, {**SITE, PAGE: b"edited"}, kept=True, last=(slow(b"1"),))
    opened.clear()
    published(output, {**SITE, PAGE: b"edited"}, kept=True, last=(slow(b"2"),))
    assert [path.partition("tree/")[2] for path in opened if "un" in path] == ["articles/un/"]
    assert site_in(output) == {**SITE, PAGE: b"edited", "z-slow": b"2"}


def test_what_others_put_into_a_first_publication_stays(tmp_path: Path) -> None:
    output = tmp_path / "public"
    published(output, SITE, last=(slow(b"1"),))
    (output / "articles/un/notes.txt").write_bytes(b"notes")
    (output / "archives/2023/empty").mkdir()
    for number in range(2, 5):
        published(output, SITE, kept=True, last=(slow(b"%d" % number),))
        theirs = {"articles/un/notes.txt": b"notes"}
        assert site_in(output) == {**SITE, "z-slow": b"%d" % number, **theirs}
        assert (output / "archives/2023/empty").is_dir()


# Somebody in the spare


def add_a_file(folder: Path) -> None:
    (folder / "articles/un/scribble").write_bytes(b"scribble")


def add_a_folder(folder: Path) -> None:
    (folder / "articles/scribble").mkdir()


def remove_a_page(folder: Path) -> None:
    (folder / PAGE).unlink()


def remove_a_folder(folder: Path) -> None:
    shutil.rmtree(folder / "articles/un")


def replace_a_page(folder: Path) -> None:
    (folder / PAGE).unlink()
    (folder / PAGE).write_bytes(b"eno")


def replace_a_page_by_a_link(folder: Path) -> None:
    (folder / PAGE).unlink()
    (folder / PAGE).symlink_to("photo.jpg")


def exchange_two_files(folder: Path) -> None:
    page, photo = folder / PAGE, folder / "articles/un/photo.jpg"
    page.rename(folder / "articles/un/third")
    photo.rename(page)
    (folder / "articles/un/third").rename(photo)


def replace_a_folder_by_a_link(folder: Path) -> None:
    (folder / "articles/un").rename(folder.parent / "moved")
    (folder / "articles/un").symlink_to(folder.parent / "moved")


def replace_all_folders_by_a_link(folder: Path) -> None:
    (folder / "articles").rename(folder.parent / "moved")
    (folder / "articles").symlink_to(folder.parent / "moved")


def replace_a_page_and_restore_the_time(folder: Path) -> None:
    before = (folder / "articles/un").stat()
    replace_a_page(folder)
    os.utime(folder / "articles/un", ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize(
    "tamper",
    [
        add_a_file,
        add_a_folder,
        remove_a_page,
        remove_a_folder,
        replace_a_page,
        replace_a_page_by_a_link,
        exchange_two_files,
        replace_a_folder_by_a_link,
        replace_all_folders_by_a_link,
        replace_a_page_and_restore_the_time,
        shutil.rmtree,
    ],
)
def test_what_happens_to_the_spare_never_reaches_the_live_folder(
    output: Path, spare: Path, tamper: Callable[[Path], None], kept: bool
) -> None:
    tamper(spare)
    for number in range(3):
        published(output, shifted(SITE, number), kept=kept)
        assert site_in(output) == shifted(SITE, number)
        assert not [path for path in output.rglob("*") if path.is_symlink()]
        settle()


# Somebody in the live folder


def test_what_others_put_into_a_folder_of_ours_stays(output: Path) -> None:
    (output / "articles/un/notes.txt").write_bytes(b"notes")
    (output / "archives/2023/empty").mkdir()
    for number in range(5):
        pages = shifted(SITE, number)
        published(output, pages, kept=True)
        assert site_in(output) == {**pages, "articles/un/notes.txt": b"notes"}
        assert (output / "archives/2023/empty").is_dir()
        settle()
    (output / "articles/un/notes.txt").unlink()
    (output / "archives/2023/empty").rmdir()
    for number in range(4):
        published(output, shifted(SITE, number), kept=True)
        assert site_in(output) == shifted(SITE, number)
        assert not (output / "archives/2023/empty").exists()
        settle()


@pytest.mark.parametrize(
    "tamper", [remove_a_page, remove_a_folder, replace_a_page, exchange_two_files]
)
def test_a_damaged_page_cannot_be_kept_and_is_repaired(
    output: Path, tamper: Callable[[Path], None]
) -> None:
    tamper(output)
    with pytest.raises(Altered) as caught:
        attempt(output, shifted(SITE, 0), kept=True)
    assert PAGE in caught.value.paths
    for number in range(3):
        published(output, shifted(SITE, number))
        assert site_in(output) == shifted(SITE, number)
        settle()


def test_an_edit_in_place_is_in_both_trees_and_repaired_in_both(output: Path) -> None:
    before = (output / PAGE).stat()
    (output / PAGE).write_bytes(b"eno")
    os.utime(output / PAGE, ns=(before.st_atime_ns, before.st_mtime_ns))
    for number in range(3):
        published(output, shifted(SITE, number))
        assert site_in(output) == shifted(SITE, number)
        settle()


def test_what_only_looks_otherwise_is_kept(output: Path) -> None:
    (output / "articles/un").chmod(0o755)
    os.utime(output / "articles/deux")
    os.utime(output / PAGE, ns=(1, 1))
    inode = (output / PAGE).stat().st_ino
    for number in range(3):
        assert published(output, shifted(SITE, number), kept=True).written == 1
        assert (output / PAGE).stat().st_ino == inode
        settle()


def test_a_page_that_was_copied_is_shared_again(output: Path, spare: Path) -> None:
    page = output / PAGE
    page.unlink()
    page.write_bytes(SITE[PAGE])
    inode = page.stat().st_ino
    for number in range(3):
        published(output, shifted(SITE, number), kept=True)
        assert page.stat().st_ino == (spare / PAGE).stat().st_ino == inode
        settle()


def test_a_link_in_place_of_a_folder_is_refused(output: Path) -> None:
    (output / "articles").rename(output / "moved")
    (output / "articles").symlink_to("moved")
    where = output / "articles"
    assert attempt(output, shifted(SITE, 0)) == Refusal(reason=Reason.FOREIGN_FILE, path=where)


def test_a_mount_on_a_folder_of_ours_is_refused(output: Path, mount: Callable[..., None]) -> None:
    mount(output / "archives/2023", "-t", "tmpfs", "-o", "size=1m", "none")
    refusal = Refusal(reason=Reason.MOUNT_POINT, path=output / "archives/2023")
    assert attempt(output, shifted(SITE, 0)) == refusal


def test_what_comes_during_the_publication_comes_along(output: Path) -> None:
    def disturb() -> bytes:
        (output / "articles/un/late.txt").write_bytes(b"late")
        (output / "archives/2023/late").mkdir()
        return b"disturbed"

    with hold(output, lambda: None):
        before = read_folder(output)
        items = [
            *(Item(path=p, key=digest_bytes(d), content=None) for p, d in SITE.items()),
            Item(path="generation", key="new", content=disturb),
        ]
        assert isinstance(publish(before, items, protected=(), sources=()), Published)
    assert site_in(output)["articles/un/late.txt"] == b"late"
    assert (output / "archives/2023/late").is_dir()


def test_rights_given_to_a_folder_beside_a_file_of_others_stay(output: Path) -> None:
    (output / "articles").chmod(0o775)
    for number in range(2):
        published(output, shifted(SITE, number), kept=True)
        settle()
    rights = (output / "articles").stat().st_mode
    (output / "articles/un/notes.txt").write_bytes(b"notes")
    for number in range(3):
        published(output, shifted(SITE, number), kept=True)
        assert (output / "articles").stat().st_mode == rights
        settle()


# Pages that come and go


def test_pages_come_and_go_in_folders_that_are_in_step(output: Path) -> None:
    less = {path: data for path, data in SITE.items() if path != "articles/un/photo.jpg"}
    more = {**SITE, "articles/un/second.jpg": b"second", "articles/trois/index.html": b"three"}
    none = {"index.html": b"home"}
    other = {**none, "archives/2024/index.html": b"2024"}
    for pages in (less, SITE, more, less, other, SITE, none, more, SITE, SITE):
        number = random.Random(len(pages)).random()
        current = {**pages, "generation": b"%f" % number}
        published(output, current, kept=True)
        assert site_in(output) == current
        assert {p.name for p in output.rglob("*") if p.is_dir()} == {
            part for path in current for part in path.split("/")[:-1]
        }
        settle()


def test_a_page_that_came_only_to_go_does_not_come_back(output: Path) -> None:
    for number, more in enumerate([{"articles/un/second.jpg": b"second"}, {}, {}, {}, {}]):
        pages = {**shifted(SITE, number), **more}
        published(output, pages, kept=True)
        assert site_in(output) == pages
        settle()


def test_any_history_gives_the_site_and_what_others_put_there(tmp_path: Path) -> None:
    """Of the site, of others, in both trees, with and without time for looks to settle."""
    chance = random.Random(20231017)
    output, spare = tmp_path / "public", tmp_path / ".public.spare/tree"
    names = [f"articles/{n}/{name}" for n in range(3) for name in ("index.html", "photo.jpg")]
    names += ["archives/2023/index.html", "a.html"]
    pages: dict[str, bytes] = dict.fromkeys(names, b"first")
    theirs: dict[str, bytes] = {}

    def data() -> bytes:
        return b"%d" % chance.randrange(100)  # often as long as before, at times the same

    def put(folder: Path, path: str, content: bytes) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if chance.random() < 0.5:
            (folder / path).unlink(missing_ok=True)
        (folder / path).write_bytes(content)

    published(output, pages)
    for turn in range(120):
        for _ in range(chance.randrange(3)):
            name = chance.choice(names)
            match chance.choice(["write", "write", "drop", "theirs", "gone", "damage", "spare"]):
                case "write":
                    pages[name] = data()
                case "drop":
                    pages.pop(name, None)
                case "theirs":
                    path = f"{name.rpartition('/')[0]}/theirs-{chance.randrange(2)}".lstrip("/")
                    theirs[path] = data()
                    put(output, path, theirs[path])
                case "gone" if theirs:
                    path = chance.choice(sorted(theirs))
                    del theirs[path]
                    (output / path).unlink()
                case "damage" if name in read_folder(output).paths:
                    put(output, name, data())
                case "spare" if spare.exists():
                    (spare / name).parent.mkdir(parents=True, exist_ok=True)
                    (spare / name).unlink(missing_ok=True)
                    (spare / chance.choice([name, f"{name}.new"])).write_bytes(data())
        last = (slow(b"%d" % turn),) if chance.random() < 0.3 else ()
        since = nothing if chance.random() < 0.5 and output.exists() else None
        try:
            published(output, pages, kept=True, last=last, since=since)
        except Altered:
            published(output, pages, last=last)
        found = site_in(output)
        assert found.pop("z-slow", None) == (b"%d" % turn if last else None)
        assert found == {**pages, **theirs}, turn
        if chance.random() < 0.7:
            settle()


# What happens after a glance at both trees


def test_a_glance_spares_looking(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def heard(path: str, top: int | None = None) -> os.stat_result | None:
        looked.append(path)
        return look_at(path, top)

    def listen() -> None:
        monkeypatch.setattr(tree, "look_at", heard)

    monkeypatch.setattr(swap, "look_over", lambda *_: Tree())  # which looks after the publication
    published(output, shifted(SITE, 1), kept=True, since=listen)
    assert [path for path in looked if path in SITE] == []
    assert site_in(output) == shifted(SITE, 1)


def test_what_others_add_after_a_glance_stays(output: Path) -> None:
    def add() -> None:
        (output / "articles/un/theirs").write_bytes(b"theirs")

    for number in range(3):
        published(output, shifted(SITE, number), kept=True, since=nothing if number else add)
        assert site_in(output) == {**shifted(SITE, number), "articles/un/theirs": b"theirs"}
        settle()


@pytest.mark.parametrize("path", [PAGE, "articles/un/photo.jpg"])
def test_a_page_that_was_edited_after_a_glance_is_repaired_by_the_next(
    output: Path, path: str
) -> None:
    def edit() -> None:
        (output / path).write_bytes(b"damaged")

    published(output, shifted(SITE, 1), kept=True, since=edit)
    settle()
    with pytest.raises(Altered):
        published(output, shifted(SITE, 2), kept=True, since=nothing)
    published(output, shifted(SITE, 2), since=nothing)
    assert site_in(output) == shifted(SITE, 2)


def test_a_page_that_was_removed_after_a_glance_is_back(output: Path) -> None:
    published(output, shifted(SITE, 1), kept=True, since=lambda: shutil.rmtree(output / "articles"))
    assert site_in(output) == shifted(SITE, 1)


def test_a_spare_that_was_cleared_away_after_a_glance_is_made_anew(
    output: Path, spare: Path
) -> None:
    published(output, shifted(SITE, 1), kept=True, since=lambda: shutil.rmtree(spare))
    assert site_in(output) == shifted(SITE, 1)


def test_a_glance_before_a_killed_build_was_settled_is_not_believed(
    output: Path, spare: Path
) -> None:
    # As after a kill that came between the swap and what is settled after it.
    late = spare / "articles/un/late"
    late.write_bytes(b"late")
    record = Swap(spare=output.stat().st_ino, ours=frozenset(SITE), carried={}, folders=frozenset())
    Path(place_of(output).swap).write_bytes(encode_swap(record))
    published(output, shifted(SITE, 1), kept=True, since=nothing)
    assert site_in(output) == {**shifted(SITE, 1), "articles/un/late": b"late"}


def test_a_build_of_many_files_glances_at_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "_FEWEST_GLANCED_AT", 1)
    site = make_site(tmp_path / "site", texts("un", 3))
    for number in range(4):
        (site / "content/articles/a0.md").write_text(article(f"Texte {number}.\n"))
        if number == 2:  # others work there too
            (site / "public/index.html").write_text("abîmé")
        options = Options(site=site, output=site / "public", now=NOW, jobs=2)
        assert isinstance(pipeline.build(options, lambda *_: None, lambda: None), Built)
        whole = clean(
            tmp_path, {**texts("un", 3), "content/articles/a0.md": article(f"Texte {number}.\n")}
        )
        assert not differences(files_in(site / "public"), whole)
        settle()


# What a look tells


def test_a_disk_that_counts_less_finely_is_given_the_time() -> None:
    fine, hundredth, whole = 7_000_000_001, 7_010_000_000, 7_000_000_000
    assert not is_settled(fine, fine)
    assert is_settled(fine, fine + 1)
    assert not is_settled(hundredth, hundredth + 10_000_000)  # exFAT
    assert is_settled(hundredth, hundredth + 10_000_001)
    assert not is_settled(whole, whole + 1_990_000_000)  # FAT: the same time for another edit
    assert is_settled(whole, whole + 2_000_000_001)


def test_no_file_is_stamped_earlier_than_was_said(tmp_path: Path) -> None:
    """New files, many within one tick: one that was looked at is stamped to the nanosecond by
    kernels of today, when it changes.
    """
    for number in range(5_000):
        before = stamp_ns()
        file = tmp_path / str(number)
        file.write_bytes(b"")
        look = file.stat()
        assert look.st_mtime_ns >= before
        assert look.st_ctime_ns >= before


def test_what_changes_after_a_file_was_found_settled_bears_another_time(tmp_path: Path) -> None:
    chance = random.Random(7)
    found: list[bool] = []
    for number in range(400):
        one, next_one = tmp_path / f"{number} one", tmp_path / f"{number} next"
        one.write_bytes(b"")
        time.sleep(chance.random() / 100)
        now_ns = stamp_ns()
        next_one.write_bytes(b"")
        found.append(is_settled(one.stat().st_ctime_ns, now_ns))
        if found[-1]:
            assert next_one.stat().st_ctime_ns > one.stat().st_ctime_ns
    assert set(found) == {True, False}


def test_sources_may_be_stamped_by_a_machine_whose_clock_is_behind() -> None:
    for since_ns in (Readings(None).since_ns, looks.look_at([]).at_ns):
        assert since_ns < stamp_ns() - 30_000_000


def test_what_changed_a_moment_ago_is_not_believed(tmp_path: Path) -> None:
    look = tmp_path.stat()
    assert settled(look, look.st_ctime_ns) is None
    assert settled(look, look.st_ctime_ns + 3_000_000_000) == signature(look)


def test_copies_are_never_in_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_link(source: str, target: str, **options: object) -> None:
        raise PermissionError(1, "no hard links", source)

    monkeypatch.setattr(os, "link", no_link)
    output = tmp_path / "public"

    for number in range(4):
        published(output, SITE, last=(slow(b"%d" % number),))
        settle()
    folder = read_folder(output)
    assert folder.spare["articles/un"] is None
    assert None not in (folder.live["articles"], folder.spare["articles"])  # it holds folders only
    for data in (b"one", b"two", b"three"):
        (output / "articles/notes.txt").write_bytes(data)
        for number in range(3):
            published(output, SITE, last=(slow(b"%d" % number),))
            settle()
            assert (output / "articles/notes.txt").read_bytes() == data


def test_what_is_unseen_is_read_again(output: Path) -> None:
    """As after an edit on a disk that forgets to say when."""
    page = output / PAGE
    page.write_bytes(b"eno")
    folder = read_folder(output)
    entries = {**folder.entries}
    entries[PAGE] = replace(entries[PAGE], look=signature(page.stat()))
    lied_to = replace(folder, entries=entries)
    items = [Item(path=p, key=e.key, content=None) for p, e in folder.entries.items()]
    with hold(output, lambda: None):
        assert isinstance(publish(lied_to, items, protected=(), sources=()), Published)
        with pytest.raises(Altered) as caught:
            publish(unseen(lied_to), items, protected=(), sources=())
    assert caught.value.paths == {PAGE}
