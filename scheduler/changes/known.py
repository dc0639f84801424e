"""A meeting with the times and cities of a snapshot: everything that words hours can word those of the past.

The offsets are those that were recorded, so new zone data change no hour that readers knew. Where none was
recorded (schema 0003), the zone data of today count.
"""

from __future__ import annotations

from msgspec.structs import replace

from scheduler.state.revision import CityPart, Snapshot
from scheduler.timetable.occurrence import Occurrence, Participant, Timing
from scheduler.timetable.wall_times import nearest_instant, to_local


def as_known(meeting: Occurrence, known: Snapshot) -> Occurrence:
    """Returns a meeting at the time of a snapshot, with those of its cities that took part then."""
    start, begin, end = known.start, known.begin, known.end
    ends = start.wall + (end - begin) if begin is not None and end is not None else None
    begin = begin or nearest_instant(start.wall, start.zone)
    end = end or begin + meeting.timing.length
    timing = Timing(
        zone=start.zone,
        starts=start.wall,
        ends=ends or to_local(end, start.zone),
        all_day=start.all_day,
        begin_utc=begin,
        end_utc=end,
    )
    participants = {each.city: each for each in meeting.participants}
    return replace(
        meeting,
        timing=timing,
        status=known.status,
        participants=tuple(
            _as_known(participants[part.city], part, timing)
            for part in known.cities
            if part.city in participants
        ),
        clock_name=meeting.clock_name if start.zone == meeting.timing.zone else None,
    )


def _as_known(participant: Participant, part: CityPart, timing: Timing) -> Participant:
    if part.offset is None:
        return participant.at(timing.begin_utc)
    return replace(participant, offset=part.offset)
