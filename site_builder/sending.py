"""One letter to one person, through a mail server that the environment names."""

import smtplib
import socket
import ssl
from collections.abc import Mapping

from site_builder.problems import Problem, problem
from site_builder.values import Value

HOST = "SITE_BUILDER_SMTP_HOST"
PORT = "SITE_BUILDER_SMTP_PORT"
USER = "SITE_BUILDER_SMTP_USER"
PASSWORD = "SITE_BUILDER_SMTP_PASSWORD"  # the name of a variable
SECURITY = "SITE_BUILDER_SMTP_SECURITY"

# How a connection is made safe, and the port where servers offer it.
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_PATIENCE = 30.0  # seconds


class Server(Value, frozen=True, kw_only=True):
    """A mail server: `security` is starttls, tls or none."""

    host: str
    port: int
    security: str
    user: str | None = None
    password: str | None = None

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    def __repr__(self) -> str:  # never the password
        return f"<{self}>"


def server_of(environment: Mapping[str, str]) -> Server | Problem:
    """Return the server that *environment* names, or what is wrong with it."""
    host = environment.get(HOST, "").strip()
    if not host:
        return problem("email.no-server", HOST)
    security = environment.get(SECURITY, "").strip().lower() or "starttls"
    if security not in _PORTS:
        return problem(
            "email.setting", SECURITY, name=SECURITY, value=security, expected=", ".join(_PORTS)
        )
    port = environment.get(PORT, "").strip() or str(_PORTS[security])
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        return problem("email.setting", PORT, name=PORT, value=port, expected="1–65535")
    return Server(
        host=host,
        port=int(port),
        security=security,
        user=environment.get(USER) or None,
        password=environment.get(PASSWORD) or None,
    )


def send(data: bytes, sender: str, to: str, server: Server) -> Problem | None:
    """Send the message *data* to the one address *to*; return what went wrong, if anything.

    A password never leaves before the connection is as safe as *server* asks.
    """
    try:
        with _connection(server) as smtp:
            if server.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if server.user is not None:
                smtp.login(server.user, server.password or "")
            smtp.sendmail(sender, [to], data)
    except ssl.SSLCertVerificationError as error:
        return problem("email.certificate", HOST, server=server, reason=error.verify_message)
    except (smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
        return problem("email.no-security", HOST, server=server, reason=_reason(error))
    except smtplib.SMTPAuthenticationError as error:
        return problem("email.login", USER, server=server, reason=_reason(error))
    except (smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected, smtplib.SMTPHeloError) as e:
        return _unreachable(server, e)
    except smtplib.SMTPException as error:
        return problem("email.refused", HOST, server=server, reason=_reason(error))
    except (OSError, UnicodeError) as error:
        return _unreachable(server, error)
    return None


# Said by the system in a language of its own.
_WHY: tuple[tuple[type[Exception], str, str], ...] = (
    (ConnectionRefusedError, "it refuses the connection", "il refuse la connexion"),
    (TimeoutError, "it does not answer in time", "il ne répond pas à temps"),
    (socket.gaierror, "no machine has this name", "aucune machine ne porte ce nom"),
    (UnicodeError, "no machine has this name", "aucune machine ne porte ce nom"),
    (smtplib.SMTPServerDisconnected, "it hangs up", "il raccroche"),
)


def _unreachable(server: Server, error: Exception) -> Problem:
    reason = _reason(error)
    known = ((en, fr) for kind, en, fr in _WHY if isinstance(error, kind))
    english, french = next(known, (reason, reason))
    return problem("email.unreachable", HOST, server=server, why=english, why_fr=french)


def _connection(server: Server) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_PATIENCE, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=_PATIENCE)


def _reason(error: Exception) -> str:
    """Return the words of the server, or of the system, on one line."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=recipients):
            code, text = next(iter(recipients.values()))
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=text):
            pass
        case OSError(strerror=str(text)):
            return " ".join(text.split())
        case _:
            return " ".join(str(error).split()) or type(error).__name__
    told = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return " ".join(f"{code} {told}".split())
