"""What every frozen value of ours is: equal by content, written down by C code."""

from collections.abc import Mapping

from msgspec import Struct, to_builtins
from msgspec.json import Encoder


class Value(Struct, frozen=True, tag=True, tag_field="$"):
    """A frozen value. Written out it tells its class, so that no other passes for it."""


def written(value: object) -> bytes:
    """Return *value* as JSON: equal bytes for equal values and different ones for different ones.

    Takes what JSON has, bytes, dates, enum members, tuples, mappings with text keys (read in the
    order of their keys) and values of ours. TypeError for anything else.
    """
    try:
        return _JSON.encode(value)
    except UnicodeEncodeError:  # half of a character, which YAML can spell
        return repr(to_builtins(value, enc_hook=plain, order="deterministic")).encode()


def plain(value: object) -> object:
    """Return what stands for a *value* that JSON has no notation for. Raises TypeError where
    nothing does.
    """
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value)
    raise TypeError(f"no notation for {type(value).__qualname__}")


_JSON = Encoder(order="deterministic", enc_hook=plain)
