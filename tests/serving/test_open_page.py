"""What an editor sees in the page that is open while the site changes."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving.test_server import BROKEN, CSS, PAGE, SOURCE, write
from tests.site import article, make_site
from tests.tools.chromium import Chromium
from tests.tools.served import PATIENCE, Served, start

# The strictest policy a page can have and still be read: all that we add must live with it.
POLICY = """\
<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'">
<title>{{ page.title }}</title>
<link rel="icon" href="{{ site.assets["icon.svg"] }}">
<link rel="stylesheet" href="{{ site.assets["style.css"] }}">
</head>
<body><main><h1>{{ page.title }}</h1>{{ page.body }}</main></body>
</html>
"""
# In the overlay, which is a page of its own.
INSIDE = "document.querySelector('iframe').contentDocument"
COLOUR = "getComputedStyle(document.body).color"


@pytest.fixture(params=["theme", "policy"])
def served(
    request: pytest.FixtureRequest, small_site: Path, chromium: Chromium
) -> Iterator[Served]:
    """A site in the theme of the house, then one whose pages forbid all but their own host."""
    files = {"templates/assets/style.css": CSS}
    if request.param == "policy":
        files["templates/article.html"] = POLICY
    make_site(small_site, files)
    with start(small_site, language="fr") as server:
        yield server
        chromium.open("about:blank")  # before the server ends, which the page would complain of


def wait(chromium: Chromium, expression: str) -> None:
    """Wait until *expression* is true in the page, which may be loaded again meanwhile."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if chromium.evaluate(f"Boolean({expression})"):
                return
        except AssertionError:  # between two pages
            pass
        assert time.monotonic() < deadline, expression
        time.sleep(0.02)


def look(chromium: Chromium, served: Served) -> None:
    visit = chromium.open(served.url.rstrip("/") + PAGE)
    assert visit.complaints == ()
    host = served.url.rstrip("/")
    assert all(url.startswith((host, "data:")) for url in visit.requests)
    chromium.evaluate("window.mine = 1")


def test_the_page_is_loaded_again_when_its_text_changes(
    small_site: Path, served: Served, chromium: Chromium
) -> None:
    look(chromium, served)
    write(small_site, article("Un texte tout autre.\n"))
    wait(chromium, "document.body.textContent.includes('Un texte tout autre.')")
    assert chromium.evaluate("window.mine") is None


def test_style_sheets_are_swapped_in_place(
    small_site: Path, served: Served, chromium: Chromium
) -> None:
    look(chromium, served)
    for number in range(1, 4):
        write(small_site, f"body {{ color: rgb({number}, 2, 3) }}\n", "templates/assets/style.css")
        wait(chromium, f"{COLOUR} === 'rgb({number}, 2, 3)'")
        wait(chromium, "document.querySelectorAll('link[rel=stylesheet]').length === 1")
    assert chromium.evaluate("window.mine") == 1


def test_errors_appear_in_the_page_and_vanish(
    small_site: Path, served: Served, chromium: Chromium
) -> None:
    look(chromium, served)
    write(small_site, BROKEN)
    wait(chromium, f"{INSIDE}.querySelector('mark')")
    text = chromium.evaluate(f"{INSIDE}.body.textContent")
    assert f"{SOURCE}:3:7" in text
    assert "n’est pas une date" in text
    assert "Conseil\u00a0:" in text
    assert chromium.evaluate(f"{INSIDE}.querySelector('mark').textContent") == "31"
    assert "31 février 2023" in chromium.evaluate(f"{INSIDE}.querySelector('.at').textContent")
    # The page behind it is the same: nothing was loaded again.
    assert chromium.evaluate("window.mine") == 1
    wait(
        chromium,
        f"{INSIDE}.defaultView.getComputedStyle({INSIDE}.querySelector('main')).maxWidth != 'none'",
    )
    write(small_site, article("Corrigé.\n"))
    wait(chromium, "document.body.textContent.includes('Corrigé.')")
    assert chromium.evaluate("document.querySelector('iframe')") is None


def test_errors_that_leave_the_page_as_it_is_vanish_without_loading_it_again(
    small_site: Path, served: Served, chromium: Chromium
) -> None:
    look(chromium, served)
    before = (small_site / SOURCE).read_text(encoding="utf-8")
    write(small_site, BROKEN)
    wait(chromium, f"{INSIDE}.querySelector('mark')")
    write(small_site, before)
    wait(chromium, "!document.querySelector('iframe')")
    assert chromium.evaluate("window.mine") == 1


def test_the_overlay_can_be_hidden_and_shown_again(
    small_site: Path, served: Served, chromium: Chromium
) -> None:
    look(chromium, served)
    write(small_site, BROKEN)
    wait(chromium, f"{INSIDE}.querySelector('#hide')")
    wait(chromium, f"{INSIDE}.readyState === 'complete'")
    chromium.evaluate(f"{INSIDE}.querySelector('#hide').click()")
    wait(chromium, "!document.querySelector('iframe')")
    badge = "document.querySelector('body > button')"
    assert chromium.evaluate(f"{badge}.textContent") == "1 erreur"
    chromium.evaluate(f"{badge}.click()")
    wait(chromium, f"{INSIDE}.querySelector('mark')")


def test_a_site_that_never_was_good_appears_by_itself(small_site: Path, chromium: Chromium) -> None:
    write(small_site, BROKEN)
    with start(small_site, language="fr") as server:
        chromium.open(server.url.rstrip("/") + PAGE)
        assert "Le site ne se construit pas" in chromium.evaluate("document.body.textContent")
        write(small_site, BROKEN.replace("31 février", "32 mars"))
        wait(chromium, "document.body.textContent.includes('32 mars')")
        write(small_site, article("Enfin.\n"))
        wait(chromium, "document.body.textContent.includes('Enfin.')")
        chromium.open("about:blank")


def test_what_an_article_says_stays_text_in_the_overlay(
    small_site: Path, served: Served, chromium: Chromium
) -> None:
    look(chromium, served)
    attack = '</pre><script>parent.mine = 2</script><img src=x onerror="parent.mine = 3">'
    write(small_site, f"---\ntitle: Titre\ndate: {attack}\n---\n\nTexte.\n")
    wait(chromium, f"{INSIDE}.querySelector('.at')")
    assert attack in chromium.evaluate(f"{INSIDE}.querySelector('.at').textContent")
    assert chromium.evaluate("window.mine") == 1


def test_warnings_are_a_badge(small_site: Path, served: Served, chromium: Chromium) -> None:
    look(chromium, served)
    write(small_site, article("Un <script>mot</script> de trop.\n"))
    badge = "document.querySelector('body > button')"
    wait(chromium, f"{badge}")
    assert chromium.evaluate(f"{badge}.textContent") == "1 avertissement"
    assert chromium.evaluate("document.querySelector('iframe')") is None
    chromium.evaluate(f"{badge}.click()")
    wait(chromium, f"{INSIDE}.querySelector('section.warning')")


def test_a_page_that_appears_is_shown_where_it_was_missing(
    small_site: Path, served: Served, chromium: Chromium
) -> None:
    chromium.open(served.url + "articles/nouveau/")
    write(small_site, article("Le voici.\n", title="Nouveau"), "content/articles/nouveau.md")
    wait(chromium, "document.body.textContent.includes('Le voici.')")


def test_many_pages_may_be_open(small_site: Path, served: Served, chromium: Chromium) -> None:
    """A page that nobody looks at gives its connection back: a browser has but six of them."""
    look(chromium, served)
    chromium.evaluate(
        "Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    write(small_site, article("Pendant ce temps.\n"))
    served.wait_for("à neuf")
    assert chromium.evaluate("window.mine") == 1
    chromium.evaluate(
        "Object.defineProperty(document, 'hidden', {value: false, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    wait(chromium, "document.body.textContent.includes('Pendant ce temps.')")
