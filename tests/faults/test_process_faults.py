"""Faults of the machine around a build: limits, clocks, locales, a power cut."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from site_builder import exchange
from site_builder import publish as publishing
from site_builder.manifest import place_of
from site_builder.pool import meanwhile, ordered_map
from tests.faults.test_build_faults import A, B, Files, clean, has_left_nobody, rewrite, texts
from tests.properties.newsroom import differences, files_in
from tests.site import build, build_here, make_site

MB = 1 << 20


def run_within(
    site: Path, limits: Mapping[int, int], *args: str, env: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Build *site* with less of what the system gives; return exit status and all that was said."""

    def lower() -> None:
        for limit, value in limits.items():
            resource.setrlimit(limit, (value, value))

    done = subprocess.run(
        [sys.executable, "-m", "site_builder", "build", "--site", str(site), *args],
        env={**os.environ, "SITE_BUILDER_LANG": "en", **(env or {})},
        capture_output=True,
        preexec_fn=lower,  # no thread runs beside
        check=False,
        timeout=120,
    )
    said = (done.stdout + done.stderr).decode()
    assert "Traceback" not in said, said
    return done.returncode, said


# Limits

LIMITS = {
    "6 open files": {resource.RLIMIT_NOFILE: 6},
    "12 open files": {resource.RLIMIT_NOFILE: 12},
    "files of 4 KB": {resource.RLIMIT_FSIZE: 4096},
    "files of 100 KB": {resource.RLIMIT_FSIZE: 100_000},
    "40 MB of memory": {resource.RLIMIT_AS: 40 * MB},
    "55 MB of memory": {resource.RLIMIT_AS: 55 * MB},
    "100 MB of memory": {resource.RLIMIT_AS: 100 * MB},
    "a stack of 150 KB": {resource.RLIMIT_STACK: 150_000},
    "no process more": {resource.RLIMIT_NPROC: 1},
}


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Files, Files]:
    """What the two sites of these tests look like when nothing is in the way."""
    folder = tmp_path_factory.mktemp("versions")
    return clean(folder, texts("avant", 110)), clean(folder, texts("après", 110))


@pytest.mark.parametrize("name", LIMITS)
def test_within_any_limit_a_build_says_what_it_lacks_or_does_all(
    name: str, tmp_path: Path, versions: tuple[Files, Files]
) -> None:
    old, new = versions
    site = make_site(tmp_path / "site", texts("avant", 110))
    assert build_here(site).exit_code == 0
    rewrite(site, texts("après", 110))
    status, said = run_within(site, LIMITS[name], "--jobs", "2")
    assert status in (0, 1), said
    assert not differences(files_in(site / "public"), new if status == 0 else old)
    if status == 1:
        assert "error: the s" in said
        assert build_here(site).exit_code == 0
        assert not differences(files_in(site / "public"), new)


def test_a_machine_that_starts_no_process_builds_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def no(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", no)
    before = descriptors()
    assert list(ordered_map(abs, range(-500, 0), 2)) == list(range(500, 0, -1))
    assert descriptors() == before


def descriptors() -> list[str]:
    return sorted(os.listdir("/proc/self/fd"))  # noqa: PTH208  # names, no files


def children() -> list[str]:
    return sorted(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def double(value: int) -> int:
    return 2 * value


def die_in_a_worker(value: int) -> int:
    """Die as the system's killer would have it, everywhere but in the first process."""
    if value == 333 and os.getpid() != FIRST:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * value


def lack_memory_in_a_worker(value: int) -> int:
    if value == 333 and os.getpid() != FIRST:
        raise MemoryError
    return 2 * value


FIRST = os.getpid()


@pytest.mark.parametrize("work", [double, die_in_a_worker, lack_memory_in_a_worker])
def test_work_is_done_whole_whatever_befalls_the_workers(work: Callable[[int], int]) -> None:
    before = descriptors()
    assert list(ordered_map(work, range(1000), 2)) == [2 * n for n in range(1000)]
    assert descriptors() == before


def wait_long(value: int) -> int:
    if value:
        time.sleep(60)
    return value


def test_work_that_nobody_waits_for_is_stopped() -> None:
    results = ordered_map(wait_long, range(200), 2, batch=1)
    assert next(results) == 0
    began = time.monotonic()
    results.close()
    assert time.monotonic() - began < 10


# Work meanwhile, which one process waits for


def test_work_is_done_meanwhile_by_another_process() -> None:
    before = descriptors()
    with meanwhile(os.getpid) as found:
        assert found() == found() != FIRST
    assert descriptors() == before


@pytest.mark.parametrize("work", [double, die_in_a_worker, lack_memory_in_a_worker])
def test_work_meanwhile_is_done_whatever_befalls_its_process(work: Callable[[int], int]) -> None:
    with meanwhile(partial(work, 333)) as found:
        assert found() == 666


def test_a_machine_that_starts_no_process_works_when_it_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no() -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", no)
    before = descriptors()
    with meanwhile(os.getpid) as found:
        assert found() == FIRST
    assert descriptors() == before


def test_work_meanwhile_that_nobody_waits_for_is_stopped() -> None:
    began, before = time.monotonic(), children()
    with meanwhile(partial(wait_long, 1)):
        assert len(children()) == len(before) + 1
    assert time.monotonic() - began < 10
    assert children() == before


KILLED = """
import os, signal, time
from functools import partial
from site_builder.pool import meanwhile

with meanwhile(partial(bytes, 1 << 20)):
    time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_that_has_much_to_tell_ends_when_nobody_is_there_to_hear_it() -> None:
    """More than a pipe holds: it is still telling when who asked is killed."""
    process = subprocess.Popen([sys.executable, "-c", KILLED], start_new_session=True)
    assert process.wait(60) == -signal.SIGKILL
    assert has_left_nobody(process.pid)


# Clocks and locales


def test_a_clock_that_was_set_back_changes_nothing(tmp_path: Path) -> None:
    """Files of the future, and a build that begins before the one before it ended."""
    site = make_site(tmp_path / "site", A)
    assert build_here(site).exit_code == 0
    future = time.time() + 10 * 365 * 86400
    for path in [*site.rglob("*")]:
        os.utime(path, (future, future))
    rewrite(site, B)
    assert build_here(site).exit_code == 0
    assert not differences(files_in(site / "public"), clean(tmp_path, B))
    # An edit that neither size nor time tells.
    llama = site / "content/articles/2023-02-01-n0.md"
    times = llama.stat()
    llama.write_bytes(llama.read_bytes().replace(b"Du texte", b"Un texte"))
    os.utime(llama, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert build_here(site).exit_code == 0
    pages = [data for path, data in files_in(site / "public").items() if "n0/index" in path]
    assert b"Un texte" in pages[0]


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "fr_FR.ISO-8859-1", "PYTHONUTF8": "0"},
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        {"LC_ALL": "rien", "LANG": "rien"},
    ],
    ids=lambda environment: " ".join(environment.values()),
)
def test_under_any_locale_names_and_messages_come_through(
    environment: Mapping[str, str], tmp_path: Path
) -> None:
    files = {**A, "content/articles/été.md": A["content/articles/2023-01-01-avant.md"]}
    site = make_site(tmp_path / "site", files)
    status, said = run_within(site, {}, env=environment)
    assert status == 0, said
    assert not differences(files_in(site / "public"), clean(tmp_path, files))
    make_site(site, {"content/articles/été.md": "---\ntitle: Été\ndate: hiér\n---\n\nx\n"})
    status, said = run_within(site, {}, env={**environment, "SITE_BUILDER_LANG": "fr"})
    assert status == 1
    assert "hi" in said


# A power cut


def test_all_is_on_the_disk_before_it_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order of what the disk is asked for: files, flush, swap, flush of the names."""
    site = make_site(tmp_path / "site", A)
    assert build_here(site).exit_code == 0
    rewrite(site, B)
    place = place_of(site / "public")
    asked: list[tuple[str, str]] = []

    def noted(module: Any, name: str) -> None:
        call = getattr(module, name)

        def wrapper(*arguments: Any, **options: Any) -> Any:
            asked.append((name, path_of(arguments[0])))
            return call(*arguments, **options)

        monkeypatch.setattr(module, name, wrapper)

    for name in ("write", "rename", "link", "unlink", "mkdir", "rmdir", "fsync"):
        noted(os, name)
    noted(publishing, "flush")
    noted(exchange, "trade_names")
    assert build_here(site).exit_code == 0

    names = [name for name, _ in asked]
    swap = names.index("trade_names")
    flushes = [n for n, name in enumerate(names[:swap]) if name == "flush"]
    assert flushes
    inside = [
        n
        for n, (name, path) in enumerate(asked[:swap])
        if name != "flush" and path.startswith(place.spare)
    ]
    assert inside
    assert inside[-1] < flushes[-1] < swap
    folders = [path for name, path in asked[swap:] if name == "fsync"]
    assert str(site.resolve()) in folders
    assert not differences(files_in(site / "public"), clean(tmp_path, B))


def path_of(argument: object) -> str:
    """Return the path behind a path or a descriptor."""
    if isinstance(argument, int):
        return os.readlink(f"/proc/self/fd/{argument}")  # noqa: PTH115  # a descriptor has no Path
    return os.fsdecode(argument)  # type: ignore[arg-type]  # a path, as calls take it


# What is remembered, spoilt


def test_pictures_that_were_spoilt_are_made_again(tmp_path: Path) -> None:
    from tests.site import png

    files = {**A, "content/articles/puce.png": png(1200, 800)}
    files["content/articles/2023-01-01-avant.md"] = (
        "---\ntitle: T\ndate: 2023-01-01\nimage: {src: puce.png, alt: Une puce}\n---\n\nx\n"
    )
    site = make_site(tmp_path / "site", files)
    assert build_here(site).exit_code == 0
    whole = files_in(site / "public")
    kept = [p for p in (site / ".site-builder/images").rglob("*") if p.is_file()]
    assert kept
    for number, path in enumerate(kept):
        data = bytearray(path.read_bytes())
        if number % 3 == 0:
            data = data[: len(data) // 2]
        elif number % 3 == 1:
            data[len(data) // 2] ^= 1
        else:
            data = bytearray()
        path.write_bytes(data)
    again = build(site, "--output", str(tmp_path / "elsewhere"))
    assert again.returncode == 0, again.stderr
    assert not differences(files_in(tmp_path / "elsewhere"), whole)


@pytest.mark.parametrize("file", ["state", "tree"])
def test_a_spoilt_record_beside_the_output_costs_time_alone(file: str, tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", A)
    for files in (A, B):
        rewrite(site, files)
        assert build_here(site).exit_code == 0
    record = Path(place_of(site / "public").beside) / file
    assert record.exists()
    if record.is_dir():
        for number, path in enumerate(p for p in sorted(record.rglob("*")) if p.is_file()):
            data = path.read_bytes()
            path.unlink()  # its other name is the published file
            path.write_bytes(data[: len(data) // 2] if number % 2 else data[:-1] + b"?")
    else:
        spoilt = bytearray(record.read_bytes())
        spoilt[len(spoilt) // 2] ^= 4
        record.write_bytes(spoilt)
    for files in (B, A):
        rewrite(site, files)
        assert build_here(site).exit_code == 0
        assert not differences(files_in(site / "public"), clean(tmp_path, files))
