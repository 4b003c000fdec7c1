"""`site-builder import`: a plain-text draft becomes a new file of `content/articles/`."""

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from site_builder.content import file_slug, parse
from site_builder.drafts import (
    Draft,
    DraftEncodingError,
    Kind,
    article_source,
    decode_draft,
    describe,
    read_draft,
)
from site_builder.frontmatter import read_matter
from site_builder.inputs import parse_settings
from site_builder.items import Company
from site_builder.problems import Problem, problem
from site_builder.registry import register
from site_builder.settings import Config
from site_builder.sources import CONTENT, Source, Sources, read_sources
from site_builder.text import slugify
from site_builder.textfile import decode
from site_builder.values import Value

# Long enough for a title, short enough for a file name that people read.
SLUG_LENGTH = 100


class Newsroom(Value, frozen=True, kw_only=True):
    """What importing needs of a site: names of companies, slugs that are taken, host of the ids."""

    site: Path
    host: str
    names: Mapping[str, str]
    slugs: Mapping[str, str]  # slug → source path


class Imported(Value, frozen=True, kw_only=True):
    """An article that was written: its path below the site, and the draft it comes from."""

    path: str
    slug: str
    draft: Draft


def read_newsroom(site: Path, config: Config) -> Newsroom:
    """Return what the content of *site* says already; what is faulty in it is left aside."""
    sources = read_sources(site)
    records = _records(sources, config)
    registry, _ = register(records)
    names = {
        name: record.name
        for record in registry.records.values()
        for name in (*([] if record.ambiguous else [record.name]), *record.aliases)
    }
    articles = [s for s in sources.read if s.path.startswith(f"{CONTENT}/articles/")]
    return Newsroom(
        site=site,
        host=urlsplit(config.base_url).hostname or "",
        names=names,
        slugs={_slug_of(source): source.path for source in reversed(articles)},
    )


def _slug_of(source: Source) -> str:
    """Return the slug that *source* writes down, or that of its file name."""
    text, _ = decode(source.data, source.path)
    matter, _ = read_matter(text, source.path)
    given = matter.fields.get("slug") if matter else None
    return given if isinstance(given, str) else file_slug(source.path)


def _records(sources: Sources, config: Config) -> list[Company]:
    settings = parse_settings(config)
    folder = f"{CONTENT}/companies/"
    items = (parse(s, settings).item for s in sources.read if s.path.startswith(folder))
    return [item for item in items if isinstance(item, Company)]


def import_draft(file: Path, newsroom: Newsroom, date: str) -> Imported | Problem:
    """Write the article that the draft *file* holds, dated *date* (ISO), and return it.

    An existing file is never overwritten: a problem says so, as it does for what is no text.
    """
    try:
        text = decode_draft(file.read_bytes())
    except DraftEncodingError as error:
        return problem("import.not-text", str(file), reason=error)
    except OSError as error:
        return problem("file.unreadable", str(file), reason=error.strerror or error)
    if not text.strip():
        return problem("file.empty", str(file))
    draft = read_draft(text, newsroom.names)
    day = date[:10]
    slug = free_slug(draft.title, day, newsroom)
    path = f"{CONTENT}/articles/{day[:4]}/{day}-{slug}.md"
    source = article_source(draft, date=date, id=f"tag:{newsroom.host},{day}:{slug}")
    try:
        write_new(newsroom.site / path, source.encode())
    except FileExistsError:
        return problem("import.exists", path, draft=file)
    except OSError as error:
        return problem("file.unwritable", path, reason=error.strerror or error)
    return Imported(path=path, slug=slug, draft=draft)


def free_slug(title: str, day: str, newsroom: Newsroom) -> str:
    """Return a slug from *title* that no article of another file has: two would share a URL."""
    slug = slugify(title)
    if len(slug) > SLUG_LENGTH:
        words = (slug[: SLUG_LENGTH + 1].rpartition("-")[0] or slug[:SLUG_LENGTH]).split("-")
        while len(words) > 1 and len(words[-1]) < 3:  # « …-course-a-l » ends on nothing
            words.pop()
        slug = "-".join(words)
    slug = slug or "article"
    free = slug
    number = 1
    while free in newsroom.slugs and f"/{day}-{free}.md" not in newsroom.slugs[free]:
        number += 1
        free = f"{slug}-{number}"
    return free


def write_new(path: Path, data: bytes) -> None:
    """Write *data* to *path*, whole or not at all. Raises FileExistsError if it is taken."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".tmp") as draft:
        draft.write(data)
        draft.flush()
        os.chmod(draft.fileno(), 0o666 & ~_umask())  # noqa: PTH101  # by descriptor
        os.fsync(draft.fileno())
        os.link(draft.name, path)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def imported_text(imported: Imported, language: str) -> str:
    """Return what an editor reads of an import: file, what was recognised, dropped, to check."""
    french = language == "fr"
    groups = (
        ("Reconnu" if french else "Recognised", lambda k: not k.is_check and k is not Kind.DROPPED),
        ("Retiré" if french else "Dropped", lambda k: k is Kind.DROPPED),
        ("À vérifier" if french else "To check", lambda k: k.is_check),
    )
    lines = [imported.path]
    for title, belongs in groups:
        found = [f for f in imported.draft.findings if belongs(f.kind)]
        if found:
            lines.append(f"  {title}\u00a0:" if french else f"  {title}:")
        for finding in found:
            where = f"{finding.line:>5}  " if finding.line else "       "
            what = describe(finding.kind, language)
            if finding.kind is Kind.DROPPED:
                what = ""
            told = " – ".join(filter(None, (what, finding.text)))
            lines.append(f"  {where}{told}")
    lines.append(_companies(imported.draft.companies, french=french))
    return "\n".join(lines)


def _companies(names: Iterable[str], *, french: bool) -> str:
    listed = ", ".join(names) or "–"
    return f"  Entreprises\u00a0: {listed}" if french else f"  Companies: {listed}"
