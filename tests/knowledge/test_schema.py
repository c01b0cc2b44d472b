"""The JSON Schema that editors use agrees with the reader."""

import copy
import json

import jsonschema
import pytest

from bot.content.strict_yaml import read_file
from tests.conftest import KNOWLEDGE

SCHEMA = json.loads((KNOWLEDGE / "schema/topics.schema.json").read_text("utf-8"))
FILES = sorted((KNOWLEDGE / "en/topics").glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_every_file_of_entries_is_right_by_the_schema(file: object) -> None:
    """What the reader takes, the editor does not underline."""
    jsonschema.validate(read_file(KNOWLEDGE / "en/topics" / file.name).value, SCHEMA)  # type: ignore[attr-defined]


def test_what_the_reader_refuses_the_schema_refuses() -> None:
    """A key that is not known, a missing source, an unknown urgency."""
    value = read_file(FILES[0]).value
    assert isinstance(value, dict)
    for key, wrong in (("sources", []), ("urgency", "maybe"), ("titel", "x"), ("questions", [])):
        broken = copy.deepcopy(value)
        next(iter(broken.values()))[key] = wrong  # type: ignore[call-overload,index]
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, SCHEMA)
