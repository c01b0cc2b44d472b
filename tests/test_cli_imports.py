"""`saferbot sites import` and `export`, as an admin types them."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import imports
from bot.cli import main
from bot.content.sites import load_sites
from bot.services.importers.row import ImportRefused
from tests.auxil.admin import small_knowledge
from tests.conftest import ROOT

LIST = (
    "id,Name,Address,City,Latitude,Longitude,Phone,Hours,Notes\n"
    "1,Insite,139 E Hastings St,Vancouver,49.2816,-123.1009,604-687-7483,Mon-Sun 9am-midnight,Ring the bell\n"
    "2,Powell,380 Powell St,Vancouver,49.2832,-123.0970,604-111-2222,by appointment,\n"
    "3,Shelter,Confidential,Vancouver,49.2,-123.0,604-333-4444,,\n"
    "4,,9 Nowhere,,,,,,\n"
)
OPTIONS = ["--services", "naloxone", "--country", "ca", "--timezone", "America/Vancouver", "--source", "vch"]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "SAFERBOT_CONFIG", "SAFERBOT_TELEGRAM_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    return tmp_path


def typed(*words: str) -> Result:
    return CliRunner().invoke(main, ["sites", *words])


def test_an_import_says_what_it_did_and_writes_one_file(here: Path) -> None:
    """Counts that add up, what was left out and why, and where the file is."""
    result = typed("import", "list.csv", *OPTIONS)
    assert result.exit_code == 0
    assert "read 4 = kept 3 + left out 1 + merged 0" in result.output
    assert "row 5: it has no name" in result.output
    assert "Mon-Sun 9am-midnight → Mo-Su 09:00-24:00" in result.output
    assert "Written: vch.yaml" in result.output
    assert (here / "vch.yaml").exists()


def test_the_loader_of_sites_reads_every_written_file(here: Path) -> None:
    """Not one mistake; the hidden site has no point; nothing is verified."""
    typed("import", "list.csv", *OPTIONS, "--out", "sites.yaml")
    folder = here / "mine"
    folder.mkdir()
    (here / "sites.yaml").rename(folder / "sites.yaml")
    loaded = load_sites(folder, ROOT / "knowledge")
    assert loaded.mistakes == ()
    assert [site.id for site in loaded.sites.sites] == ["vch-1", "vch-2", "vch-3"]
    assert loaded.sites.sites[2].point is None
    assert not any(site.verified or site.notes for site in loaded.sites.sites)


def test_a_preview_writes_nothing(here: Path) -> None:
    """The same report, no file."""
    before = sorted(here.iterdir())
    result = typed("import", "list.csv", *OPTIONS, "--preview")
    assert "read 4 = kept 3" in result.output
    assert sorted(here.iterdir()) == before


def test_a_second_import_changes_nothing(here: Path) -> None:
    """Not even the time of the file."""
    typed("import", "list.csv", *OPTIONS)
    before = (here / "vch.yaml").stat().st_mtime_ns
    assert "nothing was changed" in typed("import", "list.csv", *OPTIONS).output
    assert (here / "vch.yaml").stat().st_mtime_ns == before


def test_a_correction_is_kept_and_told(here: Path) -> None:
    """Through the whole command."""
    typed("import", "list.csv", *OPTIONS)
    file = here / "vch.yaml"
    file.write_text(file.read_text("utf-8").replace("604-687-7483", "604-000-0000"), "utf-8")
    (here / "list.csv").write_text(LIST.replace("604-687-7483", "604-999-0000"), "utf-8")
    result = typed("import", "list.csv", *OPTIONS)
    assert "were changed by a person" in result.output
    assert "604-000-0000" in file.read_text("utf-8")


def people_see(here: Path) -> Path:
    """A copy of the knowledge of one's own, with two admins; returns the folder of sites that people are shown."""
    root = small_knowledge(here / "knowledge")
    (here / "config.yaml").write_text(
        f"knowledge: {root}\ntelegram:\n  admins: [{{role: nurse, id: 11}}, {{role: doctor, id: 12}}]\n",
        "utf-8",
    )
    return root / "sites"


def waiting(*words: str) -> Result:
    return CliRunner().invoke(main, ["waiting", *words])


def test_a_list_that_people_are_shown_waits_for_a_second_person(here: Path) -> None:
    """New telephone numbers reach nobody in need before somebody in another role has read them; then the whole file is
    put in place at once, and the record says who did what."""
    file = people_see(here) / "vch.yaml"
    result = typed("import", "list.csv", *OPTIONS, "--out", str(file), "--role", "nurse")
    assert result.exit_code == 0, result.output
    assert "needs a second person" in result.output
    assert "changes a telephone number" in result.output
    assert 'waiting 1 --confirm --role "doctor"' in result.output
    assert not file.exists()
    again = typed("import", "list.csv", *OPTIONS, "--out", str(file), "--role", "nurse")
    assert again.exit_code == 1
    assert "waits for a second person already" in again.output
    told = waiting("1", "--quick").output
    assert "604-687-7483" in told
    assert waiting("1", "--confirm", "--role", "nurse").exit_code == 1
    assert waiting("1", "--confirm", "--role", "doctor").exit_code == 0
    loaded = load_sites(file.parent, ROOT / "knowledge")
    assert {"vch-1", "vch-2", "vch-3"} <= {site.id for site in loaded.sites.sites}


def confirmed(here: Path) -> Path:
    file = people_see(here) / "vch.yaml"
    typed("import", "list.csv", *OPTIONS, "--out", str(file), "--role", "nurse")
    assert waiting("1", "--confirm", "--role", "doctor").exit_code == 0
    return file


def test_a_changed_number_waits_and_changed_hours_do_not(here: Path) -> None:
    """Bringing a shown list up to date is judged by what it changes, on the record both times, and undone as an edit
    is."""
    file = confirmed(here)
    before = file.read_bytes()
    (here / "list.csv").write_text(LIST.replace("604-687-7483", "604-687-7438"), "utf-8")
    result = typed("import", "list.csv", *OPTIONS, "--out", str(file), "--role", "nurse")
    assert "changes a telephone number" in result.output
    assert file.read_bytes() == before
    (here / "list.csv").write_text(LIST.replace("9am-midnight", "10am-midnight"), "utf-8")
    result = typed("import", "list.csv", *OPTIONS, "--out", str(file), "--role", "nurse")
    assert "import sites (vch)" in result.output
    assert "second person" not in result.output
    assert b"10:00-24:00" in file.read_bytes()
    undone = CliRunner().invoke(main, ["undo", "--role", "nurse"])
    assert undone.exit_code == 0, undone.output
    assert file.read_bytes() == before


def test_a_list_is_not_put_over_what_somebody_changed_meanwhile(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading the file and writing it somebody was faster: nothing is written, and the import says so."""
    file = confirmed(here)
    (here / "list.csv").write_text(LIST.replace("9am-midnight", "10am-midnight"), "utf-8")
    prepare = imports.prepare

    def slowly(*parts: object) -> imports.Imported:
        done = prepare(*parts)  # type: ignore[arg-type]
        file.write_text(file.read_text("utf-8").replace("Ring the bell", "Knock"), "utf-8")
        return done

    (here / "list.csv").write_text(LIST.replace("9am-midnight", "10am-midnight"), "utf-8")
    file.write_text(f"# Ring the bell\n{file.read_text('utf-8')}", "utf-8")
    monkeypatch.setattr(imports, "prepare", slowly)
    result = typed("import", "list.csv", *OPTIONS, "--out", str(file), "--role", "nurse")
    assert result.exit_code == 1
    assert "changed meanwhile" in result.output
    assert "# Knock" in file.read_text("utf-8")


def test_a_list_for_review_is_nobody_elses_business(here: Path) -> None:
    """Outside the folder that people are shown, and under a name that is not read, a file is written at once."""
    folder = people_see(here)
    for target in (here / "vch.yaml", folder / "vch.yaml.new"):
        assert "Written: " in typed("import", "list.csv", *OPTIONS, "--out", str(target)).output
        assert target.exists()


def test_the_whole_report_goes_into_a_file_when_asked(here: Path) -> None:
    """The screen shows the first of each part."""
    rows = "".join(f"{i},,{i} Main St,,,,,,\n" for i in range(40))
    (here / "list.csv").write_text(LIST + rows, "utf-8")
    result = typed("import", "list.csv", *OPTIONS, "--report", "report.txt")
    assert "… and 29 more" in result.output
    assert (here / "report.txt").read_text("utf-8").count("it has no name") == 41


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.pdf", b"%PDF-1.4", "is a PDF"),
        ("a.csv", b"", "is empty"),
        ("b.csv", b"ID,ADDRESS\nA,1 B\n", "No column says what a site is called"),
        ("missing.csv", None, "is not there"),
    ],
)
def test_a_bad_file_is_answered_in_a_sentence(here: Path, name: str, data: bytes | None, says: str) -> None:
    """No traceback, and nothing written."""
    if data is not None:
        (here / name).write_bytes(data)
    result = typed("import", name, *OPTIONS)
    assert result.exit_code == 1
    assert says in result.output
    assert not (here / "vch.yaml").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sites: [\n", "broken.yaml"),
        ("sites: none\n", "no list under `sites:`"),
        ("- a\n- b\n", "no list under `sites:`"),
    ],
)
def test_a_broken_file_to_write_is_left_as_it_is(here: Path, text: str, says: str) -> None:
    """What people wrote is never thrown away because it does not read."""
    file = here / "broken.yaml"
    file.write_text(text, "utf-8")
    result = typed("import", "list.csv", *OPTIONS, "--out", "broken.yaml")
    assert result.exit_code == 1
    assert says in result.output
    assert file.read_text("utf-8") == text


def test_a_list_of_which_nothing_can_be_used_writes_nothing(here: Path) -> None:
    """The report says why; a script sees it by the exit code."""
    (here / "list.csv").write_text("Name,Address,Notes\nBox,1 A,No needles\n", "utf-8")
    result = typed("import", "list.csv", "--services", "sharps_disposal", "--source", "vch")
    assert result.exit_code == 1
    assert "read 1 = kept 0 + left out 1" in result.output
    assert "nothing was written" in result.output
    assert not (here / "vch.yaml").exists()


def test_a_mapping_file_says_which_column_is_what(here: Path) -> None:
    """The federal list calls the name ID."""
    (here / "otp.csv").write_text("ID,ADDRESS,CITY\nClinic,1 Main,Waldorf\n", "utf-8")
    (here / "map.yaml").write_text(
        "columns: {name: ID}\nservices: {always: [treatment_methadone]}\n", "utf-8"
    )
    result = typed("import", "otp.csv", "--map", "map.yaml", "--country", "US")
    assert result.exit_code == 0
    assert "Clinic" in (here / "otp.yaml").read_text("utf-8")


@pytest.mark.parametrize("form", ["csv", "geojson", "hsds"])
def test_an_export_imported_again_gives_the_same_sites(here: Path, form: str) -> None:
    """From folder to file to folder, as the loader sees them; but `verified` is empty."""
    first, second = here / "first", here / "second"
    first.mkdir()
    second.mkdir()
    typed("import", "list.csv", *OPTIONS, "--out", "first/sites.yaml")
    (here / "config.yaml").write_text(f"sites: {first}\n", "utf-8")
    exported = typed("export", "--format", form)
    assert exported.exit_code == 0
    (written,) = here.glob("sites.*")
    result = typed(
        "import", written.name, "--source", "again", "--country", "CA", "--out", "second/sites.yaml"
    )
    assert result.exit_code == 0
    there, back = (load_sites(folder, ROOT / "knowledge") for folder in (first, second))
    assert back.mistakes == ()
    assert sorted(back.sites.sites, key=lambda s: s.id) == sorted(there.sites.sites, key=lambda s: s.id)


def test_a_disk_that_fails_leaves_the_old_file(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All or nothing: a full disk while flushing changes nothing and leaves nothing behind."""
    file = here / "vch.yaml"
    file.write_text("old", "utf-8")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ImportRefused, match="No space left"):
        imports.replace_whole(file, b"new")
    assert file.read_text("utf-8") == "old"
    assert sorted(path.name for path in here.iterdir()) == ["list.csv", "vch.yaml"]


def test_what_a_killed_import_left_is_swept(here: Path) -> None:
    """The next import takes it away."""
    left = here / ".vch.yaml.99999.part"
    left.write_text("half", "utf-8")
    imports.replace_whole(here / "vch.yaml", b"new")
    assert not left.exists()


def test_a_kill_at_any_moment_leaves_the_old_or_the_new_file(here: Path) -> None:
    """SIGKILL while one file is replaced over and over: what is there is whole."""
    file = here / "vch.yaml"
    wholes = {bytes([letter]) * 300_000 for letter in b"ab"}
    code = (
        "import itertools,sys;from pathlib import Path;from bot.imports import replace_whole\n"
        "for letter in itertools.cycle(b'ab'): replace_whole(Path(sys.argv[1]), bytes([letter])*300_000)"
    )
    seen = set()
    for turn in range(6):
        run = subprocess.Popen([sys.executable, "-c", code, str(file)], cwd=ROOT)
        while not file.exists():
            time.sleep(0.01)
        time.sleep(0.02 * turn)
        run.send_signal(signal.SIGKILL)
        run.wait()
        seen.add(file.read_bytes())
        file.unlink()
    assert seen <= wholes
    assert seen
