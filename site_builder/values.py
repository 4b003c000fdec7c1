"""What every frozen value of ours is: equal by content, written down by C code."""

from msgspec import Struct


class Value(Struct, frozen=True, tag=True, tag_field="$"):
    """A frozen value. Written out it tells its class, so that no other passes for it."""
