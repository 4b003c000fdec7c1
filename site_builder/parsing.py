"""Sources → what they say, and the catalogue of it all; remembered from one build to the next."""

import functools
import time
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from msgspec.json import Decoder

from site_builder.catalogue import Catalogue, assemble
from site_builder.content import Parsed, ParseSettings, parse, unread
from site_builder.fingerprint import fingerprint
from site_builder.inputs import Inputs, parse_settings
from site_builder.items import Article, Company, Mention, lent
from site_builder.items import Item as ContentItem
from site_builder.memory import Memory
from site_builder.outcome import Options, Progress
from site_builder.pool import ordered_map
from site_builder.problems import Problem, problem
from site_builder.registry import names_in_text
from site_builder.settings import Config
from site_builder.sources import Source, fetch, read_sources
from site_builder.time_limit import MOST_SECONDS, OutOfTime, time_limit

# What the mentions of an article are remembered under, before its source.
NAMED = "names in "
_PARSED = Decoder(Parsed)
_MENTIONS: Decoder[tuple[Mention, ...]] = Decoder(tuple[Mention, ...])


def read_all(
    inputs: Inputs, options: Options, memory: Memory, progress: Progress
) -> tuple[tuple[Parsed, ...], Catalogue]:
    """Return what every source says, and the catalogue of it all."""
    progress("parse", 0, 0)
    parsed = parse_all(inputs, options, memory, progress)
    progress("names", 0, 0)
    items = [lent(p.item) if isinstance(p.item, Article) else p.item for p in parsed]
    return parsed, assemble(items, name_all(items, inputs, memory), inputs.edge)


def content_problems(site: Path) -> list[Problem]:
    """Return what is wrong with the texts alone, for a site whose configuration cannot be read."""
    sources = read_sources(site)
    settings = parse_settings(Config(title="–", base_url="https://example.org", description="–"))
    return [*sources.problems, *(p for s in sources.read for p in parse(s, settings).problems)]


def parse_all(
    inputs: Inputs, options: Options, memory: Memory, progress: Progress
) -> tuple[Parsed, ...]:
    """Return what every source says, from *memory* where nothing it depends on has changed.

    The texts of the bodies stay in *memory*.
    """
    settings = parse_settings(inputs.config)
    common = reading_key(inputs)
    texts = inputs.sources.texts
    known = {t.path: recall(t.path, t.digest, common, memory) for t in texts}
    new: list[Source] = []
    for text in texts:
        if known[text.path] is None:
            source = fetch(options.site, text)
            if isinstance(source, Problem):  # gone since the folder was looked through
                known[text.path] = unread(text.path, source)
            else:
                new.append(source)
    work = functools.partial(_parse_in_time, settings=settings)
    # The first is read here: other processes begin with all that this imports.
    results = chain(map(work, new[:1]), ordered_map(work, new[1:], options.jobs))
    for done, (source, (parsed, seconds)) in enumerate(zip(new, results, strict=True), 1):
        options.took(source.path, seconds)
        bare = known[source.path] = Parsed(item=parsed.item, html="", problems=parsed.problems)
        if not any(p.code == "markup.too-slow" for p in parsed.problems):  # it may pass another day
            memory.keep(source.path, f"{common}{source.digest}", bare, parsed.html)
        progress("parse", done, len(new))
    return tuple(filter(None, known.values()))


def reading_key(inputs: Inputs) -> str:
    """Return the digest of all that reading a source depends on besides the source."""
    return fingerprint((inputs.toolchain, parse_settings(inputs.config)))


def recall(path: str, digest: str, common: str, memory: Memory) -> Parsed | None:
    """Return what the source at *path* said when it had that *digest*, if it was read last with
    the `reading_key` *common*.
    """
    return memory.recall(path, f"{common}{digest}", _PARSED)


def _parse_in_time(source: Source, settings: ParseSettings) -> tuple[Parsed, float]:
    """Return what *source* says, and the seconds that it took to read."""
    began = time.perf_counter()
    try:
        with time_limit(MOST_SECONDS):
            parsed = parse(source, settings)
    except OutOfTime:
        parsed = unread(source.path, problem("markup.too-slow", source.path, seconds=MOST_SECONDS))
    return parsed, time.perf_counter() - began


def name_all(
    items: Sequence[ContentItem], inputs: Inputs, memory: Memory
) -> dict[str, tuple[Mention, ...]]:
    """Return the companies that each article names, by source; from *memory* where neither the
    article nor the names of companies have changed.
    """
    if not inputs.config.companies.mentions:
        return {}
    common = naming_key(items, inputs)
    named: dict[str, tuple[Mention, ...]] = {}
    new: list[Article] = []
    for article in items:
        if isinstance(article, Article):
            found = memory.recall(*_naming(article, common), _MENTIONS)
            if found is None:
                new.append(article)
            else:
                named[article.source] = found
    if new:
        from site_builder.mentions import mentions  # with all of typography
        from site_builder.recognition import Recogniser

        recogniser = Recogniser(_names_in(items))
        for article in new:
            found = mentions(article.title, memory.text(article.body.digest), recogniser)
            memory.keep(*_naming(article, common), found, "")
            named[article.source] = found
    return named


def naming_key(items: Iterable[ContentItem], inputs: Inputs) -> str:
    """Return the digest of all that naming companies depends on besides the article: who they are
    is said by *items*.
    """
    return fingerprint((inputs.toolchain, _names_in(items)))


def names_of(article: Article, common: str, memory: Memory) -> tuple[Mention, ...]:
    """Return the companies that *article* names, if they were last looked for with the `naming_key`
    *common*; else none.
    """
    return memory.recall(*_naming(article, common), _MENTIONS) or ()


def _names_in(items: Iterable[ContentItem]) -> tuple[tuple[str, str], ...]:
    return names_in_text(item for item in items if isinstance(item, Company))


def _naming(article: Article, common: str) -> tuple[str, str]:
    """Return under which name and key the companies that *article* names are remembered."""
    return f"{NAMED}{article.source}", f"{common}{article.body.digest}{article.title}"
