"""Emergencies are seen, and ordinary questions are not mistaken for them. A missed one is the worst fault."""

import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.content.strict_yaml import read_file
from bot.core.emergency import Detector, assess, compile_detector
from bot.core.model import Level

ROOT = Path(__file__).parents[2]
DATA = Path(__file__).parent / "data"


def phrases(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def detector() -> Detector:
    document = read_file(ROOT / "knowledge" / "en" / "signs.yaml")
    words = (ROOT / "knowledge" / "words" / "en.txt").read_text(encoding="ascii").split()
    assert isinstance(document.value, dict)
    return compile_detector(document.value, frozenset(words))


def level(detector: Detector, text: str) -> Level:
    return assess(detector, text).level


def chat(detector: Detector, *messages: str) -> list[Level]:
    """The levels of messages that follow each other within a minute."""
    recent: frozenset[str] = frozenset()
    levels = []
    for message in messages:
        danger = assess(detector, message, recent)
        levels.append(danger.level)
        recent |= danger.signs
    return levels


def test_nearly_all_of_our_own_phrases_are_red(detector: Detector) -> None:
    """400 ways of saying it beyond the brief; the second opinion (core/second.py) stands behind the rest."""
    own = phrases("own-red.txt")
    assert sum(level(detector, text) is Level.RED for text in own) / len(own) >= 0.98


@pytest.mark.parametrize("text", phrases("brief-red.txt"))
def test_an_emergency_is_red(detector: Detector, text: str) -> None:
    """Every way of saying it that we know leads to action first."""
    assert level(detector, text) is Level.RED


@pytest.mark.parametrize("text", phrases("brief-amber.txt") + phrases("own-amber.txt"))
def test_a_possible_emergency_is_at_least_amber(detector: Detector, text: str) -> None:
    """Panic without words, and signs that need one question, are never let pass."""
    assert level(detector, text) in (Level.AMBER, Level.RED)


@pytest.mark.parametrize("text", phrases("brief-not-red.txt") + phrases("own-not-red.txt"))
def test_a_look_alike_is_not_red(detector: Detector, text: str) -> None:
    """Information, past, figures of speech and devices leave RED believable."""
    assert level(detector, text) is not Level.RED


@pytest.mark.parametrize(
    "text",
    [
        "what are the signs of an overdose",
        "where do I get narcan",
        "I overdosed last year",
        "my brother died of an overdose",
        "writing an essay about overdose",
        "in the film she is not breathing",
        "he didn't wake up at first but is fine now",
        "he wasn't breathing, paramedics came",
        "not breathing yesterday",
        "SWIM overdosed ages ago",
    ],
)
def test_danger_spoken_of_is_green(detector: Detector, text: str) -> None:
    """About danger, but not now: the reply gets its one line."""
    assert level(detector, text) is Level.GREEN


@pytest.mark.parametrize(
    "text",
    [
        "my phone won't wake up",
        "can I take ibuprofen with oxy",
        "is it ok to mix weed and alcohol",
        "blue pills",
        "hello",
        "thanks",
        "dead tired today",
        "",
        "   ",
        "?!",
    ],
)
def test_nothing_to_do_with_danger_is_none(detector: Detector, text: str) -> None:
    """An ordinary question gets no alarm at all, and no kind."""
    danger = assess(detector, text)
    assert (danger.level, danger.kind) == (Level.NONE, "")


@pytest.mark.parametrize(
    ("red", "calm"),
    [
        ("she's not breathing", "she's breathing fine"),
        ("he is unresponsive", "he is not unresponsive"),
        ("he's overdosing", "he's not overdosing"),
        ("he's turning blue", "he's not turning blue"),
        ("how do I tell if he is overdosing", "how do I tell if someone is overdosing"),
        ("how do I tell if someone is overdosing right now", "how do I tell if someone is overdosing"),
        ("he overdosed", "he overdosed three years ago"),
        ("he overdosed last year and now he's done it again", "he overdosed last year"),
        ("last night he took something and he won't wake up", "last night he would not wake up"),
        ("my friend is having a fit", "my cat is having a fit"),
        ("he is not responding", "the app is not responding"),
        ("he dropped his phone and won't wake up", "his phone won't wake up"),
        ("what if he stops breathing", "what if someone stops breathing"),
        ("my chest is killing me after coke", "this song is killing me"),
        ("sees her shaking on the floor", "she sees her sister every day"),
        ("took 20 paracetamol yesterday", "took 2 paracetamol yesterday"),
    ],
)
def test_small_words_turn_the_meaning(detector: Detector, red: str, calm: str) -> None:
    """Negation, tense, person and time are read; they are what tells these pairs apart."""
    assert level(detector, red) is Level.RED
    assert level(detector, calm) is not Level.RED


@pytest.mark.parametrize(
    "text",
    [
        "he's not fine",
        "not sure she's breathing",
        "it's not that he's asleep",
        "not blue yet but she's snoring really loud",
        "he's not responding but he's not blue",
        "I don't think he's breathing",
    ],
)
def test_a_not_that_denies_nothing_is_red(detector: Detector, text: str) -> None:
    """A reversal, or a denied sign beside another, is read the urgent way."""
    assert level(detector, text) is Level.RED


@pytest.mark.parametrize("text", ["he's not breathing", "she won't wake up", "I took too much"])
@pytest.mark.parametrize(
    "softer",
    ["maybe {}", "{} lol", "sorry to bother you but {}", "probably just asleep but {}", "idk {} haha"],
)
def test_softeners_never_lower_the_level(detector: Detector, text: str, softer: str) -> None:
    """People in real emergencies apologise and play it down."""
    assert level(detector, softer.format(text)) is Level.RED


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("he's not breathing", "overdose"),
        ("passed out on G", "ghb"),
        ("throwing up in his sleep after drinking", "alcohol"),
        ("she's burning up after mdma", "overamp"),
        ("chest pain after coke", "heart"),
        ("he's having a seizure", "seizure"),
        ("haven't drunk since yesterday and I'm shaking and seeing things", "withdrawal"),
        ("hasn't slept in 5 days and thinks people are watching", "agitation"),
        ("she has a knife", "violence"),
        ("I want to kill myself", "suicide"),
        ("took 20 paracetamol", "poisoning"),
        ("my toddler ate a pill", "child"),
        ("I took too much", "self"),
        ("found him dead", "death"),
        ("help", "panic"),
        ("my baby swallowed my methadone and is not breathing", "child"),
        ("having a seizure and not breathing", "overdose"),
        ("I took too much, I want to die", "intended"),
        ("I want to die and he is not breathing", "overdose"),
        ("she took all her pills and collapsed", "overdose"),
        ("she took all her pills", "poisoning"),
        ("I took all my pills", "intended"),
        ("I took all my pills by mistake", "poisoning"),
        ("hope I never wake up", "suicide"),
        ("seeing things, on meth", "agitation"),
        ("no drink for 2 days, seeing things", "withdrawal"),
    ],
)
def test_the_kind_is_the_one_to_act_on_first(detector: Detector, text: str, kind: str) -> None:
    """Where several apply, the first actions decide."""
    assert assess(detector, text).kind == kind


@pytest.mark.parametrize(
    "messages",
    [
        ("my mate took some pills", "hes asleep", "snoring loads"),
        ("he took G", "hes on the floor"),
        ("how do i use narcan", "its not working"),
        ("my bf is drunk", "cant wake him"),
        ("did a load of coke", "chest feels weird"),
        ("help", "he did heroin", "hes really pale"),
        ("my friend drank loads", "shes being sick", "now shes sleeping"),
    ],
)
def test_one_emergency_over_several_messages_is_red(detector: Detector, messages: tuple[str, ...]) -> None:
    """Signs of the last minute count together, by name."""
    levels = chat(detector, *messages)
    assert levels[0] is not Level.RED
    assert levels[-1] is Level.RED


@pytest.mark.parametrize(
    "follow", ["still nothing", "pls", "what do i do", "he still isnt", "1 breath", "idk", "ok done"]
)
def test_after_red_saying_nothing_new_stays_red(detector: Detector, follow: str) -> None:
    """The key step is repeated as long as they write in fear."""
    assert chat(detector, "he's not breathing", follow) == [Level.RED, Level.RED]
    assert level(detector, follow) is not Level.RED


@pytest.mark.parametrize(
    "question",
    [
        "what is mdma",
        "where can i get test strips",
        "thanks",
        "ok he is awake now thanks",
        "how long does weed stay in urine",
    ],
)
def test_after_red_a_calm_question_is_calm(detector: Detector, question: str) -> None:
    """Red does not stick to what has nothing to do with it."""
    assert chat(detector, "he's not breathing", question)[1] in (Level.NONE, Level.GREEN)


def test_two_calm_questions_do_not_add_up(detector: Detector) -> None:
    """Reading about overdose is not having one."""
    levels = chat(detector, "what are the signs of an overdose", "where can i get narcan", "how do i use it")
    assert Level.RED not in levels


def test_an_unknown_recent_sign_is_ignored(detector: Detector) -> None:
    """Names from an older knowledge base, or none of ours, change nothing."""
    strange = frozenset({"no-such-sign", "ignore", "context:now"})
    assert assess(detector, "hello", strange) == assess(detector, "hello")


def test_signs_are_names_never_words(detector: Detector) -> None:
    """What is remembered for a minute is names from the data, whatever was written."""
    names = detector.rules.signs.keys()
    for text in phrases("own-red.txt"):
        danger = assess(detector, text)
        assert danger.signs
        assert danger.signs <= names


def test_judging_twice_gives_the_same(detector: Detector) -> None:
    """No chance, no memory: a new detector says what the old one said."""
    again = compile_detector(_data(), detector.speller.english)
    for text in phrases("own-red.txt")[::7] + phrases("own-not-red.txt")[::7]:
        assert assess(detector, text) == assess(detector, text) == assess(again, text)


def _data() -> dict[str, object]:
    value = read_file(ROOT / "knowledge" / "en" / "signs.yaml").value
    assert isinstance(value, dict)
    return dict(value)


@pytest.mark.parametrize("text", ["he is not breathing", "she will not wake up", "my friend overdosed"])
@pytest.mark.parametrize(
    "disguise",
    [
        lambda t: "\u200b".join(t),
        lambda t: "".join(chr(ord(c) + 0xFEE0) if "a" <= c <= "z" else c for c in t),
        lambda t: t.translate(str.maketrans("aeopc", "аеорс")),
        lambda t: "".join(c + "\u0336\u0301" if c.isalpha() else c for c in t),
        lambda t: "\u202e" + t,
        str.upper,
        lambda t: t.replace(" ", "  \n "),
        lambda t: t.replace(" ", ""),
        lambda t: t.replace("e", "eeee"),
        lambda t: t.replace("o", "0"),
        lambda t: "\U0001f62d\U0001f62d " + t + "!!!1",
    ],
    ids=["zero-width", "full-width", "cyrillic", "zalgo", "reversed", "capitals", "lines", "joined",
         "stretched", "figures", "emoji"],
)  # fmt: skip
def test_dressed_letters_are_still_read(detector: Detector, text: str, disguise: object) -> None:
    """Hidden, styled, look-alike and stretched letters change nothing (SEC-4)."""
    assert callable(disguise)
    assert level(detector, disguise(text)) is Level.RED


NEIGHBOURS = dict(zip("abcdefghijklmnopqrstuvwxyz", "svxfrghjoklknmpowtdyibezux", strict=True))


def one_slip(text: str, seed: int) -> str:
    """`text` with one letter dropped, doubled, changed for its neighbour on the keyboard, or swapped."""
    number = zlib.crc32(f"{seed}:{text}".encode())
    places = [i for i, c in enumerate(text[:-1]) if c.isalpha()] or [0]
    at = places[number % len(places)]
    return (
        text[:at] + text[at + 1 :],
        text[:at] + text[at] + text[at:],
        text[:at] + NEIGHBOURS.get(text[at].lower(), "e") + text[at + 1 :],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
    )[(number // 997) % 4]


def slips() -> Iterator[str]:
    for text in phrases("brief-red.txt") + phrases("own-red.txt"):
        for seed in range(2):
            yield one_slip(text, seed)


def test_slips_of_the_finger_rarely_hide_an_emergency(detector: Detector) -> None:
    """One random slip in every red phrase, short words and real-word slips ("should I all 911") included:
    measured 0.94 red; the floor leaves room for new phrases, not for a broken speller."""
    levels = [level(detector, text) for text in slips()]
    assert levels.count(Level.RED) / len(levels) >= 0.92


@pytest.mark.parametrize(
    "text",
    ["brething", "unresponsve", "overdoze", "siezure", "convultions", "gurgeling", "unconcious", "nalaxone"],
)
def test_words_of_danger_survive_misspelling(detector: Detector, text: str) -> None:
    """The words the brief names, and those like them, are mended to a word the phrases know."""
    (mended,) = detector.speller.read(text).words
    assert mended in detector.automaton.words
    assert mended != text


@pytest.mark.parametrize("text", ["naltrexone", "eating", "their", "breeding", "mephedrone", "sneezing"])
def test_real_words_are_never_bent(detector: Detector, text: str) -> None:
    """Fuzzy is not meaning: naltrexone is not naloxone."""
    assert detector.speller.read(text).words == (text,)


STORY = "We talked for a while and the weather was nice and we ate some food with people from work. "


@pytest.mark.parametrize("where", [0, 20, 39])
def test_danger_anywhere_in_a_long_story_is_red(detector: Detector, where: int) -> None:
    """First, middle or last line of 4,096 letters."""
    sentences = [STORY] * 40
    sentences[where] = "My brother is not breathing and his lips are blue. "
    assert level(detector, "".join(sentences)[:4096]) is Level.RED
    assert level(detector, (STORY * 45)[:4096]) is Level.NONE


@pytest.mark.parametrize(
    "unit",
    ["a", "ab", "not ", "he ", ". ", "\n", "'", "a1", "h e l p ", "🆘", "é̂", "wontwakeup", "123 ", "dead tired ",
     "unrespo siv ", "narcan ", "مساعدة ", "a.", "\x00", "\ud800", "not breathing yesterday. "],
)  # fmt: skip
def test_any_4096_letters_are_judged(detector: Detector, unit: str) -> None:
    """Whatever is sent, there is an answer and no error."""
    danger = assess(detector, (unit * 4096)[:4096])
    assert danger.level in Level
    assert danger.signs <= detector.rules.signs.keys()


def test_the_end_is_read_however_many_words_come_before(detector: Detector) -> None:
    """A run of more words than anyone writes is read at both ends."""
    assert level(detector, "x " * 2000 + "he is not breathing") is Level.RED


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("i cant breathe", "self"),
        ("i can hardly breathe help", "self"),
        ("took something and im not breathing right", "self"),
        ("i think he cant breathe", "overdose"),
        ("she cant breathe", "overdose"),
        ("i gave narcan and he still isnt breathing", "overdose"),
        ("i found him hes not breathing", "overdose"),
    ],
)
def test_who_cannot_breathe_is_spoken_to_as_such(detector: Detector, text: str, kind: str) -> None:
    """Steps for somebody lying there are no use to the person who is gasping, and the other way round."""
    danger = assess(detector, text)
    assert danger.level is Level.RED
    assert danger.kind == kind


@pytest.mark.parametrize("sign", ["\u09f4", "\u0b72", "\u0bf0", "\u0c7c"])
def test_numerals_that_are_neither_letter_nor_digit_break_nothing(detector: Detector, sign: str) -> None:
    """Some signs are numbers to Unicode and no digits; alone, in a word and between words danger is still seen."""
    assert detector.speller.read(sign).words == (sign,)
    for text in (f"{sign} he is not breathing", f"{sign}not breathing{sign}", f"he is not{sign}breathing"):
        assert assess(detector, text).level is Level.RED
