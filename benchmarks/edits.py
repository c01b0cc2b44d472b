"""How long after an edit is saved in the browser's editor a running bot answers with it.

    python -m benchmarks.edits [--edits 10]

`saferbot run` on a fake Bot API and `saferbot edit`, two programs over one copy of the whole knowledge. Each edit is a
form sent to the editor over HTTP as a browser sends it; from the moment its reply is there, somebody new asks for that
entry five times a second, until the answer has the new line. Prints the median and the worst, and how busy the machine
was: what else runs on it is in the figure.
"""

import argparse
import asyncio
import http.client
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from tests.auxil.botapi import FakeBotApi
from tests.auxil.program import program

ROOT = Path(__file__).parent.parent
TOPIC, ASKED = "naloxone-expired", "does narcan go off"
PAUSE, GIVEN_UP = 0.2, 30.0
_PEOPLE = count(7_800_000_001)  # a new chat each, so that no limit is met
_LINK = re.compile(r"http://(127\.0\.0\.1:\d+)/enter\?key=(\S+)")
_VERSION = re.compile(r'name="version" value="([^"]*)"')
_ANSWER = re.compile(r'<textarea[^>]*id="answer"[^>]*>(.*?)</textarea>', re.DOTALL)


class Editor:
    """A browser's side of an editor that runs: signed in by its key, one entry saved at a time."""

    def __init__(self, host: str, key: str) -> None:
        self._line = http.client.HTTPConnection(host, timeout=60)
        self._own = {"origin": f"http://{host}", "sec-fetch-site": "same-origin"}
        self._own["cookie"] = self._send("POST", "/enter", {"key": key})[1].partition(";")[0]

    def _send(self, how: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        kind = {"content-type": "application/x-www-form-urlencoded"} if form else {}
        self._line.request(how, path, urlencode(form) if form else None, {**self._own, **kind})
        reply = self._line.getresponse()
        return reply.status, reply.getheader("set-cookie", "") or "", reply.read().decode("utf-8")

    def save(self, line: str) -> None:
        """Put a line under the answer, in place of the one before, and return when it is saved."""
        page = self._send("GET", f"/entries/{TOPIC}")[2]
        version, answer = _VERSION.search(page), _ANSWER.search(page)
        if version is None or answer is None:
            raise SystemExit("the page of the entry is not what this expects")
        text = unescape(answer[1]).strip().partition("\n\nSaved as")[0]
        form = {"do": "save", "version": version[1], "answer": f"{text}\n\n{line}"}
        if self._send("POST", f"/entries/{TOPIC}", form)[0] != http.HTTPStatus.SEE_OTHER:
            raise SystemExit("the editor did not save it")


@contextmanager
def editing(folder: Path) -> Iterator[Editor]:
    """`saferbot edit` in a folder, signed in to."""
    command = [sys.executable, "-u", "-m", "bot", "edit"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(  # noqa: S603 - our own program
        command, cwd=folder, env=env, stdout=subprocess.PIPE, text=True
    )
    try:
        for said in process.stdout or ():
            if found := _LINK.search(said):
                yield Editor(found[1], found[2])
                return
        raise SystemExit("the editor did not start")
    finally:
        process.terminate()
        process.wait()


async def until_answered(api: FakeBotApi, line: str) -> float:
    """Ask until the answer has a line; return the seconds it took."""
    began = time.perf_counter()
    while (taken := time.perf_counter() - began) < GIVEN_UP:
        person = api.user(next(_PEOPLE))
        person.says(ASKED)
        await person.next_reply()
        if any(line in sent.text for sent in person.inbox()):
            return time.perf_counter() - began
        await asyncio.sleep(PAUSE)
    raise SystemExit(f"not answered with after {taken:.0f} seconds")


async def measured(folder: Path, edits: int) -> list[float]:
    """Return the seconds of each edit."""
    shutil.copytree(ROOT / "knowledge", folder / "knowledge", ignore=shutil.ignore_patterns(".history"))
    found = []
    async with FakeBotApi() as api, program(folder, api, "knowledge: knowledge\n"):
        words = ("apple", "bread", "chair", "dress", "earth", "flower", "grass", "house", "island", "juice")
        with editing(folder) as editor:
            for number in range(edits):
                line = f"Saved as {words[number % len(words)]} {'again ' * (number // len(words))}now."
                await asyncio.to_thread(editor.save, line)
                found.append(await until_answered(api, line))
                print(f"edit {number + 1}: {found[-1]:.2f} s", flush=True)
    return found


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--edits", type=int, default=10)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(measured(Path(folder), chosen.edits))
    busy = os.getloadavg()[0]
    print(
        f"saved to answered, {len(found)} edits: median {statistics.median(found):.2f} s, worst {max(found):.2f} s"
    )
    print(f"(load of the machine {busy:.1f} on {os.cpu_count()} processors)")


if __name__ == "__main__":
    main()
