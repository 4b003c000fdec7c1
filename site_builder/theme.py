"""The theme: templates and assets, the site's own first, then the packaged ones."""

import traceback
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha384
from pathlib import Path

from site_builder.fingerprint import digest_bytes
from site_builder.layout import TEMPLATES, packaged_theme
from site_builder.problems import Problem, printable, problem
from site_builder.values import Value

ASSETS = "assets"


class Asset(Value, frozen=True, kw_only=True):
    """A file of `templates/assets/`: `name` there, `origin` on disk; `integrity` is that of a
    script, as pages state it (Subresource Integrity), empty for what is no script.
    """

    name: str
    origin: Path
    digest: str
    integrity: str = ""


class Theme(Value, frozen=True, kw_only=True):
    """Every template by name, with its source, and every asset. `origins` say where each lies."""

    sources: Mapping[str, str]
    origins: Mapping[str, Path]
    assets: tuple[Asset, ...]
    problems: tuple[Problem, ...]


def read_theme(site: Path) -> Theme:
    """Return the theme of *site*: each file is looked up in its `templates/`, then in ours."""
    sources: dict[str, str] = {}
    origins: dict[str, Path] = {}
    assets: dict[str, Asset] = {}
    problems: list[Problem] = []
    for root in dict.fromkeys((packaged_theme().resolve(), (site / TEMPLATES).resolve())):
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            if printable(name) != name:
                problems.append(problem("file.name", f"{TEMPLATES}/{name}", name=path.name))
                continue
            hidden = any(part.startswith(".") for part in name.split("/"))
            if hidden or name.endswith("~") or not path.is_file():
                continue
            try:
                data = path.read_bytes()
                if name.startswith(f"{ASSETS}/"):
                    short = name.removeprefix(f"{ASSETS}/")
                    if short.endswith(".css"):
                        data.decode("utf-8-sig")
                    assets[short] = Asset(
                        name=short,
                        origin=path,
                        digest=digest_bytes(data),
                        integrity=_integrity(data) if short.endswith((".js", ".mjs")) else "",
                    )
                else:
                    sources[name] = data.decode("utf-8-sig")
                    origins[name] = path
            except UnicodeDecodeError:
                problems.append(problem("template.encoding", f"{TEMPLATES}/{name}"))
            except OSError as error:
                reason = error.strerror or str(error)
                problems.append(problem("file.unreadable", f"{TEMPLATES}/{name}", reason=reason))
    return Theme(
        sources=sources,
        origins=origins,
        assets=tuple(assets[name] for name in sorted(assets)),
        problems=tuple(problems),
    )


def _integrity(data: bytes) -> str:
    return f"sha384-{b64encode(sha384(data).digest()).decode()}"


def asset_shown(origin: str) -> str:
    """Return how an editor finds the asset at *origin*: below the site, as its own would stand."""
    return f"{TEMPLATES}/{ASSETS}/{origin.rpartition(f'/{ASSETS}/')[2]}"


def template_shown(theme: Theme, name: str) -> str:
    """Return how an editor finds template *name*: below the site, or in the packaged theme."""
    origin = theme.origins.get(name)
    packaged = packaged_theme().resolve()
    if origin is not None and origin.is_relative_to(packaged) and packaged.name == TEMPLATES:
        return (
            f"{packaged.parent.name}/{TEMPLATES}/{name}" if _installed() else f"{TEMPLATES}/{name}"
        )
    return f"{TEMPLATES}/{name}"


def _installed() -> bool:
    return (Path(__file__).parent / TEMPLATES).is_dir()


def failing_line(error: BaseException, theme: Theme) -> tuple[str, int] | None:
    """Return the innermost template that *error* went through, and the line of its code."""
    names = {str(path): name for name, path in theme.origins.items()}
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename in names:
            return names[frame.filename], frame.lineno or 0
    return None


class RenderFailed(Exception):
    """Raised when a page cannot be made; carries the problems to show, the first as `problem`."""

    def __init__(self, *found: Problem) -> None:
        super().__init__(*found)
        self.problem = found[0]
        self.problems = found
