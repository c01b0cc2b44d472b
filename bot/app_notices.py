"""The builder of what changes while the knowledge stays: the alerts, and whether somebody is there.

Read apart from it, so that an alert is out within seconds and a slip in one hinders no answer.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.clock import Clock
from bot.config import Settings
from bot.content.alerts import FILE, Known, read_alerts
from bot.content.lint import STYLE
from bot.content.loader import read_one
from bot.content.style import read_style
from bot.content.watch import Fingerprint
from bot.core.board import NO_BOARD, Board
from bot.core.model import Knowledge
from bot.core.view import View
from bot.errors import Mistake

HUMAN = "human_contact"  # the local fact that a human line says better: with who is there now

Tell = Callable[[int, int], None]


def alerts_file(settings: Settings) -> Path:
    """Return where the alerts stand; the file need not be there."""
    return settings.knowledge / settings.language / FILE


def known_to(settings: Settings, view: View, mistakes: list[Mistake]) -> Known:
    """Return what an alert may name, and how it is to read."""
    root, mixing = settings.knowledge, view.mixing
    style = read_style(read_one(root, root / settings.language / STYLE, mistakes), mistakes)
    substances = {*mixing.families, *mixing.family_of, *mixing.medicines} if mixing else set()
    return Known(view.knowledge.topics.keys(), frozenset(substances), style)


def read_board(settings: Settings, view: View) -> tuple[Board, tuple[Mistake, ...]]:
    """Return the good alerts of the file, and the mistakes of the others."""
    mistakes: list[Mistake] = []
    path = alerts_file(settings)
    if not path.exists() and not path.is_symlink():
        return NO_BOARD, ()
    known = known_to(settings, view, mistakes)
    document = read_one(settings.knowledge, path, mistakes)
    board = read_alerts(document, known, mistakes)
    return replace(board, is_broken=bool(mistakes)), tuple(mistakes)


def _holidays(settings: Settings) -> tuple[str, ...]:
    """The rules of the public holidays where the human line is."""
    human = settings.human_line
    if human is None:
        return ()
    from bot.content.sites import (
        HOLIDAYS,
        read_holidays,
    )  # only where there is a line: hours take time to import

    return read_holidays(settings.knowledge / HOLIDAYS, []).get(human.holidays or settings.country, ())


class Notices:
    """The alerts in force, and who is there. `tell` hears how many alerts and mistakes a file just read has."""

    def __init__(self, settings: Settings, clock: Clock, tell: Tell = lambda alerts, mistakes: None) -> None:
        self._settings, self._clock, self._tell = settings, clock, tell
        self._read: tuple[Fingerprint, Knowledge] | None = None
        self._rules = _holidays(settings)
        self._said: tuple[object, object, str] = (None, None, "")
        self._made: tuple[View, Board, str, View] | None = None
        self.board = NO_BOARD

    def without(self, found: Fingerprint) -> Fingerprint:
        """A fingerprint of the knowledge without the alerts, which are looked at here."""
        return frozenset(one for one in found if one[0] != str(alerts_file(self._settings)))

    def refresh(self, view: View) -> None:
        """Read the alerts again where the file or the knowledge has changed: at first what is good in it, later all of
        it or nothing, so that the last good ones stay."""
        now = self._look(), view.knowledge
        if self._read and self._read[0] == now[0] and self._read[1] is now[1]:
            return
        board, mistakes = read_board(self._settings, view)
        if self._read is None or not mistakes:
            self.board = board
        if mistakes or board is not NO_BOARD or self._read:
            self._tell(len(board.alerts), len(mistakes))
        self._read = now

    def over(self, view: View) -> View:
        """Return a view as it is at this moment."""
        line, made = self._human_line(view), self._made
        if made and made[0] is view and made[1] is self.board and made[2] == line:
            return made[3]
        facts = {**view.facts, HUMAN: line} if line else view.facts
        now = replace(view, board=self.board, facts=facts, counts=self._settings.state is not None)
        self._made = view, self.board, line, now
        return now

    def _human_line(self, view: View) -> str:
        """Who is there now; worked out once a minute."""
        human, now = self._settings.human_line, self._clock.now()
        if human is None:
            return ""
        from bot.services import presence  # as above

        minute = now.replace(second=0, microsecond=0)
        if self._said[0] != minute or self._said[1] is not view.facts:
            words, country = view.knowledge, self._settings.country
            said = presence.line(human, now, country, self._rules, words.sentences, words.sites, view.facts)
            self._said = minute, view.facts, said
        return self._said[2]

    def _look(self) -> Fingerprint:
        path = alerts_file(self._settings)
        try:
            about = path.stat()
        except OSError:
            return frozenset()
        return frozenset({(str(path), about.st_mtime_ns, about.st_size)})
