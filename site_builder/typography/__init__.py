"""French micro-typography of whatever a reader reads: spaces, quotes, apostrophes, dashes."""

from site_builder.typography.fragment import typeset_html
from site_builder.typography.markup import BLOCKS, split_markup
from site_builder.typography.style import Style, style
from site_builder.typography.text import typeset

__all__ = ["BLOCKS", "Style", "split_markup", "style", "typeset", "typeset_html"]
