"""The admins' menu by itself: every button fits, leads on, and is nobody else's."""

from concurrent.futures import Future

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.admin.access import Admins, Command, Way
from bot.admin.chat import MENU, MOST_WORK, Asked, Chat, Tools
from bot.admin.codes import Wish, mark, marked, pressed
from bot.admin.work import Task
from bot.app import Version
from bot.content.admin_texts import read_admin_texts
from bot.core.answers import sentence
from bot.core.model import Kind, Reply
from tests.conftest import KNOWLEDGE

NURSE = 11
TEXTS = read_admin_texts(KNOWLEDGE, "en")


class Bench:
    """Work that is done when the test says so."""

    def __init__(self) -> None:
        self.begun: list[tuple[Task, Future[Reply]]] = []

    def start(self, task: Task) -> Future[Reply]:
        self.begun.append((task, Future()))
        return self.begun[-1][1]


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def chat(bench: Bench) -> Chat:
    tools = Tools(lambda: TEXTS, lambda text: "because", lambda: "all of it", bench.start)
    return Chat(Admins({NURSE: "nurse"}), tools)


def press(chat: Chat, version: Version, code: str, above: str = "") -> Reply | None:
    return chat.reply(Asked(NURSE, Way.PRESSED, code=code, above=above), version.view)


def answer(chat: Chat, version: Version, prompt: str, text: str) -> Reply | None:
    return chat.reply(Asked(NURSE, Way.REPLIED, text, prompt=prompt), version.view)


def test_every_button_leads_on(chat: Chat, version: Version) -> None:
    """From the menu through every category and entry to the prompts: all there, all within 64 bytes."""
    first = chat.reply(Asked(NURSE, Way.TYPED, "/admin"), version.view)
    assert first
    assert len(first.buttons) == len(MENU)
    waiting, seen, prompts = [button.code for button in first.buttons], set(), 0
    while waiting:
        code = waiting.pop()
        if code in seen or pressed(code) is None:
            continue
        seen.add(code)
        wish = pressed(code)
        if (
            wish
            and wish.command in (Command.DOWN, Command.WAITING, Command.COUNTS, Command.UNDO)
            and (wish.target or wish.command is not Command.DOWN)
        ):
            continue  # work
        reply = press(chat, version, code)
        assert reply
        assert reply.text
        prompts += reply.prompts
        assert not reply.prompts or marked(reply.text)
        waiting += [button.code for button in reply.buttons]
    assert prompts > 2 * len(version.view.knowledge.topics)


def test_nothing_is_answered_for_anybody_else(chat: Chat, version: Version) -> None:
    """Every command in every way by a stranger; an admin's own in ways that are not theirs."""
    for command in Command:
        for way in Way:
            stranger = Asked(99, way, "/admin", f"1:a:{command.value}", f"[{command.value}:]")
            assert chat.reply(stranger, version.view) is None
        for way in (Way.FORWARDED, Way.EDITED, Way.INLINE, Way.ELSEWHERE):
            mine = Asked(NURSE, way, "/admin", f"1:a:{command.value}", f"[{command.value}:]")
            assert chat.reply(mine, version.view) is None


def test_words_never_do_what_a_button_does(chat: Chat, version: Version, bench: Bench) -> None:
    """A forged prompt cannot confirm."""
    for command in (Command.DO, Command.CONFIRM, Command.REFUSE, Command.DOWN, Command.UNDO, Command.RESULT):
        assert answer(chat, version, f"[{command.value}:{'0' * 32}]", "yes") is None
    assert bench.begun == []


def test_work_is_begun_once_and_told_once(chat: Chat, version: Version, bench: Bench) -> None:
    """A button pressed twice; asked for until it is there; afterwards it is gone."""
    one, other = (press(chat, version, f"1:a:do-{'0' * 32}") for _ in range(2))
    assert one
    assert other
    assert len(bench.begun) == 1
    assert one.later
    assert one.text == ""
    still = press(chat, version, one.later.code)
    assert still
    assert (still.text, still.later) == ("", one.later)
    bench.begun[0][1].set_result(Reply(Kind.ANSWER, "done"))
    told = press(chat, version, one.later.code)
    assert told
    assert told.text == "done"
    again = press(chat, version, one.later.code)
    assert again
    assert "started anew" in again.text


def test_work_that_fails_is_told_without_its_reason(chat: Chat, version: Version, bench: Bench) -> None:
    """The reason may quote what somebody wrote."""
    begun = press(chat, version, "1:a:undo")
    assert begun
    assert begun.later
    bench.begun[0][1].set_exception(RuntimeError("canary"))
    told = press(chat, version, begun.later.code)
    assert told
    assert "did not work" in told.text
    assert "canary" not in told.text


def test_work_does_not_pile_up(chat: Chat, version: Version, bench: Bench) -> None:
    """An account gone mad waits; what is done and was never fetched makes room."""
    for number in range(MOST_WORK + 3):
        press(chat, version, f"1:a:site-s{number}")
    assert len(bench.begun) == MOST_WORK
    for _, work in bench.begun:
        work.set_result(Reply(Kind.ANSWER, "done"))
    press(chat, version, "1:a:site-new")
    assert len(bench.begun) == MOST_WORK + 1


def test_what_looked_like_danger_is_read_again_from_above(chat: Chat, version: Version, bench: Bench) -> None:
    """The text comes from the message above the button, and without one nothing is done."""
    asked = Asked(NURSE, Way.REPLIED, "they are blue", prompt="...\n[edit:naloxone-expired]")
    beside = chat.beside(asked, Reply(Kind.EMERGENCY, "call"))
    assert (beside.text, beside.answers_text) == ("call", True)
    code = beside.buttons[-1].code
    press(chat, version, code)
    assert bench.begun == []
    press(chat, version, code, above="they are blue")
    assert bench.begun[0][0] == Task(Wish(Command.EDIT, "naloxone-expired"), "nurse", "they are blue")
    assert "blue" not in repr(bench.begun[0][0])
    stranger = Asked(99, Way.REPLIED, "they are blue", prompt="[edit:naloxone-expired]")
    assert chat.beside(stranger, Reply(Kind.EMERGENCY, "call")).buttons == ()
    forged = press(chat, version, f"1:a:text-do-{'0' * 32}", above="x")
    assert forged
    assert "started anew" in forged.text


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(Command),
    st.text("abcdefghijklmnopqrstuvwxyz0123456789-", max_size=40),
    st.text(max_size=30),
)
def test_no_code_and_no_answer_makes_it_fail(
    version: Version, command: Command, target: str, text: str
) -> None:
    """Random codes, prompts and words are answered or are none of ours."""
    bench = Bench()
    chat = Chat(Admins({NURSE: "nurse"}), Tools(lambda: TEXTS, str, lambda: "", bench.start))
    press(chat, version, f"1:a:{target}", text)
    press(chat, version, f"1:a:{command.value}-{target}", text)
    answer(chat, version, f"[{command.value}:{target}]", text)


def test_danger_is_explained_while_the_bot_learns(chat: Chat, version: Version) -> None:
    """In its first seconds a question is told to come back, what reads like danger is explained all the same."""
    prompt, early = mark(Command.TRY), version.early()
    told = answer(chat, early, prompt, "my friend wont wake up")
    assert told
    danger = version.view.assess("my friend wont wake up", frozenset())
    assert TEXTS["tried_danger"].replace("{title}", danger.kind) in told.text
    assert "because" in told.text
    asked = answer(chat, early, prompt, "what is naloxone")
    assert asked
    assert asked.text == sentence("starting", early.view)
