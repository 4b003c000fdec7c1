"""Bytes of a Markdown file → text, front matter with the line and column of each value, body.

Every value of the front matter stays the text that was typed (`Plain` when without quotes); the
field that reads it decides what it is. So `no`, `1.10` and `12:30:45` are no trap in a title.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml
from frontmatter.default_handlers import YAMLHandler

from site_builder.problems import Problem, problem
from site_builder.schema import Fault, Path, Plain, shown

try:
    from yaml import CLoader as Loader
except ImportError:  # a PyYAML without libyaml reads the same, slower
    from yaml import Loader  # type: ignore[assignment]  # same interface

# Anchors can make a small file stand for billions of values; no front matter needs a thousand.
MOST_VALUES = 1000
MOST_DEPTH = 20

_HANDLER = YAMLHandler()
_OPENING = re.compile(r"-{3,}[ \t]*(?:\n|\Z)")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
# What XML cannot carry, and the C1 controls that HTML forbids.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A file in its two parts. `body_line` is the line of the file on which `body` begins."""

    fields: Mapping[str, object]
    body: str
    body_line: int
    root: yaml.MappingNode

    def locate(self, fault: Fault) -> tuple[int, int]:
        """Return line and column in the file of the value (or key) at the path of *fault*."""
        if fault.code == "required":
            return 1, 1
        return _position(_find(self.root, fault.path, key=fault.on_key))

    def at(self, *path: str | int) -> tuple[int, int]:
        """Return line and column in the file of the value at *path*."""
        return _position(_find(self.root, path, key=False))

    def marks(self) -> tuple[tuple[str, int, int], ...]:
        """Return where every value stands: `("companies.0", 4, 13)`, for later problems."""
        return tuple(_marks(self.root, ""))


def decode(data: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the text in *data*, with `\\n` at the end of lines and no byte order mark.

    The text is empty when there is an error: invalid UTF-8, UTF-16, control characters, nothing.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", (problem("file.utf-16", path),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        line, column = position(before, len(before))
        byte = f"0x{data[error.start]:02x}"
        return "", (problem("file.encoding", path, line, column, byte=byte),)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        return "", (problem("file.empty", path),)
    found = tuple(
        problem(
            "file.control-character",
            path,
            *position(text, match.start()),
            character=f"U+{ord(match[0]):04X}",
        )
        for match, _ in zip(_CONTROL.finditer(text), range(20), strict=False)
    )
    return ("" if found else text), found


def position(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, from 1, of *offset* in *text*."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1


def read_matter(text: str, path: str) -> tuple[Matter | None, tuple[Problem, ...]]:
    """Return the parts of a decoded file, or None and what is wrong with its front matter."""
    if not _OPENING.match(text):
        return None, (problem("front-matter.missing", path, 1),)
    try:
        matter, body = _HANDLER.split(text)
    except ValueError:
        return None, (problem("front-matter.unclosed", path, 1),)
    body_line = text.count("\n", 0, len(text) - len(body)) + 1
    # The handler keeps the line break after the opening `---`, so YAML counts lines from there.
    try:
        root = yaml.compose(matter, Loader=Loader)
    except yaml.YAMLError as error:
        return None, (_yaml_problem(error, matter, path),)
    except RecursionError:
        return None, (problem("front-matter.yaml", path, 1, detail="nested too deeply"),)
    if root is None:
        root = yaml.MappingNode("tag:yaml.org,2002:map", [], _START, _START)
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
    return Matter(fields=fields, body=body, body_line=body_line, root=root), ()


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
    if "quoted scalar" in (error.context or "") and error.context_mark is not None:
        opened = error.context_mark
        return problem("front-matter.unclosed-quote", path, opened.line + 1, opened.column + 1)
    indent = text[: len(text) - len(text.lstrip())]
    if "\t" in indent or text[mark.column : mark.column + 1] == "\t":
        return problem("front-matter.tab", path, mark.line + 1, text.index("\t") + 1)
    if "mapping values are not allowed" in detail:
        key, _, value = text.partition(":")
        if len(key) == mark.column:  # the first colon of the line: the line itself is misplaced
            return problem("front-matter.misplaced", path, mark.line + 1, len(indent) + 1)
        example = f'{key.strip()}: "{value.strip()}"'
        return problem("front-matter.colon", path, *at, example=example)
    sign = text[mark.column : mark.column + 1]
    if sign and sign in "@%`*&!|>-" and text[: mark.column].rstrip().endswith((":", "-", "[", ",")):
        return problem("front-matter.needs-quotes", path, *at, sign=sign)
    return problem("front-matter.yaml", path, *at, detail=detail)
