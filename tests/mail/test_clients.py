"""Letters against what mail programs support, the checker of the W3C, and a real browser."""

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mail.letters import NUMBERS
from tests.tools import chromium as chromiums
from tests.tools.chromium import Chromium
from tests.tools.needs import NODE_MODULES, node_file, program
from tests.tools.sample import HOST

# https://www.caniemail.com: the programs that French readers use most.
CLIENTS = ("gmail.*", "outlook.*", "apple-mail.*", "orange.*", "laposte.*")

# What some do not support, and why it stands all the same. Each loses nothing that is read.
HARMLESS = {
    # Dark colours and smaller tables: without them the letter is light, and its tables larger.
    "`@media`": {"gmail.mobile-webmail", "outlook.windows", "outlook.windows-mail"},
    # Replaced by another element; the colours stand on one inside it too.
    "`<body> element`": {
        "laposte.desktop-webmail",
        "outlook.android",
        "outlook.ios",
        "outlook.macos",
    },
    # The beginning, meant for the inbox, then shows above the letter.
    "`display:none`": {"gmail.mobile-webmail"},
    # For screen readers: removed, nothing else changes.
    "`lang attribute`": {"orange.desktop-webmail"},
    "`role attribute`": {
        "orange.android",
        "orange.desktop-webmail",
        "orange.ios",
        "outlook.windows-mail",
    },
    # Names for screen readers: of a table that scrolls, of a link whose words say less.
    "`aria-label attribute`": {
        "orange.android",
        "orange.desktop-webmail",
        "orange.ios",
        "outlook.windows-mail",
    },
    # The words stay, in the letters of the text.
    "`<code> element`": {"orange.android", "orange.desktop-webmail", "orange.ios"},
    # Long lines of code do not turn.
    "`white-space`": {"outlook.windows", "outlook.windows-mail"},
    # Titles that lead to the site are underlined there.
    "`text-decoration`": {"orange.ios"},
    # How one unsubscribes where no service and no page of the site does it.
    "`mailto: links`": {"orange.ios"},
}


def unsupported(file: Path) -> dict[str, set[str]]:
    """Return the features of the letter *file* that some programs do not support, with them."""
    node_file("@jsx-email/doiuse-email/package.json")
    script = NODE_MODULES.parent / "mail-support.mjs"
    found = subprocess.run(
        [program("node", "nodejs"), str(script), str(file), *CLIENTS],
        capture_output=True,
        check=True,
        cwd=NODE_MODULES.parent,
    )
    features: dict[str, set[str]] = {}
    for line in json.loads(found.stdout):
        feature, _, client = line.partition(" is not supported by ")
        features.setdefault(feature, set()).add(client.strip("`"))
    return features


@pytest.mark.parametrize("number", NUMBERS)
def test_mail_programs_support_what_a_letter_uses(letters: Path, number: int) -> None:
    found = unsupported(letters / f"{number}.html")
    worse = {name: clients - HARMLESS.get(name, set()) for name, clients in found.items()}
    assert {name: clients for name, clients in worse.items() if clients} == {}


def test_the_check_of_support_bites(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text('<p style="display: flex; position: fixed">x</p><video src="a"></video>')
    assert {"`display:flex`", "`position`", "`<video> element`"} <= set(unsupported(file))


def test_the_checker_of_the_w3c_accepts_the_html(letters: Path) -> None:
    java = program("java", "default-jre-headless")
    jar = node_file("vnu-jar/build/dist/vnu.jar")
    files = sorted(str(path) for path in letters.glob("*.html"))
    assert len(files) == len(NUMBERS)
    found = subprocess.run(
        [java, "-jar", str(jar), "--stdout", "--format", "gnu", *files],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    # Word needs `mso-hide`, or it shows the beginning twice.
    other = [line for line in found.stdout.splitlines() if "mso-hide" not in line]
    assert other == []
    assert found.stdout.count("mso-hide") == 2 * len(files)  # each line says it twice


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    folder = tmp_path_factory.mktemp("chromium")
    with chromiums.start(program("chromium", "chromium"), folder) as browser:
        yield browser


def violations(chromium: Chromium) -> list[str]:
    """Return what axe finds on the open page: every rule, best practices among them."""
    chromium.evaluate(node_file("axe-core/axe.min.js").read_text(encoding="utf-8") + "; 0")
    chromium.evaluate("axe.run().then(r => { window.found = r.violations }); 0")
    for _ in range(300):
        if chromium.evaluate("!!window.found"):
            break
        time.sleep(0.1)
    told = "JSON.stringify(found.map(v => v.id + ': ' + v.nodes[0].html))"
    return [str(line) for line in json.loads(chromium.evaluate(told))]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 600])
def test_a_letter_is_accessible_and_never_wider_than_the_screen(
    letters: Path, chromium: Chromium, width: int, scheme: str
) -> None:
    chromium.prefer(scheme)
    chromium.resize(width, 800)
    for file in sorted(letters.glob("*.html")):
        visit = chromium.open(file.as_uri())
        first, *pictures = visit.requests
        assert first == file.as_uri()
        assert all(address.startswith(f"{HOST}/") for address in pictures)
        # Their host is on no network.
        assert all("ERR_NAME_NOT_RESOLVED" in told for told in visit.complaints)
        assert chromium.evaluate("document.documentElement.scrollWidth") <= width
        shade = chromium.evaluate("getComputedStyle(document.body).backgroundColor")
        assert shade == {"light": "rgb(252, 252, 250)", "dark": "rgb(19, 21, 27)"}[scheme]
        assert violations(chromium) == []


def test_the_check_of_accessibility_bites(tmp_path: Path, chromium: Chromium) -> None:
    file = tmp_path / "a.html"
    file.write_text('<p style="color: #eee; background: #fff">pâle</p><img src="data:,">')
    chromium.open(file.as_uri())
    found = {line.partition(":")[0] for line in violations(chromium)}
    assert {"color-contrast", "image-alt", "html-has-lang"} <= found
