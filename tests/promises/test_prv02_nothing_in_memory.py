"""What people wrote is gone from the memory of the computer as well, as soon as the next messages have come: whoever
takes the running machine finds nothing older than that.

Tried over a line without TLS: what a real TLS library keeps in its buffers has not been looked at.
"""

import sys

import pytest

from tests.auxil.figures import tell
from tests.promises.conftest import PEOPLE, Run


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows a process's memory")
def test_the_memory_holds_nobody(thousands: Run) -> None:
    """Under the memory settings that a service gets, some harmless messages later: of thousands of people
    nothing, and both controls: a sentence of the settings, and the one person who still waits for an answer."""
    memory = thousands.memory
    controls = {what for what in memory.found if what.startswith("control")}
    left = {what: count for what, count in memory.found.items() if what not in controls}
    tell(
        "PRV-2",
        f"memory after {PEOPLE:,} conversations",
        bytes_searched=f"{memory.size:,}",
        found=sum(left.values()),
        controls_found=f"{len(controls)} of 2",
    )
    assert controls == {"control: a text", "control: an id"}
    assert not left, {what: memory.where[what] for what in left}
