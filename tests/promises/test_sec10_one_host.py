"""The bot talks to Telegram and to nobody else: no link is opened, no map or list is fetched, nothing calls home; and
no test of ours reaches another machine."""

import socket

import pytest

from tests.auxil.egress import OutsideError


def test_every_test_is_watched() -> None:
    """The watch that stands over the whole suite: another machine and its name cannot be reached, this one can."""
    with socket.socket() as one, pytest.raises(OutsideError):
        one.connect(("192.0.2.1", 80))
    with pytest.raises(OutsideError):
        socket.getaddrinfo("example.org", 443)
    with socket.create_server(("127.0.0.1", 0)) as here, socket.create_connection(here.getsockname()):
        assert socket.getaddrinfo("localhost", 80)
