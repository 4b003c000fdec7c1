"""Problems for programs: each format keeps its own rules, whatever a user wrote."""

import json
import re
from typing import Any
from urllib.parse import unquote

import pytest

from site_builder.formats import FORMATS, problems_github, problems_json, problems_sarif
from site_builder.problems import Problem, problem
from site_builder.problems.texts import TEXTS

HOSTILE = "a%0A::error file=x,line=1::b, c: d\n100 %\r<é>"
SOME = (
    problem("file.empty", "content/articles/é t, é%.md"),
    problem("link.nowhere", "content/a.md", 3, 8, target=HOSTILE, suggestion=""),
    problem("content.no-articles", "content/articles", 1),
    problem("link.nowhere", "content/b.md", 9, 1, target="x", suggestion="y"),
)


def all_codes() -> list[Problem]:
    """Return a problem of every code, its parameters hostile."""
    found = []
    for code, text in TEXTS.items():
        whole = text.en + text.fr + text.en_hint + text.fr_hint
        names = set(re.findall(r"(?<!\{)\{(\w+)\}", whole))
        found.append(problem(code, f"content/{HOSTILE}.md", 2, 3, **dict.fromkeys(names, HOSTILE)))
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_json_says_all_there_is(language: str) -> None:
    read = json.loads(problems_json(SOME, language, "lettre/"))
    assert (read["errors"], read["warnings"]) == (3, 1)
    first, second, *_ = read["problems"]
    assert first["path"] == "lettre/content/articles/é t, é%.md"
    assert (first["code"], first["severity"]) == ("file.empty", "error")
    assert (second["line"], second["column"]) == (3, 8)
    assert all(p["message"] and p["hint"] for p in read["problems"])


def read_command(line: str) -> tuple[str, dict[str, str], str]:
    """Read a workflow command as the runner of GitHub does (`ActionCommand.TryParseV2`)."""
    found = re.fullmatch(r"::(\w+)(?: (.*?))?::(.*)", line)
    assert found, line

    def undone(text: str, signs: tuple[tuple[str, str], ...]) -> str:
        for escaped, sign in signs:
            text = text.replace(escaped, sign)
        return text

    data = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
    more = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
    properties = dict(part.split("=", 1) for part in (found[2] or "").split(","))
    return (
        found[1],
        {name: undone(value, more) for name, value in properties.items()},
        undone(found[3], data),
    )


def test_github_reads_back_what_was_said() -> None:
    lines = problems_github(all_codes(), "en", "a:b,c/").split("\n")
    assert len(lines) == len(TEXTS)
    for line, found in zip(lines, all_codes(), strict=True):
        kind, properties, message = read_command(line)
        assert kind == found.severity
        assert properties == {
            "file": f"a:b,c/{found.place.path}",
            "line": "2",
            "col": "3",
            "title": found.code,
        }
        assert message.count("\n") == 1


def test_github_is_told_no_line_that_is_not_known() -> None:
    first, second, third, _ = problems_github(SOME, "fr").split("\n")
    assert read_command(first)[1].keys() == {"file", "title"}
    assert read_command(second)[1].keys() == {"file", "line", "col", "title"}
    assert read_command(third)[1].keys() == {"file", "line", "title"}


LEVELS = {"none", "note", "warning", "error"}
# A relative reference of RFC 3986: no scheme, nothing that has to be spelled out.
REFERENCE = re.compile(r"(?!/)(?:[A-Za-z0-9._~!$&'()*+,;=@/-]|%[0-9A-F]{2})+")


def assert_sarif(log: dict[str, Any]) -> None:
    """Check *log* against the rules of SARIF 2.1.0 for what it uses, nothing else being there."""
    assert log.keys() == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"  # 3.13.2
    assert log["$schema"].startswith("https://")
    (run,) = log["runs"]
    assert run.keys() == {"tool", "columnKind", "results"}  # 3.14.6: tool shall be there
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")  # 3.14.17
    assert run["tool"].keys() == {"driver"}
    driver = run["tool"]["driver"]
    assert driver.keys() == {"name", "language", "rules"}
    assert re.fullmatch("[a-z]{2}-[A-Z]{2}", driver["language"])  # 3.19.21
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids))  # 3.19.23: unique
    for rule in driver["rules"]:
        assert rule.keys() == {"id", "shortDescription", "defaultConfiguration"}
        assert rule["shortDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in LEVELS
    for result in run["results"]:
        assert result.keys() == {"ruleId", "ruleIndex", "level", "message", "locations"}
        assert ids[result["ruleIndex"]] == result["ruleId"]  # 3.27.6
        assert result["level"] in LEVELS
        assert result["message"].keys() == {"text"}
        assert result["message"]["text"]
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        assert REFERENCE.fullmatch(physical["artifactLocation"]["uri"])  # 3.4.3
        assert physical["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
        for name, number in physical.get("region", {}).items():
            assert name in ("startLine", "startColumn")
            assert isinstance(number, int)
            assert number >= 1  # 3.30.5, 3.30.6
        if "startColumn" in physical.get("region", {}):
            assert "startLine" in physical["region"]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("found", [SOME, (), tuple(all_codes())], ids=["some", "none", "all"])
def test_sarif_keeps_its_rules(found: tuple[Problem, ...], language: str) -> None:
    log = json.loads(problems_sarif(found, language, "lettre/"))
    assert_sarif(log)
    places = [
        unquote(r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        for r in log["runs"][0]["results"]
    ]
    assert places == [f"lettre/{p.place.path}" for p in found]


def test_the_check_of_sarif_bites() -> None:
    log = json.loads(problems_sarif(SOME, "en"))
    log["runs"][0]["results"][0]["ruleIndex"] = 0
    with pytest.raises(AssertionError):
        assert_sarif(log)


@pytest.mark.parametrize("shape", FORMATS)
def test_nothing_wrong_is_well_formed_too(shape: str) -> None:
    text = FORMATS[shape]((), "fr", "")
    assert text == "" or json.loads(text)
