"""`saferbot sites near` and `check`, as people and scripts type them."""

import json
import os
import struct
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import app_sites
from bot.cli import main
from bot.config import Settings
from bot.content import compiled
from tests.auxil.clock import FakeClock
from tests.auxil.sites import local
from tests.conftest import KNOWLEDGE

SITES = """version: 1
defaults: {timezone: America/Vancouver, country: CA, holidays: CA-BC, city: Vancouver}
sites:
  - {id: near, name: Near, services: [naloxone], lat: 49.281, lon: -123.12, hours: "Mo-Fr 18:00-20:00",
     phone: ["1"], verified: 2026-06-01}
  - {id: open, name: Open, services: [naloxone, needle_exchange], lat: 49.29, lon: -123.12,
     hours: "Mo-Fr 09:00-17:00", access: [no_id]}
  - {id: text, name: Text, services: [food], lat: 49.3, lon: -123.12, hours_text: {en: ask}, area: Kitsilano}
  - {id: safe, name: Safe, services: [shelter], location: hidden, phone: ["2"], area: Nowhere Lane}
  - {id: line, name: Line, services: [naloxone], kind: phone, hours: 24/7, phone: ["3"]}
  - id: van
    name: Van
    kind: mobile
    services: [needle_exchange]
    stops: [{name: Park, lat: 49.25, lon: -123.1, hours: "Fr 11:00-13:00"}]
aliases: {dtes: [49.2814, -123.0976]}
"""
NOON = "2026-11-27T12:00"


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "SAFERBOT_CONFIG", "SAFERBOT_TELEGRAM_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("bot.cli_sites.RealClock", lambda: FakeClock(local(NOON)))
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "own.yaml").write_text(SITES, "utf-8")
    (tmp_path / "config.yaml").write_text("country: CA\nsites: sites\n", "utf-8")
    return CliRunner()


def near(runner: CliRunner, *words: str) -> dict:  # type: ignore[type-arg]
    result = runner.invoke(main, ["sites", "near", *words, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)  # type: ignore[no-any-return]


def test_json_has_the_stable_shape(runner: CliRunner) -> None:
    """By distance; true, false and null; moments with their zone."""
    found = near(runner, "--at", "49.28,-123.12", "--limit", "3")
    assert set(found) == {"place", "sites"}
    first, second, third = found["sites"]
    assert set(first) == {"id", "name", "km", "services", "open", "until", "opens", "checked"}
    assert (first["id"], first["open"], first["until"]) == ("near", False, None)
    assert (first["opens"], first["checked"]) == ("2026-11-27T18:00:00-08:00", "2026-06-01")
    assert (second["id"], second["open"], second["until"]) == ("open", True, "2026-11-27T17:00:00-08:00")
    assert second["km"] == pytest.approx(1.112, abs=0.002)
    assert (third["id"], third["open"], third["checked"]) == ("text", None, None)


def test_filters(runner: CliRunner) -> None:
    def ids(*words: str) -> list[str]:
        return [one["id"] for one in near(runner, "--at", "49.28,-123.12", *words)["sites"]]

    assert ids("--kind", "needle-exchange") == ["open", "van"]
    assert ids("--kind", "naloxone", "--open-now") == ["open"]
    assert ids("--kind", "mobile", "--open-now") == ["van"]
    assert ids("--kind", "naloxone", "--open-now", "--when", "2026-11-27T19:00") == ["near"]
    assert ids("--kind", "naloxone", "--open-now", "--when", "2026-11-28T03:00+00:00") == ["near"]
    assert ids("--within", "0.5") == ["near"]
    assert ids("--kind", "shelter") == []


def test_places(runner: CliRunner) -> None:
    """Coordinates typed, the admin's names, areas the sites name; what is no place is told as such."""
    assert near(runner, "--place", "dtes")["place"]["lat"] == pytest.approx(49.281, abs=0.001)
    assert near(runner, "--place", "Vancouver")["sites"]
    assert near(runner, "--place", "49.28, -123.12")["sites"][0]["id"] == "near"
    assert near(runner, "--place", "i need help") == {"unknown_place": True}
    assert near(runner, "--place", "he is not breathing") == {"unknown_place": True}


def test_a_place_that_only_sites_without_coordinates_name_is_listed(runner: CliRunner) -> None:
    """Without any distance: the refuge is found by its area and never measured."""
    found = near(runner, "--place", "nowhere lane")
    assert [(one["id"], one["km"]) for one in found["sites"]] == [("safe", None)]


def test_a_name_of_two_places_is_asked_back(runner: CliRunner) -> None:
    """Candidates instead of a guess."""
    rows = "".join(
        f"  - {{id: v{at}, name: V, services: [food], city: Springfield, country: {country}, lat: {lat}, lon: {lon}}}\n"
        for at, (country, lat, lon) in enumerate([("CA", 49.5, -123.0), ("US", 42.1, -72.5)])
    )
    Path("sites/own.yaml").write_text(SITES.replace("aliases:", f"{rows}aliases:"), "utf-8")
    found = near(runner, "--place", "springfield")
    assert set(found) == {"ask"}
    assert len(found["ask"]) == 2


def test_people_read_cards(runner: CliRunner) -> None:
    """What is open first, ages, and a straight line said to be one."""
    output = runner.invoke(main, ["sites", "near", "--at", "49.28,-123.12", "--kind", "naloxone"]).output
    assert output.index("Open now until 17:00") < output.index("Closed now. Opens today 18:00")
    for said in (
        "about 1.1 km",
        "about 100 m",
        "Checked 5 months ago, call first",
        "No ID needed",
        "straight line",
    ):
        assert said in output
    assert "example" not in output


def test_none_near_says_what_is_left(runner: CliRunner) -> None:
    """From far away: none within reach, and the line that answers everywhere."""
    output = runner.invoke(main, ["sites", "near", "--at", "0,10", "--kind", "naloxone"]).output
    assert "I know of none within 100 km." in output
    assert "By phone\n- Line" in output
    assert near(runner, "--at", "90,0", "--kind", "naloxone")["sites"][0]["km"] > 4000


@pytest.mark.parametrize(
    "words",
    [
        (), ("--at", "1,2", "--place", "x"), ("--at", "91,0"), ("--at", "0,181"), ("--at", "here"), ("--at", "nan,1"),
        ("--at", "1,2", "--kind", "naloxon"), ("--at", "1,2", "--when", "noon"), ("--at", "1,2", "--limit", "0"),
        ("--at", "1,2", "--within", "-1"),
    ],
)  # fmt: skip
def test_slips_are_told_in_words(runner: CliRunner, words: tuple[str, ...]) -> None:
    result = runner.invoke(main, ["sites", "near", *words])
    assert result.exit_code == 2
    assert "Error: " in result.output
    assert "Traceback" not in result.output


def test_check(runner: CliRunner) -> None:
    """All right is 0, with notes; a mistake is 1, with file, line and site; the others are counted."""
    result = runner.invoke(main, ["sites", "check"])
    assert result.exit_code == 0, result.output
    assert "All right: 6 sites in sites (your sites)." in result.output
    assert "note: sites/own.yaml:4: `near` was last checked 2026-06-01" in result.output
    Path("sites/own.yaml").write_text(SITES.replace("services: [food]", "services: [fod]"), "utf-8")
    result = runner.invoke(main, ["sites", "check"])
    assert result.exit_code == 1
    assert "sites/own.yaml:8: `text.services.0` is 'fod'" in result.output
    assert "1 mistakes; 5 sites" in result.output


def test_an_example_is_said_to_be_one(runner: CliRunner) -> None:
    """Where there are no sites of one's own the terminal shows the example, and says so; a program reads that beside
    its answer, not in it."""
    Path("config.yaml").write_text("country: CA\n", "utf-8")
    text = runner.invoke(main, ["sites", "near", "--at", "49.28,-123.12"]).output
    assert text.startswith("This is only an example list, not for real use.")
    result = runner.invoke(main, ["sites", "near", "--at", "49.28,-123.12", "--json"])
    assert "example" in result.stderr
    assert len(json.loads(result.stdout)["sites"]) == 5


def test_a_folder_that_is_not_there(runner: CliRunner) -> None:
    Path("config.yaml").write_text("sites: elsewhere\n", "utf-8")
    result = runner.invoke(main, ["sites", "check"])
    assert result.exit_code == 1
    assert "which is not a folder" in result.output


class TestKept:
    """Sites are kept as they were read, and never wrongly."""

    def test_the_second_start_reads_nothing_anew(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings, folder = self.made(tmp_path)
        first = app_sites.read_sites(settings, folder)
        monkeypatch.setattr(app_sites, "load_sites", None)
        assert app_sites.read_sites(settings, folder) == first

    def test_an_edit_is_seen(self, tmp_path: Path) -> None:
        settings, folder = self.made(tmp_path)
        app_sites.read_sites(settings, folder)
        (folder / "own.yaml").write_text(SITES.replace("name: Near", "name: Edited"), "utf-8")
        assert "Edited" in [site.name for site in app_sites.read_sites(settings, folder).sites.sites]

    def test_no_hidden_place_is_kept(self, tmp_path: Path) -> None:
        """The search finds the point of another site, so it could find this one's."""
        settings, folder = self.made(tmp_path)
        text = SITES.replace(
            "location: hidden", "location: hidden, lat: 48.8583, lon: 2.2944, address: 7 Secret St"
        )
        (folder / "own.yaml").write_text(text, "utf-8")
        app_sites.read_sites(settings, folder)
        (file,) = (tmp_path / "cache" / "sites").glob("*.ready")
        kept = compiled.take(tmp_path / "cache" / "sites", file.stem)
        assert "49.281" in repr(kept)
        assert not [secret for secret in ("48.8583", "2.2944", "Secret") if secret in repr(kept)]
        assert b"Secret" not in file.read_bytes()

    def made(self, tmp_path: Path) -> tuple[Settings, Path]:
        folder = tmp_path / "sites"
        folder.mkdir()
        (folder / "own.yaml").write_text(SITES, "utf-8")
        return Settings(KNOWLEDGE, sites=folder, cache=tmp_path / "cache"), folder


def test_nothing_of_the_place_is_written(runner: CliRunner, tmp_path: Path) -> None:
    """Neither typed nor rounded coordinates stand in any file after a search."""
    cache = Path(os.environ["XDG_CACHE_HOME"])
    runner.invoke(main, ["sites", "near", "--at", "49.28777,-123.11666"])
    runner.invoke(main, ["sites", "near", "--place", "49.28777, -123.11666"])
    files = [path.read_bytes() for root in (tmp_path, cache) for path in root.rglob("*") if path.is_file()]
    for lat in (49.281, 49.28777, 49.288):
        found = any(str(lat).encode() in data or struct.pack(">d", lat) in data for data in files)
        assert found is (lat == 49.281)  # the site's own, which shows that the search can find
