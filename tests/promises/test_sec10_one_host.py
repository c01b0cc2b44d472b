"""The bot talks to Telegram and to nobody else: no link is opened, no map or list is fetched, nothing calls home; and
no test of ours reaches another machine."""

import re
import shutil
import socket
import sys
from pathlib import Path

import pytest

from tests.auxil.botapi import FakeBotApi
from tests.auxil.crowd import talk
from tests.auxil.egress import OutsideError
from tests.auxil.figures import tell
from tests.auxil.program import program

PEOPLE = 60
# 192.0.2.0/24 is set aside for documentation: nothing answers there.
CONNECT = re.compile(
    r"connect\(\d+, \{sa_family=AF_INET6?,.*?(?:sin_port=htons\((\d+)\)|sin6_port=htons\((\d+)\)).*?\"([0-9a-f.:]+)\""
)
OPENED = re.compile(r'openat\(\w+, "([^"]+)", ([A-Z_|0-9]+)')


def test_every_test_is_watched() -> None:
    """The watch that stands over the whole suite: another machine and its name cannot be reached, this one can."""
    with socket.socket() as one, pytest.raises(OutsideError):
        one.connect(("192.0.2.1", 80))
    with pytest.raises(OutsideError):
        socket.getaddrinfo("example.org", 443)
    with socket.create_server(("127.0.0.1", 0)) as here, socket.create_connection(here.getsockname()):
        assert socket.getaddrinfo("localhost", 80)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("strace"), reason="needs strace")
async def test_the_program_connects_to_telegram_and_writes_where_it_may(tmp_path: Path) -> None:
    """As the system sees it, over sixty conversations: every connection, every file opened for writing; it listens
    nowhere."""
    trace = tmp_path / "trace"
    watch = ("strace", "-f", "-qq", "-s", "200", "-e", "trace=connect,openat,listen", "-o", str(trace))
    home = tmp_path / "home"
    home.mkdir()
    async with FakeBotApi() as api:
        async with program(home, api, extra={"XDG_CACHE_HOME": str(home / "cache")}, under=watch):
            await talk(api, range(PEOPLE))
        port = str(api.port)
    seen = trace.read_text("utf-8", "replace")
    reached = {(one[1] or one[2], one[3]) for one in CONNECT.finditer(seen)}
    written = {one[1] for one in OPENED.finditer(seen) if "O_WRONLY" in one[2] or "O_RDWR" in one[2]}
    elsewhere = [
        one for one in written if not one.startswith((str(home), "/dev/", "/proc/self/")) and one[0] == "/"
    ]
    assert reached == {(port, "127.0.0.1")}
    assert "counts.sqlite3" in " ".join(written)
    assert elsewhere == []
    assert "listen(" not in seen
    tell(
        "SEC-10",
        f"{PEOPLE} conversations under strace",
        hosts=len(reached),
        files_written=len(written),
        listening=0,
    )
