"""Letters of small sites."""

import datetime as dt
from collections.abc import Mapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from site_builder.emailing import Mail, write_mail
from site_builder.outcome import Options, Refused
from tests.site import SITE_TOML, article, make_site

NOW = dt.datetime(2024, 1, 15, tzinfo=dt.UTC)
# The editions of the sample newsletter.
NUMBERS = (1, 2, 3, 4)
SENDER = '[publisher]\nname = "La Puce"\nemail = "redaction@puce.example"\n'


def edition(body: str = "", *lines: str) -> str:
    """Return edition 1, with an editorial and more front matter."""
    head = ["number: 1", 'title: "Une lettre : enfin !"', "date: 2023-07-21T08:00", *lines]
    return "\n".join(["---", *head, "---", "", body])


SMALL: Mapping[str, str | bytes] = {
    "site.toml": SITE_TOML + SENDER,
    "content/articles/2023-07-18-llama.md": article("Le modèle de Meta est ouvert.\n"),
    "content/editions/001.md": edition("Bonjour.\n", "articles: [llama]"),
}


def write(site: Path, number: int = 1, *, now: dt.datetime = NOW) -> Mail | Refused:
    """Return edition *number* of *site* as a letter, or why not."""
    options = Options(site=site, output=site / "public", now=now)
    return write_mail(options, number, lambda stage, done, total: None)


def mail_of(site: Path, number: int = 1) -> Mail:
    """Return edition *number* of *site*, which makes a letter."""
    mail = write(site, number)
    assert isinstance(mail, Mail), mail.problems
    return mail


def small_mail(folder: Path, files: Mapping[str, str | bytes], settings: str = "") -> Mail:
    """Return the letter of the small site with *files* over it and *settings* below site.toml."""
    toml = {"site.toml": f"{SMALL['site.toml']!s}{settings}"}
    return mail_of(make_site(folder, {**SMALL, **toml, **files}))


def read(data: bytes) -> EmailMessage:
    """Return the message *data* as Python reads it."""
    found = message_from_bytes(data, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def parts(message: EmailMessage) -> dict[str, str]:
    """Return the parts of *message* by type, their lines ended by one line feed."""
    return {
        part.get_content_type(): part.get_content().replace("\r\n", "\n")
        for part in message.iter_parts()
    }
