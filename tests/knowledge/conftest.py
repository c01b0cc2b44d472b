"""What tests of the real knowledge share."""

import pytest

from bot.app import Version
from bot.core.mixing import Mixing


@pytest.fixture(scope="session")
def mixing(version: Version) -> Mixing:
    assert version.view.mixing is not None
    return version.view.mixing
