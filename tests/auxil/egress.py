"""No test reaches another machine: whoever tries to connect to one, or to look up its name, fails at once."""

import ipaddress
import sys

HERE = ("localhost", "127.0.0.1", "::1", "", None)


class OutsideError(Exception):
    """Something wanted to reach another machine."""


def guard() -> None:
    """From now on, and for good: Python's own hook cannot be taken off again."""
    sys.addaudithook(_look)


def _look(event: str, args: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = args[1]
        if isinstance(address, tuple) and not _is_here(address[0]):
            raise OutsideError(f"a test wanted to reach {address[0]}")
    elif event == "socket.getaddrinfo" and not _is_here(args[0]):
        raise OutsideError(f"a test wanted to look up {args[0]!r}")


def _is_here(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in HERE:
        return True
    try:
        address = ipaddress.ip_address(str(host))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
