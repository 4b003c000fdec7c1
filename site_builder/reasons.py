"""Why the next build makes a page again, or does not, and what the page is made of.

A key is the digest of four parts. The parts that pages share are noted with the keys; a view is
not, but a key of the view as it is and of the shared parts as they were tells whether it changed.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from site_builder import memory as memories
from site_builder.catalogue import Catalogue
from site_builder.inputs import Inputs, Options, read_inputs, read_site_config
from site_builder.items import Article, Company, StaticPage
from site_builder.manifest import Folder, read_folder
from site_builder.pages import Page
from site_builder.pipeline import (
    SITE,
    TOOLS,
    Progress,
    ingredients_of,
    page_key,
    plan_all,
    read_all,
)
from site_builder.problems import Problem, in_order
from site_builder.schema import closest
from site_builder.templates import FOLDER, Needed, environment, templates_needed
from site_builder.urls import Urls, output_path, route, urls_of
from site_builder.views import FileCopy, Prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A page: what it is made of, and why it is made again; no `causes`, it is kept.

    Causes: `new`, `altered` (not as it was published), `unknown` (no record), `view`,
    `toolchain`, `site: menu, …`, `templates: base.html, …`.
    """

    path: str
    url: str
    recipe: str
    template: str
    templates: tuple[str, ...]
    source: str
    shows: tuple[str, ...]
    view: str
    fields: tuple[str, ...]
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The pages that *asked* is or makes, and those that show it as well.

    `why` says why there are none: `draft`, `future`, `broken`, or `nothing` with the nearest name.
    """

    asked: str
    pages: tuple[Explained, ...] = ()
    shown_by: tuple[Explained, ...] = ()
    why: str = ""
    near: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    """All that explaining any page needs. `owners`: address or digest of a body → source."""

    urls: Urls
    needed: Needed
    now: Mapping[str, str]
    live: Folder
    owners: Mapping[str, str]


def explain(asked: str, options: Options, progress: Progress) -> Explanation:
    """Return why the next build makes again, or keeps, what *asked* names: a URL, an output path,
    or a source. Writes nothing. Raises OutputError when the published folder cannot be read.
    """
    config, _, problems = read_site_config(options.site)
    if config is None:
        return Explanation(asked=asked, why="broken", problems=problems)
    with closing(memories.open_memory(None)) as memory:
        inputs = read_inputs(config, options)
        parsed, catalogue = read_all(inputs, options, memory, progress)
    planned = plan_all(catalogue, inputs)
    urls = urls_of(config)
    needed = templates_needed(environment(inputs.theme), inputs.theme, planned.pages)
    bench = _Bench(
        urls=urls,
        needed=needed,
        now=ingredients_of(planned, inputs, needed),
        live=read_folder(options.output),
        owners=_owners(planned.pages, catalogue, urls),
    )
    name = _source_of(asked, options.site)
    path = _output_of(asked, options, urls)
    pages = [p for p in planned.pages if name == p.origin or path == p.path]
    if not pages:
        found = in_order(p for one in parsed for p in one.problems if p.place.path == name)
        return _nothing(asked, name, path, catalogue, inputs, planned.pages, found)
    sources = {p.origin for p in pages if p.origin}
    by_source = any(name == p.origin for p in pages)
    others = [p for p in planned.pages if p not in pages] if by_source else []
    explained = (_explained(p, bench) for p in others)
    return Explanation(
        asked=asked,
        pages=tuple(_explained(p, bench) for p in pages),
        shown_by=tuple(e for e in explained if sources & set(e.shows)),
    )


def _source_of(asked: str, site: Path) -> str:
    """Return *asked* as a path below the site, when it is one."""
    path = Path(asked)
    for whole in (path, site / path):
        resolved = whole.resolve()
        if resolved.is_relative_to(site.resolve()) and resolved.exists():
            return resolved.relative_to(site.resolve()).as_posix()
    return asked


def _output_of(asked: str, options: Options, urls: Urls) -> str:
    """Return *asked* as a path of the output, whether it is a URL, a link, or a file."""
    resolved = Path(asked).resolve()
    output = options.output.resolve()
    if resolved.is_relative_to(output) and resolved != output:
        inside = resolved.relative_to(output).as_posix()
        return output_path(inside) if resolved.is_file() else output_path(f"{inside}/")
    address = unquote(urlsplit(asked).path)
    if urls.prefix and address.startswith(f"{urls.prefix}/"):
        address = address[len(urls.prefix) :]
    return output_path(address)


def _nothing(
    asked: str,
    name: str,
    path: str,
    catalogue: Catalogue,
    inputs: Inputs,
    pages: tuple[Page, ...],
    found: tuple[Problem, ...],
) -> Explanation:
    waiting = {a.source: a for a in catalogue.waiting}
    addresses = {urls_of(inputs.config).article(a.slug): a for a in catalogue.waiting}
    article = waiting.get(name) or addresses.get(path)
    if article is not None:
        return Explanation(asked=asked, why=catalogue.unpublished[article.source])
    if any(b.source == name for b in catalogue.broken):
        return Explanation(asked=asked, why="broken", problems=found)
    if any(name == text.path for text in inputs.sources.texts):
        return Explanation(asked=asked, why="no-page")
    known = (*(p.origin for p in pages if p.origin), *(route(p.path) for p in pages))
    return Explanation(asked=asked, why="nothing", near=closest(asked, known))


def _owners(pages: tuple[Page, ...], catalogue: Catalogue, urls: Urls) -> dict[str, str]:
    owners: dict[str, str] = {}
    for page in pages:
        if page.origin:
            owners[urls.href(page.path)] = owners[urls.url(page.path)] = page.origin
    records = catalogue.registry.records.values()
    written: tuple[Article | StaticPage | Company, ...] = (
        *catalogue.articles,
        *catalogue.pages,
        *records,
    )
    for item in written:
        owners[item.body.digest] = item.source
    return owners


def _explained(page: Page, bench: _Bench) -> Explained:
    shows = {bench.owners[text] for text in _texts(page.view) if text in bench.owners}
    return Explained(
        path=page.path,
        url=bench.urls.url(page.path),
        recipe=page.recipe,
        template=page.template,
        templates=bench.needed.get(page.template, ()),
        source=page.origin,
        shows=tuple(sorted(shows - {page.origin})),
        view=type(page.view).__name__,
        fields=tuple(f.name for f in dataclasses.fields(page.view)),
        causes=_causes(page, bench),
    )


def _texts(value: object) -> Iterator[str]:
    """Yield every text in *value*, save the addresses that a body merely links to."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Prose):
        yield value.digest
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))


def _causes(page: Page, bench: _Bench) -> tuple[str, ...]:
    entry = bench.live.entries.get(page.path)
    if entry is None:
        return ("new",)
    if bench.live.entry(page.path) is None:
        return ("altered",)
    if entry.key == page_key(page, bench.now):
        return ()
    before = bench.live.ingredients
    if not entry.key or not before:
        return ("unknown",)
    if isinstance(page.view, FileCopy):
        return ("view",)
    causes = [TOOLS] if before.get(TOOLS) != bench.now[TOOLS] else []
    if before.get(SITE) != bench.now[SITE]:
        changed = _changed(f"{SITE}.", before, bench.now)
        causes.append(f"{SITE}: {', '.join(changed)}" if changed else SITE)
    if page.template and before.get(page.template) != bench.now.get(page.template):
        needed = bench.needed[page.template]
        changed = [n for n in _changed(f"{FOLDER}/", before, bench.now) if n in needed]
        causes.append(f"{FOLDER}: {', '.join(changed or needed)}")
    if page_key(page, before) != entry.key:
        causes.append("view")
    return tuple(causes)


def _changed(prefix: str, before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    names = sorted(n for n in {*before, *now} if n.startswith(prefix))
    return [n.removeprefix(prefix) for n in names if before.get(n) != now.get(n)]
