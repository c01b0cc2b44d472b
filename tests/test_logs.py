"""PRV-3 for the log: our own events appear, and nothing anybody wrote ever does."""

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from enum import Enum
from io import StringIO
from typing import Any, NoReturn

import pytest

from bot import logs
from bot.logs import Event, Tally
from tests.auxil.clock import FakeClock

CANARY = "canary-he-is-turning-blue"
LIBRARIES = ["telegram", "telegram.ext.Application", "httpx", "httpcore.http11", "asyncio", "aiosqlite"]


class Kind(Enum):
    ANSWER = "answer"
    EMERGENCY = CANARY  # a value is data; only the member's name is code


@pytest.fixture
def printed_in_service() -> Iterator[StringIO]:
    stream = StringIO()
    logs.setup(stream, strict=False)
    yield stream
    logs.restore()


def fail() -> NoReturn:
    raise ValueError(CANARY)


def failed_with_canary() -> ValueError:
    try:
        fail()
    except ValueError as error:
        return error


def log_canaries_everywhere(logger: logging.Logger) -> None:
    for level in (5, 10, 20, 25, 30, 40, 50, 99):
        logger.log(level, f"text {CANARY}")
        logger.log(level, "argument %s", CANARY)
        logger.log(level, "thing %r", {"text": CANARY}, stack_info=True, extra={"said": CANARY})
        logger.log(level, CANARY, exc_info=failed_with_canary())


def test_ordinary_events_appear(printed: StringIO) -> None:
    """A log that says nothing would pass every other test here."""
    logs.know({"naloxone-how"})
    logs.event(Event.STARTED, topics=120, webhook=False)
    logs.event(Event.SEND_FAILED, n=3, topic="naloxone-how", kind=Kind.ANSWER)
    assert printed.getvalue().splitlines() == [
        "INFO started topics=120 webhook=no",
        "WARNING send-failed n=3 topic=naloxone-how kind=answer",
    ]


def test_an_exception_is_told_by_type_and_place(printed: StringIO) -> None:
    """Enough to find the fault, nothing of what it was about."""
    logs.event(Event.INTERNAL_ERROR, error=failed_with_canary())
    line = printed.getvalue()
    assert line.startswith("ERROR internal-error error=ValueError@test_logs.py:")
    assert CANARY not in line


REFUSED = [
    CANARY,
    "naloxone-how ",
    "Naloxone-how",
    7_700_000_042,
    -1_001_234_567_890,
    1_000_000,
    1.5,
    None,
    b"naloxone-how",
    ["naloxone-how"],
    object(),
]


@pytest.mark.parametrize("value", REFUSED)
def test_any_other_field_is_an_error_in_tests(printed: StringIO, value: Any) -> None:
    """Free text, anything that could be an id, and every other type; the error does not repeat it."""
    logs.know({"naloxone-how"})
    with pytest.raises(TypeError) as refused:
        logs.event(Event.UPDATE_SKIPPED, n=1, value=value)
    assert str(refused.value) == "update-skipped: 1 of its fields may not be logged"
    assert printed.getvalue() == ""


@pytest.mark.parametrize("value", REFUSED)
def test_any_other_field_is_dropped_in_service(printed_in_service: StringIO, value: Any) -> None:
    """The event itself still appears, and that something was dropped."""
    logs.know({"naloxone-how"})
    logs.event(Event.UPDATE_SKIPPED, n=1, value=value)
    assert printed_in_service.getvalue() == "WARNING update-skipped n=1 dropped=1\n"


def test_a_field_name_cannot_carry_text(printed_in_service: StringIO) -> None:
    """Names of fields are words of the code."""
    logs.event(Event.STARTED, **{f"{CANARY} and more": 1})
    assert printed_in_service.getvalue() == "INFO started dropped=1\n"


def test_the_member_of_an_enum_is_told_by_its_name(printed: StringIO) -> None:
    """Its value may be anything."""
    logs.event(Event.STARTED, kind=Kind.EMERGENCY)
    assert printed.getvalue() == "INFO started kind=emergency\n"


def test_only_names_can_be_made_known(printed: StringIO) -> None:
    """No sentence gets in by the list."""
    with pytest.raises(ValueError, match="at most 60"):
        logs.know({"He is blue"})


def test_without_setup_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    """A part tested alone needs no log."""
    logs.event(Event.STARTED, n=1)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["", "bot.core", "some.library", *LIBRARIES])
def test_no_logger_prints_what_it_was_given(name: str, printed: StringIO) -> None:
    """At every level, in text, arguments, extras, stacks and exceptions."""
    logger = logging.getLogger(name)
    log_canaries_everywhere(logger)
    lines = printed.getvalue().splitlines()
    assert any(line.startswith("CRITICAL ") and "test_logs.py:" in line for line in lines)
    assert any("ValueError@test_logs.py:" in line for line in lines)
    assert CANARY not in printed.getvalue()


@pytest.mark.parametrize("name", ["telegram.ext", "httpx", "brand.new"])
def test_not_even_when_someone_turned_that_logger_up(name: str, printed: StringIO) -> None:
    """DEBUG of the libraries holds every text, every id and the token; it is reduced like the rest."""
    logger = logging.getLogger(name)
    logger.setLevel(1)
    try:
        log_canaries_everywhere(logger)
    finally:
        logger.setLevel(logging.NOTSET)
    assert "DEBUG " in printed.getvalue()
    assert CANARY not in printed.getvalue()


def test_the_default_would_have_printed_it() -> None:
    """The positive control: the same calls without our setup do print what they were given."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    logger = logging.getLogger("control")
    logger.addHandler(handler)
    try:
        log_canaries_everywhere(logger)
    finally:
        logger.removeHandler(handler)
    assert stream.getvalue().count(CANARY) > 10


@pytest.mark.parametrize("name", LIBRARIES)
def test_talkative_libraries_are_quiet_below_warning(name: str, printed: StringIO) -> None:
    """Their lines would tell how often somebody writes."""
    logger = logging.getLogger(name)
    logger.debug("x")
    logger.info("x")
    assert printed.getvalue() == ""
    logger.warning("x")
    assert printed.getvalue().startswith("WARNING ")


def test_a_logger_is_named_after_a_loaded_module_only(printed: StringIO) -> None:
    """A logger's own name can be made of anything."""
    logging.getLogger(CANARY).warning("x")
    logging.getLogger(f"asyncio.{CANARY}").warning("x")
    first, second = printed.getvalue().splitlines()
    assert first.startswith("WARNING ? test_logs.py:")
    assert second.startswith("WARNING asyncio test_logs.py:")


def test_handlers_a_library_had_are_taken_off_and_given_back() -> None:
    """One handler on the root, and a clean way back for tests."""
    logger, theirs = logging.getLogger("control"), logging.StreamHandler(StringIO())
    logger.addHandler(theirs)
    logger.propagate = False
    before = (list(logging.root.handlers), logging.root.level, sys.excepthook, logging.lastResort)
    logs.setup(StringIO(), strict=True)
    assert (logger.handlers, logger.propagate, len(logging.root.handlers)) == ([], True, 1)
    logs.restore()
    assert (logger.handlers, logger.propagate) == ([theirs], False)
    after = (list(logging.root.handlers), logging.root.level, sys.excepthook, logging.lastResort)
    assert after == before
    logger.removeHandler(theirs)
    logger.propagate = True


def test_names_and_levels_made_up_by_others_are_not_printed(printed: StringIO) -> None:
    """Level names, class names and file names that do not look like code become a question mark."""
    logging.addLevelName(33, CANARY)
    error = type("No such person: Maria", (Exception,), {})()
    logging.getLogger("x").log(33, "x", exc_info=error)
    assert printed.getvalue() == "WARNING ? ?@?\n"


class FullDisk(StringIO):
    def write(self, _text: str) -> int:
        raise OSError(28, f"No space left for {CANARY}")


def test_a_full_disk_does_not_stop_an_answer(capfd: pytest.CaptureFixture[str]) -> None:
    """REL-3: writing the log may fail, logging never does, and does not complain elsewhere."""
    logs.setup(FullDisk(), strict=True)
    try:
        logs.event(Event.STARTED)
        logging.getLogger("x").error(CANARY)
    finally:
        logs.restore()
    assert capfd.readouterr() == ("", "")


async def test_what_asyncio_cannot_tell_anyone_is_reduced(printed: StringIO) -> None:
    """The loop's own handler carries tasks, callbacks and exceptions with all they hold."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(logs.loop_failed)
    loop.call_exception_handler({"message": CANARY, "exception": failed_with_canary()})
    loop.call_exception_handler({"message": CANARY})
    first, second = printed.getvalue().splitlines()
    assert first.startswith("ERROR internal-error error=ValueError@test_logs.py:")
    assert second == "ERROR internal-error"


async def test_the_loops_default_handler_is_reduced_too(printed: StringIO) -> None:
    """Even where nobody set the handler."""
    asyncio.get_running_loop().default_exception_handler(
        {"message": CANARY, "exception": failed_with_canary()}
    )
    assert "ERROR asyncio ValueError@test_logs.py:" in printed.getvalue()
    assert CANARY not in printed.getvalue()


SETUP = "import sys; from bot import logs; logs.setup(sys.stderr, strict=False)\n"
ACCIDENTS = {
    "uncaught": "raise ValueError(said)",
    "chained": "try: raise KeyError(said)\nexcept KeyError as e: raise ValueError(said) from e",
    "thread": (
        "import threading\ndef work(): raise ValueError(said)\n"
        "t = threading.Thread(target=work, name=said); t.start(); t.join()"
    ),
    "unraisable": "class Thing:\n def __del__(self): raise ValueError(said)\nThing()",
    "warning": "import warnings; warnings.warn(said, UserWarning)",
    "task": (
        "import asyncio, gc\nasync def lost(): raise ValueError(said)\n"
        "async def main():\n asyncio.create_task(lost(), name=said); await asyncio.sleep(0.01); gc.collect()\n"
        "asyncio.run(main())"
    ),
    "never-awaited": f"async def {CANARY.replace('-', '_')}(): pass\n{CANARY.replace('-', '_')}()",
    "slow-callback": (
        "import asyncio, functools, time\nasync def main():\n loop = asyncio.get_running_loop()\n"
        " loop.slow_callback_duration = 0.001\n"
        " loop.call_soon(functools.partial(lambda text: time.sleep(0.01), said)); await asyncio.sleep(0.05)\n"
        "asyncio.run(main())"
    ),
    "no-handler": "import logging; x = logging.getLogger('x'); x.propagate = False; x.error(said)",
    "bad-format": "import logging; logging.getLogger('x').error('%d %d', said)",
}


def accident(code: str, before: str) -> str:
    """Everything a process printed in which this happened, in Python's most talkative mode."""
    program = f"{before}said = ''.join({list(CANARY)!r})\n{code}\n"
    talkative = os.environ | {"PYTHONASYNCIODEBUG": "1"}
    command = [sys.executable, "-X", "dev", "-c", program]
    done = subprocess.run(command, env=talkative, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).replace("_", "-")


@pytest.mark.parametrize("name", ACCIDENTS)
def test_no_way_out_of_python_prints_it(name: str) -> None:
    """Hooks for uncaught, unraisable, thread and task failures, warnings and failing handlers."""
    plain = accident(ACCIDENTS[name], before="")
    assert CANARY in plain  # the positive control: Python alone does print it
    ours = accident(ACCIDENTS[name], before=SETUP)
    assert CANARY not in ours
    assert {line.split()[0] for line in ours.splitlines()} <= {"ERROR", "WARNING"}
    assert ours  # that something happened is told


def test_a_tally_is_told_once_an_hour_and_in_round_numbers(printed: StringIO) -> None:
    """Not a line per question, and nothing under 11."""
    clock = FakeClock()
    tally = Tally(clock.monotonic)
    for _ in range(42):
        tally.add(Kind.ANSWER)
    for _ in range(12):
        tally.add(Kind.EMERGENCY)
    clock.advance(3599)
    tally.tick()
    assert printed.getvalue() == ""
    clock.advance(1)
    tally.tick()
    assert printed.getvalue() == "INFO answered-tally answer=40\n"


def test_a_quiet_hour_looks_like_one_with_a_few_questions(printed: StringIO) -> None:
    """That a line stands there does not tell that anyone asked."""
    clock = FakeClock()
    tally = Tally(clock.monotonic)
    clock.advance(3600)
    tally.tick()
    tally.add(Kind.ANSWER)
    clock.advance(3600)
    tally.tick()
    assert printed.getvalue().splitlines() == ["INFO answered-tally"] * 2


def test_a_tally_begins_again_every_hour(printed: StringIO) -> None:
    """Numbers of one hour are not told again in the next."""
    clock = FakeClock()
    tally = Tally(clock.monotonic, Event.RATE_LIMITED)
    for _ in range(20):
        tally.add(Kind.ANSWER)
    for _ in range(2):
        clock.advance(3600)
        tally.tick()
    assert printed.getvalue().splitlines() == ["INFO rate-limited answer=20", "INFO rate-limited"]
