"""Who may import whom, read from the code itself (the table of the design)."""

import ast
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

ROOMS = {
    "core": {"errors"},
    "privacy": {"core", "errors", "clock"},
    "matching": {"core", "errors"},
    "services": {"core", "errors", "clock"},
    "content": {"core", "errors", "matching", "services"},
    "store": {"core", "privacy", "errors", "clock"},
    "admin": {"core", "content", "privacy", "errors", "clock"},
    "page": {"core", "services", "errors"},
    "backup": {"errors"},
    "health": {"privacy", "content"},
    "transports": {"core", "admin", "privacy", "errors", "clock", "logs"},
    "editor": {"core", "content", "admin", "errors", "clock", "logs"},
    "logs": {"errors"},
    "config": {"core", "errors", "content", "config_admins", "config_telegram", "health"},
    "config_admins": {"errors", "content"},
    "config_telegram": {"errors", "content"},
    "clock": set(),
    "errors": set(),
}
BUILDERS = {
    "app",
    "app_admin",
    "app_check",
    "app_effect",
    "app_card",
    "app_backup",
    "app_health",
    "app_index",
    "app_questions",
    "app_sheets",
    "app_notices",
    "app_page",
    "app_sites",
    "app_try",
    "app_disclose",
    "cli",
    "cli_disclose",
    "cli_alert",
    "cli_card",
    "cli_backup",
    "cli_edit",
    "cli_imports",
    "cli_page",
    "cli_places",
    "cli_questions",
    "cli_sheets",
    "cli_sites",
    "cli_stats",
    "cli_try",
    "cli_waiting",
}
BUILDERS |= {
    "imports",
    "service",
    "service_questions",
    "service_sites",
    "doctor",
    "doctor_machine",
    "doctor_telegram",
    "finding",
    "service_channel",
    "explain",
    "live",
    "live_again",
    "unsafe",
    "__main__",
    "__init__",
}
BUILDERS |= {
    "app_desk",
    "app_edit",
    "app_launch",
    "app_listing",
    "app_stats",
    "app_study",
    "cli_editor",
    "cli_talk",
}
OUTSIDE: dict[str, str | tuple[str, ...]] = {
    "yaml": "content/strict_yaml.py",
    "numpy": "matching/",
    "Stemmer": "matching/words.py",
    "rapidfuzz": ("matching/align.py", "services/spelling.py"),
    "aiosqlite": "store/database.py",
    "click": "cli",  # cli.py and the files of its groups
    "opening_hours": "services/hours.py",
    "syllapy": "content/reading.py",
    "openpyxl": "content/sheets/xlsx_file.py",
    "matplotlib": ("content/chart.py", "content/stats_chart.py", "content/card_png.py"),
    "segno": "content/qr.py",
    "telegram": "transports/telegram/",
    "aiohttp": "transports/telegram/request.py",
    "starlette": ("transports/telegram/door.py", "editor/web.py"),
    "jinja2": "editor/drawing.py",
    "markupsafe": "editor/drawing.py",  # comes with jinja2
    "uvicorn": "transports/telegram/listen.py",
}
IMPURE = {"asyncio", "os", "io", "pathlib", "sqlite3", "socket", "time", "random", "secrets", "logging"}
PERSONAL = {"user_id", "chat_id", "username", "first_name", "last_name", "phone", "phone_number", "latitude"}

FILES = sorted((ROOT / "bot").rglob("*.py"))


def imports(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} if node.module != "bot" else {f"bot.{alias.name}" for alias in node.names}
    return names


def room(file: Path) -> str:
    part = file.relative_to(ROOT / "bot").parts[0]
    return part.removesuffix(".py")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_arrows_point_down_only(file: Path) -> None:
    """A room imports only the rooms the table allows; only the builders import everything."""
    mine = room(file)
    if mine in BUILDERS:
        return
    for name in imports(file):
        if name.startswith("bot."):
            other = name.split(".")[1]
            assert other == mine or other in ROOMS[mine], f"{mine} may not import {name}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_one_file_per_outside_thing(file: Path) -> None:
    """A library from outside is imported in the one file named after it in the table, and core imports none."""
    here = file.relative_to(ROOT / "bot").as_posix()
    for name in imports(file):
        top = name.split(".")[0]
        if top == "bot" or top in sys.stdlib_module_names:
            assert not (here.startswith("core/") and top in IMPURE), f"core must not import {top}"
            continue
        assert here.startswith(OUTSIDE[top]), f"{top} is imported in {here}"


def test_the_walk_sees_imports() -> None:
    """The check can fail: it finds the imports that are there."""
    assert "yaml" in imports(ROOT / "bot/content/strict_yaml.py")
    assert "bot.core" in {name[:8] for name in imports(ROOT / "bot/transports/base.py")}


def test_nothing_has_room_for_a_person() -> None:
    """No value outside the handler that answers has a field for who somebody is."""
    found = set()
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add((file.relative_to(ROOT / "bot").as_posix(), node.target.id))
    assert ("core/model.py", "text") in found
    found.discard(("core/site.py", "phone"))  # the number of a place, never of a person
    assert not [one for one in found if one[1] in PERSONAL and not one[0].startswith("transports/telegram/")]


def test_no_file_is_long() -> None:
    """Where a file passes 330 lines a room is missing."""
    assert not [file.name for file in FILES if len(file.read_text("utf-8").splitlines()) > 330]
