"""Style sheets: the colours and fonts of site.toml in front, every file by its published name."""

import re

from site_builder.views import StyleSheet

_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_INDENT = re.compile(r"\n\s*")
_URL = re.compile(r"""url\(\s*(["']?)([^"')]+)\1\s*\)""")


def write_style(view: StyleSheet, data: bytes) -> bytes:
    """Return the style sheet *data* of the theme as it is published, without its comments."""
    addresses = dict(view.addresses)

    def named(found: re.Match[str]) -> str:
        target = found[2].removeprefix("./")
        return f'url("{addresses[target]}")' if target in addresses else found[0]

    text = _INDENT.sub("\n", _COMMENT.sub("", data.decode("utf-8-sig"))).strip()
    return (view.rules + _URL.sub(named, text) + "\n").encode()
