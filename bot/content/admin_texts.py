"""What admins read in the chat: data of each language, in admin.yaml."""

from collections.abc import Mapping
from pathlib import Path

from bot.content.common import read_texts
from bot.content.fields import Fields
from bot.content.loader import read_one
from bot.errors import KnowledgeError, Mistake

ADMIN = "admin.yaml"
TEXTS = (
    "menu", "menu_try", "menu_ask", "menu_edit", "menu_short", "menu_new", "menu_down", "menu_site", "menu_due",
    "menu_waiting", "menu_counts", "menu_undo", "back", "confirm", "drop", "refuse", "withdraw", "search", "moment",
    "busy", "lost", "failed", "pick_category", "pick_entry", "prompt_try", "prompt_find", "prompt_ask",
    "prompt_edit", "prompt_short", "prompt_new", "prompt_site", "prompt_until", "prompt_moved", "prompt_hours",
    "site", "site_until", "site_shut", "site_moved", "site_open", "site_hours", "no_sites", "none_found",
    "tried_answer", "tried_choices", "tried_unsure", "tried_danger", "tried_why", "why_danger", "placeholder",
    "shown", "shown_reasons", "shown_effect", "shown_lost", "shown_ask", "no_effect", "too_long", "done",
    "waits_two", "waits_day", "dropped", "gone", "no_undo", "nothing_waits", "waiting", "waiting_one",
    "waiting_stale", "confirmed", "closed", "nothing_due", "due", "no_counts", "counts", "few", "was_text",
    "shown_whole", "waiting_long", "menu_editor",
)  # fmt: skip


def read_admin_texts(root: Path, lang: str) -> Mapping[str, str]:
    """Return the texts of a language. Raises KnowledgeError where one is missing or cannot be read."""
    mistakes: list[Mistake] = []
    texts = read_texts(Fields(read_one(root, root / lang / ADMIN, mistakes), (), mistakes), TEXTS)
    if mistakes:
        raise KnowledgeError(mistakes)
    return texts
