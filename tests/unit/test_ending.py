"""The end of a process: nothing that was said is lost, whoever listens."""

import subprocess
import sys

import pytest

LEAVE = "import sys, threading, time; from site_builder.ending import leave; "


def run(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LEAVE + code]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_what_was_said_is_heard_and_the_status_kept(stream: str) -> None:
    ended = run(f"sys.{stream}.write('é' * 50_000); leave(3)")
    assert ended.returncode == 3
    assert getattr(ended, stream) == "é" * 50_000


def test_what_python_would_still_do_is_left_undone() -> None:
    ended = run("import atexit; atexit.register(print, 'late'); leave(0); print('here')")
    assert (ended.returncode, ended.stdout) == (0, "")


def test_a_thread_at_work_is_waited_for() -> None:
    work = "threading.Thread(target=lambda: (time.sleep(0.3), print('done'))).start(); "
    assert run(work + "leave(3)").stdout == "done\n"


def test_a_full_disk_is_told_by_python() -> None:
    full = "sys.stdout = open('/dev/full', 'w'); sys.stdout.write('x'); leave(0); sys.exit(4)"
    assert run(full).returncode != 0
