"""Whether a person is there now, in one line: until when, or from when again and whom to turn to meanwhile.

What nobody can be sure of is told as not known, never as open. Pure: a moment in, text out.
"""

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.core.human import HumanLine
from bot.core.wording import fill
from bot.services import show, status
from bot.services.status import Now

SENTENCES = (
    "human_open", "human_always", "human_closed", "human_closed_long", "human_unknown", "human_meanwhile",
    "human_holiday", "human_today", "human_tomorrow", "human_day", "human_until_day",
)  # fmt: skip
_NIGHT = dt.timedelta(hours=12)  # a time so near needs no day
_WEEK = 7

Texts = Mapping[str, str]


def line(
    human: HumanLine,
    at: dt.datetime,
    country: str,
    rules: tuple[str, ...],
    sentences: Texts,
    words: Texts,
    facts: Texts,
) -> str:
    """Return how to reach the line and whether somebody is there at an aware moment.

    `rules` are the region's public holidays, `words` the names of days (wording.yaml, sites), `facts` the local facts.
    """
    here, now = at.astimezone(ZoneInfo(human.timezone)), status.now(human.as_site(country), at, rules)
    names = _state(now, here, sentences, words)
    own = {**facts, "name": human.name, "how": human.how, **names[1]}
    said = [names[0]]
    if now.is_holiday and now.is_open is not None:
        said.append("human_holiday")
    if not now.is_open:
        said.append("human_meanwhile")
    return " ".join(filter(None, (fill(sentences[one], own) for one in said)))


def _state(now: Now, here: dt.datetime, sentences: Texts, words: Texts) -> tuple[str, Texts]:
    """The name of the sentence that says it, and what it asks for."""
    if now.is_open is None:
        return "human_unknown", {}
    if now.is_open and now.until is None:
        return "human_always", {}
    if now.is_open:
        return "human_open", {"until": _until(now.until or here, here, sentences, words)}
    if now.opens is None:
        return "human_closed_long", {}
    return "human_closed", {"back": _back(now.opens, here, sentences, words)}


def _until(end: dt.datetime, here: dt.datetime, sentences: Texts, words: Texts) -> str:
    day, time = show.end_of(end)
    if day == here.date() or end - here < _NIGHT:
        return time
    return _said("human_until_day", sentences, time=time, day=_day(day, here, words))


def _back(opens: dt.datetime, here: dt.datetime, sentences: Texts, words: Texts) -> str:
    days, time = (opens.date() - here.date()).days, f"{opens:%H:%M}"
    if days < 2:
        return _said("human_tomorrow" if days else "human_today", sentences, time=time)
    return _said("human_day", sentences, time=time, day=_day(opens.date(), here, words))


def _day(day: dt.date, here: dt.datetime, words: Texts) -> str:
    return show.weekday(day, words) if (day - here.date()).days < _WEEK else show.date(day, words)


def _said(name: str, sentences: Texts, **facts: str) -> str:
    return fill(sentences[name], facts)
