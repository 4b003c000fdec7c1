"""Whom the server answers: those who came by a name of this machine, and only in plain words."""

import ipaddress

LOOPBACK = "127.0.0.1"


def is_expected(host: str, asked: str) -> bool:
    """Return whether a request with the header `Host: host` is meant for a server at *asked*.

    A page elsewhere can make its own name point at this machine and so read, in its own name, what
    is shown here (DNS rebinding). It cannot do so with an address in digits, nor with `localhost`.
    """
    name = _name_of(host)
    if name == "localhost" or (name == asked.lower() and name):
        return True
    address = _address(name)
    if address is None:
        return False
    return address.is_loopback or not is_loopback(asked)


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach a server at *host*."""
    address = _address(host)
    return host.lower() == "localhost" or (address is not None and address.is_loopback)


def _name_of(host: str) -> str:
    """Return *host* without its port: `[::1]:8000` gives `::1`."""
    if host.startswith("["):
        name, closed, rest = host[1:].partition("]")
        return name.lower() if closed and (not rest or rest.startswith(":")) else ""
    name, _, port = host.partition(":")
    return name.lower() if port.isascii() and (not port or port.isdigit()) else ""


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None
