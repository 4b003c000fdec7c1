"""Killed two hundred times, at random moments and at chosen calls, a build leaves a whole site.

Builds are forked from this process, where all is imported: the time of a kill falls into the work.
"""

import datetime as dt
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from site_builder import publish as publishing
from site_builder.outcome import Built, Options
from site_builder.pipeline import build
from tests.faults.test_build_faults import NOW, clean, rewrite, texts
from tests.properties.newsroom import differences, files_in
from tests.site import make_site, png

VERSIONS = [
    {**texts(word, 8), "content/articles/photo.png": png(600, 400, grey)}
    for word, grey in (("avant", 60), ("après", 120))
]


@pytest.fixture(autouse=True)
def unflushed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is killed loses nothing of what it has written: nobody waits for the disk."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    monkeypatch.setattr(publishing, "flush", lambda folder: None)


def forked(site: Path, prepare: Callable[[], None] = lambda: None) -> int:
    """Start to build *site* in a child, and return its number."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        prepare()
        options = Options(site=site, output=site / "public", now=NOW + dt.timedelta(days=1))
        result = build(options, lambda *_: None, lambda: None)
        status = 0 if isinstance(result, Built) else 2
    finally:
        os._exit(status)


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_killed_at_two_hundred_moments(tmp_path: Path) -> None:
    whole = [clean(tmp_path, version) for version in VERSIONS]
    site = make_site(tmp_path / "site", VERSIONS[0])
    assert ended(forked(site)) == 0
    rewrite(site, VERSIONS[1])
    began = time.monotonic()
    assert ended(forked(site)) == 0
    duration = time.monotonic() - began
    chance = random.Random(20230718)
    killed, current = 0, 1
    for number in range(200):
        rewrite(site, VERSIONS[number % 2])
        child = forked(site)
        time.sleep(chance.uniform(0, duration))
        os.kill(child, signal.SIGKILL)
        status = ended(child)
        assert status in (0, -signal.SIGKILL)
        killed += status != 0
        found = files_in(site / "public")
        assert found in (whole[current], whole[number % 2]), number
        current = whole.index(found)
    assert killed > 20
    for number in (0, 1):
        rewrite(site, VERSIONS[number])
        assert ended(forked(site)) == 0
        assert not differences(files_in(site / "public"), whole[number])


CHANGING = {"os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "os.truncate", "os.utime"}


def test_killed_at_calls_that_change_the_disk(tmp_path: Path) -> None:
    """Those of the memory and of the pictures too: wherever a build writes."""
    whole = [clean(tmp_path, version) for version in VERSIONS]
    site = make_site(tmp_path / "site", VERSIONS[0])
    assert ended(forked(site)) == 0
    rewrite(site, VERSIONS[1])

    def kill_at(number: int) -> Callable[[], None]:
        def watch() -> None:
            left = number

            def hook(event: str, arguments: tuple[object, ...]) -> None:
                nonlocal left
                writes = event == "open" and int(str(arguments[2])) & (os.O_WRONLY | os.O_RDWR)
                if writes or event in CHANGING:
                    left -= 1
                    if not left:
                        os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(hook)

        return watch

    current, turn, at, done = 0, 1, 1, False
    while not done:
        rewrite(site, VERSIONS[turn])
        done = ended(forked(site, kill_at(at))) == 0
        found = files_in(site / "public")
        assert found in (whole[current], whole[turn]), at
        current = whole.index(found)
        if current == turn:
            turn = 1 - turn
        at += 1 + at // 12
    assert at > 100
    for number in (0, 1):
        rewrite(site, VERSIONS[number])
        assert ended(forked(site)) == 0
        assert not differences(files_in(site / "public"), whole[number])
