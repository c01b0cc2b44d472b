"""Distances as people are told them: "about 350 m". Straight lines are shorter than any way, so no more is claimed."""

from collections.abc import Mapping

MILES = frozenset({"US", "GB"})
_KM_IN_MILE = 1.609344
_SHORT_KM, _STEP_M, _FINE = 1.0, 50, 10.0


def shown(km: float, country: str, words: Mapping[str, str], is_coarse: bool = False) -> str:
    """Return a distance: under 1 km to 50 m, under 10 km to 0.1 km, then whole km; miles where those are used.

    `is_coarse`: the point stands for a whole area, so nothing finer than a kilometre or mile is told.
    """
    if country in MILES:
        return _long(max(km / _KM_IN_MILE, 0.1), words["miles"], words["mile"], is_coarse)
    metres = max(_STEP_M, round(km * 1000 / _STEP_M) * _STEP_M)
    if km < _SHORT_KM and metres < 1000 and not is_coarse:
        return words["metres"].format(count=metres)
    return _long(max(km, 0.1), words["kilometres"], words["kilometres"].format(count=1), is_coarse)


def _long(number: float, form: str, one: str, is_coarse: bool) -> str:
    is_whole = is_coarse or round(number, 1) >= _FINE
    rounded = f"{max(1, round(number))}" if is_whole else f"{round(number, 1):g}"
    return one if rounded == "1" else form.format(count=rounded)
