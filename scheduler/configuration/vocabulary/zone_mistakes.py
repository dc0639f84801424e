"""Texts that people write for the name of a time zone: abbreviations, offsets, cities without a zone.

No library has these tables: which zone is meant by `CST` depends on who writes it.
"""

from __future__ import annotations

_CENTRAL = ("Europe/Brussels", "Europe/Amsterdam", "Europe/Berlin", "Europe/Madrid")
_EASTERN = ("Europe/Sofia", "Europe/Athens", "Europe/Bucharest", "Europe/Helsinki")

_ZONES_OF_ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    "CET CEST MET MEZ MESZ": _CENTRAL,
    "EET EEST": _EASTERN,
    "WET WEST": ("Europe/Lisbon",),
    "BST": ("Europe/London", "Asia/Dhaka"),
    "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "MSK": ("Europe/Moscow",),
    "TRT": ("Europe/Istanbul",),
    "KST": ("Asia/Seoul",),
    "JST": ("Asia/Tokyo",),
    "CST": ("Asia/Shanghai", "Asia/Taipei", "America/Chicago"),
    "CDT CST6CDT": ("America/Chicago",),
    "HKT": ("Asia/Hong_Kong",),
    "SGT": ("Asia/Singapore",),
    "MYT": ("Asia/Kuala_Lumpur",),
    "PHT": ("Asia/Manila",),
    "PST": ("America/Los_Angeles", "Asia/Manila"),
    "PDT PT PST8PDT": ("America/Los_Angeles",),
    "WIB": ("Asia/Jakarta",),
    "WITA": ("Asia/Makassar",),
    "WIT": ("Asia/Jayapura",),
    "ICT": ("Asia/Ho_Chi_Minh", "Asia/Bangkok"),
    "GST": ("Asia/Dubai",),
    "EST EDT ET": ("America/New_York", "America/Toronto"),
    "EST5EDT": ("America/New_York",),
    "MST7MDT MDT": ("America/Denver",),
    "MST": ("America/Denver", "America/Phoenix"),
    "AST": ("America/Halifax", "Asia/Riyadh"),
    "ADT": ("America/Halifax",),
    "NST": ("America/St_Johns",),
    "HST": ("Pacific/Honolulu",),
    "BRT": ("America/Sao_Paulo",),
    "ART": ("America/Argentina/Buenos_Aires",),
    "CLT CLST": ("America/Santiago",),
    "COT": ("America/Bogota",),
    "PET": ("America/Lima",),
    "AEST": ("Australia/Sydney", "Australia/Brisbane"),
    "AEDT": ("Australia/Sydney",),
    "ACST": ("Australia/Adelaide", "Australia/Darwin"),
    "AWST": ("Australia/Perth",),
    "NZST NZDT": ("Pacific/Auckland",),
    "SAST": ("Africa/Johannesburg",),
    "EAT": ("Africa/Nairobi",),
    "CAT": ("Africa/Maputo",),
    "WAT": ("Africa/Lagos",),
}
ABBREVIATIONS = {word: zones for words, zones in _ZONES_OF_ABBREVIATIONS.items() for word in words.split()}

OFFSETS: dict[int, tuple[str, ...]] = {
    0: ("UTC", "Europe/London", "Europe/Dublin"),
    60: ("Europe/Brussels", "Europe/Amsterdam", "Africa/Lagos"),
    120: ("Europe/Sofia", "Europe/Athens", "Africa/Johannesburg"),
    180: ("Europe/Istanbul", "Asia/Riyadh", "Africa/Nairobi"),
    240: ("Asia/Dubai",),
    270: ("Asia/Kabul",),
    300: ("Asia/Karachi", "Asia/Tashkent"),
    330: ("Asia/Kolkata",),
    345: ("Asia/Kathmandu",),
    360: ("Asia/Dhaka",),
    390: ("Asia/Yangon",),
    420: ("Asia/Ho_Chi_Minh", "Asia/Jakarta", "Asia/Bangkok"),
    480: ("Asia/Shanghai", "Asia/Singapore", "Australia/Perth"),
    540: ("Asia/Seoul", "Asia/Tokyo"),
    570: ("Australia/Adelaide", "Australia/Darwin"),
    600: ("Australia/Sydney", "Australia/Brisbane"),
    660: ("Pacific/Guadalcanal",),
    720: ("Pacific/Auckland", "Pacific/Fiji"),
    -180: ("America/Sao_Paulo", "America/Argentina/Buenos_Aires"),
    -210: ("America/St_Johns",),
    -240: ("America/Halifax", "America/Santiago"),
    -300: ("America/New_York", "America/Bogota", "America/Lima"),
    -360: ("America/Chicago", "America/Mexico_City"),
    -420: ("America/Denver", "America/Phoenix"),
    -480: ("America/Los_Angeles", "America/Vancouver"),
    -540: ("America/Anchorage",),
    -600: ("Pacific/Honolulu",),
}
"""Minutes east of UTC in winter, with zones of that offset."""

_CITIES_OF_ZONES = {
    "Asia/Jakarta": "bandung semarang",
    "Europe/Madrid": "barcelona valencia",
    "Asia/Shanghai": "beijing",
    "Asia/Kolkata": "bengaluru bangalore delhi mumbai new_delhi",
    "Asia/Seoul": "busan incheon pusan sejong",
    "Europe/Berlin": "cologne frankfurt hamburg munich",
    "Europe/Zurich": "geneva",
    "Asia/Ho_Chi_Minh": "hanoi",
    "Europe/Warsaw": "krakow",
    "Asia/Tokyo": "kyoto osaka",
    "Europe/Paris": "lyon marseille",
    "Europe/Rome": "milan naples turin",
    "America/Toronto": "montreal",
    "Europe/Sofia": "plovdiv sophia varna",
    "Europe/Lisbon": "porto",
    "America/Sao_Paulo": "rio_de_janeiro",
    "Europe/Amsterdam": "rotterdam the_hague",
    "America/Los_Angeles": "san_francisco",
    "Pacific/Auckland": "wellington",
}
CITIES = {city: zone for zone, cities in _CITIES_OF_ZONES.items() for city in cities.split()}
"""Cities that no zone is named after, written as the last part of a zone's name, with their zone."""
