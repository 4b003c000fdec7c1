"""A draft that was read → the source file of its article."""

import re
from collections.abc import Iterable

from site_builder.drafts.reading import Draft

# What needs no quotation marks in YAML: begins with a letter and holds no sign that YAML or a
# hurried reader could take for syntax.
_PLAIN = re.compile(r"[^\W\d_](?:[\w ’«».,…()%€$°–—+/?!-]*[\w’».…()%€$°+/?!-])?")
# Between brackets a comma parts, and PyYAML stumbles over a question mark.
_PLAIN_IN_LIST = re.compile(r"[\w ’.&+-]+")
# Words that some YAML reader turns into true, false or nothing, and those an editor may fear for.
_NOT_WORDS = frozenset(
    {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "oui", "non", "vrai", "faux"}
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?", re.ASCII)
# YAML 1.2, 5.1: what may not stand as itself between quotation marks; invisible signs likewise.
_ESCAPED = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ud800-\udfff\ufeff\ufff0-\uffff]"
)


def article_source(draft: Draft, *, date: str, id: str) -> str:  # noqa: A002 - the key is `id`
    """Return the whole Markdown file of *draft*: front matter, blank line, body.

    *date* is written as it is when it is an ISO date or date-time, else as text. Keys without a
    value are left out, `title` excepted. Whatever the texts hold, YAML reads them back the same.
    """
    fields = [("title", yaml_text(draft.title)), ("date", _yaml_date(date))]
    if draft.summary:
        fields.append(("summary", yaml_text(draft.summary)))
    if draft.companies:
        fields.append(("companies", yaml_list(draft.companies)))
    fields.append(("id", _quoted(id)))
    front_matter = "".join(f"{key}: {value}\n" for key, value in fields)
    return f"---\n{front_matter}---\n\n{draft.body}"


def yaml_text(text: str) -> str:
    """Return *text* as a YAML scalar that is always read as text, bare when that is safe."""
    if _PLAIN.fullmatch(text) and text.lower() not in _NOT_WORDS:
        return text
    return _quoted(text)


def yaml_list(names: Iterable[str]) -> str:
    """Return *names* as a YAML list on one line, each read as text."""
    return f"[{', '.join(map(_listed, names))}]"


def _listed(text: str) -> str:
    return yaml_text(text) if _PLAIN_IN_LIST.fullmatch(text) else _quoted(text)


def _yaml_date(date: str) -> str:
    return date if _DATE.fullmatch(date) else _quoted(date)


def _quoted(text: str) -> str:
    if '"' in text and "'" not in text and "\\" not in text and not _ESCAPED.search(text):
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped) + '"'
