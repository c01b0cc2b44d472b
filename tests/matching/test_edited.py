"""After an edit questions find at once nearly what they find when everything is learned anew."""

import numpy as np
import pytest

from bot.core.model import Zone
from bot.matching import edited as edits
from bot.matching import late
from bot.matching.digest import digest
from bot.matching.edited import edited
from bot.matching.index import Index, build
from bot.matching.lexicon import Lexicon, shipped
from bot.matching.model import likeness
from bot.matching.names import Substance, build_names
from bot.matching.rank import ranking
from bot.matching.whatif import ask, nearest

PAIRS = [
    (f"{verb} the {thing} {when}", thing)
    for verb in ("open", "close", "wash", "find", "carry")
    for thing in ("door", "window", "spray", "kettle")
    for when in ("now", "before night", "with care")
]
STRANGERS = [("open a bank account", ""), ("is the spray paint dry", "spray"), ("mind the gap", "")]
NAMES = build_names(
    [Substance("xanax", "", ("xanax",)), Substance("ketamine", "", ("ketamine", "ket"))], {}, (), {}
)


@pytest.fixture(scope="module")
def index() -> Index:
    return build(PAIRS, NAMES, strangers=STRANGERS)


def after(
    index: Index, pairs: list[tuple[str, str]], strangers: list[tuple[str, str]] | None = None
) -> Index:
    made = edited(index, pairs, shipped(), {}, STRANGERS if strangers is None else strangers)
    assert made
    return made


def known(index: Index) -> dict[str, object]:
    """What an index knows of its topics, whichever rows that stands in."""
    rows = [row for spans in index.spans.values() for first, last in spans for row in range(first, last)]
    assert sorted(rows) == list(range(len(index.phrases) + len(index.strangers)))
    topics = [topic for topic in index.topics if index.of(topic)]
    strange = {
        topic: sorted(
            index.strangers[row - len(index.phrases)][0]
            for first, last in index.spans[topic]
            for row in range(first, last)
            if first >= len(index.phrases)
        )
        for topic in topics
    }
    return {
        "phrases": {topic: sorted(one.asked for one in index.of(topic)) for topic in topics},
        "stems": {topic: sorted(index.vocabulary[topic].split()) for topic in topics},
        "substances": {topic: index.substances[topic] for topic in topics},
        "possible": {topic: index.possible[topic] for topic in topics},
        "strange": strange,
    }


EDITS = [
    ([*PAIRS, ("polish the lamp", "lamp"), ("is the lamp on", "lamp")], STRANGERS),
    ([*PAIRS, ("does xanax spoil in the kettle", "kettle")], STRANGERS),
    ([one for one in PAIRS if one[0] != "wash the spray now"], STRANGERS),
    ([("wash the spray now", "door") if one[0] == "wash the spray now" else one for one in PAIRS], STRANGERS),
    ([one for one in PAIRS if one[1] != "window"], STRANGERS),
    (PAIRS, [*STRANGERS[1:], ("paint the door blue", "door"), ("who invented zips", "")]),
    ([*PAIRS[3:], ("zips on a kettle", "kettle")], [*STRANGERS, ("who invented zips", "")]),
]


@pytest.mark.parametrize(("pairs", "strangers"), EDITS)
def test_an_edit_is_known_as_if_learned_anew(
    index: Index, pairs: list[tuple[str, str]], strangers: list[tuple[str, str]]
) -> None:
    """Phrases, words, drugs and strangers of each topic are those of an index built of the same; every phrase finds
    its topic, and nothing that is gone is found."""
    made, right = after(index, pairs, strangers), build(pairs, NAMES, strangers=strangers)
    assert known(made) == known(right)
    words = {stem for topic in made.topics for one in made.of(topic) for stem in one.stems.split()}
    assert right.foreign <= made.foreign
    assert not made.foreign & words
    topics = {topic for _, topic in pairs}
    for text, topic in pairs:
        found, wanted = ranking(made, text), ranking(right, text)
        assert found.topics[0].topic == wanted.topics[0].topic == topic
        assert abs(found.topics[0].score - wanted.topics[0].score) < 0.1
        assert {one.topic for one in found.topics} <= topics
        assert nearest(made, text, 1)[0].phrase in {asked for asked, _ in pairs}
    for text, _ in (*PAIRS, *strangers):
        assert {one.topic for one in nearest(made, text, 9)} <= topics


def test_no_edit_changes_nothing(index: Index) -> None:
    """The same phrases find to the last bit what they found."""
    made = after(index, list(reversed(PAIRS)), list(reversed(STRANGERS)))
    for text, _ in (*PAIRS, *STRANGERS):
        assert ranking(made, text) == ranking(index, text)


def test_what_was_learned_stays_as_it_was(index: Index) -> None:
    """The index that an edit is made from is not touched, and the same edit always gives the same index."""
    before = digest((index.model, index.rarity, index.spans, index.vocabulary))
    first, second = (after(index, [*PAIRS[2:], ("polish the lamp", "lamp")]) for _ in range(2))
    assert digest((index.model, index.rarity, index.spans, index.vocabulary)) == before
    assert digest((first.model, first.rarity, first.spans)) == digest(
        (second.model, second.rarity, second.spans)
    )


def test_an_edit_shares_what_was_learned(index: Index) -> None:
    """A bot holds the index before and the one after at once: what is large is the same bytes in both."""
    made = after(index, [*PAIRS, ("polish the lamp", "lamp")])
    for name in ("rows", "values", "senses"):
        assert getattr(made.model, name) is getattr(index.model, name)


def test_a_new_word_is_read_as_it_is(index: Index) -> None:
    """It is not mended to another word, in the phrase and in what people ask; nor is a chat spelling that a phrase now
    writes out."""
    made = after(index, [*PAIRS, ("kettel kettles of zimbat tmrw", "lamp")])
    assert index.read("zimbat kettel").words != ("zimbat", "kettel")
    assert made.read("zimbat kettel").words == ("zimbat", "kettel")
    assert index.read("tmrw").words == ("tomorrow",)
    assert made.read("tmrw").words == ("tmrw",)
    assert ask(made, "zimbat") != ask(index, "zimbat")


@pytest.mark.parametrize(("pairs", "strangers"), [*EDITS[:4], *EDITS[5:]])
def test_in_one_hand_an_edit_says_what_learning_anew_says(
    index: Index, pairs: list[tuple[str, str]], strangers: list[tuple[str, str]]
) -> None:
    """What phrases speak for, to two hundredths, what is rarer now aside; far less than the edit changes it."""
    made, right = after(index, pairs, strangers), build(pairs, NAMES, strangers=strangers)
    apart, moved = [], []
    for text in {asked for asked, _ in (*PAIRS, *pairs, *strangers)}:
        now, wanted, was = (
            {one.topic: one.learned for one in ranking(one, text).topics} for one in (made, right, index)
        )
        assert now.keys() == wanted.keys()
        apart += [abs(now[topic] - wanted[topic]) for topic in now]
        moved += [abs(was.get(topic, 0.0) - wanted[topic]) for topic in now]
    assert max(apart) < 0.1
    assert np.mean(apart) < 0.02
    assert max(moved) > max(apart) or strangers != STRANGERS


def test_only_what_is_like_an_edit_answers_to_it(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many phrases only the most like it are looked at; it is found, and those say as much as before."""
    monkeypatch.setattr(late, "_EACH", 5)
    made = after(index, [*PAIRS[1:], ("polish the lamp", "lamp")])
    says = [np.frombuffer(one.model.says, np.int8).reshape(one.model.topics, -1)[:4] for one in (index, made)]
    assert 2 <= np.any(says[0] != says[1], axis=0).sum() <= 10
    assert ranking(made, "polish the lamp").topics[0].topic == "lamp"


def test_phrases_come_out_of_a_model_as_they_went_in(index: Index) -> None:
    """Their features, weights and senses."""
    rows = np.array([0, 3, 17, 60], np.int32)
    texts = [*(one.asked for one in index.phrases), *(text for text, _ in index.strangers)]
    for found, query in zip(
        late.phrases_at(index.model, rows), (index.query(index.read(texts[row])) for row in rows), strict=True
    ):
        order = np.argsort(query.features)
        assert found.features.tolist() == query.features[order].tolist()
        assert np.allclose(found.weights, query.weights[order])
        assert np.allclose(found.sense, query.sense, atol=1e-6)
    assert late.phrases_at(index.model, rows[:0]) == []


def test_a_phrase_that_an_entry_must_not_match_costs_at_once(index: Index) -> None:
    """It is compared and not learned from."""
    made = after(index, PAIRS, [*STRANGERS, ("find the door of perception now", "door")])
    text = "find the door of perception now"
    before, now = ({one.topic: one.score for one in ranking(one, text).topics} for one in (index, made))
    assert now["door"] < before["door"] / 2
    assert now["kettle"] == pytest.approx(before["kettle"], abs=0.05)


def test_phrases_that_are_gone_are_like_nothing(index: Index) -> None:
    """Neither in what they share nor in what they say."""
    made = after(index, PAIRS[1:])
    like = likeness(made.model, made.query(made.read(PAIRS[0][0])))
    row = [one.asked for one in index.phrases].index(PAIRS[0][0])
    assert likeness(index.model, index.query(index.read(PAIRS[0][0]))).shared[row] > 0.99
    assert like.shared[row] == 0


def test_too_much_is_learned_anew(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a large edit, and of one that leaves nothing, there is no index at once."""
    monkeypatch.setattr(edits, "MOST", 3)
    assert edited(index, PAIRS[3:], shipped(), {}, STRANGERS)
    assert edited(index, PAIRS[4:], shipped(), {}, STRANGERS) is None
    assert edited(index, PAIRS[2:], shipped(), {}, STRANGERS[2:]) is None
    monkeypatch.setattr(edits, "MOST", 10_000)
    assert edited(index, [("polish the lamp", "lamp")], shipped(), {}, STRANGERS) is None


def test_an_edit_needs_no_senses() -> None:
    """Where nothing is known of the language, phrases are compared by their words alone."""
    made = edited(build(PAIRS, lexicon=Lexicon()), [*PAIRS, ("polish a lamp", "lamp")], Lexicon(), {}, ())
    assert made
    assert ask(made, "polish a lamp").best == "lamp"
    assert ask(made, "polish a lamp").zone is not Zone.UNSURE
