"""The one module that knows the order of a build."""

import datetime as dt
import functools
import importlib.metadata
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from site_builder import memory as memories
from site_builder.catalogue import Catalogue, Edge, assemble
from site_builder.config import FILE_NAME, Config, read_config
from site_builder.content import Parsed, ParseSettings, parse
from site_builder.exchange import hold
from site_builder.fingerprint import digest_bytes, fingerprint
from site_builder.manifest import Folder, OutputError, read_folder
from site_builder.markup import MarkupSettings, extension_problem, extension_source
from site_builder.memory import Damaged, Memory
from site_builder.pages import Page, Plan, PlannedAsset
from site_builder.plan import plan
from site_builder.pool import ordered_map
from site_builder.problems import Problem, has_errors, in_order, problem
from site_builder.publish import Item, Published, Reason, Refusal, publish
from site_builder.recipes import Kitchen, make
from site_builder.sources import CONTENT, Source, Sources, read_sources
from site_builder.templates import (
    FOLDER,
    RenderFailed,
    Theme,
    closures,
    environment,
    read_theme,
    syntax_problems,
)

OUTPUT = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is asked of a build. `now` decides which articles are in the future."""

    site: Path
    output: Path
    now: dt.datetime
    drafts: bool = False
    future: bool = False
    clean: bool = False
    strict: bool = False
    jobs: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """All a build may depend on, read once: below this there is no disk, clock or environment."""

    config: Config
    sources: Sources
    theme: Theme
    edge: Edge
    toolchain: str


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
    config, problems = read_site_config(options.site)
    if config is None:
        return Refused(problems=in_order([*problems, *_content_problems(options.site)]))
    with hold(options.output, waiting):
        folder = options.site / memories.FOLDER
        if options.clean:
            memories.forget(folder)
        memory = memories.open_memory(folder)
        try:
            return _build(config, options, memory, progress)
        except Damaged:
            memory.close()
            memories.forget(folder)
            memory = memories.open_memory(folder)
            return _build(config, options, memory, progress)
        finally:
            memory.close()


def _build(config: Config, options: Options, memory: Memory, progress: Progress) -> Built | Refused:
    inputs = read_inputs(config, options)
    parsed = parse_all(inputs, memory, options.jobs, progress)
    catalogue = assemble((p.item for p in parsed), inputs.edge)
    planned = plan_all(catalogue, inputs)
    problems = [*inputs.sources.problems, *inputs.theme.problems]
    problems += [p for one in parsed for p in one.problems]
    problems += [*catalogue.problems, *planned.problems]
    env = environment(inputs.theme)
    problems += syntax_problems(env, inputs.theme, planned.pages)
    if has_errors(problems, strict=options.strict):
        memory.save(source.path for source in inputs.sources.texts)
        return Refused(problems=in_order(problems))
    live = read_folder(options.output)
    if options.clean:
        live = replace(live, entries={})
    kitchen = Kitchen(
        env=env,
        theme=inputs.theme,
        site=planned.site,
        text=memory.text,
        file=lambda origin: (options.site / origin).read_bytes(),
    )
    keys = page_keys(planned, kitchen, inputs.toolchain)
    items, found = render_all(planned.pages, keys, live, kitchen, progress)
    memory.save(source.path for source in inputs.sources.texts)
    problems += found
    if has_errors(problems, strict=options.strict):
        return Refused(problems=in_order(problems))
    site = options.site
    guarded = [site, site / CONTENT, site / FOLDER, site / memories.FOLDER]
    published = publish(
        options.output, items, protected=guarded, sources=[site / CONTENT, site / FOLDER]
    )
    if isinstance(published, Refusal):
        return Refused(problems=(explain_refusal(published, options.output),))
    return Built(
        output=options.output,
        tallies=tally(planned.pages, items),
        published=published,
        problems=in_order(problems),
    )


def read_site_config(site: Path) -> tuple[Config | None, tuple[Problem, ...]]:
    """Return the configuration of *site*, with the extensions it names tried out."""
    try:
        data = (site / FILE_NAME).read_bytes()
    except FileNotFoundError:
        return None, (problem("config.missing", FILE_NAME),)
    except OSError as error:
        reason = error.strerror or str(error)
        return None, (problem("file.unreadable", FILE_NAME, reason=reason),)
    config, problems = read_config(data)
    if config is None:
        return None, problems
    missing = tuple(
        problem("config.extension", FILE_NAME, name=name, reason=why)
        for name in config.markdown.extensions
        if (why := extension_problem(name))
    )
    return (None if missing else config), missing


def _content_problems(site: Path) -> list[Problem]:
    """Return what is wrong with the texts alone, for a site whose configuration cannot be read."""
    sources = read_sources(site)
    settings = parse_settings(Config(title="–", base_url="https://example.org", description="–"))
    return [*sources.problems, *(p for s in sources.texts for p in parse(s, settings).problems)]


def read_inputs(config: Config, options: Options) -> Inputs:
    """Return all that the build of *options* may depend on."""
    return Inputs(
        config=config,
        sources=read_sources(options.site),
        theme=read_theme(options.site),
        edge=Edge(now=options.now, drafts=options.drafts, future=options.future),
        toolchain=toolchain(config.markdown.extensions),
    )


# What the bytes of a page depend on besides our own code.
_LIBRARIES = ("feedgen", "jinja2", "lxml", "markdown", "markupsafe", "nh3", "pyyaml")


def toolchain(extensions: Iterable[str]) -> str:
    """Return a digest of all the code that makes pages: ours, Python, libraries, extensions.

    Coarse on purpose: another version of anything makes every page again.
    """
    package = Path(__file__).parent
    ours = [(p.relative_to(package).as_posix(), p) for p in sorted(package.rglob("*.py"))]
    named = [(n, Path(file)) for n in extensions if (file := extension_source(n)) is not None]
    return fingerprint(
        (
            sys.version,
            tuple((n, importlib.metadata.version(n)) for n in _LIBRARIES),
            tuple((name, digest_bytes(path.read_bytes())) for name, path in [*ours, *named]),
        )
    )


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


def parse_settings(config: Config) -> ParseSettings:
    """Return what parsing depends on of *config*, and nothing more: the rest may change freely."""
    return ParseSettings(
        markup=MarkupSettings(
            extensions=config.markdown.extensions,
            trusted=config.markdown.raw_html == "trusted",
            root=config.base_url.rstrip("/"),
        ),
        time_zone=config.time_zone,
    )


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
    return plan(catalogue, inputs.config, inputs.sources.media, assets, str)


def _fingerprinted(name: str, digest: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"assets/{stem}.{digest[:10]}.{suffix}" if dot else f"assets/{name}.{digest[:10]}"


def page_keys(planned: Plan, kitchen: Kitchen, tools: str) -> dict[str, str]:
    """Return the key of every page: the digest of all it is made of."""
    names = {page.template for page in planned.pages if page.template}
    closure = closures(kitchen.env, kitchen.theme, names)
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
) -> tuple[list[Item], list[Problem]]:
    """Return every file of the site, with bytes only for those the live folder does not hold."""
    items: list[Item] = []
    problems: list[Problem] = []
    for done, page in enumerate(pages, 1):
        key = keys[page.path]
        found = live.entry(page.path)
        if found is not None and found.key == key:
            items.append(Item(path=page.path, key=key, content=None))
            continue
        try:
            items.append(Item(path=page.path, key=key, content=make(page, kitchen)))
        except RenderFailed as failed:
            problems.append(failed.problem)
        except OSError as error:
            reason = error.strerror or str(error)
            problems.append(problem("file.unreadable", page.origin or page.path, reason=reason))
        progress("render", done, len(pages))
    return items, problems


def tally(pages: Iterable[Page], items: Iterable[Item]) -> tuple[Tally, ...]:
    """Return how many files of each kind there are, and how many were made for this build."""
    kinds = {page.path: page.kind for page in pages}
    totals: dict[str, int] = dict.fromkeys(
        ("article", "company", "list", "page", "feed", "redirect", "file", "machine"), 0
    )
    made = dict(totals)
    for item in items:
        totals[kinds[item.path]] += 1
        made[kinds[item.path]] += item.content is not None
    return tuple(
        Tally(kind=kind, total=total, made=made[kind]) for kind, total in totals.items() if total
    )


_WHY_NOT = {
    Reason.ROOT: ("it is the root of the disk", "c’est la racine du disque"),
    Reason.HOME: (
        "it is or holds a home folder",
        "c’est un dossier personnel ou il en contient un",
    ),
    Reason.PROTECTED: ("it holds the site's own files", "il contient les fichiers du site"),
    Reason.INSIDE_SOURCES: (
        "it lies among the site's own files",
        "il se trouve parmi les fichiers du site",
    ),
    Reason.NOT_A_FOLDER: ("it is not a folder", "ce n’est pas un dossier"),
    Reason.MOUNT_POINT: ("a disk is mounted here", "un disque y est monté"),
    Reason.SPARE_NOT_OURS: (
        "the hidden folder beside it is not ours",
        "le dossier caché à côté de lui n’est pas à nous",
    ),
}


def explain_refusal(refusal: Refusal, output: Path) -> Problem:
    """Return why the site was not published, for the editor."""
    where = str(refusal.path)
    match refusal.reason:
        case Reason.NOT_OURS:
            return problem("publish.not-ours", where)
        case Reason.FOREIGN_FILE | Reason.FOREIGN_FOLDER:
            return problem("publish.in-the-way", where, path=output.name)
        case reason:
            english, french = _WHY_NOT[reason]
            return problem("publish.protected", where, reason=english, reason_fr=french)


def disk_problem(error: OutputError) -> Problem:
    """Return what the disk said, for the editor."""
    reason = error.error.strerror or str(error.error)
    return problem("publish.failed", str(error.path), reason=reason)
