"""The calendars that say when the host and the cities have no time, as `busy:` names them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from scheduler.configuration.assemble.written import Written
from scheduler.programme.places import BusyCalendar
from scheduler.programme.programme import Programme


def with_busy_calendars(programme: Programme, written: Written) -> Programme:
    """Returns the programme with the calendars that `busy:` of its host and its cities names."""
    calendars = tuple(_busy_calendars(programme, written))
    return replace(programme, busy=calendars) if calendars else programme


def _busy_calendars(programme: Programme, written: Written) -> Iterator[BusyCalendar]:
    host = written.programme.document.host
    for index, source in enumerate(host.busy if host is not None else ()):
        path = ("programme", "host", "busy", index)
        yield BusyCalendar(attendee="", source=source, zone=programme.host.zone, path=path)
    for id, city in programme.cities.items():
        for index, source in enumerate(written.cities[id].document.busy):
            yield BusyCalendar(
                attendee=city.identity, source=source, zone=city.zone, path=("cities", id, "busy", index)
            )
