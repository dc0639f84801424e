"""Finds contacts of cities that look like the addresses of persons, who change while an office stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scheduler.findings.finding import Doubt
from scheduler.programme.programme import Programme

_TWO_NAMES = re.compile(r"([a-z]+)[._]([a-z]{2,})\d*@", re.IGNORECASE)
_OFFICE_WORDS = {
    *("affairs", "city", "contact", "cooperation", "department", "desk", "division", "eu", "events"),
    *("external", "foreign", "help", "info", "international", "mail", "mayor", "mayors", "office"),
    *("partnership", "partnerships", "policy", "press", "protocol", "relations", "secretariat", "service"),
    *("support", "team", "twinning", "unit"),
}


class PersonalAddress(Doubt, frozen=True, kw_only=True):
    """A contact of a city looks like a person."""

    english = (
        "{address} looks like the address of a person; write that of the office, which stays when people go"
    )
    address: str


def personal_addresses(programme: Programme) -> Iterator[PersonalAddress]:
    """Yields a finding for each contact such as `first.last@`, in which no word names an office."""
    for id, office in programme.offices.items():
        for index, address in enumerate(office.addresses):
            names = _TWO_NAMES.match(address)
            if names is not None and _OFFICE_WORDS.isdisjoint(map(str.lower, names.groups())):
                yield PersonalAddress(path=("cities", id, "contacts", index), address=address)
