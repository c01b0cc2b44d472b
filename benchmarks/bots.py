"""The bots a load is put on, each a process of its own that talks to a Bot API server on loopback."""

import asyncio
import os
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.loopback import TOKEN, Loopback

ROOT = Path(__file__).parent.parent
HOOK = "https://bot.example.org/hook"
TICKS = os.sysconf("SC_CLK_TCK")
# Where what is learned from the knowledge is kept: with this in its environment a bot finds it instead of learning.
LEARNED = {"XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")}
ECHO_PTB = """
import os
from telegram.ext import Application, MessageHandler, filters
async def echo(update, context):
    await update.effective_message.reply_text(update.effective_message.text)
builder = Application.builder().token(os.environ["LOAD_TOKEN"]).base_url(os.environ["LOAD_ROOT"] + "/bot")
application = builder.build()
application.add_handler(MessageHandler(filters.TEXT, echo))
application.run_polling(timeout=10)
"""
ECHO_AIOGRAM = """
import asyncio, os
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
dispatcher = Dispatcher()
@dispatcher.message()
async def echo(message):
    await message.answer(message.text)
async def main():
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["LOAD_ROOT"]), limit=256)
    await dispatcher.start_polling(Bot(os.environ["LOAD_TOKEN"], session=session), polling_timeout=10)
asyncio.run(main())
"""
ECHO_OURS = """
import asyncio, os, signal
from bot.clock import RealClock
from bot.core.model import Kind, Reply
from bot.transports.telegram.api import make_bot
from bot.transports.telegram.housekeeping import Texts
from bot.transports.telegram.pace import Pace
from bot.transports.telegram.service import serve
class Echo:
    def reply(self, incoming):
        return Reply(Kind.ANSWER, incoming.text)
    def sweep(self):
        pass
async def main():
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    bot = make_bot(os.environ["LOAD_TOKEN"], os.environ["LOAD_ROOT"])
    await serve(bot, Echo(), RealClock(), stop, Texts((), "", ""), pace=Pace().at(5_000))
asyncio.run(main())
"""


@dataclass(frozen=True, slots=True)
class Used:
    """What a process has used: seconds of processor time, and MiB of memory now."""

    seconds: float
    memory: float


def used(pid: int) -> Used:
    """Read it from /proc."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text("ascii"))
    assert found
    return Used((int(fields[11]) + int(fields[12])) / TICKS, int(found[1]) / 1024)


def settings(folder: Path, per_second: int = 25, hook_port: int = 0) -> None:
    """Write the settings of a saferbot into a folder; with a port, Telegram calls it there."""
    telegram = [f"  token_file: {folder / 'token'}", f"  messages_per_second: {per_second}"]
    if hook_port:
        telegram.append(f"  webhook:\n    url: {HOOK}\n    listen: 127.0.0.1:{hook_port}")
    (folder / "token").touch(mode=0o600)
    (folder / "token").write_text(TOKEN, "ascii")
    (folder / "config.yaml").write_text("country: GB\ntelegram:\n" + "\n".join(telegram) + "\n", "utf-8")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def start(
    command: list[str], folder: Path, api: Loopback, extra: Mapping[str, str] = {}
) -> "subprocess.Popen[bytes]":
    """Start a bot in a folder, with `extra` in its environment."""
    env = {
        **os.environ,
        "LOAD_TOKEN": TOKEN,
        "LOAD_ROOT": api.root,
        "SAFERBOT_TELEGRAM_API_URL": api.root,
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(folder.parent / "cache"),
        **extra,
    }
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log)  # noqa: S603


OURS = [sys.executable, "-m", "bot", "run"]


def learn(folder: Path, extra: Mapping[str, str] = LEARNED) -> None:
    """Learn the knowledge beforehand, so that the time and memory this takes are not taken for the bot's at work."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), **extra}
    command = [sys.executable, "-m", "bot", "ask", "what is naloxone"]
    subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True)  # noqa: S603


async def until(is_true: Callable[[], object], seconds: float) -> bool:
    """Wait until it is true, looked at ten times a second; whether it came true in time."""
    for _ in range(int(seconds * 10)):
        if is_true():
            return True
        await asyncio.sleep(0.1)
    return bool(is_true())


@asynccontextmanager
async def running(
    command: list[str], folder: Path, api: Loopback, extra: Mapping[str, str] = {}
) -> AsyncIterator["subprocess.Popen[bytes]"]:
    """A bot at work until the block ends; it has asked for updates, or been given its webhook."""
    process = start(command, folder, api, extra)
    try:
        assert await until(lambda: api.calls["getUpdates"] or api.webhook, 120), "it does not start"
        yield process
    finally:
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, 90)
        except subprocess.TimeoutExpired:
            process.kill()
