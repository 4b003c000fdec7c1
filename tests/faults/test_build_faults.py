"""Whatever stops a build, readers see a whole site, old or new, and the next build mends all."""

import contextlib
import datetime as dt
import fcntl
import os
import random
import select
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from site_builder.building import build
from site_builder.exchange import hold
from site_builder.manifest import place_of
from site_builder.outcome import Built, Options
from tests.properties.newsroom import differences, files_in
from tests.site import SITE_TOML, article, make_site

Files = dict[str, bytes]
NOW = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)


def texts(word: str, articles: int) -> dict[str, str | bytes]:
    """Return a site in which every page but a few says *word*."""
    return {
        "site.toml": SITE_TOML.replace("La Puce", f"La Puce {word}"),
        "content/image.svg": f"<svg><!-- {word} --></svg>",
        f"content/articles/2023-01-01-{word}.md": article(f"Seulement {word}.\n"),
        **{
            f"content/articles/2023-02-{n % 28 + 1:02}-n{n}.md": article(
                f"![{word}](/image.svg)\n\n## {word}\n\n" + f"Du texte {word}. " * 50,
                title=f"{word} {n}",
            )
            for n in range(articles)
        },
    }


A, B = texts("avant", 30), texts("après", 30)


def rewrite(site: Path, files: Mapping[str, str | bytes]) -> None:
    """Make *files* the whole content of *site*."""
    shutil.rmtree(site / "content", ignore_errors=True)
    make_site(site, files)


def clean(tmp_path: Path, files: Mapping[str, str | bytes]) -> Files:
    """Return what a build from nothing gives."""
    folder = tmp_path / f"clean-{random.randrange(1 << 40):x}"
    site = make_site(folder / "site", files)
    options = Options(site=site, output=folder / "out", now=NOW, clean=True)
    assert isinstance(build(options, lambda *_: None, lambda: None), Built)
    return files_in(folder / "out")


def start(site: Path, *args: str) -> subprocess.Popen[bytes]:
    """Start a build as a shell does: in a process group of its own."""
    # A file that Ctrl-C leaves open is closed by the end of the process: no warning of Python's.
    warnings = ("-W", "error", "-W", "ignore::ResourceWarning")
    return subprocess.Popen(
        [sys.executable, *warnings, "-m", "site_builder", "build", "--site", str(site), *args],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "SITE_BUILDER_LANG": "en"},
        start_new_session=True,
    )


def finish(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Return the exit status of *process* and all it said, which must not be a traceback."""
    out, err = process.communicate(timeout=120)
    said = (out + err).decode()
    assert "Traceback" not in said, said
    return process.returncode, said


def run(site: Path, *args: str) -> str:
    status, said = finish(start(site, *args))
    assert status == 0, said
    return said


def has_left_nobody(group: int) -> bool:
    """Return whether the workers that a build had go with it."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        # After the name in brackets: state, parent, process group.
        told = [stat.rpartition(")")[2].split()[:3] for stat in stats_of_processes()]
        if not any(found[2] == str(group) and found[0] != "Z" for found in told):
            return True
        time.sleep(0.05)
    return False


def stats_of_processes() -> Iterator[str]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            yield path.read_text(encoding="utf-8", errors="replace")


def has_begun(process: subprocess.Popen[bytes], output: Path) -> bool:
    """Wait until *process* has the lock of *output*; False when it was over before that."""
    while process.poll() is None:
        if holder(place_of(output).lock) == process.pid:
            return True
        time.sleep(0.001)
    return False


def holder(lock: str) -> int | None:
    """Return who has the record lock on the file *lock*, without asking for it."""
    try:
        descriptor = os.open(lock, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        asked = FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
        kind, _, _, _, pid = FLOCK.unpack(fcntl.fcntl(descriptor, fcntl.F_GETLK, asked))
        return None if kind == fcntl.F_UNLCK else int(pid)
    finally:
        os.close(descriptor)


FLOCK = struct.Struct("hhqqi4x")  # struct flock of Linux on 64 bits: type, whence, start, len, pid


def seconds_of_work(site: Path) -> float:
    """Return how long a build of *site* works once it has begun."""
    process = start(site)
    assert has_begun(process, site / "public")
    began = time.monotonic()
    finish(process)
    return time.monotonic() - began


# Stopped


@pytest.mark.parametrize(
    ("how", "rounds", "articles", "args"),
    [
        (signal.SIGKILL, 8, 30, ("--jobs", "1")),
        (signal.SIGKILL, 3, 110, ("--jobs", "2")),
        (signal.SIGINT, 4, 30, ("--jobs", "1")),
        (signal.SIGINT, 3, 110, ("--jobs", "2")),
        (signal.SIGTERM, 2, 110, ("--jobs", "2")),
        (signal.SIGHUP, 2, 30, ()),
    ],
    ids=lambda value: value.name if isinstance(value, signal.Signals) else None,
)
def test_a_build_stopped_at_any_moment_leaves_a_whole_site(
    tmp_path: Path, how: signal.Signals, rounds: int, articles: int, args: tuple[str, ...]
) -> None:
    versions = [texts("avant", articles), texts("après", articles)]
    whole = [clean(tmp_path, version) for version in versions]
    site = make_site(tmp_path / "site", versions[0])
    output = site / "public"
    run(site)
    rewrite(site, versions[1])
    duration = seconds_of_work(site)
    moments = random.Random(f"{how} {articles}")
    stopped = number = 0
    while number < rounds or (not stopped and number < 10 * rounds):  # a build can be faster
        rewrite(site, versions[number % 2])
        before = files_in(output)
        assert before in whole
        process = start(site, *args)
        if has_begun(process, output):
            time.sleep(moments.uniform(0, duration))
            with contextlib.suppress(ProcessLookupError):
                # Ctrl-C, and a terminal that is closed, go to the workers as well.
                (os.kill if how is signal.SIGKILL else os.killpg)(process.pid, how)
        status, said = finish(process)
        assert has_left_nobody(process.pid)
        stopped += status != 0
        if how is signal.SIGKILL:
            assert status in (0, -how), said
        else:
            assert status in (0, 128 + how), said
            assert status == 0 or said == "", said
        after = files_in(output)
        assert after in (before, whole[number % 2]), differences(after, whole[number % 2])
        if number % 4 == 3:
            run(site)
            assert not differences(files_in(output), whole[number % 2])
        number += 1
    assert stopped
    run(site)
    assert not differences(files_in(output), whole[(number - 1) % 2])
    assert "0 made" in run(site)
    assert not leftovers(site)


def leftovers(site: Path) -> list[str]:
    """Return what a stopped build has half made and nobody has taken away."""
    spare = Path(place_of(site / "public").beside)
    known = {"tree", "state", "site-builder.lock", ".gitignore"}
    memory = {"facts", "texts", "images", "last.json", "plan", "readings", ".gitignore"}
    return [
        *({path.name for path in spare.iterdir()} - known),
        *({path.name for path in (site / ".site-builder").iterdir()} - memory),
    ]


# A full disk, a read-only one


@contextmanager
def mounted(folder: Path, *arguments: str) -> Iterator[None]:
    """Mount something at *folder*; skip the test where that is not allowed."""
    folder.mkdir()
    done = subprocess.run(
        ["mount", *arguments, str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        if os.environ.get("CI") == "true" and os.geteuid() == 0:
            pytest.fail(f"cannot mount: {done.stderr}")
        pytest.skip("only root may mount a file system")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_keeps_the_old_site_and_says_so(tmp_path: Path) -> None:
    """Site, memory and output on one small disk, with less and less room on it."""
    old, new = clean(tmp_path, A), clean(tmp_path, B)
    disk = tmp_path / "disk"
    with mounted(disk, "-t", "tmpfs", "-o", "size=8m", "none"):
        site = make_site(disk / "site", A)
        refused = 0
        for room in (0, 8, 40, 120, 1280):  # KiB
            rewrite(site, A)
            run(site)
            rewrite(site, B)
            fill(disk, room * 1024)
            status, said = finish(start(site))
            (disk / "filler").unlink()
            assert status in (0, 1), said
            if status == 1:
                refused += 1
                assert "No space left on device" in said
                assert not differences(files_in(site / "public"), old)
            run(site)
            assert not differences(files_in(site / "public"), new)
        assert 0 < refused < 5


def test_a_full_memory_only_makes_a_build_slower(tmp_path: Path) -> None:
    disk = tmp_path / "site"
    with mounted(disk, "-t", "tmpfs", "-o", "size=1m", "none"):
        site = make_site(disk, A)
        fill(disk, 0)
        run(site, "--output", str(tmp_path / "public"))
        assert not differences(files_in(tmp_path / "public"), clean(tmp_path, A))


def fill(disk: Path, room: int) -> None:
    """Leave *room* bytes on *disk*, in whole blocks."""
    with (disk / "filler").open("wb", buffering=0) as filler:
        with contextlib.suppress(OSError):
            while filler.write(bytes(4096)):
                pass
        filler.truncate(max(0, filler.tell() - room))


def test_a_site_that_cannot_be_written_is_published_elsewhere(tmp_path: Path) -> None:
    make_site(tmp_path / "original", A)
    site = tmp_path / "site"
    with mounted(site, "--bind", "-o", "ro", str(tmp_path / "original")):
        with pytest.raises(OSError, match="Read-only"):
            (site / "file").touch()
        for _ in range(2):
            run(site, "--output", str(tmp_path / "public"))
        assert not differences(files_in(tmp_path / "public"), clean(tmp_path, A))
        status, said = finish(start(site))
        assert status == 1
        assert "Read-only file system" in said


# Two at once


def test_a_second_build_waits_and_says_so(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", A)
    with hold(site / "public", lambda: None):
        both = [start(site), start(site)]
        for process in both:
            assert process.stderr is not None
            assert select.select([process.stderr], [], [], 60)[0], "waits without a word"
            assert b"waiting" in process.stderr.readline()
            assert process.poll() is None
        assert not (site / "public").exists()
    assert [finish(process)[0] for process in both] == [0, 0]
    assert not differences(files_in(site / "public"), clean(tmp_path, A))


def test_builds_of_one_site_to_several_folders_do_not_meet(tmp_path: Path) -> None:
    """They share what is remembered: whoever writes it last, all of them are right."""
    site = make_site(tmp_path / "site", A)
    expected = [clean(tmp_path, A), clean(tmp_path, B)]
    outputs = [tmp_path / f"out-{n}" for n in range(3)]
    for number in range(3):
        rewrite(site, (A, B)[number % 2])
        if number > 1:
            (site / ".site-builder/facts").write_bytes(b"damaged")
        running = [start(site, "--output", str(output)) for output in outputs]
        for process in running:
            status, said = finish(process)
            assert status == 0, said
        for output in outputs:
            assert not differences(files_in(output), expected[number % 2])


# Nobody listens


@pytest.mark.parametrize("closed", ["1>&-", "2>&-", "1>&- 2>&-", "<&- 1>&- 2>&-"])
def test_a_build_without_a_terminal_publishes(tmp_path: Path, closed: str) -> None:
    """As started by a service that closes its standard streams."""
    site = make_site(tmp_path / "site", A)
    command = 'exec "$0" -m site_builder build --site "$1" ' + closed
    done = subprocess.run(
        ["sh", "-c", command, sys.executable, str(site)], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert not differences(files_in(site / "public"), clean(tmp_path, A))


def test_a_reader_that_goes_away_does_not_stop_the_build(tmp_path: Path) -> None:
    """As in `site-builder build | head -0`."""
    site = make_site(tmp_path / "site", A)
    process = start(site)
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate(timeout=60)
    assert err == b""
    assert not differences(files_in(site / "public"), clean(tmp_path, A))


@pytest.mark.parametrize("full", ["1>/dev/full", "2>/dev/full", "1>/dev/full 2>&1"])
def test_words_that_cannot_be_written_do_not_stop_the_build(tmp_path: Path, full: str) -> None:
    """As in `site-builder build >log` on a full disk: published, and status 1 for what was lost."""
    site = make_site(tmp_path / "site", A)
    command = 'exec "$0" -W error -m site_builder build --site "$1" ' + full
    run = ["sh", "-c", command, sys.executable, str(site)]
    done = subprocess.run(run, capture_output=True, check=False)
    assert done.returncode == (0 if full == "2>/dev/full" else 1)
    assert b"Traceback" not in done.stderr
    assert (b"cannot be written: No space" in done.stderr) == (full == "1>/dev/full")
    assert not differences(files_in(site / "public"), clean(tmp_path, A))
    make_site(site, {"content/articles/x.md": "---"})
    done = subprocess.run(run, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
