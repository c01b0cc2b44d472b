"""The admins of the settings: who may change the knowledge in the chat. Their numbers stand there and nowhere else.

No message ever repeats a number: what is told of the settings goes to a screen and to a journal.
"""

import re
from dataclasses import dataclass, field

from bot.content.fields import Fields
from bot.content.review import is_role

MOST_ADMINS = 20
_NUMBER = re.compile(r"[1-9]\d{0,15}", re.ASCII)  # of a person; those of groups and channels are negative


@dataclass(frozen=True, slots=True)
class Admin:
    """A person by the role they act in, which is all that is ever written down, and the number of their account."""

    role: str
    account: int = field(repr=False)


def read_admins(telegram: Fields) -> tuple[Admin, ...]:
    """Return the admins, none where none are named. Every mistake is noted, and a role or number that stands twice."""
    if not telegram.has("admins"):
        return ()
    found: list[Admin] = []
    for item in telegram.items("admins"):
        role, number = item.text("role"), item.text("id")
        item.finish()
        _note_role(item, role, found)
        if number and not _NUMBER.fullmatch(number):
            item.note("is not the number of a person: figures alone, without a minus before them", "id")
        elif number and any(one.account == int(number) for one in found):
            item.note("stands twice; one person has one role", "id")
        elif number:
            found.append(Admin(role, int(number)))
    if len(found) > MOST_ADMINS:
        telegram.note(f"names more than {MOST_ADMINS} people; name those who really edit", "admins")
    return tuple(found)


def _note_role(item: Fields, role: str, found: list[Admin]) -> None:
    if role and not is_role(role):
        item.note("should be a few plain words such as `nurse` or `outreach, north`, never a name", "role")
    elif role and any(one.role == role for one in found):
        item.note(
            f"{role!r} stands twice; the record knows people by their roles, so tell them apart", "role"
        )
