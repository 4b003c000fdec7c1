"""A plain template as the code of a Python module, which runs without Jinja (`template_run`).

Most templates say `if`, `for`, `{{ page.title }}` and call macros. Written as what they are,
functions that yield pieces of text, they run several times faster than by the rules of Jinja, which
allow for names that come to be while a page is made. What could differ in anything from what Jinja
would say is refused here, and its template is Jinja's: nothing is added to the language, nothing
changed.

So a name means one thing wherever it stands. A macro sees what it is handed, and other macros; what
is set is new, and is asked for only where it must have been set.
"""

import ast
import keyword
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from types import CodeType

from jinja2 import nodes

from site_builder.template_run import PLAIN_FILTERS, NotPlain
from site_builder.values import Value

# What is handed to every template; and names that Jinja gives a meaning of their own.
_HANDED = ("site", "page")
_SPECIAL = frozenset(("caller", "kwargs", "loop", "self", "super", "varargs"))
_LOOP = {
    "index": "{number}",
    "index0": "({number} - 1)",
    "first": "({number} == 1)",
    "last": "({number} == {count})",
    "length": "{count}",
    "revindex": "({count} - {number} + 1)",
}
_COMPARED = {
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "lteq": "<=",
    "gt": ">",
    "gteq": ">=",
    "in": "in",
    "notin": "not in",
}
_BINARY = {
    nodes.Add: "+",
    nodes.And: "and",
    nodes.FloorDiv: "//",
    nodes.Mod: "%",
    nodes.Or: "or",
    nodes.Sub: "-",
}
_UNARY = {nodes.Neg: "-", nodes.Not: "not ", nodes.Pos: "+"}


def code_of(template: nodes.Template, file: str) -> CodeType:
    """Return the code of *template*, which lies in *file*: where it fails is told by its own lines.

    Raises NotPlain.
    """
    try:
        return _Writer(file).written(template)
    except (RecursionError, SyntaxError, ValueError) as error:  # limits of Python, and surrogates
        raise NotPlain from error


class _Value(Value, frozen=True):
    """A name, as the Python that has its value."""

    python: str


class _Turn(_Value, frozen=True):
    """A name of what a loop is at: other loops, on other pages, may come to the same."""


class _Macro(Value, frozen=True):
    """A name of a macro, as the Python that has its function."""

    python: str


class _Module(Value, frozen=True):
    """A name of a template whose macros are used, as the Python that has them."""

    python: str


class _Loop(Value, frozen=True):
    """`loop`, as the Python that counts its turns."""

    number: str
    count: str


class _Part(Value, frozen=True):
    """What is said of the site alone, as the Python that has its function."""

    python: str
    lineno: int


# A line, and the number of that in the template which it comes from.
_Line = tuple[str, int]
_Meaning = _Value | _Macro | _Module | _Loop
_Names = dict[str, _Meaning]


class _Writer:
    """Writes a template down, line by line, each with the number of the line that it comes from."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._functions: list[_Line] = []
        self._lines: list[_Line] = []  # of the function that is being written
        self._depth = 0
        self._count = 0
        self._includes: dict[str, str] = {}
        self._imports: dict[str, str] = {}
        # What is known from there on, in templates that go together, by name: where it comes from.
        self._bound: dict[str, str] = {}
        self._within = ""  # the function that is being written
        self._block = ""  # and the block that it is

    def written(self, template: nodes.Template) -> CodeType:
        """Return the code of *template*."""
        head, body, parent = _parted(template)
        names: _Names = {}
        for node in head:
            self._name(node, names)
        macros = [node for node in head if isinstance(node, nodes.Macro)]
        for macro in macros:
            self._macro(macro, names)
        handed: _Names = {**names, **{name: _Value(name) for name in _HANDED}}
        blocks: dict[str, str] = {}
        for block in template.find_all(nodes.Block):
            if block.name in blocks or block.scoped or block.required:
                raise NotPlain(block.name)
            self._block = block.name
            blocks[block.name] = f"block_{len(blocks)}"
            with self._function(blocks[block.name], "blocks, site, page", block.lineno):
                self._statements(block.body, dict(handed))
        self._block = ""
        with self._function("root", "blocks, site, page", 1):
            self._statements(body, dict(handed))
        bare = parent is None and all(map(_is_data, body))
        public = {m.name: f"macro_{m.name}" for m in macros if not m.name.startswith("_")}
        self._line(f"parent = {parent!r}", 1)
        self._line(f"includes, imports = {self._includes!r}, {self._imports!r}", 1)
        self._line(f"bound = {self._bound!r}", 1)
        self._line(f"blocks = {_as_python(blocks)}", 1)
        self._line(f"macros = {_as_python(public) if bare else None}", 1)
        return _compiled([*self._functions, *self._lines], self._file)

    # Names

    def _name(self, node: nodes.Node, names: _Names) -> None:
        """Bind what *node*, at the head of a template, brings to all of it."""
        if isinstance(node, nodes.Macro):
            macro = _Macro(f"macro_{_plain_name(node.name)}")
            self._bind(node.name, macro, names, self._here(node))
        elif isinstance(node, nodes.Import | nodes.FromImport):
            for name, meaning, origin in self._imported(node):
                self._bind(name, meaning, names, origin)

    def _bind(self, name: str, meaning: _Meaning, names: _Names, origin: str) -> None:
        """Let *name* mean something that it did not."""
        if name in names or name in _HANDED or name in _SPECIAL:
            raise NotPlain(name)
        names[name] = meaning
        if self._within in ("", "root"):
            if name in self._bound:
                raise NotPlain(name)
            self._bound[name] = origin

    def _here(self, node: nodes.Node) -> str:
        return f"{self._file}:{node.lineno}"

    def _imported(
        self, node: nodes.Import | nodes.FromImport
    ) -> Iterator[tuple[str, _Meaning, str]]:
        """Yield each name that *node* brings, what it means, and from where."""
        used = _constant_text(node.template)
        if node.with_context:
            raise NotPlain(used)
        module = self._used(self._imports, "module", used)
        if isinstance(node, nodes.Import):
            yield node.target, _Module(module), used
            return
        for found in node.names:
            name, alias = found if isinstance(found, tuple) else (found, found)
            yield alias, _Macro(f"{module}.{_field(name)}"), f"{used} {name}"

    def _used(self, known: dict[str, str], kind: str, template: str) -> str:
        """Return the name by which *template* is at hand."""
        for name, used in known.items():
            if used == template:
                return name
        name = f"{kind}_{len(known)}"
        known[name] = template
        return name

    def _fresh(self, kind: str) -> str:
        self._count += 1
        return f"{kind}_{self._count}"

    # Lines

    def _line(self, text: str, number: int) -> None:
        self._lines.append((f"{' ' * self._depth}{text}", number))

    @contextmanager
    def _indented(self, opening: str, number: int) -> Iterator[None]:
        self._line(opening, number)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    @contextmanager
    def _function(self, name: str, parameters: str, number: int) -> Iterator[None]:
        outer = self._lines, self._depth, self._within
        self._lines, self._depth, self._within = [], 0, name
        with self._indented(f"def {name}({parameters}):", number):
            self._line("if False: yield", number)  # a generator even if it has nothing to say
            yield
        self._functions += self._lines
        self._lines, self._depth, self._within = outer

    def _macro(self, macro: nodes.Macro, names: _Names) -> None:
        own = dict(names)
        parameters = []
        missing = len(macro.args) - len(macro.defaults)
        for place, parameter in enumerate(macro.args):
            given = f"given_{_plain_name(parameter.name)}"
            own[parameter.name] = _Value(given)
            if place < missing:
                parameters.append(given)
            else:
                parameters.append(f"{given}={_constant(macro.defaults[place - missing])}")
        if _SPECIAL & own.keys():
            raise NotPlain(macro.name)
        with self._function(f"macro_{macro.name}", ", ".join(parameters), macro.lineno):
            self._statements(macro.body, own)

    # Statements

    def _statements(self, body: Iterable[nodes.Node], names: _Names) -> None:
        """Write *body*: all that is said without a condition between as one piece."""
        form, values, number = "", list[str](), 0
        for node in self._with_parts(body):
            match node:
                case _Part(python=python):
                    form += "%s"
                    values.append(f"fixed({python}, site)")
                case nodes.TemplateData(data=data):
                    form += data.replace("%", "%%")
                case nodes.Call() if _is_often_said(node, names):
                    form += "%s"
                    given = ", ".join((_macro_of(node, names), *_arguments(node, names, "")))
                    values.append(f"said({given})")
                case nodes.Expr() if not isinstance(node, nodes.Call):
                    form += "%s"
                    values.append(f"written({_expression(node, names)})")
                case _:
                    self._piece(form, values, number)
                    form, values, number = "", [], 0
                    self._statement(node, names)
                    continue
            number = number or node.lineno
        self._piece(form, values, number)

    def _piece(self, form: str, values: Sequence[str], number: int) -> None:
        if values:  # Python makes an f-string of it
            self._line(f"yield {form!r} % ({', '.join(values)},)", number)
        elif form:
            self._line(f"yield {form.replace('%%', '%')!r}", number)

    def _with_parts(self, body: Iterable[nodes.Node]) -> Iterator["nodes.Node | _Part"]:
        """Yield what *body* says, bit by bit. What is said of the site alone is the same on every
        page: it becomes a part, a function of its own, so that it is said only once.
        """
        bits = (bit for node in body for bit in _bits(node))
        if not self._is_of_page():
            yield from bits
            return
        for is_of_site, group in groupby(bits, _is_of_site):
            found = list(group)
            if is_of_site and not all(isinstance(bit, nodes.TemplateData) for bit in found):
                part = _Part(self._fresh("part"), found[0].lineno)
                with self._function(part.python, "site", part.lineno):
                    self._statements(found, {"site": _Value("site")})
                yield part
            else:
                yield from found

    def _branch(self, body: Iterable[nodes.Node], names: _Names, number: int) -> None:
        """Write what may happen or not: what it sets is known only in there."""
        self._line("pass", number)
        self._statements(body, dict(names))

    def _statement(self, node: nodes.Node, names: _Names) -> None:
        number = node.lineno
        match node:
            case nodes.Call():
                self._line(f"yield from {self._call(node, names)}", number)
            case nodes.If():
                self._if(node, names)
            case nodes.For():
                self._for(node, names)
            case nodes.Assign(target=nodes.Name(name=name)):
                value, python = _expression(node.node, names), self._fresh("set")
                self._bind(name, _Value(python), names, self._here(node))
                self._line(f"{python} = {value}", number)
            case nodes.With():
                inner = dict(names)
                for target, found in zip(node.targets, node.values, strict=True):
                    value = _expression(found, names)
                    self._line(f"{self._target(target, inner, _Value)} = {value}", number)
                self._statements(node.body, inner)
            case nodes.Block(name=name) if self._is_of_page():
                self._line(f"yield from blocks[{name!r}][0](blocks, site, page)", number)
            case nodes.Include(ignore_missing=False, with_context=True) if self._is_of_page():
                used = self._used(self._includes, "included", _constant_text(node.template))
                self._line(f"yield from {used}(site, page)", number)
            case nodes.Import() | nodes.FromImport():
                for name, meaning, origin in self._imported(node):
                    self._bind(name, meaning, names, origin)
            case _:
                raise NotPlain(type(node).__name__)

    def _if(self, node: nodes.If, names: _Names) -> None:
        for one, opening in [(node, "if"), *((one, "elif") for one in node.elif_)]:
            with self._indented(f"{opening} {_expression(one.test, names)}:", one.lineno):
                self._branch(one.body, names, one.lineno)
        if node.else_:
            with self._indented("else:", node.lineno):
                self._branch(node.else_, names, node.lineno)

    def _is_of_page(self) -> bool:
        """Return whether the function that is being written knows the page, and the blocks."""
        return not self._within.startswith(("macro_", "part_"))

    def _target(self, target: nodes.Node, names: _Names, kind: type[_Value]) -> str:
        """Return the Python of *target*, which has a meaning of its own in *names* from here on."""
        match target:
            case nodes.Name(name=name) if name not in _SPECIAL:
                if name in _HANDED and self._is_of_page():  # what is included would see it
                    raise NotPlain(name)
                python = self._fresh("set")
                names[name] = kind(python)
                return python
            case nodes.Tuple(items=items):
                return f"({', '.join(self._target(item, names, kind) for item in items)},)"
            case _:
                raise NotPlain(type(target).__name__)

    def _for(self, node: nodes.For, names: _Names) -> None:
        if node.recursive:
            raise NotPlain("recursive")
        number = node.lineno
        found = _expression(node.iter, names)
        inner = {name: meaning for name, meaning in names.items() if name != "loop"}
        target = self._target(node.target, inner, _Turn)
        test = _expression(node.test, inner) if node.test is not None else ""
        if any(n.name == "loop" for one in node.body for n in one.find_all(nodes.Name)):
            loop = _Loop(self._fresh("number"), self._fresh("count"))
            turns = self._fresh("turns")
            kept = f"[{target} for {target} in {found} if {test}]" if test else found
            self._line(f"{turns} = counted({kept})", number)
            self._line(f"{loop.count} = len({turns})", number)
            inner["loop"] = loop
            opening, test = f"for {loop.number}, {target} in enumerate({turns}, 1):", ""
        else:
            opening = f"for {target} in {found}:"
        empty = self._fresh("empty") if node.else_ else ""
        if empty:
            self._line(f"{empty} = True", number)
        with self._indented(opening, number):
            if test:
                self._line(f"if not {test}: continue", number)
            if empty:
                self._line(f"{empty} = False", number)
            self._branch(node.body, inner, number)
        if empty:
            with self._indented(f"if {empty}:", number):
                self._branch(node.else_, names, number)

    def _call(self, call: nodes.Call, names: _Names) -> str:
        """Return the Python that calls a macro, or the block that this one stands in for."""
        if isinstance(call.node, nodes.Name) and call.node.name == "super":
            if not self._block or call.args or call.kwargs:
                raise NotPlain("super")
            return f"above(blocks[{self._block!r}], {self._within})(blocks, site, page)"
        return f"{_macro_of(call, names)}({', '.join(_arguments(call, names, 'given_'))})"


def _parted(
    template: nodes.Template,
) -> tuple[list[nodes.Node], list[nodes.Node], str | None]:
    """Return what *template* names for all of it, what it says, and the template that it extends.

    Names come first: what is asked for before it is there would be told otherwise.
    """
    parent: str | None = None
    body: list[nodes.Node] = list(template.body)
    if body and isinstance(first := body[0], nodes.Extends):
        parent = _constant_text(first.template)
        del body[0]
    head: list[nodes.Node] = []
    said: list[nodes.Node] = []
    for node in body:
        if isinstance(node, nodes.Macro | nodes.Import | nodes.FromImport):
            if not all(map(_is_data, said)):
                raise NotPlain("late")
            head.append(node)
        elif parent is None:
            said.append(node)
        elif not _is_data(node) and not isinstance(node, nodes.Block):
            raise NotPlain("outside of blocks")
    return head, said, parent


def _is_data(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(
        isinstance(child, nodes.TemplateData) for child in node.nodes
    )


def _bits(node: nodes.Node) -> Iterable[nodes.Node]:
    return node.nodes if isinstance(node, nodes.Output) else (node,)


# What depends on more than it names, or is there for what comes after it.
_LINKED: tuple[type[nodes.Node], ...] = (
    nodes.Assign,
    nodes.AssignBlock,
    nodes.Block,
    nodes.Call,
    nodes.FromImport,
    nodes.Import,
    nodes.Include,
)


def _is_of_site(bit: nodes.Node) -> bool:
    """Return whether *bit* is the same on all pages of a site, as words of the template are."""
    if isinstance(bit, nodes.TemplateData):
        return True
    if isinstance(bit, _LINKED) or any(bit.find_all(_LINKED)):
        return False
    names = [bit] if isinstance(bit, nodes.Name) else list(bit.find_all(nodes.Name))
    own = {name.name for name in names if name.ctx == "store"}
    own |= {"loop"} if isinstance(bit, nodes.For) else set()
    return {name.name for name in names if name.ctx == "load"} - own == {"site"}


def _as_python(functions: Mapping[str, str]) -> str:
    """Return the Python of a dictionary of *functions*."""
    return f"{{{', '.join(f'{name!r}: {function}' for name, function in functions.items())}}}"


def _compiled(lines: Sequence[_Line], file: str) -> CodeType:
    """Return *lines* compiled, so that each is told by its number in *file*."""
    tree = ast.parse("\n".join(text for text, _ in lines))
    waiting: list[ast.AST] = [tree]
    for node in waiting:
        if isinstance(node, ast.stmt | ast.expr | ast.arg | ast.keyword):
            _, node.lineno = lines[node.lineno - 1]
            node.end_lineno, node.col_offset, node.end_col_offset = node.lineno, 0, 0
        waiting += ast.iter_child_nodes(node)
    return compile(tree, file, "exec", dont_inherit=True)


def _plain_name(name: str) -> str:
    """Return *name* if Python takes it for what it is: it reads `ﬁ` as `fi`."""
    if not name.isascii():
        raise NotPlain(name)
    return name


def _field(name: str) -> str:
    """Return *name* if Python can ask for it after a dot."""
    if keyword.iskeyword(name):
        raise NotPlain(name)
    return _plain_name(name)


def _constant_text(node: nodes.Node) -> str:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        return node.value
    raise NotPlain("computed")


def _constant(node: nodes.Node) -> str:
    match node:
        case nodes.Const(value=None | bool() | int() | str()):
            return f"({node.value!r})"
        case nodes.Const(value=float()) if math.isfinite(node.value):
            return f"({node.value!r})"
        case _:
            raise NotPlain("constant")


def _expression(node: nodes.Node, names: _Names) -> str:
    """Return the Python of *node*, whole in itself."""

    def python(one: nodes.Node) -> str:
        return _expression(one, names)

    match node:
        case nodes.Const():
            return _constant(node)
        case nodes.Name(name=name) if isinstance(value := names.get(name), _Value):
            return value.python
        case nodes.Getattr(node=nodes.Name(name="loop"), attr=attr):
            loop = names.get("loop")
            if not isinstance(loop, _Loop) or attr not in _LOOP:
                raise NotPlain(attr)
            return _LOOP[attr].format(number=loop.number, count=loop.count)
        case nodes.Getattr(node=of, attr=attr):
            return f"{python(of)}.{_field(attr)}"
        case nodes.Getitem(node=nodes.Literal()) | nodes.Test(node=nodes.Literal()):
            raise NotPlain("literal")  # Python would warn
        case nodes.Getitem(node=of, arg=nodes.Slice(start=start, stop=stop, step=step)):
            bounds = ("" if one is None else python(one) for one in (start, stop, step))
            return f"{python(of)}[{':'.join(bounds)}]"
        case nodes.Getitem(node=of, arg=arg):
            return f"{python(of)}[{python(arg)}]"
        case nodes.Tuple(items=items):
            return f"({''.join(f'{python(one)}, ' for one in items)})"
        case nodes.List(items=items):
            return f"[{', '.join(map(python, items))}]"
        case nodes.Filter(node=nodes.Expr() as of, name=name) if name in PLAIN_FILTERS:
            return f"filter_{name}({', '.join((python(of), *_arguments(node, names, '')))})"
        case _:
            return _operation(node, names)


def _operation(node: nodes.Node, names: _Names) -> str:
    """Return the Python of *node*, which makes one value of others."""

    def python(one: nodes.Node) -> str:
        return _expression(one, names)

    match node:
        case nodes.Compare(expr=first, ops=rest):
            compared = "".join(f" {_COMPARED[one.op]} {python(one.expr)}" for one in rest)
            return f"({python(first)}{compared})"
        case nodes.BinExpr(left=left, right=right) if type(node) in _BINARY:
            return f"({python(left)} {_BINARY[type(node)]} {python(right)})"
        case nodes.UnaryExpr(node=of) if type(node) in _UNARY:
            return f"({_UNARY[type(node)]}{python(of)})"
        case nodes.CondExpr(test=test, expr1=one, expr2=nodes.Expr() as other):
            return f"({python(one)} if {python(test)} else {python(other)})"
        case nodes.Concat(nodes=parts):
            return f"concatenated({', '.join(map(python, parts))})"
        case nodes.Test(node=nodes.Getattr(node=of, attr=attr), name="defined"):
            return f"has({python(of)}, {attr!r})"
        case nodes.Test(node=of, name="none"):
            return f"({python(of)} is None)"
        case _:
            raise NotPlain(type(node).__name__)


def _macro_of(call: nodes.Call, names: _Names) -> str:
    """Return the Python of the macro that *call* is one of."""
    match call.node:
        case nodes.Name(name=name) if isinstance(macro := names.get(name), _Macro):
            return macro.python
        case nodes.Getattr(node=nodes.Name(name=name), attr=attr) if isinstance(
            module := names.get(name), _Module
        ):
            return f"{module.python}.{_field(attr)}"
        case _:
            raise NotPlain("call")


def _is_often_said(node: nodes.Node, names: _Names) -> bool:
    """Return whether *node* calls a macro with what a loop is at: an article is in many lists."""
    return (
        isinstance(node, nodes.Call)
        and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        and any(
            isinstance(a, nodes.Name) and isinstance(names.get(a.name), _Turn) for a in node.args
        )
    )


def _arguments(call: nodes.Call | nodes.Filter, names: _Names, prefix: str) -> Iterator[str]:
    """Yield the Python of each argument of *call*, *prefix* before their names."""
    if call.dyn_args is not None or call.dyn_kwargs is not None:
        raise NotPlain("*")
    for value in call.args:
        yield _expression(value, names)
    for named in call.kwargs:
        assert isinstance(named, nodes.Keyword)
        yield f"{prefix}{_plain_name(named.key)}={_expression(named.value, names)}"
