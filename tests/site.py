"""Small newsletters in a temporary folder, and builds of them."""

import os
import struct
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from zlib import compress, crc32

from click.testing import CliRunner, Result

from site_builder.cli import main

SITE_TOML = """\
title = "La Puce"
base_url = "https://puce.example"
description = "Une lettre sur les puces."
"""


def article(
    body: str = "Un texte bref.\n", *, title: str = "Titre", date: str = "2023-07-18"
) -> str:
    """Return a valid article; `title` and `date` are written as given, unquoted."""
    return f"---\ntitle: {title}\ndate: {date}\n---\n\n{body}"


def png(width: int, height: int, grey: int = 127) -> bytes:
    """Return a plain picture of that size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = compress((b"\0" + bytes([grey]) * width) * height)
    chunks = (chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


PNG = png(1, 1)

SMALL: Mapping[str, str | bytes] = {
    "site.toml": SITE_TOML,
    "content/articles/2023-07-18-llama.md": article("Le modèle de Meta est ouvert.\n"),
}
"""The smallest site that builds without a word."""


def make_site(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write *files*, by path below *root*, over what is there; return *root*."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def build(
    root: Path, *args: str, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Build the site at *root* in a process of its own, as an editor does.

    Of the environment it gets PATH and HOME, and *env*; warnings of Python are errors.
    """
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "site_builder", "build", "--site", str(root), *args],
        env={**kept, "PYTHONUTF8": "1", **(env or {})},
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def build_here(root: Path, *args: str, language: str = "en") -> Result:
    """Build the site at *root* in this process: quick, and a traceback is raised, not printed.

    `result.stderr` holds the problems, `result.stdout` the summary.
    """
    command = ["build", "--site", str(root), "--jobs", "1", *args]
    env = {"SITE_BUILDER_LANG": language}
    result = CliRunner(env=env).invoke(main, command)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below *folder*, by its path there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
