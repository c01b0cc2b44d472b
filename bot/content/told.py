"""What the test phrases find, and what an edit changes in it, in the words of someone who does not program."""

from collections.abc import Iterator, Mapping

from bot.core.model import Topic, Zone
from bot.matching.whatif import Answer, Case, Change, Effect, Move, Role

Topics = Mapping[str, Topic]

ESTIMATE = (
    "This is an estimate, made at once. When all is learned, half a minute after it is saved, a phrase on the edge may "
    "find something else."
)


def named(topic: str, topics: Topics) -> str:
    """Return an entry as people know it: its title and its id."""
    return f'"{topics[topic].title}" ({topic})' if topic in topics else f"({topic})"


def finds(answer: Answer, topics: Topics) -> str:
    """Return what a phrase gets, as the end of a sentence: `gets the answer "..."`."""
    if answer.zone is Zone.ANSWER:
        return f"gets the answer {named(answer.best, topics)}"
    if answer.zone is Zone.CHOICES:
        return f"is offered {', '.join(named(one, topics) for one in answer.topics)} to choose from"
    return 'gets "I don\'t know"'


def broken_line(case: Case, answer: Answer, topics: Topics) -> str:
    """Return why a phrase does not find what it should, and what to do."""
    own, got = named(case.topic, topics), finds(answer, topics)
    if case.role is Role.MUST:
        return f'"{case.phrase}" must find {own}, and {got}. Add a way of asking that is more like it.'
    if case.role is Role.MUST_NOT:
        return f'"{case.phrase}" must not get {own}, and does. Reword the way of asking that is most like it.'
    return f'"{case.phrase}" is a way of asking {own}, and {got}. Tell the two apart.'


def change_line(change: Change, topics: Topics) -> str:
    """Return what a phrase found and finds now."""
    then, now = finds(change.before, topics), finds(change.after, topics)
    mark = {Move.GAINED: "+", Move.LOST: "-", Move.MOVED: ">", Move.ZONE: "~"}[change.move]
    return f'{mark} "{change.case.phrase}": {_past(then)}; now it {now}'


def _past(said: str) -> str:
    return said.replace("gets ", "got ", 1).replace("is offered", "was offered", 1)


def effect_lines(effect: Effect, topics: Topics) -> Iterator[str]:
    """Yield what one more way of asking does, the harm first."""
    yield f'Asked {effect.asked} phrases with and without "{effect.phrase}" in {named(effect.topic, topics)}.'
    yield f'"{effect.phrase}" {_past(finds(effect.before, topics))}; with it, it {finds(effect.after, topics)}.'
    parts = (
        ("Breaks", [broken_line(one.case, one.after, topics) for one in effect.breaks]),
        ("Takes from other entries", [change_line(one, topics) for one in effect.takes]),
        ("Gains", [change_line(one, topics) for one in effect.gains]),
        ("Tips over elsewhere, by a hair", [change_line(one, topics) for one in effect.others]),
        ("Mends", [f'"{one.case.phrase}" of {named(one.case.topic, topics)}' for one in effect.mends]),
    )
    for title, lines in parts:
        yield f"{title}: {len(lines) or 'nothing'}"
        yield from (f"  {line}" for line in lines)
    if effect.is_estimate:
        yield ESTIMATE
