"""What the recognition of companies costs in a cold build:
`.venv/bin/python benchmarks/mentions.py [ARTICLES] [COMPANIES]`.

Builds a newsletter on one process and prints the share of processor time that goes into finding
names. Companies beyond those of the sample have invented names of one to three words.
"""

import datetime as dt
import random
import sys
import tempfile
import time
from pathlib import Path

from corpus import write_site

from site_builder import parsing, pipeline
from site_builder.outcome import Options


def main() -> None:
    """Measure and print."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    companies = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        write_site(site, articles)
        write_companies(site / "content/companies", companies)
        spent = 0.0
        original = parsing.name_all

        def timed(*args: object) -> object:
            nonlocal spent
            began = time.process_time()
            found = original(*args)  # type: ignore[arg-type]  # as it is called
            spent += time.process_time() - began
            return found

        parsing.name_all = timed  # type: ignore[assignment]  # to hold a watch to it
        options = Options(site=site, output=site / "public", now=dt.datetime.now(dt.UTC))
        began = time.process_time()
        result = pipeline.build(options, lambda *_: None, lambda: None)
        whole = time.process_time() - began
    assert isinstance(result, pipeline.Built)
    print(f"{articles} articles, {companies} companies, processor time of a cold build:")
    print(f"  whole        {whole:.2f} s")
    print(f"  recognition  {spent:.2f} s, {spent / whole:.1%}")


def write_companies(folder: Path, count: int) -> None:
    """Add records to *folder* until it holds *count*."""
    chance = random.Random(1901)
    syllables = "ba ce di fo lu mar nel ora pix qui ros sta tek ur val zen".split()
    for number in range(len(list(folder.glob("*.md"))), count):
        words = [
            "".join(chance.choices(syllables, k=3)).capitalize()
            for _ in range(chance.randint(1, 3))
        ]
        text = f"---\nname: {' '.join(words)} {number}\naliases: [{words[0]}{number}]\n---\n"
        (folder / f"essai-{number}.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
