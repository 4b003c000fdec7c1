"""`site.toml`, read whole: its configuration, and every fault in it with its line."""

import re
import tomllib

from site_builder.layout import FILE_NAME
from site_builder.positions import entries, locate
from site_builder.problems import Problem, problem
from site_builder.schema import Fault, closest, entries_of, read_form
from site_builder.services import SERVICES
from site_builder.settings import Config, Folders
from site_builder.textfile import decode
from site_builder.zones import known_zones

# First segments of URLs that are not for families of pages.
RESERVED = frozenset({"assets", "page"})


def read_config(data: bytes) -> tuple[Config | None, tuple[Problem, ...]]:
    """Return the configuration written in *data*, and every problem with its line.

    The configuration is None when it has a problem: nothing can be built without it.
    """
    text, problems = _text_of(data)
    if problems:
        return None, problems
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, (_toml_problem(error, text),)
    except ValueError as error:  # a number longer than Python reads
        return None, (problem("config.toml", FILE_NAME, detail=error),)
    except RecursionError:
        return None, (problem("config.toml", FILE_NAME, detail="nested too deeply"),)
    config, faults = read_form(Config, raw)
    found = [_located(fault, text) for fault in faults]
    if config is not None:
        found = [
            *_zone_problems(config, text),
            *_folder_problems(config, text),
            *_email_problems(config, text),
        ]
    return (None if found else config), tuple(found)


def _text_of(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of *data*. An empty file, and controls, are for TOML to tell."""
    _, problems = decode(data, FILE_NAME)
    told = tuple(p for p in problems if p.code in ("file.encoding", "file.utf-16"))
    return "" if told else data.decode("utf-8-sig").replace("\r\n", "\n"), told


def _zone_problems(config: Config, text: str) -> list[Problem]:
    if config.time_zone in known_zones():
        return []
    near = closest(config.time_zone, tuple(sorted(known_zones())))
    line, column = locate(text, ("time_zone",))
    found = problem(
        "config.time-zone", FILE_NAME, line, column, value=config.time_zone, suggestion=near
    )
    return [found]


def _folder_problems(config: Config, text: str) -> list[Problem]:
    problems = []
    names = list(entries_of(Folders))
    # Those that were typed come last: a default is not what an editor can mend.
    typed = {at[-1] for at, *_ in entries(text) if at[:1] == ("urls",)}
    names.sort(key=lambda name: name in typed)
    seen: set[str] = set()
    for name in names:
        folder = getattr(config.urls, name)
        at = locate(text, ("urls", name))
        if folder in RESERVED:
            problems.append(problem("config.reserved-folder", FILE_NAME, *at, value=folder))
        elif folder in seen:
            problems.append(problem("config.same-folder", FILE_NAME, *at, value=folder))
        seen.add(folder)
    return problems


def _email_problems(config: Config, text: str) -> list[Problem]:
    """Return that nobody would fill in the name, where the service knows no names."""
    email = config.email
    known = email.name_tag or SERVICES[email.service].first_name
    if "{name}" not in (email.greeting or "") or known:
        return []
    at = locate(text, ("email", "greeting"))
    return [problem("config.email-name", FILE_NAME, *at, service=email.service)]


def _located(fault: Fault, text: str) -> Problem:
    path = fault.path[:-1] if fault.code == "required" else fault.path
    line, column = locate(text, path, key=fault.on_key)
    key = ".".join(str(part) for part in fault.path)
    return problem(f"config.{fault.code}", FILE_NAME, line, column, key=key, **fault.params)


def _toml_problem(error: tomllib.TOMLDecodeError, text: str) -> Problem:
    message = str(error)
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line, column = (int(found[1]), int(found[2])) if found else (text.count("\n") + 1, 0)
    detail = re.sub(r" \(at .*\)$", "", message)
    return problem("config.toml", FILE_NAME, line, column, detail=detail)
