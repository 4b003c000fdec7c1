"""Lines of a draft: cleaned, and told apart from lines that a mail program cut at 72 columns."""

import itertools
import re
import unicodedata

from site_builder.drafts.decoding import without_controls
from site_builder.drafts.labels import is_house_label, split_label
from site_builder.values import Value

# Soft hyphen, zero-width spaces and joiners, marks of direction, byte order marks,
# and what no page may carry.
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]"
)
# Between letters it is left over from the web; between two pictograms it makes one of them.
_LETTER_JOINER = re.compile(r"(?<=[\w\s])\u200d|\u200d(?=[\w\s])|^\u200d|\u200d$", re.MULTILINE)
# Every space of Unicode save the plain one: typography is set when the article is rendered.
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_RUN_OF_SPACES = re.compile(r"[ \t]+")
_NON_BREAKING_HYPHEN = "\u2011"
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";")
_AFTER_SENTENCE = ' »”")’'
_COMPOUND_END = re.compile(r"[^\W\d_]-")
_TAB = 4

_LONGEST_CUT = 100
_SHORTEST_CUT = 40
_ENOUGH_CUTS = 3
_SHARE_OF_CUTS = 0.5
_FULL = 0.6


class Line(Value, frozen=True, kw_only=True):
    """A line of the draft: `number` from 1, `indent` in columns, `text` trimmed, "" when blank.

    `columns` says that tabs stood inside it, as between the cells of a table.
    """

    number: int
    indent: int
    text: str
    columns: bool = False


def read_lines(text: str) -> tuple[Line, ...]:
    """Return the lines of *text* in plain characters: nothing invisible, one kind of space.

    Composed characters (NFC: macOS sends « é » as two), runs of spaces collapsed.
    """
    plain = unicodedata.normalize("NFC", without_controls(text))
    plain = _LETTER_JOINER.sub("", _INVISIBLE.sub("", plain))
    plain = _SPACES.sub(" ", plain).replace(_NON_BREAKING_HYPHEN, "-")
    return tuple(_line(number, raw) for number, raw in enumerate(plain.split("\n"), 1))


def _line(number: int, raw: str) -> Line:
    content = raw.strip()
    indent = len(raw.rstrip().expandtabs(_TAB)) - len(content.expandtabs(_TAB)) if content else 0
    return Line(
        number=number,
        indent=indent,
        text=_RUN_OF_SPACES.sub(" ", content),
        columns="\t" in content,
    )


def ends_sentence(text: str) -> bool:
    """True when *text* ends as a sentence does, closing quotation marks aside."""
    return text.rstrip(_AFTER_SENTENCE).endswith(_SENTENCE_ENDS)


def glue(first: str, second: str) -> str:
    """Return two pieces of one paragraph as one; « c’est-à- » takes no space before « dire »."""
    if _COMPOUND_END.fullmatch(first[-2:]) and second[:1].islower():
        return first + second
    return f"{first} {second}"


class Wrapping(Value, frozen=True, kw_only=True):
    """How the draft ends its lines.

    `width`: the columns at which a program cut every paragraph, None when a line is a paragraph.
    `blank_lines`: whether blank lines part the paragraphs; else every line stands for itself.
    """

    width: int | None
    blank_lines: bool

    def is_full(self, line: Line) -> bool:
        """True when *line* is long enough to have been cut, should its sentence go on below."""
        return self.width is not None and line.indent + len(line.text) >= _FULL * self.width

    def is_cut(self, line: Line, following: Line) -> bool:
        """True when *line* was as full as it could be: the next word would not have fitted."""
        if self.width is None:
            return False
        word = following.text.split(" ", 1)[0]
        return line.indent + len(line.text) + 1 + len(word) > self.width

    def continues(self, line: Line, following: Line) -> bool:
        """True when *following* is the same paragraph as *line*, right above it."""
        if line.columns or following.columns:
            return False
        open_sentence = not ends_sentence(line.text)
        if open_sentence and following.text[0].islower():
            return True
        if self.width is None:
            return False
        labelled = split_label(following.text)
        opens = following.indent > line.indent + 1 or (labelled and is_house_label(labelled))
        if opens and not open_sentence:
            return False
        if not self.blank_lines:
            return self.is_cut(line, following) or (open_sentence and self.is_full(line))
        return self.is_full(line)


def wrapping_of(lines: tuple[Line, ...]) -> Wrapping:
    """Return how *lines* end, judged from the lines that another one follows directly.

    A draft is cut by columns when most long ones among them end in the middle of a sentence, and
    where the next word would not have fitted. Three at least: fewer prove nothing.
    """
    texts = [line for line in lines if line.text]
    blank_lines = len(lines) - len(texts) > len(texts) // 10
    loose = Wrapping(width=None, blank_lines=blank_lines)
    pairs = [(a, b) for a, b in itertools.pairwise(lines) if a.text and b.text]
    # One line too long says little (an address is never cut): nine in ten must be short enough.
    lengths = sorted(line.indent + len(line.text) for line, _ in pairs)
    width = lengths[(len(lengths) - 1) * 9 // 10] if lengths else 0
    if not _SHORTEST_CUT <= width <= _LONGEST_CUT:
        return loose
    cut = Wrapping(width=width, blank_lines=blank_lines)
    full = [(a, b) for a, b in pairs if cut.is_full(a)]
    cuts = sum(cut.is_cut(a, b) and not ends_sentence(a.text) for a, b in full)
    return cut if cuts >= max(_ENOUGH_CUTS, _SHARE_OF_CUTS * len(full)) else loose
