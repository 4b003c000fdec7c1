"""Pages → files, those that are not published already."""

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, nullcontext, suppress
from functools import partial
from typing import TypeVar

from msgspec.structs import replace

from site_builder.ahead import PutAhead, Ready
from site_builder.keys import Keyed
from site_builder.outcome import Options, Progress
from site_builder.pages import Page
from site_builder.pool import ordered_map
from site_builder.problems import Place, Problem
from site_builder.publish import Item
from site_builder.recipes import Kitchen, make
from site_builder.theme import RenderFailed
from site_builder.time_limit import MOST_SECONDS, time_limit
from site_builder.urls import FEED_FILES
from site_builder.values import Value

T = TypeVar("T")

# Below this, processes cost more than they save: a page takes a fifth of a millisecond.
_FEWEST_RENDERED = 200
# Recipes of files that can be many or large: they are never all in memory.
MADE_WHEN_WRITTEN = frozenset(("copy", "image", "card"))
# What a process makes at a time. An item is written once for all feeds of a lot.
_LOT, _LOT_OF_FEEDS = 50, 100
# By then, and a fourth of the site, a process has a copy of much that it has looked at: it makes
# way for a new one, which costs more, the more this one holds.
_MOST_LOTS, _FEWEST_PORTIONS = 40, 4


class _Rendered(Value, frozen=True, kw_only=True):
    """A file that was made, or why it was not, and the seconds that it took."""

    content: bytes | Ready | None
    problems: tuple[Problem, ...]
    seconds: float


def render_all(
    planned: Keyed,
    published: Callable[[str], str | None],
    kitchen: Kitchen,
    options: Options,
    progress: Progress,
    put_ahead: PutAhead,
) -> tuple[tuple[Item, ...], list[Problem]]:
    """Return every file of the site, with content only for those not *published* under their key.

    Where pages are made by many processes, each does with them what *put_ahead* says.
    """
    # A fault of a template is that of many pages: it is told once.
    problems: dict[tuple[str, Place, str], Problem] = {}
    keys = planned.keys
    stale = {p.path: p for p in planned.pages if published(p.path) != keys[p.path]}
    later = {p.path for p in stale.values() if p.recipe in MADE_WHEN_WRITTEN}
    new = [page for page in stale.values() if page.path not in later]
    made: dict[str, _Rendered] = {}
    with closing(_render_new(new, kitchen, options.jobs, put_ahead)) as rendered:
        for done, (page, result) in enumerate(rendered, 1):
            options.took(page.path, result.seconds)
            made[page.path] = result
            for one in result.problems:
                address = dict(one.params).get("address", "")
                problems.setdefault((one.code, one.place, address), one)
            if _is_too_slow(result):
                break  # others would wait as long for nothing
            progress("render", done, len(new))
    items: list[Item] = []
    for page in planned.pages:
        key = keys[page.path]
        if page.path not in stale:
            items.append(Item(path=page.path, key=key, content=None))
        elif page.path in later:
            items.append(Item(path=page.path, key=key, content=_when_written(page, key, kitchen)))
        elif page.path in made and (content := made[page.path].content) is not None:
            items.append(Item(path=page.path, key=key, content=content))
    return tuple(items), list(problems.values())


def _when_written(page: Page, key: str, kitchen: Kitchen) -> Callable[[], bytes]:
    """Return what makes *page* when it is written: pictures can be many."""
    work = partial(make, page, kitchen)
    return work if page.recipe == "copy" else partial(kitchen.kept, key, work)


def _render_new(
    new: Sequence[Page], kitchen: Kitchen, jobs: int, put_ahead: PutAhead
) -> Generator[tuple[Page, _Rendered], None, None]:
    """Yield each of *new* with what comes of it."""
    feeds = [page for page in new if page.recipe in FEED_FILES]
    filled = [page for page in new if page.template]
    # Feeds first: their lot takes longest, and others are made meanwhile.
    lots = [*_cut(feeds, _LOT_OF_FEEDS), *_cut(filled[1:], _LOT)]
    if len(filled) < _FEWEST_RENDERED:
        jobs = 1
    for page in filled[:1]:  # here: other processes begin with all that this imports
        yield page, _render(page, kitchen=kitchen)
    if jobs > 1:
        for name in sorted({page.template for page in filled}):
            with suppress(Exception):  # told where the page is made
                kitchen.templates.prepare(name)  # here once, and not in each process
    work = partial(_render_lot, kitchen=kitchen, put_ahead=put_ahead)
    for portion in _cut(lots, max(_MOST_LOTS, len(lots) // _FEWEST_PORTIONS)):
        with closing(ordered_map(work, portion, jobs, fewest=2, batch=1)) as results:
            for lot, rendered in zip(portion, results, strict=True):
                yield from zip(lot, rendered, strict=False)
    for page in new:
        if not page.template and page.recipe not in FEED_FILES:
            yield page, _render(page, kitchen=kitchen)


def _cut(values: Sequence[T], size: int) -> list[Sequence[T]]:
    return [values[start : start + size] for start in range(0, len(values), size)]


def _render_lot(
    lot: Sequence[Page], *, kitchen: Kitchen, put_ahead: PutAhead
) -> tuple[_Rendered, ...]:
    """Return what comes of the pages of *lot*, up to the first that takes too long."""
    found: list[_Rendered] = []
    for page in lot:
        one = _render(page, kitchen=kitchen)
        if isinstance(one.content, bytes):
            one = replace(one, content=put_ahead(page.path, one.content))
        found.append(one)
        if _is_too_slow(one):
            break
    return tuple(found)


def _is_too_slow(rendered: _Rendered) -> bool:
    return any(one.code == "template.too-slow" for one in rendered.problems)


def _render(page: Page, *, kitchen: Kitchen) -> _Rendered:
    began = time.perf_counter()
    content: bytes | None = None
    problems: tuple[Problem, ...] = ()
    try:
        with time_limit(MOST_SECONDS) if page.template else nullcontext():
            content = make(kitchen.whole(page), kitchen)
    except RenderFailed as failed:
        problems = failed.problems
    return _Rendered(content=content, problems=problems, seconds=time.perf_counter() - began)
