"""What is saved of Python-Markdown, by shortcuts through it and by reading plain texts without it:
`.venv/bin/python benchmarks/shortcuts.py [ARTICLES]`.

Converts the bodies of the same articles in the three ways, in turns, on one process, and prints
medians of processor time, and of its ratio to that of Python-Markdown as it comes.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from corpus import write_site

from site_builder import plain_markdown
from site_builder.python_markdown import markdown
from site_builder.shortcuts import ShortcutsExtension

ROUNDS = 9


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        write_site(Path(folder), count)
        paths = sorted(Path(folder, "content/articles").glob("*.md"))
        bodies = [path.read_text(encoding="utf-8").split("---\n", 2)[2] for path in paths]
    plain = sum(plain_markdown.convert(body) is not None for body in bodies)
    stock, short = markdown((), ()), markdown((), (ShortcutsExtension(),))
    ways: dict[str, Callable[[str], object]] = {
        "stock": lambda body: stock.reset().convert(body),
        "shortcuts": lambda body: short.reset().convert(body),
        "plain": lambda body: plain_markdown.convert(body) or short.reset().convert(body),
    }
    rounds = [[cost(way, bodies) for way in ways.values()] for _ in range(ROUNDS)]
    print(f"{count} articles, {plain} of them plain, {ROUNDS} rounds, processor time an article:")
    for name, costs in zip(ways, zip(*rounds, strict=True), strict=True):
        ratio = median(own / first for own, (first, *_) in zip(costs, rounds, strict=True))
        print(f"  {name:<10} {median(costs) * 1e6:5.0f} µs   {ratio:.3f}")


def cost(convert: Callable[[str], object], bodies: list[str]) -> float:
    """Return the processor time, in seconds, of the conversion of one of *bodies*."""
    began = time.process_time()
    for body in bodies:
        convert(body)
    return (time.process_time() - began) / len(bodies)


if __name__ == "__main__":
    main()
