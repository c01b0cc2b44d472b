"""Which parts of a change need a second person, and why in plain words (TRUST.md 5.2, 5.7, decision 3 of section 8).

Pure: values before and after go in, reasons come out. It asks for a second person rather too often than too seldom: all
that is lost by that is a day. What a machine cannot see (a wrong statement without number, link or warning) it cannot
ask about; the difference shows it to whoever confirms.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.admin.marks import Marks, folded_of, marks_of, strange_letters
from bot.content.differences import visible_letters
from bot.content.guard_words import GUARDED, GuardWords
from bot.content.strict_yaml import Value
from bot.core.model import Topic, Urgency
from bot.core.place import kilometres
from bot.core.site import Precision, Site, Stop

MOVED_KM = 0.3  # farther than a slip of the finger on a map, nearer than the next street but one

# Files in which every change is a change of what is said or seen in an emergency.
EMERGENCY_FILES = frozenset(
    (
        "emergency.yaml",
        "signs.yaml",
        "steps.yaml",
        "guides.yaml",
        "danger_weights.json",
    )
)
EMERGENCY_FOLDERS = frozenset(("danger",))
# Files with the numbers to call, and those by which changes are judged.
NUMBER_FILES = frozenset(("countries.yaml", "local.yaml"))
RULE_FILES = frozenset((GUARDED, "style.yaml"))
RULE_FOLDERS = frozenset(("facts", "schema"))


class Why(Enum):
    """What sort of harm a change could do; the value is the rest of the sentence "this needs a second person: it"."""

    EMERGENCY = "changes what is said or seen in an emergency"
    WARNING = "takes out or changes a warning, or says that something is safe"
    NUMBER = "changes a number or a dose"
    PHONE = "changes a telephone number, or which local number is named"
    LINK = "changes a link or an address on the internet"
    LETTERS = "holds letters that cannot be seen or that look like others"
    MOVED = "moves a place, or shows one that was hidden"
    RULES = "changes the rules by which changes are judged"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a change needs a second person: where (an entry, a site, a place in a file), the sort, and what stood there
    before and stands there now, hidden letters made visible; empty where nothing."""

    where: str
    why: Why
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.why.value}"]
        lines += [f"  - {visible_letters(line)}" for line in self.before.split("\n") if line]
        lines += [f"  + {visible_letters(line)}" for line in self.after.split("\n") if line]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Guard:
    """What changes are judged by: the words of the language, and the entries that speak in an emergency (those named
    in emergency.yaml), beside those that say of themselves that they are urgent."""

    words: GuardWords
    urgent: frozenset[str] = frozenset()

    def topics(self, before: Mapping[str, Topic], after: Mapping[str, Topic]) -> tuple[Reason, ...]:
        """Return why a change of entries needs a second person; nothing where one person may do it alone."""
        found: list[Reason] = []
        for name in sorted(before.keys() | after.keys()):
            old, new = before.get(name), after.get(name)
            if old != new:
                found += self._of_topic(name, old, new)
        return tuple(found)

    def sites(self, before: Mapping[str, Site], after: Mapping[str, Site]) -> tuple[Reason, ...]:
        """Return why a change of places needs a second person. To close one or to change its hours needs none."""
        found: list[Reason] = []
        for name in sorted(before.keys() | after.keys()):
            old, new = before.get(name), after.get(name)
            if old != new and new is not None:
                found += self._of_site(name, old, new)
        return tuple(found)

    def file(self, name: str, before: Value, after: Value) -> tuple[Reason, ...]:
        """Return why a change of any other file of the knowledge needs a second person. `name` is its path within the
        knowledge, such as en/steps.yaml."""
        old, new = dict(_leaves(before)), dict(_leaves(after))
        found: list[Reason] = []
        for path in sorted(old.keys() | new.keys()):
            then, now = old.get(path, ""), new.get(path, "")
            if then != now or (path in old) != (path in new):
                where = f"{name}: {path}"
                found += [Reason(where, why, then, now) for why in _whole_file(name)]
                found += self._of_text(where, then, now)
        return tuple(found)

    def _of_topic(self, name: str, old: Topic | None, new: Topic | None) -> Iterator[Reason]:
        yield from self._of_emergency(name, old, new)
        if new is None:
            if old is not None and self._of_text(name, _said(old), ""):
                yield Reason(name, Why.WARNING, "the whole entry")
            return
        yield from self._of_text(name, _said(old) if old else "", _said(new))
        links = [tuple(one.url for one in topic.sources) if topic else () for topic in (old, new)]
        yield from _changed(name, Why.LINK, *links)
        yield from _letters(name, _all(old) if old else "", _all(new))

    def _of_emergency(self, name: str, old: Topic | None, new: Topic | None) -> Iterator[Reason]:
        def differs(what: str) -> bool:
            return getattr(old, what, "") != getattr(new, what, "")

        is_urgent = name in self.urgent or any(one and one.urgency is Urgency.EMERGENCY for one in (old, new))
        is_check = any(one and one.urgency is Urgency.CHECK for one in (old, new))
        steps = [marks_of(one.answer, self.words).steps if one else () for one in (old, new)]
        if old and new and old.urgency is not new.urgency:
            yield Reason(
                name, Why.EMERGENCY, f"urgency: {old.urgency.value}", f"urgency: {new.urgency.value}"
            )
        if differs("short"):
            yield Reason(name, Why.EMERGENCY, old.short if old else "", new.short if new else "")
        if is_urgent and any(map(differs, ("title", "answer"))):
            yield Reason(name, Why.EMERGENCY, old.answer if old else "", new.answer if new else "")
        elif is_check and steps[0] != steps[1]:
            yield Reason(name, Why.EMERGENCY, "\n".join(steps[0]), "\n".join(steps[1]))
        if (
            is_urgent
            and old
            and (lost := [one for one in old.questions if not new or one not in new.questions])
        ):
            yield Reason(name, Why.EMERGENCY, "\n".join(lost))

    def _of_site(self, name: str, old: Site | None, new: Site) -> Iterator[Reason]:
        yield from _moved(name, old, new)
        yield from _changed(name, Why.PHONE, old.phone if old else (), new.phone)
        yield from _changed(
            name, Why.LINK, (old.url,) if old and old.url else (), (new.url,) if new.url else ()
        )
        yield from self._of_text(name, _site_text(old) if old else "", _site_text(new))
        texts = [_site_all(one) if one else "" for one in (old, new)]
        marks = [marks_of(one, self.words) for one in texts]
        yield from _changed(name, Why.PHONE, marks[0].phones, marks[1].phones)
        yield from _changed(name, Why.LINK, marks[0].links, marks[1].links)
        yield from _letters(name, *texts)

    def _of_text(self, where: str, before: str, after: str) -> list[Reason]:
        """Why a running text needs a second person."""
        old, new = marks_of(before, self.words), marks_of(after, self.words)
        found = [*_changed(where, Why.NUMBER, old.numbers, new.numbers)]
        if not found:
            found += _changed(where, Why.NUMBER, old.doses, new.doses)
        found += _changed(where, Why.PHONE, old.phones, new.phones)
        found += _changed(where, Why.LINK, old.links, new.links)
        found += _warnings(where, old, new)
        return found + list(_letters(where, before, after))


def kinds(reasons: Sequence[Reason]) -> tuple[Why, ...]:
    """Return the sorts of harm, each once, the gravest first."""
    there = {one.why for one in reasons}
    return tuple(why for why in Why if why in there)


def _said(topic: Topic) -> str:
    """What people read of an entry."""
    return f"{topic.title}\n{topic.answer}\n{topic.short}"


def _all(topic: Topic) -> str:
    """All that is written in an entry."""
    sources = (f"{one.publisher} {one.title} {one.url} {one.year}" for one in topic.sources)
    return "\n".join((_said(topic), *topic.questions, *topic.must_match, *topic.must_not_match, *sources))


def _site_text(site: Site) -> str:
    return "\n".join((*site.notes.values(), *_reason_of(site), *site.access))


def _reason_of(site: Site) -> tuple[str, ...]:
    return (site.reason,) if site.reason else ()


def _site_all(site: Site) -> str:
    stops = (f"{one.name} {one.address}" for one in site.stops)
    return "\n".join((site.name, site.address, site.city, site.area, *site.hours_text.values(), *stops))


def _moved(name: str, old: Site | None, new: Site) -> Iterator[Reason]:
    if old is None:
        return
    hidden = Precision.HIDDEN
    if old.precision is hidden and new.precision is not hidden:
        yield Reason(name, Why.MOVED, "hidden", new.precision.value)
    pairs: list[tuple[str, Site | Stop, Site | Stop]] = [("", old, new)]
    stops = {one.name: one for one in old.stops}
    pairs += [(f"{one.name} ", stops[one.name], one) for one in new.stops if one.name in stops]
    for what, then, now in pairs:
        if then.point and now.point and (far := kilometres(then.point, now.point)) > MOVED_KM:
            places = [f"{what}{one.lat}, {one.lon}" for one in (then.point, now.point)]
            yield Reason(name, Why.MOVED, places[0], f"{places[1]} ({far:.1f} km away)")
        elif folded_of(then.address) != folded_of(now.address) and then.address:
            yield Reason(name, Why.MOVED, f"{what}{then.address}", f"{what}{now.address}")


def _warnings(where: str, old: Marks, new: Marks) -> Iterator[Reason]:
    lost = tuple(one for one in old.warnings if one not in new.warnings)
    if lost:
        come = tuple(one for one in new.warnings if one not in old.warnings)
        yield Reason(where, Why.WARNING, "\n".join(lost), "\n".join(come))
    if fresh := _more(old.reassuring, new.reassuring):
        yield Reason(where, Why.WARNING, "", "\n".join(fresh))


def _more(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in new if new.count(one) > old.count(one)))


def _changed(where: str, why: Why, old: Sequence[str], new: Sequence[str]) -> Iterator[Reason]:
    """The items that are others, or stand in another order."""
    if tuple(old) == tuple(new):
        return
    gone, come = _more(new, old), _more(old, new)
    if not gone and not come:
        gone, come = tuple(old), tuple(new)
    yield Reason(where, why, "\n".join(gone), "\n".join(come))


def _letters(where: str, before: str, after: str) -> Iterator[Reason]:
    if fresh := strange_letters(after) - strange_letters(before):
        yield Reason(where, Why.LETTERS, "", " ".join(sorted(f"U+{ord(one):04X}" for one in fresh)))


def _whole_file(name: str) -> Iterator[Why]:
    """What every change of this file is, whatever it changes."""
    *folders, file = name.split("/")
    if file in EMERGENCY_FILES or EMERGENCY_FOLDERS & set(folders):
        yield Why.EMERGENCY
    if file in NUMBER_FILES:
        yield Why.PHONE
    if file in RULE_FILES or RULE_FOLDERS & set(folders):
        yield Why.RULES


def _leaves(value: Value, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a value with its place, such as `overdose.buttons.0.label`."""
    if isinstance(value, str):
        yield path, value
        return
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in items:
        yield from _leaves(one, f"{path}.{key}".lstrip("."))
