"""Links and pictures of files with an error of their own, which have no page yet."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from unicodedata import normalize

from msgspec.structs import replace

from site_builder.compose import Desk
from site_builder.links import resolve
from site_builder.plan.reach import broken_path
from site_builder.problems import Problem


def unread_problems(desk: Desk, media: Iterable[str]) -> Iterator[Problem]:
    """Yield what is wrong with where broken files lead, for an editor to mend all at once.

    A file among *media* that is not published for want of the article beside it is not missing.
    """
    broken = [item for item in desk.catalogue.broken if item.refs]
    if not broken:
        return
    paths = {item.source: broken_path(item, desk.urls) for item in broken}
    own = {paths[item.source]: frozenset(item.ids) for item in broken}
    known = replace(
        desk.known,
        ids={**own, **desk.known.ids},
        broken=desk.known.broken.union(_unpublished(media, paths)),
    )
    for item in broken:
        for ref in item.refs:
            href, found = resolve(ref, item.source, paths[item.source], known)
            found = found or desk.album.problem(ref, href, item.source)
            if found is not None:
                yield found


def _unpublished(media: Iterable[str], paths: Mapping[str, str]) -> Iterator[str]:
    """Yield *media* as a text may name them: by their files, and beside the page of a folder among
    *paths*.
    """
    homes = {
        posixpath.dirname(source): posixpath.dirname(path)
        for source, path in paths.items()
        if source.endswith("/index.md")
    }
    for file in media:
        yield from (file, normalize("NFC", file))
        folder = posixpath.dirname(file)
        if folder in homes:
            yield normalize("NFC", homes[folder] + file.removeprefix(folder))
