"""Why the next build makes a page again, or does not, and what the page is made of.

A key is the digest of four parts. The parts that pages share are noted with the keys; a view is
not, but a key of the view as it is and of the shared parts as they were tells whether it changed.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit

from site_builder import memory as memories
from site_builder.borrowed import Sealed
from site_builder.catalogue import Catalogue
from site_builder.imaging import look_at_all
from site_builder.indexing import FACETS
from site_builder.inputs import Inputs, read_inputs, read_site_config
from site_builder.items import Article, Author, Company, StaticPage
from site_builder.keys import IMAGE_TOOLS, SITE, TOOLS, ingredients_of, page_key, recipe_keys
from site_builder.layout import FILE_NAME, TEMPLATES
from site_builder.manifest import Folder, read_folder
from site_builder.memory import Damaged, Memory
from site_builder.outcome import Options, Progress
from site_builder.pages import Page, Plan
from site_builder.parsing import read_all
from site_builder.pipeline import plan_all
from site_builder.problems import Problem, in_order
from site_builder.schema import closest
from site_builder.searching import add_indexes
from site_builder.settings import Config
from site_builder.templates import Needed, compiled, templates_needed
from site_builder.urls import Urls, output_path, route, urls_of
from site_builder.values import Value
from site_builder.views import Prose


class Explained(Value, frozen=True, kw_only=True):
    """A page: what it is made of, and why it is made again; no `causes`, it is kept.

    Causes: `new`, `altered` (not as it was published), `unknown` (no record), `view`,
    `toolchain`, `image tools`, `site: menu, …`, `templates: base.html, …`.
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


class Explanation(Value, frozen=True, kw_only=True):
    """The pages that *asked* is or makes, the one it is first, and those that show it as well.

    `why` says why there are none: `draft`, `future`, `broken`, or `nothing` with the nearest name.
    """

    asked: str
    pages: tuple[Explained, ...] = ()
    shown_by: tuple[Explained, ...] = ()
    why: str = ""
    near: str = ""
    problems: tuple[Problem, ...] = ()


class _Bench(Value, frozen=True, kw_only=True):
    """All that explaining any page needs.

    `owners`: address or digest of a body → source. `searched`: folder of an index → the sources of
    what is found there. `recipes`: what the keys of today, and of the last build, are made with.
    """

    urls: Urls
    needed: Needed
    now: Mapping[str, str]
    live: Folder
    owners: Mapping[str, str]
    searched: Mapping[str, frozenset[str]]
    recipes: tuple[Mapping[str, str | None], Mapping[str, str | None]]


def explain(asked: str, options: Options, progress: Progress) -> Explanation:
    """Return why the next build makes again, or keeps, what *asked* names: a URL, an output path,
    or a source. Writes nothing. Raises OutputError when the published folder cannot be read.
    """
    config, _, problems = read_site_config(options.site)
    if config is None:
        return Explanation(asked=asked, why="broken", problems=problems)
    try:
        with closing(memories.read_memory(options.site / memories.FOLDER)) as memory:
            return _explain(asked, config, options, memory, progress)
    except Damaged:
        with closing(memories.open_memory(None)) as memory:
            return _explain(asked, config, options, memory, progress)


def _explain(
    asked: str, config: Config, options: Options, memory: Memory, progress: Progress
) -> Explanation:
    inputs = read_inputs(config, options)
    parsed, catalogue = read_all(inputs, options, memory, progress)
    looked = look_at_all(inputs, memory, options.site, options.jobs)
    planned, _, _ = add_indexes(plan_all(catalogue, inputs, looked), inputs, memory, options.jobs)
    bench = _bench(planned, catalogue, inputs, read_folder(options.output))
    name = _source_of(asked, options.site)
    address = _address_of(asked, options, bench.urls)
    paths = {address, output_path(address)}  # `_headers` is a file, `a-propos` a page
    pages = sorted(
        (p for p in planned.pages if name == p.origin or p.path in paths), key=_prominence
    )
    if not pages:
        found = in_order(p for one in parsed for p in one.problems if p.place.path == name)
        path = output_path(address)
        return _nothing(asked, name, path, catalogue, inputs, planned.pages, found)
    own = {p.path for p in pages}
    sources = {name} if any(name == p.origin for p in pages) else set()
    others = (p for p in planned.pages if p.path not in own and not _is_one_of_many(p))
    explained = (_explained(p, bench) for p in sorted(others, key=_prominence) if sources)
    return Explanation(
        asked=asked,
        pages=tuple(_explained(p, bench) for p in pages),
        shown_by=tuple(e for e in explained if sources & set(e.shows)),
    )


def _bench(planned: Plan, catalogue: Catalogue, inputs: Inputs, live: Folder) -> _Bench:
    urls = urls_of(inputs.config)
    needed = templates_needed(compiled(inputs.theme), planned.pages)
    now = ingredients_of(planned, inputs, needed)
    owners = _owners(planned.pages, catalogue, urls)
    return _Bench(
        urls=urls,
        needed=needed,
        now=now,
        live=live,
        owners=owners,
        searched={
            urls.search_folder(portion.name): frozenset(
                owners[entry.url] for entry in portion.entries if entry.url in owners
            )
            for portion in planned.portions
        },
        recipes=(
            recipe_keys(planned.pages, now),
            recipe_keys(planned.pages, live.ingredients),
        ),
    )


def _prominence(page: Page) -> tuple[bool, bool, int, str]:
    """Return the rank of *page*: pages for people first; the file that bears the name of its source
    before the copies made of it.
    """
    own_name = page.path.endswith(page.origin.rpartition("/")[2])
    return page.recipe != "html", not own_name, page.path.count("/"), page.path


def _is_one_of_many(page: Page) -> bool:
    """Tell whether *page* is of a search index, whose files change together: one stands for all."""
    return page.recipe == "index" and not page.path.endswith(f"/{FACETS}")


def _source_of(asked: str, site: Path) -> str:
    """Return *asked* as a path below the site, when it is one."""
    path = Path(asked)
    for whole in (path, site / path):
        resolved = whole.resolve()
        if resolved.is_relative_to(site.resolve()) and resolved.exists():
            return resolved.relative_to(site.resolve()).as_posix()
    return asked


def _address_of(asked: str, options: Options, urls: Urls) -> str:
    """Return *asked* as an address below that of the site, whether it is a URL or a file."""
    resolved = Path(asked).resolve()
    output = options.output.resolve()
    if resolved.is_relative_to(output) and resolved != output:
        inside = resolved.relative_to(output).as_posix()
        return inside if resolved.is_file() else f"{inside}/"
    address = unquote(urlsplit(asked).path)
    if urls.prefix and address.startswith(f"{urls.prefix}/"):
        address = address[len(urls.prefix) :]
    return address.lstrip("/")


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
    if name == FILE_NAME or name.removeprefix(f"{TEMPLATES}/") in inputs.theme.origins:
        return Explanation(asked=asked, why="shared")
    known = (*(p.origin for p in pages if p.origin), *(route(p.path) for p in pages))
    return Explanation(asked=asked, why="nothing", near=closest(asked, known))


def _owners(pages: tuple[Page, ...], catalogue: Catalogue, urls: Urls) -> dict[str, str]:
    owners: dict[str, str] = {}
    for page in pages:
        if page.origin:
            owners[urls.href(page.path)] = owners[urls.url(page.path)] = page.origin
    records = catalogue.registry.records.values()
    written: tuple[Article | StaticPage | Company | Author, ...] = (
        *catalogue.articles,
        *catalogue.pages,
        *records,
        *catalogue.author_records.values(),
    )
    for item in written:
        owners[item.body.digest] = item.source
    return owners


def _explained(page: Page, bench: _Bench) -> Explained:
    shows = {bench.owners[text] for text in _texts(page.view) if text in bench.owners}
    if page.recipe == "index":
        shows = set(bench.searched[_index_of(page, bench)])
    return Explained(
        path=page.path,
        url=bench.urls.url(page.path),
        recipe=page.recipe,
        template=page.template,
        templates=bench.needed.get(page.template, ()),
        source=page.origin,
        shows=tuple(sorted(shows - {page.origin})),
        view=type(page.view).__name__,
        fields=page.view.__struct_fields__,
        causes=_causes(page, bench),
    )


def _index_of(page: Page, bench: _Bench) -> str:
    """Return the folder of the index that *page* is of."""
    return max((f for f in bench.searched if page.path.startswith(f)), key=len)


def _texts(value: object) -> Iterator[str]:
    """Yield every text in *value*, save the addresses that a body merely links to."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Sealed):
        yield from _texts(value.value)
    elif isinstance(value, Prose):
        yield value.digest
        yield from _texts(value.pictures)
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, Value):
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name))


def _causes(page: Page, bench: _Bench) -> tuple[str, ...]:
    entry = bench.live.entries.get(page.path)
    if entry is None:
        return ("new",)
    if bench.live.entry(page.path) is None:
        return ("altered",)
    recipes, recipes_before = bench.recipes
    if entry.key == page_key(page, recipes):
        return ()
    before = bench.live.ingredients
    if not entry.key or not before:
        return ("unknown",)
    view = ("view",) if page_key(page, recipes_before) != entry.key else ()
    if page.recipe in ("copy", "index"):
        return view
    if page.recipe in ("image", "card"):
        same_tools = before.get(IMAGE_TOOLS) == bench.now[IMAGE_TOOLS]
        return view if same_tools else (IMAGE_TOOLS, *view)
    causes = [TOOLS] if before.get(TOOLS) != bench.now[TOOLS] else []
    if before.get(SITE) != bench.now[SITE]:
        changed = _changed(f"{SITE}.", before, bench.now)
        causes.append(f"{SITE}: {', '.join(changed)}" if changed else SITE)
    if page.template and before.get(page.template) != bench.now.get(page.template):
        needed = bench.needed[page.template]
        changed = [n for n in _changed(f"{TEMPLATES}/", before, bench.now) if n in needed]
        causes.append(f"{TEMPLATES}: {', '.join(changed or needed)}")
    return (*causes, *view)


def _changed(prefix: str, before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    names = sorted(n for n in {*before, *now} if n.startswith(prefix))
    return [n.removeprefix(prefix) for n in names if before.get(n) != now.get(n)]
