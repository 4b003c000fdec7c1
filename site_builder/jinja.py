"""Templates as Jinja reads, compiles and fills them: what is not plain, and what fails."""

from collections.abc import Callable, Mapping

from jinja2 import (
    Environment,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    meta,
    nodes,
)
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.environment import TemplateModule
from jinja2.loaders import BaseLoader
from jinja2.runtime import Context
from jinja2.sandbox import safe_range

from site_builder.layout import TEMPLATES
from site_builder.problems import Problem, problem
from site_builder.template_run import FILTERS, MOST_CHARACTERS, TooLarge, joined
from site_builder.theme import RenderFailed, Theme, failing_line, template_shown
from site_builder.time_limit import OutOfTime

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

    def get_source(self, _: Environment, name: str) -> tuple[str, str, None]:
        source = self._theme.sources.get(name)
        if source is None:
            raise TemplateNotFound(name)
        return source, str(self._theme.origins[name]), None


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


def environment(theme: Theme, recall: Recall, keep: Keep) -> Environment:
    """Return the Jinja environment of *theme*: all escaped, nothing undefined.

    It takes compiled templates from *recall*, and hands those it compiles to *keep*.
    """
    env = Environment(
        loader=_Loader(theme),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_Kept(recall, keep),
    )
    env.template_class = _Template
    del env.filters["random"], env.globals["lipsum"]  # other bytes every time
    env.globals["range"] = safe_range  # a slip of the finger must not fill the memory
    env.filters |= FILTERS
    return env


def parsed(env: Environment, source: str) -> nodes.Template | None:
    """Return template *source* as a tree; None where its syntax is wrong: see `syntax_problem`."""
    try:
        return env.parse(source)
    except (TemplateSyntaxError, RecursionError):
        return None


def references(template: nodes.Template) -> tuple[str | None, ...]:
    """Return the names that *template* extends, includes or imports; None for a computed one."""
    return tuple(meta.find_referenced_templates(template))


def syntax_problem(env: Environment, theme: Theme, name: str, page: str) -> Problem | None:
    """Return what is wrong with the syntax of template *name*, which *page* needs.

    What compiles stays compiled in *env*, for the pages to come.
    """
    where = template_shown(theme, name)
    try:
        env.get_template(name)
    except (SyntaxError, TemplateSyntaxError, RecursionError) as error:
        # Jinja writes Python: what Python refuses (too deep, an argument twice) is told too.
        line = getattr(error, "lineno", 0) if isinstance(error, TemplateError) else 0
        detail = getattr(error, "message", None) or getattr(error, "msg", None) or "too deep"
        return problem("template.syntax", where, line or 0, detail=detail, page=page)
    except OutOfTime:  # Jinja works out what is constant: `{{ 9**9**9 }}`
        return problem("template.too-slow", where, page=page)
    return None


def fill(
    env: Environment, theme: Theme, name: str, page: str, values: Mapping[str, object]
) -> bytes:
    """Return template *name* filled with *values*, for the output file *page*, in UTF-8.

    Raises RenderFailed with the file and line of the template at fault.
    """
    try:
        return joined(env.get_template(name).generate(values)).encode()
    except TemplateSyntaxError as error:
        where = error.name or name
        detail = error.message or "syntax error"
        found = problem(
            "template.syntax", template_shown(theme, where), error.lineno, detail=detail, page=page
        )
        raise RenderFailed(found) from error
    except TemplateNotFound as error:
        path, line = _place(error, theme) or (f"{TEMPLATES}/{name}", 0)
        found = problem("template.missing", path, line, name=error.name or "", page=page)
        raise RenderFailed(found) from error
    except OutOfTime as error:
        path, line = _running(error, theme, env) or (template_shown(theme, name), 0)
        raise RenderFailed(problem("template.too-slow", path, line, page=page)) from error
    except TooLarge as error:
        most = MOST_CHARACTERS // 1_000_000
        where = template_shown(theme, name)
        raise RenderFailed(problem("template.too-large", where, most=most, page=page)) from error
    except Exception as error:
        # Templates are the site's own: whatever their expressions raise is theirs to mend.
        at = _place(error, theme)
        if at is None and not isinstance(error, (TemplateError, RecursionError, UnicodeError)):
            raise
        path, line = at or (template_shown(theme, name), 0)
        undefined = isinstance(error, UndefinedError)
        code = "template.undefined" if undefined else "template.failed"
        detail = str(error) if undefined else f"{type(error).__name__}: {error}"
        if isinstance(error, RecursionError):  # Python words it by where it happened to stop
            detail = "RecursionError"
        raise RenderFailed(problem(code, path, line, detail=detail, page=page)) from error


def _place(error: BaseException, theme: Theme) -> tuple[str, int] | None:
    """Return template and line of the innermost template frame of *error*."""
    found = failing_line(error, theme)
    return (template_shown(theme, found[0]), found[1]) if found is not None else None


def _running(error: OutOfTime, theme: Theme, env: Environment) -> tuple[str, int] | None:
    """Return the same for *error*, which is none that Jinja writes the lines of templates into."""
    found = failing_line(error, theme)
    if found is None:
        return None
    name, line = found
    return template_shown(theme, name), env.get_template(name).get_corresponding_lineno(line)
