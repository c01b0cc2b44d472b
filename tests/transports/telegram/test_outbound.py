"""How a reply looks on Telegram: nothing can break the markup, nothing is lost, nothing is cut inside a step."""

from typing import Any

import pytest
from hypothesis import strategies as st

from bot.core import menu
from bot.core.model import Button, Kind, Reply
from bot.core.text import MESSAGE_LIMIT, visible
from bot.transports.telegram.outbound import as_html, as_plain, draw, to_html
from tests.auxil import botapi_rules as rules
from tests.auxil.botapi_html import parse_html

MARKS = st.sampled_from(
    ["**", "*", "<", ">", "&", "&amp;", "&nbsp;", "<b>", "</b>", '"', "\n", "\n\n", "🙂", "é", " "]
)
WORDS = st.lists(st.one_of(MARKS, st.text(max_size=8)), max_size=30).map("".join)


def test_bold_is_bold_and_tags_are_words() -> None:
    """The one mark there is, and no other."""
    assert to_html("**Do this:** a <b> & b") == "<b>Do this:</b> a &lt;b&gt; &amp; b"


def shown(reply: Reply) -> list[str]:
    """The messages as Telegram would show them, each checked as Telegram checks it."""
    sent = [as_html(piece) for piece in draw(reply)]
    for one in sent:
        rules.reply_markup(one)
    return [rules.formatted(one).text for one in sent]


NUMBERS = [
    ("Call 0300 123 6600 today.", ["0300 123 6600"]),
    ("US: 1-800-222-1222, or 877-696-1996 at night", ["1-800-222-1222", "877-696-1996"]),
    ("+44 (0)20 7946 0000 or +49 30 123456 or 0800 1111", ["+44 (0)20 7946 0000", "+49 30 123456"]),
    ("2026-11-23, 1000-2000 mg, 30 to 90 minutes, 999 or 112, 0.25 to 0.5, 1 2 3", []),
    ("https://example.org/0300-1236600 and ref A0300123660", []),
]


@pytest.mark.parametrize(("text", "numbers"), NUMBERS)
def test_telephone_numbers_can_be_copied(text: str, numbers: list[str]) -> None:
    """Two at most, as they are written; dates, doses and addresses are none."""
    (piece,) = draw(Reply(Kind.SERVICES, text), "Copy {number}")
    sent = as_html(piece)
    rules.reply_markup(sent)
    rows: Any = sent.get("reply_markup", {"inline_keyboard": []})
    copied = [(one["text"], one["copy_text"]["text"]) for row in rows["inline_keyboard"] for one in row]
    assert copied == [(f"Copy {one}", one) for one in numbers]


def test_an_emergency_has_no_button_to_copy() -> None:
    """Nothing stands between the steps."""
    (piece,) = draw(Reply(Kind.EMERGENCY, "Call 0300 123 6600"), "Copy {number}")
    assert piece.rows == ()


def test_what_fits_is_one_message() -> None:
    """Bold marks are not counted, as Telegram does not count them; the fine print is."""
    text, notes = "**a**" * 10 + "b" * (MESSAGE_LIMIT - 20), "n" * 9
    assert len(text) > MESSAGE_LIMIT
    assert shown(Reply(Kind.ANSWER, text, notes=notes)) == [f"{visible(text)}\n{notes}"]
    assert len(shown(Reply(Kind.ANSWER, text, notes=notes + "n"))) == 2


def test_the_fine_print_is_folded() -> None:
    """In an expandable quote under the text, escaped as well."""
    (piece,) = draw(Reply(Kind.ANSWER, "Text", notes="Source: <x> https://example.org/a?b&c"))
    said = parse_html(str(as_html(piece)["text"]))
    assert said.text == "Text\nSource: <x> https://example.org/a?b&c"
    assert [one["type"] for one in said.entities] == ["expandable_blockquote"]


def test_nothing_to_say_is_no_message() -> None:
    """Telegram refuses an empty one."""
    assert draw(Reply(Kind.ANSWER, " \n ")) == ()


BUTTONS = (
    menu.button("Emergency: help now, please", menu.Action.RED, "panic"),
    menu.button("Topics", menu.Action.PAGE, "topics"),
    menu.button("Privacy", menu.Action.PAGE, "privacy"),
    menu.button("Next step", menu.Action.STEP, "call"),
)


def keyboard(reply: Reply) -> list[list[dict[str, Any]]]:
    markup: Any = as_html(draw(reply)[-1])["reply_markup"]
    rows: list[list[dict[str, Any]]] = markup["inline_keyboard"]
    return rows


def test_short_buttons_share_a_row_and_help_is_red() -> None:
    """A long label gets its own row; the order stays."""
    rows = keyboard(Reply(Kind.ANSWER, "Text", buttons=BUTTONS))
    assert [[one["text"] for one in row] for row in rows] == [
        ["Emergency: help now, please"],
        ["Topics", "Privacy"],
        ["Next step"],
    ]
    assert [one.get("style") for row in rows for one in row] == ["danger", None, None, "danger"]
    assert rows[1][0]["callback_data"] == "1:p:topics"


def test_the_buttons_are_under_the_last_message_only() -> None:
    """Where the thumb is."""
    pieces = draw(Reply(Kind.ANSWER, "word " * 2_000, notes="fine print", buttons=BUTTONS))
    assert [bool(piece.rows) for piece in pieces] == [False, False, True]


def test_more_buttons_than_telegram_takes_do_not_lose_the_answer() -> None:
    """A hundred are shown."""
    many = tuple(Button("A topic with a long name", f"1:t:a{n}") for n in range(130))
    reply = Reply(Kind.ANSWER, "Text", buttons=many)
    assert len(keyboard(reply)) == 100
    assert shown(reply) == ["Text"]


@pytest.mark.parametrize(
    ("kind", "is_silent"), [(kind, kind not in (Kind.EMERGENCY, Kind.CHECK)) for kind in Kind]
)
def test_only_danger_makes_a_sound(kind: Kind, is_silent: bool) -> None:
    """A phone that lights up can betray its owner; in an emergency it may save them."""
    (piece,) = draw(Reply(kind, "Text"))
    assert as_html(piece)["disable_notification"] is is_silent
    assert as_html(piece)["link_preview_options"] == {"is_disabled": True}


def test_the_plain_form_says_the_same() -> None:
    """For when Telegram cannot parse ours: no marks, the same words and buttons."""
    (piece,) = draw(Reply(Kind.ANSWER, "**Do** this", notes="**Note**", buttons=BUTTONS))
    plain, marked = as_plain(piece), as_html(piece)
    assert plain["text"] == "Do this\nNote"
    assert "parse_mode" not in plain
    assert plain["reply_markup"] == marked["reply_markup"]


LONG = menu.button(
    "What do we do in the next few hours, and should they go to hospital?", menu.Action.TOPIC, "a"
)
SHORT = menu.button("Naloxone", menu.Action.TOPIC, "b")


def test_titles_too_long_for_a_button_stand_in_the_text() -> None:
    """Numbered in both, so that it is seen which is which; what is short enough stays as it is."""
    (piece,) = draw(Reply(Kind.CHOICES, "Which?", buttons=(LONG, SHORT)))
    assert piece.text == f"Which?\n\n1. {LONG.label}\n2. Naloxone"
    assert [row[0].label for row in piece.rows] == [f"1. {LONG.label}", "2. Naloxone"]
    assert [row[0].code for row in piece.rows if isinstance(row[0], Button)] == [LONG.code, SHORT.code]
    (short,) = draw(Reply(Kind.CHOICES, "Which?", buttons=(SHORT,)))
    assert short.text == "Which?"


def test_steps_are_told_apart_on_a_small_screen() -> None:
    """The number first as it is, then each line with a mark; lines that are numbered keep their numbers."""
    (piece,) = draw(Reply(Kind.EMERGENCY, "**Call 999 now**.\nShake.\nGive it."))
    assert piece.text == "**Call 999 now**.\n• Shake.\n• Give it."
    (numbered,) = draw(Reply(Kind.EMERGENCY, "Call 999.\n1. Shake."))
    assert numbered.text == "Call 999.\n1. Shake."
    (linked,) = draw(Reply(Kind.EMERGENCY, "Call 999.\nShake.\n\nhttps://t.me/a_bot"))
    assert linked.text == "Call 999.\n• Shake.\n\nhttps://t.me/a_bot"
    (calm,) = draw(Reply(Kind.ANSWER, "One.\nTwo."))
    assert calm.text == "One.\nTwo."


def test_the_keys_of_the_menu_stay_and_share_rows() -> None:
    """Three side by side; inline buttons win where a message has both, as Telegram takes only one."""
    (piece,) = draw(Reply(Kind.ANSWER, "Hi", menu=("A", "B", "C", "D")))
    markup: Any = as_html(piece)["reply_markup"]
    assert markup["keyboard"] == [[{"text": "A"}, {"text": "B"}, {"text": "C"}], [{"text": "D"}]]
    assert markup["is_persistent"] is True
    (both,) = draw(Reply(Kind.ANSWER, "Hi", menu=("A",), buttons=(SHORT,)))
    assert "inline_keyboard" in as_html(both)["reply_markup"]  # type: ignore[operator]
