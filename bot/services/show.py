"""What people read of a site: its card, the plan when none is near, the table of a week. Pure: values in, text out.

Every sentence comes from the `sites` part of wording.yaml; the terminal, Telegram and the editor show the same text.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from bot.core.site import Precision, Site, SiteKind, Status
from bot.services import distances
from bot.services.directory import CAP_KM, Hit, Plan
from bot.services.status import Day, Now

SOON_MINUTES = 60
CALL_FIRST_DAYS = 90  # what nobody has looked at for three months is told with "call first"
NOTE_LIMIT = 400  # letters of a note on a card; a screen of a cheap phone
_KINDS = {
    SiteKind.MOBILE: "mobile", SiteKind.MACHINE: "machine", SiteKind.MAIL: "mail", SiteKind.PHONE: "by_phone",
}  # fmt: skip
_AGE = "age_"
_MONTH_DAYS, _YEAR_DAYS = 30.44, 365.25

Words = Mapping[str, str]


def card(hit: Hit, words: Words, at: dt.datetime, lang: str = "en") -> str:
    """Return the card of a hit at an aware moment: name, distance, state, place, phone, access, notes, last check."""
    site = hit.site
    lines = (
        heading(hit, words),
        _services(site, words),
        status_line(hit, words, at),
        _holiday(hit, words),
        _words_in(site.hours_text, lang) if hit.now.is_open is None else "",
        _plain(site.reason) if hit.now.status is not Status.OPEN else "",
        where(hit, words),
        words["phone"].format(numbers=_plain(", ".join(site.phone))) if site.phone else "",
        _access(site, words),
        _words_in(site.notes, lang),
        _plain(site.url),
        checked_line(site, words, at),
    )
    return "\n".join(line for line in lines if line)


def lasting(hit: Hit, words: Words, lang: str = "en") -> tuple[str, ...]:
    """Return the lines of a card that stay true on paper: without distance, what is open, ages, and numbers."""
    site = hit.site
    lines = (
        _services(site, words),
        _said_status(site, hit.now, words) if hit.now.status is not Status.OPEN else "",
        _plain(site.reason) if hit.now.status is not Status.OPEN else "",
        where(hit, words),
        _access(site, words),
        _words_in(site.notes, lang),
        _plain(site.url),
    )
    return tuple(line for line in lines if line)


def hours_text(site: Site, lang: str = "en") -> str:
    """Return the hours as somebody wrote them in words, empty where nobody did."""
    return _words_in(site.hours_text, lang)


def heading(hit: Hit, words: Words) -> str:
    """Return the name in bold and the distance, where there is one."""
    name = f"**{_plain(title(hit, words))}**"
    if hit.km is None or hit.site.precision is Precision.HIDDEN:
        return name
    is_area = hit.site.precision is Precision.AREA
    distance = distances.shown(hit.km, hit.site.country, words, is_area)
    return f"{name}, {words['about'].format(distance=distance)}"


def title(hit: Hit, words: Words) -> str:
    """Return the name of a site, with that of the stop."""
    if hit.stop is None or not hit.stop.name:
        return hit.site.name
    return words["stop"].format(name=hit.site.name, stop=hit.stop.name)


def where(hit: Hit, words: Words) -> str:
    """Return the address as far as it may be told."""
    site = hit.site
    if site.precision is Precision.HIDDEN:
        return words["hidden"]
    if site.precision is Precision.AREA:
        place = _plain(site.area or site.city)
        return words["around"].format(place=place) if place else ""
    return _plain((hit.stop.address if hit.stop else "") or (site.address if hit.stop is None else ""))


def status_line(hit: Hit, words: Words, at: dt.datetime) -> str:
    """Return the state in one line: "Open now until 17:00", "Closed now. Opens tomorrow 09:00"."""
    now, here = hit.now, at.astimezone(ZoneInfo(hit.site.timezone))
    if now.status is not Status.OPEN:
        return _said_status(hit.site, now, words)
    if now.is_open is None:
        return words["unknown"] if hit.site.phone else words["unknown_mute"]
    if now.is_open:
        return _open_line(now, words, here)
    return _opening_line(now.opens, words, here)


def checked_line(site: Site, words: Words, at: dt.datetime) -> str:
    """Return when a person last checked: "Checked 5 months ago, call first"."""
    mute = "" if site.phone else "_mute"
    if site.verified is None:
        return words[f"unchecked{mute}"]
    days = max(0, (at.astimezone(ZoneInfo(site.timezone)).date() - site.verified).days)
    key = "checked" if days <= CALL_FIRST_DAYS else f"checked_long_ago{mute}"
    return words[key].format(age=age(days, words))


def age(days: int, words: Words) -> str:
    """Return how long ago something was: "5 months ago"."""
    if days < 2:
        return words["yesterday" if days else "today"]
    if days < _MONTH_DAYS:
        return words["days_ago"].format(count=days)
    months, years = int(days / _MONTH_DAYS), int(days / _YEAR_DAYS)
    if not years:
        return words["month_ago"] if months == 1 else words["months_ago"].format(count=months)
    return words["year_ago"] if years == 1 else words["years_ago"].format(count=years)


def plan(found: Plan, words: Words, at: dt.datetime) -> str:
    """Return what can still be done, one short paragraph for each way; empty where nothing is known."""
    ways = (
        ("plan_opens_next", found.opens_next),
        ("plan_by_mail", found.by_mail),
        ("plan_by_phone", found.by_phone),
        ("plan_pharmacies", found.pharmacies),
        ("plan_health_department", found.health_department),
    )
    return "\n\n".join("\n".join((words[key], *_briefly(hits, words, at))) for key, hits in ways if hits)


def none_line(words: Words, country: str, is_open_wanted: bool, cap_km: float = CAP_KM) -> str:
    """Return that there is none, or none open, within reach."""
    distance = distances.shown(cap_km, country, words)
    return words["none_open" if is_open_wanted else "none_near"].format(distance=distance)


def week_table(days: Iterable[Day], words: Words) -> str:
    """Return seven lines: "Mon 09:00-17:00"."""
    return "\n".join(f"{weekday(day.date, words)} {_times(day, words)}" for day in days)


def weekday(day: dt.date, words: Words) -> str:
    """Return the short name of a weekday."""
    return words["weekdays"].split()[day.weekday()]


def date(day: dt.date, words: Words) -> str:
    """Return a day as people write it: "Tue 1 Dec 2026"."""
    return f"{weekday(day, words)} {day.day} {words['months'].split()[day.month - 1]} {day.year}"


def _briefly(hits: Iterable[Hit], words: Words, at: dt.datetime) -> Iterator[str]:
    for hit in hits:
        parts = (
            _plain(hit.site.phone[0]) if hit.site.phone else _plain(hit.site.url),
            status_line(hit, words, at),
        )
        yield "- " + ". ".join((heading(hit, words), *(part for part in parts if part)))


def _said_status(site: Site, now: Now, words: Words) -> str:
    if now.status is Status.MOVED:
        return words["moved"]
    if now.status is Status.CLOSED and site.until is None:
        return words["closed_for_good"]
    if site.until is None:
        return words["temporarily_closed"]
    return words["closed_through"].format(date=date(site.until, words))


def _open_line(now: Now, words: Words, here: dt.datetime) -> str:
    if now.until is None:
        return words["open_always"]
    minutes = _minutes(here, now.until)
    if minutes <= SOON_MINUTES:
        return words["closes_soon"].format(minutes=minutes)
    day, time = end_of(now.until)
    if day == here.date() or now.until - here < dt.timedelta(hours=12):
        return words["open_until"].format(time=time)
    days = (day - here.date()).days
    said = weekday(day, words) if days < 7 else date(day, words)
    return words["open_until_day"].format(day=said, time=time)


def _opening_line(opens: dt.datetime | None, words: Words, here: dt.datetime) -> str:
    if opens is None:
        return words["closed"]
    minutes, days = _minutes(here, opens), (opens.date() - here.date()).days
    if minutes <= SOON_MINUTES:
        return words["opens_soon"].format(minutes=minutes)
    time = f"{opens:%H:%M}"
    if days < 2:
        return words["opens_tomorrow" if days else "opens_today"].format(time=time)
    if days < 7:
        return words["opens_day"].format(day=weekday(opens.date(), words), time=time)
    return words["opens_date"].format(date=date(opens.date(), words), time=time)


def _minutes(start: dt.datetime, end: dt.datetime) -> int:
    """Whole minutes from one moment to a later one, at least one."""
    seconds = (end.astimezone(dt.UTC) - start.astimezone(dt.UTC)).total_seconds()
    return max(1, int(seconds // 60))


def end_of(moment: dt.datetime) -> tuple[dt.date, str]:
    """Return the day and time of an end; midnight is 24:00 of the day that it ends."""
    if moment.hour == moment.minute == 0:
        return moment.date() - dt.timedelta(1), "24:00"
    return moment.date(), f"{moment:%H:%M}"


def _times(day: Day, words: Words) -> str:
    if not day.is_known:
        return words["unknown_day"]
    if not day.times:
        return words["closed_day"]
    times = [f"{start:%H:%M}-{end_of(end)[1]}" for start, end in day.times]
    return words["all_day"] if times == ["00:00-24:00"] else ", ".join(times)


def _holiday(hit: Hit, words: Words) -> str:
    if not hit.now.is_holiday or hit.now.status is not Status.OPEN or hit.now.is_open is None:
        return ""
    return words["holiday" if hit.site.phone else "holiday_mute"]


def _services(site: Site, words: Words) -> str:
    named = [words.get(f"service_{name}", name.replace("_", " ")) for name in site.services]
    kind = [words[_KINDS[site.kind]]] if site.kind in _KINDS else []
    said = ", ".join(named)
    return ". ".join((*kind, said[:1].upper() + said[1:])) if said else "".join(kind)


def _access(site: Site, words: Words) -> str:
    said = ", ".join(_access_word(tag, words) for tag in site.access)
    return said[:1].upper() + said[1:]


def _access_word(tag: str, words: Words) -> str:
    if tag.startswith(_AGE) and tag.removeprefix(_AGE).isdecimal():
        return words["access_age"].format(count=tag.removeprefix(_AGE))
    return words.get(f"access_{tag}", tag.replace("_", " "))


def _words_in(texts: Mapping[str, str], lang: str) -> str:
    """The text in a language, else in English, else in any: better than none."""
    text = texts.get(lang) or texts.get("en") or next(iter(texts.values()), "")
    plain = _plain(text)
    return plain if len(plain) <= NOTE_LIMIT else f"{plain[: NOTE_LIMIT - 1].rstrip()}…"


def _plain(text: str) -> str:
    """Text of a list, which must not look like our own marks."""
    return " ".join(text.replace("**", "*").split())
