"""What a letter holds: the same words and links as the site, for every way of reading mail."""

import io
import os
import re
import subprocess
import sys
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html as markup
from PIL import Image

from site_builder.building import build
from site_builder.emailing import Mail
from site_builder.outcome import Built, Options, Refused
from site_builder.problems import describe
from site_builder.services import SERVICES
from tests.mail.letters import NOW, NUMBERS, SMALL, edition, mail_of, parts, read, small_mail, write
from tests.site import SITE_TOML, article, make_site
from tests.tools.needs import program
from tests.tools.sample import HOST, publish_sample


def picture(kind: str, width: int, height: int) -> bytes:
    """Return a picture of *kind*, grey all over."""
    data = io.BytesIO()
    Image.new("RGB", (width, height), "grey").save(data, kind)
    return data.getvalue()


def body_of(html: str) -> markup.HtmlElement:
    return markup.document_fromstring(html)


def links_in(html: str) -> list[str]:
    return [str(href) for href in body_of(html).xpath("//a/@href")]


# The message


def test_python_reads_the_message(mails: dict[int, Mail]) -> None:
    mail = mails[3]
    message = read(mail.files()["3.eml"])
    assert list(message.defects) == []
    assert str(message["From"]) == "L’Octet <redaction@octet.example>"
    assert message["To"].groups[0].display_name == "Abonnés de L’Octet"
    assert message["To"].addresses == ()
    assert message["Subject"] == "Cinq jours de novembre"
    assert parsedate_to_datetime(message["Date"]).isoformat() == "2023-11-24T08:30:00+01:00"
    assert re.fullmatch(r"<edition-3\.[0-9a-f]{8}@octet\.example>", message["Message-ID"])
    assert message["List-Id"] == "L’Octet <lettre.octet.example>"
    assert message["List-Unsubscribe"].startswith("<mailto:redaction@octet.example?")
    assert message["List-Unsubscribe-Post"] is None  # one click needs a page
    assert message.get_content_type() == "multipart/alternative"
    assert parts(message) == {"text/plain": mail.letter.text, "text/html": mail.letter.html}
    for part in message.iter_parts():
        assert part.get_content_charset() == "utf-8"
        assert part["Content-Transfer-Encoding"] == "quoted-printable"


def test_every_line_of_the_message_may_travel(letters: Path) -> None:
    for file in letters.glob("*.eml"):
        data = file.read_bytes()
        assert data.isascii()
        assert b"\n" not in data.replace(b"\r\n", b"")
        assert max(map(len, data.split(b"\r\n"))) <= 78


def test_a_mime_tool_of_debian_unpacks_it(letters: Path, tmp_path: Path) -> None:
    unpack = program("munpack", "mpack")
    for number in NUMBERS:
        folder = tmp_path / str(number)
        folder.mkdir()
        # As a mailbox of this system keeps it: the tool takes the CR of a CRLF for text.
        message = (letters / f"{number}.eml").read_bytes().replace(b"\r\n", b"\n")
        subprocess.run(
            [unpack, "-t", "-q", "-C", str(folder)], input=message, check=True, capture_output=True
        )
        found = [path.read_bytes().strip() for path in sorted(folder.iterdir())]
        for name in (f"{number}.txt", f"{number}.html"):
            assert (letters / name).read_bytes().strip() in found


def test_the_same_edition_is_the_same_bytes(sample_site: Path, tmp_path: Path) -> None:
    """Whatever the zone, the locale, the day and chance."""
    command = [sys.executable, "-W", "error", "-m", "site_builder", "email", "1"]
    found = []
    for number, (zone, locale) in enumerate((("UTC", "C"), ("Asia/Tokyo", "fr_FR.UTF-8"))):
        env = {"PATH": os.environ["PATH"], "TZ": zone, "LC_ALL": locale}
        env |= {"PYTHONHASHSEED": str(number), "PYTHONUTF8": "1"}
        output = tmp_path / str(number)
        subprocess.run(
            [*command, "--site", str(sample_site), "--output", str(output)],
            check=True,
            capture_output=True,
            env=env,
        )
        found.append({path.name: path.read_bytes() for path in output.iterdir()})
    assert sorted(found[0]) == ["1.eml", "1.html", "1.txt"]
    assert found[0] == found[1]


def test_a_correction_keeps_the_identity_of_the_letter(tmp_path: Path) -> None:
    first = small_mail(tmp_path, {})
    second = small_mail(tmp_path, {"content/editions/001.md": edition("Bonsoir.\n")})
    assert first.envelope.message_id == second.envelope.message_id
    assert first.letter != second.letter


# The HTML


def test_every_address_is_that_of_the_site_or_of_an_article(
    mails: dict[int, Mail], sample_site: Path
) -> None:
    output = publish_sample(sample_site)
    for mail in mails.values():
        hrefs = links_in(mail.letter.html)
        assert f"{HOST}/editions/{mail.number}/" in hrefs
        for href in hrefs:
            parts = urlsplit(href)
            assert parts.scheme in ("http", "https", "mailto"), href
            if href.startswith(HOST):
                path = parts.path + ("index.html" if parts.path.endswith("/") else "")
                assert (output / path.lstrip("/")).is_file(), href
                ids = (output / path.lstrip("/")).read_text(encoding="utf-8")
                assert not parts.fragment or f'id="{parts.fragment}"' in ids, href


def test_nothing_is_fetched_and_nobody_is_followed(tmp_path: Path) -> None:
    body = "Un [lien](https://example.org/?a=1&b=2).\n\n![Une puce](puce.png)\n"
    files: dict[str, str | bytes] = {
        "content/articles/2023-07-18-llama.md": article(body),
        "content/articles/puce.png": picture("PNG", 1200, 800),
    }
    html = small_mail(tmp_path, files).letter.html
    assert "https://example.org/?a=1&amp;b=2" in html
    fetched = body_of(html).xpath("//@src | //link/@href | //@background | //@poster | //@srcset")
    (address,) = fetched
    assert address.startswith("https://puce.example/")
    assert "url(" not in html
    assert "@import" not in html


@pytest.mark.parametrize(
    ("name", "data", "size"),
    [
        ("puce.png", picture("PNG", 1200, 800), ("536", "357")),
        ("puce.jpg", picture("JPEG", 300, 100), ("300", "100")),
        ("puce.webp", picture("WEBP", 300, 100), ("300", "100")),
        ("puce.gif", picture("GIF", 10, 5), ("10", "5")),
    ],
)
def test_a_picture_is_absolute_with_its_text_and_size(
    tmp_path: Path, name: str, data: bytes, size: tuple[str, str]
) -> None:
    files: dict[str, str | bytes] = {
        "content/articles/2023-07-18-llama.md": article(f"Un texte.\n\n![Une puce]({name})\n"),
        f"content/articles/{name}": data,
    }
    (image,) = body_of(small_mail(tmp_path, files).letter.html).iter("img")
    address = image.get("src")
    assert address.startswith("https://puce.example/")
    assert address.endswith((".png", ".jpg", ".gif"))
    options = Options(site=tmp_path, output=tmp_path / "public", now=NOW)
    assert isinstance(build(options, lambda *_: None, lambda: None), Built)
    assert (tmp_path / "public" / address.removeprefix("https://puce.example/")).is_file()
    assert image.get("alt") == "Une puce"
    assert (image.get("width"), image.get("height")) == size


def test_a_picture_that_mail_cannot_show_is_told(tmp_path: Path) -> None:
    files = {
        "content/articles/2023-07-18-llama.md": article("Un texte.\n\n![Une puce](puce.svg)\n"),
        "content/articles/puce.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    }
    mail = small_mail(tmp_path, files)
    root = body_of(mail.letter.html)
    assert not list(root.iter("img"))
    (figure,) = root.find_class("figure")
    assert figure.text_content() == "Image\u00a0: Une puceVoir l’image"
    assert figure.find("a").get("href") == "https://puce.example/articles/puce.svg"
    assert "Image\u00a0: Une puce\nVoir l’image\u00a0[" in mail.letter.text


def test_an_article_reads_as_on_the_web(mails: dict[int, Mail], sample_site: Path) -> None:
    """Same words, same typography; only notes of the foot and pictures are shown otherwise."""
    output = publish_sample(sample_site)
    page = body_of((output / "articles/bard-en-europe/index.html").read_text(encoding="utf-8"))
    letter = body_of(mails[1].letter.html)

    def spaced(root: markup.HtmlElement) -> set[str]:
        found = root.xpath("//div[@class='text']//p | //div[@class='text']//li")
        return {e.text_content().strip() for e in found if not e.xpath(".//sup | .//a[@title]")}

    assert len(spaced(page)) > 8
    assert {p for p in spaced(page) if "\u00a0" in p or "\u202f" in p}
    inside = {e.text_content().strip() for e in letter.xpath("//p | //li")}
    assert spaced(page) <= inside


def test_the_style_is_in_the_tags_and_dark_colours_stay_behind(mails: dict[int, Mail]) -> None:
    html = mails[1].letter.html
    root = body_of(html)
    assert all(link.get("style") for link in root.iter("a"))
    (sheet,) = root.iter("style")
    assert "prefers-color-scheme: dark" in sheet.text
    assert 'width="600"' in html  # the table that Outlook needs, in a comment for it alone
    assert "<!--[if mso]><table" in html


def test_the_beginning_is_what_an_inbox_shows(mails: dict[int, Mail]) -> None:
    root = body_of(mails[1].letter.html)
    first = root.find("body")[0][0]
    assert first.get("class") == "preheader"
    assert "display: none" in first.get("style").replace("display:none", "display: none")
    assert 60 < len(first.text) <= 131


def test_a_site_may_have_templates_of_its_own(tmp_path: Path) -> None:
    files = {
        "templates/email/edition.html": "<!doctype html><title>t</title><p>{{ page.title }}</p>",
        "templates/email/style.css": "p { color: #123456 }",
        "templates/email/text.html": "<p>À nous : {{ page.number }}</p>",
    }
    letter = small_mail(tmp_path, files).letter
    assert re.search(r'<p style="color: ?#123456;?">Une lettre', letter.html)
    assert letter.text == "À nous : 1\n"


def test_a_letter_has_the_colours_and_letters_of_the_site(tmp_path: Path) -> None:
    settings = (
        '[theme]\ntitle_font = "serif"\n[theme.light]\naccent = "#7a1f00"\n'
        '[theme.dark]\npaper = "#001122"\n'
    )
    body = "Un [lien](https://example.org/).\n\n**À noter :** rien.\n"
    html = small_mail(
        tmp_path, {"content/articles/2023-07-18-llama.md": article(body)}, settings
    ).letter.html
    (link,) = body_of(html).xpath("//a[@href='https://example.org/']")
    assert "color:#7a1f00" in link.get("style").replace(" ", "")
    (label,) = body_of(html).xpath("//p[@class='labelled']/strong")
    assert "color:#7a1f00" in label.get("style").replace(" ", "")
    assert "background-color: #001122 !important" in html
    assert "Georgia" in body_of(html).xpath("//h1/@style")[0]


@pytest.mark.parametrize(
    "tag",
    [
        '<img src="https://compteur.example/1.gif" alt="" width="1" height="1">',
        '<p style="background: url(https://compteur.example/1.gif)">x</p>',
    ],
)
def test_a_template_that_would_follow_readers_is_refused(tmp_path: Path, tag: str) -> None:
    page = f"<!doctype html><title>t</title>\n{tag}\n"
    files = {**SMALL, "templates/email/edition.html": page}
    refused = write(make_site(tmp_path, files))
    assert isinstance(refused, Refused)
    assert [p.code for p in refused.problems] == ["privacy.request"]
    assert str(refused.problems[0].place).startswith("templates/email/edition.html:2:")
    # A host that the editor declared may be asked.
    allowed = f'{SMALL["site.toml"]!s}[privacy]\nallow = ["https://compteur.example"]\n'
    assert isinstance(write(make_site(tmp_path / "b", {**files, "site.toml": allowed})), Mail)


def test_a_template_without_end_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_builder.emailing.MOST_SECONDS", 1)
    endless = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    refused = write(make_site(tmp_path, {**SMALL, "templates/email/text.html": endless}))
    assert isinstance(refused, Refused)
    assert [p.code for p in refused.problems] == ["template.too-slow"]
    assert refused.problems[0].place.path == "templates/email/text.html"


def test_a_faulty_template_is_told(tmp_path: Path) -> None:
    files = {"templates/email/edition.html": "\n{{ page.titre }}"}
    refused = write(make_site(tmp_path, {**SMALL, **files}))
    assert isinstance(refused, Refused)
    assert [str(p.place) for p in refused.problems] == ["templates/email/edition.html:2"]


# The size


def long_articles(count: int, paragraphs: int) -> dict[str, str]:
    text = "Une phrase assez longue pour peser, avec un [lien](https://example.org/) dedans. " * 12
    return {
        f"content/articles/2023-07-{day:02}-long.md": article(
            f"{text}\n\n" * paragraphs, title=f"Long {day}", date=f"2023-07-{day:02}"
        ).replace("\ndate", f"\nslug: long-{day}\ndate", 1)
        for day in range(1, count + 1)
    }


@pytest.mark.parametrize(("limit", "cut"), [(100, range(3, 12)), (1000, range(1))])
def test_twelve_long_articles_stay_below_what_gmail_shows(
    tmp_path: Path, limit: int, cut: range
) -> None:
    slugs = ", ".join(f"long-{day}" for day in range(1, 13))
    files = {
        **long_articles(12, 10),
        "content/editions/001.md": edition("", f"articles: [{slugs}]"),
    }
    mail = small_mail(tmp_path, files, f"[email]\nmax_size = {limit}\n")
    size = len(mail.letter.html.encode())
    assert size <= limit * 1000
    shortened = mail.letter.html.count(">Lire la suite</a>")
    assert shortened in cut
    assert len(mail.letter.cut) == shortened
    address = "https://puce.example/articles/long-"
    assert mail.letter.text.count(f"Lire la suite\u00a0: {address}") == shortened
    assert [p.code for p in mail.problems] == ["email.cut"] * bool(shortened)
    if shortened:  # the last ones, and no more than needed
        assert mail.letter.cut[-1] == "Long 12"
        assert size > limit * 1000 * 0.7
        assert "«\u00a0Long 12\u00a0»" in describe(mail.problems[0], "fr")


@pytest.mark.parametrize("limit", [20, 24, 28, 32, 36, 40, 60])
def test_as_few_articles_are_summed_up_as_need_be(tmp_path: Path, limit: int) -> None:
    files = {
        **long_articles(8, 4),
        "content/editions/001.md": edition(
            "", f"articles: [{', '.join(f'long-{day}' for day in range(1, 9))}]"
        ),
    }
    site = make_site(tmp_path, {**SMALL, **files})
    whole = len(mail_of(site).letter.html.encode())
    (site / "site.toml").write_text(f"{SMALL['site.toml']!s}[email]\nmax_size = {limit}\n")
    mail = mail_of(site)
    shown = 8 - len(mail.letter.cut)
    assert len(mail.letter.html.encode()) <= limit * 1000 or shown == 0
    assert [p.code for p in mail.problems][:1] == ["email.cut"] * (whole > limit * 1000)
    assert mail.letter.cut == tuple(f"Long {day}" for day in range(shown + 1, 9))
    # One more whole article, some six kilobytes, would have been too many.
    assert shown == 8 or len(mail.letter.html.encode()) > limit * 1000 - 7000 or shown == 0


def test_a_letter_too_long_even_in_summary_is_told(tmp_path: Path) -> None:
    body = "Un éditorial sans fin. " * 2000
    mail = small_mail(
        tmp_path,
        {"content/editions/001.md": edition(body, "articles: [llama]")},
        "[email]\nmax_size = 20\n",
    )
    assert [p.code for p in mail.problems] == ["email.cut", "email.too-big"]


def test_summaries_alone_when_asked(tmp_path: Path) -> None:
    letter = small_mail(tmp_path, {}, '[email]\narticles = "summary"\n').letter
    assert letter.html.count("Lire la suite") == 2  # the words, and the name of the link
    assert letter.cut == ()


# The service


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_finds_its_tags_and_takes_no_word_for_one(tmp_path: Path, name: str) -> None:
    service = SERVICES[name]
    typed = "{{ unsubscribe }} {% if a %} [[UNSUB_LINK_FR]] *|UNSUB|*"
    body = f"Un gabarit : `{typed}`, ou {typed}, et [là](https://example.org/?q={{{{a}}}}).\n"
    files = {
        "content/articles/2023-07-18-llama.md": article(body, title=f'"Du {typed}"'),
        "content/editions/001.md": edition(body, "articles: [llama]"),
    }
    greeting = 'greeting = "Bonjour {name},"\n' if service.first_name else ""
    settings = f'[email]\nservice = "{name}"\nweb_version = "service"\n{greeting}'
    mail = small_mail(tmp_path, files, settings)
    ours = {service.unsubscribe, service.web_version, service.first_name, service.postal_address}
    for text in (mail.letter.html, mail.letter.text):
        words = re.sub(r"<style>.*?</style>", "", text, flags=re.S)
        for tag in filter(None, ours):
            assert tag in words
            words = words.replace(tag, "")
        assert not any(opener in words for opener in service.openers)
        assert "Du {" in text.replace("\u2060", "")
    unsubscribe = read(mail.files()["1.eml"])["List-Unsubscribe"]
    assert unsubscribe.startswith(f"<{service.unsubscribe or 'mailto:redaction@puce.example'}")


def test_a_page_to_unsubscribe_is_one_click_away(tmp_path: Path) -> None:
    mail = small_mail(tmp_path, {}, '[email]\nunsubscribe = "https://puce.example/adieu"\n')
    message = read(mail.files()["1.eml"])
    assert message["List-Unsubscribe"] == "<https://puce.example/adieu>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "https://puce.example/adieu" in links_in(mail.letter.html)


def test_the_sender_is_whom_the_settings_say(tmp_path: Path) -> None:
    settings = (
        '[email]\nfrom_name = "Ana, de « La Puce »"\nfrom_address = "ana@puce.example"\n'
        'reply_to = "courrier@puce.example"\nlist_id = "lettre.puce.example"\n'
    )
    message = read(small_mail(tmp_path, {}, settings).files()["1.eml"])
    (sender,) = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Ana, de « La Puce »", "ana@puce.example")
    assert message["Reply-To"] == "courrier@puce.example"
    assert message["List-Id"].endswith("<lettre.puce.example>")


# What forbids a letter


def test_a_letter_may_be_written_before_its_day(tmp_path: Path) -> None:
    later = edition("Demain.\n", "articles: [demain]").replace("2023-07-21", "2024-02-01")
    files = {
        "content/editions/001.md": later,
        "content/articles/demain.md": article("Bientôt.\n", date="2024-02-01"),
    }
    mail = small_mail(tmp_path, files)
    assert "Bientôt." in mail.letter.text
    assert mail.problems == ()


@pytest.mark.parametrize(
    ("files", "number", "expected"),
    [
        ({}, 2, "content/editions/002.md email.no-edition"),
        ({"site.toml": SITE_TOML}, 1, "site.toml email.no-sender"),
        ({"site.toml": "title = 1"}, 1, "site.toml config.required"),
        (
            {"content/articles/x.md": "---\ntitle: T\n---\n"},
            1,
            "content/articles/x.md:1:1 front-matter.required",
        ),
    ],
)
def test_what_forbids_a_letter_is_told(
    tmp_path: Path, files: dict[str, str], number: int, expected: str
) -> None:
    refused = write(make_site(tmp_path, {**SMALL, **files}), number)
    assert isinstance(refused, Refused)
    assert f"{refused.problems[0].place} {refused.problems[0].code}" == expected
    for language in ("en", "fr"):
        assert not re.search(r"\{[a-z_]+\}", describe(refused.problems[0], language))
