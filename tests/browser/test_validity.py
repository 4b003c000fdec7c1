"""The checker of the W3C and WHATWG reads every page, style sheet and drawing of the sample."""

import re
import subprocess
from pathlib import Path

from tests.tools.needs import node_file, program
from tests.tools.sample import copy_sample, publish_sample


def complaints(folder: Path) -> list[str]:
    """Return every error and warning of the Nu HTML checker about the files of *folder*."""
    java = program("java", "default-jre-headless")
    jar = node_file("vnu-jar/build/dist/vnu.jar")
    options = ["--stdout", "--format", "gnu", "--also-check-css", "--also-check-svg"]
    # A file has no host, hence no 'self'; and JSON-LD is data, which no policy is about (HTML,
    # « prepare the script element »). Chromium reads the policy, in test_pages.py.
    options += ["--filterpattern", ".*(Resource|Inline script) violates Content Security Policy.*"]
    kinds = {".css", ".html", ".svg"}
    files = sorted(str(path) for path in folder.rglob("*") if path.suffix in kinds)
    assert {Path(file).suffix for file in files} == kinds
    found = subprocess.run(
        [java, "-jar", str(jar), *options, *files],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert found.stderr == ""
    return found.stdout.replace(f"file:{folder}/", "").splitlines()


# CSS that browsers have had since 2023 or later and the checker does not know, in words it knows:
# what surrounds them is read, not passed over.
_NEWER = (
    (re.compile(r"container-type: ?[\w-]+;?"), ""),
    (re.compile(r"@container (?=\()"), "@media "),
    (re.compile(r"anchor-name: ?--[\w-]+;?"), ""),
    (re.compile(r"@supports[^{]*\{"), "@media screen {"),
    (re.compile(r"anchor\(--[\w-]+ (?:top|bottom)\)"), "1px"),
)


def in_older_words(folder: Path) -> Path:
    """Return *folder* with its style sheets as the checker can read them."""
    for path in folder.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        for newer, older in _NEWER:
            text = newer.sub(older, text)
        path.write_text(text, encoding="utf-8")
    return folder


def test_every_page_is_valid(tmp_path: Path) -> None:
    assert complaints(in_older_words(publish_sample(copy_sample(tmp_path)))) == []


def test_the_check_bites(tmp_path: Path) -> None:
    faulty = {
        "error.html": "<!doctype html><html lang=fr><title>x</title><p><b>x</p>",
        "warning.html": "<!doctype html><title>x</title><p>x",
        "style.css": "p { colour: red }",
        "drawing.svg": '<svg xmlns="http://www.w3.org/2000/svg"><circle radius="1"/></svg>',
    }
    for name, text in faulty.items():
        (tmp_path / name).write_text(text)
    found = complaints(tmp_path)
    assert {name for name in faulty if any(name in line for line in found)} == set(faulty)
