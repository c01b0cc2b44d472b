"""Alerts in replies: a line or two beside the answers they belong to, and all of them under /alerts.

An alert never stands before what to do in an emergency: it comes after that, or not at all.
"""

import datetime as dt
from dataclasses import replace

from bot.core.answers import main_buttons
from bot.core.board import Alert
from bot.core.menu import Action, button, decode
from bot.core.model import Kind, Question, Reply, Urgency
from bot.core.view import View
from bot.core.wording import fill, placeholders

PAGE = "alerts"
_CHANNEL = "alerts_channel"  # the local fact; an entry that asks for it tells people where alerts are
_LEAD = 3  # the first lines of an answer, where what to do in danger may stand
_STALE = dt.timedelta(days=14)  # what goes round changes within days
_BETWEEN = "--"  # between the substances that a button of a mix carries


def page(view: View) -> Reply:
    """Return all current alerts; where there is none, that, and when somebody last looked."""
    today, board = view.today(), view.board
    current = board.on(today)
    parts = [_told(one, view, "alert_full") for one in current]
    if board.is_broken:
        parts.append(_say("alerts_broken", view))
    elif not current:
        parts.append(_say("alerts_none" if board.looked else "alerts_nobody", view))
    if board.looked:
        is_stale = board.looked + _STALE < today
        parts.append(_say("alerts_stale" if is_stale else "alerts_looked", view, date=day(board.looked)))
    return Reply(Kind.ANSWER, "\n\n".join(parts), view.knowledge.lang, main_buttons(view))


def beside(reply: Reply, question: Question, view: View) -> Reply:
    """Return the reply with the newest alert that belongs to it, if one does, and the way to the others."""
    if reply.kind not in (Kind.ANSWER, Kind.MIX):
        return reply
    found = _belonging(reply, question, view)
    if found:
        reply = replace(reply, text=_placed(_line(found, view), reply, view))
    if found or (_names_channel(reply, view) and (view.board.looked or view.board.alerts)):
        more = button(view.knowledge.buttons[PAGE], Action.PAGE, PAGE)
        return replace(reply, buttons=(*reply.buttons, more))
    return reply


def post(alert: Alert, view: View) -> str:
    """Return an alert as it is posted where people follow it: neutral at the beginning, which lock screens show."""
    return _told(alert, view, "alert_post")


def _belonging(reply: Reply, question: Question, view: View) -> tuple[Alert, ...]:
    current = view.board.on(view.today())
    if not current:
        return ()
    substances = _substances(reply, question, view)
    return tuple(
        one for one in current if one.topics & frozenset(reply.topics[:1]) or one.substances & substances
    )


def _substances(reply: Reply, question: Question, view: View) -> frozenset[str]:
    """What the question, its answer's title or the pressed button names, with the families of it."""
    mixing, press = view.mixing, decode(question.code)
    if mixing is None or not (reply.topics or reply.kind is Kind.MIX):
        return frozenset()
    named = set(press.target.split(_BETWEEN)) if press and press.action is Action.MIX else set()
    titles = [view.knowledge.topics[one].title for one in reply.topics[:1]]
    for text in filter(None, (question.text, *titles)):
        named.update(*(part.meanings for part in view.mentions(text).parts))
    return frozenset(named | {mixing.family(one) for one in named}) - {""}


def _line(found: tuple[Alert, ...], view: View) -> str:
    line = _told(found[0], view, "alert_short")
    return f"{line}\n{_say('alert_more', view, count=str(len(found)))}" if len(found) > 1 else line


def _placed(line: str, reply: Reply, view: View) -> str:
    """The text with the alert above it, or below what it says to do in danger."""
    topic = view.knowledge.topics.get(reply.topics[0]) if reply.topics else None
    is_urgent = topic is not None and topic.urgency is not Urgency.NONE and reply.kind is Kind.ANSWER
    if is_urgent or reply.signs:
        return f"{reply.text}\n\n{line}"
    parts = reply.text.split("\n\n")
    at = _after_help(parts, view)
    return "\n\n".join((*parts[:at], line, *parts[at:]))


def _after_help(parts: list[str], view: View) -> int:
    """How many paragraphs at the beginning end with one that says whom to call in danger."""
    number, seen, last = view.facts.get("emergency_number", ""), 0, 0
    for at, part in enumerate(parts, 1):
        lines = [line for line in part.split("\n") if line.strip()]
        if number and any(number in line for line in lines[: max(_LEAD - seen, 0)]):
            last = at
        seen += len(lines)
    return last


def _names_channel(reply: Reply, view: View) -> bool:
    topic = view.knowledge.topics.get(reply.topics[0]) if reply.topics else None
    return topic is not None and _CHANNEL in placeholders(topic.answer)


def _told(alert: Alert, view: View, name: str) -> str:
    return _say(
        name,
        view,
        what=alert.what,
        where=alert.where,
        do=fill(alert.do, view.facts),
        source=alert.source,
        date=day(alert.published),
        until=day(alert.expires),
    )


def _say(name: str, view: View, **facts: str) -> str:
    return fill(view.knowledge.sentences[name], {**view.facts, **facts})


def day(date: dt.date) -> str:
    """Return a day as people write it."""
    return f"{date.day} {date:%b %Y}"
