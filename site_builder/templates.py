"""Views → pages, by the templates of a theme.

Plain templates are functions of Python (`template_code`): a build that has them from an earlier one
does not even import Jinja. Jinja fills the others, and says what is wrong with any.
"""

import marshal
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from types import CodeType, MappingProxyType
from typing import TYPE_CHECKING

from site_builder.fingerprint import digest_bytes, fingerprint
from site_builder.pages import Page
from site_builder.problems import Problem, problem
from site_builder.template_run import Library, NotPlain, joined
from site_builder.theme import RenderFailed, Theme, failing_line, read_theme, template_shown
from site_builder.time_limit import OutOfTime
from site_builder.values import Value

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

# The forms that templates are compiled to.
PLAIN, BY_JINJA = "plain", "jinja"
FORMS = (PLAIN, BY_JINJA)
# The templates of the pages that every newsletter has.
USUAL = (
    "404.html",
    "archives.html",
    "article.html",
    "companies.html",
    "company.html",
    "feeds.html",
    "feeds.opml",
    "home.html",
    "index.html",
    "list.html",
    "robots.txt",
    "sitemap-news.xml",
    "sitemap.xml",
)
# (form, template, digest of its source) → what it was compiled to; and the same, to be kept
Recall = Callable[[str, str, str], str | None]
Keep = Callable[[str, str, str, str], None]


class Ready(Value, frozen=True, kw_only=True):
    """What templates of the theme with that digest were compiled to, and to which others they
    refer, by name: see `Compiled.referred`.
    """

    theme: str = ""
    codes: Mapping[str, str] = MappingProxyType({})
    referred: Mapping[str, frozenset[str | None]] = MappingProxyType({})


class Compiled:
    """The templates of a theme, those that were asked for in the form that is run.

    `recall` gives what earlier builds have compiled, `keep` is handed what this one does.
    """

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.recall: Recall = lambda *_: None
        self.keep: Keep = lambda *_: None
        self.library = Library(self._plain_code)
        self._trees: dict[str, nodes.Template | None] = {}
        self._ready = Ready()

    @cached_property
    def jinja(self) -> "Environment":
        """The same templates, Jinja’s way."""
        from site_builder.jinja import environment

        return environment(
            self.theme,
            lambda *source: self.recall(BY_JINJA, *source),
            lambda *source: self.keep(BY_JINJA, *source),
        )

    def tree(self, name: str) -> "nodes.Template | None":
        """Return template *name* as Jinja reads it; None if it is not there, or not to be read."""
        from site_builder.jinja import parsed

        if name not in self._trees:
            source = self.theme.sources.get(name)
            self._trees[name] = None if source is None else parsed(self.jinja, source)
        return self._trees[name]

    def referred(self, name: str) -> frozenset[str | None]:
        """Return which templates *name* refers to; None is any that it names while it is run."""
        if name in self._ready.referred:
            return self._ready.referred[name]
        from site_builder.jinja import references

        tree = self.tree(name)
        return frozenset(references(tree) if tree is not None else ())

    def learn(self, ready: Ready) -> None:
        """Take over what is *ready*, if it is of the same theme."""
        if ready.theme and ready.theme == _digest_of(self.theme):
            self._ready = ready

    def prepare(self, name: str) -> None:
        """Have template *name* ready to be filled. What is wrong with it is told when it is."""
        if self.library.page(name) is None:
            self.jinja.get_template(name)

    def _plain_code(self, name: str) -> CodeType | None:
        source = self.theme.sources.get(name)
        if source is None:
            return None
        digest = digest_bytes(source.encode())
        found = self.recall(PLAIN, name, digest)
        if found is not None:
            return _loaded(found)
        text = self._ready.codes.get(name) or _dumped(self._compiled(name))
        self.keep(PLAIN, name, digest, text)
        return _loaded(text)

    def _compiled(self, name: str) -> CodeType | None:
        from site_builder.template_code import code_of

        tree = self.tree(name)
        try:
            return None if tree is None else code_of(tree, str(self.theme.origins[name]))
        except NotPlain:
            return None


def _dumped(code: CodeType | None) -> str:
    return marshal.dumps(code).decode("latin-1")


def _loaded(text: str) -> CodeType | None:
    code: CodeType | None = marshal.loads(text.encode("latin-1"))
    return code


def compiled(theme: Theme, before: Compiled | None = None) -> Compiled:
    """Return the templates of *theme*, ready to be compiled: *before*, with all that is compiled
    there, if it was made for the same templates.
    """
    if before is not None and (before.theme.sources, before.theme.origins) == (
        theme.sources,
        theme.origins,
    ):
        return before
    return Compiled(theme)


def compile_usual(site: Path) -> Ready:
    """Return what the `USUAL` templates of *site* are compiled to, with all that they need."""
    templates = Compiled(read_theme(site))
    codes: dict[str, str] = {}

    def keep(form: str, name: str, _digest: str, code: str) -> None:
        if form == PLAIN:
            codes[name] = code

    templates.keep = keep
    needed = {name for found in _needed(templates, USUAL).values() for name in found}
    for name in USUAL:
        templates.library.page(name)
    referred = {name: templates.referred(name) for name in sorted(needed)}
    return Ready(theme=_digest_of(templates.theme), codes=codes, referred=referred)


def _digest_of(theme: Theme) -> str:
    return fingerprint((theme.sources, {name: str(path) for name, path in theme.origins.items()}))


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


def templates_needed(templates: Compiled, pages: Iterable[Page]) -> Needed:
    """Return what each template of *pages* needs; a name computed while rendering may be any."""
    return _needed(templates, {page.template for page in pages if page.template})


def _needed(templates: Compiled, names: Iterable[str]) -> Needed:
    @cache
    def referred(name: str) -> set[str]:
        found = templates.referred(name)
        computed = set(templates.theme.sources) if None in found else set()
        return computed | {n for n in found if n is not None}

    def reach(name: str) -> tuple[str, ...]:
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                waiting += referred(current)
        return tuple(sorted(seen))

    return {name: reach(name) for name in names}


def left_to_jinja(templates: Compiled, needed: Needed) -> Needed:
    """Return the part of *needed* that is not plain; what is has no fault of syntax."""
    return {name: found for name, found in needed.items() if templates.library.page(name) is None}


def syntax_problems(templates: Compiled, needed: Needed, pages: Iterable[Page]) -> list[Problem]:
    """Return the syntax errors of the templates that are *needed*, each with one of the *pages*
    that need it.
    """
    from site_builder.jinja import syntax_problem

    first = {page.template: page.path for page in reversed(list(pages)) if page.template}
    users: dict[str, str] = {}
    for name, found_names in needed.items():
        for template in found_names:
            users[template] = min(users.get(template, first[name]), first[name])
    theme = templates.theme
    found = (
        syntax_problem(templates.jinja, theme, name, users[name])
        for name in sorted(users.keys() & theme.sources.keys())
    )
    return [one for one in found if one is not None]


def render(templates: Compiled, name: str, page: str, values: Mapping[str, object]) -> bytes:
    """Return template *name* filled with *values*, for the output file *page*, in UTF-8.

    Raises RenderFailed with the file and line of the template at fault.
    """
    theme = templates.theme
    plain = templates.library.page(name) if values.keys() == {"site", "page"} else None
    if plain is not None:
        try:
            return joined(plain(values["site"], values["page"])).encode()
        except OutOfTime as error:
            at, line = failing_line(error, theme) or (name, 0)
            where = template_shown(theme, at)
            raise RenderFailed(problem("template.too-slow", where, line, page=page)) from error
        except Exception:  # Jinja knows what to make of it, or what to say
            templates.library.give_up(name)
    from site_builder.jinja import fill

    return fill(templates.jinja, theme, name, page, values)
