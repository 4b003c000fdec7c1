"""`site-builder email N --preview`: the letter in a browser while it is written."""

from pathlib import Path

from lxml import html as markup

from tests.mail.letters import SMALL, edition
from tests.site import make_site
from tests.tools.sample import HOST, copy_sample
from tests.tools.served import Served, start

PREVIEW = ("email", "1", "--preview")
EDITION = "content/editions/001.md"


def browser(folder: Path) -> dict[str, str]:
    """Return the environment of somebody whose browser notes in *folder* what it is to show."""
    program = folder / "browser"
    program.write_text(f'#!/bin/sh\necho "$1" > "{folder}/opened"\n', encoding="utf-8")
    program.chmod(0o755)
    return {"BROWSER": f"{program} %s"}


def addresses(served: Served, letter: str) -> tuple[list[str], list[str]]:
    """Return the addresses that *letter* leads to, and those of its pictures."""
    root = markup.document_fromstring(served.page(letter))
    return [str(a) for a in root.xpath("//a/@href")], [str(s) for s in root.xpath("//img/@src")]


def test_it_is_told_where_the_letter_is_and_a_browser_opens_there(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", SMALL)
    with start(site, command=PREVIEW, language="fr", **browser(tmp_path)) as served:
        told = served.wait_for(r"La lettre\u00a0: .*")
        address = f"{served.url}_email/1.html"
        assert told == f"La lettre\u00a0: {address}, en texte brut\u00a0: {served.url}_email/1.txt"
        served.wait_until((tmp_path / "opened").is_file)
        served.wait_until(lambda: (tmp_path / "opened").read_text() == f"{address}\n")
        assert "Bonjour." in served.page("/_email/1.html").decode()
        assert "Bonjour." in served.get("/_email/1.txt").text
        assert served.get("/_email/1.eml").headers["content-type"] == "message/rfc822"
        assert served.get("/editions/1/").status == 200
        assert not (site / "email").exists()
        assert served.stop() == 0


def test_it_follows_what_is_written(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", SMALL)
    with start(site, command=PREVIEW, **browser(tmp_path)) as served:
        served.wait_for("The letter")
        with served.events("/_email/1.html") as scenes:
            first = next(scenes)
            (site / EDITION).write_text(edition("Bonsoir.\n", "articles: [llama]"), "utf-8")
            second = next(scenes)
            assert first["shape"] != second["shape"]
            assert "Bonsoir." in served.page("/_email/1.html").decode()
            # A fault is told over the letter, and the last good one stays behind it.
            (site / EDITION).write_text(edition("Adieu.\n", "articles: [lama]"), "utf-8")
            assert next(scenes)["failed"]
            assert "Bonsoir." in served.page("/_email/1.html").decode()
            (site / EDITION).unlink()
            assert next(scenes)["failed"]
        assert "there is no edition yet" in served.get("/_serve/problems").text


def test_all_that_the_letter_shows_is_on_the_server(tmp_path: Path) -> None:
    """Pages and pictures of the site need not be published yet."""
    site = copy_sample(tmp_path)
    command = ("email", "2", "--preview")
    with start(site, command=command, **browser(tmp_path)) as served:
        served.wait_for("The letter")
        links, pictures = addresses(served, "/_email/2.html")
        assert "/editions/2/" in links
        assert len(pictures) == 2
        for address in (*links, *pictures):
            assert not address.startswith(HOST)
            if address.startswith("/"):
                assert served.get(address.partition("#")[0]).status == 200, address
        message = served.get("/_email/2.eml").text
        assert "https://octet.example/" in message  # what is sent leads to the site itself
