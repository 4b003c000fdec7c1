"""`site-builder init`: a small newsletter that builds at once, written into a new folder."""

import datetime as dt
import importlib.metadata
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from site_builder.config import read_config
from site_builder.forms import FORMS
from site_builder.layout import FILE_NAME
from site_builder.problems import Problem, problem
from site_builder.schema import json_schema
from site_builder.settings import Config
from site_builder.values import Value

__all__ = ["Founding", "found_newsletter"]

_FILES = Path(__file__).parent / "files"
# A file that begins with a dot is stored under this name: packaging passes over hidden ones.
_DOT = "dot-"


class Founding(Value, frozen=True, kw_only=True):
    """What a new newsletter is told about itself; `language` is that of messages, `fr` or `en`."""

    title: str
    base_url: str
    language: str
    day: dt.date


def found_newsletter(folder: Path, founding: Founding) -> tuple[Problem, ...]:
    """Write a newsletter into *folder*, which must be new or empty; say what forbids it."""
    files = dict(_files(founding))
    _, problems = read_config(files[FILE_NAME].encode())
    if problems:
        return problems
    try:
        if folder.exists() and (not folder.is_dir() or _is_used(folder)):
            return (problem("init.not-empty", str(folder)),)
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        where = str(error.filename or folder)
        return (problem("file.unwritable", where, reason=error.strerror or error),)
    return ()


def _is_used(folder: Path) -> bool:
    """Return whether *folder* holds anything; a repository that was just cloned is empty."""
    return any(entry.name != ".git" for entry in folder.iterdir())


def _files(founding: Founding) -> Iterator[tuple[str, str]]:
    """Yield the files of a new newsletter: path below its folder, text."""
    words = _words(founding)
    for path in sorted(_FILES.rglob("*")):
        if path.is_file():
            parts = path.relative_to(_FILES).parts
            name = "/".join(
                f".{part.removeprefix(_DOT)}" if part.startswith(_DOT) else part for part in parts
            )
            yield _filled(name, words), _filled(path.read_text(encoding="utf-8"), words)
    forms: dict[str, type] = {**FORMS, "site": Config}
    for kind, form in forms.items():
        title = FILE_NAME if kind == "site" else f"content/{kind}/*.md"
        schema = json.dumps(json_schema(form, title), ensure_ascii=False, indent=2)
        yield f"schemas/{kind}.schema.json", schema + "\n"


def _words(founding: Founding) -> dict[str, str]:
    return {
        "@TITLE@": _toml(founding.title),
        "@URL@": _toml(founding.base_url),
        "@HOST@": urlsplit(founding.base_url).hostname or "",
        "@LANGUAGE@": founding.language,
        "@DAY@": founding.day.isoformat(),
        "@YEAR@": f"{founding.day.year:04}",
        "@VERSION@": importlib.metadata.version("site-builder"),
    }


def _filled(text: str, words: dict[str, str]) -> str:
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text


def _toml(text: str) -> str:
    """Return *text* as a TOML string; a JSON one is, save for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
