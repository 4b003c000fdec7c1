"""HTML and plain text → the message itself, as RFC 5322 and MIME want it: same parts, same bytes."""

import datetime as dt
from dataclasses import dataclass
from email.headerregistry import Address, Group
from email.message import EmailMessage
from email.policy import SMTP

from site_builder.fingerprint import fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What the headers of a letter say. `readers` is the name under which its list is shown."""

    sender_name: str
    sender: str
    reply_to: str | None
    readers: str
    subject: str
    date: dt.datetime
    message_id: str
    list_name: str
    list_id: str
    unsubscribe: str
    language: str


def message(envelope: Envelope, text: str, html: str) -> bytes:
    """Return the letter, ready for a service to import: `To` names no one."""
    found = _message(envelope, text, html)
    found["To"] = Group(display_name=envelope.readers, addresses=())
    found["List-Id"] = f"{envelope.list_name} <{envelope.list_id}>"
    found["List-Unsubscribe"] = f"<{envelope.unsubscribe}>"
    if not envelope.unsubscribe.startswith("mailto:"):
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return found.as_bytes()


def trial_message(envelope: Envelope, text: str, html: str, to: str) -> bytes:
    """Return the same letter for one person, without what concerns a list."""
    found = _message(envelope, text, html)
    found.replace_header("Subject", f"[Essai] {envelope.subject}")
    found["To"] = Address(addr_spec=to)
    return found.as_bytes()


def _message(envelope: Envelope, text: str, html: str) -> EmailMessage:
    found = EmailMessage(policy=SMTP)
    found["From"] = Address(display_name=envelope.sender_name, addr_spec=envelope.sender)
    if envelope.reply_to:
        found["Reply-To"] = Address(addr_spec=envelope.reply_to)
    found["Subject"] = envelope.subject
    found["Date"] = envelope.date
    found["Message-ID"] = f"<{envelope.message_id}>"
    found["Content-Language"] = envelope.language
    found.set_content(text, cte="quoted-printable")
    found.add_alternative(html, subtype="html", cte="quoted-printable")
    # Chance would make other bytes every time. `=_` occurs in no quoted-printable line.
    found.set_boundary(f"=_{fingerprint((text, html))[:32]}")
    return found
