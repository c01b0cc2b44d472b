"""Everyday words that are street names of drugs too: when such a word in a message is no name.

Whoever drinks a glass of wine is not told of methamphetamine. In doubt a word stays a name: one drug too many in a
reply is seen and put right, one too few is not.
"""

from collections.abc import Sequence

from bot.core.mixing import Mixing, Part

# A message word by word: what is no name as it is, names as what they may mean.
Item = str | tuple[Part, ...]

_UNITS = frozenset(
    "hlmp"
)  # hours, litres, metres or minutes, pence or pages; no drug is counted by such a letter
_GRAMS = "g"


def is_no_name(mixing: Mixing, words: Sequence[str], position: int) -> bool:
    """Whether an unclear name at `position` is an ordinary word, whatever else is said: a unit behind its number, a
    person, or a word that names a drug nowhere here."""
    word, before = words[position], words[position - 1] if position else ""
    if word in mixing.plain_words or word in mixing.around:
        return True
    if word in mixing.given and before in mixing.people:
        return True
    return is_number(before) and (word in _UNITS or (word == _GRAMS and _names_more(mixing, words, position)))


def is_number(word: str) -> bool:
    """Whether a word is a number in digits, a whole one or not."""
    return word.replace(".", "", 1).isdigit()


def _names_more(mixing: Mixing, words: Sequence[str], position: int) -> bool:
    """Whether something is named right behind ("2 g coke"), not only joined to it ("2 g and a beer")."""
    after = words[position + 1] if position + 1 < len(words) else ","
    return not (after in mixing.links or after in mixing.small_words)


def without_everyday(mixing: Mixing, items: Sequence[Item]) -> list[Item]:
    """Return the items of a message with the names that are none here as the words they are: the shape of what stands
    before ("codeine tabs"), and words that only name a drug right beside another one ("hard and soft")."""
    return [_word(mixing, items, at) for at in range(len(items))]


def _word(mixing: Mixing, items: Sequence[Item], at: int) -> Item:
    item = items[at]
    if isinstance(item, str) or len(item) != 1:
        return item
    name, before = item[0].name, items[at - 1] if at else ""
    if name in mixing.shapes and not isinstance(before, str) and _is_medicine(mixing, before):
        return name
    return name if name in mixing.everyday and not _is_beside(mixing, items, at) else item


def _is_beside(mixing: Mixing, items: Sequence[Item], at: int) -> bool:
    """Whether a name is joined to the one at `at` ("hard and soft"), or stands right before it in what is called a mix
    ("benzo down mix")."""
    if any(_joins(mixing, items, at, step) for step in (-1, 1)):
        return True
    is_behind = at > 0 and not isinstance(items[at - 1], str)
    return is_behind and at + 1 < len(items) and items[at + 1] in mixing.mix_words


def _is_medicine(mixing: Mixing, parts: Sequence[Part]) -> bool:
    families = [mixing.families.get(mixing.family(one)) for part in parts for one in part.meanings]
    return all(family is None or family.is_medicine for family in families)


def _joins(mixing: Mixing, items: Sequence[Item], at: int, step: int) -> bool:
    """Whether a link stands between the item at `at` and the next name on one side, and nothing but words of mixing
    and amounts beside it."""
    is_joined, at = False, at + step
    while 0 <= at < len(items):
        item = items[at]
        if not isinstance(item, str):
            return is_joined
        is_link = item in mixing.links
        if not (is_link or item in mixing.mix_words or item in mixing.amounts or item.isdigit()):
            return False
        is_joined, at = is_joined or is_link, at + step
    return False
