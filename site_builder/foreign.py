"""Words of another language: `[fair use]{en}` becomes `<span lang="en">fair use</span>`.

Screen readers then change their voice, hyphenation its rules, and French typography leaves the
words alone. `{lang=en}` and `{: lang=en}`, as attr_list writes them, mean the same.
"""

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

# A language tag of BCP 47, short of its rarest forms: en, en-GB, zh-Hant.
_TAG = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}"
LANGUAGE = re.compile(_TAG)
SPAN = rf"(?<!\])\[([^\[\]\n]+(?:\n[^\[\]\n]+)*)\]\{{:? *(?:lang=)?[\"']?({_TAG})[\"']? *\}}"


class ForeignWords(InlineProcessor):
    """The notation in a text."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: ARG002, N802  # named by Python-Markdown
        span = Element("span", lang=m[2])
        span.text = m[1]
        return span, m.start(0), m.end(0)


class ForeignExtension(Extension):
    """The notation, for Python-Markdown; before links, which begin with the same bracket."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the name Python-Markdown calls
        md.inlinePatterns.register(ForeignWords(SPAN, md), "site_builder.foreign", 175)
