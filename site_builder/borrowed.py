"""What pages borrow of articles: texts and numbers that a plan hands on and does not read.

A view that borrows can be written down with a mark in the place of each of them, and filled in
later with another: the site of an article whose words alone have changed is planned already.
"""

import re
from collections.abc import Callable
from typing import Generic, TypeVar

from msgspec import json

from site_builder.fingerprint import digest_bytes
from site_builder.values import Value, plain, written

T = TypeVar("T")

# A mark is a text of JSON that begins with a character which no text of a site has.
_MARK = re.compile(rb'"\\u0000(?:[^"\\]|\\.)*"')


class Borrowed(str):
    """A text that knows whose it is: its `mark` says what it is of which source. What is made of it
    (cut, joined, typeset) is a plain `str`, and no longer borrowed.
    """

    __slots__ = ("mark",)
    mark: str

    def __reduce__(self) -> tuple[object, ...]:
        return borrow, (str(self), self.mark[1:])


class BorrowedNumber(int):
    """A number that knows whose it is, like `Borrowed`."""

    mark: str

    def __reduce__(self) -> tuple[object, ...]:
        return borrow_number, (int(self), self.mark[1:])


# Templates that take one for what it is not are told so: to them, it is like any other.
Borrowed.__module__, Borrowed.__name__, Borrowed.__qualname__ = "builtins", "str", "str"
BorrowedNumber.__module__, BorrowedNumber.__name__ = "builtins", "int"
BorrowedNumber.__qualname__ = "int"

# What is lent, without the mark.
Lent = str | int


def borrow(text: str, name: str) -> Borrowed:
    """Return *text* as what *name* says that it is."""
    borrowed = Borrowed(text)
    borrowed.mark = f"\0{name}"
    return borrowed


def borrow_number(number: int, name: str) -> BorrowedNumber:
    """Return *number* as what *name* says that it is."""
    borrowed = BorrowedNumber(number)
    borrowed.mark = f"\0{name}"
    return borrowed


def bare(borrowed: Borrowed | BorrowedNumber) -> Lent:
    """Return what is *borrowed*, and nobody's any more."""
    return str(borrowed) if isinstance(borrowed, Borrowed) else int(borrowed)


class Apart(Value, frozen=True):
    """A value as JSON with `marks`, and what belongs in their places, in order."""

    json: bytes
    marks: tuple[str, ...]
    lent: tuple[Lent, ...]

    def digest(self, *more: object) -> str:
        """Return the digest of the whole, and of *more*: equal where all are."""
        return digest_bytes(self.json, written((self.lent, more)))


class Sealed(Value, Generic[T], frozen=True):
    """A value with its digest: one that stands in many others is digested once for all of them."""

    value: T
    digest: str


def seal(value: T) -> Sealed[T]:
    """Return *value* with its digest."""
    return Sealed(value, Writer().apart(value).digest())


class Writer:
    """Writes values down apart from what they borrow."""

    def __init__(self) -> None:
        self._met: list[Borrowed | BorrowedNumber] = []
        self._json = json.Encoder(order="deterministic", enc_hook=self._mark)

    def apart(self, value: object) -> Apart:
        """Return *value* and what it borrows. Half a character, which JSON cannot hold, leaves it
        in one piece, which `fill_in` takes for nothing of ours.
        """
        self._met.clear()
        try:
            marked = self._json.encode(value)
        except UnicodeEncodeError:
            return Apart(written(value), (), ())
        met = self._met
        return Apart(marked, tuple([one.mark for one in met]), tuple(map(bare, met)))

    def _mark(self, value: object) -> object:
        if type(value) is Borrowed or type(value) is BorrowedNumber:
            self._met.append(value)
            return value.mark
        return plain(value)


def put_together(marked: bytes, lent: Callable[[str], Lent]) -> Apart:
    """Return what `Writer.apart` gives where what is borrowed is what *lent* knows by mark."""
    marks = tuple(map(_decoded, _MARK.findall(marked)))
    return Apart(marked, marks, tuple(map(lent, marks)))


def fill_in(marked: bytes, lent: Callable[[str], Lent]) -> bytes:
    """Return *marked* as JSON of a whole value, with what *lent* knows by mark."""
    return _MARK.sub(lambda mark: json.encode(lent(_decoded(mark[0]))), marked)


def _decoded(mark: bytes) -> str:
    return json.decode(mark, type=str)
