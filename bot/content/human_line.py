"""Reading `human_line:` of the settings: the people one can talk to, and when they are there."""

from zoneinfo import available_timezones

from bot.content.fields import Fields
from bot.core.human import HumanLine
from bot.services import closures
from bot.services.closures import ClosureError

_LONGEST = 120


def read_human_line(fields: Fields) -> HumanLine | None:
    """Return the line, None where the settings have none. Hours that cannot be read are no mistake here: they are told
    as not known, and `saferbot doctor` says so."""
    if not fields.has("human_line"):
        return None
    inside = fields.inside("human_line")
    found = HumanLine(
        name=inside.text("name"),
        how=inside.text("how"),
        hours=inside.text("hours"),
        timezone=inside.text("timezone"),
        holidays=inside.text("holidays", ""),
        closures=inside.texts("closures"),
    )
    inside.finish()
    for key, text in (("name", found.name), ("how", found.how)):
        if "\n" in text or "{" in text or len(text) > _LONGEST:
            inside.note(f"must be one line without {{ and }}, of at most {_LONGEST} letters", key)
    if found.timezone not in available_timezones():
        inside.note(f"is {found.timezone!r}; write such as Europe/London or America/Vancouver", "timezone")
        return None
    for at, text in enumerate(found.closures):
        try:
            closures.read(text)
        except ClosureError as error:
            inside.note(str(error), "closures", at)
    return found
