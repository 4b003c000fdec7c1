"""Links and pictures of files with an error of their own, which have no page yet."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from unicodedata import normalize

from msgspec.structs import replace

from site_builder.compose import Desk
from site_builder.links import resolve
from site_builder.plan.reach import broken_path
from site_builder.problems import Problem


def with_folders_of_broken(desk: Desk, media: Iterable[str]) -> Desk:
    """Return *desk*, for which files among *media* in the folder of a broken article are known:
    they are published beside it as soon as it is mended.
    """
    homes = {
        posixpath.dirname(item.source): posixpath.dirname(broken_path(item, desk.urls))
        for item in desk.catalogue.broken
        if item.source.endswith("/index.md")
    }
    if not homes:
        return desk
    names = (name for path in media for name in _names(path, homes))
    return replace(desk, known=replace(desk.known, broken=desk.known.broken.union(names)))


def _names(path: str, homes: Mapping[str, str]) -> Iterator[str]:
    """Yield how a text may name the file at *path*, below one of the folders that *homes* gives
    their place in the output: by the file, and by its address.
    """
    for folder, home in homes.items():
        if path.startswith(f"{folder}/"):
            yield from _spellings(path)
            yield from _spellings(home + path.removeprefix(folder))


def _spellings(path: str) -> tuple[str, str]:
    return path, normalize("NFC", path)


def unread_problems(desk: Desk, media: Iterable[str]) -> Iterator[Problem]:
    """Yield what is wrong with where broken files lead, for an editor to mend all at once.

    A file among *media* is there, even if it is not published while nothing else shows it.
    """
    broken = [item for item in desk.catalogue.broken if item.refs]
    if not broken:
        return
    paths = {item.source: broken_path(item, desk.urls) for item in broken}
    own = {paths[item.source]: frozenset(item.ids) for item in broken}
    there = (name for path in media for name in _spellings(path))
    known = replace(
        desk.known, ids={**own, **desk.known.ids}, broken=desk.known.broken.union(there)
    )
    for item in broken:
        for ref in item.refs:
            href, found = resolve(ref, item.source, paths[item.source], known)
            found = found or desk.album.problem(ref, href, item.source)
            if found is not None:
                yield found
