"""A sealed value stands for itself in the digest of what holds it."""

import pickle

from msgspec import json
from msgspec.structs import replace

from site_builder.borrowed import Lent, Sealed, Writer, borrow, borrow_number, fill_in, seal
from site_builder.fingerprint import fingerprint
from site_builder.values import Value


class Item(Value, frozen=True, kw_only=True):
    title: str


class Page(Value, frozen=True, kw_only=True):
    items: tuple[Sealed[Item], ...]


def test_a_page_changes_with_what_is_sealed_in_it() -> None:
    one, two = seal(Item(title="un")), seal(Item(title="deux"))
    page = Page(items=(one, two))
    assert fingerprint(page) == fingerprint(Page(items=(seal(Item(title="un")), two)))
    others = [
        replace(page, items=items) for items in ((two, one), (one,), (one, one), (two, two), ())
    ]
    assert len({fingerprint(page), *map(fingerprint, others)}) == 6


def test_a_seal_is_not_taken_for_the_text_of_its_digest() -> None:
    sealed = seal(Item(title="un"))
    assert fingerprint((sealed,)) != fingerprint((sealed.digest,))
    assert fingerprint(sealed) != fingerprint(Item(title="un"))


class Shown(Value, frozen=True, kw_only=True):
    title: str
    minutes: int


def lent(title: str) -> Shown:
    return Shown(title=borrow(title, "title a.md"), minutes=borrow_number(3, "minutes a.md"))


def test_what_is_borrowed_is_filled_in_as_what_it_is() -> None:
    apart = Writer().apart(lent("Un"))
    other: dict[str, Lent] = {"\0title a.md": "Un « titre »", "\0minutes a.md": 4}
    filled = json.decode(fill_in(apart.json, other.__getitem__), type=Shown)
    assert filled == Shown(title="Un « titre »", minutes=4)


def test_what_is_borrowed_stays_so_in_another_process() -> None:
    value = lent("Un")
    assert Writer().apart(pickle.loads(pickle.dumps(value))) == Writer().apart(value)


def test_half_a_character_beside_a_borrowed_number_is_written_down() -> None:
    """YAML can spell it; JSON has none."""
    one = lent("\ud800")
    assert fingerprint(one) == fingerprint(Shown(title="\ud800", minutes=3))
    assert fingerprint(one) != fingerprint(lent("\ud801"))
