"""`site-builder new`: an article with its front matter filled in, ready to be written."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from site_builder.content import parse
from site_builder.drafts import yaml_list, yaml_text
from site_builder.frontmatter import read_matter
from site_builder.importing import Newsroom, free_slug, write_new
from site_builder.inputs import parse_settings
from site_builder.items import Author, Company
from site_builder.problems import Problem, problem
from site_builder.registry import Registry, register
from site_builder.settings import Config
from site_builder.sources import CONTENT, Source, read_sources
from site_builder.text import collation_key
from site_builder.textfile import decode
from site_builder.values import Value


class Known(Value, frozen=True, kw_only=True):
    """The names that a site uses already, in French alphabetical order."""

    registry: Registry
    companies: tuple[str, ...]
    tags: tuple[str, ...]
    authors: tuple[str, ...]


class Brief(Value, frozen=True, kw_only=True):
    """What is known of an article before it is written; `date` has a zone, or is a mere day."""

    title: str
    date: dt.date
    companies: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    summary: str = ""
    draft: bool = False


def known_names(site: Path, config: Config) -> Known:
    """Return the names that records and front matter of *site* give; faulty files are left out."""
    settings = parse_settings(config)
    companies: list[Company] = []
    names: dict[str, set[str]] = {"tags": set(), "authors": set(), "companies": set()}
    for source in read_sources(site).read:
        match source.path.split("/")[1]:
            case "articles":
                for field, found in names.items():
                    found.update(_listed(source, field))
            case "companies" | "authors":
                item = parse(source, settings).item
                if isinstance(item, Company):
                    companies.append(item)
                if isinstance(item, Author):
                    names["authors"].add(item.name)
    registry, _ = register(companies)
    records = {record.name for record in registry.records.values()}
    unrecorded = {n for n in names["companies"] if registry.slug(n) not in registry.records}
    return Known(
        registry=registry,
        companies=_sorted(records | unrecorded),
        tags=_sorted(names["tags"]),
        authors=_sorted(names["authors"]),
    )


def _listed(source: Source, field: str) -> Iterable[str]:
    text, _ = decode(source.data, source.path)
    matter, _ = read_matter(text, source.path)
    value = matter.fields.get(field) if matter else None
    values = [value] if isinstance(value, str) else value
    return [str(v) for v in values if isinstance(v, str)] if isinstance(values, list) else []


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=collation_key))


def close_names(brief: Brief, known: Known, path: str) -> tuple[Problem, ...]:
    """Return the companies of *brief* that may be slips of the finger, in the article at *path*."""
    return tuple(
        problem("company.close-name", path, name=name, near=near)
        for name in brief.companies
        if known.registry.slug(name) not in known.registry.records
        if name not in known.companies and (near := known.registry.close_to(name))
    )


def new_names(brief: Brief, known: Known) -> tuple[str, ...]:
    """Return the companies of *brief* that the site has never heard of, nor of a name like them."""
    slugs = {known.registry.slug(name) for name in known.companies}
    return tuple(
        name
        for name in brief.companies
        if known.registry.slug(name) not in slugs and not known.registry.close_to(name)
    )


def write_article(brief: Brief, newsroom: Newsroom) -> str | Problem:
    """Write the article of *brief* and return its path below the site; overwrites nothing."""
    day = brief.date.isoformat()[:10]
    slug = free_slug(brief.title, day, newsroom)
    path = f"{CONTENT}/articles/{day[:4]}/{day}-{slug}.md"
    try:
        write_new(newsroom.site / path, article_text(brief, newsroom.host, slug).encode())
    except FileExistsError:
        return problem("new.exists", path)
    except OSError as error:
        return problem("file.unwritable", path, reason=error.strerror or error)
    return path


def article_text(brief: Brief, host: str, slug: str) -> str:
    """Return the whole file of *brief*: front matter, and room for the text."""
    moment = brief.date
    date = moment.isoformat(timespec="minutes") if isinstance(moment, dt.datetime) else f"{moment}"
    fields = [("title", yaml_text(brief.title)), ("date", date)]
    if brief.summary:
        fields.append(("summary", yaml_text(brief.summary)))
    for name in ("companies", "tags", "authors"):
        if values := getattr(brief, name):
            fields.append((name, yaml_list(values)))
    if brief.draft:
        fields.append(("draft", "true"))
    fields.append(("id", f'"tag:{host},{date[:10]}:{slug}"'))
    front_matter = "".join(f"{key}: {value}\n" for key, value in fields)
    return f"---\n{front_matter}---\n\n"
