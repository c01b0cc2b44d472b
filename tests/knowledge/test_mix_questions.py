"""How people ask about a mix, and what is none: names that stand joined, names nobody knows, other questions."""

import pytest

from bot import app
from bot.app import Version
from bot.clock import RealClock
from bot.config import Settings
from bot.core.dialogue import respond
from bot.core.mixing import Mixing
from bot.core.model import Kind, Level, Question
from tests.conftest import KNOWLEDGE

DOWNER = "naloxone"


def kinds(version: Version, asked: str) -> tuple[Kind, ...]:
    """What a mix may be told as: under a check only where the message may mean danger."""
    is_calm = version.view.assess(asked, frozenset()).level in (Level.NONE, Level.GREEN)
    return (Kind.MIX,) if is_calm else (Kind.MIX, Kind.CHECK)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("can i smoke heroin and drink", "heroin (Opioids) + drink (Alcohol):"),
        ("i had a viagra last night can i sniff amyl today", "viagra (Erection drugs) + amyl (Poppers):"),
        ("can i smoke weed on shrooms", "weed (Cannabis) + shrooms:"),
        ("can i smoke a bit of weed on shrooms", "weed (Cannabis) + shrooms:"),
        ("can i smoke on shrooms", "smoke (Cannabis) + shrooms:"),
        ("can i vape weed on lexapro", "weed (Cannabis) + lexapro (SSRIs, SNRIs):"),
        ("tramadl and xanax", "tramadol + xanax"),
        ("2c-b and weed", "2c-b + weed"),
        ("nexus flip", "mdma + 2c-b:"),
    ],
)
def test_what_was_understood_is_shown_as_people_write_it(version: Version, asked: str, shown: str) -> None:
    """How something is taken is no drug of its own, and a slip is not shown as another slip."""
    assert respond(Question(asked), version.view).text.startswith(f"**{shown}")


@pytest.mark.parametrize(
    ("asked", "families"),
    [
        ("2cb and md", {"2c-x", "mdma"}),
        ("robitussin and prozac", {"dxm", "ssris"}),
        ("robitussin with prozac", {"dxm", "ssris"}),
        ("is it ok to have nytol after a pint", {"sedating-antihistamines", "alcohol"}),
        ("darunavir cobicistat and mdma", {"hiv-boosters", "mdma"}),
        ("promethazine codeine and sprite", {"sedating-antihistamines", "opioids"}),
        ("monster energy and vodka", {"caffeine", "alcohol"}),
        ("redbull and vodka", {"caffeine", "alcohol"}),
        ("nyquil and vodka", {"dxm", "alcohol"}),
        ("buckfast and valium", {"alcohol", "benzodiazepines"}),
        ("meow on citalopram", {"cathinones", "ssris"}),
        ("heroin in the morning benzos at night", {"opioids", "benzodiazepines"}),
        ("md and ket and coke all night", {"mdma", "ketamine", "cocaine"}),
        ("3mmc with g and poppers", {"cathinones", "ghb-gbl", "poppers"}),
        ("dextroamphetamine and sertraline", {"amphetamines", "ssris"}),
        ("had 2 pints then 2 codeine should i worry", {"alcohol", "opioids"}),
        ("ckmdma", {"mdma", "cocaine", "ketamine"}),
        ("sextasy", {"mdma", "erection-drugs"}),
        ("warfarin and cocaine", {"", "cocaine"}),
        ("mdma with ketamine at my cousins wedding", {"mdma", "ketamine"}),
    ],
)
def test_names_that_stand_joined_are_a_mix(
    version: Version, mixing: Mixing, asked: str, families: set[str]
) -> None:
    """The names alone ask it, whatever stands around them. Where it may be happening, the check stands above."""
    parts = version.view.mentions(asked).parts
    assert {mixing.family(meaning) for part in parts for meaning in part.meanings} == families
    reply = respond(Question(asked), version.view)
    assert reply.kind in kinds(version, asked)
    assert all(part.name in reply.text for part in parts)


@pytest.mark.parametrize(
    "asked",
    [
        "baclofen and alcohol",
        "phenobarbital with heroin",
        "cetirizine and alcohol",
        "is it ok to take trazodone with xanax",
        "haldol and meth",
        "floozlezine after a beer",
        "weed then floozlezine",
        "lsd + floozlezine",
        "drinking on floozlezine",
    ],
)
def test_an_unknown_partner_is_told_as_a_danger(version: Version, asked: str) -> None:
    """One name is known, the other is not: nobody here can tell, a pharmacy may, and naloxone is named."""
    reply = respond(Question(asked), version.view)
    assert reply.kind in kinds(version, asked)
    assert "nobody here can tell" in reply.text
    assert "Treat it as dangerous" in reply.text
    assert "pharmacy" in reply.text
    assert DOWNER in reply.text


def test_a_third_name_nobody_knows_is_not_passed_over(version: Version) -> None:
    """Two are known and told; that the third is not comes first."""
    for asked in ("can i mix weed, coffee and floozlezine", "darunavir cobicistat and mdma"):
        reply = respond(Question(asked), version.view)
        assert reply.text.startswith(version.view.knowledge.sentences["mix_also"])


def test_a_medicine_without_a_class_is_unknown_and_a_pharmacys_business(version: Version) -> None:
    """Never calm: nobody knows, dangerous, do not stop it, ask."""
    text = respond(Question("warfarin and cocaine"), version.view).text
    for said in ("Unknown.", "treat it as dangerous", "Do not stop a prescribed medicine", "pharmacy"):
        assert said in text


def test_bupropion_and_cocaine_never_read_calm(version: Version) -> None:
    """Both bring fits closer."""
    text = respond(Question("bupropion and cocaine"), version.view).text
    assert "fits" in text
    assert "999" in text


def test_an_unclear_name_is_asked_about_only_where_it_matters(version: Version) -> None:
    """Meth beside a booster: which one? Beside what nobody has rated, either is unknown."""
    reply = respond(Question("my hiv meds have cobicistat can i do meth"), version.view)
    assert reply.kind is Kind.CHOICES
    assert {respond(Question(code=one.code), version.view).kind for one in reply.buttons} == {Kind.MIX}
    assert respond(Question("warfarin and meth"), version.view).kind is Kind.MIX


@pytest.mark.parametrize(
    ("asked", "told_too"),
    [
        ("mdma then xanax to come down", "mdma + xanax"),
        ("xannies with a bottle of wine", "xannies (Benzos and Z-drugs) + wine"),
        ("seroquel on top of heroin", "nobody here can tell"),
        ("mixed soma and oxycodone", "nobody here can tell"),
        ("4 loko and coke", "4 loko (Alcohol) + coke"),
    ],
)
def test_what_may_be_danger_keeps_its_check_and_is_told_the_mix(
    version: Version, asked: str, told_too: str
) -> None:
    """What to do in danger comes first; the question is left out only where the mix is all that is said."""
    danger = version.view.assess(asked, frozenset())
    reply = respond(Question(asked), version.view)
    assert danger.level is Level.AMBER
    assert reply.text.index("999") < reply.text.index(told_too)
    if version.view.mentions(asked).says_more:
        assert reply.kind is Kind.CHECK
        assert version.view.knowledge.guidance[danger.kind].check.split("\n")[-1] in reply.text
        assert any(sign.startswith("asked-") for sign in reply.signs)


def test_red_stays_red_whatever_is_mixed(version: Version) -> None:
    """A mix is never told in the place of the steps."""
    for asked in ("took 30 xanax and a bottle of vodka", "my mate took heroin and xanax and wont wake up"):
        assert respond(Question(asked), version.view).kind is Kind.EMERGENCY


def test_medicines_are_said_once() -> None:
    """Where no line for medical advice is set, a pharmacist is not named twice in one breath."""
    view = app.build_version(Settings(KNOWLEDGE), "", RealClock()).view
    text = respond(Question("xanax and wine"), view).text
    assert "a doctor, nurse or pharmacist" in text
    assert text.count("pharmacist") == 1


@pytest.mark.parametrize(
    "asked",
    [
        "heroin and pregnancy",
        "coke and my heart",
        "vodka and headaches",
        "mdma and depression",
        "weed and anxiety",
        "weed and anxeity",
        "heroin and hiv",
        "ketamine and bladder pain",
        "crack and copd",
        "speed and sleep",
        "mdma and periods",
        "alcohol and hep c",
        "weed and psychosis",
        "coke and nosebleeds",
        "meth and teeth",
        "heroin and constipation",
        "mdma with my girlfriend",
        "coke at work and my boss",
        "acid and flashbacks",
        "methadone and driving",
        "xanax and memory loss",
        "valium and ptsd",
        "withdrawal from heroin and benzos",
        "drug test for coke and weed",
        "is heroin stronger than fentanyl and oxy",
        "my hiv meds and mdma",
        "is it safe to drink lots of water on mdma",
        "on warfarin or apixaban and still using",
        "is all dope fent now",
        "tuesday blues after pills",
        "how do fentanyl test strips work",
    ],
)
def test_joining_other_things_is_no_mix(version: Version, asked: str) -> None:
    """One drug and something else, or two and another question: the entries answer."""
    reply = respond(Question(asked), version.view)
    assert reply.kind is not Kind.MIX
    assert "nobody here can tell" not in reply.text
    assert " + " not in reply.text
