"""Disk → sorted sources: what lies in `content/`, and what stands there that cannot be read."""

# Strings and plain calls, where a Path costs more than the call it is for.
# ruff: noqa: PTH100, PTH112

import os
import stat
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

from msgspec.structs import replace

from site_builder.fingerprint import digest_bytes
from site_builder.looks import Looks
from site_builder.manifest import Look, signature
from site_builder.problems import Problem, printable, problem
from site_builder.readings import Readings
from site_builder.values import Value

CONTENT = "content"
# Links that lead to folders of links double at every step; nobody needs three.
MOST_LINKS = 2


class Source(Value, frozen=True, kw_only=True):
    """A Markdown file as it lies on disk. `path` is relative to the site: `content/pages/a.md`."""

    path: str
    data: bytes
    digest: str


class Seen(Value, frozen=True, kw_only=True):
    """A Markdown file that looks as it did when it was read: `fetch` reads it again."""

    path: str
    digest: str


class Media(Value, frozen=True, kw_only=True):
    """Any other file of `content/`, published as it is."""

    path: str
    digest: str
    size: int


class Sources(Value, frozen=True, kw_only=True):
    """All that was written for the site, in the order of its paths."""

    texts: tuple[Source | Seen, ...]
    media: tuple[Media, ...]
    problems: tuple[Problem, ...]

    @property
    def read(self) -> tuple[Source, ...]:
        """The texts that were read this time: all, without readings to go by."""
        return tuple(text for text in self.texts if isinstance(text, Source))

    def light(self) -> "Sources":
        """Return the same without what the texts hold: `fetch` reads one again."""
        seen = tuple([Seen(path=text.path, digest=text.digest) for text in self.texts])
        return replace(self, texts=seen)


def read_sources(
    site: Path, readings: Readings | None = None, looks: Looks | None = None
) -> Sources:
    """Return the sources of the site at *site*. Hidden files and editors' backups are passed over.

    With *readings*, a file that looks as it did when it was read is not read again. With *looks*,
    if all is plain files and folders, nothing is looked at either: what lay in `content/` is what
    they tell. A file that cannot be read, a link that leaves `content/` or a pipe is a problem,
    never a reason to stop: the rest is still read.
    """
    known = readings or Readings(None)
    root = os.path.abspath(site)  # the same files have the same names for every command
    content = f"{root}/{CONTENT}"
    if not os.path.isdir(content):
        return Sources(texts=(), media=(), problems=(problem("content.missing", CONTENT),))
    texts: list[Source | Seen] = []
    media: list[Media] = []
    problems: list[Problem] = []
    if looks is None or looks.odd:
        files = sorted(_walk(Path(content), Path(root), problems), key=itemgetter(0))
    else:
        files = list(_looked_at(looks, content, root, problems))
    for path, full, look in files:
        is_text = path.endswith(".md")
        digest = known.digest(full, look)
        if digest is not None and is_text:
            texts.append(Seen(path=path, digest=digest))
        elif digest is not None:
            media.append(Media(path=path, digest=digest, size=look[0]))
        else:
            found = _read(path, Path(full))
            if isinstance(found, Problem):
                problems.append(found)
                continue
            known.note(full, look, found.digest)
            if is_text:
                texts.append(found)
            else:
                media.append(Media(path=path, digest=found.digest, size=len(found.data)))
    if not texts and not problems:
        problems.append(problem("content.no-articles", f"{CONTENT}/articles"))
    return Sources(texts=tuple(texts), media=tuple(media), problems=tuple(problems))


def fetch(site: Path, text: Source | Seen) -> Source | Problem:
    """Return *text* with what it holds, by now, or why that cannot be read."""
    return text if isinstance(text, Source) else _read(text.path, site / text.path)


def _read(path: str, file: Path) -> Source | Problem:
    try:
        data = file.read_bytes()
    except OSError as error:
        return problem("file.unreadable", path, reason=error.strerror or str(error))
    return Source(path=path, data=data, digest=digest_bytes(data))


def ignored(name: str) -> bool:
    """Return whether a file or folder of that name is nobody's article: hidden, or a backup."""
    return name.startswith((".", "~$", "#")) or name.endswith(("~", ".swp", ".tmp", ".bak"))


_File = tuple[str, str, Look]


def _looked_at(looks: Looks, root: str, site: str, problems: list[Problem]) -> Iterator[_File]:
    """Yield what `_walk` would, in order, from *looks*: regular files and folders."""
    before = len(site) + 1
    left: set[str] = set()  # folders, with what is in them
    for full, look, _ in looks.below(root):
        path = full[before:]
        folder, _, name = path.rpartition("/")
        fault = None
        if folder not in left and not ignored(name):
            fault = _name_fault(path, name)
            if fault is None and not look and name.endswith(".md"):
                fault = _not_a_file(path, stat.S_IFDIR)
            if fault is None:
                if look:
                    yield path, full, look
                continue
            problems.append(fault)
        if not look:
            left.add(path)


def _walk(root: Path, site: Path, problems: list[Problem]) -> Iterator[_File]:
    """Yield the regular files below *root*: path relative to the site, the file, how it looks."""
    inside = os.path.realpath(root)
    # Each folder with the real folders it was reached by: a link to one of them is a circle.
    folders = [(root, frozenset({inside}), 0)]
    while folders:
        folder, lineage, links = folders.pop()
        shown = folder.relative_to(site).as_posix()
        try:
            entries = sorted(os.scandir(folder), key=lambda e: e.name)
        except OSError as error:
            reason = error.strerror or str(error)
            problems.append(problem("file.unreadable", shown, reason=reason))
            continue
        for entry in entries:
            path = f"{shown}/{entry.name}"
            if ignored(entry.name):
                continue
            if fault := _name_fault(path, entry.name):
                problems.append(fault)
                continue
            if entry.is_symlink():
                fault = _link_fault(Path(entry.path), path, inside, lineage, links)
                if fault:
                    problems.append(fault)
                    continue
            try:
                look = entry.stat()
            except OSError as error:  # gone since the folder was listed, or not to be seen
                reason = error.strerror or str(error)
                problems.append(problem("file.unreadable", path, reason=reason))
                continue
            mode = look.st_mode
            if stat.S_ISREG(mode):
                yield path, entry.path, signature(look)
            elif stat.S_ISDIR(mode) and not path.endswith(".md"):
                real = os.path.realpath(entry.path)
                deeper = (Path(entry.path), lineage | {real}, links + entry.is_symlink())
                folders.append(deeper)
            else:
                problems.append(_not_a_file(path, mode))


def _name_fault(path: str, name: str) -> Problem | None:
    """Return what keeps *name* from being read everywhere: bytes that are not UTF-8, controls."""
    if name.endswith(".md") and name.isprintable() and "\\" not in name:
        return None  # as nearly all, told in a fifth of the time
    if printable(name) != name or "\\" in name:
        return problem("file.name", path, name=name)
    if name.lower().endswith((".md", ".markdown", ".mdown")) and not name.endswith(".md"):
        return problem("file.suffix", path, name=name.rpartition(".")[0] + ".md")
    return None


def _link_fault(
    link: Path, path: str, inside: str, lineage: frozenset[str], links: int
) -> Problem | None:
    """Return why a symbolic link is not followed: broken, out of `content/`, or in a circle."""
    real = os.path.realpath(link)
    endless = link.is_dir() and (real in lineage or links >= MOST_LINKS)
    if not link.exists() or endless:
        return problem("file.link-broken", path, target=link.readlink())
    if not real.startswith(inside + os.sep):
        return problem("file.link-outside", path, target=link.readlink())
    return None


def _not_a_file(path: str, mode: int) -> Problem:
    what, what_fr = _KINDS.get(stat.S_IFMT(mode), ("a device", "un périphérique"))
    return problem("file.not-a-file", path, what=what, what_fr=what_fr)


_KINDS = {
    stat.S_IFDIR: ("a folder", "un dossier"),
    stat.S_IFIFO: ("a pipe (FIFO)", "un tube nommé (FIFO)"),
    stat.S_IFSOCK: ("a socket", "une socket"),
}
