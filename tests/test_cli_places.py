"""`saferbot places import`, as an admin types it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from tests.services.geonames import lists

SITES = """
version: 1
defaults: {timezone: America/Vancouver, country: CA, holidays: CA-BC}
sites:
  - {id: one, name: One, kind: fixed, services: [naloxone], lat: 49.2816, lon: -123.1009, city: Vancouver,
     address: 139 E Hastings St, phone: ["604 000 0000"], hours: "Mo-Su 09:00-17:00"}
"""


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SAFERBOT_CONFIG", raising=False)
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites/one.yaml").write_text(SITES, "utf-8")
    (tmp_path / "config.yaml").write_text("country: CA\nsites: sites\nplaces: data/here.sqlite\n", "utf-8")
    return CliRunner()


def run(runner: CliRunner, *words: str | Path) -> str:
    result = runner.invoke(main, list(map(str, words)))
    assert result.exit_code == 0, result.output
    return result.output


def test_the_lists_go_into_the_file_of_the_settings(runner: CliRunner, tmp_path: Path) -> None:
    """With a report whose numbers add up; and again, nothing new."""
    said = run(runner, "places", "import", *lists(tmp_path))
    assert "read: 41 rows\nkept: 18 postcodes, 20 towns\nleft out: 3" in said
    assert (tmp_path / "data/here.sqlite").exists()
    assert "already said the same" in run(runner, "places", "import", *lists(tmp_path))


def test_what_was_imported_is_found(runner: CliRunner, tmp_path: Path) -> None:
    """A postcode that no site names is known after the import, and not before."""
    ask = ("sites", "near", "--place", "v6b", "--json")
    assert '"unknown_place": true' in run(runner, *ask)
    run(runner, "places", "import", lists(tmp_path)[0])
    assert '"id": "one"' in run(runner, *ask)


def test_country_and_within_leave_out_the_rest(runner: CliRunner, tmp_path: Path) -> None:
    """Small letters will do; KM are counted from the sites."""
    said = run(runner, "places", "import", *lists(tmp_path), "--country", "ca", "--within", "100")
    assert "another country" in said
    assert "too far from any site" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("places", "import"), "Missing argument"),
        (("places", "import", "none.zip"), "none.zip: is no file"),
        (("places", "import", "config.yaml"), "is no list from GeoNames"),
        (("places", "import", "config.yaml", "--country", "Canada"), "'Canada' is no country code"),
        (("places", "import", "config.yaml", "--within", "0"), "--within"),
    ],
)
def test_mistakes_are_said_in_words(runner: CliRunner, words: tuple[str, ...], said: str) -> None:
    """Without a traceback, with what to do."""
    result = runner.invoke(main, list(words))
    assert result.exit_code != 0
    assert said in result.output
    assert "Traceback" not in result.output
