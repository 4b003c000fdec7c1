"""Fixtures that every test may ask for."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.site import SMALL, make_site


@pytest.fixture
def small_site(tmp_path: Path) -> Path:
    """A site that builds without a word, alone in its folder."""
    return make_site(tmp_path / "site", SMALL)


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Callable[..., None]]:
    """A function that mounts at a folder; skips the test where that is not allowed."""
    made: list[Path] = []

    def mounted(folder: Path, *arguments: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        command = ["mount", *arguments, str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            if os.environ.get("CI") == "true" and os.geteuid() == 0:
                pytest.fail(f"cannot mount a file system: {done.stderr}")
            pytest.skip("only root may mount a file system")
        made.append(folder)

    yield mounted
    lines = Path("/proc/self/mounts").read_text().splitlines() if made else []
    for point in [line.split()[1] for line in reversed(lines)]:
        if point.startswith(f"{tmp_path}/"):  # wherever it has moved to
            subprocess.run(["umount", point], check=True)
