"""The search for the nearest beside numpy, and scikit-learn and scipy where they are installed; exactness; hours.

    python -m benchmarks.nearest [FILE.csv]

FILE.csv is a real list with columns latitude and longitude (in any case); without one, points in made-up towns are
used. Each way is built and asked in a process of its own: build time, memory it holds (resident, Linux), and questions
for the five nearest: 500 near the points, as people ask, and 500 anywhere on earth with the date line and the poles.
"""

import csv
import gc
import importlib.util
import math
import multiprocessing
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bot.core.site import Point

SIZES = (100, 10_000, 1_000_000)
QUESTIONS, MOST = 500, 5
EDGES = (Point(90, 0), Point(-90, 0), Point(0, 180), Point(0, -180), Point(52, 179.999), Point(-17, -179.999))

Search = Callable[[Point], list[int]]


def towns(count: int, rolls: random.Random) -> list[Point]:
    centres = [
        (math.degrees(math.asin(rolls.uniform(-0.9, 0.95))), rolls.uniform(-180, 180)) for _ in range(400)
    ]
    weights = [1 / rank for rank in range(1, len(centres) + 1)]
    chosen = rolls.choices(centres, weights, k=count)
    return [Point(rolls.gauss(lat, 0.15), (rolls.gauss(lon, 0.2) + 180) % 360 - 180) for lat, lon in chosen]


def real(path: Path) -> list[Point]:
    with path.open(encoding="cp1252", newline="") as stream:
        rows = [{key.lower(): cell for key, cell in row.items() if key} for row in csv.DictReader(stream)]
    return [Point(float(row["latitude"]), float(row["longitude"])) for row in rows]


def questions(points: list[Point], rolls: random.Random) -> list[Point]:
    near = [
        Point(point.lat + rolls.gauss(0, 0.05), point.lon) for point in rolls.choices(points, k=QUESTIONS)
    ]
    far = [
        Point(math.degrees(math.asin(rolls.uniform(-1, 1))), rolls.uniform(-180, 180))
        for _ in range(QUESTIONS - len(EDGES))
    ]
    return [*(Point(max(-90.0, min(90.0, one.lat)), one.lon) for one in near), *EDGES, *far]


def ours(points: list[Point]) -> Search:
    from bot.services.nearest import Nearest

    searched = Nearest(points)
    return lambda here: [place for _, place in searched.search(here, MOST)]


def numpy_haversine(points: list[Point]) -> Search:
    import numpy as np

    lat, lon = (np.radians([getattr(point, axis) for point in points]) for axis in ("lat", "lon"))
    cosine = np.cos(lat)

    def search(here: Point) -> list[int]:
        a, b = math.radians(here.lat), math.radians(here.lon)
        chord = np.sin((lat - a) / 2) ** 2 + cosine * math.cos(a) * np.sin((lon - b) / 2) ** 2
        best = np.argpartition(chord, MOST)[:MOST]
        return [int(one) for one in best[np.argsort(chord[best])]]

    return search


def numpy_vectors(points: list[Point]) -> Search:
    import numpy as np

    lat, lon = (np.radians([getattr(point, axis) for point in points]) for axis in ("lat", "lon"))
    whole = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)

    def search(here: Point) -> list[int]:
        close = -(whole @ np.array(vector(here)))
        best = np.argpartition(close, MOST)[:MOST]
        return [int(one) for one in best[np.argsort(close[best])]]

    return search


def vector(here: Point) -> tuple[float, float, float]:
    lat, lon = math.radians(here.lat), math.radians(here.lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def kd_tree(points: list[Point]) -> Search:
    import numpy as np
    from scipy.spatial import cKDTree  # type: ignore[import-untyped,import-not-found,unused-ignore]

    tree = cKDTree(np.array([vector(point) for point in points]))
    return lambda here: [int(one) for one in tree.query(vector(here), MOST)[1]]


def ball_tree(points: list[Point]) -> Search:
    import numpy as np
    from sklearn.neighbors import BallTree  # type: ignore[import-untyped,import-not-found,unused-ignore]

    tree = BallTree(np.radians([[point.lat, point.lon] for point in points]), metric="haversine")
    return lambda here: [
        int(one) for one in tree.query([[math.radians(here.lat), math.radians(here.lon)]], MOST)[1][0]
    ]


WAYS: dict[str, tuple[Callable[[list[Point]], Search], str]] = {
    "ours": (ours, "bot"),
    "numpy haversine": (numpy_haversine, "numpy"),
    "numpy vectors": (numpy_vectors, "numpy"),
    "scipy cKDTree": (kd_tree, "scipy"),
    "sklearn BallTree": (ball_tree, "sklearn"),
}


def wrong(found: list[int], here: Point, points: list[Point], right: list[float]) -> bool:
    """Whether an answer is further than the right one by more than a millimetre."""
    from bot.core.place import kilometres

    return any(
        kilometres(here, points[place]) > best + 1e-6 for place, best in zip(found, right, strict=True)
    )


def resident() -> float:
    """Memory of this process in MB; 0 where the system does not tell."""
    told = Path("/proc/self/statm")
    return int(told.read_text("ascii").split()[1]) * resource.getpagesize() / 2**20 if told.exists() else 0.0


def measured(way: str, points: list[Point], asked: list[Point]) -> tuple[str, list[list[int]]]:
    """Build and ask one way in this process; return its line and its answers."""
    make, _ = WAYS[way]
    make(points[:10])  # imports are counted apart: they are paid once
    gc.collect()
    before = resident()
    began = time.perf_counter()
    search = make(points)
    built = time.perf_counter() - began
    gc.collect()
    grown = resident() - before
    taken, answers = [], []
    for here in asked:
        began = time.perf_counter()
        answers.append(search(here))
        taken.append(1000 * (time.perf_counter() - began))
    near, far = sorted(taken[:QUESTIONS]), sorted(taken[QUESTIONS:])
    line = f"{way:17} build {1000 * built:6.0f} ms {grown:+5.0f} MB"
    for name, times in (("near", near), ("anywhere", far)):
        line += f"   {name} p50 {statistics.median(times):7.3f} p99 {times[int(len(times) * 0.99)]:7.3f} ms"
    return line, answers


def compare(points: list[Point], title: str) -> None:
    """Measure every way on the same points, and count where ours differs from measuring every point with numpy."""
    from bot.core.place import kilometres

    asked = questions(points, random.Random(2))
    print(f"\n{title}: {len(points):,} points")
    given: dict[str, list[list[int]]] = {}
    for way, (_, library) in WAYS.items():
        if not importlib.util.find_spec(library):
            print(f"{way:17} not installed")
            continue
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            line, given[way] = pool.apply(measured, (way, points, asked))
        print(line)
    missed = 0
    for here, mine, best in zip(asked, given["ours"], given["numpy haversine"], strict=True):
        missed += wrong(mine, here, points, [kilometres(here, points[place]) for place in best])
    print(f"ours against numpy haversine: {missed} of {len(asked)} wrong")


def hours(count: int) -> None:
    """How long a whole list takes to be evaluated, and the slowest call."""
    import datetime as dt

    from bot.core.site import Site
    from bot.services.status import now

    forms = [
        f"Mo-Fr {start:02}:00-{end:02}:30; Sa 10:00-14:00; PH off"
        for start in range(6, 12)
        for end in range(13, 22)
    ]
    forms += ["24/7", "Mo-Su 00:00-24:00", 'Mo-Fr 09:00-17:00 "ring"', "Mo[2] 10:00-12:00; Jul-Aug off", ""]
    at, taken = dt.datetime(2026, 11, 27, 18, tzinfo=dt.UTC), []
    for one in range(count):
        site = Site(str(one), "", (), "America/Vancouver", "CA", hours=forms[one % len(forms)])
        began = time.process_time()  # of this process: what others do meanwhile is not the library's
        now(site, at)
        taken.append(1000 * (time.process_time() - began))
    whole, middle, slowest = sum(taken), statistics.median(taken), max(taken)
    print(f"\nhours of {count:,} sites: {whole:.0f} ms in all, p50 {middle:.3f} ms, slowest {slowest:.1f} ms")


def geodesic(points: list[Point]) -> None:
    """The same nearest five as on the ellipsoid, but for ties: 1,000 questions."""
    if not importlib.util.find_spec("geographiclib"):
        return
    from geographiclib.geodesic import Geodesic

    from bot.core.place import kilometres
    from bot.services.nearest import Nearest

    rolls, searched, differ, worst = random.Random(4), Nearest(points), 0, 0.0
    asked = questions(points, rolls)
    for here in asked:
        found = searched.search(here, MOST)
        reach = found[-1][0] * 1.02 + 0.01
        true = {
            place: Geodesic.WGS84.Inverse(here.lat, here.lon, there.lat, there.lon)["s12"] / 1000
            for place, there in enumerate(points)
            if kilometres(here, there) <= reach
        }
        right = sorted(true.values())[:MOST]
        got = [true[place] for _, place in found]
        differ += sorted(got) != right
        worst = max(worst, *(mine / best - 1 if best else 0.0 for mine, best in zip(got, right, strict=True)))
    print(
        f"\nagainst geodesics: {len(asked)} questions, another five in {differ}, never further than {worst:.2%}"
    )


def main() -> None:
    rolls = random.Random(1)
    if len(sys.argv) > 1:
        points = real(Path(sys.argv[1]))
        compare(points, sys.argv[1].rpartition("/")[2])
    else:
        points = towns(14_034, rolls)
    geodesic(points)
    hours(14_034)
    for size in SIZES:
        compare(towns(size, rolls), "made-up towns")


if __name__ == "__main__":
    main()
