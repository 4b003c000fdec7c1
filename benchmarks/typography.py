"""What typography adds to a cold build: `.venv/bin/python benchmarks/typography.py [ARTICLES]`.

Builds the same newsletter with and without it, in turns, and prints the median of the ratios of
processor time: the clock of a busy machine says little.
"""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from corpus import write_site

ROUNDS = 7


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        plain, typeset = Path(folder, "plain"), Path(folder, "typeset")
        write_site(plain, count, "[typography]\nenabled = false\n")
        write_site(typeset, count)
        pairs = [(cost(typeset), cost(plain)) for _ in range(ROUNDS)]
    ratios = sorted(with_it / without for with_it, without in pairs)
    print(f"{count} articles, {ROUNDS} rounds, processor time of a cold build:")
    print(f"  without  {median(p for _, p in pairs):.2f} s")
    print(f"  with     {median(t for t, _ in pairs):.2f} s")
    print(f"  ratio    {median(ratios):.3f}  ({ratios[0]:.3f} to {ratios[-1]:.3f})")


def cost(site: Path) -> float:
    """Return the processor time, in seconds, of a clean build of *site* on one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "site_builder", "build", "--clean", "--jobs", "1"]
    subprocess.run([*command, "--site", str(site)], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
