"""A few rows in GeoNames' two layouts, written out for tests. Data from GeoNames (geonames.org) under CC BY 4.0, with
other names and populations cut short.
"""

from pathlib import Path

from bot.core.site import Point, Site

_CODES = """
CA|V6A|Vancouver (Strathcona / Chinatown / Downtown Eastside)|British Columbia||49.2779|-123.0908|1
CA|V6B|Vancouver (NE Downtown / Harbour Centre / Gastown / Yaletown)|British Columbia||49.2788|-123.1139|1
CA|V6A 1N4|Vancouver|British Columbia||49.2814|-123.0995|6
CA|V8V|Victoria South|British Columbia||48.4144|-123.3645|1
CA|X0A|Outer Nunavut (Iqaluit)|Nunavut Territory||79.6218|-76.7765|5
CA|X0A 0A1|Iqaluit|Nunavut Territory||63.7478|-68.5169|6
CA|H0H|Reserved (Santa Claus)|Quebec||90.0|0.0|
CA|H0H 0H0|Reserved (Santa Claus)|Quebec||90.0|0.0|6
US|10115|New York|New York|New York|40.8111|-73.9642|4
US|10003|New York|New York|New York|40.7313|-73.9892|4
US|02134|Allston|Massachusetts|Suffolk|42.3535|-71.1329|4
US|09001|APO AA|||0|0|
DE|10115|Berlin|Berlin||52.5323|13.3846|6
GB|SW1A|London|England||51.5041|-0.1326|4
GB|SW1A 1AA|London|England|Greater London|51.5010|-0.1416|6
GB|M30|Eccles|England||53.4836|-2.3394|4
FR|69007|Lyon 07|Auvergne-Rhône-Alpes|Rhône|45.7334|4.8372|5
IE|D08|Dublin 8|Leinster||53.3341|-6.2733|6
NL|1012|Amsterdam|Noord-Holland||52.3732|4.8924|6
AU|2010|Darlinghurst|New South Wales||-33.8797|151.2194|4
SE|111 22|Stockholm|Stockholm||59.3326|18.0546|6
"""
_TOWNS = """
6173331|Vancouver|Ванкувер,Wankuwer,YVR,温哥华|49.24966|-123.11934|PPL|CA|02|600000
5814616|Vancouver|Fort Vancouver|45.63873|-122.66149|PPL|US|WA|167405
6174041|Victoria|Виктория|48.43294|-123.3693|PPLA|CA|02|289625
1819729|Hong Kong|Victoria|22.27832|114.17469|PPLC|HK|HCW|7491609
6943660|Downtown Eastside|DTES|49.28127|-123.0997|PPLX|CA|02|0
5955902|Hope||49.37984|-121.4416|PPL|CA|02|3115
6159905|Surrey||49.10635|-122.82509|PPL|CA|02|394976
5911606|Burnaby|Бёрнаби|49.26636|-122.95263|PPL|CA|02|202799
5120034|Harlem|Central Harlem|40.80788|-73.94542|PPLX|US|NY|335109
2755003|Haarlem|Harlem|52.38084|4.63683|PPLA|NL|07|147590
2759794|Amsterdam|AMS,Амстердам|52.37403|4.88969|PPLC|NL|07|741636
5110302|Brooklyn|Breukelen|40.6501|-73.94958|PPLX|US|NY|2300664
5128581|New York City|New York,NYC,Нью-Йорк|40.71427|-74.00597|PPL|US|NY|8804190
4951788|Springfield||42.10148|-72.58981|PPL|US|MA|154341
4250542|Springfield||39.80172|-89.64371|PPLA|US|IL|116565
588335|Tartu|Dorpat,Тарту,Yuryev|58.38062|26.72509|PPLA|EE|18|91407
8015556|Lyon 07|Lyon 7e,Lyon 7ème|45.73392|4.83918|PPLX|FR|84|0
6325494|Kreuzberg|Berlin-Kreuzberg|52.49973|13.40338|PPLX|DE|16|147227
2650225|Édimbourg|Edinburgh,Dun Eideann|55.95206|-3.19648|PPLA|GB|SCT|506520
2988507|Paris|Париж|48.85341|2.3488|PPLC|FR|11|2138551
"""


def _rows(text: str) -> list[list[str]]:
    return [line.split("|") for line in text.strip().splitlines()]


def postal_rows() -> str:
    """Postcodes: 12 columns."""
    return "".join(
        f"{country}\t{code}\t{place}\t{region}\t\t{county}\t\t\t\t{lat}\t{lon}\t{accuracy}\n"
        for country, code, place, region, county, lat, lon, accuracy in _rows(_CODES)
    )


def town_rows() -> str:
    """Towns: 19 columns."""
    return "".join(
        f"{number}\t{name}\t\t{others}\t{lat}\t{lon}\tP\t{feature}\t{country}\t\t{region}\t\t\t\t{people}\t\t\t\t\n"
        for number, name, others, lat, lon, feature, country, region, people in _rows(_TOWNS)
    )


def lists(folder: Path) -> tuple[Path, Path]:
    """Both lists as files."""
    postal, towns = folder / "postal.txt", folder / "towns.txt"
    postal.write_text(postal_rows(), "utf-8")
    towns.write_text(town_rows(), "utf-8")
    return postal, towns


def site(country: str, lat: float, lon: float, **more: str) -> Site:
    """A site with what places need of it."""
    return Site(
        more.get("id", f"{country}-{lat}-{lon}".lower()),
        "A site",
        ("naloxone",),
        "UTC",
        country,
        point=Point(lat, lon),
        city=more.get("city", ""),
        area=more.get("area", ""),
        address=more.get("address", ""),
        holidays=more.get("holidays", ""),
    )


_HASTINGS, _BROADWAY = "139 E Hastings St, V6A 1N5", "2957 West Broadway"
VANCOUVER = (
    site(
        "CA",
        49.2816,
        -123.1009,
        city="Vancouver",
        area="Downtown Eastside",
        address=_HASTINGS,
        holidays="CA-BC",
    ),
    site("CA", 49.2643, -123.1716, city="Vancouver", area="Kitsilano", address=_BROADWAY, holidays="CA-BC"),
)
PORTLAND = (site("US", 45.52, -122.68, city="Portland", holidays="US-OR"),)
NEW_YORK = (site("US", 40.7313, -73.9892, city="New York", holidays="US-NY"),)
BERLIN = (site("DE", 52.50, 13.41, city="Berlin"),)
AMSTERDAM = (site("NL", 52.37, 4.90, city="Amsterdam"),)
TARTU = (site("EE", 58.38, 26.72, city="Tartu", area="Kesklinn"),)
LYON = (site("FR", 45.75, 4.85, city="Lyon"),)
LONDON = (site("GB", 51.51, -0.13, city="London"),)
