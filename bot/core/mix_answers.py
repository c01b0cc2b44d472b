"""Replies about mixes: what is known of the pairs, which one is meant, and a picker for those who would rather tap.

Never calls a mix safe. Where something may slow breathing, or nobody knows, what to do about that always follows.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from bot.core import flows
from bot.core.answers import MOST_CHOICES, main_buttons, sentence
from bot.core.browse import topic_button
from bot.core.menu import Action, button, fits
from bot.core.mixing import (
    UNRATED,
    Mixing,
    Pair,
    Part,
    Risk,
    combination,
    hazards_of,
    in_words,
    pairs_of,
    settled,
)
from bot.core.model import ANY, Button, Danger, Kind, Reply, Zone
from bot.core.view import View
from bot.core.wording import fill

MOST_PARTS = 5  # of a longer list the first are looked at, and the reply says so
_BETWEEN = "--"
_HAZARDS = 3
_CHART = "chart"  # the name of the picture, and what a button carries that shows it
_NALOXONE = "naloxone"


def asked(text: str, view: View, is_sure: bool = False) -> Reply | None:
    """Return the reply where a message asks about a mix of things we know by name, None where it does not.

    `is_sure`: it was asked as a mix, so that naming the things is enough.
    """
    mixing, found = view.mixing, view.mentions(text)
    if mixing is None or len(found.parts) < 2 or not (found.asks_mix or is_sure):
        return None
    return mix(found.parts, mixing, view, _topics(text, view), found.joins_unknown)


def joined(text: str, view: View) -> Reply | None:
    """Return the reply where things stand joined ("A with B") among other words, or one of them is not known here."""
    mixing, found = view.mixing, view.mentions(text)
    if mixing is None:
        return None
    names = found.joined or found.parts
    if len(names) > 1 and (found.joined or found.joins_unknown):
        return mix(names, mixing, view, _topics(text, view), found.joins_unknown)
    is_half = found.joins_unknown or (found.asks_mix and found.has_unknown)
    return _unknown_beside(found.parts[0], mixing, view) if len(found.parts) == 1 and is_half else None


def is_all(text: str, view: View) -> bool:
    """Whether a message that names joined things asks nothing but what they do together, one unknown name or not."""
    found = view.mentions(text)
    return not found.says_more or (len(found.parts) > 1 and found.joins_unknown)


def beside_check(text: str, danger: Danger, topics: tuple[str, ...], view: View) -> Reply | None:
    """Return the reply to a message that may mean danger and names a mix: what to do in danger comes first, and what
    it asks is not kept back behind a question. One that says more is asked about, with `topics` as in any check. None
    where no mix is named, and where somebody may want to die."""
    if danger.kind in flows.CRISIS or not (reply := asked(text, view) or joined(text, view)):
        return None
    if view.mentions(text).says_more:
        return flows.over(flows.check(danger, topics, view), reply, view)
    guidance = view.knowledge.guidance.get(danger.kind) or view.knowledge.guidance[ANY]
    buttons = (button(guidance.yes, Action.RED, guidance.kind), *reply.buttons)
    words = f"{sentence('check_line', view)}\n\n{reply.text}"
    return replace(reply, text=words, buttons=buttons, signs=danger.signs)


def _unknown_beside(part: Part, mixing: Mixing, view: View) -> Reply:
    lines = (fill(view.knowledge.sentences["mix_half"], {**view.facts, "name": part.name}), _care(view))
    buttons = (
        button(view.knowledge.buttons["mix"], Action.MIX, settled(mixing, part)),
        *main_buttons(view),
    )
    return Reply(Kind.MIX, "\n\n".join(lines), view.knowledge.lang, buttons, score=1.0)


def _topics(text: str, view: View) -> tuple[str, ...]:
    """Entries that say more about this mix, where the matcher is not quite lost."""
    found = view.find(text)
    if found.zone is Zone.UNSURE:
        return ()
    return tuple(one.topic for one in found.candidates[:2] if one.topic in view.knowledge.topics)


def mix(
    parts: Sequence[Part],
    mixing: Mixing,
    view: View,
    topics: tuple[str, ...] = (),
    has_unknown: bool = False,
) -> Reply:
    """Return what is known of a mix, or the question what an unclear name in it means. `has_unknown`: something else
    is in it, by a name that is not known here."""
    few = _once(parts, mixing)[:MOST_PARTS]
    for place, part in enumerate(few):
        if not settled(mixing, part) and _matters(place, few, mixing):
            return _which(few, place, mixing, view)
    named = [(_shown(part, mixing), settled(mixing, part)) for part in few]
    if len(named) < 2:
        return pick(view, named[0][1])
    reply = _told(named, mixing, view, topics, is_cut=len(few) < len(_once(parts, mixing)))
    return replace(reply, text=f"{sentence('mix_also', view)}\n\n{reply.text}") if has_unknown else reply


def _matters(place: int, parts: Sequence[Part], mixing: Mixing) -> bool:
    """Whether it changes the answer what the unclear name at `place` means; beside what nobody rated it does not."""
    others = (meaning for at, part in enumerate(parts) if at != place for meaning in part.meanings)
    pairs = product(parts[place].meanings, tuple(others))
    return any(combination(mixing, one, other) is not UNRATED for one, other in pairs)


def _once(parts: Sequence[Part], mixing: Mixing) -> tuple[Part, ...]:
    """The parts without those that mean the same again."""
    return tuple({settled(mixing, part) or part.name: part for part in reversed(parts)}.values())[::-1]


def _shown(part: Part, mixing: Mixing) -> str:
    """A name as it is shown: with its family, so that a reader sees how it was understood."""
    family = mixing.families.get(mixing.family(settled(mixing, part)))
    if family is None or part.name.lower() in family.name.lower():
        return part.name
    return f"{part.name} ({family.name})"


def _told(
    named: Sequence[tuple[str, str]], mixing: Mixing, view: View, topics: tuple[str, ...], is_cut: bool
) -> Reply:
    pairs = pairs_of(mixing, named)
    worst = pairs[0].known.risk
    head = f"**{' + '.join(name for name, _ in named)}: {mixing.words[worst]}.** {mixing.meanings[worst]}"
    parts = [head, _why(pairs, mixing), _hazards(pairs, mixing, view), *_always(named, pairs, mixing, view)]
    if is_cut:
        parts.append(sentence("mix_cut", view))
    parts.append(" ".join(dict.fromkeys(mixing.basis[pair.known.basis] for pair in pairs)))
    texts = view.knowledge.topics
    buttons = (*(topic_button(texts[one]) for one in topics), *_buttons(view))
    text = fill("\n\n".join(part for part in parts if part), view.facts)
    return Reply(Kind.MIX, text, view.knowledge.lang, buttons, _notes(pairs, mixing, view), topics, 1.0)


def _why(pairs: Sequence[Pair], mixing: Mixing) -> str:
    if len(pairs) == 1:
        return pairs[0].known.why
    told = (
        f"- {pair.one} + {pair.other}: {mixing.words[pair.known.risk]}. {pair.known.why}" for pair in pairs
    )
    return "\n".join(line.strip() for line in told)


def _hazards(pairs: Sequence[Pair], mixing: Mixing, view: View) -> str:
    found = tuple(hazards_of(mixing, pairs, _HAZARDS))
    signs = "\n".join((sentence("mix_signs", view), *(f"- {one.signs}" for one in found)))
    lower = "\n".join((sentence("mix_lower", view), *(f"- {one.lower}" for one in found)))
    return f"{signs}\n\n{lower}" if found else ""


def _always(
    named: Sequence[tuple[str, str]], pairs: Sequence[Pair], mixing: Mixing, view: View
) -> tuple[str, ...]:
    """What follows whatever the pair: naloxone and company with downers and the unknown, care with medicines."""
    families = [mixing.families.get(mixing.family(substance)) for _, substance in named]
    slows = any(one is None or one.is_downer for one in families)
    is_unknown = any(pair.known.risk is Risk.UNKNOWN for pair in pairs)
    is_medicine = any(one is not None and one.is_medicine for one in families) or any(
        substance in mixing.medicines for _, substance in named
    )
    care = _care(view) if slows or is_unknown else ""
    return care, sentence("mix_medicine", view) if is_medicine else ""


def _care(view: View) -> str:
    return sentence("mix_downer", view)


def _buttons(view: View) -> tuple[Button, ...]:
    more = button(view.knowledge.buttons["mix"], Action.MIX)
    service = view.knowledge.services.get(_NALOXONE)
    return (button(service.title, Action.SERVICE, _NALOXONE), more) if service else (more,)


def _notes(pairs: Sequence[Pair], mixing: Mixing, view: View) -> str:
    ids = dict.fromkeys(one for pair in pairs for one in pair.known.sources)
    found = [mixing.sources[one] for one in ids]
    named = (f"{one.publisher}{f' ({one.year})' if one.year else ''}: {one.url}" for one in found)
    lines = (view.knowledge.sentences["sources"].strip(), *named) if found else ()
    return "\n".join((*lines, sentence("mix_drafted", view)))


def _which(parts: Sequence[Part], place: int, mixing: Mixing, view: View) -> Reply:
    """Ask what an unclear name means: a guess could be a dangerous one."""
    unclear = parts[place]
    text = fill(view.knowledge.sentences["mix_which"], {**view.facts, "name": unclear.name})
    buttons = []
    for meaning in unclear.meanings[:MOST_CHOICES]:
        names = [(settled(mixing, part) or part.meanings[0]) for part in parts]
        names[place] = meaning
        buttons.append(button(_label(meaning, mixing), Action.MIX, target(names, mixing)))
    return Reply(Kind.CHOICES, f"{text}\n\n{_care(view)}", view.knowledge.lang, tuple(buttons), score=1.0)


def _label(substance: str, mixing: Mixing) -> str:
    """What a button for a substance says: its id in words, which is its plain name here."""
    family = mixing.families.get(substance)
    return family.name if family else in_words(substance)


def target(names: Sequence[str], mixing: Mixing) -> str:
    """Return what a button carries for a mix: the substances, or fewer of them where that is too long."""
    for size in range(len(names), 0, -1):
        carried = _BETWEEN.join(names[:size])
        if fits(carried):
            return carried
    return ""


def pressed(carried: str, view: View) -> Reply | None:
    """Return what a button of a mix leads to, None where it is not one of ours (any more)."""
    mixing = view.mixing
    if mixing is None:
        return None
    if carried == _CHART:
        return chart(view)
    names = tuple(name for name in carried.split(_BETWEEN) if name)
    if not all(mixing.family(name) or name in mixing.family_of for name in names):
        return None
    if len(names) < 2:
        return pick(view, *names)
    return mix([Part(_label(name, mixing), (name,)) for name in names], mixing, view)


def chart(view: View) -> Reply:
    """Return the picture of all pairs, and in words what it does not say."""
    text, label = sentence("chart_warning", view), view.knowledge.buttons["mix"]
    return Reply(Kind.MIX, text, view.knowledge.lang, (button(label, Action.MIX),), score=1.0, picture=_CHART)


def pick(view: View, first: str = "") -> Reply:
    """Return the families to choose from: the first, or the one to go with `first`."""
    mixing = view.mixing
    if mixing is None:
        return Reply(Kind.UNKNOWN, sentence("unsure", view), view.knowledge.lang, main_buttons(view))
    name = "mix_second" if first else "mix_first"
    text = fill(view.knowledge.sentences[name], {**view.facts, "name": _label(first, mixing)})
    buttons = tuple(
        button(family.name, Action.MIX, target([first, family.id] if first else [family.id], mixing))
        for family in mixing.families.values()
    )
    if not first:
        buttons += (button(view.knowledge.buttons["chart"], Action.MIX, _CHART),)
    return Reply(Kind.CHOICES, text, view.knowledge.lang, buttons, score=1.0)
