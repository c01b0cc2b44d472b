"""Memory of the serving bot beside a bare python-telegram-bot echo, both against a Bot API server on loopback.

    python -m benchmarks.memory

Prints resident memory (MiB) of both after 200 messages, the difference, and the time from start to the first answer.
"""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.auxil.botapi import FakeBotApi

ROOT = Path(__file__).parent.parent
MESSAGES = 200
ECHO = """
import os
from telegram.ext import Application, MessageHandler, filters
async def echo(update, context):
    await update.effective_message.reply_text(update.effective_message.text)
token = open(os.environ["SAFERBOT_TELEGRAM_TOKEN_FILE"]).read().strip()
builder = Application.builder().token(token).base_url(os.environ["SAFERBOT_TELEGRAM_API_URL"] + "/bot")
application = builder.build()
application.add_handler(MessageHandler(filters.TEXT, echo))
application.run_polling(timeout=10)
"""


def resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    found = re.search(r"VmRSS:\s+(\d+)", status)
    assert found
    return int(found[1]) / 1024


async def measure(command: list[str]) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.yaml").write_text("country: GB\n", "utf-8")
        async with FakeBotApi() as api:
            people = [api.user(1_000 + number) for number in range(MESSAGES)]
            people[0].says("what is naloxone")
            env = {**os.environ, **api.env(folder / "token"), "PYTHONPATH": str(ROOT)}
            began = time.perf_counter()
            process = subprocess.Popen(command, cwd=folder, env=env, stderr=subprocess.DEVNULL)  # noqa: S603, ASYNC220
            try:
                await api.wait_for(lambda: bool(people[0].inbox()), timeout=60)
                first = time.perf_counter() - began
                for person in people[1:]:
                    person.says("what is fentanyl")
                await api.wait_for(lambda: all(person.inbox() for person in people), timeout=120)
                return resident(process.pid), first
            finally:
                process.terminate()
                await asyncio.to_thread(process.wait)


def _learn() -> None:
    """Learn beforehand, so that it is measured whole and not while it learns."""
    command = [sys.executable, "-m", "bot", "ask", "what is naloxone"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603


async def main() -> None:
    await asyncio.to_thread(_learn)
    ours, our_start = await measure([sys.executable, "-m", "bot", "run"])
    echo, echo_start = await measure([sys.executable, "-c", ECHO])
    print(f"saferbot {ours:.1f} MiB, echo {echo:.1f} MiB, difference {ours - echo:.1f} MiB")
    print(f"first answer: saferbot {our_start:.2f} s, echo {echo_start:.2f} s")


if __name__ == "__main__":
    asyncio.run(main())
