"""Countries and groups of countries as live sources code them, and the codes of the store."""

from __future__ import annotations

# code of the store: ISO 3166 alpha-2, alpha-3 and the number that the United Nations use
COUNTRIES = {
    "china": ("CN", "CHN", 156),
    "usa": ("US", "USA", 842),  # 842 in Comtrade: with Puerto Rico and the Virgin Islands
    "japan": ("JP", "JPN", 392),
    "india": ("IN", "IND", 699),  # 699 in Comtrade
    "vietnam": ("VN", "VNM", 704),
    "taiwan": ("TW", "TWN", 490),  # "other Asia, not elsewhere specified" in Comtrade
    "hong_kong": ("HK", "HKG", 344),
    "singapore": ("SG", "SGP", 702),
    "australia": ("AU", "AUS", 36),
    "canada": ("CA", "CAN", 124),
    "france": ("FR", "FRA", 251),  # 251 in Comtrade: with Monaco and the overseas departments
    "germany": ("DE", "DEU", 276),
    "indonesia": ("ID", "IDN", 360),
    "italy": ("IT", "ITA", 380),
    "malaysia": ("MY", "MYS", 458),
    "philippines": ("PH", "PHL", 608),
    "russia": ("RU", "RUS", 643),
    "thailand": ("TH", "THA", 764),
    "uae": ("AE", "ARE", 784),
}

# code of the store: its basis there, the members it was summed over, what the note says of them
GROUPS = {
    "asean": ("country_sum", "BN ID KH LA MM MY PH SG TH TL VN", "11 countries incl. Timor-Leste"),
    "eu": (
        "country_sum",
        "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK",
        "27 member states",
    ),
    "cis": (
        "country_sum",
        "AM AZ BY GE KG KZ MD RU TJ TM UA UZ",
        "12 states incl. Georgia and Ukraine",
    ),
    "latin_america_33": (
        "proxy",
        "AG AR BB BO BR BS BZ CL CO CR CU DM DO EC GD GT GY HN HT JM KN LC MX NI PA PE PY SR SV "
        "TT UY VC VE",
        "33 sovereign states; NOT the ministry group",
    ),
    "middle_east_incl_turkiye": (
        "proxy",
        "AE BH IL IQ IR JO KW LB OM QA SA SY TR YE",
        "14 states, Israel and Turkiye among them; NOT the ministry group",
    ),
}
