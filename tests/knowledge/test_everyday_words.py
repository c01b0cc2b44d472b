"""Street names that are everyday words: in a message about a glass of wine, rock music or great speed they are no drug,
and where one is meant it still is. What decides is in asks of mixing.yaml, and in bot/matching/everyday.py."""

import pytest

from bot.app import Version
from bot.core.dialogue import respond
from bot.core.mixing import Mixing
from bot.core.model import Kind, Question


def named(version: Version, asked: str) -> list[str]:
    return [part.name for part in version.view.mentions(asked).parts]


def test_a_glass_of_wine_is_wine(version: Version) -> None:
    """Not methamphetamine too: two drugs are told, as the mix they are."""
    reply = respond(Question("is it safe to snort my adderall with a glass of wine"), version.view)
    assert reply.kind is Kind.MIX
    assert reply.text.startswith("**adderall (Speed, meth, ADHD meds) + wine (Alcohol):")


@pytest.mark.parametrize("drink", ["wine", "beer"])
@pytest.mark.parametrize(
    "measure", ["a glass of", "two glasses of", "one glass of white wine and two glasses of"]
)
def test_a_glass_of_drink_with_a_medicine_is_that_mix(
    version: Version, mixing: Mixing, measure: str, drink: str
) -> None:
    """How many glasses, and of what, changes nothing."""
    found = version.view.mentions(f"can i have {measure} {drink} with xanax")
    families = {mixing.family(meaning) for part in found.joined for meaning in part.meanings}
    assert families == {"alcohol", "benzodiazepines"}
    assert found.asks_mix


@pytest.mark.parametrize("drink", ["water", "milk", "juice", "orange juice", "squash", "coke"])
def test_a_glass_of_anything_else_is_no_drug(version: Version, drink: str) -> None:
    """Nobody is asked which drug they mean by water."""
    for asked in (f"xanax with a glass of {drink}", f"two glasses of {drink} and methadone"):
        assert named(version, asked) in (["xanax"], ["methadone"])
        assert respond(Question(asked), version.view).kind is not Kind.MIX


def test_glass_is_still_meth_where_it_is_meant(version: Version) -> None:
    """Smoked, beside another drug, or some of it."""
    for asked in ("can i smoke glass", "glass and xanax", "a bit of glass", "xanax after a bit of glass"):
        assert "glass" in named(version, asked)
    reply = respond(Question("glass and xanax"), version.view)
    assert reply.kind is Kind.MIX
    assert "glass (Speed, meth, ADHD meds)" in reply.text


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("rum and coke with my xanax", ["rum and coke", "xanax"]),
        ("can i have a can of coke with my xanax", ["xanax"]),
        ("vodka and cola with xanax", ["vodka", "xanax"]),
        ("ice cubes in my vodka with tramadol", ["vodka", "tramadol"]),
        ("whisky on the rocks with tramadol", ["whisky", "tramadol"]),
        ("pot of tea with codeine", ["codeine"]),
        ("pot noodle after codeine and wine", ["codeine", "wine"]),
        ("driving at great speed on ketamine", ["ketamine"]),
        ("do benzos slow you or speed up the heart with coke", ["benzos", "coke"]),
        ("hot rock burn from my joint", ["joint"]),
        ("rock music with shrooms and weed", ["shrooms", "weed"]),
        ("hit rock bottom with heroin and xanax", ["heroin", "xanax"]),
        ("brown rice with methadone", ["methadone"]),
        ("white wine with xanax", ["white wine", "xanax"]),
        ("a small white pill with my wine", ["wine"]),
        ("lean meat with my maoi", ["maoi"]),
        ("is folic acid ok with methadone", ["methadone"]),
        ("acid reflux from wine and codeine", ["wine", "codeine"]),
        ("stomach acid tablets with methadone", ["stomach acid tablets", "methadone"]),
        ("walk on the grass on shrooms and mdma", ["shrooms", "mdma"]),
        ("in the snow on ket and coke", ["ket", "coke"]),
        ("cough from tar in my lungs with weed and tobacco", ["weed", "tobacco"]),
        ("my horse had ketamine", ["ketamine"]),
        ("crystal clear head after coke and ket", ["coke", "ket"]),
        ("my friend molly mixed xanax and wine", ["xanax", "wine"]),
        ("my mate gary took coke and wine", ["coke", "wine"]),
        ("my girl mixes ice and smack", ["ice", "smack"]),
        ("vitamin e with mdma and ket", ["mdma", "ket"]),
        ("half a g of coke and 2 beers", ["coke", "beers"]),
        ("2 g coke and 2 beers", ["coke", "beers"]),
        ("1 l of vodka with xanax", ["vodka", "xanax"]),
        ("is it ok to have xanax 24 h after wine", ["xanax", "wine"]),
        ("i can t sleep after mixing coke and wine", ["coke", "wine"]),
        ("i don t mix g and wine", ["g", "wine"]),
        ("tramadol tabs and wine", ["tramadol", "wine"]),
        ("two tabs of xanax with wine", ["xanax", "wine"]),
        ("chocolate bars with phenelzine", ["phenelzine"]),
        ("soft drink with xanax", ["xanax"]),
        ("can i mix tramadol with codeine for my joint pain", ["tramadol", "codeine"]),
        ("chronic pain, tramadol and wine", ["tramadol", "wine"]),
        ("gear stick hit me, tramadol with wine ok", ["tramadol", "wine"]),
        ("pumpkin spice latte with sertraline", ["sertraline"]),
        ("did he smack him on coke and wine", ["coke", "wine"]),
        ("what could go wrong if i mix xanax and wine", ["xanax", "wine"]),
        ("i have work tomorrow can i mix coke and ket", ["coke", "ket"]),
        ("what have i done mixing coke and ket", ["coke", "ket"]),
        ("is it hard on the heart to mix coke and ket", ["coke", "ket"]),
        ("wash it down, xanax with wine", ["xanax", "wine"]),
        ("is it safe to drink orange juice on methadone", ["methadone"]),
    ],
)
def test_in_everyday_words_it_is_no_drug(version: Version, asked: str, names: list[str]) -> None:
    """What is named beside it is found all the same, and nothing else."""
    assert named(version, asked) == names


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("vodka and coke", ["vodka", "coke"]),
        ("beer and coke and ket", ["beer", "coke", "ket"]),
        ("ice and xanax", ["ice", "xanax"]),
        ("can i smoke ice on methadone", ["ice", "methadone"]),
        ("pot and codeine", ["pot", "codeine"]),
        ("speed and ketamine", ["speed", "ketamine"]),
        ("smoke rock with xanax", ["rock", "xanax"]),
        ("brown and white", ["brown", "white"]),
        ("brown and a bottle of white wine", ["brown", "white wine"]),
        ("is lean safe with xanax", ["lean", "xanax"]),
        ("acid and mdma", ["acid", "mdma"]),
        ("two tabs of acid and a beer", ["acid", "beer"]),
        ("2 tabs and 3 beers", ["tabs", "beers"]),
        ("grass and wine", ["grass", "wine"]),
        ("snow and ket", ["snow", "ket"]),
        ("crystal with viagra", ["crystal", "viagra"]),
        ("my friend took molly and xanax", ["molly", "xanax"]),
        ("g and t", ["g", "t"]),
        ("had 2 g and a beer", ["g", "beer"]),
        ("e and k", ["e", "k"]),
        ("a joint with my tramadol", ["joint", "tramadol"]),
        ("gear and xanax", ["gear", "xanax"]),
        ("spice and tramadol", ["spice", "tramadol"]),
        ("smack and coke", ["smack", "coke"]),
        ("hard and soft", ["hard", "soft"]),
        ("is it safe to mix down with xanax", ["down", "xanax"]),
        ("benzos down mix", ["benzos", "down"]),
        ("pills and coke", ["pills", "coke"]),
        ("bars and lean", ["bars", "lean"]),
        ("juice and xanax", ["juice", "xanax"]),
        ("horse and xanax", ["horse", "xanax"]),
    ],
)
def test_where_the_drug_is_meant_it_is_still_named(version: Version, asked: str, names: list[str]) -> None:
    """One drug too few in an answer is worse than one too many."""
    assert named(version, asked) == names


@pytest.mark.parametrize(
    "asked",
    [
        "how does methadone work",
        "How much water should I drink on MDMA?",
        "mdma and water",
        "how to test pills",
    ],
)
def test_a_question_about_one_drug_is_not_asked_what_it_mixes(version: Version, asked: str) -> None:
    """Its entry answers; "work", "water" and "test" are no second drug."""
    reply = respond(Question(asked), version.view)
    assert reply.kind in (Kind.ANSWER, Kind.CHOICES)
    assert reply.topics


def test_a_part_of_a_gram_is_an_amount(version: Version) -> None:
    """Not a thing nobody knows, beside which all is unknown."""
    for asked in ("0.5g of mdma and wine", "0.5 g of mdma and wine"):
        found = version.view.mentions(asked)
        assert [part.name for part in found.joined] == ["mdma", "wine"]
        assert not found.joins_unknown
