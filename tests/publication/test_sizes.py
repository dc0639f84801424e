"""No feed grows beyond what clients read without losing events, and it says what it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache

import pytest
from msgspec.structs import replace

from calendars import Stamp, write_vevent
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.feeds.shortening import MOST_BYTES, MOST_EVENTS
from scheduler.publication.feeds.wording import event_for
from scheduler.publication.site import Site
from scheduler.state.state import State
from scheduler.state.stored import Stored
from scheduler.timetable.occurrence import Occurrence, uid
from support.ics import blocks, vevents
from support.json_feeds import document
from support.programmes import now
from support.samples import PROFILE, meeting, sample, wall
from support.world import World, site_of

NOW = now("2026-06-15 09:00")
STAMP = Stamp.first(NOW)
MONTHS = [Month(2026, 3).plus(n) for n in range(22)]  # the window of June 2026


@cache
def nothing() -> State:
    world = World()
    world.apply(sample(languages=("en",)), NOW)
    return world.state


def crowd(by_month: dict[Month, int], words: str = "Trams") -> State:
    """A published programme with so many meetings in each month, each described by `words`."""
    occurrences = []
    for month, count in by_month.items():
        for number in range(count):
            starts = wall(f"{month}-01 08:00") + timedelta(minutes=30 * number)
            name = uid("sample", str(month), str(number))
            occurrence = meeting(f"{starts:%Y-%m-%d %H:%M}", description=Text.plain(words))
            occurrences.append(replace(occurrence, uid=name))
    return published(occurrences)


def published(occurrences: Sequence[Occurrence]) -> State:
    """A published programme with these meetings."""
    pieces = {}
    for occurrence in occurrences:
        event = event_for(occurrence, "en", "public", PROFILE)
        assert event is not None
        pieces[occurrence.uid, "en", "public"] = write_vevent(event, STAMP)
    stored = [Stored(occurrence=occurrence, stamp=STAMP) for occurrence in occurrences]
    return replace(nothing(), occurrences={each.occurrence.uid: each for each in stored}, pieces=pieces)


def body(site: Site) -> bytes:
    return site.resources["/feeds/programme.ics"].body


def months(site: Site) -> list[str]:
    """The months that the feed shows."""
    starts = [event["DTSTART;TZID=Europe/Sofia"][:6] for event in vevents(body(site))]
    return sorted({f"{day[:4]}-{day[4:]}" for day in starts})


@pytest.mark.feed_rule(51)
def test_a_feed_of_950_meetings_gives_nothing_up() -> None:
    site = site_of(crowd({Month(2026, 4): 50, Month(2026, 6): 450, Month(2026, 7): 450}))

    assert len(vevents(body(site))) == MOST_EVENTS == 950
    assert site.inputs.shortened == {}


def test_one_more_costs_the_first_month_of_the_past_and_no_other() -> None:
    counts = {Month(2026, 3): 1, Month(2026, 4): 50, Month(2026, 6): 450, Month(2026, 7): 450}
    site = site_of(crowd(counts))

    assert months(site) == ["2026-04", "2026-06", "2026-07"]
    in_json = document(site.json_feeds["/feeds/programme.json"].body)
    assert len(in_json["meetings"]) == MOST_EVENTS
    assert in_json["window"] == {"first": "2026-04-01", "last": "2026-07-31"}


@pytest.mark.feed_rule(51)
@pytest.mark.parametrize(
    ("each", "shown_months", "first", "last"),
    [
        pytest.param(45, 22, "2026-04", "2027-12", id="a month of the past"),
        pytest.param(55, 22, "2026-06", "2027-10", id="all of the past and the last months"),
        pytest.param(300, 7, "2026-06", "2026-08", id="all but three months"),
        pytest.param(480, 5, "2026-06", "2026-06", id="all but its own month"),
    ],
)
def test_the_past_goes_first_and_then_months_from_the_far_end(
    each: int, shown_months: int, first: str, last: str
) -> None:
    site = site_of(crowd(dict.fromkeys(MONTHS[:shown_months], each)))
    shown = site.inputs.shortened["programme"]

    assert (months(site)[0], months(site)[-1]) == (first, last)
    assert tuple(map(str, shown)) == (first, last)
    assert len(vevents(body(site))) <= MOST_EVENTS


def test_a_month_that_alone_is_too_large_shows_its_beginning() -> None:
    site = site_of(crowd({Month(2026, 6): 1000}))

    assert len(vevents(body(site))) == MOST_EVENTS
    assert vevents(body(site))[0]["DTSTART;TZID=Europe/Sofia"] == "20260601T080000"


@pytest.mark.feed_rule(51)
@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({Month(2026, 7): 1000, Month(2026, 8): 1000}, "2026-07"),
        ({Month(2026, 4): 1000, Month(2026, 5): 1000}, "2026-05"),
    ],
)
def test_the_month_nearest_to_today_stays_in_part(counts: dict[Month, int], shown: str) -> None:
    """Today's month has no meeting. Such feeds were once empty."""
    site = site_of(crowd(counts))

    assert months(site) == [shown]
    assert len(vevents(body(site))) == MOST_EVENTS


@pytest.mark.feed_rule(51)
def test_many_bytes_count_as_well_as_many_meetings() -> None:
    site = site_of(crowd(dict.fromkeys(MONTHS, 20), "Седжонг " * 150))

    assert MOST_BYTES * 0.85 < len(body(site)) <= MOST_BYTES == 480_000
    assert months(site)[0] == "2026-06"
    assert str(site.inputs.shortened["programme"][1]) == months(site)[-1] < "2027-12"


def test_the_limit_holds_for_the_whole_file_and_is_used_up() -> None:
    large = crowd({Month(2026, 6): 940}, "Trams and buses, and what they cost. " * 4)
    shown = body(site_of(large))
    piece = len(next(iter(large.pieces.values())))

    assert len(vevents(shown)) < 940
    assert MOST_BYTES - piece <= len(shown) <= MOST_BYTES


def test_a_shortened_feed_stays_in_order_of_time_where_months_meet() -> None:
    """The first of July in Sejong begins before the last evening of June in Sofia."""
    many = crowd({Month(2026, 4): 948, Month(2026, 6): 1})
    june = replace(meeting("2026-06-30 22:00"), uid=uid("sample", "june", "once"))
    july = replace(meeting("2026-07-01 02:00", "Asia/Seoul"), uid=uid("sample", "july", "once"))
    site = site_of(published([*(item.occurrence for item in many.occurrences.values()), june, july]))

    assert [event["UID"] for event in vevents(body(site))][1:] == [july.uid, june.uid]


@pytest.mark.feed_rule(51)
def test_leaving_the_window_is_no_cancellation() -> None:
    """What a shortened feed still shows is byte for byte what it was."""
    large = crowd({Month(2026, 6): 500, Month(2026, 7): 500})
    shown = blocks(body(site_of(large)))

    assert len(shown) == 500
    assert set(shown) <= set(large.pieces.values())
