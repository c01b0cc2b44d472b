"""Draws what a person sees: the real conversation over the fake Bot API, as a small phone shows it.

`python -m tests.auxil.phone FOLDER` writes the pictures of README (PNG) with Chromium; nothing is fetched.
"""

import asyncio
import html
import io
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

from bot import app, app_sites
from bot.clock import RealClock
from bot.config import Settings
from bot.core.view import View
from tests.auxil.botapi import FakeBotApi, User
from tests.auxil.botapi_world import Sent
from tests.auxil.served import PERSON, served
from tests.conftest import KNOWLEDGE

Json = dict[str, Any]
WIDE = 360  # CSS pixels: what a cheap phone has
TALLEST = 4_000
SHADES = 48  # colours kept: text stays sharp, the file small
MARGIN = 8


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: its name, the country whose facts are shown, and what is typed, or tapped in brackets."""

    name: str
    script: tuple[str, ...]
    country: str = "GB"


SCENES = (
    Scene("first-screen", ("/start",)),
    Scene("emergency", ("my friend wont wake up", "[I have naloxone]")),
    Scene("choices", ("my strip", "[3.")),
    Scene("finder", ("any naloxone near robson street",), "CA"),
    Scene("mixing", ("can i mix xanax and wine",)),
)
CSS = """
*{box-sizing:border-box}
body{margin:0;width:360px;background:#9fbf9a;font:15px/1.32 'DejaVu Sans',Roboto,sans-serif; color:#111}
header{background:#527da3;color:#fff;padding:9px 14px;font-weight:bold}
header small{display:block; font-weight:normal;font-size:12px;opacity:.85} main{padding:8px 7px}
.m{max-width:318px;margin:0 0 6px;padding:6px 9px; border-radius:12px;white-space:pre-wrap;
overflow-wrap:anywhere;background:#fff;width:fit-content} .me{background:#e1ffc7;margin-left:auto}
.keys{max-width:318px;margin:-2px 0 8px} .row{display:flex;gap:3px; margin-bottom:3px}
.row div{flex:1 1 0;min-width:0;background:#6d8f6bcc;color:#fff;text-align:center;padding:8px 6px;
 border-radius:7px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;font-size:14px}
.row .danger{background:#c0392b}
blockquote{margin:4px 0 0;padding:2px 8px;border-left:3px solid #527da3;background:#eef3f8;
font-size:13px; max-height:58px;overflow:hidden;position:relative}
.map{background:#cfe3cf;height:64px;border-radius:8px;margin-bottom:4px; display:flex;
align-items:center;justify-content:center;font-size:24px} a{color:#2a6fb0} footer{background:#fff}
.bar{padding:11px 14px;color:#999;border-top:1px solid #ddd} .board{background:#e3e7ec;padding:5px}
.board .row{margin:0 0 4px} .board .row div{background:#fff;color:#111}
"""
_LINK = re.compile(r"https?://[^\s<]+|(?<![\w.])/[a-z]{3,}\b|@\w{5,}")


@cache
def view_of(country: str) -> View:
    """The real knowledge with the example list of places."""
    settings, clock = Settings(KNOWLEDGE), RealClock()
    local = app_sites.maker(settings, clock, may_be_example=True)
    return app.build_version(settings, country, clock, make_local=local).view


async def talk(api: FakeBotApi, person: User, script: tuple[str, ...]) -> None:
    """Say and tap what the script says, each after the answer before it is whole."""
    under: list[Sent] = []
    for line in script:
        if line.startswith("["):
            pressable = [one for one in under if one.labels]
            label = next(text for text in pressable[-1].labels if text.startswith(line[1:-1]))
            person.presses(pressable[-1], label)
        else:
            person.says(line)
        await person.next_reply(timeout=60)
        await api.wait_for(lambda: not api.unconfirmed(), timeout=60)
        under = person.inbox()


async def drawn(scene: Scene, view: View) -> str:
    """The page of a scene, as HTML."""
    async with served(view) as api:
        person = api.user(PERSON)
        await talk(api, person, scene.script)
        here = [one for (chat, _), one in sorted(api.world.messages.items()) if chat == PERSON]
        sent = {one.message_id: one for one in person.inbox()}
    bubbles = "".join(_bubble(one, sent.get(one["message_id"])) for one in here)
    boards = [
        one.reply_markup for one in sent.values() if one.reply_markup and "keyboard" in one.reply_markup
    ]
    board = f'<div class="board">{_rows(boards[-1]["keyboard"])}</div>' if boards and boards[-1] else ""
    return (
        f"<!doctype html><meta charset=utf-8><style>{CSS}</style><header>Riverside<small>bot</small></header>"
        f'<main>{bubbles}</main><footer><div class="bar">Message</div>{board}</footer>'
    )


def _bubble(message: Json, sent: Sent | None) -> str:
    if sent is None:
        return f'<div class="m me">{html.escape(message.get("text", ""))}</div>'
    if "venue" in message:
        words = f"<b>{html.escape(message['venue']['title'])}</b>\n{html.escape(message['venue']['address'])}"
        return f'<div class="m" style="width:318px"><div class="map">&#128205;</div>{words}</div>'
    words = _LINK.sub(lambda found: f"<a>{found[0]}</a>", sent.html)
    markup = sent.reply_markup or {}
    keys = (
        f'<div class="keys">{_rows(markup["inline_keyboard"])}</div>' if "inline_keyboard" in markup else ""
    )
    return f'<div class="m">{words}</div>{keys}'


def _rows(rows: list[list[Json]]) -> str:
    return "".join(
        '<div class="row">'
        + "".join(f'<div class="{key.get("style", "")}">{html.escape(key["text"])}</div>' for key in row)
        + "</div>"
        for row in rows
    )


def shoot(page: str) -> bytes:
    """The page as PNG, cut where it ends; with few colours, so that it loads on a slow line."""
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder, "page.html"), Path(folder, "page.png")
        file.write_text(page, encoding="utf-8")
        quiet = "--no-first-run --disable-background-networking --disable-component-update --disable-sync"
        subprocess.run(
            [
                *(
                    "chromium",
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    *quiet.split(),
                ),
                *(f"--user-data-dir={folder}/profile", "--hide-scrollbars", "--force-device-scale-factor=2"),
                *(f"--window-size={WIDE},{TALLEST}", f"--screenshot={out}", file.as_uri()),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        picture = Image.open(out).convert("RGB")
    return _small(picture)


def _small(picture: Image.Image) -> bytes:
    end = picture.height - 1
    ground = picture.getpixel((1, end))
    while end and all(picture.getpixel((x, end)) == ground for x in range(1, picture.width, 7)):
        end -= 1
    kept = picture.crop((0, 0, picture.width, end + 1)).quantize(SHADES, dither=Image.Dither.NONE)
    out = io.BytesIO()
    kept.save(out, format="PNG", optimize=True)
    return out.getvalue()


def main(folder: Path) -> None:
    """Draw every scene into the folder."""
    for scene in SCENES:
        data = shoot(asyncio.run(drawn(scene, view_of(scene.country))))
        (folder / f"{scene.name}.png").write_bytes(data)
        print(f"{scene.name}.png: {len(data) // 1024} kB")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
