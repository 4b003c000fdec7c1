"""What is wrong with a site, and what can be told of it, without anything being published."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from site_builder import memory as memories
from site_builder.advice import advise
from site_builder.census import Census, census
from site_builder.content import Parsed
from site_builder.image_cache import ImageCache
from site_builder.inputs import Inputs, parse_settings, read_inputs, read_site_config
from site_builder.items import Broken
from site_builder.memory import Memory
from site_builder.outcome import Options, Progress
from site_builder.outward import OutwardLink, outward_links
from site_builder.pages import Page
from site_builder.parsing import content_problems, read_all
from site_builder.pipeline import Before, guarded_by, make_site, sources_of
from site_builder.problems import Problem, in_order
from site_builder.proofs import Change, typographic_changes
from site_builder.publish import find_refusal
from site_builder.refusals import explain_refusal
from site_builder.sources import read_sources
from site_builder.urls import route
from site_builder.values import Value
from site_builder.views import FileCopy, ImageCopy


class Checked(Value, frozen=True, kw_only=True):
    """What is wrong with a site, advice included, and its links to others, which nobody asked."""

    problems: tuple[Problem, ...]
    links: tuple[OutwardLink, ...] = ()


def check(options: Options, progress: Progress) -> Checked:
    """Return every problem that `build` would report, and advice, writing nothing."""
    config, text, problems = read_site_config(options.site)
    if config is None:
        return Checked(problems=in_order([*problems, *content_problems(options.site)]))
    refusal = find_refusal(
        options.output, protected=guarded_by(options.site), sources=sources_of(options.site)
    )
    if refusal is not None:
        problems = (explain_refusal(refusal, options.output),)
    with closing(memories.open_memory(None)) as memory:
        inputs, before = read_inputs(config, options), Before()
        drawn, made = make_site(inputs, text, options, memory, before, ImageCache(None), progress)
        links = tuple(_outward_links(drawn.parsed, inputs, memory))
    elsewhere = (text, *inputs.theme.sources.values())
    addresses, now = _addresses(made.pages), inputs.edge.now
    advice = advise(drawn.catalogue, inputs.sources.media, addresses, elsewhere, now)
    return Checked(problems=in_order([*problems, *made.problems, *advice]), links=links)


def _addresses(pages: Iterable[Page]) -> dict[str, set[str]]:
    """Return where each file of `content/` is published, pictures in several shapes."""
    found: dict[str, set[str]] = {}
    for page in pages:
        if isinstance(page.view, FileCopy | ImageCopy):
            found.setdefault(page.view.origin, set()).add(route(page.path))
    return found


def _outward_links(
    parsed: Iterable[Parsed], inputs: Inputs, memory: Memory
) -> Iterator[OutwardLink]:
    texts = {s.path: s.data for s in inputs.sources.read}
    for item in (one.item for one in parsed):
        if not isinstance(item, Broken):
            text = texts[item.source].decode("utf-8-sig").replace("\r\n", "\n")
            yield from outward_links(item, memory.text(item.body.digest), text)


def changes_of(site: Path) -> Iterator[Change]:
    """Yield what typography changes in the sources of *site*, in the order of their paths."""
    config, _, _ = read_site_config(site)
    if config is None:
        return
    settings = parse_settings(config)
    for source in read_sources(site).read:
        yield from typographic_changes(source, settings)


def take_census(options: Options, progress: Progress) -> tuple[Census | None, tuple[Problem, ...]]:
    """Return who the articles of a site write about, or what keeps it from being read."""
    config, _, problems = read_site_config(options.site)
    if config is None:
        return None, problems
    with closing(memories.open_memory(None)) as memory:
        inputs = read_inputs(config, options)
        parsed, catalogue = read_all(inputs, options, memory, progress)
        texts = {a.source: memory.text(a.body.digest) for a in catalogue.articles}
    found = in_order([*inputs.sources.problems, *(p for one in parsed for p in one.problems)])
    return census(catalogue, texts), found
