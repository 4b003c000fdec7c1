"""HTML and plain text → the message, as RFC 5322 and MIME want it: same parts, same bytes."""

import datetime as dt
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from site_builder.fingerprint import fingerprint
from site_builder.mailing.headers import address, phrase, unstructured
from site_builder.values import Value


class Envelope(Value, frozen=True, kw_only=True):
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
    fields = [
        f"To: {phrase(envelope.readers, 4)} :;",
        unstructured("Subject", envelope.subject),
        f"List-Id: {phrase(envelope.list_name, 9)}\r\n <{envelope.list_id}>",
        f"List-Unsubscribe: <{envelope.unsubscribe}>",
    ]
    if not envelope.unsubscribe.startswith("mailto:"):  # one click is a request to a page
        fields.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    return _message(envelope, fields, text, html)


def trial_message(envelope: Envelope, text: str, html: str, to: str) -> bytes:
    """Return the same letter for one person, without what concerns a list."""
    fields = [f"To: {to}", unstructured("Subject", f"[Essai] {envelope.subject}")]
    return _message(envelope, fields, text, html)


def _message(envelope: Envelope, fields: list[str], text: str, html: str) -> bytes:
    content = EmailMessage(policy=SMTP)
    content.set_content(text, cte="quoted-printable")
    content.add_alternative(html, subtype="html", cte="quoted-printable")
    # Chance would make other bytes every time. `=_` occurs in no quoted-printable line.
    content.set_boundary(f"=_{fingerprint((text, html))[:32]}")
    head = [
        address("From", envelope.sender_name, envelope.sender),
        *([f"Reply-To: {envelope.reply_to}"] if envelope.reply_to else []),
        *fields,
        f"Date: {format_datetime(envelope.date)}",
        f"Message-ID: <{envelope.message_id}>",
        f"Content-Language: {envelope.language}",
    ]
    return "\r\n".join([*head, ""]).encode("ascii") + content.as_bytes()
