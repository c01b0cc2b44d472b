"""The whole conversation: a question goes in, a reply comes out, and nothing is remembered here.

Danger is looked at before anything else, whatever the message was meant for. A reply is made from one view only.
"""

from dataclasses import replace

from bot.core import alerts, answers, browse, flows, helpful, mix_answers, near, shortcuts, urgent
from bot.core.menu import Action, decode
from bot.core.model import ANY, Kind, Level, Question, Reply, Topic, Urgency, Zone
from bot.core.second import SIGN
from bot.core.text import plain
from bot.core.view import View

# What a typed command shows; /emergency goes straight to the red steps.
_EMERGENCY = shortcuts.EMERGENCY
_MIX = "mix"
_FORGET = "forget"
_CLEAR = "clear"
_NEAREST = near.NEAREST
COMMANDS = (
    "start",
    "help",
    "privacy",
    "topics",
    "language",
    _MIX,
    _NEAREST,
    alerts.PAGE,
    _EMERGENCY,
    _FORGET,
    _CLEAR,
)

_ONLY_LIKE = frozenset((SIGN,))
_LAST_LATIN = "\u024f"
_LINK = "topic-"  # what may stand before the topic in a link


def respond(question: Question, view: View) -> Reply:
    """Return the reply to one message or press. Never raises for anything a person can type or press."""
    reply = helpful.asked(alerts.beside(_respond(question, view), question, view), view)
    reply = _after_search(reply, question, view)
    return replace(reply, menu=shortcuts.keys(view)) if reply.drops_key and not reply.clears else reply


def _after_search(reply: Reply, question: Question, view: View) -> Reply:
    """A reply while a place is awaited: what came is told, and the key that sends a place goes."""
    asked = question.trail.asked
    if asked is None or reply.asks or reply.forgets:
        return reply
    if reply.kind in (Kind.EMERGENCY, Kind.CHECK):  # nothing goes before it, so the key stays until later
        return replace(reply, asks=asked)
    is_other = reply.kind is not Kind.SERVICES and not reply.opening
    said = reply.opening or answers.sentence("near_used", view)
    opening = answers.sentence("near_dropped", view) if is_other else said
    return replace(reply, opening=opening, drops_key=True)


def _respond(question: Question, view: View) -> Reply:
    if question.code or question.spot:
        return _pressed(question, view) if question.code else near.at_spot(question, view)
    command, text = _command(question.text, view)
    if command and not text:
        return _commanded(command, question, view)
    danger = flows.wordless(text, view.assess(text, question.recent))
    asked = flows.asked(question.recent)
    if asked and urgent.says_no(text, question.recent, view):
        return flows.safe(view)
    is_no_danger = bool(danger.signs) and near.is_no_danger(text, danger.signs, question, view)
    if is_no_danger and not asked and (reply := _near(command, text, question, view)):
        return reply
    if danger.level is Level.RED or command == _EMERGENCY:
        return urgent.steps(danger, text, view)
    if asked and (said := urgent.answered(text, asked, view)):
        return said
    if danger.signs <= _ONLY_LIKE and not asked and (known := _not_danger(text, command, view)):
        return known
    if danger.level is Level.AMBER:  # asked once already: what is still unclear is taken as yes
        return flows.red(asked, view) if asked else urgent.checked(text, danger, question, view)
    reply = _without_danger(command, text, question, view, danger.level is Level.GREEN)
    if asked and not urgent.is_clear(reply):
        return flows.red(asked, view, danger.signs)  # no clear answer to the check is taken as yes
    return reply


def _without_danger(command: str, text: str, question: Question, view: View, about_danger: bool) -> Reply:
    """Return the reply to a message that shows no danger now: the nearest help, a question that leans on the answer
    before it, or a question of its own."""
    if reply := _near(command, text, question, view):
        return reply
    leans = not flows.asked(question.recent) and not command
    if leans and (followed := _followed(text, question.about, view, about_danger)):
        return followed
    return _calm(text, view, about_danger, is_mix=command == _MIX)


def _near(command: str, text: str, question: Question, view: View) -> Reply | None:
    """Return the reply where the nearest help is asked for, or the place that was asked for is given."""
    if command == _NEAREST:
        return near.commanded(text, question, view)
    if command or answers.small_talk(text, view):
        return None
    return near.asked(text, question, view)


def _not_danger(text: str, command: str, view: View) -> Reply | None:
    """Return the reply to what can only look like danger to a detector that learned: swearing, a link, a slip in a
    command. A topic's name after the slash finds the topic."""
    if command == "start":
        return answers.page("start", view)
    if plain(text) in view.knowledge.small_talk:
        return answers.small_talk(text, view)
    if text.startswith("/") and not any(map(str.isspace, text)) and view.find(text).zone is not Zone.ANSWER:
        return answers.page("help", view)
    return None


def _followed(text: str, about: str, view: View, about_danger: bool) -> Reply | None:
    """Return the answer to a question that leans on the topic just answered, None where it does not surely have one."""
    if about not in view.knowledge.topics or answers.small_talk(text, view):
        return None
    full = view.in_full(text, about)
    reply = _calm(full, view, about_danger) if full else None
    return reply if reply and reply.kind in (Kind.ANSWER, Kind.MIX) else None


def _calm(text: str, view: View, about_danger: bool, is_mix: bool = False) -> Reply:
    """Return the reply to a message that shows no danger now."""
    if known := answers.small_talk(text, view):
        return known
    if nothing := _asks_nothing(plain(text)):
        return answers.unsure(view, nothing)
    if mixed := mix_answers.asked(text, view, is_mix):
        return mixed
    found, joined = view.find(text), mix_answers.joined(text, view)
    if joined and mix_answers.is_all(text, view):
        return joined
    if found.zone is Zone.ANSWER:
        return answers.found_answer(found, view, about_danger)
    if joined:
        return joined
    if found.zone is Zone.CHOICES:
        return answers.choices(found.candidates, view, about_danger)
    if _is_other_script(text):
        return answers.unsure(view, "script")
    if found.is_early:
        return answers.page("starting", view, Kind.STARTING)
    return answers.unsure(view, score=found.candidates[0].score if found.candidates else 0.0)


def _asks_nothing(said: str) -> str:
    """The sentence for a message without a word, or one that only answers; empty for all others."""
    if not any(map(str.isalnum, said)):
        return "empty"
    return "bare" if said in urgent.BARE else ""


def _is_other_script(text: str) -> bool:
    """Whether there are letters and none of them is Latin."""
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and not any(letter <= _LAST_LATIN for letter in letters)


def _command(text: str, view: View) -> tuple[str, str]:
    """Split a message into its command, if it has one, and the rest. A key of the small menu is its command, and
    `/start <topic id>` is a link to a topic."""
    first, rest = [*text.split(maxsplit=1), "", ""][:2]
    name = first.removeprefix("/").partition("@")[0].lower()
    if not first.startswith("/") or name not in COMMANDS:
        key = shortcuts.meant(text, view)
        return key, "" if key else text
    rest = rest.strip()
    if name == "start" and rest == _NEAREST:
        return rest, ""
    if name == "start" and rest.removeprefix(_LINK) in view.knowledge.topics:
        return rest.removeprefix(_LINK), ""
    return name, rest


def _commanded(command: str, question: Question, view: View) -> Reply:
    if command == _EMERGENCY:
        return flows.red(ANY, view)
    if command == _MIX:
        return mix_answers.pick(view)
    if command == alerts.PAGE:
        return alerts.page(view)
    if command == _NEAREST:
        return near.commanded("", question, view)
    if command == _FORGET:
        return replace(answers.page(_FORGET, view), buttons=(), drops_key=True, deletes=True, forgets=True)
    if command == _CLEAR:
        page, neutral = answers.page(_CLEAR, view), answers.sentence("cleared", view)
        return replace(page, buttons=(), drops_key=True, forgets=True, clears=neutral)
    if command in view.knowledge.topics:
        return _linked(view.knowledge.topics[command], view)
    return answers.page(command, view)


def _linked(topic: Topic, view: View) -> Reply:
    """Return the answer that a link leads to. Whoever comes by one may be here for the first time, so who speaks is
    said before it, but not where somebody may be in danger."""
    reply = answers.answer(topic, view)
    if topic.urgency is Urgency.EMERGENCY:
        return reply
    return replace(reply, opening=answers.sentence("linked", view), menu=shortcuts.keys(view))


def _pressed(question: Question, view: View) -> Reply:
    """Return what a button leads to; one that leads nowhere any more shows where things are now."""
    press = decode(question.code)
    if press is None:
        return answers.page("old_button", view)
    knowledge, target = view.knowledge, press.target
    match press.action:
        case Action.RED | Action.STEP | Action.WAIT:
            return flows.pressed(press, view)
        case Action.TOPIC | Action.SAFE if target in knowledge.topics:
            return answers.answer(knowledge.topics[target], view)
        case Action.SAFE:
            return flows.safe(view)
        case Action.TURN | Action.CATEGORY:
            return browse.pressed(press, view) or answers.page("old_button", view)
        case Action.PAGE if target in COMMANDS:
            return _commanded(target, question, view)
        case Action.MIX:
            return mix_answers.pressed(target, view) or answers.page("old_button", view)
        case Action.SERVICE if target in knowledge.services:
            return near.pressed(press, question, view) or answers.service(target, view)
        case Action.NEAR | Action.WHERE | Action.OFFER | Action.KINDS | Action.WRONG | Action.DELETE:
            return near.pressed(press, question, view) or answers.page("old_button", view)
        case _:
            return helpful.pressed(press, view) or answers.page("old_button", view)
