"""What is told of a running bot: facts and released totals, and no number that moves with a message."""

import re
from dataclasses import replace

from bot.health.report import Health, metrics, troubles
from bot.privacy.release import release
from bot.store.counters import Counter

WELL = Health(True, 306, 0, 51, True, 0, 1_800_000_000, 123_456_789, {"unreachable": 2})


def test_all_is_well() -> None:
    assert troubles(WELL) == ()


def test_what_is_wrong_is_said_in_words() -> None:
    """Each trouble a line; totals that nobody wants are no trouble."""
    ill = Health(False, 0, 0, 0, False, 0, 0, 0)
    assert troubles(ill) == (
        "telegram: cannot be reached",
        "knowledge: none could be read",
        "totals: cannot be written",
    )
    assert troubles(Health(True, 1, 0, 0, None, 0, 0, 0)) == ()


def test_learning_is_told_and_is_no_trouble() -> None:
    """People are answered meanwhile, so whoever watches should not start it again."""
    learning = replace(WELL, is_learning=True)
    assert troubles(learning) == ()
    assert "saferbot_learning 1" in metrics(learning).splitlines()
    assert "saferbot_learning 0" in metrics(WELL).splitlines()


def test_every_line_is_in_the_form_of_prometheus() -> None:
    """A comment that describes, then name, labels and a whole number."""
    told = metrics(WELL).splitlines()
    assert 'saferbot_events_total{event="unreachable"} 2' in told
    assert "process_resident_memory_bytes 122683392" in told
    for line in told:
        assert re.fullmatch(
            r'# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[a-z-]+"(,name="[a-z-]*")?\})? \d+', line
        ), line


def test_small_totals_are_hidden_and_others_rounded() -> None:
    """As wherever counts are shown: nothing under 11, and no total that would give a hidden one away."""
    released = {"answered": release({"naloxone-expiry": 213, "cpr": 9}), "unknown": release({"": 44})}
    told = metrics(Health(True, 1, 0, 0, True, 0, 0, 0, {}, released))
    assert 'counter="answered",name="naloxone-expiry"} 215' in told
    assert 'counter="unknown",name=""} 45' in told
    assert "cpr" not in told


def test_no_number_moves_with_a_message() -> None:
    """The names that may be told are a closed list; one that counted messages or measured them would have to come in
    here."""
    names = {line.split("{")[0].split()[0] for line in metrics(WELL).splitlines() if not line.startswith("#")}
    assert names == {
        "saferbot_telegram_reachable", "saferbot_topics", "saferbot_left_out", "saferbot_sites",
        "saferbot_not_hardened", "process_start_time_seconds", "process_resident_memory_bytes",
        "saferbot_events_total", "saferbot_learning",
    }  # fmt: skip
    assert {one.value for one in Counter} >= {"answered"}
