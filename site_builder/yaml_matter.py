"""Front matter by YAML: its values as they were typed, where each stands, and what is wrong."""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml
from frontmatter.default_handlers import YAMLHandler

from site_builder.problems import Problem, problem
from site_builder.schema import Marks, Path, Plain, shown
from site_builder.values import Value

try:
    from yaml import CLoader as Loader
except ImportError:  # a PyYAML without libyaml reads the same, slower
    from yaml import Loader  # type: ignore[assignment]  # same interface

# Anchors can make a small file stand for billions of values; no front matter needs a thousand.
MOST_VALUES = 1000
MOST_DEPTH = 20

_HANDLER = YAMLHandler()
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Values(Value, frozen=True, kw_only=True):
    """What a front matter says: its fields, and where each value stands, as `Matter.marks`."""

    fields: Mapping[str, object]
    marks: Marks


def split(text: str) -> tuple[str, str] | None:
    """Return the YAML and the body of a file, None when the YAML has no end.

    YAML counts the lines of what it is given: it is given as many above as the file has.
    """
    try:
        matter, body = _HANDLER.split(text)
    except ValueError:
        return None
    opening = _HANDLER.FM_BOUNDARY.match(text)
    return "\n" * text.count("\n", 0, opening.end() if opening else 0) + matter, body


def read_yaml(matter: str, path: str) -> tuple[Values | None, tuple[Problem, ...]]:
    """Return what *matter* says, or None and what is wrong with it."""
    try:
        root = _compose(matter)
    except yaml.YAMLError as error:
        return None, (_yaml_problem(error, matter, path),)
    except RecursionError:
        return None, (problem("front-matter.yaml", path, 1, detail="nested too deeply"),)
    if not isinstance(root, yaml.MappingNode):
        found = shown([]) if isinstance(root, yaml.SequenceNode) else f'"{shown(root.value)}"'
        return None, (problem("front-matter.not-a-mapping", path, *_position(root), found=found),)
    reader = _Reader(path=path, problems=[])
    try:
        fields = reader.mapping(root, 0)
    except _Endless as endless:
        at = _position(endless.node)
        return None, (problem("front-matter.anchor", path, *at),)
    if reader.problems:
        return None, tuple(reader.problems)
    return Values(fields=fields, marks=tuple(_marks(root, ""))), ()


def place(matter: str, path: Path, *, key: bool = False) -> tuple[int, int]:
    """Return line and column in the file of the value (or *key*) at *path* of a *matter* that could
    be read.
    """
    return _position(_find(_compose(matter), path, key=key))


@functools.lru_cache(maxsize=1)  # the faults of a file are located one by one
def _compose(matter: str) -> yaml.Node:
    root = yaml.compose(matter, Loader=Loader)
    return yaml.MappingNode("tag:yaml.org,2002:map", [], _START, _START) if root is None else root


_START = yaml.Mark("", 0, 0, 0, "", 0)


def _position(node: yaml.Node) -> tuple[int, int]:
    mark = node.start_mark
    quoted = isinstance(node, yaml.ScalarNode) and node.style in ("'", '"')
    return mark.line + 1, mark.column + 1 + quoted


class _Endless(Exception):
    """Raised at the node where anchors have multiplied the values beyond reason."""

    def __init__(self, node: yaml.Node) -> None:
        super().__init__()
        self.node = node


@dataclass(slots=True)
class _Reader:
    """Turns nodes into dicts, lists and texts, and notes the keys that cannot be."""

    path: str
    problems: list[Problem]
    count: int = 0

    def value(self, node: yaml.Node, depth: int) -> object:
        self.count += 1
        if self.count > MOST_VALUES or depth > MOST_DEPTH:
            raise _Endless(node)
        if isinstance(node, yaml.ScalarNode):
            if not node.style:  # None, or "" from libyaml: no quotes
                return None if node.value in _NULLS else Plain(node.value)
            return str(node.value)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, depth + 1) for item in node.value]
        return self.mapping(node, depth)

    def mapping(self, node: yaml.Node, depth: int) -> dict[str, object]:
        fields: dict[str, object] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            line, column = _position(key_node)
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(problem("front-matter.key", self.path, line, column))
            elif key in fields:
                self.problems.append(
                    problem(
                        "front-matter.duplicate-key",
                        self.path,
                        line,
                        column,
                        key=key,
                        first=lines[key],
                    )
                )
            else:
                lines[key] = line
                fields[key] = self.value(value_node, depth + 1)
        return fields


def _find(node: yaml.Node, path: Path, *, key: bool) -> yaml.Node:
    for depth, part in enumerate(path):
        if isinstance(node, yaml.MappingNode):
            last = depth == len(path) - 1
            for key_node, value_node in node.value:
                if key_node.value == part:
                    node = key_node if key and last else value_node
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
    return node


def _marks(node: yaml.Node, name: str) -> Iterator[tuple[str, int, int]]:
    if name:
        yield (name, *_position(node))
    prefix = f"{name}." if name else ""
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            yield from _marks(value_node, f"{prefix}{key_node.value}")
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _marks(item, f"{prefix}{number}")


def _yaml_problem(error: yaml.YAMLError, matter: str, path: str) -> Problem:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return problem("front-matter.yaml", path, 1, detail=str(error).split("\n")[0])
    mark = error.problem_mark
    lines = matter.split("\n")
    text = lines[mark.line] if mark.line < len(lines) else ""
    at = (mark.line + 1, mark.column + 1)
    detail = error.problem or ""
    context = error.context_mark
    if "unexpected end of stream" in detail and "quoted" in (error.context or "") and context:
        return problem("front-matter.unclosed-quote", path, context.line + 1, context.column + 1)
    if "quoted" in (error.context or "") and ("escape" in detail or "hexdecimal" in detail):
        column = text.rfind("\\", 0, mark.column + 1) + 1
        return problem("front-matter.backslash", path, mark.line + 1, column)
    if "could not find expected ':'" in detail and context:
        return problem("front-matter.misplaced", path, context.line + 1, context.column + 1)
    indent = text[: len(text) - len(text.lstrip())]
    if "\t" in indent or text[mark.column : mark.column + 1] == "\t":
        return problem("front-matter.tab", path, mark.line + 1, text.index("\t") + 1)
    if "mapping values are not allowed" in detail:
        key, _, value = text.partition(":")
        if len(key) == mark.column:  # the first colon of the line: the line itself is misplaced
            return problem("front-matter.misplaced", path, mark.line + 1, len(indent) + 1)
        example = f"{key.strip()}: {_quoted(value.strip())}"
        return problem("front-matter.colon", path, *at, example=example)
    for column in (mark.column, _value_column(text)):
        sign = text[column : column + 1]
        if sign and sign in "@%`*&!|>-" and text[:column].rstrip().endswith((":", "-", "[", ",")):
            return problem("front-matter.needs-quotes", path, mark.line + 1, column + 1, sign=sign)
    return problem("front-matter.yaml", path, *at, detail=detail)


def _value_column(line: str) -> int:
    """Return where the value of `key: value` begins in *line*."""
    key, _, value = line.partition(":")
    return len(key) + 1 + len(value) - len(value.lstrip())


def _quoted(value: str) -> str:
    """Return *value* in the quotes that need least care."""
    return (
        f'"{value}"'
        if '"' not in value and "\\" not in value
        else "'" + value.replace("'", "''") + "'"
    )
