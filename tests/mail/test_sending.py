"""A test letter through a real mail server of this machine, and each way in which it can fail."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from click.testing import CliRunner, Result

from site_builder.cli import main
from tests.mail.letters import SMALL, mail_of, parts, read
from tests.site import make_site
from tests.tools.needs import program

READER = "ana@example.org"


@dataclass
class Mailbox:
    """What a server took: senders and receivers beside the messages."""

    refuses: str = ""
    messages: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  # so aiosmtpd calls it
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # as above
        self.messages.append(envelope.original_content)
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        return "250 Accepted"


def authenticator(
    _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any
) -> AuthResult:
    known = isinstance(data, LoginPassword) and data == LoginPassword(b"ana", b"secret")
    return AuthResult(success=known, handled=known)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, and its key, in one file."""
    folder = tmp_path_factory.mktemp("certificate")
    openssl = program("openssl", "openssl")
    options = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost".split()
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key"), "-out", str(folder / "cert")]
    subprocess.run([openssl, *options, *names, *files], check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_bytes((folder / "key").read_bytes() + (folder / "cert").read_bytes())
    return both


@contextmanager
def server(box: Mailbox, **options: Any) -> Iterator[dict[str, str]]:
    """Run a mail server that fills *box*; yield the environment that leads to it."""
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield {
            "SITE_BUILDER_SMTP_HOST": "127.0.0.1",
            "SITE_BUILDER_SMTP_PORT": str(controller.port),
        }
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site", SMALL)


def send(site: Path, env: dict[str, str], *args: str, language: str = "en") -> Result:
    """Run `site-builder email 1 --send-test` as an editor does."""
    names = ["HOST", "PORT", "USER", "PASSWORD", "SECURITY"]
    clean: dict[str, str | None] = {f"SITE_BUILDER_SMTP_{name}": None for name in names}
    command = ["email", "1", "--site", str(site), *(args or ("--send-test", READER))]
    result = CliRunner(env={**clean, "SITE_BUILDER_LANG": language, **env}).invoke(main, command)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_test_arrives_over_a_safe_connection(
    site: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    box = Mailbox()
    login = {"SITE_BUILDER_SMTP_USER": "ana", "SITE_BUILDER_SMTP_PASSWORD": "secret"}
    options = {"tls_context": tls(certificate), "require_starttls": True, "auth_required": True}
    with server(box, authenticator=authenticator, **options) as env:
        result = send(site, {**env, **login})
    assert result.stderr == ""
    assert result.stdout == f"Test sent to {READER}.\n"
    assert box.envelopes == [("redaction@puce.example", [READER])]
    message = read(box.messages[0])
    assert message["To"] == READER
    assert message["Subject"] == "[Essai] Une lettre\u00a0: enfin\u202f!"
    assert not [name for name in message if name.startswith("List-")]
    letter = mail_of(site).letter
    assert parts(message) == {"text/plain": letter.text, "text/html": letter.html}
    assert not (site / "email").exists()


def test_a_test_arrives_over_tls_from_the_first_byte(
    site: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    box = Mailbox()
    with server(box, ssl_context=tls(certificate)) as env:
        result = send(site, {**env, "SITE_BUILDER_SMTP_SECURITY": "tls"}, language="fr")
    assert (result.stderr, result.stdout) == ("", f"Essai envoyé à {READER}.\n")
    assert len(box.messages) == 1


def test_a_test_arrives_on_a_machine_of_ones_own(site: Path) -> None:
    box = Mailbox()
    with server(box) as env:
        result = send(site, {**env, "SITE_BUILDER_SMTP_SECURITY": "none"})
    assert result.exit_code == 0
    assert len(box.messages) == 1


def refused(result: Result, code: str) -> None:
    assert result.exit_code == 1
    assert code in result.stderr
    assert "Traceback" not in result.stderr


def test_nothing_leaves_without_the_safety_that_was_asked(site: Path) -> None:
    box = Mailbox()
    with server(box) as env:
        result = send(site, env)
    refused(result, "offers no safe connection")
    assert box.messages == []


def test_a_certificate_nobody_vouches_for_is_refused(site: Path, certificate: Path) -> None:
    box = Mailbox()
    with server(box, tls_context=tls(certificate)) as env:
        result = send(site, env, language="fr")
    refused(result, "n’est pas digne de confiance\u00a0: self-signed certificate")
    assert box.messages == []


def test_a_wrong_password_is_told_and_not_shown(
    site: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    box = Mailbox()
    login = {"SITE_BUILDER_SMTP_USER": "ana", "SITE_BUILDER_SMTP_PASSWORD": "hunter2"}
    with server(box, authenticator=authenticator, tls_context=tls(certificate)) as env:
        result = send(site, {**env, **login})
    refused(result, "refuses this user: 535")
    assert "hunter2" not in result.output
    assert box.messages == []


def test_a_refusal_is_told_in_the_words_of_the_server(site: Path) -> None:
    with server(Mailbox(refuses="550 No such reader")) as env:
        result = send(site, {**env, "SITE_BUILDER_SMTP_SECURITY": "none"})
    refused(result, "refuses the letter: 550 No such reader")


def test_a_server_that_is_not_there_is_told(site: Path) -> None:
    env = {"SITE_BUILDER_SMTP_HOST": "127.0.0.1", "SITE_BUILDER_SMTP_PORT": str(free_port())}
    refused(send(site, env), "cannot be reached: it refuses the connection")
    refused(send(site, env, language="fr"), "est injoignable\u00a0: il refuse la connexion")
    nowhere = {"SITE_BUILDER_SMTP_HOST": "no.such.host.invalid"}
    refused(send(site, nowhere), "cannot be reached: no machine has this name")
    refused(send(site, {"SITE_BUILDER_SMTP_HOST": "a" * 64}), "cannot be reached: no machine")


def test_a_server_that_hangs_up_is_told(site: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        env = {
            "SITE_BUILDER_SMTP_HOST": "127.0.0.1",
            "SITE_BUILDER_SMTP_PORT": str(listening.getsockname()[1]),
        }

        def hang_up() -> None:
            listening.accept()[0].close()

        listener = threading.Thread(target=hang_up)
        listener.start()
        refused(send(site, env, language="fr"), "est injoignable\u00a0: il raccroche")
        listener.join()


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({}, "no mail server is set"),
        ({"SITE_BUILDER_SMTP_SECURITY": "ssl"}, 'SITE_BUILDER_SMTP_SECURITY cannot be "ssl"'),
        ({"SITE_BUILDER_SMTP_PORT": "smtp"}, 'SITE_BUILDER_SMTP_PORT cannot be "smtp"'),
    ],
)
def test_settings_that_cannot_be_are_told(site: Path, env: dict[str, str], told: str) -> None:
    host = {"SITE_BUILDER_SMTP_HOST": "127.0.0.1"} if env else {}
    refused(send(site, {**host, **env}), told)


@pytest.mark.parametrize("address", ["ana", "a@example.org,b@example.org", "a@x.org\nBcc: b@x.org"])
def test_a_test_goes_to_one_person(site: Path, address: str) -> None:
    env = {"SITE_BUILDER_SMTP_HOST": "127.0.0.1"}
    refused(send(site, env, "--send-test", address), "is not one e-mail address")
