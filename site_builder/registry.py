"""The companies that have a record, and by which names they are known."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType

from site_builder.items import Company
from site_builder.problems import Problem, problem
from site_builder.schema import closest
from site_builder.text import slugify
from site_builder.values import Value

_PLURAL = re.compile(r"[^\W\d_sxzSXZ]\Z")


class Registry(Value, frozen=True, kw_only=True):
    """Records by slug, and the slugs of those that each name and each product designate; all in
    alphabetical order.
    """

    records: Mapping[str, Company]
    slugs: Mapping[str, str]
    products: Mapping[str, str]

    def slug(self, name: str) -> str:
        """Return the slug of the company that *name*, an alias or a slug designates, whatever its
        case and accents; of a company without a record otherwise; `""` when nothing is left.
        """
        folded = slugify(name)
        return self.slugs.get(folded, folded)

    def close_to(self, name: str) -> str:
        """Return the name that *name*, which has no record, may be a slip of the finger for."""
        found = get_close_matches(slugify(name), self.slugs, n=1, cutoff=0.85)
        return self.records[self.slugs[found[0]]].name if found else ""

    def maker(self, name: str) -> str:
        """Return the name of the company whose product *name* is, or `""`."""
        slug = self.products.get(slugify(name))
        return self.records[slug].name if slug else ""

    def former_slugs(self) -> dict[str, tuple[str, ...]]:
        """Return the slugs under which each company may have been known, besides its own: those of
        its aliases, and former ones.
        """
        found = {
            record.slug: tuple(
                slug
                for slug in dict.fromkeys((*map(slugify, record.aliases), *record.old_slugs))
                if slug != record.slug and self.slugs.get(slug) == record.slug
            )
            for record in self.records.values()
        }
        return {slug: former for slug, former in found.items() if former}

    def children(self, slug: str) -> tuple[Company, ...]:
        """Return the companies whose parent is the company *slug*."""
        return tuple(
            record
            for record in self.records.values()
            if record.parent and record.slug != slug and self.slug(record.parent) == slug
        )


def names_in_text(records: Iterable[Company]) -> tuple[tuple[str, str], ...]:
    """Return the spellings by which a text names the companies of *records*, each with a slug.

    Names, then aliases, then products: where two records claim one spelling, the first counts. A
    name that is also a common word is not among them.
    """
    ordered = sorted(records, key=lambda c: c.source)
    names = [(r.name, r.slug) for r in ordered if not r.ambiguous]
    names += [(alias, r.slug) for r in ordered for alias in r.aliases]
    products = [(product, r.slug) for r in ordered for product in r.products]
    names += products
    # « des iPhones »: products come in numbers, companies do not.
    names += [(f"{product}s", slug) for product, slug in products if _PLURAL.search(product)]
    ambiguous = {r.name for r in ordered if r.ambiguous}
    return tuple((text, slug) for text, slug in names if text not in ambiguous)


def register(
    records: list[Company], broken: frozenset[str] = frozenset()
) -> tuple[Registry, tuple[Problem, ...]]:
    """Return the registry of *records*, and where they contradict each other.

    *broken* are the slugs of records with an error of their own: known, though nothing is known
    of them.
    """
    problems: list[Problem] = []
    by_slug: dict[str, Company] = {}
    owners: dict[str, Company] = {}
    ordered = sorted(records, key=lambda c: c.source)
    # Names and slugs first: an alias must not take the name of a company that has a record.
    for own in (True, False):
        for record in ordered:
            for mark_name, name in _names(record, own=own):
                other = owners.setdefault(slugify(name) or record.slug, record)
                if other is not record:
                    at = _mark(record, mark_name)
                    problems.append(
                        problem(
                            "company.name-claimed",
                            record.source,
                            *at,
                            name=name,
                            other=other.source,
                        )
                    )
            if own:
                by_slug.setdefault(record.slug, record)
    products, more = _products(ordered, owners)
    problems += more
    registry = Registry(
        records=MappingProxyType(dict(sorted(by_slug.items()))),
        products=MappingProxyType(products),
        slugs=MappingProxyType({name: owner.slug for name, owner in sorted(owners.items())}),
    )
    problems += _parent_problems(registry, broken)
    return registry, tuple(problems)


def _names(record: Company, *, own: bool) -> list[tuple[str, str]]:
    if own:
        given = [] if slugify(record.name) == record.slug else [("slug", record.slug)]
        return [("name", record.name), *given]
    return [
        *((f"aliases.{n}", alias) for n, alias in enumerate(record.aliases)),
        *((f"old_slugs.{n}", slug) for n, slug in enumerate(record.old_slugs)),
    ]


def _products(
    records: list[Company], owners: Mapping[str, Company]
) -> tuple[dict[str, str], list[Problem]]:
    """Return the slug of the company that makes each product, and the products that are claimed
    twice, or that are the name of another company.
    """
    problems: list[Problem] = []
    makers: dict[str, Company] = {}
    for record in records:
        for number, product in enumerate(record.products):
            folded = slugify(product)
            if not folded:
                continue
            other = makers.setdefault(folded, owners.get(folded, record))
            if other is not record:
                at = _mark(record, f"products.{number}")
                problems.append(
                    problem(
                        "company.product-claimed",
                        record.source,
                        *at,
                        name=product,
                        other=other.source,
                    )
                )
    return {name: maker.slug for name, maker in sorted(makers.items())}, problems


def _parent_problems(registry: Registry, broken: frozenset[str]) -> list[Problem]:
    problems: list[Problem] = []
    for record in registry.records.values():
        if record.parent is None:
            continue
        at = _mark(record, "parent")
        parent = registry.slug(record.parent)
        if parent not in registry.records and parent not in broken:
            names = tuple(r.name for r in registry.records.values())
            problems.append(
                problem(
                    "company.unknown-parent",
                    record.source,
                    *at,
                    name=record.parent,
                    slug=parent or "…",
                    suggestion=closest(record.parent, names),
                )
            )
        elif cycle := _cycle(record, registry):
            problems.append(
                problem("company.parent-cycle", record.source, *at, cycle=" → ".join(cycle))
            )
    return problems


def _cycle(record: Company, registry: Registry) -> list[str]:
    """Return the names from *record* back to itself by way of parents, if they lead there."""
    names = [record.name]
    seen = {record.slug}
    parent = record.parent
    while parent is not None:
        found = registry.records.get(registry.slug(parent))
        if found is None:
            return []
        names.append(found.name)
        if found.slug == record.slug:
            return names
        if found.slug in seen:  # a circle further up, reported where it is
            return []
        seen.add(found.slug)
        parent = found.parent
    return []


def _mark(record: Company, name: str) -> tuple[int, int]:
    for marked, line, column in record.marks:
        if marked == name:
            return line, column
    return 1, 0
