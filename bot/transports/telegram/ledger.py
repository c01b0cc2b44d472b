"""Which updates are being answered and which are done, and so up to where Telegram may forget.

Telegram keeps an update until a higher offset confirms it, and hands out at most a hundred from the offset on. An
update is confirmed only when it is answered: what a crash interrupts comes again. Holds update ids only, no person's.
"""


class Ledger:
    """The ids of one run: those in hand, and the answered ones that Telegram may still hand out again."""

    def __init__(self) -> None:
        self._open: set[int] = set()
        self._carried: set[int] = set()
        self._urgent: set[int] = set()
        self._done: set[int] = set()
        self._next = 0
        self._asked = 0

    @property
    def offset(self) -> int:
        """The lowest id not to be forgotten yet; 0 before the first update."""
        return min(self._open - self._carried, default=self._next)

    @property
    def in_flight(self) -> int:
        """How many are taken and not done."""
        return len(self._open)

    @property
    def is_holding(self) -> bool:
        """Whether updates are kept at Telegram until we have answered them; a long poll does not wait then."""
        return len(self._open) > len(self._carried)

    @property
    def has_moved(self) -> bool:
        """Whether asking again shows other updates than the last time, because more can be confirmed."""
        return self.offset > self._asked

    def ask(self) -> int:
        """Return the offset to ask Telegram from, and forget what lies below: it will not come again."""
        self._asked = self.offset
        self._done = {one for one in self._done if one >= self._asked}
        return self._asked

    def take(self, update: int) -> bool:
        """Take an update to be answered; False where it was taken before."""
        if update in self._open or update in self._done:
            return False
        if update < self._asked:
            # Telegram numbers anew after a quiet week: below the offset we asked from there is no repetition.
            self._next = self._asked = update
            self._done.clear()
        self._open.add(update)
        self._next = max(self._next, update + 1)
        return True

    def hurry(self, update: int) -> None:
        """An update in hand may be a call for help: no flood lets Telegram forget it unanswered."""
        self._urgent.add(update)

    def done(self, update: int) -> None:
        """An update is answered, or there is nothing to answer."""
        for ids in (self._open, self._carried, self._urgent):
            ids.discard(update)
        self._done.add(update)

    @property
    def carried(self) -> int:
        """How many in hand only we still know of."""
        return len(self._carried)

    def carry(self) -> int:
        """Let Telegram forget the unanswered updates that others have overtaken; returns how many.

        They stay in hand and are still answered, only a crash would lose them now. Needed where one chat must wait
        for minutes while a hundred behind it are answered: without this nobody else's message would be fetched.
        """
        last = max(self._done, default=0)
        return self._carry({one for one in self._open if one < last})

    def carry_calm(self) -> int:
        """The same for all in hand that nobody is in danger in: needed in a flood, to see who behind it is."""
        return self._carry(self._open - self._urgent)

    def _carry(self, late: set[int]) -> int:
        before = len(self._carried)
        self._carried |= late
        return len(self._carried) - before
