"""Looking for the nearest help: what asks for it, what says where somebody is, and what its buttons do.

Whoever calls has looked for danger before. A message is taken for a place only where one is asked for; a bare word
elsewhere is an ordinary question.
"""

from dataclasses import replace

from bot.core import answers, mix_answers, near_answers
from bot.core.answers import sentence
from bot.core.menu import Action, Press
from bot.core.model import Question, Reply, Zone
from bot.core.place import Why
from bot.core.search import Local, Search, Spot, read_offer, read_search
from bot.core.second import SIGN
from bot.core.view import View
from bot.core.wanted import Wanted, wanted, words_in

NEAREST = "nearest"
_ONLY_LIKE = frozenset((SIGN,))
_LIKE_REQUESTS = frozenset((SIGN, "naloxone-now", "naloxone-word"))
_OPEN = "open"
_PLACE_WORDS = 3  # that a name of a place nobody knows may have and still be taken for one


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
    return (
        None if want or view.find(text).zone is not Zone.UNSURE else _in_passing(text, question, view, local)
    )


def _in_passing(text: str, question: Question, view: View, local: Local) -> Reply | None:
    """The reply to what is no question and names a place without asking for help: a postcode or coordinates alone, or a
    kind of help in a town nobody knows ("needles in leeds")."""
    if any(map(str.isdigit, text)) and _is_place(text, local):
        return _said_where(text, Search(), question, view)
    named = wanted(text, local.words, lambda name: _stands_after_in(name, text, local))
    return _for_wish(named, text, None, question, view) if named and named.place else None


def _stands_after_in(name: str, text: str, local: Local) -> bool:
    """Whether a few words come just after "in" or its like, at the end of a message."""
    words, named = words_in(text), words_in(name)
    before = words[: -len(named)]
    return (
        len(named) <= _PLACE_WORDS
        and words == (*before, *named)
        and bool(before)
        and before[-1] in local.words.near
    )


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
    return near_answers.kinds(Search(), view)


def at_spot(question: Question, view: View) -> Reply:
    """Return the reply to a place sent as such, a pin or one's own."""
    spot = question.spot or Spot()
    search = question.trail.asked
    reply = (
        near_answers.around(spot, search, view)
        if search
        else replace(near_answers.kinds(Search(), view), spot=spot)
    )
    said = [sentence("near_live", view)] if question.is_live else []
    opening = "\n\n".join([*said, reply.opening or sentence("near_used", view)])
    return replace(near_answers.with_delete(reply, view), opening=opening, drops_key=True)


def pressed(press: Press, question: Question, view: View) -> Reply | None:
    """Return what a button about places leads to, None where it leads nowhere any more."""
    local = view.local
    if press.action is Action.SERVICE:
        search: Search | None = Search(near_answers.kinds_of(press.target))
        return _search(search, question, view) if search and near_answers.is_offered(search, local) else None
    if press.action is Action.WRONG:
        return near_answers.doubted(press.target, view)
    if press.action is Action.DELETE:
        return replace(answers.page("near_deleted", view), deletes=True)
    if press.action is Action.OFFER:
        return _chosen(press.target, question, view)
    search = read_search(press.target)
    if search is None or local is None:
        return None
    if press.action is Action.KINDS:
        return near_answers.kinds(search, view)
    return (
        near_answers.where(search, view) if press.action is Action.WHERE else _search(search, question, view)
    )


def _for_wish(want: Wanted, text: str, before: Search | None, question: Question, view: View) -> Reply | None:
    """The search that a request asks for, around the place it names, else the one said before, else it is asked."""
    open_now = want.open_now or (before is not None and not want.kinds and before.open_now)
    search = Search(want.kinds or (before.kinds if before else ()), open_now)
    if not near_answers.is_offered(search, view.local):
        return near_answers.not_offered(search, view)
    likely = tuple(one.topic for one in view.find(text).candidates[: answers.MOST_CHOICES])
    if not want.place:
        return replace(_search(search, question, view), topics=likely)
    reply = _said_where(want.place, search, question, view, is_sure=True)
    return replace(reply, topics=likely) if reply else None


def _search(search: Search, question: Question, view: View) -> Reply:
    """The cards around the place said in the last ten minutes, else the question where that is."""
    spot = question.trail.spot
    if spot is None:
        return near_answers.where(search, view)
    return replace(near_answers.around(spot, search, view), spot=None, drops_key=False)  # it was said before


def _said_where(
    text: str, search: Search, question: Question, view: View, is_sure: bool = False
) -> Reply | None:
    """The reply to a text that may be a place; None where it is none and asks something else. `is_sure`: it was meant
    as one, as in "near ..."."""
    if view.local is None:
        return None
    found = view.local.resolve(text)
    if isinstance(found, Why):
        is_question = found is Why.UNKNOWN and not is_sure and _is_question(text, view)
        return None if is_question else near_answers.no_place(found, search, view)
    if len(found) == 1:
        reply = (
            near_answers.around(found[0], search, view)
            if search.kinds or not near_answers.has_many(view.local)
            else None
        )
        reply = reply or replace(
            near_answers.kinds(search, view), spot=found[0], opening=near_answers.around_line(found[0], view)
        )
        return near_answers.with_delete(reply, view)
    return near_answers.which(found, search, question, view)


def _chosen(target: str, question: Question, view: View) -> Reply | None:
    """The cards around the place that was chosen; where it is forgotten, the question where that is."""
    read = read_offer(target)
    if read is None or view.local is None:
        return None
    search, offer, number = read
    trail = question.trail
    if offer != trail.offer or number >= len(trail.offered):
        return near_answers.where(search, view, sentence("near_forgotten", view))
    spot = trail.offered[number]
    if search.kinds or not near_answers.has_many(view.local):
        return near_answers.around(spot, search, view)
    return replace(
        near_answers.kinds(search, view),
        spot=spot,
        opening=near_answers.around_line(spot, view),
        drops_key=True,
    )


def _is_question(text: str, view: View) -> bool:
    """Whether a message that is no place we know asks something. While nothing can be looked up, a longer one may."""
    return _has_answer(text, view) or (view.find(text).is_early and len(text.split()) > _PLACE_WORDS)


def _has_answer(text: str, view: View) -> bool:
    """Whether a message is a question that something is written on, and so is no place."""
    found = view.find(text)
    is_long = len(text.split()) > _PLACE_WORDS
    is_known = found.zone is Zone.ANSWER or (found.zone is Zone.CHOICES and is_long)
    return is_known or mix_answers.asked(text, view) is not None
