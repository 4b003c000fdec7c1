"""Builds of the newsletter that lives in this repository."""

import datetime as dt
import re
import shutil
from pathlib import Path

from site_builder.layout import OUTPUT
from site_builder.outcome import Built, Options
from site_builder.pipeline import build

ROOT = Path(__file__).parents[2]
HOST = "https://octet.example"
NOW = dt.datetime(2024, 1, 15, tzinfo=dt.UTC)


def copy_sample(folder: Path, base_url: str = HOST) -> Path:
    """Return *folder* with the sample in it, to be published at *base_url*.

    Its theme is the packaged one, that of the repository.
    """
    shutil.copytree(ROOT / "content", folder / "content")
    text = (ROOT / "site.toml").read_text(encoding="utf-8")
    text, count = re.subn(r'(?m)^base_url = ".*"$', f'base_url = "{base_url}"', text)
    assert count == 1
    (folder / "site.toml").write_text(text, encoding="utf-8")
    return folder


def publish_sample(site: Path, now: dt.datetime = NOW) -> Path:
    """Return the folder where the sample at *site* is published, without a word."""
    options = Options(site=site, output=site / OUTPUT, now=now)
    result = build(options, lambda stage, done, total: None, lambda: None)
    assert isinstance(result, Built), result.problems
    assert result.problems == ()
    return result.output


def articles_of(output: Path) -> tuple[Path, ...]:
    """Return the pages of the articles, without those of redirects."""
    found = sorted((output / "articles").glob("*/index.html"))
    return tuple(page for page in found if not is_redirect(page))


def is_redirect(page: Path) -> bool:
    """Return whether *page* does nothing but lead to another."""
    return 'http-equiv="refresh"' in page.read_text(encoding="utf-8")
