"""What the words of others give away: secrets, refusals, police, mail boxes, timetables of a van.

All of it errs towards telling the person who reviews. A list of take-back boxes names needles 71 times, nearly always
to refuse them: looking for the word alone would send people with needles to police stations.
"""

import re

_SECRET = re.compile(
    r"\bconfidential\b|\bdo not (?:give|publish|share|release|disclose|print)\b|\bundisclosed\b|\bsafe ?house\b"
    r"|\b(?:staff|internal use|advocates?|agenc(?:y|ies)) only\b|\bnot for (?:the )?public\b|\bunlisted\b"
    r"|\bsecret (?:address|location)\b|\bconfidentiel|\bne pas (?:donner|divulguer|publier|communiquer|diffuser)\b"
    r"|\badresse secr[eè]te\b|\busage interne\b|\breserv[eé] au personnel\b|\br[eé]serv[eé] au personnel\b",
    re.IGNORECASE,
)
_SECRET_PLACE = re.compile(
    r"\b(?:confidential|undisclosed|secret)\s+(?:location|address|site|shelter|house|facility)"
    r"|\b(?:location|address|site)s?\s+(?:is|are|kept|:)?\s*(?:kept\s+)?"
    r"(?:confidential|undisclosed|secret|not disclosed)"
    r"|\bsafe ?house\b|\badresse (?:confidentielle|secr[eè]te)|\blieu (?:confidentiel|secret|tenu secret)",
    re.IGNORECASE,
)
_SECRET_ADDRESS = re.compile(
    r"confidential|undisclosed|\bsecret\b|confidentiel|withheld|not published", re.IGNORECASE
)
_POLICE = re.compile(
    r"\bpolice\b|\bsheriff|\bstate troopers?\b|\bconstabulary\b|\bgendarmerie\b|\bcommissariat\b|\blaw enforcement\b"
    r"|\bpublic safety (?:building|department)\b|\bpolitsei|\bpolizei\b|\bpolic[ií]a\b|\bcarabinieri\b",
    re.IGNORECASE,
)
_MAIL_BOX = re.compile(
    r"(?:\bp\.? ?o\.? ?box\b|\bpost office box\b|\bbo[iî]te postale\b|\bpostfach\b|\bBP(?= ?\d))[ #.:]*[\w-]*",
    re.IGNORECASE,
)
_NOUNS = {
    r"needles?|sharps?|syringes?|seringues?|aiguilles?": ("sharps_disposal", "needle_exchange"),
    r"naloxone|narcan": ("naloxone",),
    r"methadone|m[eé]thadone": ("treatment_methadone",),
    r"buprenorphine|bupr[eé]norphine|suboxone|subutex": ("treatment_buprenorphine",),
    r"detox|withdrawal management|sevrage": ("detox",),
    r"shelter|beds|h[eé]bergement": ("shelter",),
}
_REFUSABLE = tuple((re.compile(rf"\b(?:{nouns})\b", re.IGNORECASE), what) for nouns, what in _NOUNS.items())
_NOT = re.compile(
    r"\b(?:no|not|cannot|can't|don't|does not|doesn't|never|without|excluding|except|prohibited|refused"
    r"|aucune?|pas|sans)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.;!?*](?:\s|$)|\n")
_CLAUSE = re.compile(r"[,:]")
_DAY = re.compile(
    r"\b(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim)[a-z]{0,6}s?\b", re.IGNORECASE
)
_TIME = re.compile(r"\d ?(?::\d\d|[ap]\.?m\b|h\b|h\d\d|-)", re.IGNORECASE)
_AROUND = 70  # letters before and behind
STOPS = 3  # lines with a day and a time from which a text reads as a timetable


def is_secret(text: str) -> bool:
    """Does the text hold words that ask not to be passed on?"""
    return _SECRET.search(text) is not None


def around_secret(text: str) -> str:
    """The words around the first that asks not to be passed on; empty where there is none."""
    found = _SECRET.search(text)
    if found is None:
        return ""
    start, end = max(0, found.start() - _AROUND), found.end() + _AROUND
    cut = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{cut}{'…' if end < len(text) else ''}"


def hides_its_place(address: str, text: str) -> bool:
    """Is the address itself said to be confidential, by the address or by the description?"""
    return bool(_SECRET_ADDRESS.search(address) or _SECRET_PLACE.search(text))


def is_police(*texts: str) -> bool:
    """Is it a police station, by its name or kind?"""
    return any(_POLICE.search(text) for text in texts)


def without_mail_box(address: str) -> str:
    """Return the address without a box for letters, where nobody can go; empty where nothing else was in it."""
    left = _MAIL_BOX.sub("", address).strip(" ,;-")
    return left if left == address or any(c.isdigit() for c in left) else ""


def refused(text: str) -> dict[str, str]:
    """Return the services that the text says are NOT given here, each with the sentence that says so."""
    found: dict[str, str] = {}
    for sentence in _SENTENCE.split(text):
        no = _NOT.search(sentence)
        for noun, services in _REFUSABLE if no else ():
            if no and _is_refused(noun, sentence, no.end()):
                for service in services:
                    found.setdefault(service, " ".join(sentence.split()))
    return found


def _is_refused(noun: re.Pattern[str], sentence: str, after_no: int) -> bool:
    """A "no" anywhere before it, or behind it within the same clause ("sharps are not accepted")."""
    if noun.search(sentence, after_no):
        return True
    named = ((clause, noun.search(clause)) for clause in _CLAUSE.split(sentence))
    return any(at and _NOT.search(clause, at.end()) for clause, at in named)


def stops_told(text: str) -> int:
    """How many lines of the text tell a day and a time; from STOPS on it reads as the timetable of a van."""
    days = ((line, _DAY.search(line)) for line in text.split("\n"))
    return sum(bool(day and _TIME.search(line, day.end())) for line, day in days)
