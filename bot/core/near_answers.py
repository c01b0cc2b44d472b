"""Replies about the nearest help: where are you, which one do you mean, up to three cards, and what is left.

Whoever calls has looked for danger before. A message is taken for a place only where one is asked for; a bare word
elsewhere is an ordinary question. No place is ever in a button's code.
"""

from dataclasses import replace

from bot.core import answers, mix_answers
from bot.core.answers import sentence
from bot.core.menu import Action, Press, button
from bot.core.model import Button, Kind, Question, Reply, Zone
from bot.core.place import Why
from bot.core.search import Card, Local, Search, Shown, Spot, offer_code, read_offer, read_search
from bot.core.second import SIGN
from bot.core.site import SERVICES
from bot.core.view import View
from bot.core.wanted import Wanted, wanted, words_in
from bot.core.wording import fill

NEAREST = "nearest"
_URGENT = "naloxone"  # whoever looks for it may stand beside somebody who needs it
_TREATMENT = ("treatment_methadone", "treatment_buprenorphine", "detox", "counselling")
# Which of the written services (wording.yaml) tells of a kind of help where no site does.
_OTHERS = {
    "hiv_test": "health-department",
    "hcv_test": "health-department",
    "wound_care": "health-department",
}
_ELSE = "outreach"
_ONLY_LIKE = frozenset((SIGN,))
_LIKE_REQUESTS = frozenset((SIGN, "naloxone-now", "naloxone-word"))
_OPEN = "open"
_PLACE_WORDS = 3  # that a name of a place nobody knows may have and still be taken for one


def kinds_of(service: str) -> tuple[str, ...]:
    """Return the kinds of help that a service of wording.yaml stands for; none where it is not one of ours."""
    if service == "treatment":
        return _TREATMENT
    name = service.replace("-", "_")
    return (name,) if name in SERVICES else ()


def asked(text: str, question: Question, view: View) -> Reply | None:
    """Return the reply to a message that asks for a place of help, or that says where somebody is who was asked; None
    where it does neither."""
    local = view.local
    if local is None:
        return None
    want = wanted(text, local.words, local.is_place)
    before = question.trail.asked
    if want and (want.place or before or want.is_near or want.open_now or not _has_answer(text, view)):
        return _for_wish(want, text, before, question, view)
    if before and not want:
        return _said_where(text, before, question, view)
    return None


def is_no_danger(text: str, signs: frozenset[str], question: Question, view: View) -> bool:
    """Whether what looked like danger is a request for a place or the name of one: a postcode to a detector that
    learned, "any narcan in tartu open now" to the rule for "narcan now"."""
    local = view.local
    if local is None or not signs <= _LIKE_REQUESTS:
        return False
    is_only_like = signs <= _ONLY_LIKE
    if is_only_like and question.trail.asked and _is_place(text, local):
        return True
    want = wanted(text, local.words, local.is_place)
    if want is None or not want.place:
        return False
    return _OPEN in words_in(text) or (is_only_like and local.is_place(want.place))


def _is_place(text: str, local: Local) -> bool:
    """Whether a text is a place, or has the form of one: a postcode that is not known here, coordinates."""
    return local.is_place(text) or local.resolve(text) in (Why.POSTCODE, Why.NOWHERE)


def commanded(rest: str, question: Question, view: View) -> Reply:
    """Return the reply to /nearest, with what stood after it."""
    local = view.local
    if rest and local:
        want = wanted(f"{NEAREST} {rest}", local.words, local.is_place)
        if want and (reply := _for_wish(want, rest, None, question, view)):
            return reply
        if reply := _said_where(rest, Search(), question, view):
            return reply
    return kinds(Search(), view)


def at_spot(question: Question, view: View) -> Reply:
    """Return the reply to a place sent as such, a pin or one's own."""
    spot = question.spot or Spot()
    search = question.trail.asked
    reply = around(spot, search, view) if search else replace(kinds(Search(), view), spot=spot)
    said = [sentence("near_live", view)] if question.is_live else []
    opening = "\n\n".join([*said, reply.opening or sentence("near_used", view)])
    return replace(_with_delete(reply, view), opening=opening, drops_key=True)


def pressed(press: Press, question: Question, view: View) -> Reply | None:
    """Return what a button about places leads to, None where it leads nowhere any more."""
    local = view.local
    if press.action is Action.SERVICE:
        search: Search | None = Search(kinds_of(press.target))
        return _search(search, question, view) if search and _is_offered(search, local) else None
    if press.action is Action.WRONG:
        return _doubted(press.target, view)
    if press.action is Action.DELETE:
        return replace(answers.page("near_deleted", view), deletes=True)
    if press.action is Action.OFFER:
        return _chosen(press.target, question, view)
    search = read_search(press.target)
    if search is None or local is None:
        return None
    if press.action is Action.KINDS:
        return kinds(search, view)
    return where(search, view) if press.action is Action.WHERE else _search(search, question, view)


def where(search: Search, view: View, opening: str = "") -> Reply:
    """Return the question where the person is; a typed place does as well as one that is sent."""
    parts = [sentence("near_where", view), *_if_now(search, view)]
    text = "\n\n".join(parts)
    key = view.knowledge.buttons["send_place"]
    return Reply(
        Kind.SERVICES,
        text,
        view.knowledge.lang,
        opening=opening,
        asks=search.first(),
        send_place=key,
    )


def kinds(search: Search, view: View) -> Reply:
    """Return what help there is to choose from."""
    text, knowledge = sentence("near_kinds", view), view.knowledge
    if view.local is None:
        services = knowledge.services.items()
        buttons = tuple(button(one.title, Action.SERVICE, name) for name, one in services)
        return Reply(Kind.SERVICES, text, knowledge.lang, buttons)
    offered = [name for name in SERVICES if name in view.local.offers()]
    buttons = tuple(
        button(_capital(knowledge.sites[f"service_{name}"]), Action.NEAR, one.code)
        for name in offered
        for one in (replace(search.first(), kinds=(name,)),)
    )
    return Reply(Kind.SERVICES, text, knowledge.lang, buttons)


def around(spot: Spot, search: Search, view: View) -> Reply:
    """Return a page of cards around a spot, with what is left to do where none is surely open."""
    local = view.local
    if local is None:
        return kinds(search, view)
    shown = local.find(spot, search)
    words = view.knowledge.sites
    cards = [_numbered(number, card, len(shown.cards)) for number, card in enumerate(shown.cards, 1)]
    rough = [words["rough"]] if spot.is_rough and shown.cards else []
    known = [] if shown.cards or shown.plan else [_written(search, view)]
    parts = [*rough, shown.none, *cards, shown.plan, *known, *shown.notes, *_if_now(search, view)]
    text = "\n\n".join(part for part in parts if part)
    pins = tuple(card.pin for card in shown.cards if card.pin)
    opening = words["searching"].format(place=spot.name) if spot.name else ""
    buttons = _under(search, shown, view)
    return Reply(
        Kind.SERVICES,
        text,
        view.knowledge.lang,
        buttons,
        local.credit() if shown.cards else "",
        opening=opening,
        pins=pins,
        spot=spot,
        drops_key=True,
    )


def _for_wish(want: Wanted, text: str, before: Search | None, question: Question, view: View) -> Reply | None:
    """The search that a request asks for, around the place it names, else the one said before, else it is asked."""
    open_now = want.open_now or (before is not None and not want.kinds and before.open_now)
    search = Search(want.kinds or (before.kinds if before else ()), open_now)
    if not _is_offered(search, view.local):
        return _not_offered(search, view)
    likely = tuple(one.topic for one in view.find(text).candidates[: answers.MOST_CHOICES])
    if not want.place:
        return replace(_search(search, question, view), topics=likely)
    reply = _said_where(want.place, search, question, view, is_sure=True)
    return replace(reply, topics=likely) if reply else None


def _search(search: Search, question: Question, view: View) -> Reply:
    """The cards around the place said in the last ten minutes, else the question where that is."""
    spot = question.trail.spot
    if spot is None:
        return where(search, view)
    return replace(around(spot, search, view), spot=None, drops_key=False)  # it was said before


def _said_where(
    text: str, search: Search, question: Question, view: View, is_sure: bool = False
) -> Reply | None:
    """The reply to a text that may be a place; None where it is none and asks something else. `is_sure`: it was meant
    as one, as in "near ..."."""
    if view.local is None:
        return None
    found = view.local.resolve(text)
    if isinstance(found, Why):
        is_question = found is Why.UNKNOWN and not is_sure and _has_answer(text, view)
        return None if is_question else _no_place(found, search, view)
    if len(found) == 1:
        reply = around(found[0], search, view) if search.kinds or not _many(view.local) else None
        reply = reply or replace(kinds(search, view), spot=found[0], opening=_around_line(found[0], view))
        return _with_delete(reply, view)
    return _which(found, search, question, view)


def _no_place(why: Why, search: Search, view: View) -> Reply:
    """That a text is no place that is known, and who may know one."""
    local = view.local
    said = local.words.sentences[why.value] if local else ""
    help_line = [_written(search, view)] if search.kinds else []
    text = "\n\n".join([said, *help_line, *_if_now(search, view)])
    key = view.knowledge.buttons["send_place"]
    return Reply(Kind.SERVICES, text, view.knowledge.lang, asks=search, send_place=key)


def _which(found: tuple[Spot, ...], search: Search, question: Question, view: View) -> Reply:
    offer = question.trail.next_offer
    buttons = tuple(
        button(spot.name, Action.OFFER, offer_code(search, offer, number))
        for number, spot in enumerate(found)
    )
    said = view.local.words.sentences["which"] if view.local else ""
    return Reply(Kind.SERVICES, said, view.knowledge.lang, buttons, asks=search, offered=found)


def _chosen(target: str, question: Question, view: View) -> Reply | None:
    """The cards around the place that was chosen; where it is forgotten, the question where that is."""
    read = read_offer(target)
    if read is None or view.local is None:
        return None
    search, offer, number = read
    trail = question.trail
    if offer != trail.offer or number >= len(trail.offered):
        return where(search, view, sentence("near_forgotten", view))
    spot = trail.offered[number]
    if search.kinds or not _many(view.local):
        return around(spot, search, view)
    return replace(kinds(search, view), spot=spot, opening=_around_line(spot, view), drops_key=True)


def _doubted(site: str, view: View) -> Reply | None:
    if view.local is None or not view.local.has_site(site):
        return None
    return replace(answers.page("near_doubted", view), site=site)


def _under(search: Search, shown: Shown, view: View) -> tuple[Button, ...]:
    labels, code = view.knowledge.buttons, search.code
    more = [button(labels["more"], Action.NEAR, search.more().code)] if shown.has_more else []
    doubts = [
        button(_of_many(labels["wrong"], number, len(shown.cards)), Action.WRONG, card.site)
        for number, card in enumerate(shown.cards, 1)
    ]
    return (
        *more,
        button(labels["other_service"], Action.KINDS, code),
        button(labels["change_place"], Action.WHERE, code),
        *doubts,
    )


def _with_delete(reply: Reply, view: View) -> Reply:
    """A reply to a message that says where somebody is, with the button that deletes that message."""
    delete = button(view.knowledge.buttons["delete_place"], Action.DELETE)
    return replace(reply, buttons=(*reply.buttons, delete), answers_place=True)


def _of_many(label: str, number: int, count: int) -> str:
    return f"{label} {number}" if count > 1 else label


def _numbered(number: int, card: Card, count: int) -> str:
    return f"{number}. {card.text}" if count > 1 else card.text


def _if_now(search: Search, view: View) -> list[str]:
    return [sentence("if_now", view)] if _URGENT in search.kinds or not search.kinds else []


def _around_line(spot: Spot, view: View) -> str:
    return view.knowledge.sites["searching"].format(place=spot.name) if spot.name else ""


def _has_answer(text: str, view: View) -> bool:
    """Whether a message is a question that something is written on, and so is no place."""
    found = view.find(text)
    is_long = len(text.split()) > _PLACE_WORDS
    is_known = found.zone is Zone.ANSWER or (found.zone is Zone.CHOICES and is_long)
    return is_known or mix_answers.asked(text, view) is not None


def _many(local: Local) -> bool:
    """Whether there is more than one kind of help, so that somebody who named none has to choose."""
    return len(local.offers()) > 1


def _is_offered(search: Search, local: Local | None) -> bool:
    return local is not None and (not search.kinds or not local.offers().isdisjoint(search.kinds))


def _not_offered(search: Search, view: View) -> Reply:
    """No site has it: what is written of it, without asking where somebody is for nothing."""
    return Reply(Kind.SERVICES, _written(search, view), view.knowledge.lang, answers.main_buttons(view))


def _written(search: Search, view: View) -> str:
    """What wording.yaml says of a kind of help here."""
    services = view.knowledge.services
    for kind in search.kinds:
        name = kind.replace("_", "-")
        name = "treatment" if kind in _TREATMENT else _OTHERS.get(kind, name)
        if name in services:
            return fill(services[name].text, view.facts)
    return fill(services[_ELSE].text, view.facts) if _ELSE in services else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
