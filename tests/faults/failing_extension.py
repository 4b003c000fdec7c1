"""A Markdown extension that fails on one word, as those of other people may."""

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor


class _Failing(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        if "ÉCHEC" in lines:
            raise KeyError("échec")
        return lines


class _Extension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the name Python-Markdown calls
        md.preprocessors.register(_Failing(md), "failing", 0)


def makeExtension(**settings: object) -> Extension:  # noqa: N802  # as above
    """Return the extension, as Python-Markdown asks for it by the name of this module."""
    return _Extension(**settings)
