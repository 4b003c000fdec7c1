"""A sealed value stands for itself in the digest of what holds it."""

from msgspec.structs import replace

from site_builder.borrowed import Sealed, seal
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
