"""Disk → sorted sources: what lies in `content/`, and what stands there that cannot be read."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from site_builder.fingerprint import digest_bytes
from site_builder.problems import Problem, problem

CONTENT = "content"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A Markdown file as it lies on disk. `path` is relative to the site: `content/pages/a.md`."""

    path: str
    data: bytes
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """Any other file of `content/`, published as it is."""

    path: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """All that was written for the site, in the order of its paths."""

    texts: tuple[Source, ...]
    media: tuple[Media, ...]
    problems: tuple[Problem, ...]


def read_sources(site: Path) -> Sources:
    """Return the sources of the site at *site*. Hidden files and editors' backups are passed over.

    A file that cannot be read, a link that leaves `content/` or a pipe is a problem, never a
    reason to stop: the rest is still read.
    """
    content = site / CONTENT
    if not content.is_dir():
        return Sources(texts=(), media=(), problems=(problem("content.missing", CONTENT),))
    texts: list[Source] = []
    media: list[Media] = []
    problems: list[Problem] = []
    for path, found in sorted(_walk(content, site, problems)):
        try:
            data = found.read_bytes()
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            problems.append(problem("file.unreadable", path, reason=reason))
            continue
        digest = digest_bytes(data)
        if path.endswith(".md"):
            texts.append(Source(path=path, data=data, digest=digest))
        else:
            media.append(Media(path=path, digest=digest, size=len(data)))
    return Sources(texts=tuple(texts), media=tuple(media), problems=tuple(problems))


def _ignored(name: str) -> bool:
    return name.startswith((".", "~$", "#")) or name.endswith(("~", ".swp", ".tmp", ".bak"))


def _walk(root: Path, site: Path, problems: list[Problem]) -> Iterator[tuple[str, Path]]:
    """Yield the regular files below *root*: path relative to the site, and the file to read."""
    inside = os.path.realpath(root)
    folders = [root]
    followed: set[str] = set()
    while folders:
        folder = folders.pop()
        shown = folder.relative_to(site).as_posix()
        try:
            entries = sorted(os.scandir(folder), key=lambda e: e.name)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            problems.append(problem("file.unreadable", shown, reason=reason))
            continue
        for entry in entries:
            path = f"{shown}/{entry.name}"
            if _ignored(entry.name):
                continue
            if fault := _name_fault(path, entry.name):
                problems.append(fault)
                continue
            if entry.is_symlink():
                real = os.path.realpath(entry.path)
                fault = _link_fault(Path(entry.path), path, real, inside, real in followed)
                if fault:
                    problems.append(fault)
                    continue
                followed.add(real)
            try:
                mode = entry.stat().st_mode
            except OSError as error:  # gone since the folder was listed, or not to be seen
                reason = os.strerror(error.errno or 0)
                problems.append(problem("file.unreadable", path, reason=reason))
                continue
            if stat.S_ISDIR(mode) and path.endswith(".md"):
                what = "a folder" if not entry.is_symlink() else "a link to a folder"
                problems.append(problem("file.not-a-file", path, what=what))
            elif stat.S_ISDIR(mode):
                folders.append(Path(entry.path))
            elif stat.S_ISREG(mode):
                yield path, Path(entry.path)
            else:
                problems.append(problem("file.not-a-file", path, what=_kind_of(mode)))


def _name_fault(path: str, name: str) -> Problem | None:
    """Return what keeps *name* from being read everywhere: bytes that are not UTF-8, controls."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        shown = os.fsencode(path).decode("utf-8", "backslashreplace")
        return problem("file.name", shown, name=ascii(os.fsencode(name))[2:-1])
    if any(ord(c) < 32 or ord(c) == 127 for c in name) or "\\" in name:
        return problem("file.name", ascii(path)[1:-1], name=ascii(name)[1:-1])
    return None


def _link_fault(link: Path, path: str, real: str, inside: str, followed: bool) -> Problem | None:
    """Return why a symbolic link is not followed: broken, in a circle, or out of `content/`.

    A link to a folder that holds it would make every path endless, and so would two links that
    lead to each other: what a link leads to is walked once.
    """
    parent = os.path.realpath(link.parent)
    circle = parent == real or parent.startswith(real + os.sep)
    if not link.exists() or circle or followed:
        return problem("file.link-broken", path, target=link.readlink())
    if not real.startswith(inside + os.sep):
        return problem("file.link-outside", path, target=link.readlink())
    return None


def _kind_of(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a pipe (FIFO)"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"
