"""Translations: what a language has and lacks, side by side with English."""

from bot.content.translations import BASE, Pair, Side, languages, side_by_side
from bot.editor.desk import Desk
from bot.editor.exchange import Menu, Page, Request, Shown

_PARTS = (
    ("wording", "Fixed sentences and buttons", "wording.yaml"),
    ("topics", "Entries", "topics/"),
    ("categories", "Titles of categories", "categories.yaml"),
    ("files", "Files", "the folder"),
)
ALL = "all"


def show(desk: Desk, request: Request) -> Shown:
    """Show a language beside English: what lacks alone, or all of it; where English is the only one, how to begin."""
    root = desk.book.root
    there = languages(root)
    others = [name for name in there if name != BASE]
    wanted = request.query.get("with", "")
    lang = wanted if wanted in others else next(iter(others), "")
    is_all = request.query.get("show") == ALL
    side = side_by_side(root, lang) if lang and BASE in there else None
    values = {
        "base": BASE,
        "there": there,
        "others": others,
        "lang": lang,
        "is_all": is_all,
        "mistakes": side.mistakes if side else (),
        "parts_of": [_part(side, *one, is_all=is_all) for one in _PARTS] if side else [],
        "files": sorted(path.name for path in (root / BASE).glob("*.yaml")),
    }
    return Shown("translations.html", values)


def _part(side: Side, name: str, title: str, place: str, *, is_all: bool) -> dict[str, object]:
    pairs: tuple[Pair, ...] = getattr(side, name)
    return {
        "id": name,
        "title": title,
        "place": place,
        "rows": [one for one in pairs if is_all or one.is_lacking or one.base is None],
        "has": sum(bool(one.base and one.other) for one in pairs),
        "of": sum(one.base is not None for one in pairs),
        "more": sum(one.base is None for one in pairs),
        "same": sum(one.is_same for one in pairs) if name != "files" else 0,
    }


PAGE = Page("/translations", "Translations", show, menu=Menu.CHECKING)
