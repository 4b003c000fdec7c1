"""`site-builder edition new`: the articles not yet sent become a new edition to write above."""

import datetime as dt
import json
from contextlib import closing

from msgspec.structs import replace

from site_builder import memory as memories
from site_builder.catalogue import Catalogue, assemble
from site_builder.dates import day_in_words
from site_builder.importing import write_new
from site_builder.inputs import read_inputs, read_site_config
from site_builder.issues import chronology
from site_builder.items import Article, Edition
from site_builder.outcome import Options, Progress, Refused
from site_builder.parsing import parse_all
from site_builder.problems import in_order, problem
from site_builder.settings import Config
from site_builder.text import plural
from site_builder.typesetter import typesetter_of
from site_builder.values import Value

_FOLDER = "content/editions"
_PLACE = "<!-- L’éditorial : quelques lignes, au-dessus du sommaire. Remplacez ce commentaire. -->"


class Opened(Value, frozen=True, kw_only=True):
    """An edition that was written: its path below the site, number, and titles in order."""

    path: str
    number: int
    titles: tuple[str, ...]


def open_edition(
    options: Options, day: dt.date, since: dt.date | None, progress: Progress
) -> Opened | Refused:
    """Write the next edition, dated *day*, and return it: every published article that no edition
    has, from *since* on, the oldest first.
    """
    config, _, problems = read_site_config(options.site)
    if config is None:
        return Refused(problems=in_order(problems))
    with closing(memories.open_memory(None)) as memory:
        inputs = read_inputs(config, options)
        parsed = parse_all(inputs, options, memory, progress)
    faults = [p for one in parsed for p in one.problems if p.is_error]
    if faults:
        return Refused(problems=in_order(faults))
    items = [p.item for p in parsed]
    # Editions to come count: what they hold is not to be sent twice.
    later = assemble(items, {}, replace(inputs.edge, drafts=True, future=True))
    found = unsent(assemble(items, {}, inputs.edge), later, since)
    if not found and since is not None:
        days = {"day": since, "day_fr": day_in_words(since)}
        return Refused(problems=(problem("edition.nothing-since", _FOLDER, **days),))
    if not found:
        return Refused(problems=(problem("edition.nothing-new", _FOLDER),))
    numbers = [item.number for item in items if isinstance(item, Edition)]
    number = max(numbers, default=0) + 1
    path = f"{_FOLDER}/{number:03}.md"
    try:
        write_new(options.site / path, edition_source(number, day, found, config).encode())
    except FileExistsError:
        return Refused(problems=(problem("edition.exists", path),))
    except OSError as error:
        reason = error.strerror or error
        return Refused(problems=(problem("file.unwritable", path, reason=reason),))
    return Opened(path=path, number=number, titles=tuple(article.title for article in found))


def unsent(catalogue: Catalogue, later: Catalogue, since: dt.date | None) -> tuple[Article, ...]:
    """Return the published articles that no edition of *later* has, from *since* on."""
    sent = {article.source for issue in later.issues for article in issue.articles}
    found = (
        article
        for article in catalogue.articles
        if article.source not in sent and article.edition is None
        if since is None or article.date.date() >= since
    )
    return tuple(sorted(found, key=chronology))


def edition_source(number: int, day: dt.date, articles: tuple[Article, ...], config: Config) -> str:
    """Return the file of a new edition, with a place for its editorial."""
    title = typesetter_of(config).text(f"{config.title} n° {number}")
    return "\n".join(
        [
            "---",
            f"number: {number}",
            f"title: {json.dumps(title, ensure_ascii=False)}",
            f"date: {day.isoformat()}",
            "articles:",
            *(f"  - {article.slug}  # {article.title}" for article in articles),
            "---",
            "",
            _PLACE,
            "",
        ]
    )


def opened_text(opened: Opened, language: str) -> str:
    """Return what an editor reads of a new edition: its file, and what it gathers."""
    count = len(opened.titles)
    if language == "fr":
        head = f"Édition {opened.number}\u00a0: {count} {plural(count, 'article')}"
    else:
        head = f"Edition {opened.number}: {count} {'article' if count == 1 else 'articles'}"
    return "\n".join([opened.path, f"  {head}", *(f"    {title}" for title in opened.titles)])
