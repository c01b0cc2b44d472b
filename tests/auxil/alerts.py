"""An alert, made up, and the real conversation with it."""

import datetime as dt
from dataclasses import replace

from bot.core.board import Alert, Board
from bot.core.view import View

TODAY = dt.date(2026, 11, 27)
OXY = Alert(
    id="oxy-riverside",
    what="Pills sold as oxy held a nitazene.",
    where="Riverside",
    do="Carry naloxone. Not breathing: call {emergency_number}.",
    source="City drug checking, 26 Nov 2026",
    published=TODAY,
    expires=TODAY + dt.timedelta(7),
    by="outreach worker",
    topics=frozenset({"drug-alerts-bad-batch"}),
    substances=frozenset({"oxycodone", "nitazenes"}),
)
SHOWN = "Alert of 27 Nov 2026, Riverside: Pills sold as oxy held a nitazene."


def with_alerts(view: View, *alerts: Alert, today: dt.date = TODAY, looked: dt.date | None = TODAY) -> View:
    """The view on that day with these alerts out."""
    return replace(view, board=Board(alerts, looked), today=lambda: today)
