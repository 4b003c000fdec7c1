"""A feed in its parts: an item is written once, and stands in every feed that holds it."""

from collections.abc import Iterable

from site_builder.values import Value


class Parts(Value, frozen=True, kw_only=True):
    """A feed as it is written: what comes before its `items`, between two, and after them."""

    head: bytes
    items: tuple[bytes, ...]
    between: bytes = b""
    tail: bytes

    def whole(self, items: Iterable[bytes] | None = None) -> bytes:
        """Return the feed, with *items* where there are others than its own."""
        found = self.items if items is None else items
        return self.head + self.between.join(found) + self.tail
