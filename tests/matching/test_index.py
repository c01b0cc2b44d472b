"""An index holds what it was built from, each topic's phrases where it says they are, and never changes its mind."""

from bot.matching.index import build
from bot.matching.model import columns, phrase_scores, topic_scores
from bot.matching.rank import nearest_words, rank, ranking

PAIRS = [
    ("how do i use the nasal spray", "spray"),
    ("which nostril does the spray go in", "spray"),
    ("how long does it last", "lasting"),
    ("when does it wear off", "lasting"),
    ("is my dealer lying about it", "supply"),
]
STRANGERS = [("how do i use hair spray", "spray"), ("what is the weather like", "")]


def test_the_rows_of_a_topic_are_its_phrases() -> None:
    """Every phrase stands in exactly one span, its own topic's; strangers stand in the span of what they sound like."""
    index = build(PAIRS, strangers=STRANGERS)
    for topic in index.topics:
        first, last = index.spans[topic][0]
        assert {phrase.topic for phrase in index.phrases[first:last]} == {topic}
    rows = sorted(
        row for spans in index.spans.values() for first, last in spans for row in range(first, last)
    )
    assert rows == list(range(len(PAIRS) + len(STRANGERS)))
    (_, (first, last)) = index.spans["spray"]
    assert index.strangers[first - len(PAIRS) : last - len(PAIRS)] == ("spray",)


def test_a_phrase_is_nearest_to_itself() -> None:
    """The cosine of a phrase with itself is 1, and with nothing it is 0."""
    index = build(PAIRS)
    whole = [(0, len(index.phrases))]
    for row, phrase in enumerate(index.phrases):
        scores = phrase_scores(index.model, columns(index.weigh(index.read(phrase.asked))), whole)
        assert abs(scores[row] - 1) < 1e-5
        assert max(scores, key=lambda one: scores[one]) == row
    assert not any(phrase_scores(index.model, {}, whole).values())


def test_looking_up_finds_what_looking_through_finds() -> None:
    """The quick way through long columns gives the same cosines as the slow way."""
    pairs = [(f"spray number {n} common words here", f"t{n % 7}") for n in range(200)]
    index = build(pairs)
    query = columns(index.weigh(index.read("common spray number 17 here")))
    spans = [index.spans["t3"][0], index.spans["t5"][0]]
    fast = phrase_scores(index.model, query, spans)
    whole = phrase_scores(index.model, query, [(0, len(pairs))])
    assert any(fast.values())
    assert all(abs(whole[row] - cosine) < 1e-9 for row, cosine in fast.items())


def test_the_right_topic_comes_first() -> None:
    """Asked in other words, the topic with the nearest phrases is first; with no shared word there is none."""
    index = build(PAIRS, strangers=STRANGERS)
    assert rank(index, "which nostril for the spray", 2)[0][0] == "spray"
    assert rank(index, "when will it wear off", 2)[0][0] == "lasting"
    assert rank(index, "zzz qqq", 3) == []
    assert len(topic_scores(index.model, {})) == len(index.topics)


def test_a_stranger_costs_its_topic() -> None:
    """What a topic must not match counts against it, and against no other."""
    plain, warned = build(PAIRS), build(PAIRS, strangers=STRANGERS)
    asked = "how do i use hair spray"
    assert ranking(warned, asked).topics[0].score < ranking(plain, asked).topics[0].score / 2


def test_building_twice_gives_the_same() -> None:
    """No chance: the order of the pairs does not matter either."""
    one, other = build(PAIRS, strangers=STRANGERS), build(PAIRS[::-1], strangers=STRANGERS[::-1])
    assert [rank(one, text, 3) for text, _ in PAIRS] == [rank(other, text, 3) for text, _ in PAIRS]


def test_near_words_are_found_with_their_slips() -> None:
    """Nearest first; farther ones are left out."""
    assert nearest_words("methdone", ["methadone", "mephedrone", "caffeine"], 2) == [("methadone", 1)]
    assert nearest_words("ketmaine", ["ketamine"], 1) == [("ketamine", 1)]
