"""How fast, how often and how long: every number of the Telegram room, with its reason. No waiting happens here."""

import math
import secrets
from dataclasses import dataclass, replace

MOST_AT_ONCE = 50  # of the connections (api.py)


@dataclass(frozen=True, slots=True)
class Pace:
    """All durations in seconds. The defaults are for service; tests take shorter ones."""

    per_second: float = 25.0  # Telegram takes about 30 messages a second in all
    urgent_per_second: float = 28.0  # emergencies go before all others, up to the same ceiling
    burst: int = 5  # so many more at once after a quiet moment: never over 30 in the first second
    at_once: int = 10  # ordinary sends under way; the other connections are kept for emergencies
    first_wait: float = 0.5
    longest_wait: float = 30.0
    conflict_least: float = 5.0  # two programs that both retry at once would throw each other out for ever
    long_poll: int = 25
    recheck: float = 0.3  # how long unanswered updates may keep new ones from being fetched
    longest_recheck: float = 1.0
    moment: float = 1.0  # a server that does not wait in a long poll is not asked more often than this
    stuck: float = 5.0  # how long a full window may show nothing new
    stuck_deep: float = 1.0  # the same where many wait behind it: longer than Telegram takes for an answer
    in_flight: int = 500
    chains: int = 50  # so many chats are answered side by side; others wait unread, but for danger
    kept_of_a_chat: int = 3
    # How long those behind what Telegram shows may stay unseen, and so how long into a burst a crash loses nobody.
    unseen: float = 10.0
    deep: int = 700  # with more than this at Telegram it is not waited for, or the last is not seen in time
    young: float = 2.0  # so soon after a start it is: what crashed a moment ago may crash again
    held: int = 20_000  # the most that is kept in memory then
    deep_look: float = 1.0
    hook_held: int = 80  # of the hundred calls Telegram makes at once; the others are kept for emergencies
    hook_hold: float = 40.0  # Telegram gives up a call after sixty and makes it again
    hook_again: int = (
        1  # whole seconds after which what is given back comes again; with it what its chat says next
    )
    hook_eased: float = 6.0  # with nothing given back for so long, nobody waits unseen
    watch: float = 3_600.0
    grace: float = 10.0
    longest_grace: float = 60.0  # without one answer, for what Telegram no longer keeps for us
    last_word: float = 5.0
    sweep: float = 60.0

    def at(self, per_second: float) -> "Pace":
        """The same for another ceiling: so many messages a second, and emergencies a little above."""
        share = per_second / self.per_second
        return replace(
            self,
            per_second=per_second,
            urgent_per_second=self.urgent_per_second * share,
            deep=math.ceil(self.deep * share),
            at_once=max(self.at_once, min(int(self.at_once * share), MOST_AT_ONCE)),
        )

    def backoff(self, tries: int) -> float:
        """How long to wait after so many failures in a row (from 0), with jitter."""
        most = min(self.longest_wait, self.first_wait * 2.0 ** min(tries, 16))
        return self.first_wait + _jitter() * (most - self.first_wait)

    def after_conflict(self) -> float:
        """How long to leave the field to the other program."""
        return self.conflict_least + _jitter() * (self.longest_wait - self.conflict_least)

    def after_flood(self, seconds: float) -> float:
        """How long to wait where Telegram says so many seconds: those, and a little jitter."""
        return seconds + _jitter() * self.first_wait


def _jitter() -> float:
    return secrets.randbelow(1001) / 1000
