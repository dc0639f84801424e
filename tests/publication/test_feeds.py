"""Which meeting stands in which feed, for how long, in what order, and what a feed says of itself."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.programme.details import CancelledPolicy
from scheduler.programme.series import Series
from scheduler.programme.spans import Length
from scheduler.publication.feeds.feed_bytes import write_feed, zone_span
from scheduler.state.stored import Stored
from support.ics import blocks, feed, head, lines, properties, vevents
from support.programmes import change, changed, monthly, now, pair, visit, webinar
from support.samples import PAIRS, SIX, meeting, sample, text
from support.world import World, published, site_of

PUBLIC = ("programme", *(f"cities/{city.id}" for city in SIX), *(f"pairs/{pair.id}" for pair in PAIRS))
EVERY = (*PUBLIC, "themes/mobility", "themes/water")
ONE_MONTH = {"begins": "2026-03", "until": "2026-03"}


def sample_world(*series: Series, at: str = "2026-01-10 09:00", **parts: Any) -> World:
    return published(sample(*series, **parts), now(at))


def where(world: World, title: str) -> set[str]:
    """The feeds in which a meeting of this title stands."""
    return {
        name
        for name in EVERY
        if any(event["SUMMARY"] == title for event in vevents(feed(world, f"{name}.en.ics")))
    }


def starts(world: World, path: str) -> list[str]:
    return [
        value for event in vevents(feed(world, path)) for name, value in event.items() if "DTSTART" in name
    ]


class TestWhere:
    """Meaning 15 of the language."""

    @pytest.mark.feed_rule(53)
    def test_a_meeting_is_in_the_feeds_of_its_cities_its_pair_and_the_programme(self) -> None:
        world = sample_world(monthly(**ONE_MONTH))

        assert where(world, "Monthly") == {"programme", "cities/sofia", "cities/sejong", "pairs/sofia-sejong"}

    @pytest.mark.feed_rule(53)
    def test_a_webinar_for_all_is_in_every_citys_feed_and_in_no_pairs(self) -> None:
        world = sample_world(webinar("nature", "2026-03-05 09:00", "Europe/Brussels"))

        assert where(world, "Nature") == {"programme", *(f"cities/{city.id}" for city in SIX)}

    @pytest.mark.feed_rule(53)
    def test_a_webinar_that_names_a_pair_is_in_the_pairs_feed(self) -> None:
        world = sample_world(
            webinar("nature", "2026-03-05 09:00", "Europe/Brussels", "sofia-sejong", "busan")
        )

        assert where(world, "Nature") == {
            "programme",
            "cities/sofia",
            "cities/sejong",
            "cities/busan",
            "pairs/sofia-sejong",
        }

    @pytest.mark.feed_rule(53)
    @pytest.mark.parametrize(
        ("of_pair", "of_series", "of_change", "expected"),
        [
            pytest.param(("water",), None, None, {"themes/water"}, id="pair"),
            pytest.param(("water",), ("mobility",), None, {"themes/mobility"}, id="series before pair"),
            pytest.param(("water",), ("mobility",), ("water",), {"themes/water"}, id="change before all"),
            pytest.param(("water",), (), None, set(), id="none, said of the series"),
        ],
    )
    def test_the_nearest_level_that_names_themes_wins(
        self,
        of_pair: tuple[str, ...],
        of_series: tuple[str, ...] | None,
        of_change: tuple[str, ...] | None,
        expected: set[str],
    ) -> None:
        series = monthly(**ONE_MONTH, themes=of_series)
        if of_change is not None:
            series = changed(series, change("2026-03", themes=of_change))
        world = sample_world(series, pairs=(pair("sofia", "sejong", themes=of_pair),))

        assert expected == {
            f"themes/{name}" for name in ("mobility", "water") if vevents(feed(world, f"themes/{name}.ics"))
        }

    def test_a_city_that_is_absent_once_does_not_see_that_meeting(self) -> None:
        once = changed(monthly(**ONE_MONTH), change("2026-03", without=("sejong",)))

        assert "cities/sejong" not in where(sample_world(once), "Monthly")
        assert "cities/sofia" in where(sample_world(once), "Monthly")


class TestHowLong:
    @pytest.mark.feed_rule(48)
    def test_what_ended_before_the_window_begins_is_left_out(self) -> None:
        """90 days before April, to the start of its month: January is the first that April shows."""
        world = sample_world(monthly(begins="2025-10", until="2026-04"), at="2026-04-20 09:00")

        assert starts(world, "programme.ics")[0] == "20260121T100000"

    def test_what_ended_at_the_very_edge_is_over(self) -> None:
        world = sample_world(visit("stay", "2025-12-30", days=2), at="2026-04-20 09:00")

        assert starts(world, "programme.ics") == []

    @pytest.mark.feed_rule(49)
    def test_what_was_published_stays_when_less_is_shown_ahead(self) -> None:
        world = sample_world(monthly())
        world.apply(sample(monthly(), ahead=Length(months=6)), now("2026-01-11 09:00"))

        assert starts(world, "programme.ics")[-1] == "20270721T100000"

    @pytest.mark.feed_rule(49)
    def test_what_is_moved_beyond_the_far_edge_stays(self) -> None:
        world = sample_world(monthly(until="2027-07"))
        late = changed(monthly(until="2027-07"), change("2027-07", "2027-11-03 10:00"))
        world.apply(sample(late), now("2026-01-11 09:00"))

        assert starts(world, "programme.ics")[-1] == "20271103T100000"

    @pytest.mark.feed_rule(32)
    @pytest.mark.parametrize(
        ("policy", "later", "shown"),
        [
            pytest.param(CancelledPolicy("show"), "2026-03-01 09:00", True, id="show"),
            pytest.param(CancelledPolicy(mode="hide"), "2026-01-11 09:00", False, id="hide"),
            pytest.param(
                CancelledPolicy(mode="days", days=30), "2026-02-09 09:00", True, id="within 30 days"
            ),
            pytest.param(
                CancelledPolicy(mode="days", days=30), "2026-02-11 09:00", False, id="after 30 days"
            ),
        ],
    )
    def test_a_cancelled_meeting_is_shown_as_the_programme_says(
        self, policy: CancelledPolicy, later: str, shown: bool
    ) -> None:
        world = sample_world(monthly(until="2026-03"), cancelled=policy)
        without = changed(monthly(until="2026-03"), change("2026-03", cancel="Elections"))
        world.apply(sample(without, cancelled=policy), now("2026-01-11 09:00"))
        world.apply(sample(without, cancelled=policy), now(later))

        assert shown == ("20260318T100000" in starts(world, "programme.ics"))


class TestOrder:
    @pytest.mark.feed_rule(12)
    def test_meetings_stand_by_instant_whatever_their_clocks_and_languages(self) -> None:
        world = sample_world(
            monthly("west", begins="2026-03", until="2026-05"),
            monthly("east", begins="2026-03", until="2026-05", at="16:30", clock_of="sejong"),
            visit("stay", "2026-04-15", days=1),
        )

        assert starts(world, "cities/sofia.bg.ics") == starts(world, "cities/sofia.ko.ics")
        assert starts(world, "cities/sofia.ics") == [
            "20260318T163000",  # 09:30 in Sofia
            "20260318T100000",
            "20260415",
            "20260415T100000",  # 16:00 in Sejong: its clock has changed since
            "20260415T163000",
            "20260520T100000",
            "20260520T163000",
        ]

    @pytest.mark.feed_rule(12)
    def test_meetings_at_one_instant_stand_by_uid(self) -> None:
        twins = [monthly(f"twin-{n}", begins="2026-03", until="2026-03") for n in range(6)]
        uids = [event["UID"] for event in vevents(feed(sample_world(*twins), "programme.ics"))]

        assert len(uids) == 6
        assert uids == sorted(uids)

    @pytest.mark.feed_rule(12)
    def test_the_order_in_which_they_are_stored_does_not_matter(self) -> None:
        publication = sample_world(monthly(), webinar("nature", "2026-03-05 09:00")).state
        occurrences = list(publication.occurrences.values())
        random.Random(7).shuffle(occurrences)
        pieces = dict(sorted(publication.pieces.items(), reverse=True))
        shuffled = replace(
            publication, occurrences={each.occurrence.uid: each for each in occurrences}, pieces=pieces
        )

        assert site_of(publication).files == site_of(shuffled).files


class TestZones:
    MIXED = (
        monthly(),
        monthly("dublin", pair="dublin-seoul", clock_of="dublin"),
        webinar("nature", "2026-03-05 09:00", "Europe/Brussels"),
        webinar("in-utc", "2026-03-06 09:00", "utc"),
        visit("stay", "2026-04-15", days=1),
    )

    @pytest.mark.feed_rule(17)
    def test_every_zone_that_is_used_is_declared_once_and_no_other(self) -> None:
        world = sample_world(*self.MIXED)

        for path, resource in world.calendars().items():
            content = lines(resource.body)
            used = {part.split("TZID=")[1].split(":")[0] for part in content if ";TZID=" in part}
            declared = [part.removeprefix("TZID:") for part in content if part.startswith("TZID:")]

            assert used or not vevents(resource.body), path
            assert declared == sorted(used) or not used, path

    @pytest.mark.feed_rule(13)
    def test_a_feed_without_meetings_is_still_a_calendar_with_its_own_zone(self) -> None:
        body = feed(sample_world(), "cities/sofia.ics")

        assert vevents(body) == []
        assert [properties(block)["TZID"] for block in blocks(body, "VTIMEZONE")] == ["Europe/Sofia"]

    @pytest.mark.feed_rule(15)
    def test_a_meeting_by_utc_is_written_with_z(self) -> None:
        body = feed(sample_world(webinar("in-utc", "2026-03-06 09:00", "utc")), "programme.ics")

        assert vevents(body)[0]["DTSTART"] == "20260306T090000Z"

    @pytest.mark.feed_rule(18)
    def test_zones_are_right_from_two_years_back_to_three_years_ahead(self) -> None:
        publication = sample_world().state

        assert zone_span(publication.window, ()) == (date(2024, 1, 1), date(2029, 1, 31))

    @pytest.mark.feed_rule(18)
    def test_and_as_far_as_a_meeting_was_moved(self) -> None:
        window = sample_world().state.window
        moved = Stored.first(meeting("2032-05-05 10:00"), now("2026-01-07"), shown=True)

        assert zone_span(window, [moved])[1] == date(2032, 5, 5)


class TestHeader:
    def properties(self, path: str, **parts: Any) -> dict[str, str]:
        return dict(line.split(":", 1) for line in head(feed(sample_world(**parts), path)))

    @pytest.mark.feed_rule(9)
    def test_a_citys_feed_says_whose_it_is_in_its_language(self) -> None:
        properties = self.properties("cities/sofia.ics")

        assert properties["NAME"] == "Градове партньори: София"
        assert properties["X-WR-CALDESC"] == properties["DESCRIPTION"]
        assert properties["DESCRIPTION"].startswith("Календар на София в програмата „Градове партньори“")
        assert properties["X-WR-TIMEZONE"] == "Europe/Sofia"

    @pytest.mark.feed_rule(11)
    def test_it_names_its_own_address_with_its_language_also_where_the_language_is_left_out(self) -> None:
        properties = self.properties("cities/sofia.ics")

        assert properties["SOURCE;VALUE=URI"] == "https://calendar.example.org/feeds/cities/sofia.bg.ics"
        assert properties["URL"] == "https://calendar.example.org"

    @pytest.mark.feed_rule(11)
    def test_an_address_without_https_is_no_source(self) -> None:
        properties = self.properties("cities/sofia.ics", address="http://intranet.example.org")

        assert "SOURCE;VALUE=URI" not in properties
        assert properties["URL"] == "http://intranet.example.org"

    @pytest.mark.feed_rule(10)
    def test_clients_are_asked_to_come_back_every_hour(self) -> None:
        properties = self.properties("programme.ics")

        assert properties["REFRESH-INTERVAL;VALUE=DURATION"] == properties["X-PUBLISHED-TTL"] == "PT1H"


class TestPrivate:
    def body(self, *series: Series) -> bytes:
        """What a private reader gets as the feed of Sofia."""
        publication = sample_world(*series).state
        sofia = next(item for item in publication.feeds if item.id == "sofia")
        return write_feed(publication, sofia, "en", "private").body

    @pytest.mark.feed_rule(46)
    def test_a_private_feed_is_the_same_feed_for_another_reader(self) -> None:
        body = self.body(monthly("open", **ONE_MONTH), monthly("closed", **ONE_MONTH, visibility="private"))

        assert {event["SUMMARY"] for event in vevents(body)} == {"Open", "Closed"}

    @pytest.mark.feed_rule(46)
    def test_its_name_tells_it_apart(self) -> None:
        assert "NAME:City pairs: Sofia (private)" in head(self.body(monthly(**ONE_MONTH)))

    @pytest.mark.feed_rule(11)
    def test_it_does_not_name_an_address(self) -> None:
        """A client that follows SOURCE would end up in the public feed; the private address is a secret."""
        assert b"SOURCE" not in self.body(monthly(**ONE_MONTH))


class TestHeading:
    """A feed keeps the words in which it names itself until it changes."""

    @pytest.fixture
    def reworded(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
        """Words names and descriptions as another release would."""

        def reword() -> None:
            monkeypatch.setattr(
                "scheduler.publication.feeds.feed_bytes.calendar_name", lambda *_: "Another name"
            )
            monkeypatch.setattr(
                "scheduler.publication.feeds.feed_bytes.describe", lambda *_: "Another description"
            )

        return reword

    @pytest.mark.feed_rule(57)
    def test_a_new_release_changes_no_byte_until_the_feed_changes(self, reworded: Callable[[], None]) -> None:
        before, after = monthly(**ONE_MONTH), monthly(title="Talks", **ONE_MONTH)
        world = sample_world(before)
        calendars = world.calendars()
        reworded()
        assert world.calendars() == calendars

        world.apply(sample(after), now("2026-01-11 09:00"))

        for path, calendar in world.calendars().items():
            is_changed = b"SUMMARY:Talks" in calendar.body
            assert is_changed == (b"NAME:Another name" in calendar.body) == (calendar != calendars[path])

    @pytest.mark.feed_rule(57)
    def test_a_private_feed_keeps_its_name_too(self, reworded: Callable[[], None]) -> None:
        state = sample_world(monthly(**ONE_MONTH)).state
        sofia = next(feed for feed in state.feeds if feed.id == "sofia")
        before = write_feed(state, sofia, "en", "private").body
        reworded()

        assert write_feed(state, sofia, "en", "private").body == before

    @pytest.mark.feed_rule(57)
    def test_a_new_name_of_the_programme_is_told_at_once(self) -> None:
        world = sample_world(monthly(**ONE_MONTH))
        world.apply(sample(monthly(**ONE_MONTH), name=text("Twin cities")), now("2026-01-11 09:00"))

        assert b"NAME:Twin cities: Sofia\r\n" in feed(world, "cities/sofia.en.ics")
