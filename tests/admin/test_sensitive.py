"""SEC-16: what a bad editor could plant is flagged, and what touches an emergency needs a second person."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.admin.sensitive import Guard, Why, kinds
from bot.app import Version
from bot.content.differences import differences
from bot.content.guard_words import read_guard_words
from bot.content.strict_yaml import Value, read_file
from bot.core.model import Source, Topic, Urgency
from bot.core.site import Point, Precision, Stop
from tests.auxil.sites import site
from tests.conftest import KNOWLEDGE

STEPS, DOSES, G, DRINK, OLD = (
    "overdose-happening-now-steps", "naloxone-doses-and-waiting", "ghb-unconscious", "alcohol-poisoning",
    "naloxone-expired",
)  # fmt: skip
CYRILLIC_A, NO_WIDTH, TURNED = "\u0430", "\u200b", "\u202e"

# What is planted (entry, what stood there, what stands there now), and what it must be flagged as. Those with
# EMERGENCY cannot be done by one person.
TEXTS: tuple[tuple[Why, str, str, str], ...] = (
    # doses and numbers
    (Why.NUMBER, "tramadol", "400 mg a day", "4000 mg a day"),
    (Why.NUMBER, "tramadol", "400 mg a day", "400 mg an hour"),
    (Why.NUMBER, "caffeine-energy-drinks", "Up to about 400 mg", "Up to about 400 g"),
    (Why.NUMBER, "caffeine-energy-drinks", "Up to about 400 mg", "At least 400 mg"),
    (Why.NUMBER, "caffeine-energy-drinks", "Under 200 mg", "Over 200 mg"),
    (Why.NUMBER, "mdma-water-salt", "250 ml", "2500 ml"),
    (Why.NUMBER, "mdma-water-salt", "about 500 ml an hour", "about five litres an hour"),
    (Why.NUMBER, "food-hydration", "250 to 500 ml", "500 to 250 ml"),
    (Why.NUMBER, "food-hydration", "one or two cups", "one or twelve cups"),
    (Why.NUMBER, "test-strips-how-to-use", "at least 10 mg", "at most 10 mg"),
    (Why.NUMBER, "xylazine-test-strips", "about 10 mg, a match head", "about 10 mg, a spoonful"),
    (Why.NUMBER, "naloxone-high-dose-and-nalmefene", "4 mg nasal", "8 mg nasal"),
    (Why.NUMBER, DOSES, "Most people need 1 or 2 doses.", "Most people need half a dose."),
    # steps in danger
    (Why.EMERGENCY, STEPS, "1 breath every 5 seconds", "1 breath every 50 seconds"),
    (Why.EMERGENCY, STEPS, "2 to 3 minutes", "20 to 30 minutes"),
    (Why.EMERGENCY, STEPS, "Roll them on their side.", "Leave them on their back."),
    (Why.EMERGENCY, STEPS, "Do not use a cold shower", "Use a cold shower"),
    (Why.EMERGENCY, STEPS, "Call {emergency_number} and put", "Wait an hour, then put"),
    (Why.EMERGENCY, STEPS, "stay with them", "go home"),
    (Why.EMERGENCY, G, "A G coma can kill", "A G coma is only sleep"),
    (Why.EMERGENCY, G, "Give nothing to wake them.", "Give them meth to wake them."),
    (Why.EMERGENCY, G, "Do not let anyone near them for sex.", ""),
    (Why.EMERGENCY, DRINK, "**Do not leave them to sleep it off.**", "**Leave them to sleep it off.**"),
    (Why.EMERGENCY, DRINK, "Call and ask. It is better to call too early.", "Wait and see."),
    (Why.EMERGENCY, DOSES, "Give another dose.\n3.", "Give no more.\n3."),
    (Why.EMERGENCY, OLD, "2. Give the naloxone you have.", "2. Throw it away."),
    # warnings
    (Why.WARNING, DOSES, "But doses piled in too fast", "It is fine: doses piled in too fast"),
    (Why.WARNING, OLD, "- It does not become poisonous.\n", "- It becomes poisonous.\n"),
    (Why.WARNING, OLD, "Be ready to repeat the dose.", "It is perfectly safe to use half. Be ready."),
    (Why.WARNING, "tramadol", "under a doctor", "as you like"),
    (Why.WARNING, "caffeine-energy-drinks", "- Under 200 mg", "- No risk at all for your heart\n- Under 200 mg"),
    # telephone numbers and links
    (Why.PHONE, OLD, "Keep the old kit", "Ring 0800 555 0199. Keep the old kit"),
    (Why.PHONE, OLD, "{naloxone_sources}", "{treatment_line}"),
    (Why.PHONE, OLD, "1. Call {emergency_number}, even", "1. Call the shop, even"),
    (Why.LINK, OLD, "Keep the old kit", "Buy at https://naloxone-shop.example/free. Keep the old kit"),
    (Why.LINK, OLD, "Keep the old kit", "See cheap-kits.example/now. Keep the old kit"),
    (Why.LINK, OLD, "Keep the old kit", "Write to @friendly_dealer. Keep the old kit"),
    (Why.LINK, OLD, "Keep the old kit", "Write to kits@shop.example. Keep the old kit"),
    # letters
    (Why.LETTERS, OLD, "Keep the old kit", f"Keep the{NO_WIDTH} old kit"),
    (Why.LETTERS, OLD, "Keep the old kit", f"Keep the {TURNED}old kit"),
    (Why.LETTERS, OLD, "Keep the old kit", f"Keep the old n{CYRILLIC_A}loxone"),
    (Why.LETTERS, OLD, "Keep the old kit", "Keep the ｏｌｄ kit"),
    (Why.LETTERS, OLD, "Keep the old kit", "Keep the old k\u0131t"),
)  # fmt: skip


@pytest.fixture(scope="module")
def guard(version: Version) -> Guard:
    told = version.view.knowledge.guidance.values()
    return Guard(read_guard_words(KNOWLEDGE, "en"), frozenset(one.topic for one in told if one.topic))


@pytest.fixture(scope="module")
def topics(version: Version) -> dict[str, Topic]:
    return dict(version.view.knowledge.topics)


def planted(topic: Topic, was: str, now: str) -> Topic:
    assert was in topic.answer, f"the entry does not say {was!r} any more; plant something else"
    return replace(topic, answer=topic.answer.replace(was, now))


@pytest.mark.parametrize(("why", "name", "was", "now"), TEXTS)
def test_what_is_planted_in_a_text_is_flagged(
    guard: Guard, topics: dict[str, Topic], why: Why, name: str, was: str, now: str
) -> None:
    """A dose, a step, a warning, a number, a link or a hidden letter: told in the difference, and why."""
    before, after = {name: topics[name]}, {name: planted(topics[name], was, now)}
    reasons = guard.topics(before, after)
    assert why in kinds(reasons)
    assert list(differences(before, after))
    assert all(str(one).isprintable() or "\n" in str(one) for one in reasons)


def short(topic: Topic) -> Topic:
    return replace(topic, short=topic.short.replace("1 breath", "10 breaths"))


def calmer(topic: Topic) -> Topic:
    return replace(topic, urgency=Urgency.NONE)


def unaskable(topic: Topic) -> Topic:
    return replace(topic, questions=topic.questions[:1])


@pytest.mark.parametrize("bad", [short, calmer, unaskable])
def test_an_emergency_entry_is_changed_by_nobody_alone(
    guard: Guard, topics: dict[str, Topic], bad: Callable[[Topic], Topic]
) -> None:
    """Its lines of the first screen, how urgent it is, and that it is found."""
    after = {STEPS: bad(topics[STEPS])}
    assert Why.EMERGENCY in kinds(guard.topics({STEPS: topics[STEPS]}, after))


def test_an_entry_is_not_taken_out_or_made_urgent_by_one(guard: Guard, topics: dict[str, Topic]) -> None:
    """An emergency entry that goes, one that becomes one, and a new one."""
    steps, calm = topics[STEPS], topics[OLD]
    assert Why.EMERGENCY in kinds(guard.topics({STEPS: steps}, {}))
    assert Why.EMERGENCY in kinds(guard.topics({OLD: calm}, {OLD: replace(calm, short="Relax.")}))
    assert Why.EMERGENCY in kinds(guard.topics({}, {STEPS: steps}))
    assert Why.EMERGENCY in kinds(guard.topics({OLD: calm}, {}))  # it has steps
    assert kinds(guard.topics({"tramadol": topics["tramadol"]}, {})) == (Why.WARNING,)


def test_a_source_that_leads_elsewhere_is_flagged(guard: Guard, topics: dict[str, Topic]) -> None:
    """An address that looks like the old one."""
    topic = topics[OLD]
    first, *rest = topic.sources
    other = Source(first.publisher, first.title, first.url.replace(".", ".co-", 1), first.year)
    assert kinds(guard.topics({OLD: topic}, {OLD: replace(topic, sources=(other, *rest))})) == (Why.LINK,)


BAD_SITES: tuple[tuple[Why, dict[str, Any], dict[str, Any]], ...] = (
    (Why.MOVED, {}, {"point": Point(52.0, -123.12)}),  # 300 km
    (Why.MOVED, {}, {"point": Point(49.283, -123.12)}),  # 330 m
    (Why.MOVED, {"address": "1 Main St"}, {"address": "9 Other St"}),
    (Why.MOVED, {"precision": Precision.HIDDEN, "point": None}, {"precision": Precision.EXACT}),
    (Why.MOVED, {"stops": (Stop("a", Point(49, -123)),)}, {"stops": (Stop("a", Point(49.1, -123)),)}),
    (Why.PHONE, {"phone": ("+1 604 555 0101",)}, {"phone": ("+1 604 555 0110",)}),
    (Why.LINK, {"url": "https://help.example"}, {"url": "https://he1p.example"}),
    (Why.WARNING, {"notes": {"en": "Do not come when police are outside."}}, {"notes": {}}),
    (Why.LETTERS, {}, {"name": f"N{CYRILLIC_A}loxone house"}),
)


@pytest.mark.parametrize(("why", "was", "now"), BAD_SITES)
def test_what_is_planted_in_a_site_is_flagged(
    guard: Guard, why: Why, was: dict[str, Any], now: dict[str, Any]
) -> None:
    """A place that is moved or shown, another number, another link, a warning gone."""
    before = site(**was)
    assert why in kinds(guard.sites({"a": before}, {"a": replace(before, **now)}))


def changed(value: Value, *path: str) -> Value:
    if not path:
        return "zzyzx"
    assert isinstance(value, dict)
    return {**value, path[0]: changed(value[path[0]], *path[1:])}


FILES = (
    (Why.EMERGENCY, "en/emergency.yaml", ("overdose", "check")),
    (Why.EMERGENCY, "en/steps.yaml", ("overdose-naloxone", "text")),
    (Why.EMERGENCY, "en/signs.yaml", ("order",)),
    (Why.EMERGENCY, "en/guides.yaml", ("guides",)),
    (Why.PHONE, "countries.yaml", ("GB", "crisis_line", "value")),
    (Why.PHONE, "en/local.yaml", ("crisis_line", "otherwise")),
    (Why.RULES, "en/guarded.yaml", ("warnings",)),
    (Why.WARNING, "en/wording.yaml", ("sentences", "unsure")),
)


@pytest.mark.parametrize(("why", "name", "path"), FILES)
def test_what_is_planted_in_another_file_is_flagged(
    guard: Guard, why: Why, name: str, path: tuple[str, ...]
) -> None:
    """Signs, steps, guides, numbers, and the very words by which this is judged."""
    before = read_file(KNOWLEDGE / name).value
    assert why in kinds(guard.file(name, before, changed(before, *path)))
    assert not guard.file(name, before, before)


def test_fifty_bad_edits_are_tried() -> None:
    """The table is as long as the promise says."""
    assert len(TEXTS) + len(BAD_SITES) + len(FILES) + 3 >= 50


HARMLESS = (
    (OLD, "Good places to ask here", "Places to ask here"),
    (OLD, "**Getting a new one.**", "Getting a new one."),
    (OLD, "Replace it when you can.", "Swap it when you can."),
)


@pytest.mark.parametrize(("name", "was", "now"), HARMLESS)
def test_an_ordinary_edit_needs_nobody(
    guard: Guard, topics: dict[str, Topic], name: str, was: str, now: str
) -> None:
    """Wording without a number, link or warning in it; nothing at all."""
    topic = topics[name]
    assert guard.topics({name: topic}, {name: planted(topic, was, now)}) == ()
    assert guard.topics({name: topic}, {name: topic}) == ()


def test_asking_and_closing_need_nobody(guard: Guard, topics: dict[str, Topic]) -> None:
    """One more way of asking; other hours, a closure, a pin a few metres on."""
    topic = topics[STEPS]
    assert guard.topics({STEPS: topic}, {STEPS: replace(topic, questions=(*topic.questions, "zz"))}) == ()
    before = site(hours="Mo 09:00-17:00", address="1 Main St")
    after = replace(before, hours="Mo 09:00-16:00", point=Point(49.2801, -123.12), closures=("2026-12-25",))
    assert guard.sites({"a": before}, {"a": after}) == ()


def test_a_reason_hides_nothing(guard: Guard, topics: dict[str, Topic]) -> None:
    """Letters that cannot be seen are named by their number."""
    topic = topics[OLD]
    bad = planted(topic, "Keep the old kit", f"Never keep the{NO_WIDTH} old kit")
    told = "\n".join(map(str, guard.topics({OLD: topic}, {OLD: bad})))
    assert "U+200B" in told
    assert NO_WIDTH not in told
