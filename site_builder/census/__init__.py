"""Who the articles write about: companies counted, and what an editor may want to set right."""

import datetime as dt
from collections.abc import Mapping

from site_builder.catalogue import Catalogue
from site_builder.census.names import Unknown, unknown_names
from site_builder.items import Article, Mention
from site_builder.mentions import mentions
from site_builder.recognition import Recogniser
from site_builder.registry import names_in_text
from site_builder.values import Value

__all__ = ["OFTEN", "Census", "Gap", "Row", "Unknown", "census", "undeclared"]

# Named so many times, or in the title: an article is about a company, whatever it declares.
OFTEN = 4


class Row(Value, frozen=True, kw_only=True):
    """A company: articles about it, articles that only name it, the day of the last of either."""

    slug: str
    name: str
    record: bool
    articles: int
    mentions: int
    last_seen: dt.date | None


class Gap(Value, frozen=True, kw_only=True):
    """A company that an article declares and does not name, or names (`count` times, `in_title` or
    not) and does not declare.
    """

    source: str
    name: str
    count: int = 0
    in_title: bool = False


class Census(Value, frozen=True, kw_only=True):
    """Companies, those with most articles first; and three lists of things to look at."""

    rows: tuple[Row, ...]
    unknown: tuple[Unknown, ...]
    unnamed: tuple[Gap, ...]
    undeclared: tuple[Gap, ...]


def census(catalogue: Catalogue, texts: Mapping[str, str]) -> Census:
    """Return the census of *catalogue*; *texts* are the bodies of its articles, by source."""
    groups = sorted(catalogue.companies, key=lambda g: (-len(g.articles), -len(g.mentioning)))
    rows = tuple(
        Row(
            slug=group.slug,
            name=group.name,
            record=group.slug in catalogue.registry.records,
            articles=len(group.articles),
            mentions=len(group.mentioning),
            last_seen=max(
                (a.date.date() for a in (*group.articles[:1], *group.mentioning[:1])), default=None
            ),
        )
        for group in groups
    )
    everyone = Recogniser(_every_name(catalogue))
    named = {a.source: mentions(a.title, texts[a.source], everyone) for a in catalogue.articles}
    return Census(
        rows=rows,
        unknown=unknown_names(catalogue, texts, everyone),
        unnamed=tuple(_unnamed(catalogue, named)),
        undeclared=tuple(g for a in catalogue.articles for g in undeclared(a, catalogue)),
    )


def _every_name(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Return all spellings of all companies: those too that are common words, and those of
    companies without a record.
    """
    records = catalogue.registry.records
    ambiguous = [(r.name, r.slug) for r in records.values() if r.ambiguous]
    declared = [
        (name, catalogue.registry.slug(name))
        for article in catalogue.articles
        for name in article.companies
    ]
    return [*names_in_text(records.values()), *ambiguous, *declared]


def _unnamed(catalogue: Catalogue, named: Mapping[str, tuple[Mention, ...]]) -> list[Gap]:
    names = {group.slug: group.name for group in catalogue.companies}
    return [
        Gap(source=article.source, name=names[slug])
        for article in catalogue.articles
        for slug in catalogue.declared[article.source]
        if slug not in {mention.slug for mention in named[article.source]}
    ]


def undeclared(article: Article, catalogue: Catalogue) -> list[Gap]:
    """Return the companies that *article* is about, by its title or its words, and leaves out."""
    records = catalogue.registry.records
    return [
        Gap(
            source=article.source,
            name=records[mention.slug].name,
            count=mention.count,
            in_title=mention.in_title,
        )
        for mention in catalogue.mentions.get(article.source, ())
        if mention.slug not in catalogue.declared[article.source]
        and (mention.in_title or mention.count >= OFTEN)
    ]
