"""Reading the files that stand beside the entries: emergencies, guided steps, wording, local facts, categories."""

from collections.abc import Mapping
from dataclasses import replace

from bot.content.fields import Fields
from bot.content.strict_yaml import Document
from bot.content.topics import check_red
from bot.core import menu
from bot.core.model import Button, Guidance, Service, Step, Topic
from bot.core.site import SERVICES
from bot.core.text import fold
from bot.errors import Mistake

# Sentences the conversation cannot do without; a language that lacks one is not served.
SENTENCES = (
    "start", "help", "privacy", "topics", "category", "if_now", "check_line", "also_asked", "choices", "unsure",
    "choice", "empty", "bare", "safe", "under_check",
    "old_button", "wait", "group", "sources", "drafted", "reviewed", "expired", "alert_short", "alert_more",
    "alert_full", "alert_post", "alerts_none", "alerts_nobody", "alerts_looked", "alerts_stale", "alerts_broken",
    "services_none", "voice", "photo", "location", "contact", "other", "late", "hello", "thanks", "stop", "rude",
    "starting", "starting_here",
    "local", "mix_first", "mix_second", "mix_which", "mix_half", "mix_signs", "mix_lower", "mix_downer", "mix_medicine",
    "mix_also", "mix_cut", "mix_drafted", "chart_title", "chart_warning", "timer", "script",
    "near_where", "near_kinds", "near_used", "near_live", "near_dropped", "near_forgotten", "near_doubted",
    "near_deleted", "forget", "language", "linked", "clear", "cleared", "card",
    "helpful", "unhelpful", "human_beside", "human_open",
    "human_always", "human_closed", "human_closed_long", "human_unknown",
    "human_meanwhile", "human_holiday", "human_today", "human_tomorrow", "human_day", "human_until_day",
    "keep_ask", "keep_yes", "keep_no", "keep_late", "keep_full", "keep_privacy",
    "disclose", "disclose_chance", "disclose_found", "fault",
)  # fmt: skip
TELEGRAM = (
    "description",
    "short_description",
    "start",
    "help",
    "emergency",
    "topics",
    "mix",
    "nearest",
    "alerts",
    "forget",
    "clear",
    "privacy",
)
BUTTONS = (
    "topics", "emergency", "privacy", "help", "back", "mix", "guide", "helpful", "unhelpful", "alerts",
    "chart", "timer", "copy", "send_place",
    "delete_place", "more", "other_service", "change_place", "wrong", "page", "page_before", "page_after", "clear",
    "keep", "keep_not",
)  # fmt: skip
# The keys of the small menu, each named for the command it stands for.
MENU = ("emergency", "nearest", "topics", "mix", "language", "privacy")
# What stands around answers that are put into other chats.
INLINE = ("under", "private", "emergency", "mix")
# What cards of places say.
SITES = (
    "open", "open_always", "open_until", "open_until_day", "closes_soon", "closed", "opens_soon", "opens_today",
    "opens_tomorrow", "opens_day", "opens_date", "unknown", "unknown_mute", "temporarily_closed",
    "closed_through", "moved", "closed_for_good", "holiday", "holiday_mute", "checked", "checked_long_ago",
    "checked_long_ago_mute", "unchecked", "unchecked_mute", "today", "yesterday", "days_ago", "month_ago",
    "months_ago", "year_ago", "years_ago", "about", "around", "hidden", "phone", "metres", "kilometres",
    "miles", "mile", "stop", "mobile", "machine", "mail", "by_phone", "closed_day", "unknown_day", "all_day",
    "none_near", "none_open", "straight", "searching", "rough", "example", "plan_opens_next", "plan_by_mail",
    "plan_by_phone", "plan_pharmacies", "plan_health_department", "weekdays", "months", "access_no_id",
    "access_walk_in", "access_wheelchair", "access_women_only", "access_police_on_site", "access_age",
    *(f"service_{name}" for name in SERVICES),
)  # fmt: skip
KINDS = (
    "overdose", "ghb", "alcohol", "overamp", "heart", "seizure", "withdrawal", "agitation", "violence", "suicide",
    "intended", "poisoning", "child", "self", "death", "ill", "panic",
)  # fmt: skip
ANY = KINDS[-1]  # what is said where nothing better can be
_LABEL_LIMIT = 40
MOST_MINUTES = 5  # a chat is remembered that long at most
CALM_LINES = 8  # of a step that is no emergency: one small screen


def read_steps(document: Document, mistakes: list[Mistake]) -> dict[str, Step]:
    """Return the guided steps by id."""
    steps = {}
    for name in Fields(document, (), mistakes).names():
        fields = Fields(document, (name,), mistakes)
        steps[name] = _read_step(fields, name)
    return steps


def _read_step(fields: Fields, name: str) -> Step:
    is_id(fields, name)
    is_calm = fields.choice("calm", ("yes", "no"), "no") == "yes"
    step = Step(name, fields.text("text"), _read_buttons(fields), is_calm, *_read_time(fields))
    if not is_calm:
        check_red(fields, step.text, "text")
    elif len(step.text.splitlines()) > CALM_LINES:
        fields.note(f"has more than {CALM_LINES} lines; make two steps of it", "text")
    fields.finish()
    return step


def _read_time(fields: Fields) -> tuple[int, str]:
    """After how many minutes the next step follows by itself, where the person asks for it."""
    minutes, then = fields.text("minutes", ""), fields.text("then", "")
    if bool(minutes) != bool(then):
        fields.note("needs both `minutes` and `then`, or neither")
    if minutes and (not minutes.isdecimal() or not 1 <= int(minutes) <= MOST_MINUTES):
        fields.note(f"is {minutes!r}; write a number from 1 to {MOST_MINUTES}", "minutes")
        return 0, ""
    return int(minutes or 0), then


def read_guides(document: Document, mistakes: list[Mistake]) -> tuple[dict[str, Step], dict[str, str]]:
    """Return guided help beside the emergencies: the steps by id, and where the help about a topic starts."""
    whole = Fields(document, (), mistakes)
    inside, starts = whole.inside("steps"), whole.inside("guides")
    steps = {name: _read_step(inside.inside(name), name) for name in inside.names()}
    guides = {topic: starts.text(topic) for topic in starts.names()}
    whole.finish()
    return steps, guides


def read_guidance(
    document: Document, topics: Mapping[str, Topic], fatal: list[Mistake], mistakes: list[Mistake]
) -> dict[str, Guidance]:
    """Return how each kind of emergency is answered; every kind must be there.

    A kind whose topic is left out for a mistake of its own speaks with the words of ANY: never with none.
    """
    whole = Fields(document, (), fatal)
    anything = whole.inside(ANY).text("red")
    guidance = {}
    for kind in KINDS:
        fields = whole.inside(kind)
        guidance[kind] = _read_kind(fields, kind, topics)
        fields.finish()
        if not guidance[kind].red:
            named = guidance[kind].topic
            what = f"`{kind}` has no `red` text, and its topic `{named}` has no `short` that can be used"
            mistakes.append(Mistake(document.file, document.line((kind,)), what))
            guidance[kind] = replace(guidance[kind], red=anything)
    whole.finish()
    return guidance


def _read_kind(fields: Fields, kind: str, topics: Mapping[str, Topic]) -> Guidance:
    topic = fields.text("topic", "")
    red = fields.text("red", "") or (topics[topic].short if topic in topics else "")
    check_red(fields, red, "red")
    check, yes, no = fields.text("check"), fields.text("yes"), fields.text("no")
    label = fields.text("label")
    if len(label) > _LABEL_LIMIT:
        fields.note(f"is longer than {_LABEL_LIMIT} letters", "label")
    return Guidance(kind, red, check, yes, no, topic, _read_buttons(fields), label)


def _read_buttons(fields: Fields) -> tuple[Button, ...]:
    """Read buttons that lead to a `step` or a `topic`."""
    buttons = []
    for item in fields.items("buttons"):
        label, step, topic = item.text("label"), item.text("step", ""), item.text("topic", "")
        item.finish()
        if bool(step) == bool(topic):
            item.note("needs either `step` or `topic`")
        elif len(label) > _LABEL_LIMIT:
            item.note(f"is longer than {_LABEL_LIMIT} letters", "label")
        elif is_id(item, step or topic):
            action = menu.Action.STEP if step else menu.Action.TOPIC
            buttons.append(menu.button(label, action, step or topic))
    return tuple(buttons)


def is_id(fields: Fields, name: str) -> bool:
    """Whether a button can carry `name`; a mistake where it cannot."""
    try:
        menu.code(menu.Action.TOPIC, name)
    except ValueError:
        fields.note(f"has {name!r} for an id; use at most 60 of a-z, 0-9 and -")
        return False
    return True


def read_local(document: Document, mistakes: list[Mistake]) -> dict[str, str | None]:
    """Return every known local fact and what is said where it is not set, None where its line is left out."""
    facts: dict[str, str | None] = {}
    for name in Fields(document, (), mistakes).names():
        fields = Fields(document, (name,), mistakes)
        fields.text("what")
        fields.text("example")
        facts[name] = fields.text("otherwise", "") or None
        fields.finish()
    return facts


def read_texts(fields: Fields, names: tuple[str, ...]) -> dict[str, str]:
    """Return the texts of a mapping that must have all of `names` and nothing else."""
    texts = {name: fields.text(name) for name in names}
    fields.finish()
    return texts


def read_small_talk(fields: Fields, sentences: Mapping[str, str]) -> dict[str, str]:
    """Return which sentence answers which folded phrase."""
    answers = {}
    for sentence in fields.names():
        if sentence not in sentences:
            fields.note("is not the name of a sentence above", sentence)
        answers.update({fold(phrase).replace("'", ""): sentence for phrase in fields.texts(sentence)})
    return answers


def read_services(fields: Fields) -> dict[str, Service]:
    """Return the kinds of help people can look for."""
    services = {}
    for name in fields.names():
        inside = fields.inside(name)
        is_id(inside, name)
        services[name] = Service(inside.text("title"), inside.text("text"))
        inside.finish()
    return services


def read_categories(document: Document, lang: str, mistakes: list[Mistake]) -> dict[str, str]:
    """Return the titles of the categories in `lang`, in the order people see them."""
    titles = {}
    for name in Fields(document, (), mistakes).names():
        fields = Fields(document, (name,), mistakes)
        is_id(fields, name)
        titles[name] = fields.text(lang) if fields.has(lang) else fields.text("en")
    return titles
