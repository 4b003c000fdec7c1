"""All a build may depend on, read once: below this there is no disk, clock or environment."""

import importlib
import importlib.metadata
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from site_builder.catalogue import Edge
from site_builder.config import read_config
from site_builder.content import ParseSettings
from site_builder.fingerprint import digest_bytes, fingerprint
from site_builder.layout import FILE_NAME
from site_builder.markup import MarkupSettings, extension_problem
from site_builder.outcome import Options
from site_builder.positions import locate
from site_builder.problems import Problem, problem
from site_builder.settings import Config
from site_builder.sources import Sources, read_sources
from site_builder.theme import Theme, read_theme
from site_builder.typesetter import typesetter_of
from site_builder.zones import zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
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
        for name in config.markdown.extensions
        if (why := extension_problem(name))
    )
    return (None if missing else config), text, missing


def read_inputs(config: Config, options: Options, tools: str | None = None) -> Inputs:
    """Return all that the build of *options* may depend on.

    *tools* is the digest of a process that has built with the same extensions: its code is the one
    it was started with, whatever lies on disk by now.
    """
    asked = options.asked
    if asked is not None and asked.tzinfo is None:
        asked = asked.replace(tzinfo=zone(config.time_zone))
    return Inputs(
        config=config,
        sources=read_sources(options.site),
        theme=read_theme(options.site),
        edge=Edge(
            now=asked or options.now, drafts=options.drafts, future=options.future, asked=asked
        ),
        toolchain=tools or toolchain(config.markdown.extensions),
        image_tools=image_tools(),
    )


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


def toolchain(extensions: Iterable[str]) -> str:
    """Return a digest of all the code that makes pages: ours, Python, libraries, extensions.

    Coarse on purpose: another version of anything makes every page again.
    """
    package = Path(__file__).parent
    ours = [(p.relative_to(package).as_posix(), p) for p in sorted(package.rglob("*.py"))]
    named = [(f"{n}/{path.name}", path) for n in extensions for path in extension_sources(n)]
    return fingerprint(
        (
            sys.version,
            tuple((n, importlib.metadata.version(n)) for n in _LIBRARIES),
            tuple((name, digest_bytes(path.read_bytes())) for name, path in [*ours, *named]),
        )
    )


def image_tools() -> str:
    """Return a digest of all that makes pictures, besides what they show.

    Finer than `toolchain`: pictures take long, and no other code of ours has a part in them.
    """
    package = Path(__file__).parent / "images"
    files = sorted(path for path in package.rglob("*") if path.suffix in (".py", ".ttf"))
    return fingerprint(
        (
            importlib.metadata.version("pillow"),
            tuple(
                (path.relative_to(package).as_posix(), digest_bytes(path.read_bytes()))
                for path in files
            ),
        )
    )


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
    for point in importlib.metadata.entry_points(group="markdown.extensions", name=name):
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
