"""Taking out of a question what may say who asks, before anybody is asked whether it may be kept.

Numbers, links, addresses of every kind, handles, dates and names go; what stays is shown to the person first, word for
word. It errs towards taking out: a gap costs the editor a guess, a name left in could cost somebody a life. It cannot
find a name that is typed like any other word ("my mate dave"), which is why the person reads it before it is kept.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

GAP = "[…]"
LONGEST = 256  # letters of a question, as long as what is matched
_LEAST_WORDS = 3
_SHOUTED = 0.6  # of the letters are capitals: then they tell nothing
# Names of people that are words or street names of drugs as well: written with a capital they go, wherever they stand.
_ALSO_PEOPLE = frozenset((
    "adam", "addy", "amy", "april", "art", "august", "ava", "barney", "benny", "bill", "billie", "bobby", "candy",
    "charlie", "chase", "christina", "christine", "connie", "crystal", "dexy", "dora", "drew", "emma", "eve",
    "faith", "frank", "gene", "georgia", "grace", "grant", "heather", "henry", "hope", "iris", "ivy", "jack",
    "jane", "jasmine", "jerry", "jim", "joy", "june", "kate", "katy", "kitty", "lance", "lucy", "mandy", "maria",
    "mark", "marley", "mary", "may", "miles", "molly", "nick", "oliver", "pat", "pedro", "percy", "peter", "ray", "rob",
    "rose", "roxy", "sid", "snow", "sue", "sunny", "tina", "tony", "vera", "wade", "will",
))  # fmt: skip
_MODAL = frozenset(("will", "may"))  # unless what follows shows that they ask
_ASKED_OF = frozenset(
    ("i", "the", "my", "they", "it", "he", "she", "we", "you", "a", "an", "this", "that", "your")
)
_STREET = (
    r"street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|close|crescent|cres|place|pl|square|sq|way|boulevard|blvd|"
    r"terrace|highway|hwy|parkway|pkwy|row|mews|gardens|grove|hill|park|walk|quay|estate"
)
_HOME = r"flat|apartment|apt|unit|room|suite|house|block|building|bldg|tower|floor|door"
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_PERSON = (
    r"friend|mate|boyfriend|girlfriend|bf|gf|partner|husband|wife|brother|sister|son|daughter|mum|mom|dad|cousin|dealer|"
    r"neighbou?r|colleague|doctor|nurse|worker|officer|guy|man|woman|girl|boy|kid"
)
_DIGIT_WORD = r"zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple"
_SITES = r"com|net|org|info|me|io|co|uk|de|fr|es|it|nl|ca|au|us|ru|link|app|chat|gg|be|tv|onion|xyz|site|online|to|ly"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b[a-z][a-z0-9+.-]*://\S*|\bwww\.\S*|\bmailto:\S*|\btel:\S*",
        r"\S+\s*(?:@|\(at\)|\[at\]|\{at\})\s*\S+\s*(?:\(dot\)|\[dot\]|\bdot\b)\s*\S+|\S+\s*@\s*[\w-]+(?:\.[\w-]+)+|\S+@\S+",
        r"\b\S+\s+at\s+\S+\s+dot\s+\S+",
        rf"\b[\w-]+(?:\.[\w-]+)*\.(?:{_SITES})\b(?:[/?#:]\S*)?",
        r"@\s?[\w.-]+|\bu/\w+",
        r"\b(?:insta(?:gram)?|ig|snap(?:chat)?|telegram|tg|kik|whatsapp|discord|tiktok|facebook|fb|signal|twitter|wickr|"
        r"session|user(?:name)?|handle)\b\s*(?:name|user|account|id|handle)?\s*(?:is|are|=|:)\s*\S+",
        r"\b(?:pass(?:word|code)?|pin|token|key|secret|login)\b\s*(?:is|=|:)\s*\S+",
        r"\b[a-z]\w*[._]\w*\d\w*|\b[a-z]{3,}_\w+|\b[^\W\d_]{4,}\d{2,}\w*|\b[^\W\d_]{2,}\d{4,}\w*|\b(?=\w*\d)(?=\w*[a-z])\w{9,}",
        rf"\b\d+[a-z]?(?:\s?[-/]\s?\d+[a-z]?)?,?\s+(?:(?!(?:or|and|of|in|per|times?)\b)[\w'’.-]+\s+){{1,3}}(?:{_STREET})\b\.?",
        r"\b(?!(?:the|a|this|that|my|our|your|on|off|of|in|street|no|any|one|same|per|is|are|was|do|does|about|from|with|to|like|into|what|which|stop|buy|and|or)\s)[\w'’-]+\s+"
        r"(?:street|road|avenue|lane|boulevard|crescent|terrace|square|estate|gardens)\b(?!\s+(?:drug|name|price|value|dealer))",
        rf"\b(?:{_HOME})\s*(?:no\.?|nr\.?|number|\#)?\s*\d+\s?[a-z]?\b",
        r"\b[\w-]+(?:straße|strasse|gasse|str\.)\s*\d*\s?[a-z]?\b|\b[\w-]+(?:weg|platz|allee)\s+\d+\w?\b",
        r"\b(?:\d+\s*(?:bis|ter)?,?\s*)?(?:rue|chemin|impasse|calle|carrer|via|viale|avenida|rua|ulica|ul\.)\s+"
        r"(?:(?:de|du|des|la|le|les|del|los|las|da|do)\s+|l['’])*[\w'’-]+(?:\s+\d+\b)?",
        r"\b(?:p\.?\s?o\.?\s*box|postbox|postfach)\s*\d+",
        r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b|\b[a-z]\d[a-z]\s?-?\s?\d[a-z]\d\b",
        r"\b\d{1,4}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{1,4}\b|\b\d{1,2}/\d{1,2}\b",
        rf"\b{_DAY}\s*(?:of\s+)?(?:{_MONTH})\b\.?(?:,?\s*\d{{2,4}})?",
        rf"\b(?:{_MONTH})\b\.?\s*(?:the\s+)?{_DAY}\b(?:,?\s*\d{{4}})?|\b(?:{_MONTH})\s+\d{{4}}\b",
        r"\b(?:19|20)\d\d\b",
        rf"\b(?:(?:{_DIGIT_WORD})[\s,-]+){{4,}}(?:{_DIGIT_WORD})\b",
        r"\+?\(?\d(?:[\s().\-/–]*\d){4,}",
        r"-?\d{1,3}\.\d{3,}",
        r"\bname(?:'?s)?(?:\s+is)?\s+(?!(?:of|and|the|a|for|in|is|when|if|to|at|on|or|but|so|as|with|because)\b)[^\W\d_][\w'’-]*",
        r"\b(?:named|mr|mrs|dr|prof)\b\.?\s+(?!(?:of|and|the|a|for|in|is|said|says|told|wont|will|can|gave)\b)[^\W\d_][\w'’-]*",
        rf"\b(?:{_PERSON})\b(?:'?s|\s+is)?\s+called\s+[^\W\d_][\w'’-]*",
    )
)  # fmt: skip
# A bot's token, a private key, a long code: whoever pasted one did not mean to ask anything.
_SECRET = re.compile(r"\d{6,}:[\w-]{20,}|-----BEGIN|[A-Za-z0-9+/_-]{32,}", re.ASCII)
_WORD = re.compile(r"[^\W\d_](?:[\w'’.-]*\w)?")
_BETWEEN = frozenset((
    "van", "von", "der", "den", "de", "la", "le", "di", "da", "del", "al", "bin", "ibn", "o", "mc", "mac", "st",
    "du", "dos", "ten", "ter", "y", "e",
))  # fmt: skip
_ENDS = ".!?:;\n"
_GAPS = re.compile(r"\[…\](?:[\s,.'’&+/-]*\[…\])+")
_SPARE = re.compile(r"[*{}<>`\[\]]")
_LAST_LATIN = "\u024f"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that may stand though they begin with a capital: `names` of drugs anywhere, `openers` as the first of a
    sentence, where phones write a capital by themselves."""

    names: Collection[str]
    openers: Collection[str]


def scrubber(vocabulary: Vocabulary) -> Callable[[str], str]:
    """Return `scrub` with a vocabulary."""
    return lambda text: scrub(text, vocabulary)


def scrub(text: str, vocabulary: Vocabulary) -> str:
    """Return what may be kept of a question, with a gap for whatever may say who asks; empty where too little is left,
    or nothing should be kept of it at all (a command, a secret, a text too long to be a question)."""
    plain = _plain(text)
    if plain.startswith("/") or len(text) > LONGEST or _SECRET.search(text):
        return ""
    for pattern in _PATTERNS:
        plain = pattern.sub(GAP, plain)
    kept = _GAPS.sub(GAP, _without_names(plain, vocabulary))
    kept = " ".join(kept.split())
    return kept if len([word for word in _WORD.findall(kept) if len(word) > 1]) >= _LEAST_WORDS else ""


def _plain(text: str) -> str:
    """A text in ordinary letters on one line: nothing hidden, nothing that a transport takes for markup."""
    letters = unicodedata.normalize("NFKC", text)
    seen = "".join(one for one in letters if unicodedata.category(one)[0] != "C" or one in "\n\t")
    return " ".join(_SPARE.sub(" ", seen).split(" "))


def _without_names(text: str, vocabulary: Vocabulary) -> str:
    """The text without the words that are written like names."""
    letters = [one for one in text if one.isalpha()]
    is_shouted = sum(one.isupper() for one in letters) > _SHOUTED * max(len(letters), 1)
    words = list(_WORD.finditer(text))
    gone = [_is_name(word, text, vocabulary, is_shouted) for word in words]
    for place in range(1, len(words) - 1):  # "van der" between two names
        if words[place][0].lower() in _BETWEEN and gone[place - 1] and any(gone[place + 1 : place + 3]):
            gone[place] = True
    return "".join(_pieces(text, [word for word, is_gone in zip(words, gone, strict=True) if is_gone]))


def _pieces(text: str, gone: "list[re.Match[str]]") -> Iterator[str]:
    at = 0
    for word in gone:
        yield text[at : word.start()] + GAP
        at = word.end()
    yield text[at:]


def _is_name(word: "re.Match[str]", text: str, vocabulary: Vocabulary, is_shouted: bool) -> bool:
    """Whether a word may be a name: a capital where none has to be, or letters that have none."""
    written = word[0]
    bare = written.lower().replace("’", "'").removesuffix("'s")
    if any(letter.isalpha() and letter > _LAST_LATIN for letter in written):
        return True
    if written in ("I", "I'm", "I’m", "I've", "I’ve", "I'd", "I’d", "I'll", "I’ll"):
        return False
    if is_shouted:
        return bare not in vocabulary.openers and bare not in vocabulary.names
    if not any(letter.isupper() for letter in written):
        return False
    if bare in vocabulary.names and bare not in _ALSO_PEOPLE:
        return False
    before = text[: word.start()].rstrip(" \"'“‘(-")
    is_first = not before or before[-1] in _ENDS
    is_plain = len(written) == 1 or written[1:].islower()
    if bare in _MODAL and is_first and (after := _WORD.match(text, word.end() + 1)):
        return after[0].lower() not in _ASKED_OF
    return not (is_first and is_plain and bare in vocabulary.openers and bare not in _ALSO_PEOPLE)
