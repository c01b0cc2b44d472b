"""The presets of local facts are complete, sourced and read the same by every YAML reader.

What no test can show is that a number is right: that is read on the page each fact names.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

FILE = Path(__file__).parents[2] / "knowledge" / "countries.yaml"
SIZE_LIMIT = 256 * 1024
FACTS = frozenset(
    {
        "emergency_number",
        "emergency_text",
        "medical_line",
        "crisis_line",
        "poison_line",
        "child_helpline",
        "domestic_abuse_line",
        "treatment_line",
        "spotting_line",
        "naloxone_products",
        "peer_support",
        "family_support",
        "grief_support",
    }
)
LINES = frozenset(key for key in FACTS if key.endswith(("_line", "_helpline", "_number")))
REQUIRED = frozenset({"value", "publisher", "url", "seen"})
# ISO 3166-1 alpha-2, all 249 codes: "UK" is not one of them.
ISO_TEXT = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
ISO_CODES = frozenset(ISO_TEXT.split())


@cache
def _presets() -> dict[str, dict[str, Any]]:
    loaded = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    assert isinstance(loaded, dict)
    return loaded


def _facts() -> Iterator[tuple[str, dict[str, str]]]:
    for code, preset in _presets().items():
        for key, fact in preset.items():
            if key != "name":
                yield f"{code}.{key}", fact


@cache
def _broken_rules(text: str) -> tuple[str, ...]:
    """What the strict reader would refuse, seen in the events before anything is built."""
    return tuple(_repeated_keys(yaml.compose(text)) + _forbidden_events(text))


def _repeated_keys(node: yaml.Node | None) -> list[str]:
    if isinstance(node, yaml.SequenceNode):
        return [found for item in node.value for found in _repeated_keys(item)]
    if not isinstance(node, yaml.MappingNode):
        return []
    keys = [key.value for key, _ in node.value]
    inner = [found for _, value in node.value for found in _repeated_keys(value)]
    return sorted({f"key twice: {key}" for key in keys if keys.count(key) > 1}) + inner


def _forbidden_events(text: str) -> list[str]:
    found: list[str] = []
    for event in yaml.parse(text):
        if isinstance(event, yaml.AliasEvent):
            found.append("alias")
        elif isinstance(event, yaml.NodeEvent) and event.anchor:
            found.append("anchor")
        elif getattr(event, "tag", None):
            found.append("tag")
        elif isinstance(event, yaml.ScalarEvent) and event.value == "<<":
            found.append("merge key")
    return found


def test_there_are_many_countries_under_known_codes() -> None:
    """At least 25 presets, each under a code of ISO 3166-1 and with the country's name."""
    # Given the presets
    presets = _presets()
    # When the keys are compared with the codes of the world
    unknown = set(presets) - ISO_CODES
    # Then there are enough, none is invented, and each says its name
    assert len(presets) >= 25
    assert unknown == set()
    assert all(isinstance(preset.get("name"), str) for preset in presets.values())


def test_every_country_has_an_emergency_number() -> None:
    """Without a number that brings an ambulance a preset is worse than none."""
    # Given the presets
    presets = _presets()
    # When those without an emergency number are looked for
    without = [code for code, preset in presets.items() if "emergency_number" not in preset]
    # Then there is none
    assert without == []


def test_an_emergency_number_is_short_and_nothing_but_numbers() -> None:
    """It is read after the word "Call", by someone with shaking hands: "112 or 999"."""
    # Given the emergency numbers
    numbers = {where: f["value"] for where, f in _facts() if where.endswith(".emergency_number")}
    # When each is compared with its form
    form = re.compile(r"\d{3,5}( or \d{2,5})?|\d{2,5} or \d{3,5}")
    wrong = {where: value for where, value in numbers.items() if not form.fullmatch(value)}
    # Then all have it
    assert numbers
    assert wrong == {}


def test_only_known_facts_stand_in_a_preset() -> None:
    """A misspelt fact would be lost in silence."""
    # Given every fact's key
    keys = {where: where.split(".")[1] for where, _ in _facts()}
    # When they are compared with the facts the bot knows
    unknown = {where for where, key in keys.items() if key not in FACTS}
    # Then all are known
    assert unknown == set()


def test_each_fact_has_its_source_and_nothing_else() -> None:
    """Value, publisher, address and day, all with text; a note where something is unconfirmed."""
    # Given every fact
    facts = dict(_facts())
    # When its keys and texts are looked at
    wrong = [
        where
        for where, fact in facts.items()
        if not REQUIRED <= set(fact) <= REQUIRED | {"note"} or not all(text.strip() for text in fact.values())
    ]
    # Then each has all of them, in words
    assert wrong == []


def test_each_address_can_be_opened_safely() -> None:
    """A page named as a source is a full https address."""
    # Given every fact's address
    addresses = {where: urlsplit(fact["url"]) for where, fact in _facts()}
    # When those without https or a host are looked for
    wrong = {where for where, a in addresses.items() if a.scheme != "https" or "." not in a.netloc}
    # Then there is none
    assert wrong == set()


def test_each_fact_says_the_day_it_was_looked_up() -> None:
    """A real day, as YYYY-MM-DD, so that old facts can be found."""
    # Given the days
    days = {where: fact["seen"] for where, fact in _facts()}
    # When each is read and written again
    wrong = {where for where, day in days.items() if date.fromisoformat(day).isoformat() != day}
    # Then it is the same day, written the same way
    assert days
    assert wrong == set()


def test_a_value_is_short_and_plain() -> None:
    """At most 80 characters on one line, and no brace that could be taken for a placeholder."""
    # Given every value
    values = {where: fact["value"] for where, fact in _facts()}
    # When those too long, broken or with braces are looked for
    wrong = {w for w, v in values.items() if len(v) > 80 or re.search(r"[{}\n]", v)}
    # Then there is none
    assert wrong == set()


def test_a_line_to_call_has_a_number() -> None:
    """A name without a number helps nobody at night."""
    # Given the facts that are lines to call
    lines = {where: fact for where, fact in _facts() if where.split(".")[1] in LINES}
    # When those without two digits in a row are looked for
    wrong = {where for where, fact in lines.items() if not re.search(r"\d\d", fact["value"])}
    # Then there is none
    assert lines
    assert wrong == set()


@pytest.mark.parametrize(
    ("planted", "rule"),
    [
        ("GB:\n  name: a\nGB:\n  name: b\n", "key twice: GB"),
        ("GB:\n  name: a\n  name: b\n", "key twice: name"),
        ("GB: &a\n  name: a\n", "anchor"),
        ("GB: &a {name: a}\nIE: *a\n", "alias"),
        ("GB: !!str a\n", "tag"),
        ("GB:\n  <<: {name: a}\n", "merge key"),
    ],
)
def test_the_file_holds_nothing_a_strict_reader_refuses(planted: str, rule: str) -> None:
    """No key twice, anchor, alias, tag or merge key; the search first finds a planted one."""
    # Given a text with one fault, and the file
    text = FILE.read_text(encoding="utf-8")
    # When both are searched
    found, clean = _broken_rules(planted), _broken_rules(text)
    # Then the fault is found and the file has none
    assert rule in found
    assert clean == ()


def test_the_file_is_one_small_document() -> None:
    """One document under the size the strict reader takes."""
    # Given the file
    raw = FILE.read_bytes()
    # When its documents are counted
    documents = [e for e in yaml.parse(raw) if isinstance(e, yaml.DocumentStartEvent)]
    # Then there is one, and it is small enough
    assert len(documents) == 1
    assert len(raw) < SIZE_LIMIT


def test_a_careless_reader_sees_the_same_words() -> None:
    """Codes and numbers stay text even for a reader that guesses: "NO" is Norway, "000" a number."""
    # Given the file as the strict reader sees it
    strict = _presets()
    # When it is read by one that guesses types
    guessed = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    # Then nothing changed
    assert guessed == strict
