"""What a shell proposes for names of companies, tags and authors, and for paths of texts."""

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from site_builder.cli.site import find_site
from site_builder.inputs import read_site_config
from site_builder.text import fold
from site_builder.writing import Known, known_names


def complete_company(
    ctx: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the companies whose name begins with *incomplete*, whatever case and accents."""
    known = _known(ctx)
    return _beginning(known.companies, incomplete) if known else []


def complete_tag(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the tags that begin with *incomplete*."""
    known = _known(ctx)
    return _beginning(known.tags, incomplete) if known else []


def complete_author(
    ctx: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the authors whose name begins with *incomplete*."""
    known = _known(ctx)
    return _beginning(known.authors, incomplete) if known else []


def complete_text(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the texts of the site whose path, or a part of it, begins with *incomplete*."""
    site = find_site(ctx.params.get("site"))
    if site is None:
        return []
    paths = sorted(p.relative_to(site).as_posix() for p in (site / "content").rglob("*.md"))
    return [CompletionItem(path) for path in paths if path.startswith(incomplete)]


def _known(ctx: click.Context) -> Known | None:
    site: Path | None = find_site(ctx.params.get("site"))
    config = read_site_config(site)[0] if site else None
    return known_names(site, config) if site and config else None


def _beginning(names: tuple[str, ...], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in names if fold(name).startswith(fold(incomplete))]
