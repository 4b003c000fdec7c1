"""What the shortcuts save of Python-Markdown:
`.venv/bin/python benchmarks/shortcuts.py [ARTICLES]`.

Converts the bodies of the same articles with and without them, in turns, on one process, and prints
the median of the ratios of processor time.
"""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from corpus import write_site
from markdown import Markdown

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
    stock, short = markdown((), ()), markdown((), (ShortcutsExtension(),))
    pairs = [(cost(stock, bodies), cost(short, bodies)) for _ in range(ROUNDS)]
    ratios = sorted(after / before for before, after in pairs)
    print(f"{count} articles, {ROUNDS} rounds, processor time an article:")
    print(f"  stock      {median(b for b, _ in pairs) * 1e6:.0f} µs")
    print(f"  shortcuts  {median(a for _, a in pairs) * 1e6:.0f} µs")
    print(f"  ratio      {median(ratios):.3f}  ({ratios[0]:.3f} to {ratios[-1]:.3f})")


def cost(md: Markdown, bodies: list[str]) -> float:
    """Return the processor time, in seconds, of the conversion of one of *bodies*."""
    began = time.process_time()
    for body in bodies:
        md.reset().convert(body)
    return (time.process_time() - began) / len(bodies)


if __name__ == "__main__":
    main()
