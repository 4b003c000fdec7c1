"""All a build may depend on, read once: below this there is no disk, clock or environment."""

# Strings and plain calls, where a Path costs more than the call it is for.
# ruff: noqa: PTH120, PTH208

import contextlib
import importlib
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from site_builder.catalogue import Edge
from site_builder.config import read_config
from site_builder.content import ParseSettings
from site_builder.fingerprint import fingerprint
from site_builder.layout import FILE_NAME
from site_builder.looks import Looks
from site_builder.markup import MarkupSettings
from site_builder.outcome import Options
from site_builder.positions import locate
from site_builder.problems import Problem, problem
from site_builder.readings import Readings
from site_builder.settings import Config
from site_builder.sources import Sources, read_sources
from site_builder.theme import Theme, read_theme
from site_builder.typesetter import typesetter_of
from site_builder.values import Value
from site_builder.zones import zone


class Inputs(Value, frozen=True, kw_only=True):
    """All a build may depend on, read once: below this there is no disk, clock or environment."""

    config: Config
    sources: Sources
    theme: Theme
    edge: Edge
    toolchain: str
    image_tools: str


def read_site_config(site: Path) -> tuple[Config | None, str, tuple[Problem, ...]]:
    """Return the configuration of *site*, with the extensions it names tried out, its text, and
    what is wrong with it.
    """
    try:
        data = (site / FILE_NAME).read_bytes()
    except FileNotFoundError:
        return None, "", (problem("config.missing", FILE_NAME),)
    except OSError as error:
        reason = error.strerror or str(error)
        return None, "", (problem("file.unreadable", FILE_NAME, reason=reason),)
    config, problems = read_config(data)
    if config is None:
        return None, "", problems
    text = data.decode("utf-8-sig")
    at = locate(text, ("markdown", "extensions"))
    missing = tuple(
        problem("config.extension", FILE_NAME, *at, name=name, reason=why)
        for name, why in _not_loaded(config.markdown.extensions)
    )
    return (None if missing else config), text, missing


def _not_loaded(extensions: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield which *extensions* of Python-Markdown cannot be loaded, and why."""
    if extensions:
        from site_builder.python_markdown import extension_problem  # and what it imports

        for name in extensions:
            if why := extension_problem(name):
                yield name, why


def read_inputs(
    config: Config,
    options: Options,
    readings: Readings | None = None,
    tools: str | None = None,
    looks: Looks | None = None,
) -> Inputs:
    """Return all that the build of *options* may depend on; *readings* are what is known of files,
    *looks* those of `content/`, if somebody has looked.

    *tools* is the digest of a process that has built with the same extensions: its code is the one
    it was started with, whatever lies on disk by now.
    """
    known = readings or Readings(None)
    asked = options.asked
    if asked is not None and asked.tzinfo is None:
        asked = asked.replace(tzinfo=zone(config.time_zone))
    return Inputs(
        config=config,
        sources=read_sources(options.site, known, looks),
        theme=read_theme(options.site),
        edge=Edge(
            now=asked or options.now, drafts=options.drafts, future=options.future, asked=asked
        ),
        toolchain=tools or toolchain(config.markdown.extensions, known),
        image_tools=image_tools(known),
    )


# Runs of these are one and the same in the name of a library.
_NOT_IN_NAMES = re.compile(r"[-_.]+")
# What the bytes of a page depend on besides our own code.
_LIBRARIES = (
    "feedgen",
    "jinja2",
    "lxml",
    "markdown",
    "markupsafe",
    "nh3",
    "pagefind-bin",
    "python-frontmatter",
    "pyyaml",
    "tzdata",
)


def toolchain(extensions: Iterable[str], readings: Readings) -> str:
    """Return a digest of all the code that makes pages: ours, Python, libraries, extensions.

    Coarse on purpose: another version of anything makes every page again.
    """
    package = os.path.dirname(__file__)
    ours = [(path.removeprefix(package), path) for path in _files(package, (".py",))]
    named = [(f"{n}/{path.name}", str(path)) for n in extensions for path in extension_sources(n)]
    return fingerprint(
        (
            sys.version,
            _versions(_LIBRARIES),
            tuple((name, readings.of_file(path)) for name, path in [*ours, *named]),
        )
    )


def image_tools(readings: Readings) -> str:
    """Return a digest of all that makes pictures, besides what they show.

    Finer than `toolchain`: pictures take long, and no other code of ours has a part in them.
    """
    package = f"{os.path.dirname(__file__)}/images"
    files = _files(package, (".py", ".ttf"))
    return fingerprint(
        (
            _versions(("pillow",)),
            tuple((path.removeprefix(package), readings.of_file(path)) for path in files),
        )
    )


def _files(folder: str, suffixes: tuple[str, ...]) -> list[str]:
    """Return the files below *folder* whose names end so, in order."""
    found = (f"{at}/{name}" for at, _, names in os.walk(folder) for name in names)
    return sorted(path for path in found if path.endswith(suffixes))


def _versions(libraries: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the version of each of *libraries*, by the name of the folder that tells of it: to
    have their metadata read takes twenty times as long.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        with contextlib.suppress(OSError):
            for name in os.listdir(folder or "."):
                if name.endswith(".dist-info"):
                    library, _, version = name.removesuffix(".dist-info").rpartition("-")
                    found.setdefault(_NOT_IN_NAMES.sub("-", library).lower(), version)
    return tuple((n, found.get(n) or _told(n)) for n in libraries)


def _told(library: str) -> str:
    from importlib.metadata import version  # which brings the whole of e-mail

    return version(library)


def parse_settings(config: Config) -> ParseSettings:
    """Return what parsing depends on of *config*, and nothing more: the rest may change freely."""
    return ParseSettings(
        markup=MarkupSettings(
            extensions=config.markdown.extensions,
            trusted=config.markdown.raw_html == "trusted",
            root=config.base_url.rstrip("/"),
        ),
        time_zone=config.time_zone,
        typesetter=typesetter_of(config),
    )


def is_stock(extension: str) -> bool:
    """Return whether *extension* comes with Python-Markdown, and so is known by its version."""
    return extension.startswith("markdown.extensions.")


def extension_sources(name: str) -> tuple[Path, ...]:
    """Return the Python files of the package that holds the extension *name*, in order.

    The whole package: an extension is seldom in the one module that its name points at.
    """
    from importlib.metadata import entry_points

    for point in entry_points(group="markdown.extensions", name=name):
        name = point.module
    package = name.partition(":")[0].partition(".")[0]
    try:
        file = importlib.import_module(package).__file__
    except (ImportError, ValueError):
        return ()
    if file is None:
        return ()
    path = Path(file)
    return tuple(sorted(path.parent.rglob("*.py"))) if path.name == "__init__.py" else (path,)
