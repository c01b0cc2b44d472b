"""Replies about the nearest help: where are you, which one do you mean, up to three cards, and what is left.

No place is ever in a button's code.
"""

from dataclasses import replace

from bot.core import answers
from bot.core.answers import sentence
from bot.core.menu import Action, button
from bot.core.model import Button, Kind, Question, Reply
from bot.core.place import Why
from bot.core.search import Card, Local, Search, Shown, Spot, offer_code
from bot.core.site import SERVICES
from bot.core.view import View
from bot.core.wording import fill

_URGENT = "naloxone"  # whoever looks for it may stand beside somebody who needs it
_TREATMENT = ("treatment_methadone", "treatment_buprenorphine", "detox", "counselling")
# Which of the written services (wording.yaml) tells of a kind of help where no site does.
_OTHERS = {
    "hiv_test": "health-department",
    "hcv_test": "health-department",
    "wound_care": "health-department",
}
_ELSE = "outreach"


def kinds_of(service: str) -> tuple[str, ...]:
    """Return the kinds of help that a service of wording.yaml stands for; none where it is not one of ours."""
    if service == "treatment":
        return _TREATMENT
    name = service.replace("-", "_")
    return (name,) if name in SERVICES else ()


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


def no_place(why: Why, search: Search, view: View) -> Reply:
    """That a text is no place that is known, and who may know one."""
    local = view.local
    said = local.words.sentences[why.value] if local else ""
    help_line = [_written(search, view)] if search.kinds else []
    text = "\n\n".join([said, *help_line, *_if_now(search, view)])
    key = view.knowledge.buttons["send_place"]
    return Reply(Kind.SERVICES, text, view.knowledge.lang, asks=search, send_place=key)


def which(found: tuple[Spot, ...], search: Search, question: Question, view: View) -> Reply:
    """Return the question which of several places is meant."""
    offer = question.trail.next_offer
    buttons = tuple(
        button(spot.name, Action.OFFER, offer_code(search, offer, number))
        for number, spot in enumerate(found)
    )
    said = view.local.words.sentences["which"] if view.local else ""
    return Reply(Kind.SERVICES, said, view.knowledge.lang, buttons, asks=search, offered=found)


def not_offered(search: Search, view: View) -> Reply:
    """No site has it: what is written of it, without asking where somebody is for nothing."""
    return Reply(Kind.SERVICES, _written(search, view), view.knowledge.lang, answers.main_buttons(view))


def doubted(site: str, view: View) -> Reply | None:
    """Return the thanks for a site said to be closed or wrong, None where there is no such site any more."""
    if view.local is None or not view.local.has_site(site):
        return None
    return replace(answers.page("near_doubted", view), site=site)


def with_delete(reply: Reply, view: View) -> Reply:
    """A reply to a message that says where somebody is, with the button that deletes that message."""
    delete = button(view.knowledge.buttons["delete_place"], Action.DELETE)
    return replace(reply, buttons=(*reply.buttons, delete), answers_place=True)


def around_line(spot: Spot, view: View) -> str:
    """Return around which place it is searched, empty for a pin."""
    return view.knowledge.sites["searching"].format(place=spot.name) if spot.name else ""


def is_offered(search: Search, local: Local | None) -> bool:
    """Whether any site or line has what is looked for."""
    return local is not None and (not search.kinds or not local.offers().isdisjoint(search.kinds))


def has_many(local: Local) -> bool:
    """Whether there is more than one kind of help, so that somebody who named none has to choose."""
    return len(local.offers()) > 1


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


def _of_many(label: str, number: int, count: int) -> str:
    return f"{label} {number}" if count > 1 else label


def _numbered(number: int, card: Card, count: int) -> str:
    return f"{number}. {card.text}" if count > 1 else card.text


def _if_now(search: Search, view: View) -> list[str]:
    return [sentence("if_now", view)] if _URGENT in search.kinds or not search.kinds else []


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
