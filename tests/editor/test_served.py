"""The editor over a real socket: on this machine only, with its guard before all else, and it stops by itself."""

import asyncio
import html
import re
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import app_edit, logs
from bot.app_study import Study
from bot.cli import main
from bot.clock import RealClock
from bot.config import Settings
from bot.content import writer
from bot.editor.guard import HEADERS
from bot.errors import SaferbotError
from tests.auxil.clock import FakeClock
from tests.editor.conftest import FILE, Editor
from tests.editor.test_entry import PATH, fields_of


async def raw(port: int, data: bytes) -> bytes:
    """Send bytes to the editor and return all that comes back."""
    reader, to = await asyncio.open_connection("127.0.0.1", port)
    to.write(data)
    await to.drain()
    to.write_eof()
    found = await asyncio.wait_for(reader.read(), 60)
    to.close()
    return found


async def test_it_listens_on_this_machine_only(editor: Editor) -> None:
    """The link in the terminal opens; other addresses of the machine do not."""
    shown: list[str] = []
    async with app_edit.serving(editor.desk, RealClock(), 0, shown.append) as (port, _):
        link = next(line for line in shown if line.startswith("http"))
        assert link.startswith(f"http://127.0.0.1:{port}/enter?key=")
        assert len(link.partition("key=")[2]) >= 43  # 256 bits
        path = link.removeprefix(f"http://127.0.0.1:{port}")
        asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
        found = await raw(port, asked.encode())
        assert found.startswith(b"HTTP/1.1 200")
        for name, value in HEADERS.items():
            assert f"{name}: {value}".encode() in found
        assert not re.search(rb"(?im)^(server|date):", found)
        for address in ("127.0.0.2", "::1"):
            with pytest.raises(OSError):
                await asyncio.open_connection(address, port)


async def test_a_foreign_host_is_refused_on_the_wire(editor: Editor) -> None:
    """Two of them too, and none; and what is no HTTP at all."""
    shown: list[str] = []
    async with app_edit.serving(editor.desk, RealClock(), 0, shown.append) as (port, _):
        for head in (
            "Host: evil.test",
            f"Host: 127.0.0.1:{port}\r\nHost: evil.test",
            "X: y",
            f"Host: evil.test:{port}",
        ):
            found = await raw(port, f"GET / HTTP/1.1\r\n{head}\r\nConnection: close\r\n\r\n".encode())
            assert found.startswith(b"HTTP/1.1 400")
        assert (await raw(port, b"\x16\x03\x01\x02\x00nonsense\r\n\r\n")).startswith(b"HTTP/1.1 400")


async def test_a_port_that_is_taken_is_told(editor: Editor) -> None:
    """With what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SaferbotError, match="Choose another --port"):
            async with app_edit.serving(editor.desk, RealClock(), port, print):
                pass


class Hurried(FakeClock):
    """A clock on which minutes pass whenever somebody looks."""

    def monotonic(self) -> float:
        self.advance(60)
        return super().monotonic()


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a command does to the log and the signals of this process is undone."""
    monkeypatch.setattr(app_edit, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(logs, "setup", lambda *parts, **named: None)


def test_it_stops_when_nobody_uses_it(
    editor: Editor,
    quiet: None,
    settings: Settings,
    current: app_edit.Current,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After half an hour; what the terminal shows ends with why."""
    shown: list[str] = []
    monkeypatch.setattr(app_edit, "Current", lambda *parts: current)
    app_edit.edit(settings, Hurried(), 0, "editor", shown.append)
    assert shown[-1] == "Stopped: nobody has used it for half an hour."


@pytest.mark.parametrize("role", ["", "x", "a@b.test", "nurse 2", "Ann\nBob"])
def test_a_role_that_is_none_is_refused(settings: Settings, role: str) -> None:
    """Before anything is started: every change would be refused later."""
    with pytest.raises(SaferbotError, match="is no role"):
        app_edit.edit(settings, RealClock(), 0, role, print)


def test_the_command_says_what_it_is_for() -> None:
    """`saferbot edit --help` tells where to open it, and a port that is none is refused."""
    runner = CliRunner()
    assert "on this machine" in runner.invoke(main, ["edit", "--help"]).output
    assert runner.invoke(main, ["edit", "--port", "99999"]).exit_code == 2


@pytest.mark.slow
def test_the_files_are_looked_at_each_time(settings: Settings, study: Study, files: None) -> None:
    """A good edit by hand is in the next page; a broken one leaves the last good version, and says what is wrong."""
    current = app_edit.Current(settings, FakeClock(), study.index)
    path = settings.knowledge / FILE
    path.write_text(
        path.read_text("utf-8").replace("How do I use naloxone nasal spray?", "A new title"), "utf-8"
    )
    assert current.present().view.knowledge.topics["naloxone-nasal-how-to"].title == "A new title"
    (settings.knowledge / "en" / "emergency.yaml").write_text("broken: [", "utf-8")
    present = current.present()
    assert present.view.knowledge.topics["naloxone-nasal-how-to"].title == "A new title"
    assert "emergency.yaml" in present.mistakes[0].file
    assert current.version().view is present.view


BOMBS = (
    "{first}\n  a: &a [x, x]\n  b: *a",
    "{first}\n  <<: {{a: b}}",
    "{first}\n  title: !!python/object:os.system x",
    "{first}\n  title: " + "[" * 20_000,
    "{first}\n  title: " + "{{a: " * 5_000,
    "{first}\n  title: " + "x" * 200_000,
    "{first}\n  title: \x00",
    "{first}\n  title: \ufeff",
    "{first}\n  title: a\n  title: b",
    "---\n{first}\n  title: a\n---\nother: b",
    "\t{first}\n\ttitle: a",
)


@pytest.mark.parametrize("bomb", BOMBS, ids=range(len(BOMBS)))
async def test_a_file_made_to_harm_is_refused(editor: Editor, bomb: str) -> None:
    """Typed into the box of an entry, in words, and nothing is written (SEC-1)."""
    browser = await editor.signed_in()
    before = editor.file()
    fields = fields_of(await browser.get(PATH))
    first = fields["yaml"].split("\n")[0]
    form = {"version": fields["version"], "yaml": bomb.format(first=first), "do": "save-yaml"}
    reply = await browser.post(PATH, form)
    assert reply.status == 422
    assert "naloxone.yaml" in html.unescape(reply.text)
    assert editor.file() == before
    assert not (editor.desk.book.root / writer.HISTORY).exists()


def test_everything_a_page_needs_is_in_the_package() -> None:
    """Templates, style and script lie beside the code, and none of them asks for anything from elsewhere."""
    folder = Path(app_edit.__file__).parent / "editor"
    held = [path for path in folder.rglob("*") if path.suffix in (".html", ".css", ".js", ".svg")]
    assert len(held) >= 10
    for path in held:
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|//[a-z]+\.[a-z]|@import|style=|\son[a-z]+=", text), path.name
