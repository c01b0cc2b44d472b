"""One place is edited in its file, and not a letter beside it."""

import pytest

from bot.content.site_edits import with_site
from bot.errors import KnowledgeError

BLOCK = """# A list
sites:
  - id: corner   # the corner
    name: "Corner"
    hours: Mo-Fr 09:00-17:00
    services: [naloxone]
    status: closed  # since May

  - name: Hill
    id: hill
    services: [naloxone]
"""
FLOW = """sites:
  - {id: corner, name: Corner, services: [naloxone],
     status: closed, until: 2026-12-01}
  - {status: closed, id: hill, name: Hill, services: [naloxone]}
aliases: {the station: [58.3, 26.7]}
"""


def test_fields_are_put_in_after_the_id() -> None:
    """In the style of the site; remarks, order and the others stay."""
    fields = {"status": "temporarily_closed", "until": "2026-12-24", "reason": 'They said: "moving"'}
    edited = with_site(BLOCK, "a.yaml", "hill", fields)
    lines = '    status: temporarily_closed\n    until: 2026-12-24\n    reason: "They said: \\"moving\\""\n'
    assert edited == BLOCK.replace("    id: hill\n", f"    id: hill\n{lines}")
    assert with_site(FLOW, "a.yaml", "hill", {"until": "2026-12-24"}) == FLOW.replace(
        "id: hill", "id: hill, until: 2026-12-24"
    )


def test_fields_are_changed_where_they_stand() -> None:
    """Only the value."""
    edited = with_site(BLOCK, "a.yaml", "corner", {"status": "moved", "hours": "Mo 10:00-12:00"})
    assert edited == BLOCK.replace("closed", "moved").replace("Mo-Fr 09:00-17:00", '"Mo 10:00-12:00"')


def test_fields_are_taken_out() -> None:
    """A line, or a part of a list in brackets; what is not there is no matter."""
    assert with_site(BLOCK, "a.yaml", "corner", {"status": "", "until": ""}) == BLOCK.replace(
        "    status: closed  # since May\n", ""
    )
    assert with_site(FLOW, "a.yaml", "corner", {"status": "", "until": ""}) == FLOW.replace(
        ",\n     status: closed, until: 2026-12-01", ""
    )


def test_windows_line_ends_and_a_file_without_an_end() -> None:
    """Stay as they are."""
    text = BLOCK.replace("\n", "\r\n")
    edited = with_site(text, "a.yaml", "hill", {"status": "closed"})
    assert edited.replace("\r\n", "\n") == BLOCK.replace("id: hill\n", "id: hill\n    status: closed\n")
    short = "sites:\n  - name: A\n    services: [naloxone]\n    id: a"
    assert with_site(short, "a.yaml", "a", {"status": "closed"}) == f"{short}\n    status: closed\n"


@pytest.mark.parametrize(
    ("text", "site", "why"),
    [
        (FLOW, "nowhere", "there is no site"),
        (FLOW, "hill", "cannot be edited here"),
        (BLOCK.replace("- id: corner", '- "id": corner'), "corner", "cannot be edited here"),
    ],
)
def test_what_is_odd_is_refused_in_words(text: str, site: str, why: str) -> None:
    """No site of that name; a first field, a key in quotes."""
    with pytest.raises(KnowledgeError, match=why):
        with_site(text, "a.yaml", site, {"status": "", "reason": "x"})
