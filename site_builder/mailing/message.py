"""HTML and plain text → the message, as RFC 5322 and MIME want it: same parts, same bytes."""

import datetime as dt
from collections.abc import Mapping
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
    headers: dict[str, object] = {
        "To": Group(display_name=envelope.readers, addresses=()),
        "Subject": envelope.subject,
        "List-Id": f"{envelope.list_name} <{envelope.list_id}>",
        "List-Unsubscribe": f"<{envelope.unsubscribe}>",
    }
    if not envelope.unsubscribe.startswith("mailto:"):  # one click is a request to a page
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return _message(envelope, headers, text, html)


def trial_message(envelope: Envelope, text: str, html: str, to: str) -> bytes:
    """Return the same letter for one person, without what concerns a list."""
    headers = {"To": Address(addr_spec=to), "Subject": f"[Essai] {envelope.subject}"}
    return _message(envelope, headers, text, html)


def _message(envelope: Envelope, headers: Mapping[str, object], text: str, html: str) -> bytes:
    found = EmailMessage(policy=SMTP)
    found["From"] = Address(display_name=envelope.sender_name, addr_spec=envelope.sender)
    if envelope.reply_to:
        found["Reply-To"] = Address(addr_spec=envelope.reply_to)
    for name, value in headers.items():
        found[name] = value
    found["Date"] = envelope.date
    found["Message-ID"] = f"<{envelope.message_id}>"
    found.set_content(text, cte="quoted-printable")
    found.add_alternative(html, subtype="html", cte="quoted-printable")
    found["Content-Language"] = envelope.language
    # Chance would make other bytes every time. `=_` occurs in no quoted-printable line.
    found.set_boundary(f"=_{fingerprint((text, html))[:32]}")
    return found.as_bytes()
