"""What the words of others give away."""

import pytest

from bot.services.importers import wording


@pytest.mark.parametrize(
    "text",
    [
        "Accepted: any prescription medications. Not accepted: needles.",
        "Accepts Controlled Substances, No Needles or Sharps",
        "No sharps/needles.",
        "Place in a bag. Sharps/needles and liquid medications are not accepted.",
        "Cannot accept: thermometers, syringes, hydrogen peroxide",
        "Ne reprend pas les seringues",
    ],
)
def test_a_refusal_is_never_an_offer(text: str) -> None:
    """71 rows of a list name needles, nearly all to refuse them."""
    assert "sharps_disposal" in wording.refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "Medications and needles accepted",
        "Needles accepted; no liquids",
        "No liquids. Sharps welcome.",
        "No appointment needed",
    ],
)
def test_an_offer_beside_another_no_stands(text: str) -> None:
    """The "no" of another sentence says nothing of needles."""
    assert "sharps_disposal" not in wording.refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "CONFIDENTIAL -- DO NOT GIVE FAX # DIRECTLY TO CLIENTS",
        "Advocates can reach Fund at CONFIDENTIAL # 410-555-0100",
        "staff only",
        "Ne pas divulguer ce numéro",
    ],
)
def test_words_that_ask_for_silence_are_seen(text: str) -> None:
    """Review comes before publishing."""
    assert wording.is_secret(text)


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("Confidential", ""),
        ("", "The location is confidential."),
        ("", "a safe house for women"),
        ("Undisclosed", ""),
    ],
)
def test_a_confidential_address_hides_the_place(address: str, text: str) -> None:
    """A shelter's place is hidden even where a geocoder put a point to it."""
    assert wording.hides_its_place(address, text)


def test_confidential_tests_hide_nothing() -> None:
    """ "Confidential HIV testing" is an offer."""
    assert not wording.hides_its_place("12 Main St", "Provides confidential and free HIV testing")


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("P.O. Box 808", ""),
        ("PO Box 12", ""),
        ("Post Office Box 7", ""),
        ("BP 45", ""),
        ("12 Main St, P.O. Box 808", "12 Main St"),
        ("139 E Hastings St", "139 E Hastings St"),
        ("Boxwood Lane", "Boxwood Lane"),
    ],
)
def test_a_box_for_letters_is_no_place(address: str, left: str) -> None:
    """Nobody can go to a post office box; a street beside it stays."""
    assert wording.without_mail_box(address) == left


def test_police_stations_are_known_by_name_or_kind() -> None:
    """402 of 866 boxes stand in one."""
    assert wording.is_police("Albany County Sheriff's Office")
    assert wording.is_police("City Hall", "Police")
    assert not wording.is_police("Policy Centre", "Pharmacy")


def test_a_timetable_of_a_van_is_seen() -> None:
    """A needle exchange van lists fifteen stops in its description."""
    stops = "Stops:\nMon 1:00pm-3:00pm Monroe & Ramsey\nTuesday 6pm-9pm Fulton\nFri 10:00-12:00 Greenmount"
    assert wording.stops_told(stops) == 3
    assert wording.stops_told("Open Mon-Fri 9am-5pm") < wording.STOPS


def test_the_words_around_a_secret_are_shown() -> None:
    """A description of 6,000 letters is not read to its end: the reviewer sees the place at once."""
    text = "a " * 3000 + "call (410) 555-0100 (CONFIDENTIAL -- DO NOT GIVE) for" + " b" * 3000
    assert "555-0100 (CONFIDENTIAL -- DO NOT GIVE) for" in wording.around_secret(text)
    assert len(wording.around_secret(text)) < 200
