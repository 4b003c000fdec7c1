"""A Markdown extension that never ends on one word, whatever it is sent."""

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor


class _Endless(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        while "SANS FIN" in lines:
            try:
                sum(range(100))
            except Exception:
                continue
        return lines


class _Extension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the name Python-Markdown calls
        md.preprocessors.register(_Endless(md), "endless", 0)


def makeExtension(**settings: object) -> Extension:  # noqa: N802  # as above
    """Return the extension, as Python-Markdown asks for it by the name of this module."""
    return _Extension(**settings)
