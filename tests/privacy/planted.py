"""Five hundred questions with something in them that says who asks, each with what must not be left of it."""

from collections.abc import Callable, Iterator
from random import Random

FIRST = [
    "Kevin", "Sarah", "Mohammed", "Aoife", "Dwayne", "Jürgen", "Siobhán", "Nguyen", "Olga", "Pedro", "Fatima",
    "Liam", "Chloe", "Tyrone", "Wojciech", "Anika", "Mark", "Will", "Rose", "Grace", "Hope", "Bill", "Frank",
    "Lucy", "Molly", "Jack", "April", "Björn", "Zoë", "André", "Ngozi", "Hiroshi", "Priya", "Łukasz", "Åsa",
]  # fmt: skip
LAST = [
    "Smith", "O'Brien", "McDonald", "García", "Müller", "Kowalski", "Nguyen-Tran", "Patel", "Okafor", "Johnson",
    "Ivanov", "Dubois", "Ó-Súilleabháin", "Anderson", "Brown", "Young", "Baker",
]  # fmt: skip
STREETS = ["Baker", "Elm", "Kings", "victoria", "St. John's", "Old Mill", "martin luther king"]
KINDS = ["street", "St", "Road", "avenue", "Lane", "dr", "Court", "Terrace", "blvd"]
MONTHS = ["January", "march", "Sept", "december", "Aug", "May", "june"]
SITES = ["example.org", "insta-pics.com", "foo.co.uk", "t.me", "my.site.io"]
AROUND = [
    "can {} take this new powder after work",
    "what is the blue thing that makes people dizzy {} had it",
    "my sister knows {} and wants to try kratom tea is it ok",
    "i talked to {} about the grey pills what are they",
    "{} said the new pills are fine is that true",
    "is it bad to mix them, {}?",
    "Hello. {} has been seeing things since the party what now",
]


def _name(source: Random) -> str:
    first, last = source.choice(FIRST), source.choice(LAST)
    forms = [first, f"{first} {last}", f"{last}", f"{first} van der {last}", f"{first}-{source.choice(FIRST)}",
             f"{first}'s brother", f"Mr {last}", f"dr. {last}"]  # fmt: skip
    return source.choice(forms)


def _phone(source: Random) -> str:
    digits = "".join(str(source.randrange(10)) for _ in range(10))
    forms = [
        f"+44 7{digits[:3]} {digits[3:9]}", f"({digits[:3]}) {digits[3:6]}-{digits[6:]}", f"0{digits}",
        f"{digits[:3]}.{digits[3:6]}.{digits[6:]}", f"+1-{digits[:3]}-{digits[3:6]}-{digits[6:]}",
        f"00 49 {digits[:3]} / {digits[3:]}", " ".join(digits),
        digits.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ]  # fmt: skip
    return source.choice(forms)


def _number(source: Random) -> str:
    return str(source.randrange(10_000, 10 ** source.randint(5, 16)))


def _handle(source: Random) -> str:
    first = source.choice(FIRST).lower()
    forms = [f"@{first}_{source.randrange(99)}", f"@{first}", f"{first}{source.randrange(1950, 2009)}x",
             f"insta: {first}.official", f"snapchat is {first}xo", f"u/{first}_throwaway",
             f"{first}_{first}"]  # fmt: skip
    return source.choice(forms)


def _mail(source: Random) -> str:
    first, site = source.choice(FIRST).lower(), source.choice(["example.org", "mail.example.com"])
    return source.choice([f"{first}.x@{site}", f"{first} @ {site}", f"{first}(at){site.replace('.', '(dot)')}",
                          f"{first} at example dot org"])  # fmt: skip


def _link(source: Random) -> str:
    site = source.choice(SITES)
    return source.choice(
        [f"https://{site}/a?b=c", f"www.{site}", f"{site}/joinchat/AbC", site, f"http://{site}#x"]
    )


def _address(source: Random) -> str:
    street, kind, number = source.choice(STREETS), source.choice(KINDS), source.randrange(1, 400)
    forms = [f"{number} {street} {kind}", f"{number}b {street} {kind}, flat {number % 9 + 1}",
             f"{number}-{number + 2} {street} {kind}",
             f"apt {number}", f"Hauptstraße {number}", f"{number} rue de la Paix", "SW1A 1AA", "v6b 2k4", "M1 1AE",
             f"calle Mayor {number}", f"PO Box {number}", f"bergmannstr. {number}"]  # fmt: skip
    return source.choice(forms)


def _date(source: Random) -> str:
    day, month, year = source.randrange(1, 29), source.choice(MONTHS), source.randrange(1950, 2027)
    number = source.randrange(1, 13)
    forms = [f"{day}/{number}/{year}", f"{day}.{number}.{year % 100:02}", f"{year}-{number:02}-{day:02}",
             f"{day} {month} {year}", f"{month} {day}th", f"the {day}th of {month}", f"{month} {year}", f"{day}{month}",
             f"born {year}"]  # fmt: skip
    return source.choice(forms)


MAKERS: dict[str, Callable[[Random], str]] = {
    "name": _name, "phone": _phone, "number": _number, "handle": _handle, "mail": _mail, "link": _link,
    "address": _address, "date": _date,
}  # fmt: skip
_HARMLESS = {
    "apt", "at", "avenue", "b", "blvd", "born", "brother", "calle", "court", "de", "der", "dot", "dr", "flat", "insta",
    "is", "la", "lane", "mr", "of", "po", "road", "rue", "s", "snapchat", "st", "street", "terrace", "th", "the", "u",
    "van", "x",
}  # fmt: skip


def parts(planted: str) -> set[str]:
    """The pieces of what was planted that say something."""
    words = "".join(one if one.isalnum() else " " for one in planted.lower()).split()
    return {one for one in words if one not in _HARMLESS}


def planted(count: int = 500, seed: int = 1) -> Iterator[tuple[str, str, str]]:
    """Yield the kind, what was planted, and the question around it."""
    source = Random(seed)  # noqa: S311 - the same five hundred every time
    kinds = list(MAKERS)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        what = MAKERS[kind](source)
        yield kind, what, source.choice(AROUND).format(what)
