"""Pages → files, those that are not published already."""

import time
from collections.abc import Callable, Collection, Generator, Iterable
from contextlib import closing, nullcontext, suppress
from functools import partial

from site_builder.keys import Keyed
from site_builder.outcome import Options, Progress
from site_builder.pages import Page
from site_builder.pool import ordered_map
from site_builder.problems import Place, Problem
from site_builder.publish import Item
from site_builder.recipes import Kitchen, make
from site_builder.theme import RenderFailed
from site_builder.time_limit import MOST_SECONDS, time_limit
from site_builder.values import Value
from site_builder.views import CardFile, FileCopy, ImageCopy

# Below this, processes cost more than they save: a page takes a millisecond.
_FEWEST_RENDERED = 200
# By then a process has a copy of much that it has looked at: it makes way for a new one.
_MOST_RENDERED = 2_000


class _Rendered(Value, frozen=True, kw_only=True):
    """A file that was made, or why it was not, and the seconds that it took."""

    content: bytes | None
    problems: tuple[Problem, ...]
    seconds: float


def render_all(
    planned: Keyed,
    published: Callable[[str], str | None],
    kitchen: Kitchen,
    options: Options,
    progress: Progress,
) -> tuple[tuple[Item, ...], list[Problem]]:
    """Return every file of the site, with bytes only for those not *published* under their key."""
    pages, keys = planned.pages, planned.keys
    items: list[Item] = []
    # A fault of a template is that of many pages: it is told once.
    problems: dict[tuple[str, Place, str], Problem] = {}
    stale = {page.path for page in pages if published(page.path) != keys[page.path]}
    with closing(_render_templates(pages, stale, kitchen, options.jobs)) as rendered:
        for done, page in enumerate(pages, 1):
            key = keys[page.path]
            if page.path not in stale:
                items.append(Item(path=page.path, key=key, content=None))
                continue
            if isinstance(page.view, FileCopy):  # read when it is written: pictures can be many
                items.append(Item(path=page.path, key=key, content=partial(make, page, kitchen)))
                continue
            if isinstance(page.view, ImageCopy | CardFile):
                content = partial(kitchen.kept, key, partial(make, page, kitchen))
                items.append(Item(path=page.path, key=key, content=content))
                continue
            result = next(rendered) if page.template else _render(page, kitchen=kitchen)
            options.took(page.path, result.seconds)
            if result.content is not None:
                items.append(Item(path=page.path, key=key, content=result.content))
            for one in result.problems:
                address = dict(one.params).get("address", "")
                problems.setdefault((one.code, one.place, address), one)
            if any(one.code == "template.too-slow" for one in result.problems):
                break  # others would wait as long for nothing
            progress("render", done, len(pages))
    return tuple(items), list(problems.values())


def _render_templates(
    pages: Iterable[Page], stale: Collection[str], kitchen: Kitchen, jobs: int
) -> Generator[_Rendered, None, None]:
    """Yield what comes of those of *pages* that are *stale* and filled templates, in order."""
    new = [page for page in pages if page.template and page.path in stale]
    if jobs > 1 and len(new) >= _FEWEST_RENDERED:
        for name in sorted({page.template for page in new}):
            with suppress(Exception):  # told where the page is made
                kitchen.templates.prepare(name)  # here once, and not in each process
    work = partial(_render, kitchen=kitchen)
    for start in range(0, len(new), _MOST_RENDERED):
        portion = new[start : start + _MOST_RENDERED]
        yield from ordered_map(work, portion, jobs, fewest=_FEWEST_RENDERED)


def _render(page: Page, *, kitchen: Kitchen) -> _Rendered:
    began = time.perf_counter()
    content: bytes | None = None
    problems: tuple[Problem, ...] = ()
    try:
        with time_limit(MOST_SECONDS) if page.template else nullcontext():
            content = make(page, kitchen)
    except RenderFailed as failed:
        problems = failed.problems
    return _Rendered(content=content, problems=problems, seconds=time.perf_counter() - began)
