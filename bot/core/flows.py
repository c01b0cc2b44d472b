"""Replies for danger: the red steps, the amber check, and guided help one step at a time.

Nothing is remembered between steps: each button carries all it needs, so it works however late it is pressed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from bot.core.answers import main_buttons, sentence
from bot.core.menu import Action, Press, button, code
from bot.core.model import ANY, Button, Danger, Guidance, Kind, Later, Level, Reply, Urgency
from bot.core.second import SIGN
from bot.core.text import fold
from bot.core.view import View
from bot.core.wording import fill

UNCLEAR = "panic"  # somebody is alarmed, and does not say by what
CRISIS = ("suicide", "intended")  # where talking to a person is itself the help
_OTHERS = 2  # kinds it may be as well that get a button; more would hide the buttons of the steps
ASKED = "asked-"  # + kind: the bot has just asked whether someone is in danger


def wordless(text: str, danger: Danger) -> Danger:
    """Return the danger as it is asked about: signs without a word can alarm, and cannot say what is wrong."""
    is_unclear = danger.level is Level.AMBER and not any(map(str.isalnum, text))
    return replace(danger, kind=UNCLEAR) if is_unclear else danger


def red(kind: str, view: View, signs: frozenset[str] = frozenset(), others: Sequence[str] = ()) -> Reply:
    """Return the emergency steps: at most six lines, the number first, then what can be tapped. Some of `others`, which
    it may be as well, are one tap away."""
    guidance = view.knowledge.guidance.get(kind) or view.knowledge.guidance[ANY]
    topics = (guidance.topic,) if guidance.topic else ()
    text = fill(guidance.red, view.facts)
    buttons, lang = (*guidance.buttons, *_rather(others, guidance, view)), view.knowledge.lang
    notes = beside(view) if guidance.kind in CRISIS else ""
    return Reply(Kind.EMERGENCY, text, lang, buttons, notes, topics, 1.0, guidance.kind, signs)


def _rather(others: Sequence[str], guidance: Guidance, view: View) -> Iterator[Button]:
    """Yield buttons to the steps of other kinds, but not to what a button of these steps leads to already: the entry of
    that kind, or what its first button leads to."""
    led = {one.code for one in guidance.buttons}
    known = (view.knowledge.guidance[one] for one in others if one in view.knowledge.guidance)
    apart = (one for one in known if one.kind != guidance.kind and one.kind != ANY)
    new = (one for one in apart if led.isdisjoint(_leads(one)))
    yield from (button(one.label, Action.RED, one.kind) for one in islice(new, _OTHERS))


def _leads(guidance: Guidance) -> Iterator[str]:
    if guidance.topic:
        yield code(Action.TOPIC, guidance.topic)
    yield from (one.code for one in guidance.buttons[:1])


def check(danger: Danger, topics: tuple[str, ...], view: View) -> Reply:
    """Return one line of action and one question. "No" leads to the first of `topics`; anything unclear is red."""
    guidance = view.knowledge.guidance.get(danger.kind) or view.knowledge.guidance[ANY]
    buttons = (
        button(guidance.yes, Action.RED, guidance.kind),
        button(guidance.no, Action.SAFE, topics[0] if topics else ""),
    )
    return Reply(
        Kind.CHECK,
        fill(guidance.check, view.facts),
        view.knowledge.lang,
        buttons,
        beside(view),
        topics=topics,
        score=1.0,
        emergency=guidance.kind,
        signs=danger.signs | {ASKED + guidance.kind},
    )


def over(check: Reply, known: Reply, view: View) -> Reply:
    """Return the check with what is known under it: whoever is in no danger has asked something, and a false alarm
    costs them a line. The question stands again at the end, beside its buttons; "no" need not lead to the entry any
    more. Nothing is put under a question about a life that somebody may want to end: what kills is no answer there."""
    if check.emergency in CRISIS:
        return check
    yes, no = check.buttons
    asked = check.text.strip().splitlines()[-1]
    text = f"{check.text}\n\n{sentence('under_check', view)}\n\n{known.text.strip()}\n\n{asked}"
    buttons = (yes, replace(no, code=code(Action.SAFE)), *known.buttons)
    notes = "\n".join(filter(None, (check.notes, known.notes)))
    return replace(check, text=text, buttons=buttons, notes=notes, topics=known.topics or check.topics)


def under_line(danger: Danger, known: Reply, view: View) -> Reply | None:
    """Return an answer with what to do in danger as its first line, and the steps as its first button: so little speaks
    for danger that it is not asked about. What is about danger begins with that itself. None where somebody may want to
    die."""
    guidance = view.knowledge.guidance.get(danger.kind) or view.knowledge.guidance[ANY]
    if guidance.kind in CRISIS:
        return None
    is_calm = view.knowledge.topics[known.topics[0]].urgency is Urgency.NONE
    line = fill(guidance.check, view.facts).strip().splitlines()[0]
    return replace(
        known,
        text=f"{line}\n\n{known.text}" if is_calm else known.text,
        buttons=(button(guidance.label or guidance.yes, Action.RED, guidance.kind), *known.buttons),
        signs=danger.signs - {SIGN},  # that alone says too little to make the next message more urgent
    )


def beside(view: View) -> str:
    """Return the people one can talk to, as fine print after everything else; nothing where there are none."""
    return sentence("human_beside", view)


def asked(recent: frozenset[str]) -> str:
    """Return which kind of danger the bot has just asked about, or an empty string."""
    return min((name.removeprefix(ASKED) for name in recent if name.startswith(ASKED)), default="")


def asked_if_safe(recent: frozenset[str], view: View) -> bool:
    """Whether the bot has just asked "are you safe?", so that a bare "no" means danger."""
    names = (name.removeprefix(ASKED) for name in recent if name.startswith(ASKED))
    asked_of = (view.knowledge.guidance.get(name) for name in names)
    return any(one is not None and not fold(one.no).startswith("no") for one in asked_of)


def safe(view: View) -> Reply:
    """Return what is said when nobody is in danger after all."""
    return Reply(Kind.ANSWER, sentence("safe", view), view.knowledge.lang, main_buttons(view))


def pressed(press: Press, view: View) -> Reply:
    """Return what a button of guided help leads to, however late it is pressed."""
    if press.action is Action.RED:
        return red(press.target, view)
    return wait(press.target, view) if press.action is Action.WAIT else step(press.target, view)


def step(name: str, view: View) -> Reply:
    """Return one step of guided help. A step that is gone leads to the red steps, never to nothing."""
    known = view.knowledge.steps.get(name)
    if known is None:
        return red(ANY, view)
    text, buttons = fill(known.text, view.facts), known.buttons
    if known.then:
        label = view.knowledge.buttons["timer"].replace("{minutes}", str(known.minutes))
        buttons = (button(label, Action.WAIT, known.id), *buttons)
    kind, emergency = (Kind.ANSWER, "") if known.is_calm else (Kind.EMERGENCY, ANY)
    return Reply(kind, text, view.knowledge.lang, buttons, score=1.0, emergency=emergency)


def wait(name: str, view: View) -> Reply:
    """Return what is said to someone who asked to be told when a step's time is over, and what to tell them then."""
    known = view.knowledge.steps.get(name)
    if known is None or not known.then:
        return step(name, view)
    text = fill(view.knowledge.sentences["timer"], {**view.facts, "minutes": str(known.minutes)})
    later = Later(known.minutes * 60.0, code(Action.STEP, known.then))
    return replace(step(name, view), text=text, buttons=known.buttons, later=later)
