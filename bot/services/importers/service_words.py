"""What publishers call the services of our closed list. A word counts only as a whole entry, or as whole words of a
service's own name where nothing beside it says no."""

import re
from collections.abc import Iterable, Mapping

from bot.core.site import SERVICES
from bot.services.importers.columns import fold
from bot.services.importers.wording import refused

_CALLED: Mapping[str, tuple[str, ...]] = {
    "naloxone": (
        "naloxone",
        "narcan",
        "take home naloxone",
        "naloxone kits",
        "naloxone distribution",
        "overdose kits",
    ),
    "needle_exchange": (
        "needle exchange",
        "syringe exchange",
        "syringe services",
        "syringe service program",
        "ssp",
        "nsp",
        "needle and syringe program",
        "needle and syringe programme",
        "needle exchange programs",
        "needle exchange/distribution programs",
        "harm reduction supplies",
        "echange de seringues",
        "programme d'echange de seringues",
        "caarud",
    ),
    "supervised_consumption": (
        "supervised consumption",
        "supervised injection",
        "overdose prevention site",
        "safe consumption",
        "safe injection site",
        "safer consumption",
        "drug consumption room",
        "salle de consommation",
        "halte soins addictions",
    ),
    "drug_checking": ("drug checking", "pill testing", "drug testing service", "analyse de produits"),
    "sharps_disposal": (
        "sharps disposal",
        "needle disposal",
        "syringe disposal",
        "sharps container",
        "needle drop box",
        "recuperation de seringues",
    ),
    "treatment_methadone": (
        "methadone",
        "methadone maintenance",
        "opioid treatment program",
        "otp",
        "methadone clinic",
    ),
    "treatment_buprenorphine": ("buprenorphine", "suboxone", "office based opioid treatment", "obot"),
    "detox": ("detox", "detoxification", "withdrawal management", "medically managed withdrawal", "sevrage"),
    "counselling": (
        "counselling",
        "counseling",
        "addiction counselling",
        "substance abuse counseling",
        "drug abuse counseling",
        "soutien psychologique",
    ),
    "outreach": ("outreach", "street outreach", "street outreach programs", "maraude"),
    "wound_care": ("wound care", "soins de plaies"),
    "hiv_test": ("hiv test", "hiv testing", "aids/hiv testing", "hiv screening", "depistage vih"),
    "hcv_test": ("hcv test", "hcv testing", "hepatitis c testing", "hep c testing", "depistage vhc"),
    "shelter": (
        "shelter",
        "emergency shelter",
        "homeless shelter",
        "homeless shelters",
        "overnight shelter",
        "hebergement d'urgence",
    ),
    "food": (
        "food",
        "food bank",
        "food pantry",
        "food pantries",
        "free meals",
        "soup kitchens",
        "soup kitchen",
        "meals",
    ),
    "shower": ("shower", "showers", "douche", "douches"),
    "health_department": ("health department", "public health unit", "health department clinic"),
    "pharmacy": ("pharmacy", "pharmacie", "drugstore"),
}
_WHOLE = {fold(word): service for service, words in _CALLED.items() for word in (*words, service)}
_INSIDE = re.compile(
    "|".join(
        rf"\b{re.escape(word)}\b"
        for word in sorted(
            (
                w
                for w in _WHOLE
                if len(w) > 4
                and w
                not in (
                    "shelter",
                    "outreach",
                    "meals",
                    "pharmacy",
                    "methadone",
                    "buprenorphine",
                    "shower",
                    "showers",
                )
            ),
            key=len,
            reverse=True,
        )
    )
)
_CUT = re.compile(r"[;|\n]+")


def services_of(
    cell: str, words: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the services that a cell names and the entries that were not understood. `words`: what the admin says
    that entries mean (folded); an entry that the admin gives no service is understood and means nothing."""
    found: list[str] = []
    strange: list[str] = []
    for entry in _entries(cell):
        meant = _meant(entry, words or {})
        found += meant or ()
        if meant is None:
            strange.append(entry)
    kept = [service for service in SERVICES if service in found]
    return tuple(kept), tuple(strange)


def _entries(cell: str) -> Iterable[str]:
    """Entries stand apart by `;`, `|` or lines; by commas only where the whole is no known entry."""
    for part in _CUT.split(cell):
        if fold(part) in _WHOLE or "," not in part:
            yield from filter(None, [part.strip()])
        else:
            yield from filter(None, (one.strip() for one in part.split(",")))


def _meant(entry: str, words: Mapping[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    folded = fold(entry)
    if folded in words:
        return words[folded]
    if folded in _WHOLE:
        return (_WHOLE[folded],)
    held = {_WHOLE[word] for word in _INSIDE.findall(folded)} - set(refused(entry))
    return tuple(sorted(held)) or None
