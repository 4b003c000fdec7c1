"""The census as an editor reads it, in French or English, and as programs do."""

import json
import unicodedata

import msgspec

from site_builder.census import Census, Gap, Unknown
from site_builder.dates import day_in_words

_HEADINGS = {
    "fr": ("Entreprise", "Articles", "Mentions", "Vue pour la dernière fois", "sans fiche"),
    "en": ("Company", "Articles", "Mentions", "Last seen", "no record"),
}
_TITLES = {
    "fr": (
        "Noms propres sans fiche (des entreprises, et d’autres noms aussi)",
        "Déclarées et jamais nommées",
        "Nommées souvent ou dans le titre, et non déclarées",
        "Rien à signaler.",
    ),
    "en": (
        "Proper names without a record (companies, and other names too)",
        "Declared and never named",
        "Named often or in a title, and not declared",
        "Nothing to report.",
    ),
}
# Places named after each unknown name.
_SHOWN = 3


def census_table(found: Census, language: str) -> str:
    """Return the companies as a table."""
    company, articles, mentions, seen, no_record = _HEADINGS[language]
    rows = [(company, articles, mentions, seen, "")]
    for row in found.rows:
        last = row.last_seen
        day = "–" if last is None else day_in_words(last) if language == "fr" else last.isoformat()
        note = "" if row.record else f"({no_record})"
        rows.append((row.name, str(row.articles), str(row.mentions), day, note))
    widths = [max(_width(row[column]) for row in rows) for column in range(4)]
    lines = []
    for name, *numbers, day, note in rows:
        cells = [_padded(name, widths[0])]
        cells += [n.rjust(width) for n, width in zip(numbers, widths[1:3], strict=True)]
        lines.append("  ".join((*cells, _padded(day, widths[3]), note)).rstrip())
    return "\n".join(lines)


def suggestions_text(found: Census, language: str) -> str:
    """Return what an editor may want to set right, as three lists."""
    unknown, unnamed, undeclared, nothing = _TITLES[language]
    parts = [
        _part(unknown, [_unknown(one, language) for one in found.unknown]),
        _part(unnamed, [f"{gap.source}{_colon(language)} {gap.name}" for gap in found.unnamed]),
        _part(undeclared, [_undeclared(gap, language) for gap in found.undeclared]),
    ]
    return "\n\n".join(filter(None, parts)) or nothing


def census_json(found: Census) -> str:
    """Return the whole census as JSON."""
    return json.dumps(msgspec.to_builtins(found), ensure_ascii=False, indent=2, default=str)


def _part(title: str, lines: list[str]) -> str:
    return "\n".join((title, *(f"  {line}" for line in lines))) if lines else ""


def _unknown(one: Unknown, language: str) -> str:
    shown = ", ".join(one.sources[:_SHOWN])
    more = "…" if len(one.sources) > _SHOWN else ""
    mark = "* " if one.likely else "  "
    return f"{mark}{one.name} ({_times(one.count, language)}){_colon(language)} {shown}{more}"


def _undeclared(gap: Gap, language: str) -> str:
    count = _times(gap.count, language)
    title = ("dans le titre" if language == "fr" else "in the title") if gap.in_title else ""
    return f"{gap.source}{_colon(language)} {gap.name} ({', '.join(filter(None, (title, count)))})"


def _times(count: int, language: str) -> str:
    if language == "fr":
        return f"{count}\u00a0fois"
    return "once" if count == 1 else f"{count} times"


def _colon(language: str) -> str:
    return "\u00a0:" if language == "fr" else ":"


def _width(text: str) -> int:
    """Return the columns *text* takes on a terminal."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
