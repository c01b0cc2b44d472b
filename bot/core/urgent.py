"""What danger gets before anything else: the steps, or one question with what was asked under it, and what a message
says to that question. Whatever else is known of the message comes after, and never in their place.
"""

from dataclasses import replace

from bot.core import alerts, answers, browse, flows, mix_answers
from bot.core.model import Danger, Found, Kind, Question, Reply, Zone
from bot.core.text import plain
from bot.core.view import View

# What answers the check clearly. A bare "no" does so only where the check asked about danger: to "are you safe?" it
# says the opposite.
_BARE_NO = frozenset(("no", "nope", "nah", "no no", "no one", "nobody", "no nobody", "no thanks", "not now"))
BARE = _BARE_NO | {"yes", "y", "yeah", "yep", "yup", "ye", "yh", "n"}  # answers something, asks nothing
_SOMEONE = ("im", "i am", "hes", "he is", "shes", "she is", "theyre", "they are", "everyone is", "everyones")
_FINE = frozenset(
    f"{no}{who} {fine}"
    for no in ("", "no ", "nope ", "nah ")
    for who in _SOMEONE
    for fine in ("fine", "ok", "okay", "alright")
)
_SAFE = frozenset(
    f"{yes}{who} safe" for yes in ("", "yes ", "no ", "nope ") for who in ("im", "i am", "were")
)
_ONLY_ASKING = frozenset(
    f"{no}{just}" for no in ("", "no ") for just in ("just asking", "just curious", "all good")
)
_NO = _FINE | _SAFE | _ONLY_ASKING

_PROBABLY = 0.7  # from here on an entry is surely enough what was asked

# After a check, so few words are an answer to it, and one that is not a clear no is taken as yes, unless they ask.
_FEW = 3
_ASKING = (
    *("what", "whats", "how", "hows", "is", "are", "can", "where", "wheres"),
    *("why", "when", "who", "does", "do", "which"),
)


def steps(danger: Danger, text: str, view: View) -> Reply:
    """Return the steps. What was probably asked is one tap away, after all that helps now: a question may have been
    taken for danger. Not where somebody may want to die."""
    reply = flows.red(danger.kind, view, danger.signs, danger.others)
    best = () if reply.emergency in flows.CRISIS else view.find(text).candidates[:1]
    likely = (one.topic for one in best if one.score >= _PROBABLY)
    entries = (browse.topic_button(view.knowledge.topics[topic]) for topic in likely)
    return replace(reply, buttons=tuple(dict.fromkeys((*reply.buttons, *entries))))


def checked(text: str, danger: Danger, question: Question, view: View) -> Reply:
    """Return the question whether someone is in danger, and under it what is known of what was asked."""
    found = view.find(text)
    likely = (
        ()
        if found.zone is Zone.UNSURE
        else tuple(one.topic for one in found.candidates[: answers.MOST_CHOICES])
    )
    if mixed := mix_answers.beside_check(text, danger, likely, view):
        return mixed
    is_answered = danger.is_faint and found.zone is Zone.ANSWER
    if is_answered and (reply := flows.under_line(danger, answers.found_answer(found, view), view)):
        return reply
    # A cry for help asks about nothing, and guesses under it hide the two buttons that matter.
    is_cry = danger.kind == flows.UNCLEAR and found.zone is not Zone.ANSWER
    check, known = flows.check(danger, likely, view), None if is_cry else _known(found, view)
    return flows.over(check, alerts.beside(known, question, view), view) if known else check


def says_no(text: str, recent: frozenset[str], view: View) -> bool:
    """Whether a message is no more than "no, nobody is in danger" to the question that was asked."""
    said = plain(text)
    return said in _NO or (said in _BARE_NO and not flows.asked_if_safe(recent, view))


def answered(text: str, asked: str, view: View) -> Reply | None:
    """Return the reply to an answer to the check, or None where the message says something else."""
    words = plain(text).split()
    is_few = len(words) <= _FEW and words[:1] and words[0] not in _ASKING
    return flows.red(asked, view) if is_few and not answers.small_talk(text, view) else None


def is_clear(reply: Reply) -> bool:
    """Whether what came after the check was surely about something else: it has its answer, or probably one of those
    offered."""
    is_offered = reply.kind is Kind.CHOICES and reply.score >= _PROBABLY
    return is_offered or reply.kind in (Kind.ANSWER, Kind.MIX)


def _known(found: Found, view: View) -> Reply | None:
    """Return the answer that was found, or what a message may be about; None where nothing was found."""
    match found.zone:
        case Zone.ANSWER:
            return answers.found_answer(found, view)
        case Zone.CHOICES:
            return answers.choices(found.candidates, view)
    return None
