"""The theme: Jinja templates and assets, the site's own first, then the packaged ones."""

import re
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha384
from pathlib import Path

from jinja2 import (
    Environment,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    meta,
)
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.environment import TemplateModule
from jinja2.loaders import BaseLoader
from jinja2.runtime import Context
from jinja2.sandbox import safe_range

from site_builder.fingerprint import digest_bytes, fingerprint
from site_builder.layout import TEMPLATES, packaged_theme
from site_builder.linked_data import linked_data
from site_builder.pages import Page
from site_builder.problems import Problem, printable, problem
from site_builder.text import plural
from site_builder.time_limit import OutOfTime
from site_builder.values import Value

ASSETS = "assets"
# Characters of a page: readers' machines give up before that.
MOST_CHARACTERS = 20_000_000


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


# (template, digest of its source) → what it was compiled to; and the same, to be kept
Recall = Callable[[str, str], str | None]
Keep = Callable[[str, str, str], None]


class _Template(Template):
    """A template whose imports start afresh on every page.

    Jinja keeps an imported module for the life of its environment, with whatever its macros have
    counted there: a page would then depend on the pages made before it.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002  # nothing of the caller's either
        return self.make_module()


class _Loader(BaseLoader):
    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.references: dict[str, set[str]] = {}  # what each template names, once it was read

    def get_source(self, _: Environment, name: str) -> tuple[str, str, None]:
        source = self._theme.sources.get(name)
        if source is None:
            raise TemplateNotFound(name)
        return source, str(self._theme.origins[name]), None

    def has_all_of(self, theme: Theme) -> bool:
        return (self._theme.sources, self._theme.origins) == (theme.sources, theme.origins)


class _Kept(BytecodeCache):
    """What earlier builds compiled, by template.

    Code that runs, as the templates are of which it is made: whoever can write the one can write
    the other.
    """

    def __init__(self, recall: Recall, keep: Keep) -> None:
        self._recall = recall
        self._keep = keep

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002  # jinja's
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        found = self._recall(bucket.key, bucket.checksum)
        if found is not None:
            bucket.bytecode_from_string(found.encode("latin-1"))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._keep(bucket.key, bucket.checksum, bucket.bytecode_to_string().decode("latin-1"))


def keep_compiled(env: Environment, recall: Recall, keep: Keep) -> None:
    """Let *env* take compiled templates from *recall*, and hand those it compiles to *keep*."""
    env.bytecode_cache = _Kept(recall, keep)


# The templates of a theme, those that were asked for in the form that is run.
Compiled = Environment


def environment(theme: Theme, before: Compiled | None = None) -> Compiled:
    """Return the Jinja environment of *theme*: all escaped, nothing undefined.

    That is *before*, with all it has compiled, if it was made for the same templates.
    """
    loader = before.loader if before is not None else None
    if before is not None and isinstance(loader, _Loader) and loader.has_all_of(theme):
        return before
    env = Environment(
        loader=_Loader(theme),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    env.template_class = _Template
    del env.filters["random"], env.globals["lipsum"]  # other bytes every time
    env.globals["range"] = safe_range  # a slip of the finger must not fill the memory
    env.filters["plural"] = plural
    env.filters["host"] = _host
    env.filters["linked_data"] = linked_data
    return env


def _host(url: str) -> str:
    """Return what a reader calls the site at *url*: `example.org`."""
    return re.sub(r"^https?://(?:www\.)?", "", url).rstrip("/")


# Name of a template → names of all it extends, includes or imports, itself among them.
Needed = Mapping[str, tuple[str, ...]]


def closures(theme: Theme, needed: Needed) -> dict[str, str]:
    """Return, for each template, the digest of all the sources it needs. A name that does not
    exist counts as such, so that the file that brings it is seen.
    """
    return {
        name: fingerprint(tuple((n, theme.sources.get(n)) for n in found))
        for name, found in needed.items()
    }


def templates_needed(env: Environment, theme: Theme, pages: Iterable[Page]) -> Needed:
    """Return what each template of *pages* needs; a name computed while rendering may be any."""
    assert isinstance(env.loader, _Loader)
    direct = env.loader.references

    def references(name: str) -> set[str]:
        if name not in direct:
            try:
                tree = env.parse(theme.sources.get(name, ""))
            except (TemplateSyntaxError, RecursionError):  # told by `syntax_problems`
                direct[name] = set()
            else:
                found = set(meta.find_referenced_templates(tree))
                computed = set(theme.sources) if None in found else set()
                direct[name] = computed | {n for n in found if n is not None}
        return direct[name]

    def reach(name: str) -> tuple[str, ...]:
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                waiting += references(current)
        return tuple(sorted(seen))

    return {name: reach(name) for name in {page.template for page in pages if page.template}}


def syntax_problems(
    env: Environment, theme: Theme, needed: Needed, pages: Iterable[Page]
) -> list[Problem]:
    """Return the syntax errors of the templates that *pages* need, each with one of these pages.

    What compiles stays compiled in *env*, for the pages to come.
    """
    first = {page.template: page.path for page in reversed(list(pages)) if page.template}
    users: dict[str, str] = {}
    for name, found_names in needed.items():
        for template in found_names:
            users[template] = min(users.get(template, first[name]), first[name])
    found: list[Problem] = []
    for name in sorted(users.keys() & theme.sources.keys()):
        try:
            env.get_template(name)
        except (SyntaxError, TemplateSyntaxError, RecursionError) as error:
            # Jinja writes Python: what Python refuses (too deep, an argument twice) is told too.
            line = getattr(error, "lineno", 0) if isinstance(error, TemplateError) else 0
            detail = getattr(error, "message", None) or getattr(error, "msg", None) or "too deep"
            where = _shown(theme, name)
            found.append(
                problem("template.syntax", where, line or 0, detail=detail, page=users[name])
            )
        except OutOfTime:  # Jinja works out what is constant: `{{ 9**9**9 }}`
            found.append(problem("template.too-slow", _shown(theme, name), page=users[name]))
    return found


class RenderFailed(Exception):
    """Raised when a page cannot be made; carries the problems to show, the first as `problem`."""

    def __init__(self, *found: Problem) -> None:
        super().__init__(*found)
        self.problem = found[0]
        self.problems = found


def render(
    env: Environment, theme: Theme, name: str, page: str, values: Mapping[str, object]
) -> bytes:
    """Return template *name* filled with *values*, for the output file *page*, in UTF-8.

    Raises RenderFailed with the file and line of the template at fault.
    """
    try:
        return _written(env.get_template(name), values).encode()
    except TemplateSyntaxError as error:
        where = error.name or name
        detail = error.message or "syntax error"
        found = problem(
            "template.syntax", _shown(theme, where), error.lineno, detail=detail, page=page
        )
        raise RenderFailed(found) from error
    except TemplateNotFound as error:
        path, line = _frame(error, theme) or (f"{TEMPLATES}/{name}", 0)
        found = problem("template.missing", path, line, name=error.name or "", page=page)
        raise RenderFailed(found) from error
    except OutOfTime as error:
        path, line = _running(error, theme, env) or (_shown(theme, name), 0)
        raise RenderFailed(problem("template.too-slow", path, line, page=page)) from error
    except _TooLarge as error:
        most = MOST_CHARACTERS // 1_000_000
        found = problem("template.too-large", _shown(theme, name), most=most, page=page)
        raise RenderFailed(found) from error
    except Exception as error:
        # Templates are the site's own: whatever their expressions raise is theirs to mend.
        at = _frame(error, theme)
        if at is None and not isinstance(error, (TemplateError, RecursionError, UnicodeError)):
            raise
        path, line = at or (_shown(theme, name), 0)
        undefined = isinstance(error, UndefinedError)
        code = "template.undefined" if undefined else "template.failed"
        detail = str(error) if undefined else f"{type(error).__name__}: {error}"
        if isinstance(error, RecursionError):  # Python words it by where it happened to stop
            detail = "RecursionError"
        raise RenderFailed(problem(code, path, line, detail=detail, page=page)) from error


class _TooLarge(Exception):
    """Raised when a page grows beyond reason."""


def _written(template: Template, values: Mapping[str, object]) -> str:
    """Return what *template* makes of *values*, as long as that is of a bearable size."""
    pieces: list[str] = []
    size = 0
    for piece in template.generate(values):
        size += len(piece)
        if size > MOST_CHARACTERS:
            raise _TooLarge
        pieces.append(piece)
    return "".join(pieces)


def _frame(error: BaseException, theme: Theme) -> tuple[str, int] | None:
    """Return template and line of the innermost template frame of *error*."""
    names = {str(path): name for name, path in theme.origins.items()}
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename in names:
            return _shown(theme, names[frame.filename]), frame.lineno or 0
    return None


def _running(error: OutOfTime, theme: Theme, env: Environment) -> tuple[str, int] | None:
    """Return template and line of the innermost template frame of *error*.

    Jinja writes the lines of a template into the traces of exceptions, and this is none.
    """
    names = {str(path): name for name, path in theme.origins.items()}
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if name := names.get(frame.filename):
            line = env.get_template(name).get_corresponding_lineno(frame.lineno or 0)
            return _shown(theme, name), line
    return None


def asset_shown(origin: str) -> str:
    """Return how an editor finds the asset at *origin*: below the site, as its own would stand."""
    return f"{TEMPLATES}/{ASSETS}/{origin.rpartition(f'/{ASSETS}/')[2]}"


def _shown(theme: Theme, name: str) -> str:
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
