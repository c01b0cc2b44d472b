"""The pictures of README are there, small, and drawn from the real conversation."""

import re

from bot.app import Version
from tests.auxil.phone import SCENES, Scene, drawn
from tests.conftest import ROOT

MOST_BYTES = 150_000


def test_every_picture_is_shown_and_small() -> None:
    """One for each scene, in README, quick on a slow line."""
    shown = re.findall(r"\((benchmarks/pictures/[a-z-]+\.png)\)", (ROOT / "README.md").read_text("utf-8"))
    assert {f"benchmarks/pictures/{scene.name}.png" for scene in SCENES} <= set(shown)
    assert set(shown) == {
        f"benchmarks/pictures/{one.name}" for one in (ROOT / "benchmarks/pictures").iterdir()
    }
    for name in shown:
        data = (ROOT / name).read_bytes()
        assert data.startswith(b"\x89PNG")
        assert len(data) < MOST_BYTES


async def test_a_scene_shows_what_was_said_and_every_button(version: Version) -> None:
    """Both sides of the talk, the buttons, and the menu at the bottom."""
    page = await drawn(Scene("any", ("/start", "my friend <b> wont wake up", "[No naloxone]")), version.view)
    assert "my friend &lt;b&gt; wont wake up" in page
    assert "<b>Call 999" in page
    assert '<div class="danger">I have naloxone</div>' in page
    assert "Help now" in page.partition("<footer>")[2]
