"""Which feeds show a meeting, and what happens if cities, pairs and ids come and go."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.findings.finding import FeedChange
from scheduler.plan.feed_changes import FeedsInLanguage, RenamedFeed
from scheduler.programme.members import Group, Pair, Theme
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.programme.texts import Text
from scheduler.state.revision import StepKind
from support.edits import FIRST, LATER
from support.programmes import (
    DUBLIN,
    LISBON,
    SEJONG,
    SEOUL,
    SOFIA,
    change,
    monthly,
    now,
    pair,
    programme,
    webinar,
)
from support.world import World, published

TRIO = (pair("sofia", "sejong", "lisbon", id="trio"),)
THREE = (SOFIA, SEJONG, LISBON)
TRAMS = Theme(id="trams", name=Text.plain("Trams"))
TALK = webinar("talk", "2026-12-10 15:00")
PAST_TALK = webinar("past", "2026-10-05 15:00")
DUO, OTHER_PAIR = pair("sofia", "sejong", id="trio"), pair("sofia", "seoul", id="sofia-sejong")
GONE = 410


def with_pair(members: Pair) -> Programme:
    return programme(monthly(pair="trio"), cities=THREE, pairs=(members,))


def status(world: World, path: str) -> int:
    return world.calendars()[f"/feeds/{path}"].status


class TestWhichFeed:
    @pytest.mark.parametrize(
        ("series", "feeds"),
        [
            pytest.param(monthly(), {"cities/sofia", "cities/sejong", "pairs/sofia-sejong"}, id="a meeting"),
            pytest.param(TALK, {"cities/sofia", "cities/sejong", "cities/dublin", "cities/seoul"}, id="for all: no pair"),
            pytest.param(
                webinar("talk", "2026-12-10 15:00", "host", "sofia-sejong", "dublin"),
                {"cities/sofia", "cities/sejong", "cities/dublin", "pairs/sofia-sejong"},
                id="for a pair and a city",
            ),
            pytest.param(webinar("talk", "2026-12-10 15:00", "host", "cluster"), {"cities/sofia", "cities/dublin"}, id="for a group"),
            pytest.param(monthly(themes=("trams",)), {"cities/sofia", "cities/sejong", "pairs/sofia-sejong", "themes/trams"}, id="with a theme"),
        ],
    )  # fmt: skip
    def test_everyone_concerned_and_the_programme(self, series: Series, feeds: set[str]) -> None:
        made = programme(series, themes=(TRAMS,), groups=(Group(id="cluster", cities=("sofia", "dublin")),))
        world = published(made, FIRST)
        uid = [*world.state.occurrences][-1]

        paths = {path for path, body in world.bodies().items() if uid.encode() in body and ".en." not in path}

        assert paths == {f"/feeds/{name}.ics" for name in (*feeds, "programme")}


class TestComingAndGoing:
    @pytest.mark.feed_rule(54)
    @pytest.mark.parametrize(
        ("before", "after", "feed", "shows", "hides"),
        [
            pytest.param(with_pair(*TRIO), with_pair(DUO), "lisbon", "monthly 2026-10", "monthly 2026-12", id="a city that leaves loses what is to come"),
            pytest.param(with_pair(DUO), with_pair(*TRIO), "lisbon", "monthly 2026-12", "monthly 2026-10", id="a city that joins gets no past"),
            pytest.param(programme(monthly()), programme(monthly(), pairs=(OTHER_PAIR,)), "sejong", "monthly 2026-10", "monthly 2026-12", id="so does the one whose place another takes"),
            pytest.param(programme(monthly()), programme(monthly(), pairs=(OTHER_PAIR,)), "seoul", "monthly 2026-12", "monthly 2026-10", id="and the other one"),
            pytest.param(programme(PAST_TALK, TALK, cities=(SOFIA, SEJONG), pairs=()), programme(PAST_TALK, TALK, cities=(SOFIA, SEJONG, DUBLIN), pairs=()), "dublin", "talk once", "past once", id="joining an audience gives no past webinar"),
            pytest.param(programme(monthly()), programme(monthly(changes=(change("2026-12", without=("sejong",)),))), "sejong", "monthly 2027-01", "monthly 2026-12", id="a city without one meeting"),
        ],
    )  # fmt: skip
    def test_a_city_has_what_is_to_come_while_it_takes_part(
        self, before: Programme, after: Programme, feed: str, shows: str, hides: str
    ) -> None:
        world = published(before, FIRST)

        plan = world.apply(after, LATER)

        assert {step.kind for step in plan.steps} == {StepKind.CHANGE}
        assert world.shows(f"cities/{feed}.ics", *shows.split())
        assert not world.shows(f"cities/{feed}.ics", *hides.split())
        for meeting in (shows, hides):
            assert "STATUS:CONFIRMED" in world.piece(*meeting.split())
            assert "SEQUENCE:0" in world.piece(*meeting.split())

    def test_the_feed_of_a_removed_city_goes_on_until_its_last_meeting_has_ended(self) -> None:
        """Its meetings are cancelled. The last of them was planned for 17 May 2028."""
        dublin_seoul = monthly("green", pair="dublin-seoul", clock_of="dublin")
        world = published(programme(monthly(), dublin_seoul), FIRST)
        rest: dict[str, Any] = {"cities": (SOFIA, SEJONG, SEOUL), "pairs": (pair("sofia", "sejong"),)}

        world.apply(programme(monthly(), **rest), LATER)

        assert status(world, "cities/dublin.ics") == 200
        assert world.shows("cities/dublin.ics", "green", "2026-12")
        assert "STATUS:CANCELLED" in world.piece("green", "2026-12")
        assert status(world, "pairs/dublin-seoul.ics") == 200

        world.apply(programme(monthly(), **rest), now("2028-05-17 09:00"))
        assert status(world, "cities/dublin.ics") == 200

        plan = world.apply(programme(monthly(), **rest), now("2028-05-17 10:00"))
        assert status(world, "cities/dublin.ics") == GONE
        assert status(world, "pairs/dublin-seoul.ics") == GONE
        assert status(world, "cities/seoul.ics") == 200
        assert plan.only_moves_on
        assert world.apply(programme(monthly(), **rest), now("2028-05-18 10:00")).is_empty

    def test_a_city_whose_meetings_go_on_without_it_is_gone_at_once_and_may_come_back(self) -> None:
        world = published(programme(TALK), FIRST)

        world.apply(programme(TALK, cities=(SOFIA, SEJONG, SEOUL), pairs=()), LATER)
        assert status(world, "cities/dublin.ics") == GONE
        assert "STATUS:CONFIRMED" in world.piece("talk")

        world.apply(programme(TALK), LATER)
        assert status(world, "cities/dublin.ics") == 200
        assert world.shows("cities/dublin.ics", "talk")


RENAMED_SOFIA = replace(SOFIA, id="sofia-city", formerly=("sofia",))
RENAMED_PAIR = pair("sofia-city", "sejong", id="trams", formerly=("sofia-sejong",))


def renamed(**how: Any) -> Programme:
    """Returns `programme(monthly())` with new ids for the series, the pair and the city."""
    return programme(
        monthly(
            "tuesdays",
            title="Monthly",
            **{"formerly": ("monthly",), "pair": "trams", "clock_of": "sofia-city"} | how,
        ),
        cities=(RENAMED_SOFIA, SEJONG, DUBLIN, SEOUL),
        pairs=(RENAMED_PAIR, pair("dublin", "seoul")),
    )


class TestFormerly:
    @pytest.mark.feed_rule(23)
    def test_keeps_every_uid_and_changes_nothing_that_is_shown(self) -> None:
        world = published(programme(monthly()), FIRST)
        before = dict(world.state.occurrences)
        body = world.feed("cities/sofia.en.ics")

        plan = world.apply(renamed(), LATER)

        assert plan.steps == ()
        assert world.state.occurrences == before
        assert world.feed("cities/sofia-city.en.ics") == world.feed("cities/sofia.en.ics") == body
        assert world.feed("pairs/trams.ics") == world.feed("pairs/sofia-sejong.ics")
        next_month = world.apply(renamed(), now("2026-12-02 08:00"))
        assert [step.after.series for step in next_month.steps] == ["monthly"]

    def test_may_list_several_ids_the_oldest_first(self) -> None:
        world = published(programme(monthly()), FIRST)
        world.apply(renamed(), LATER)
        before = dict(world.state.occurrences)

        third = renamed()
        series = replace(third.series["tuesdays"], id="third", formerly=("monthly", "tuesdays"))
        plan = world.apply(replace(third, series={"third": series}), LATER)

        assert plan.steps == ()
        assert world.state.occurrences == before

    def test_going_back_to_the_first_name_is_a_renaming_too(self) -> None:
        """The address in between stays as well: calendars ask for it."""
        world = published(programme(monthly()), FIRST)
        world.apply(renamed(), LATER)
        ids = renamed()
        back = programme(
            monthly(),
            cities=(replace(SOFIA, formerly=("sofia", RENAMED_SOFIA.id)), SEJONG, DUBLIN, SEOUL),
            pairs=tuple(
                replace(pair, id=pair.identity, formerly=(pair.identity, pair.id), cities=("sofia", "sejong"))
                if pair.formerly
                else pair
                for pair in ids.groups.values()
            ),
        )

        assert {problem.path[0] for problem in world.plan(programme(monthly()), LATER).problems} == {
            "cities",
            "pairs",
        }
        assert world.apply(back, LATER).steps == ()
        assert f"/feeds/cities/{RENAMED_SOFIA.id}.ics" in world.site().resources

    def test_a_later_id_must_stay_as_well(self) -> None:
        world = published(programme(monthly()), FIRST)
        world.apply(
            programme(monthly(), cities=(replace(SOFIA, formerly=("sofia", "sofya")), SEJONG, DUBLIN, SEOUL)),
            LATER,
        )

        (problem,) = world.plan(programme(monthly()), LATER).problems

        assert problem.message == (
            "it must keep sofya, or an address of 29 meetings would be gone; write `formerly: [sofia, sofya]`"
        )


class TestAThemeUnderANewId:
    def test_keeps_its_meetings_and_its_address(self) -> None:
        series = monthly(themes=("trams",))
        world = published(programme(series, themes=(TRAMS,)), FIRST)
        new = replace(TRAMS, id="rails", formerly=("trams",))

        plan = world.apply(programme(monthly(themes=("rails",)), themes=(new,)), LATER)

        assert plan.steps == ()
        assert plan.feed_changes == (RenamedFeed(old_name="themes/trams", name="themes/rails"),)
        assert world.feed("themes/rails.ics") == world.feed("themes/trams.ics")
        assert world.shows("themes/rails.ics", "monthly", "2026-12")


def of_language(*names: str) -> FeedsInLanguage:
    """The change of feeds whose plain addresses are in English now."""
    return FeedsInLanguage(names=names, old_language="bg", language="en")


class TestTheLanguageOfAPlainAddress:
    """`cities/sofia.ics` is in the first language of Sofia; feeds without one are in the programme's."""

    def changed_calendars(self, before: Programme, after: Programme) -> tuple[FeedChange, ...]:
        plan = published(before, FIRST).plan(after, LATER)
        assert plan.steps == ()
        assert not plan.only_moves_on
        return plan.feed_changes

    def test_of_a_city_is_listed_when_it_changes(self) -> None:
        languages = ("bg", "en")
        other = replace(SOFIA, languages=("en", "bg"))

        assert self.changed_calendars(
            programme(monthly(), languages=languages),
            programme(monthly(), languages=languages, cities=(other, SEJONG, DUBLIN, SEOUL)),
        ) == (of_language("cities/sofia"),)

    def test_of_all_that_follow_the_programme_is_listed_in_one_line(self) -> None:
        assert self.changed_calendars(
            programme(monthly(), languages=("bg", "en")), programme(monthly(), languages=("en", "bg"))
        ) == (
            of_language(
                "programme", "cities/sejong", "cities/seoul", "pairs/sofia-sejong", "pairs/dublin-seoul"
            ),
        )

    def test_that_stays_is_not_listed(self) -> None:
        assert (
            self.changed_calendars(
                programme(monthly()), programme(monthly(), name=Text.plain("Other"), languages=("en",))
            )
            == ()
        )


class TestDroppingIt:
    """29 meetings were published: January 2026 to May 2028."""

    def problems(self, made: Programme) -> dict[tuple[Any, ...], str]:
        world = published(programme(monthly()), FIRST)
        world.apply(renamed(), LATER)
        return {problem.path: problem.message for problem in world.plan(made, LATER).problems}

    @pytest.mark.parametrize(
        ("made", "path", "message"),
        [
            pytest.param(renamed(formerly=()), ("meetings", "tuesdays"), "it must begin with monthly, or 29 meetings would be published a second time; write `formerly: monthly`", id="series"),
            pytest.param(
                replace(renamed(), cities=renamed().cities | {"sofia-city": replace(RENAMED_SOFIA, formerly=())}), ("cities", "sofia-city"),
                "it must begin with sofia, or an address of 29 meetings would be gone; write `formerly: sofia`", id="city",
            ),
            pytest.param(
                replace(renamed(), groups=renamed().groups | {"trams": replace(RENAMED_PAIR, formerly=())}), ("pairs", "trams"),
                "it must begin with sofia-sejong, or an address of 29 meetings would be gone; write `formerly: sofia-sejong`", id="pair",
            ),
        ],
    )  # fmt: skip
    def test_counts_the_meetings(self, made: Programme, path: tuple[str, str], message: str) -> None:
        assert self.problems(made) == {(*path, "formerly"): message}

    @pytest.mark.parametrize(
        "formerly",
        [
            pytest.param(("tuesdays",), id="by writing only the last"),
            pytest.param(("tuesdays", "monthly"), id="by another order"),
        ],
    )
    def test_at_the_next_renaming(self, formerly: tuple[str, ...]) -> None:
        series = replace(renamed().series["tuesdays"], id="third", formerly=formerly)

        (problem,) = self.problems(replace(renamed(), series={"third": series})).values()

        assert problem == (
            "it must begin with monthly, or 29 meetings would be published a second time; "
            "write `formerly: [monthly, tuesdays]`"
        )

    def test_adding_it_late_would_double_what_the_new_id_published(self) -> None:
        world = published(programme(monthly()), FIRST)
        world.apply(programme(monthly("tuesdays")), LATER)

        (problem,) = world.plan(programme(monthly("tuesdays", formerly=("monthly",))), LATER).problems

        assert problem.message == (
            "tuesdays is published under this id already, and 29 meetings would be published "
            "a second time; leave formerly out"
        )

    def test_an_id_that_was_never_published_can_be_left_out(self) -> None:
        world = published(programme(monthly()), FIRST)
        made = programme(monthly(), cities=(replace(SOFIA, formerly=("serdica",)), SEJONG, DUBLIN, SEOUL))

        (problem,) = world.plan(made, LATER).problems

        assert problem.message == (
            "sofia is published under this id already, and an address of 29 meetings would be gone; "
            "leave formerly out"
        )

    def test_another_programme_in_the_same_store_is_refused(self) -> None:
        world = published(programme(monthly()), FIRST)

        (problem,) = world.plan(programme(monthly(), id="other"), LATER).problems

        assert problem.path == ("programme", "id")
        assert (
            problem.message
            == "Twincal's record here is of the programme cities; write `id: cities`, or use another database for other"
        )


def test_a_removed_webinar_leaves_the_theme_it_had_until_it_would_have_ended() -> None:
    talk = webinar("talk", "2026-12-10 15:00", themes=("trams",))
    world = published(programme(monthly(), talk, themes=(TRAMS,)), FIRST)

    world.apply(programme(monthly()), LATER)
    assert world.shows("themes/trams.ics", "talk")

    world.apply(programme(monthly()), now("2026-12-10 07:30"))
    assert status(world, "themes/trams.ics") == GONE
