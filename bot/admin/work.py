"""What takes a while, done apart from the answers: showing what a change would do, making it, and what waits.

A task is plain values and so is what comes back, so that another process can do it. Everything that is told is a reply
with the buttons that lead on; what goes wrong is told in words.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.admin import drafts, pending
from bot.admin.access import Command
from bot.admin.changes import Book, before_last, compared, history, real_action, undo_of
from bot.admin.codes import Wish, button
from bot.admin.held import Held, holding
from bot.admin.judging import reasons_of
from bot.admin.making import Known, Made, make
from bot.admin.pending import Proposal
from bot.admin.sensitive import kinds
from bot.admin.submitting import TAKE_DOWN, Outcome, submit, submit_undo
from bot.content.writer import examine
from bot.core.model import Button, Kind, Reply
from bot.core.site import Site
from bot.core.text import utf16_length
from bot.errors import SaferbotError

MOST_SHOWN = 30_000  # UTF-16 units of what waits, ten messages: more is read on a computer
ROOM = 3_300  # UTF-16 units for what is shown, so that all of it fits one message with its buttons
MOST_LISTED = 30  # buttons under one message


@dataclass(frozen=True, slots=True)
class Task:
    """What an admin in a role asks for; `text` is what they sent for it."""

    wish: Wish
    role: str
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Shop:
    """What the work is done with: `book` for the role of the task, the admins' `texts`, all their `roles`, the entries
    and sites there are (read when they are wanted), what an edit loses of the facts and the style (`lost`), and what
    people would find with it (`effect`)."""

    book: Book
    texts: Mapping[str, str]
    roles: frozenset[str]
    known: Callable[[], Known]
    sites: Callable[[], Mapping[str, Site]]
    lost: Callable[[str, str], tuple[str, ...]]
    effect: Callable[[str, str], tuple[str, ...]]


def perform(task: Task, shop: Shop) -> Reply:
    """Do a task and return what is told of it. What cannot be done is told in its own words."""
    try:
        return _DONE_BY.get(task.wish.command, _preview)(task, shop)
    except SaferbotError as error:
        return _said(str(error), shop)


def _preview(task: Task, shop: Shop) -> Reply:
    """Show what a change would do, with the button that does exactly that."""
    command, target = task.wish.command, task.wish.target
    made = make(command, target, task.text, shop.book, shop.known(), shop.texts["placeholder"].strip())
    return _shown(made, shop)


def _shown(made: Made, shop: Shop) -> Reply:
    book, page, texts = shop.book, made.page, shop.texts
    examine(book.root, book.lang, page, made.text)
    before, after = page.text.encode(), made.text.encode()
    differing = [str(one) for one in compared(book.root, book.lang, page.category, before, after)]
    parts = [texts["shown"].replace("{differences}", "\n".join(differing))]
    reasons = () if made.action == TAKE_DOWN or _is_putting_back(made, shop) else (
        reasons_of(book, page, made.text)
    )  # fmt: skip
    if reasons:
        told = "\n".join(f"- {why.value}" for why in kinds(reasons))
        parts.append(texts["shown_reasons"].replace("{reasons}", told))
    parts += _weighed(page.category, made.text, shop)
    draft = drafts.draft_of(book, page.category, page.version, made.text, made.action, made.topic)
    digest = drafts.keep(book, draft)
    buttons = (
        button(texts["confirm"], Command.DO, digest),
        button(texts["drop"], Command.DROP, digest),
    )
    return _said(_fitting(parts, shop), shop, *buttons)


def _weighed(category: str, text: str, shop: Shop) -> list[str]:
    """What a file would lose of its facts with a text, and what people would find."""
    texts, lost = shop.texts, shop.lost(category, text)
    effect = "\n".join(shop.effect(category, text)) or texts["no_effect"]
    parts = [texts["shown_lost"].replace("{lost}", "\n".join(f"- {one}" for one in lost))] if lost else []
    return [*parts, texts["shown_effect"].replace("{effect}", effect)]


def _is_putting_back(made: Made, shop: Shop) -> bool:
    """Whether this takes back that an answer was taken down."""
    verb, _, number = made.action.partition(" ")
    entries = history(shop.book.root) if verb == "undo" else ()
    place = int(number) - 1 if number.isdecimal() else -1
    return 0 <= place < len(entries) and real_action(entries, entries[place]) == TAKE_DOWN


def _fitting(parts: list[str], shop: Shop) -> str:
    """The parts in one message: what is too long is cut, the difference first, and that is said."""
    first, rest, end = (
        parts[0].strip(),
        "\n\n".join(part.strip() for part in parts[1:]),
        shop.texts["shown_ask"],
    )
    if utf16_length(f"{first}{rest}") > ROOM:
        rest = _cut(rest, ROOM // 2)
        first = f"{_cut(first, ROOM - len(rest))}\n{shop.texts['too_long']}"
    return f"{first}\n\n{rest}\n\n{end}"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()} …"


def _do(task: Task, shop: Shop) -> Reply:
    """Make the change that was shown."""
    book, digest = shop.book, task.wish.target
    draft = drafts.take(book, digest)
    if draft is None:
        return _said(shop.texts["gone"], shop)
    page = book.page(draft.category)
    if page.version != draft.before:
        drafts.drop(book, digest)
        return _said(shop.texts["gone"], shop)
    if draft.action.startswith("undo "):
        entry, _, text = before_last(book)
        if (undo_of(entry), text) != (draft.action, draft.text):
            return _said(shop.texts["gone"], shop)
        outcome = submit_undo(book)
    else:
        outcome = submit(book, page, draft.text, draft.action, draft.topic)
    drafts.drop(book, digest)
    return _outcome(outcome, draft.action, shop)


def _outcome(outcome: Outcome, action: str, shop: Shop) -> Reply:
    deed, number = outcome.entry.deed, outcome.entry.number
    if not outcome.is_waiting:
        return _said(_filled(shop.texts["done"], action=action, topic=deed.topic), shop)
    due = f"{Proposal(number, deed).due:%Y-%m-%d %H:%M}"
    name = "waits_day" if len(shop.roles) == 1 else "waits_two"
    return _said(_filled(shop.texts[name], number=str(number), due=due), shop)


def _drop(task: Task, shop: Shop) -> Reply:
    if drafts.take(shop.book, task.wish.target):
        drafts.drop(shop.book, task.wish.target)
    return _said(shop.texts["dropped"], shop)


def _undo(task: Task, shop: Shop) -> Reply:
    """Show what taking the last change back would do."""
    if not history(shop.book.root):
        return _said(shop.texts["no_undo"], shop)
    entry, page, text = before_last(shop.book)
    return _shown(Made(page, text, undo_of(entry), entry.deed.topic), shop)


def _waiting(task: Task, shop: Shop) -> Reply:
    found = pending.waiting(shop.book)
    if not found:
        return _said(shop.texts["nothing_waits"], shop)
    text = _filled(shop.texts["waiting"], count=str(len(found)))
    labels = ((_headline(one, shop), one) for one in found[:MOST_LISTED])
    return _said(text, shop, *(button(_cut(label, 60), Command.SHOW, _bound(one)) for label, one in labels))


def _show(task: Task, shop: Shop) -> Reply:
    """Show a proposal whole, in several messages where it is long, with the buttons that settle exactly this one.
    Nobody confirms what they were not shown: what is too long for a phone has no button for that."""
    one = _proposal(task.wish.target, shop)
    if one is None:
        return _said(shop.texts["closed"], shop)
    book, texts = shop.book, shop.texts
    held = holding(book, one)
    is_own, is_stale = one.deed.role == book.role, pending.is_stale(book, one)
    parts = [_headline(one, shop), *_told(held, shop)]
    parts += [texts["waiting_stale"]] if is_stale else _weighed(held.page.category, held.text, shop)
    text = "\n\n".join(part.strip() for part in parts)
    if is_long := utf16_length(text) > MOST_SHOWN:
        text = f"{_cut(text, MOST_SHOWN)}\n\n{texts['waiting_long']}"
    may_confirm = not (is_own or is_stale or is_long)
    buttons = [button(texts["confirm"], Command.CONFIRM, _bound(one))] * may_confirm
    buttons.append(button(texts["withdraw" if is_own else "refuse"], Command.REFUSE, _bound(one)))
    return _said(text, shop, *buttons)


def _told(held: Held, shop: Shop) -> Iterator[str]:
    """What a proposal changes and why it waits, with new entries in full."""
    texts = shop.texts
    yield texts["shown"].replace("{differences}", "\n".join(map(str, held.changes)))
    for entry in held.fresh:
        yield texts["shown_whole"].replace("{entry}", entry)
    if held.reasons:
        told = "\n".join(f"- {why.value}" for why in kinds(held.reasons))
        yield texts["shown_reasons"].replace("{reasons}", told)


def _confirm(task: Task, shop: Shop) -> Reply:
    one = _proposal(task.wish.target, shop)
    if one is None:
        return _said(shop.texts["closed"], shop)
    pending.confirm(shop.book, one.number)
    return _said(_filled(shop.texts["confirmed"], topic=one.deed.topic), shop)


def _refuse(task: Task, shop: Shop) -> Reply:
    if one := _proposal(task.wish.target, shop):
        pending.close(shop.book, one.number)
    return _said(shop.texts["closed"], shop)


def _bound(one: Proposal) -> str:
    """What a button carries of a proposal: its number and the text it would put in place."""
    return f"{one.number}-{one.deed.after[:16]}"


def _proposal(target: str, shop: Shop) -> Proposal | None:
    return next((one for one in pending.waiting(shop.book) if _bound(one) == target), None)


def _headline(one: Proposal, shop: Shop) -> str:
    deed, when = one.deed, f"{one.deed.when:%Y-%m-%d %H:%M}"
    parts = {
        "number": str(one.number),
        "role": deed.role,
        "when": when,
        "action": one.action,
        "topic": deed.topic,
    }
    return _filled(shop.texts["waiting_one"], **parts)


def _sites(task: Task, shop: Shop) -> Reply:
    """Show a site, or those whose name has the words that were sent."""
    texts, target = shop.texts, task.wish.target
    sites = shop.sites()
    if site := sites.get(target):
        return _site(site, shop)
    words = task.text.casefold().split()
    found = [one for one in sites.values() if all(word in _called(one) for word in words)]
    if not sites or not found:
        return _said(texts["no_sites" if not sites else "none_found"], shop)
    return _said(texts["pick_entry"], shop, *_site_buttons(found))


def _called(site: Site) -> str:
    return f"{site.id} {site.name} {site.city} {site.area} {site.address}".casefold()


def _site_buttons(found: list[Site]) -> Iterator[Button]:
    for one in found[:MOST_LISTED]:
        yield button(f"{one.name}, {one.address or one.city}".rstrip(", ")[:60], Command.SITE, one.id)


def _site(site: Site, shop: Shop) -> Reply:
    until = f" ({site.until})" if site.until else ""
    status = f"{site.status.value.replace('_', ' ')}{until} {site.reason}".strip()
    text = _filled(shop.texts["site"], title=site.name, status=status, hours=site.hours or "-")
    actions = (
        ("site_until", Command.UNTIL), ("site_shut", Command.SHUT), ("site_moved", Command.MOVED),
        ("site_hours", Command.HOURS), ("site_open", Command.OPEN),
    )  # fmt: skip
    return _said(text, shop, *(button(shop.texts[name], command, site.id) for name, command in actions))


_DONE_BY: Mapping[Command, Callable[[Task, Shop], Reply]] = {
    Command.DO: _do,
    Command.DROP: _drop,
    Command.UNDO: _undo,
    Command.WAITING: _waiting,
    Command.SHOW: _show,
    Command.CONFIRM: _confirm,
    Command.REFUSE: _refuse,
    Command.SITE: _sites,
}


def _filled(text: str, **parts: str) -> str:
    for name, part in parts.items():
        text = text.replace(f"{{{name}}}", part)
    return text


def _said(text: str, shop: Shop, *buttons: Button) -> Reply:
    back = button(shop.texts["back"], Command.MENU)
    return Reply(Kind.ANSWER, text.strip(), shop.book.lang, (*buttons, back))
