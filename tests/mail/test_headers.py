"""Fields of a message: every reader finds the text that was written, space for space."""

import datetime as dt
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32, default
from email.utils import parseaddr

import pytest

from site_builder.mailing import Envelope, message, trial_message

TITLES = (
    "Microsoft supprime dix mille postes sans lever le pied sur l’IA",
    "Une lettre\u00a0: enfin\u202f!",
    "«\u00a0ah\u202f!\u00a0» " * 29 + "fin",
    "Plain words",
    "Plain words that go on for so long that no line could hold them all, whatever one does",
    "x" * 300,
    "é" * 300,
    "été " * 99 + "hiver",
    "😀 " * 59 + "😀",
    'L’Octet, "a"; (b) @ c <d@e.example>',
    'Ana, "a"; (b) @ c <d@e.example>',
    "=?utf-8?q?x?=",
    "back\\slash",
)


def envelope(text: str) -> Envelope:
    return Envelope(
        sender_name=text,
        sender="lettre@puce.example",
        reply_to="ana@puce.example",
        readers=text,
        subject=text,
        date=dt.datetime(2023, 7, 21, 8, tzinfo=dt.timezone(dt.timedelta(hours=2))),
        message_id="edition-1.x@puce.example",
        list_name=text.replace("<", "").replace(">", ""),
        list_id="lettre.puce.example",
        unsubscribe="{{ unsubscribe }}",
        language="fr-FR",
    )


def decoded(value: str) -> str:
    return str(make_header(decode_header(value)))


@pytest.mark.parametrize("title", TITLES)
def test_a_text_is_read_as_it_was_written(title: str) -> None:
    data = message(envelope(title), "texte\n", "<p>texte</p>\n")
    plain = message_from_bytes(data, policy=compat32)
    assert decoded(plain["Subject"]) == title
    name, sender = parseaddr(plain["From"])
    assert (decoded(name), sender) == (title, "lettre@puce.example")
    modern = message_from_bytes(data, policy=default)
    assert modern["Subject"] == title
    assert modern["From"].addresses[0].addr_spec == "lettre@puce.example"
    assert modern["To"].addresses == ()
    assert len(modern["To"].groups) == 1
    assert modern["List-Id"].endswith("<lettre.puce.example>")
    assert modern["List-Unsubscribe"] == "<{{ unsubscribe }}>"
    assert modern["Date"].datetime.isoformat() == "2023-07-21T08:00:00+02:00"
    assert not modern.defects
    assert not [name for name, value in modern.items() if value.defects]


@pytest.mark.parametrize("title", TITLES)
def test_every_line_is_short_and_ascii(title: str) -> None:
    for data in (
        message(envelope(title), "a\n", "a\n"),
        trial_message(envelope(title), "a\n", "a\n", "ana@example.org"),
    ):
        head = data.partition(b"\r\n\r\n")[0]
        assert head.isascii()
        assert max(map(len, head.split(b"\r\n"))) <= 78
