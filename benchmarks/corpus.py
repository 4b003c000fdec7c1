"""Newsletters of any size, the same every time: paragraphs of the sample letter in new company."""

import datetime as dt
import random
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
PARAGRAPHS = 12
SETTINGS = """title = "Banc d’essai"
base_url = "https://banc.example"
description = "Une lettre de {count} articles."
"""


def write_site(site: Path, count: int, settings: str = "") -> None:
    """Write a newsletter of *count* articles, with *settings* added to its site.toml."""
    shutil.copytree(ROOT / "content/companies", site / "content/companies")
    (site / "content/articles").mkdir()
    (site / "site.toml").write_text(SETTINGS.format(count=count) + settings, encoding="utf-8")
    chance = random.Random(1837)
    paragraphs = _paragraphs()
    companies = sorted(path.stem for path in (site / "content/companies").glob("*.md"))
    day = dt.datetime(2013, 1, 2, 7, 0)
    for number in range(count):
        moment = day + dt.timedelta(hours=number * 80_000 // max(count, 1000))
        text = "\n\n".join(chance.sample(paragraphs, PARAGRAPHS))
        named = ", ".join(chance.sample(companies, 2))
        path = site / f"content/articles/{moment:%Y-%m-%d}-essai-{number}.md"
        path.write_text(
            f'---\ntitle: "Essai {number} : {chance.choice(companies)}"\n'
            f"date: {moment:%Y-%m-%dT%H:%M}\ncompanies: [{named}]\ntags: [essai]\n---\n\n"
            f"Article {number}.\n\n{text}\n",
            encoding="utf-8",
        )


def _paragraphs() -> list[str]:
    """Return the paragraphs of the sample letter that stand alone: no link, no footnote."""
    found = []
    for path in sorted((ROOT / "content/articles").rglob("*.md")):
        body = path.read_text(encoding="utf-8").split("---\n", 2)[2]
        found += [p for p in body.split("\n\n") if p.strip() and "](" not in p and "[^" not in p]
    return found
