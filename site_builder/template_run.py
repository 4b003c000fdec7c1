"""Plain templates at work: the functions they were written as (`template_code`), without Jinja.

They say what Jinja would, or raise: whatever is unusual here (a field that is not there, a value of
a kind that is not foreseen) raises, and Jinja is asked instead. Nothing is to be told from here.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from types import CodeType, SimpleNamespace
from typing import TypeVar

from site_builder.linked_data import linked_data
from site_builder.text import plural

# Characters of a page: readers' machines give up before that.
MOST_CHARACTERS = 20_000_000
# Pieces after which its size is looked at: between two looks, a page must not fill the memory.
_LOOKED_AT = 50

# Words of macros kept at hand, a kilobyte each: memory must not grow with the site.
_MOST_SAID = 8_192

# What a template makes of (site, page), piece by piece.
Pieces = Callable[[object, object], Iterator[str]]
T = TypeVar("T")


class NotPlain(Exception):
    """Raised for a template that only Jinja can fill."""


class TooLarge(Exception):
    """Raised when a page grows beyond reason."""


def joined(pieces: Iterator[str]) -> str:
    """Return *pieces* as one text. Raises TooLarge as soon as that is of no bearable size."""
    kept: list[str] = []
    size = 0
    while some := list(islice(pieces, _LOOKED_AT)):
        size += sum(map(len, some))
        if size > MOST_CHARACTERS:
            raise TooLarge
        kept += some
    return "".join(kept)


class Library:
    """The plain templates of a theme: `code(name)` is that of one, None where it is not plain."""

    def __init__(self, code: Callable[[str], CodeType | None]) -> None:
        self._code = code
        self._fixed, self._said = _Fixed(), _Said()
        self._files: dict[str, dict[str, object]] = {}
        self._pages: dict[str, Pieces | None] = {}

    def page(self, name: str) -> Pieces | None:
        """Return what fills template *name*; None when it, or one that it needs, is not plain."""
        if name not in self._pages:
            try:
                self._pages[name] = self._linked(name, ())
            except NotPlain:
                self._pages[name] = None
        return self._pages[name]

    def give_up(self, name: str) -> None:
        """Leave template *name* to Jinja from here on."""
        self._pages[name] = None

    def _linked(self, name: str, users: tuple[str, ...]) -> Pieces:
        """Return what fills *name*: the last that it extends, with the blocks of all in the line,
        the nearest first.
        """
        line: list[dict[str, object]] = []
        parent: object = name
        while isinstance(parent, str):
            line.append(self._file(parent, users))
            users = (*users, parent)
            parent = line[-1]["parent"]
        bound: dict[str, str] = {}
        blocks: dict[str, tuple[object, ...]] = {}
        for file in line:
            for own, meaning in _texts(file["bound"]).items():
                # What a name stands for would depend on what has run before.
                if bound.setdefault(own, meaning) != meaning:
                    raise NotPlain(own)
            for block, function in _functions(file["blocks"]).items():
                blocks[block] = (*blocks.get(block, ()), function)
        return partial(_functions(line[-1])["root"], blocks)

    def _file(self, name: str, users: tuple[str, ...]) -> dict[str, object]:
        """Return the names that template *name* defines, those of others that it uses in place."""
        if name in users:  # in a circle: Jinja knows how far to go
            raise NotPlain(name)
        if name not in self._files:
            code = self._code(name)
            if code is None:
                raise NotPlain(name)
            names: dict[str, object] = {**_WORDS, "fixed": self._fixed, "said": self._said}
            exec(code, names)  # a template is code, and the site's own
            for own, used in _texts(names["includes"]).items():
                names[own] = self._linked(used, (*users, name))
            for own, used in _texts(names["imports"]).items():
                macros = self._file(used, (*users, name))["macros"]
                if macros is None:  # it does more than to define some
                    raise NotPlain(used)
                names[own] = SimpleNamespace(**_functions(macros))
            self._files[name] = names
        return self._files[name]


def _texts(found: object) -> Mapping[str, str]:
    assert isinstance(found, dict)
    return found


def _functions(found: object) -> Mapping[str, Callable[..., Iterator[str]]]:
    assert isinstance(found, dict)
    return found


class _Fixed:
    """What parts of a template say of a site, each said once for all of its pages."""

    def __init__(self) -> None:
        self._site: object = None
        self._texts: dict[Callable[[object], Iterator[str]], str] = {}

    def __call__(self, part: Callable[[object], Iterator[str]], site: object) -> str:
        if site is not self._site:
            self._texts = {}  # first: work can be interrupted anywhere, and these are of the other
            self._site = site
        if part not in self._texts:
            self._texts[part] = joined(part(site))
        return self._texts[part]


class _Said:
    """What macros say of views, once for the many lists that show them. Macros see nothing else,
    and views are frozen: the same ones give the same words.
    """

    def __init__(self) -> None:
        # By identity; what is held cannot come to be another.
        self._texts: dict[tuple[object, ...], tuple[str, tuple[object, ...]]] = {}

    def __call__(self, macro: Callable[..., Iterator[str]], *given: object) -> str:
        key = (macro, *map(id, given))
        found = self._texts.get(key)
        if found is None:
            found = (joined(macro(*given)), given)
            while len(self._texts) >= _MOST_SAID:
                del self._texts[next(iter(self._texts))]
            self._texts[key] = found
        return found[0]


def _written(value: object) -> str:
    """Return *value* as it stands in HTML, just as MarkupSafe writes it."""
    if type(value) is not str:
        if hasattr(value, "__html__"):
            html: str = value.__html__()
            return html
        value = str(value)
    if "&" in value or "<" in value or ">" in value or "'" in value or '"' in value:
        return _escaped(value)
    return value


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("'", "&#39;").replace('"', "&#34;")


def _counted(found: T) -> T:
    """Return *found* if one can say at any time how many are left."""
    if type(found) not in (tuple, list):
        raise TypeError
    return found


def _has(value: object, name: str) -> bool:
    """Return whether *value* has a field *name*, where Jinja would look nowhere else."""
    if hasattr(value, name):
        return True
    if hasattr(value, "__getitem__"):
        raise TypeError
    return False


def _above(functions: Sequence[T], function: T) -> T:
    """Return the block that *function* stands in for."""
    return functions[functions.index(function) + 1]


def _plain(value: T) -> T:
    """Return *value*, which is no HTML: what that makes of its neighbours is Jinja's to say."""
    if hasattr(value, "__html__"):
        raise TypeError
    return value


def _concatenated(*values: object) -> str:
    return "".join(str(_plain(value)) for value in values)


def _joined_by(values: Sequence[str], separator: str = "") -> str:
    return separator.join(map(_plain, values))


def _lower(text: object) -> str:
    return str(text).lower()


def _upper(text: object) -> str:
    return str(text).upper()


def _host(url: str) -> str:
    """Return what a reader calls the site at *url*: `example.org`."""
    return re.sub(r"^https?://(?:www\.)?", "", url).rstrip("/")


# Filters of ours, and those of Jinja that plain templates may use.
FILTERS: Mapping[str, Callable[..., object]] = {
    "host": _host,
    "linked_data": linked_data,
    "plural": plural,
}
_FILTERS: Mapping[str, Callable[..., object]] = {
    **FILTERS,
    "count": len,
    "join": _joined_by,
    "length": len,
    "lower": _lower,
    "upper": _upper,
}
PLAIN_FILTERS = frozenset(_FILTERS)
# All that the code of a plain template finds when it starts; its own names begin otherwise.
_WORDS: Mapping[str, object] = {
    "__builtins__": {"enumerate": enumerate, "len": len},
    "above": _above,
    "concatenated": _concatenated,
    "counted": _counted,
    "has": _has,
    "written": _written,
    **{f"filter_{name}": function for name, function in _FILTERS.items()},
}
