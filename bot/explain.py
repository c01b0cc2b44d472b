"""Why a question got its answer, in words an editor can use: signs of danger, how it was read, phrases and scores."""

from bot.app import Version
from bot.matching.confidence import evidence, probability, thresholds
from bot.matching.rank import ranking

_SHOWN = 5


def explain(text: str, version: Version) -> str:
    """Return the reasons, one a line."""
    danger = version.view.assess(text, frozenset())
    lines = [f"danger: {danger.level.name} {danger.kind}".rstrip(), f"signs: {_listed(danger.signs)}"]
    if version.is_early:
        return "\n".join((*lines, "the ways of asking are not learned yet"))
    found = ranking(version.index(), text)
    lines.append(f"read as: {' '.join(found.reading.words)}")
    lines.append(f"meanings: {_listed(found.reading.meanings)}; drugs: {_listed(found.reading.substances)}")
    for place, one in enumerate(found.topics[:_SHOWN], 1):
        lines.append(
            f"{place}. {one.score:.2f} {one.topic} (learned {one.learned:.2f}, "
            f"nearest {one.nearest:.2f}, aligned {one.aligned:.2f}) like {one.phrase!r}"
        )
    if found.topics:
        reasons = ", ".join(f"{name} {value:.2f}" for name, value in evidence(found).items())
        sure, (to_answer, to_offer) = probability(found), thresholds(found)
        lines.append(f"sure: {sure:.2f} (answer from {to_answer}, choices from {to_offer}) because {reasons}")
    return "\n".join(lines)


def _listed(names: tuple[str, ...] | frozenset[str]) -> str:
    return ", ".join(sorted(set(names))) or "none"
