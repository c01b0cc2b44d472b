"""The admins' menu in a private chat: what can be shown at once is shown here, all else is work (work.py).

Stateless: a button's code and a prompt's last line say all that is needed. What is held in memory is work under way and
what came of it, under a digest of the task, until it is fetched.
"""

import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

from bot.admin.access import Admins, Command, Way
from bot.admin.codes import LONGEST, Wish, button, code_target, mark, marked, nested, pressed
from bot.admin.work import Task
from bot.core import answers, menu
from bot.core.model import Button, Found, Kind, Later, Level, Reply, Topic, Zone
from bot.core.text import MESSAGE_LIMIT
from bot.core.view import View

TYPED = "/admin"
MOST_WORK = 6  # tasks that wait or are done; an account gone mad is not worth more memory
FETCH_SECONDS = 0.7  # how often work is asked whether it is ready
MOST_BUTTONS = 60  # entries under one message
_FOR_ENTRY = (Command.ASK, Command.EDIT, Command.SHORT, Command.DOWN)
_PROMPTS = {
    Command.TRY: "prompt_try", Command.FIND: "prompt_find", Command.ASK: "prompt_ask", Command.EDIT: "prompt_edit",
    Command.SHORT: "prompt_short", Command.NEW: "prompt_new", Command.SITE: "prompt_site",
    Command.UNTIL: "prompt_until", Command.MOVED: "prompt_moved", Command.HOURS: "prompt_hours",
}  # fmt: skip
# The lines of the menu, in their order; one more line is one more row here and a text `menu_...` in admin.yaml.
MENU = (
    Command.TRY, Command.ASK, Command.EDIT, Command.NEW, Command.DOWN, Command.SITE, Command.DUE, Command.WAITING,
    Command.COUNTS, Command.UNDO,
)  # fmt: skip
_AT_LENGTH = (
    Command.ASK,
    Command.EDIT,
    Command.SHORT,
    Command.NEW,
    Command.DOWN,
    Command.SHOW,
)  # people are told to wait


@dataclass(frozen=True, slots=True)
class Asked:
    """What came in a private chat: from where and in which way, the words, the code of a button, the prompt that this
    answers, what stands above a pressed button, and the words with their **bold**."""

    chat: int = field(repr=False)
    way: Way = Way.ELSEWHERE
    text: str = field(default="", repr=False)
    code: str = ""
    prompt: str = field(default="", repr=False)
    above: str = field(default="", repr=False)
    marked: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Tools:
    """What the menu shows with: the admins' texts, why a question gets its answer, what is due for review, work that is
    begun apart, and the address of the editor where Telegram can open it."""

    texts: Callable[[], Mapping[str, str]]
    why: Callable[[str], str]
    due: Callable[[], str]
    start: Callable[[Task], Future[Reply]]
    editor: str = ""


class Chat:
    """Answers admins; None for everybody else, and for whatever is no admin's business."""

    def __init__(self, admins: Admins, tools: Tools) -> None:
        self._admins, self._tools = admins, tools
        self._work: dict[str, Future[Reply]] = {}

    def reply(self, asked: Asked, view: View) -> Reply | None:
        """Return the reply to an admin's command in their own words; None where it is none."""
        wish = self._wish(asked)
        if wish is None or not self._admins.may(asked.chat, asked.way, wish.command):
            return None
        role = self._admins.role(asked.chat, asked.way)
        if asked.way is Way.REPLIED:
            return self._sent(wish, asked.marked or asked.text, role, view)
        if wish.command is Command.TEXT:
            inner = nested(wish.target)
            ways = (asked.chat, Way.REPLIED)
            if inner is None or not asked.above or not self._admins.may(*ways, inner.command):
                return self._page("lost")
            return self._sent(inner, asked.above, role, view)
        return self._tapped(wish, role, view)

    def beside(self, asked: Asked, reply: Reply) -> Reply:
        """Return an emergency reply to an admin's answer to a prompt, with a button for the case that it was no call
        for help but a text for an entry: danger first, and the text is not lost."""
        wish = marked(asked.prompt) if asked.way is Way.REPLIED else None
        if wish is None or not self._admins.may(asked.chat, asked.way, wish.command):
            return reply
        target = code_target(wish.command, wish.target)
        if len(target) > LONGEST + len(Command.SHORT.value):
            return reply
        label = self._tools.texts()["why_danger" if wish.command is Command.TRY else "was_text"]
        was_text = button(label, Command.TEXT, target)
        return replace(reply, buttons=(*reply.buttons, was_text), answers_text=True)

    @staticmethod
    def _wish(asked: Asked) -> Wish | None:
        if asked.way is Way.PRESSED:
            return pressed(asked.code)
        if asked.way is Way.REPLIED and (wish := marked(asked.prompt)):
            return wish
        words = asked.text.split(maxsplit=1)
        is_typed = words and words[0].lower().partition("@")[0] == TYPED
        return Wish(Command.MENU) if is_typed and asked.way in (Way.TYPED, Way.REPLIED) else None

    def _tapped(self, wish: Wish, role: str, view: View) -> Reply:
        command, target = wish.command, wish.target
        if command is Command.MENU:
            return self._menu(role)
        if command is Command.RESULT:
            return self._result(target)
        if command is Command.LIST:
            return self._list(nested(target), view)
        if command in _FOR_ENTRY and not target:
            return self._categories(command, view)
        if command is Command.NEW and not target:
            return self._categories(command, view)
        if command is Command.DUE:
            return self._page("due", f"\n\n{self._tools.due()}")
        if command in _PROMPTS and not (command is Command.SITE and target):
            return self._prompt(wish, view)
        return self._begin(Task(wish, role))

    def _sent(self, wish: Wish, text: str, role: str, view: View) -> Reply:
        """What an answer to a prompt is for."""
        if wish.command is Command.TRY:
            return self._tried(text, view)
        if wish.command is Command.FIND:
            return self._found(text, wish.target, view)
        return self._begin(Task(wish, role, text))

    def _menu(self, role: str) -> Reply:
        texts = self._tools.texts()
        rows = [button(texts[f"menu_{command.value}"], command) for command in MENU]
        rows += [Button(texts["menu_editor"], "", self._tools.editor)] if self._tools.editor else []
        return Reply(Kind.ANSWER, texts["menu"].replace("{role}", role).strip(), buttons=tuple(rows))

    def _categories(self, command: Command, view: View) -> Reply:
        texts, filled = self._tools.texts(), {topic.category for topic in view.knowledge.topics.values()}
        rows = [
            button(title, command, name)
            if command is Command.NEW
            else button(title, Command.LIST, code_target(command, name))
            for name, title in view.knowledge.categories.items()
            if name in filled
        ]
        if command is not Command.NEW:
            rows.insert(0, button(texts["search"], Command.FIND, command.value))
        return self._page("pick_category", "", *rows)

    def _list(self, wish: Wish | None, view: View) -> Reply:
        """The entries of a category, each with what is to be done to it."""
        if wish is None or wish.command not in _FOR_ENTRY:
            return self._page("lost")
        found = [one for one in view.knowledge.topics.values() if one.category == wish.target]
        return self._entries(found, wish.command)

    def _found(self, text: str, target: str, view: View) -> Reply:
        inner = nested(target)
        if inner is None or inner.command not in _FOR_ENTRY:
            return self._page("lost")
        topics = view.knowledge.topics
        words = text.casefold().split()
        named = [
            one
            for one in topics.values()
            if all(word in f"{one.id} {one.title}".casefold() for word in words)
        ]
        likely = [topics[one.topic] for one in view.find(text).candidates if one.topic in topics]
        found = list({one.id: one for one in (*likely, *named)}.values())
        return self._entries(found, inner.command) if found else self._page("none_found")

    def _entries(self, found: list[Topic], command: Command) -> Reply:
        texts, rows = self._tools.texts(), []
        for one in found[:MOST_BUTTONS]:
            if len(one.id) <= LONGEST:
                rows.append(button(one.title, command, one.id))
                if command is Command.EDIT and one.short:
                    rows.append(button(f"{texts['menu_short']}: {one.title}", Command.SHORT, one.id))
        return self._page("pick_entry", "", *rows)

    def _prompt(self, wish: Wish, view: View) -> Reply:
        """A message to be answered; its last line says what the answer is for."""
        command, texts = wish.command, self._tools.texts()
        topic = view.knowledge.topics.get(wish.target)
        if command in _FOR_ENTRY and topic is None:
            return self._page("lost")
        now = ""
        if topic:
            now = topic.short if command is Command.SHORT else topic.answer
        text = (
            texts[_PROMPTS[command]].replace("{text}", now).replace("{title}", topic.title if topic else "")
        )
        line = mark(command, wish.target)
        shown = f"{text.replace('{facts}', '{Words in braces}').strip()}\n\n{line}"
        return Reply(Kind.ANSWER, shown[-MESSAGE_LIMIT:], prompts=True)

    def _tried(self, text: str, view: View) -> Reply:
        """What a question gets and why."""
        texts, danger = self._tools.texts(), view.assess(text, frozenset())
        again, found = button(texts["menu_try"], Command.TRY), view.find(text)
        if danger.level in (Level.RED, Level.AMBER):
            said = texts["tried_danger"].replace("{title}", danger.kind)
        elif found.is_early:
            return self.said(answers.sentence("starting", view), again)
        else:
            said = self._asked(found, view)
        return self.said(f"{said}\n\n{texts['tried_why']}\n{self._tools.why(text)}", again)

    def _asked(self, found: Found, view: View) -> str:
        """What a question without danger gets."""
        names = {Zone.ANSWER: "tried_answer", Zone.CHOICES: "tried_choices", Zone.UNSURE: "tried_unsure"}
        titles = [view.knowledge.topics[one.topic].title for one in found.candidates]
        few = titles[: 1 if found.zone is Zone.ANSWER else 4]
        return self._tools.texts()[names[found.zone]].replace("{title}", "; ".join(few))

    def _begin(self, task: Task) -> Reply:
        """Begin work and say where it will be told of."""
        token = hashlib.sha256(
            repr((task.wish, task.role, task.text)).encode("utf-8", "replace")
        ).hexdigest()[:32]
        if token not in self._work:
            for old, done in list(self._work.items()):
                if done.done() and len(self._work) >= MOST_WORK:
                    del self._work[old]
            if len(self._work) >= MOST_WORK:
                return self._page("busy")
            self._work[token] = self._tools.start(task)
        text = self._tools.texts()["moment"] if task.wish.command in _AT_LENGTH else ""
        return Reply(Kind.ANSWER, text, later=self._later(token))

    def _result(self, token: str) -> Reply:
        """What came of work: told once; while there is nothing yet, asked for again."""
        work = self._work.get(token)
        if work is None:
            return self._page("lost")
        if not work.done():
            return Reply(Kind.ANSWER, "", later=self._later(token))
        del self._work[token]
        return self._page("failed") if work.cancelled() or work.exception() else work.result()

    @staticmethod
    def _later(token: str) -> Later:
        return Later(FETCH_SECONDS, menu.code(menu.Action.ADMIN, code_target(Command.RESULT, token)))

    def _page(self, name: str, more: str = "", *buttons: Button) -> Reply:
        return self.said(self._tools.texts()[name].strip() + more, *buttons)

    def said(self, text: str, *buttons: Button) -> Reply:
        """Return a text with the way back to the menu under it."""
        return Reply(Kind.ANSWER, text, buttons=(*buttons, button(self._tools.texts()["back"], Command.MENU)))
