"""Whatever stands in a file of the knowledge, reading it gives what was written or a sentence about what is wrong, and
never anything else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.strict_yaml import read_bytes
from bot.errors import KnowledgeError
from tests.conftest import KNOWLEDGE

REAL = (KNOWLEDGE / "en" / "topics" / "bot.yaml").read_bytes()
PIECES = st.sampled_from(
    [b"\x00", b"\xff", b"\t", b"&a", b"*a", b"!!x", b"<<: ", b"- ", b": ", b"---\n", b"|", b'"', b"[", b"{"]
)


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=300) | st.text(alphabet="ab:-[]{}&*!|>'\"# \n\t", max_size=120).map(str.encode))
def test_any_bytes_give_a_value_or_our_error(data: bytes) -> None:
    """Nothing that can be in a file raises anything but our own error."""
    try:
        read_bytes(data, "file")
    except KnowledgeError as error:
        assert len(error.mistakes) == 1


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.integers(0, 4_000), PIECES), min_size=1, max_size=5))
def test_a_real_file_with_slips_gives_a_value_or_our_error(slips: list[tuple[int, bytes]]) -> None:
    """The beginning of a real file with a few bytes put in anywhere."""
    data = REAL[:4_000]
    for place, piece in slips:
        data = data[:place] + piece + data[place:]
    try:
        read_bytes(data, "file")
    except KnowledgeError as error:
        assert [one.file for one in error.mistakes] == ["file"]


def test_the_real_file_is_read() -> None:
    """The control: without slips it has a value."""
    assert read_bytes(REAL, "file").value
    with pytest.raises(KnowledgeError):
        read_bytes(REAL + b"\x00", "file")
