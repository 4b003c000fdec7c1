"""Problems → what programs read: JSON, annotations of GitHub, SARIF 2.1.0.

Paths of problems are relative to the site; *prefix* leads to it from where the program looks
(`""`, or `lettre/`).
"""

import json
from collections.abc import Callable, Iterable
from urllib.parse import quote

from site_builder.problems import Problem, about, told


def problems_json(problems: Iterable[Problem], language: str, prefix: str = "") -> str:
    """Return *problems* as one JSON object: how many of each severity, then each of them."""
    found = list(problems)
    errors = sum(p.is_error for p in found)
    return as_json(
        {
            "errors": errors,
            "warnings": len(found) - errors,
            "problems": [problem_fields(p, language, prefix) for p in found],
        }
    )


def problem_fields(found: Problem, language: str, prefix: str = "") -> dict[str, object]:
    """Return *found* as JSON has it. Line and column are 0 when they are not known."""
    words = told(found, language)
    return {
        "code": found.code,
        "severity": found.severity,
        "path": prefix + found.place.path,
        "line": found.place.line,
        "column": found.place.column,
        "message": words.message,
        "hint": words.hint,
    }


def as_json(value: object) -> str:
    """Return *value* as JSON that people can read too."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def problems_github(problems: Iterable[Problem], language: str, prefix: str = "") -> str:
    """Return *problems* as workflow commands: GitHub shows each beside its line."""
    return "\n".join(_command(p, language, prefix) for p in problems)


def _command(found: Problem, language: str, prefix: str) -> str:
    words = told(found, language)
    place = {"line": found.place.line, "col": found.place.column}
    properties = {
        "file": prefix + found.place.path,
        **{name: number for name, number in place.items() if number},
        "title": found.code,
    }
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    text = f"{words.message}\n{words.hint}" if words.hint else words.message
    return f"::{found.severity} {listed}::{_data(text)}"


def _data(text: str) -> str:
    """Escape *text* as the runner of GitHub unescapes what follows `::`."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def problems_sarif(problems: Iterable[Problem], language: str, prefix: str = "") -> str:
    """Return *problems* as a SARIF 2.1.0 log, for whatever reads results of analyses."""
    found = list(problems)
    levels = {p.code: p.severity for p in found}
    codes = sorted(levels)
    driver = {
        "name": "site-builder",
        "language": "fr-FR" if language == "fr" else "en-US",
        "rules": [
            {
                "id": code,
                "shortDescription": {"text": about(code, language)},
                "defaultConfiguration": {"level": levels[code]},
            }
            for code in codes
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(p, codes.index(p.code), language, prefix) for p in found],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return as_json({"$schema": schema, "version": "2.1.0", "runs": [run]})


def _result(found: Problem, rule: int, language: str, prefix: str) -> dict[str, object]:
    words = told(found, language)
    location: dict[str, object] = {
        "artifactLocation": {
            "uri": quote(prefix + found.place.path, safe="/"),
            "uriBaseId": "%SRCROOT%",
        }
    }
    if found.place.line:
        region = {"startLine": found.place.line}
        if found.place.column:
            region["startColumn"] = found.place.column
        location["region"] = region
    return {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": found.severity,
        "message": {"text": "\n".join(filter(None, (words.message, words.hint)))},
        "locations": [{"physicalLocation": location}],
    }


FORMATS: dict[str, Callable[[Iterable[Problem], str, str], str]] = {
    "json": problems_json,
    "github": problems_github,
    "sarif": problems_sarif,
}
