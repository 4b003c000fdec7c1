"""Titles cut into lines as a typographer would: even, and no article left at the end of one."""

import re
from collections.abc import Callable

# Words that French typography does not leave at the end of a line when it can help it.
_LEANING = frozenset(
    "à au aux ce ces cet cette chez dans de des du en et la le les leur mais ne ni ou où par pas "
    "plus pour qui que sa sans se ses si son sous sur un une vers".split()
)
# A line that ends badly costs as much as one that is shorter by these parts of the width.
_LEANING_COST = 0.35
_COLON_GAIN = 0.2
_ENDS_SENTENCE = re.compile(r"[:;?!.…»]$")


def even_lines(text: str, width: float, measure: Callable[[str], float]) -> tuple[str, ...] | None:
    """Return *text* in as few lines of *width* as will hold it, of lengths as even as can be.

    None when a word is wider than a line. Only ordinary spaces break.
    """
    words = text.split(" ")
    lengths = [measure(word) for word in words]
    if max(lengths) > width:
        return None
    space = measure(" ")
    count = _fewest(lengths, space, width)
    total = sum(lengths) + space * (len(words) - count)
    ideal = total / count

    def length(start: int, end: int) -> float:
        return sum(lengths[start:end]) + space * (end - start - 1)

    # best[n][i]: the least cost of setting the first i words in n lines, and where the last begins
    best: list[list[tuple[float, int]]] = [[(0.0, 0)] + [(float("inf"), 0)] * len(words)]
    for number in range(count):
        row = [(float("inf"), 0)] * (len(words) + 1)
        for end in range(number + 1, len(words) + 1):
            row[end] = min(
                (
                    best[number][start][0]
                    + (length(start, end) - ideal) ** 2
                    + _ending(words[end - 1], end == len(words)) * width**2,
                    start,
                )
                for start in range(number, end)
                if length(start, end) <= width or start == end - 1
            )
        best.append(row)
    lines: list[str] = []
    end = len(words)
    for number in range(count, 0, -1):
        start = best[number][end][1]
        lines.append(" ".join(words[start:end]))
        end = start
    return tuple(reversed(lines))


def _fewest(lengths: list[float], space: float, width: float) -> int:
    count, filled = 1, lengths[0]
    for length in lengths[1:]:
        if filled + space + length <= width:
            filled += space + length
        else:
            count, filled = count + 1, length
    return count


def _ending(word: str, last: bool) -> float:
    if last:
        return 0.0
    if word.lower() in _LEANING:
        return _LEANING_COST**2
    return -(_COLON_GAIN**2) if _ENDS_SENTENCE.search(word) else 0.0
