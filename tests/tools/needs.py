"""What some tests need besides Python and make.

A laptop without it skips them and says what to install; with CI=true a missing tool is a failure,
so that no check is lost in silence.
"""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

NODE_MODULES = Path(__file__).parent / "node_modules"


def program(name: str, package: str) -> str:
    """Return the path of program *name*, which the Debian *package* brings."""
    found = shutil.which(name)
    return found if found is not None else missing(name, f"apt-get install {package}")


def node_file(name: str) -> Path:
    """Return the file *name* of the packages that tests/tools/package-lock.json pins."""
    path = NODE_MODULES / name
    return path if path.is_file() else missing(name, "npm ci --prefix tests/tools")


def missing(what: str, remedy: str) -> NoReturn:
    """Skip the test that needs *what*, or fail it in CI."""
    message = f"{what} is missing: {remedy}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)
