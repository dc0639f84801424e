"""The site is one value: equal input gives equal bytes, and validators change exactly when bytes do."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest
from msgspec.structs import replace

from scheduler.programme.details import CancelledPolicy, Join
from scheduler.programme.programme import Programme
from scheduler.programme.series import HolidayPolicy, Series
from scheduler.programme.spans import Days
from scheduler.publication.feeds.feed_bytes import feed_versions
from scheduler.publication.resource import Resource
from scheduler.publication.site import Site
from support.ics import blocks, feed, vevents
from support.programmes import change, changed, monthly, now, pair, visit, webinar
from support.samples import LANGUAGES, PAIRS, SIX, sample, text
from support.world import World, published

JANUARY, FEBRUARY, MARCH = now("2026-01-10 09:00"), now("2026-02-02 09:00"), now("2026-03-02 09:00")
MEETING = monthly(until="2026-06", themes=("mobility",))
EVERYTHING = (
    MEETING,
    monthly("dublin", pair="dublin-seoul", clock_of="dublin", until="2026-06"),
    webinar("nature", "2026-03-05 09:00", "Europe/Brussels", title=text("Nature", bg="Природа", ko="자연")),
    visit("stay", "2026-04-15", days=3),
)


def sample_world(*series: Series, **parts: Any) -> World:
    return published(sample(*(series or EVERYTHING), **parts), JANUARY)


FeedFiles = dict[str, Resource]


def changed_paths(before: FeedFiles, after: FeedFiles) -> set[str]:
    return {path for path, resource in after.items() if before[path].body != resource.body}


class TestSameBytes:
    @pytest.mark.feed_rule(6)
    @pytest.mark.parametrize("code", LANGUAGES)
    def test_a_meetings_public_vevent_is_the_same_in_every_feed_of_a_language(self, code: str) -> None:
        blocks_by_uid: dict[bytes, set[bytes]] = {}
        resources = sample_world().calendars()
        for path in (path for path in resources if path.endswith(f".{code}.ics")):
            for block in blocks(resources[path].body):
                blocks_by_uid.setdefault(block.split(b"\r\n")[1], set()).add(block)

        assert len(blocks_by_uid) == 14
        assert all(len(versions) == 1 for versions in blocks_by_uid.values())

    @pytest.mark.feed_rule(5)
    def test_building_twice_gives_equal_bytes(self) -> None:
        world = sample_world()

        assert world.site() == world.site()
        assert sample_world().site() == world.site()

    @pytest.mark.feed_rule(5)
    def test_another_process_with_other_hashes_locale_and_zone_gives_equal_bytes(self) -> None:
        script = (
            "import json, test_site as here;"
            "print(json.dumps({p: r.etag for p, r in here.sample_world().site().resources.items()}))"
        )
        foreign = {"PYTHONHASHSEED": "7", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "ko", "TZ": "Pacific/Auckland"}
        done = subprocess.run(
            [sys.executable, "-c", script],
            env={
                **os.environ,
                **foreign,
                "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path]),
            },
            capture_output=True,
            check=True,
        )

        assert json.loads(done.stdout) == {p: r.etag for p, r in sample_world().site().resources.items()}

    @pytest.mark.feed_rule(14)
    def test_what_is_left_without_x_properties_says_the_same(self) -> None:
        """They help single clients; no time, text or status hangs on them (RFC 7986 has the rest)."""
        body = feed(sample_world(), "cities/sofia.ics")
        unfolded = body.replace(b"\r\n ", b"").split(b"\r\n")
        stripped = b"\r\n".join(line for line in unfolded if not line.startswith(b"X-"))

        assert stripped != body.replace(b"\r\n ", b"")
        assert _read(stripped) == _read(body)


def _read(body: bytes) -> list[tuple[object, ...]]:
    calendar = icalendar.Calendar.from_ical(body)
    seen: list[tuple[object, ...]] = [(calendar["NAME"], calendar["DESCRIPTION"])]
    for event in calendar.walk("VEVENT"):
        texts = tuple(str(event.get(name)) for name in ("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "URL"))
        seen.append((event.start, event.end, event["STATUS"], event["TRANSP"], event["SEQUENCE"], *texts))
    return seen


class TestAddresses:
    @pytest.mark.feed_rule(52)
    @pytest.mark.parametrize(
        ("plain", "code"),
        [
            pytest.param("cities/sofia", "bg", id="a city's first language"),
            pytest.param("cities/seoul", "ko", id="another city's"),
            pytest.param("cities/rotterdam", "nl", id="a city's only one"),
            pytest.param("pairs/sofia-sejong", "en", id="the programme's first for a pair"),
            pytest.param("themes/mobility", "en", id="for a theme"),
            pytest.param("programme", "en", id="for all"),
        ],
    )
    def test_the_address_without_a_language_is_that_of_the_first(self, plain: str, code: str) -> None:
        resources = sample_world().calendars()

        assert resources[f"/feeds/{plain}.ics"] is resources[f"/feeds/{plain}.{code}.ics"]

    @pytest.mark.feed_rule(52)
    def test_every_feed_exists_in_every_language_of_the_programme(self) -> None:
        names = ["programme", "themes/mobility", "themes/water"]
        names += [f"cities/{city.id}" for city in SIX] + [f"pairs/{pair.id}" for pair in PAIRS]

        assert set(sample_world().calendars()) == {
            f"/feeds/{name}{ending}.ics" for name in names for ending in ("", *(f".{c}" for c in LANGUAGES))
        }

    @pytest.mark.feed_rule(55)
    def test_earlier_ids_of_a_city_and_a_pair_lead_to_the_same_feeds(self) -> None:
        cities = tuple(
            replace(city, id="pusan", formerly=("busan",)) if city.id == "busan" else city for city in SIX
        )
        pairs = (
            *PAIRS[:2],
            replace(PAIRS[2], cities=("rotterdam", "pusan"), id="rp", formerly=(PAIRS[2].id,)),
        )
        world = sample_world()
        world.apply(sample(*EVERYTHING, cities=cities, pairs=pairs), FEBRUARY)
        resources = world.calendars()

        for ending in (".ics", ".bg.ics"):
            assert resources[f"/feeds/cities/busan{ending}"] is resources[f"/feeds/cities/pusan{ending}"]
            assert resources[f"/feeds/pairs/rotterdam-busan{ending}"] is resources[f"/feeds/pairs/rp{ending}"]


MOVED = (changed(MEETING, change("2026-03", "2026-03-19")), *EVERYTHING[1:])


EDITS = pytest.mark.parametrize(
    "edit",
    [
        pytest.param(sample(*MOVED), id="a move"),
        pytest.param(sample(*EVERYTHING, name=text("Another name")), id="the name of the programme"),
        pytest.param(sample(*EVERYTHING, languages=("en", "ko")), id="fewer languages"),
        pytest.param(sample(*EVERYTHING, address="https://other.example.org"), id="the address"),
        pytest.param(sample(*EVERYTHING[1:]), id="a series goes"),
        pytest.param(sample(*EVERYTHING, closed=(Days(date(2026, 4, 1), date(2026, 4, 3)),)), id="days off"),
        pytest.param(
            sample(*EVERYTHING, cities=(replace(SIX[0], name=text("Serdica")), *SIX[1:])),
            id="the name of a city",
        ),
    ],
)
"""Edits of everything that a feed or a page may show."""


class TestEdits:
    @EDITS
    def test_pages_with_one_fingerprint_have_the_same_bytes(self, edit: Programme) -> None:
        world = sample_world()
        before = world.site()
        bodies = {path: page.body for path, page in before.pages.items()}
        world.apply(edit, FEBRUARY)
        after = world.site()

        fingerprints = fingerprints_of(after)
        same = {path for path, known in fingerprints_of(before).items() if fingerprints.get(path) == known}
        assert {path: after.pages[path].body for path in same} == {path: bodies[path] for path in same}

    def test_a_page_changes_with_nothing_but_the_origin_of_a_date(self) -> None:
        """A city that does not take part in a cancelled meeting has no other change when that is hidden."""
        trio = pair("sofia", "sejong", "seoul", id="sofia-sejong")
        cancelled = changed(MEETING, change("2026-05", cancel="Snow", without=("sejong",)))
        world = sample_world(cancelled, pairs=(trio,))
        moved = replace(cancelled, on_holiday=HolidayPolicy.PREVIOUS, schedule=monthly(at="15:00").schedule)
        world.apply(sample(moved, pairs=(trio,)), JANUARY)
        before = fingerprints_of(world.site())
        world.apply(sample(moved, pairs=(trio,), cancelled=CancelledPolicy("hide")), JANUARY)
        after = fingerprints_of(world.site())

        assert before["/cities/sofia"] != after["/cities/sofia"]


def fingerprints_of(site: Site) -> dict[str, str]:
    return {listed.path: listed.fingerprint for listed in site.pages.listed()}


class TestValidators:
    def edit(self, programme: Programme, *, at: datetime = FEBRUARY) -> tuple[FeedFiles, FeedFiles]:
        world = sample_world()
        before = world.calendars()
        world.apply(programme, at)
        return before, world.calendars()

    @pytest.mark.feed_rule(57)
    def test_they_move_exactly_where_bytes_do(self) -> None:
        moved = changed(MEETING, change("2026-03", "2026-03-19"))
        before, after = self.edit(sample(moved, *EVERYTHING[1:]))
        touched = changed_paths(before, after)

        names = {path.removeprefix("/feeds/").split(".")[0] for path in touched}
        assert names == {
            "programme",
            "cities/sofia",
            "cities/sejong",
            "pairs/sofia-sejong",
            "themes/mobility",
        }
        for path, resource in after.items():
            old = before[path]
            assert (resource.etag != old.etag) == (resource.modified != old.modified) == (path in touched), (
                path
            )
            assert resource.modified == (FEBRUARY if path in touched else JANUARY)

    @pytest.mark.feed_rule(57)
    def test_what_leaves_a_feed_with_the_window_moves_its_validators(self) -> None:
        """In June, January and February are no longer shown."""
        june = now("2026-06-02 09:00")
        before, after = self.edit(sample(*EVERYTHING), at=june)
        sejong = "/feeds/cities/sejong.ics"

        assert len(vevents(before[sejong].body)) == len(vevents(after[sejong].body)) + 2
        assert after[sejong].modified == june

    @pytest.mark.feed_rule(50)
    def test_a_new_window_leaves_feeds_alone_where_nothing_enters_or_leaves(self) -> None:
        world = sample_world()
        before = world.calendars()
        plan = world.apply(sample(*EVERYTHING), FEBRUARY)
        after = world.calendars()

        assert "window" in plan.other_changes
        assert changed_paths(before, after) == set()
        assert {resource.modified for resource in after.values()} == {JANUARY}

    @pytest.mark.feed_rule(57)
    def test_two_changes_within_a_second_have_two_dates(self) -> None:
        """HTTP dates count seconds: a client that asks by date would miss the second change."""
        world = sample_world()
        for number in (1, 2):
            world.apply(sample(*EVERYTHING, name=text(f"City pairs {number}")), JANUARY)

        assert world.calendars()["/feeds/programme.ics"].modified == now("2026-01-10 09:00:02")

    @pytest.mark.feed_rule(57)
    def test_a_feed_that_is_written_anew_at_the_same_time_has_a_later_date(self) -> None:
        """A new release may write it otherwise in a revision that only private calendars show."""
        world = sample_world()
        profile = replace(world.state.profile, name=text("Twin cities"))
        versions = feed_versions(world.state, replace(world.state, profile=profile))

        assert versions["programme"]["en"].modified == now("2026-01-10 09:00:01")

    @pytest.mark.feed_rule(57)
    def test_the_compressed_form_is_the_same_calendar_with_a_validator_of_its_own(self) -> None:
        resource = sample_world().calendars()["/feeds/programme.ics"]
        same = Resource(status=200, type=resource.type, parts=(resource.body,), modified=resource.modified)

        assert gzip.decompress(resource.gzipped) == resource.body
        assert resource.gzip_etag != resource.etag
        assert (resource.gzipped, resource.gzip_etag) == (same.gzipped, same.gzip_etag)
        assert resource.etag[0] == resource.etag[-1] == '"'


class TestPrivacy:
    @pytest.mark.feed_rule(44)
    def test_nothing_private_is_anywhere_on_the_public_site(self) -> None:
        join = Join(url="https://meet.example.org/abc", passcode="7-tram-1")
        world = sample_world(
            monthly(until="2026-06", join=join),
            monthly("hush-hush", until="2026-06", visibility="private", title="Budget talks", place="Room 5"),
        )
        bodies = b"".join(resource.body for resource in world.site().resources.values()).replace(
            b"\r\n ", b""
        )

        assert bodies.count(b"BEGIN:VEVENT") > 0
        for secret in (b"meet.example", b"7-tram-1", b"Budget talks", b"Room 5", b"hush-hush"):
            assert secret not in bodies

    @pytest.mark.feed_rule(7, 43)
    def test_nobody_is_invited_reminded_or_named(self) -> None:
        bodies = b"".join(resource.body for resource in sample_world().site().resources.values())

        for word in (b"ATTENDEE", b"ORGANIZER", b"VALARM", b"METHOD", b"CLASS:", b"mailto:"):
            assert word not in bodies


class TestRemoved:
    """Meaning 12: a removed city's feed goes on with its cancelled meetings until the last has ended."""

    def without_busan(self, *series: Series, **parts: Any) -> Programme:
        return sample(*series, **{"cities": SIX[:5], "pairs": PAIRS[:2], **parts})

    def leave(self, **parts: Any) -> World:
        world = published(sample(MEETING, monthly("busan", pair="rotterdam-busan", until="2026-04")), JANUARY)
        world.apply(self.without_busan(MEETING, **parts), FEBRUARY)
        return world

    @pytest.mark.feed_rule(56)
    def test_its_feed_goes_on_with_what_is_cancelled(self) -> None:
        events = vevents(feed(self.leave(), "cities/busan.en.ics"))

        assert [(event["STATUS"], event["SEQUENCE"]) for event in events] == [
            ("CONFIRMED", "0"),
            ("CANCELLED", "1"),
            ("CANCELLED", "1"),
            ("CANCELLED", "1"),
        ]

    @pytest.mark.feed_rule(56)
    def test_after_the_last_has_ended_every_address_is_gone(self) -> None:
        world = self.leave()
        world.apply(self.without_busan(MEETING), now("2026-05-02 09:00"))
        resources = world.calendars()

        for ending in ("", *(f".{code}" for code in LANGUAGES)):
            assert resources[f"/feeds/cities/busan{ending}.ics"].status == 410
        assert resources["/feeds/cities/rotterdam.ics"].status == 200

    def test_its_plain_address_outlives_the_language_in_which_it_was_read(self) -> None:
        world = self.leave(languages=("en", "bg"))
        resources = world.calendars()

        assert resources["/feeds/cities/busan.ics"] is resources["/feeds/cities/busan.en.ics"]

    @pytest.mark.feed_rule(54)
    def test_a_city_that_leaves_a_pair_loses_the_coming_meetings_without_a_cancellation(self) -> None:
        world = sample_world(MEETING)
        other = (pair("sofia", "seoul", id="sofia-sejong"), *PAIRS[1:])
        world.apply(sample(MEETING, pairs=other), FEBRUARY)
        events = vevents(feed(world, "cities/sejong.en.ics"))

        assert [event["STATUS"] for event in events] == ["CONFIRMED"]
        assert len(vevents(feed(world, "cities/seoul.en.ics"))) == 5


class TestFlat:
    """One meeting, one VEVENT (design rule 2): no client has to reckon anything."""

    @pytest.mark.feed_rule(8)
    def test_no_vevent_recurs_or_overrides_another(self) -> None:
        for path, resource in sample_world().calendars().items():
            names = {name.split(";")[0] for event in vevents(resource.body) for name in event}

            assert not names & {"RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID", "DURATION"}, path
            assert (
                names >= {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS"} or not names
            )

    @pytest.mark.feed_rule(24)
    def test_a_uid_stands_once_in_a_feed(self) -> None:
        for path, resource in sample_world().calendars().items():
            uids = [event["UID"] for event in vevents(resource.body)]

            assert len(uids) == len(set(uids)), path
