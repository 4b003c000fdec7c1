"""The promise that hurts most when broken: at any fault the published folder is whole."""

import errno
import os
import random
import resource
import runpy
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from site_builder import exchange
from site_builder import publish as publishing
from site_builder.exchange import hold
from site_builder.fingerprint import digest_bytes
from site_builder.manifest import MANIFEST, TICK_NS, OutputError, read_folder
from site_builder.publish import Item, Published, Refusal, publish

SCRIPT = Path(__file__).with_name("publish_for_ever.py")
FOR_EVER: dict[str, Any] = runpy.run_path(str(SCRIPT))

A = {
    "index.html": b"home A",
    "articles/un/index.html": b"one",
    "old/deep/page.html": b"old",
    "becomes-folder": b"file",
    "becomes-file/index.html": b"folder",
}
B = {
    "index.html": b"home B, which is longer",
    "articles/un/index.html": b"one",
    "new/deep/page.html": b"new",
    "becomes-folder/index.html": b"folder",
    "becomes-file": b"file",
}
C = {"index.html": b"home C", "articles/un/index.html": b"one", "only/c/page.html": b"C"}
VERSIONS = (A, B, C)
THEIRS = {"CNAME": b"example.org", "articles/notes.txt": b"notes", ".git/objects/ab": b"blob"}
HIDDEN = {"site-builder.lock", "state", "tree", ".gitignore"}


def attempt(output: Path, pages: Mapping[str, bytes]) -> Published | Refusal:
    items = [Item(path=path, key=digest_bytes(data), content=data) for path, data in pages.items()]
    with hold(output, lambda: None):
        return publish(read_folder(output), items, protected=(), sources=())


def published(output: Path, pages: Mapping[str, bytes]) -> Published:
    result = attempt(output, pages)
    assert isinstance(result, Published)
    return result


def error_of(output: Path, pages: Mapping[str, bytes]) -> OutputError | None:
    try:
        published(output, pages)
    except OutputError as error:
        return error
    return None


def files_in(output: Path) -> dict[str, bytes]:
    found = {}
    for folder, _, names in os.walk(output):
        for name in names:
            path = Path(folder, name)
            found[path.relative_to(output).as_posix()] = path.read_bytes()
    return found


def site_in(output: Path) -> dict[str, bytes]:
    found = files_in(output)
    assert found.pop(MANIFEST)
    return found


def put_theirs(output: Path) -> None:
    for path, data in THEIRS.items():
        (output / path).parent.mkdir(parents=True, exist_ok=True)
        (output / path).write_bytes(data)


def has_no_litter(output: Path) -> bool:
    beside = output.parent / f".{output.name}.spare"
    names = {path.name for path in output.parent.iterdir()}
    return names == {output.name, beside.name} and {p.name for p in beside.iterdir()} <= HIDDEN


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "public"


@pytest.fixture(autouse=True)
def unflushed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits for the disk: a process that is killed loses nothing of what it has written."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    monkeypatch.setattr(publishing, "flush", lambda folder: None)


# A fault at every call that can change the disk

CALLS = (
    "open",
    "mkdir",
    "rmdir",
    "link",
    "rename",
    "unlink",
    "write",
    "chmod",
    "chown",
    "utime",
    "fsync",
)


@contextmanager
def interrupted(at: int, fault: Callable[[], None]) -> Iterator[Callable[[], int]]:
    """Let *fault* strike just before the changing call number *at*; yield the count of calls.

    A write is struck in the middle.
    """
    count = 0

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **options: Any) -> Any:
            nonlocal count
            count += 1
            if count == at:
                if call is os_write:
                    os_write(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
                fault()
            return call(*arguments, **options)

        return wrapper

    os_write = os.write
    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, counted(getattr(os, name)))
        patch.setattr(exchange, "trade_names", counted(exchange.trade_names))
        yield lambda: count


def killed(at: int, action: Callable[[], object]) -> bool:
    """Run *action* in a child that dies at the changing call number *at*; False if it never did."""
    child = os.fork()
    if child == 0:
        status = 2
        try:
            with interrupted(at, lambda: os._exit(1)):
                action()
            status = 0
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, 1)
    return status == 1


def only_two_renames(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(exchange, "trade_names", lambda one, other: False)


def as_the_system_can(patch: pytest.MonkeyPatch) -> None:
    pass


@pytest.mark.parametrize(
    ("swap", "turn", "spare"),
    [
        (as_the_system_can, 0, "used"),
        (as_the_system_can, 1, "used"),
        (as_the_system_can, 2, "used"),
        (as_the_system_can, 0, "lost"),  # so that every file is linked anew
        (only_two_renames, 1, "used"),
        (only_two_renames, 2, "lost"),
    ],
)
def test_killed_at_any_call_the_site_is_old_or_new(
    output: Path,
    swap: Callable[[pytest.MonkeyPatch], None],
    turn: int,
    spare: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    swap(monkeypatch)
    # Three versions: with two, the spare would always look like the one to come.
    first, before, after = VERSIONS[turn:] + VERSIONS[:turn]
    published(output, first)
    put_theirs(output)
    outcomes: list[bool] = []
    done = False
    while not done:
        at = len(outcomes) + 1
        published(output, first)
        published(output, before)
        if spare == "lost":
            shutil.rmtree(output.parent / ".public.spare/tree")
        done = not killed(at, lambda: published(output, after))
        if swap is only_two_renames:  # the next start repairs
            with hold(output, lambda: None):
                pass
        found = site_in(output)
        assert found in ({**before, **THEIRS}, {**after, **THEIRS}), at
        outcomes.append(found == {**after, **THEIRS})
        repaired = after if at % 2 else before
        published(output, repaired)
        assert site_in(output) == {**repaired, **THEIRS}, at
        assert has_no_litter(output), at
    assert outcomes == sorted(outcomes)  # old until the swap, new from then on
    assert outcomes.count(False) > 20
    assert outcomes.count(True) > 3


def test_killed_at_any_call_while_folders_are_in_step(output: Path) -> None:
    """Looks have had time to settle: what is known by them is not opened."""
    outcomes: list[bool] = []
    done = False
    while not done:
        at = len(outcomes) + 1
        for pages in (A, B, A, B):
            published(output, pages)
            time.sleep(1.2 * TICK_NS / 1e9)
        if at == 1:
            put_theirs(output)
            published(output, A)
            published(output, B)
        assert read_folder(output).live["articles/un"] is not None
        done = not killed(at, lambda: published(output, C))
        found = site_in(output)
        assert found in ({**B, **THEIRS}, {**C, **THEIRS}), at
        outcomes.append(found == {**C, **THEIRS})
        for pages in (A, B, C)[at % 3 :]:
            published(output, pages)
            assert site_in(output) == {**pages, **THEIRS}, at
            assert has_no_litter(output), at
    assert outcomes == sorted(outcomes)
    assert outcomes.count(False) > 20
    assert outcomes.count(True) > 3


def test_killed_at_any_call_a_first_publication_is_all_or_nothing(tmp_path: Path) -> None:
    at, done = 0, False
    while not done:
        at += 1
        output = tmp_path / str(at) / "public"
        done = not killed(at, lambda output=output: published(output, A))  # type: ignore[misc]
        assert not output.exists() or site_in(output) == A, at
        published(output, B)
        assert site_in(output) == B, at
        assert has_no_litter(output), at
    assert at > 20


@pytest.mark.parametrize("swap", [as_the_system_can, only_two_renames])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EMFILE])
def test_an_error_at_any_call_leaves_the_site_old_or_new(
    output: Path,
    code: int,
    swap: Callable[[pytest.MonkeyPatch], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> None:
        raise OSError(code, os.strerror(code))

    swap(monkeypatch)
    published(output, A)
    put_theirs(output)
    at, reported, calls = 0, 0, 0
    while at <= calls:
        at += 1
        before, after = VERSIONS[at % 3], VERSIONS[(at + 1) % 3]
        published(output, before)
        with interrupted(at, fail) as count:
            error = error_of(output, after)
            calls = count()
        if error is not None:
            assert error.error.errno == code
            assert ".spare/tree" not in str(error.path)
            reported += 1
        assert site_in(output) in ({**before, **THEIRS}, {**after, **THEIRS}), at
        published(output, after)
        assert site_in(output) == {**after, **THEIRS}, at
        assert has_no_litter(output), at
    assert reported > 30


def test_a_late_file_survives_a_kill_after_the_swap(output: Path) -> None:
    def published_with_a_late_file() -> None:
        def page() -> bytes:
            (output / "late.txt").write_bytes(b"late")
            return b"B"

        with hold(output, lambda: None):
            publish(
                read_folder(output),
                [Item(path="index.html", key="B", content=page)],
                protected=(),
                sources=(),
            )

    at, done = 0, False
    while not done:
        at += 1
        shutil.rmtree(output, ignore_errors=True)
        published(output, {"index.html": b"A"})
        done = not killed(at, published_with_a_late_file)
        late = {"late.txt": b"late"} if _was_made(output) else {}
        published(output, {"index.html": b"C"})
        assert site_in(output) == {"index.html": b"C", **late}, at
        assert has_no_litter(output), at


def test_a_late_folder_in_place_of_a_link_is_not_written_through_the_link(
    output: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def page() -> bytes:
        (output / "notes").unlink()
        (output / "notes").mkdir()
        (output / "notes/todo.txt").write_bytes(b"todo")
        return b"B"

    def published_meanwhile() -> None:
        with hold(output, lambda: None):
            item = Item(path="index.html", key="B", content=page)
            publish(read_folder(output), [item], protected=(), sources=())

    at, done = 0, False
    while not done:
        at += 1
        shutil.rmtree(output, ignore_errors=True)
        published(output, {"index.html": b"A"})
        (output / "notes").symlink_to(elsewhere)
        done = not killed(at, published_meanwhile)
        published(output, {"index.html": b"C"})
        assert list(elsewhere.iterdir()) == [], at
    assert files_in(output)["notes/todo.txt"] == b"todo"


def _was_made(output: Path) -> bool:
    spare = output.parent / ".public.spare/tree"
    return (output / "late.txt").exists() or (spare / "late.txt").exists()


def test_a_file_taken_away_after_a_kill_does_not_come_back(output: Path) -> None:
    at, done = 0, False
    while not done:
        at += 1
        published(output, {"index.html": b"A"})
        (output / "CNAME").write_bytes(b"example.org")
        published(output, {"index.html": b"B"})
        done = not killed(at, lambda: published(output, {"index.html": b"C"}))
        (output / "CNAME").unlink()
        for data in (b"D", b"E"):
            published(output, {"index.html": data})
            assert site_in(output) == {"index.html": data}, at


# Killed for real, at random


def test_killed_at_random_moments_the_site_is_one_of_its_versions(output: Path) -> None:
    versions = [FOR_EVER["pages"](name) for name in "ABC"]
    published(output, versions[0])
    put_theirs(output)
    chance = random.Random(20230718)
    seen = set()
    for _ in range(20):
        command = [sys.executable, str(SCRIPT), str(output)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            for _ in range(chance.randint(1, 4)):
                assert process.stdout.readline()
            time.sleep(chance.uniform(0, 0.04))
            process.send_signal(signal.SIGKILL)
        found = site_in(output)
        expected = [{**version, **THEIRS} for version in versions]
        assert found in expected
        seen.add(expected.index(found))
    for version in versions:
        published(output, version)
        assert site_in(output) == {**version, **THEIRS}
        assert has_no_litter(output)
    assert len(seen) > 1


# Two at once, and readers


def forked(action: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            action()
            status = 0
        finally:
            os._exit(status)
    return child


def test_builds_at_once_take_turns(output: Path) -> None:
    def build(version: str) -> None:
        for _ in range(15):
            FOR_EVER["published"](output, version, 30)
            with hold(output, lambda: None):
                assert site_in(output) in (FOR_EVER["pages"]("A", 30), FOR_EVER["pages"]("B", 30))

    children = [forked(lambda version=version: build(version)) for version in "ABA"]  # type: ignore[misc]
    for child in children:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert has_no_litter(output)


def wait_until_blocked(process: int) -> None:
    """Return when *process* waits for a lock, or after ten seconds if the system does not tell."""
    locks = Path("/proc/locks")
    for _ in range(10_000):
        lines = locks.read_text().splitlines() if locks.exists() else []
        if any("->" in line and str(process) in line.split() for line in lines):
            return
        time.sleep(0.001)


@pytest.mark.parametrize("pages", [{"a": b"a"}, None])  # None: the other build was refused
def test_a_build_waits_for_that_of_another_process_and_says_so_once(
    output: Path, pages: dict[str, bytes] | None
) -> None:
    ready, end = os.pipe(), os.pipe()

    def build() -> None:
        with hold(output, lambda: None):
            os.write(ready[1], b"x")
            os.read(end[0], 1)
            wait_until_blocked(os.getppid())
            if pages is not None:
                item = Item(path="a", key="", content=pages["a"])
                publish(read_folder(output), [item], protected=(), sources=())

    said = []

    def waiting() -> None:
        said.append("waiting")
        os.write(end[1], b"x")

    child = forked(build)
    os.read(ready[0], 1)
    with hold(output, waiting):
        assert (site_in(output) if output.exists() else None) == pages
        assert (output.parent / ".public.spare/site-builder.lock").exists()
    os.waitpid(child, 0)
    for descriptor in (*ready, *end):
        os.close(descriptor)
    assert said == ["waiting"]


def test_readers_only_ever_see_whole_files(output: Path) -> None:
    """One reader comes by path, as most servers do; one stays in the folder it was started in."""
    FOR_EVER["published"](output, "A", 30)
    common = FOR_EVER["pages"]("A", 30).keys() & FOR_EVER["pages"]("B", 30).keys()
    stay = os.open(output, os.O_RDONLY)

    def publish_for_long() -> None:
        for _ in range(50):
            FOR_EVER["published"](output, "B", 30)
            FOR_EVER["published"](output, "A", 30)

    def read(path: str) -> bytes:
        descriptor = os.open(path, os.O_RDONLY, dir_fd=stay)
        with open(descriptor, "rb") as file:  # noqa: PTH123  # a descriptor has no Path
            return file.read()

    publisher = forked(publish_for_long)
    rounds = 0
    while os.waitpid(publisher, os.WNOHANG) == (0, 0):
        rounds += 1
        for path in common:
            assert FOR_EVER["is_sealed"]((output / path).read_bytes()), path
            assert FOR_EVER["is_sealed"](read(path)), path
    os.close(stay)
    assert rounds > 5
    assert site_in(output) == FOR_EVER["pages"]("A", 30)


# Disks that are full, read-only, forbidden


def inodes_and_times(output: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path): (path.lstat().st_ino, path.lstat().st_mtime_ns)
        for path in [output, *output.rglob("*")]
    }


def failure(output: Path, pages: Mapping[str, bytes]) -> OutputError:
    error = error_of(output, pages)
    assert error is not None
    return error


@pytest.mark.parametrize("options", ["size=2m", "size=64m,nr_inodes=120"])
def test_a_full_disk_leaves_the_site_and_gives_the_space_back(
    tmp_path: Path, options: str, mount: Callable[..., None]
) -> None:
    small = {f"articles/{n}/index.html": bytes([n]) * 10_000 for n in range(12)}
    large = {f"articles/{n}/index.html": bytes([n % 251 + 1]) * 10_000 for n in range(300)}
    mount(tmp_path / "disk", "-t", "tmpfs", "-o", options, "none")
    output = tmp_path / "disk/public"
    published(output, {**small, "index.html": b"0"})
    put_theirs(output)
    published(output, small)
    before = inodes_and_times(output)
    space = os.statvfs(output)
    for _ in range(2):
        error = failure(output, large)
        assert error.error.errno == errno.ENOSPC
        assert error.path.relative_to(output).parts[0] == "articles"
        assert inodes_and_times(output) == before
        assert site_in(output) == {**small, **THEIRS}
        assert os.statvfs(output).f_bfree >= space.f_bfree - 20
        assert os.statvfs(output).f_ffree >= space.f_ffree - 20
    published(output, {**small, "index.html": b"1"})
    assert site_in(output) == {**small, **THEIRS, "index.html": b"1"}
    assert has_no_litter(output)


def test_a_disk_full_at_the_first_publication_is_left_empty(
    tmp_path: Path, mount: Callable[..., None]
) -> None:
    mount(tmp_path / "disk", "-t", "tmpfs", "-o", "size=1m", "none")
    output = tmp_path / "disk/public"
    error = failure(output, {f"{n}/index.html": b"x" * 10_000 for n in range(200)})
    assert error.error.errno == errno.ENOSPC
    assert list((tmp_path / "disk").iterdir()) == []


def test_a_read_only_disk_is_reported(tmp_path: Path, mount: Callable[..., None]) -> None:
    mount(tmp_path / "disk", "-t", "tmpfs", "-o", "size=1m", "none")
    output = tmp_path / "disk/public"
    published(output, A)
    command = ["mount", "-o", "remount,ro", str(tmp_path / "disk")]
    subprocess.run(command, check=True)
    assert failure(output, B).error.errno == errno.EROFS
    assert site_in(output) == A
    assert read_folder(output).entry("index.html") is not None


def as_somebody(action: Callable[[], None]) -> None:
    """Run *action* in a child that has no special rights."""

    def unprivileged() -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        action()

    assert os.waitstatus_to_exitcode(os.waitpid(forked(unprivileged), 0)[1]) == 0


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that anybody may use; those of pytest are closed to others."""
    made = subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True)
    folder = Path(made.stdout.strip())
    folder.chmod(0o777)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o777)
    shutil.rmtree(folder)


def test_a_folder_we_may_not_write_beside_is_reported(shared: Path) -> None:
    output = shared / "public"

    def action() -> None:
        output.mkdir()
        shared.chmod(0o555)
        error = failure(output, A)
        assert error.error.errno == errno.EACCES
        assert error.path == shared / ".public.spare"

    if os.geteuid() == 0:
        os.chown(shared, 65534, 65534)
    as_somebody(action)


def test_a_file_of_ours_that_may_not_be_read_is_written_again(shared: Path) -> None:
    output = shared / "public"

    def action() -> None:
        published(output, A)
        (output / "index.html").chmod(0)
        (shared / ".public.spare/state").unlink()
        assert published(output, A).written == 1
        assert site_in(output) == A

    as_somebody(action)


def test_a_closed_folder_of_others_is_carried_and_given_up(shared: Path) -> None:
    output = shared / "public"

    def action() -> None:
        published(output, A)
        (output / "closed/inner").mkdir(parents=True)
        (output / "closed/inner/file").write_bytes(b"theirs")
        (output / "closed/inner").chmod(0o555)
        (output / "closed").chmod(0o555)
        for pages in (B, A, B):
            published(output, pages)
            assert site_in(output) == {**pages, "closed/inner/file": b"theirs"}
            assert (output / "closed/inner").stat().st_mode & 0o777 == 0o555
        (output / "closed").chmod(0o755)
        (output / "closed/inner").chmod(0o755)
        (output / "closed/inner/file").unlink()
        (output / "closed/inner").rmdir()
        for pages in (A, B):
            published(output, pages)
            assert site_in(output) == pages

    as_somebody(action)


def test_a_folder_of_others_that_may_not_be_read_stops_the_publication(shared: Path) -> None:
    output = shared / "public"

    def action() -> None:
        published(output, A)
        (output / "secret").mkdir(mode=0o000)
        error = failure(output, B)
        assert error.error.errno == errno.EACCES
        assert error.path == output / "secret"
        (output / "secret").chmod(0o755)
        assert site_in(output) == A

    as_somebody(action)


@pytest.mark.parametrize(
    ("limit", "value", "code"),
    [(resource.RLIMIT_FSIZE, 100_000, errno.EFBIG), (resource.RLIMIT_NOFILE, 3, errno.EMFILE)],
)
def test_a_limit_of_the_process_leaves_the_site(
    output: Path, limit: int, value: int, code: int
) -> None:
    published(output, A)

    def action() -> None:
        before = resource.getrlimit(limit)
        resource.setrlimit(limit, (value, before[1]))
        try:
            error = failure(output, {**B, "large.bin": b"x" * 200_000})
        finally:
            resource.setrlimit(limit, before)
        assert error.error.errno == code
        assert site_in(output) == A

    assert os.waitstatus_to_exitcode(os.waitpid(forked(action), 0)[1]) == 0
    published(output, {**B, "large.bin": b"x" * 200_000})
    assert has_no_litter(output)
