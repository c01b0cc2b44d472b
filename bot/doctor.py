"""Looking at everything the bot needs: one line each, right or what to do. Shows no secret, changes nothing, and asks
nobody but Telegram."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot import app, app_notices, doctor_machine
from bot.clock import RealClock
from bot.config import Settings
from bot.content.loader import load_catalogue
from bot.content.page_words import load_page_words
from bot.errors import SaferbotError
from bot.finding import Finding, right, wrong
from bot.unsafe import why_unsafe

# Facts a service should set for itself before people rely on it.
_EXPECTED = ("bot_operator", "feedback_contact", "crisis_line", "treatment_line", "naloxone_sources")


def examine(
    file: str | None, env: Mapping[str, str], here: Path, *, is_offline: bool = False
) -> Iterator[Finding]:
    """Yield the findings, each as soon as it is known, in the order in which they should be mended. `is_offline` asks
    nobody, Telegram neither."""
    yield right(f"Python {sys.version.split()[0]}")
    try:
        settings = app.read_settings(file, env, here)
        yield right(
            f"settings: {settings.file or 'none, all as it comes'}, knowledge in {settings.knowledge}"
        )
        yield from _country(settings, env)
        yield from _telegram(settings)
        yield from _asked(settings, is_offline)
        yield from doctor_machine.token_file(settings)
        yield from doctor_machine.places(settings)
        yield from doctor_machine.database(settings)
        yield from doctor_machine.editable(settings)
        yield from doctor_machine.disk(settings)
        yield from doctor_machine.hardening()
        yield from doctor_machine.running(settings.health)
        yield from _human_line(settings)
        yield from _knowledge(settings)
    except SaferbotError as error:
        yield from (wrong(line) for line in str(error).splitlines())


def _asked(settings: Settings, is_offline: bool) -> Iterator[Finding]:
    if settings.token is None or is_offline:
        return
    from bot.doctor_telegram import ask_telegram  # the library takes half a second to import

    yield from ask_telegram(settings, RealClock())


def _country(settings: Settings, env: Mapping[str, str]) -> Iterator[Finding]:
    countries, _ = load_catalogue(settings.knowledge, settings.language)
    code = app.with_locale(settings, env)
    preset = countries.get(code)
    if settings.local.get("emergency_number"):
        yield right(f"emergency number: {settings.local['emergency_number']} (from the settings)")
    elif preset:
        yield Finding(True, f"country: {preset.name}, emergency number {preset.facts['emergency_number']}")
    else:
        yield Finding(
            True, "country: not set; the terminal names 112, 911 and 999, Telegram will not start", True
        )
    for fact, doubt in (preset.doubts if preset else {}).items():
        if fact not in settings.local:
            yield Finding(True, f"{fact}: {doubt}", is_advice=True)
    known = {**(preset.facts if preset else {}), **settings.local}
    for fact in (one for one in _EXPECTED if one not in known):
        yield Finding(True, f"{fact}: not set; set it under `local:` before people rely on the bot", True)


def _telegram(settings: Settings) -> Iterator[Finding]:
    if settings.token is None:
        yield Finding(True, "Telegram: no token, so `saferbot run` talks in the terminal", is_advice=True)
        return
    yield Finding(True, f"Telegram: a token is set, for {settings.api_url or 'the public server'}")
    yield from _webhook(settings)
    for reason in why_unsafe(settings):
        yield Finding(False, reason)


def _human_line(settings: Settings) -> Iterator[Finding]:
    human = settings.human_line
    if human is None:
        yield Finding(True, "human_line: not set; nobody is told whether a person is there now", True)
        return
    from bot.services.hours import (
        is_understood,
        mistakes_in,
    )  # only where there is a line: it takes time to import

    mistakes = mistakes_in(human.hours)
    if not mistakes and not is_understood(human.hours):
        mistakes = ("cannot be read on this machine",)
    for what in mistakes:
        yield Finding(False, f"human_line hours: {what}; until then they are told as not known")
    if not mistakes:
        yield Finding(True, f"human_line: {human.name}, {human.hours} ({human.timezone})")


def _webhook(settings: Settings) -> Iterator[Finding]:
    hook = settings.webhook
    if hook is None:
        yield Finding(True, "updates: the bot asks Telegram (no address on the internet is needed)")
        return
    if settings.token and settings.token.reveal().partition(":")[2] in hook.url:
        yield Finding(
            False, "webhook url: holds the token; choose another path, and a new token from BotFather"
        )
        return
    yield Finding(True, f"updates: Telegram calls {hook.url}, the bot listens on {hook.host}:{hook.port}")
    if hook.host not in ("127.0.0.1", "::1", "localhost"):
        what = f"webhook listen: {hook.host} can be reached from other machines without https"
        yield Finding(True, f"{what}; use 127.0.0.1 unless what speaks https is on another machine", True)


def _knowledge(settings: Settings) -> Iterator[Finding]:
    load_page_words(settings.knowledge, settings.language)
    version = app.build_version(settings, settings.country, RealClock())
    yield Finding(True, f"knowledge: {len(version.view.knowledge.topics)} entries")
    alerts = app_notices.read_board(settings, version.view)[1]
    for mistake in (*app.check(settings, version), *alerts):
        yield Finding(False, str(mistake))
