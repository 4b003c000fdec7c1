"""What is wrong with a `site.toml` that is valid: colours nobody can read, pictures that are not
there, legal pages with a hole. *text* is always that of the file, to say where.
"""

from collections.abc import Collection, Iterator
from urllib.parse import unquote

from site_builder.colours import READABLE, contrast
from site_builder.layout import FILE_NAME
from site_builder.positions import locate
from site_builder.problems import Problem, problem
from site_builder.schema import Path, closest
from site_builder.settings import Config
from site_builder.urls import output_path, route


def config_problems(config: Config, paths: Collection[str], text: str) -> Iterator[Problem]:
    """Yield what an editor should mend of *config*; *paths* are the files of the output."""
    yield from _colours(config, text)
    yield from _addresses(config, paths, text)
    yield from _legal(config, text)


def _colours(config: Config, text: str) -> Iterator[Problem]:
    """Yield the colours that do not stand out enough from their paper."""
    for name in ("light", "dark"):
        scheme = getattr(config.theme, name)
        for role in ("ink", "accent"):
            colour = getattr(scheme, role)
            ratio = contrast(colour, scheme.paper)
            if ratio < READABLE:
                at = locate(text, ("theme", name, role))
                yield problem(
                    "config.contrast",
                    FILE_NAME,
                    *at,
                    key=f"theme.{name}.{role}",
                    colour=colour,
                    paper=scheme.paper,
                    ratio=f"{ratio:.2f}",
                    ratio_fr=f"{ratio:.2f}".replace(".", ","),
                )


def _addresses(config: Config, paths: Collection[str], text: str) -> Iterator[Problem]:
    """Yield the addresses of `[theme]` that lead to none of *paths*."""
    named: list[tuple[Path, str]] = [
        (("theme", "footer", number, "url"), item.url)
        for number, item in enumerate(config.theme.footer or ())
    ]
    if config.theme.logo is not None:
        named.append((("theme", "logo", "src"), config.theme.logo.src))
    for at, target in named:
        if output_path(unquote(target)) not in paths:
            yield problem(
                "config.menu",
                FILE_NAME,
                *locate(text, at),
                target=target,
                suggestion=closest(target, tuple(route(path) for path in sorted(paths))),
            )


# What the law wants of every publisher (LCEN, article 1-1): the rest depends on who publishes.
_WANTED = (
    ("director",),
    ("address",),
    ("host", "name"),
    ("host", "address"),
    ("host", "phone"),
)


def _legal(config: Config, text: str) -> Iterator[Problem]:
    """Yield what the legal pages lack, where they are asked for."""
    if config.publisher is None or config.publisher.legal is None:
        return
    at = locate(text, ("publisher", "legal"))
    for keys in _WANTED:
        value: object = config.publisher.legal
        for key in keys:
            value = getattr(value, key)
        if value is None:
            yield problem(
                "config.legal", FILE_NAME, *at, key=".".join(("publisher", "legal", *keys))
            )
    if config.publisher.email is None:
        yield problem("config.legal", FILE_NAME, *at, key="publisher.email")
