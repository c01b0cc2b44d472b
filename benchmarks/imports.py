"""Import every real list of a folder once: do the counts add up, does a second run change nothing, how long
(seconds of this process, whatever else runs), how much?

    python -m benchmarks.imports FOLDER            all lists, one line each
    python -m benchmarks.imports FOLDER toronto    one list with its report

The lists are those that SERVICES.md describes; they are not part of this repository.
"""

import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bot import imports
from bot.content.sites import load_sites
from bot.services import hours
from bot.services.importers.wanted import Wanted

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"


@dataclass(frozen=True, slots=True)
class List:
    """One list: its file, and what an admin would say of it."""

    file: str
    country: str
    services: tuple[str, ...] = ()
    timezone: str = ""
    mapping: str = ""


LISTS = {
    "vancouver": List("vancouver_naloxone_pharmacies.csv", "CA", ("naloxone",), "America/Vancouver"),
    "toronto": List("toronto_substance_use_treatment.csv", "CA", ("counselling",), "America/Toronto"),
    "otp": List(
        "us_samhsa_otp_geocoded.csv",
        "US",
        ("treatment_methadone",),
        "",
        "columns: {name: ID, street: ADDRESS}\n",
    ),
    "sud": List("us_samhsa_sud_treatment_geocoded.csv", "US", ("counselling",)),
    "ny": List("ny_takeback_disposal.json", "US", ("sharps_disposal",), "America/New_York"),
    "baltimore": List("baltimore_ohana", "US", (), "America/New_York"),
    "niort": List("fr_niort_osm_pharmacies.geojson", "FR"),
    "tartu": List("ee_tartu_osm_pharmacies.geojson", "EE"),
    "hsds-csv": List("hsds_spec/examples/csv", "US", ("counselling",), "America/New_York"),
    "hsds-organization": List("hsds_spec/examples/organization_full.json", "US", (), "America/New_York"),
    "hsds-service": List("hsds_spec/examples/service_full.json", "US", (), "America/New_York"),
    "hsds-at": List("hsds_spec/examples/service_at_location_full.json", "US", (), "America/New_York"),
    "hsds-page": List("hsds_spec/examples/service_list.json", "US", ("counselling",), "America/New_York"),
    "hsds-tabular": List("hsds_spec/examples/tabular.json", "US", (), "America/New_York"),
}


def run(folder: Path, name: str, say: bool) -> str:
    """Import one list twice and return a line about it."""
    one = LISTS[name]
    with tempfile.TemporaryDirectory() as temporary:
        out, mapping = Path(temporary, "sites", "out.yaml"), Path(temporary, "map.yaml")
        out.parent.mkdir()
        mapping.write_text(one.mapping, "utf-8")
        wanted = Wanted(name, one.services, one.country, one.timezone, hours.is_sound)
        map_file = mapping if one.mapping else None
        began = time.process_time()
        done = imports.prepare(folder / one.file, map_file, wanted, out)
        imports.replace_whole(out, done.text.encode())
        took = time.process_time() - began
        again = imports.prepare(folder / one.file, map_file, wanted, out)
        began = time.process_time()
        loaded = load_sites(Path(temporary, "sites"), KNOWLEDGE)
        load = time.process_time() - began
    if say:
        print(done.report.text(40))
    report = done.report
    assert report.adds_up
    assert not again.is_new, "a second run changed something"
    assert again.report.same == report.kept
    assert len(loaded.sites.sites) == report.kept, loaded.mistakes[:3]
    return (
        f"{name:18} read {report.read:6} = kept {report.kept:6} + left out {report.count('rejected'):5} + merged "
        f"{report.count('merged'):4}; {took:6.2f} s, {len(done.text) / 1e6:5.2f} MB, "
        f"loaded in {load:5.2f} s ({len(loaded.mistakes)} mistakes), "
        f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
    )


if __name__ == "__main__":
    lists = Path(sys.argv[1])
    if len(sys.argv) > 2:
        print(run(lists, sys.argv[2], say=len(sys.argv) == 3))
    else:
        for list_name in LISTS:
            command = [sys.executable, "-m", "benchmarks.imports", str(lists), list_name, "quiet"]
            subprocess.run(command, check=False)  # noqa: S603
