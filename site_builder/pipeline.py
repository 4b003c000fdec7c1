"""The one module that knows the order of a build."""

import functools
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from site_builder import memory as memories
from site_builder.catalogue import Catalogue, assemble
from site_builder.content import Parsed, parse
from site_builder.exchange import hold
from site_builder.fingerprint import fingerprint
from site_builder.inputs import Inputs, Options, parse_settings, read_inputs, read_site_config
from site_builder.links import menu_problems
from site_builder.manifest import Folder, read_folder
from site_builder.memory import Damaged, Memory
from site_builder.pages import Page, Plan, PlannedAsset
from site_builder.plan import plan
from site_builder.pool import ordered_map
from site_builder.problems import Place, Problem, has_errors, in_order
from site_builder.proofs import Change, typographic_changes
from site_builder.publish import Item, Published, Refusal, find_refusal, publish
from site_builder.recipes import Kitchen, make
from site_builder.refusals import explain_refusal
from site_builder.settings import Config
from site_builder.sources import CONTENT, Source, read_sources
from site_builder.templates import (
    FOLDER,
    RenderFailed,
    closures,
    environment,
    syntax_problems,
    templates_needed,
)
from site_builder.typesetter import typesetter_of
from site_builder.views import FileCopy

OUTPUT = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many files of one kind there are, and how many of them were made again."""

    kind: str
    total: int
    made: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The site is published in `output`; `problems` are warnings."""

    output: Path
    tallies: tuple[Tally, ...]
    published: Published
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Nothing was published: the previous site stays as it was."""

    problems: tuple[Problem, ...]


# (stage, done, total): how far a build is, for whoever shows it
Progress = Callable[[str, int, int], None]


def build(options: Options, progress: Progress, waiting: Callable[[], None]) -> Built | Refused:
    """Build the site and publish it, or say everything that forbids it.

    *waiting* is called once if another build of the same output must end first. Raises OutputError
    when the disk says no.
    """
    config, text, problems = read_site_config(options.site)
    if config is None:
        return Refused(problems=in_order([*problems, *_content_problems(options.site)]))
    site = options.site
    sources, guarded = sources_of(site), guarded_by(site)
    refusal = find_refusal(options.output, protected=guarded, sources=sources)
    if refusal is not None:
        return Refused(problems=(explain_refusal(refusal, options.output),))
    folder = site / memories.FOLDER
    with hold(options.output, waiting):
        if options.clean:
            memories.forget(folder)
        try:
            with closing(memories.open_memory(folder)) as memory:
                made = _make(config, text, options, memory, progress)
        except Damaged:
            memories.forget(folder)
            with closing(memories.open_memory(None)) as memory:  # nobody else writes in this one
                made = _make(config, text, options, memory, progress)
        if has_errors(made.problems, strict=options.strict):
            return Refused(problems=made.problems)
        try:
            published = publish(options.output, made.items, protected=guarded, sources=sources)
        except RenderFailed as failed:
            return Refused(problems=in_order([*made.problems, failed.problem]))
    if isinstance(published, Refusal):
        return Refused(problems=(explain_refusal(published, options.output),))
    return Built(
        output=options.output,
        tallies=tally(made.pages, made.items),
        published=published,
        problems=made.problems,
    )


def sources_of(site: Path) -> list[Path]:
    """Return the folders of *site* that an output must not lie in."""
    return [site / CONTENT, site / FOLDER, site / memories.FOLDER]


def guarded_by(site: Path) -> list[Path]:
    """Return the folders of *site* that an output must neither be nor hold."""
    return [site, *sources_of(site)]


def check(options: Options, progress: Progress) -> tuple[Problem, ...]:
    """Return every problem that `build` would report, writing nothing."""
    config, text, problems = read_site_config(options.site)
    if config is None:
        return in_order([*problems, *_content_problems(options.site)])
    refusal = find_refusal(
        options.output, protected=guarded_by(options.site), sources=sources_of(options.site)
    )
    if refusal is not None:
        problems = (explain_refusal(refusal, options.output),)
    with closing(memories.open_memory(None)) as memory:
        made = _make(config, text, replace(options, clean=True), memory, progress)
    return in_order([*problems, *made.problems])


def changes_of(site: Path) -> Iterator[Change]:
    """Yield what typography changes in the sources of *site*, in the order of their paths."""
    config, _, _ = read_site_config(site)
    if config is None:
        return
    settings = parse_settings(config)
    for source in read_sources(site).texts:
        yield from typographic_changes(source, settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A site ready to be published, unless `problems` holds an error."""

    pages: tuple[Page, ...]
    items: tuple[Item, ...]
    problems: tuple[Problem, ...]


def _make(config: Config, text: str, options: Options, memory: Memory, progress: Progress) -> _Made:
    inputs = read_inputs(config, options)
    parsed = parse_all(inputs, memory, options.jobs, progress)
    catalogue = assemble((p.item for p in parsed), inputs.edge)
    planned = plan_all(catalogue, inputs)
    env = environment(inputs.theme)
    problems = [
        *inputs.sources.problems,
        *inputs.theme.problems,
        *(p for one in parsed for p in one.problems),
        *catalogue.problems,
        *planned.problems,
        *menu_problems(config, {page.path for page in planned.pages}, text),
    ]
    needed = templates_needed(env, inputs.theme, planned.pages)
    faulty = syntax_problems(env, inputs.theme, needed, planned.pages)
    if faulty:
        memory.save(source.path for source in inputs.sources.texts)
        return _Made(pages=planned.pages, items=(), problems=in_order([*problems, *faulty]))
    live = read_folder(options.output)
    kitchen = Kitchen(
        env=env,
        theme=inputs.theme,
        site=planned.site,
        text=memory.text,
        file=lambda origin: (options.site / origin).read_bytes(),
    )
    keys = page_keys(planned, closures(inputs.theme, needed), inputs.toolchain)
    whole = replace(live, entries={}) if options.clean else live
    # Even when something is wrong already: an editor is told of the templates' faults as well.
    items, found = render_all(planned.pages, keys, whole, kitchen, progress)
    problems += found
    memory.save(source.path for source in inputs.sources.texts)
    return _Made(pages=planned.pages, items=items, problems=in_order(problems))


def _content_problems(site: Path) -> list[Problem]:
    """Return what is wrong with the texts alone, for a site whose configuration cannot be read."""
    sources = read_sources(site)
    settings = parse_settings(Config(title="–", base_url="https://example.org", description="–"))
    return [*sources.problems, *(p for s in sources.texts for p in parse(s, settings).problems)]


def parse_all(inputs: Inputs, memory: Memory, jobs: int, progress: Progress) -> tuple[Parsed, ...]:
    """Return what every source says, from *memory* where nothing it depends on has changed.

    The texts of the bodies stay in *memory*.
    """
    settings = parse_settings(inputs.config)
    common = fingerprint((inputs.toolchain, settings))
    keys = {s.path: f"{common}{s.digest}" for s in inputs.sources.texts}
    new: list[Source] = [
        s for s in inputs.sources.texts if memory.recall(s.path, keys[s.path]) is None
    ]
    results = ordered_map(functools.partial(parse, settings=settings), new, jobs)
    for done, (source, parsed) in enumerate(zip(new, results, strict=True), 1):
        bare = Parsed(item=parsed.item, html="", problems=parsed.problems)
        memory.keep(source.path, keys[source.path], bare, parsed.html)
        progress("parse", done, len(new))
    recalled = (memory.recall(s.path, keys[s.path]) for s in inputs.sources.texts)
    return tuple(found for found in recalled if isinstance(found, Parsed))


def plan_all(catalogue: Catalogue, inputs: Inputs) -> Plan:
    """Return the pages of the site, with fingerprinted assets."""
    assets = tuple(
        PlannedAsset(
            name=asset.name,
            path=_fingerprinted(asset.name, asset.digest),
            origin=str(asset.origin),
            digest=asset.digest,
        )
        for asset in inputs.theme.assets
    )
    typeset = functools.cache(typesetter_of(inputs.config).text)
    return plan(catalogue, inputs.config, inputs.sources.media, assets, typeset)


def _fingerprinted(name: str, digest: str) -> str:
    stem, suffix = posixpath.splitext(name)
    return f"assets/{stem}.{digest[:10]}{suffix}"


def page_keys(planned: Plan, closure: Mapping[str, str], tools: str) -> dict[str, str]:
    """Return the key of every page: the digest of all it is made of."""
    common = fingerprint((tools, planned.site))
    return {
        page.path: (
            fingerprint(page.view)
            if page.recipe == "copy"
            else fingerprint((common, closure.get(page.template), page.recipe, page.view))
        )
        for page in planned.pages
    }


def render_all(
    pages: tuple[Page, ...],
    keys: Mapping[str, str],
    live: Folder,
    kitchen: Kitchen,
    progress: Progress,
) -> tuple[tuple[Item, ...], list[Problem]]:
    """Return every file of the site, with bytes only for those the live folder does not hold."""
    items: list[Item] = []
    problems: dict[tuple[str, Place], Problem] = {}  # a fault of a template is that of many pages
    for done, page in enumerate(pages, 1):
        key = keys[page.path]
        found = live.entry(page.path)
        if found is not None and found.key == key:
            items.append(Item(path=page.path, key=key, content=None))
            continue
        if isinstance(page.view, FileCopy):  # read when it is written: pictures can be many
            items.append(Item(path=page.path, key=key, content=partial(make, page, kitchen)))
            continue
        try:
            items.append(Item(path=page.path, key=key, content=make(page, kitchen)))
        except RenderFailed as failed:
            problems.setdefault((failed.problem.code, failed.problem.place), failed.problem)
        progress("render", done, len(pages))
    return tuple(items), list(problems.values())


def tally(pages: Iterable[Page], items: Iterable[Item]) -> tuple[Tally, ...]:
    """Return how many files of each kind there are, and how many were made for this build."""
    kinds = {page.path: page.kind for page in pages}
    totals: dict[str, int] = dict.fromkeys(
        ("article", "company", "edition", "list", "page", "feed", "redirect", "file", "machine"), 0
    )
    made = dict(totals)
    for item in items:
        totals[kinds[item.path]] += 1
        made[kinds[item.path]] += item.content is not None
    return tuple(
        Tally(kind=kind, total=total, made=made[kind]) for kind, total in totals.items() if total
    )
