"""A plan with a changed id but no `formerly` is refused (rule 8); similar plans pass."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.programme.members import Theme
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.programme.texts import Text
from scheduler.state.revision import StepKind
from support.edits import FIRST, LATER, reasons, reasons_of
from support.programmes import (
    DUBLIN,
    LISBON,
    SECOND_TUESDAY,
    SEJONG,
    SEOUL,
    SOFIA,
    WED,
    change,
    extra,
    monthly,
    pair,
    programme,
    visit,
    webinar,
    weekly,
)
from support.world import published

OTHER = monthly("other", pair="dublin-seoul", clock_of="dublin")
TALK = webinar("talk", "2027-02-10 09:00", title="Trams")
VISIT = visit("visit", "2027-03-03 17:00")


def replaced(old: Series, new: Series) -> tuple[str, ...]:
    """The reasons besides that of cities which lose their last meeting."""
    found = reasons(programme(OTHER, old), programme(OTHER, new))
    return tuple(reason for reason in found if "every coming meeting away" not in reason)


class TestASeries:
    @pytest.mark.parametrize(
        ("old", "new", "section"),
        [
            pytest.param(monthly(), monthly("new", title="Monthly"), "meetings", id="recurring"),
            pytest.param(monthly(), monthly("new", title="Trams and rivers"), "meetings", id="and another title"),
            pytest.param(monthly(), monthly("new", begins="2027-03"), "meetings", id="and a later first month"),
            pytest.param(
                monthly(), monthly("new", changes=(change("2026-12", "2026-12-17"),)), "meetings", id="and one that moves"
            ),
            pytest.param(
                monthly(extras=(extra("trams", "2026-12-01 10:00"),)),
                monthly("new", extras=(extra("trams", "2026-12-01 10:00"),)),
                "meetings",
                id="with extras",
            ),
            pytest.param(TALK, replace(TALK, id="new"), "webinars", id="webinar"),
            pytest.param(TALK, webinar("new", "2027-02-10 09:00", title="Parks"), "webinars", id="webinar with another title"),
            pytest.param(VISIT, replace(VISIT, id="new"), "meetings", id="visit"),
        ],
    )  # fmt: skip
    def test_is_refused_with_the_line_to_write(self, old: Series, new: Series, section: str) -> None:
        (reason,) = replaced(old, new)

        assert reason.startswith(f"new looks like {old.id} under a new id: ")
        assert reason.endswith(f"; write `formerly: {old.id}` below `{section}: new:`")

    def test_of_which_everything_is_over(self) -> None:
        """Nothing is cancelled, but every calendar would show the past twice."""
        held = webinar("held", "2026-11-10 09:00")

        (reason,) = replaced(held, replace(held, id="new"))

        assert reason == (
            "new looks like held under a new id: calendars would show 1 meeting twice; "
            "write `formerly: held` below `webinars: new:`"
        )

    def test_that_had_another_id_before_needs_both(self) -> None:
        second = monthly("second", title="Monthly", formerly=("monthly",))
        world = published(programme(OTHER, monthly()), FIRST)
        world.apply(programme(OTHER, second), FIRST)
        third = monthly("third", title="Monthly")

        (reason,) = reasons_of(world.plan(programme(OTHER, third), LATER))

        assert "third looks like second under a new id" in reason
        assert "write `formerly: [monthly, second]` below" in reason
        cured = world.plan(programme(OTHER, replace(third, formerly=("monthly", "second"))), LATER)
        assert (cured.problems, cured.refusals) == ((), ())
        assert all(step.before is not None for step in cured.steps)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            pytest.param(monthly(), monthly("new", title="Monthly"), id="recurring"),
            pytest.param(TALK, replace(TALK, id="new"), id="webinar"),
        ],
    )
    def test_is_found_also_if_the_old_id_left_one_revision_earlier(self, old: Series, new: Series) -> None:
        world = published(programme(OTHER, old), FIRST)
        world.apply(programme(OTHER), FIRST)

        (reason,) = reasons_of(world.plan(programme(OTHER, new), LATER))

        assert f"new looks like {old.id} under a new id: " in reason
        assert "calendars would show " in reason

        reinstated = world.apply(programme(OTHER, replace(new, formerly=(old.id,))), LATER)
        assert {step.kind for step in reinstated.steps} == {StepKind.REINSTATE}

    def test_a_second_rename_names_the_id_that_is_live(self) -> None:
        """The first rename was allowed, so both earlier ids look like the new one."""
        world = published(programme(OTHER, monthly()), FIRST)
        world.apply(programme(OTHER, monthly("second")), FIRST)
        third = monthly("third")

        (reason,) = reasons_of(world.plan(programme(OTHER, third), LATER))
        back = world.plan(programme(OTHER, replace(third, formerly=("monthly",))), LATER)

        assert reason.startswith("third looks like second under a new id: ")
        assert reason.endswith("write `formerly: second` below `meetings: third:`")
        assert back.refusals == ()
        assert Counter(step.kind for step in back.steps) == {StepKind.CANCEL: 18, StepKind.REINSTATE: 18}

    def test_each_of_two_finds_its_own(self) -> None:
        first, second = monthly("first"), monthly("second", at="14:00")
        new = (replace(first, id="new-first"), replace(second, id="new-second"))

        stopped_by = reasons(programme(OTHER, first, second), programme(OTHER, *new))

        assert [reason.partition(" under")[0] for reason in stopped_by] == [
            "new-first looks like first",
            "new-second looks like second",
        ]

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            pytest.param(
                monthly(title="Talks"),
                monthly("new", title="Talks", pair="dublin-seoul", clock_of="sofia"),
                id="another pair, the same hour and title",
            ),
            pytest.param(
                monthly(title="Talks", begins="2026-06"),
                monthly("new", title="Talks", begins="2026-06-03", every=weekly(WED, 1, "2026-06-03")),
                id="weekly, whose keys cannot carry over",
            ),
            pytest.param(TALK, webinar("new", "2027-02-10 09:00", "host", "sofia", "dublin", title="Trams"), id="other cities"),
            pytest.param(TALK, visit("new", "2027-02-10 09:00", title="Trams", place="Depot"), id="a visit in place of a webinar"),
            pytest.param(
                webinar("held", "2026-11-10 09:00", title="Open hour"),
                webinar("new", "2027-01-12 09:00", title="Open hour"),
                id="what is over gives way to the next of its kind",
            ),
        ],
    )  # fmt: skip
    def test_another_one_instead_passes(self, old: Series, new: Series) -> None:
        assert replaced(old, new) == ()

    @pytest.mark.parametrize(
        ("old", "new", "section", "repeated"),
        [
            pytest.param(monthly(), monthly("new", title="Monthly"), "meetings", "18 meetings", id="recurring"),
            pytest.param(TALK, replace(TALK, id="new"), "webinars", "1 meeting", id="webinar"),
            pytest.param(VISIT, replace(VISIT, id="new"), "meetings", "1 meeting", id="visit"),
        ],
    )  # fmt: skip
    def test_a_copy_beside_it_is_refused(self, old: Series, new: Series, section: str, repeated: str) -> None:
        """The next revision might take the old id out, and nothing would look renamed."""
        (reason,) = reasons(programme(OTHER, old), programme(OTHER, old, new))

        assert reason == (
            f"new has the title, cities and hours of {old.id}: calendars would show {repeated} twice; if it is "
            f"{old.id} under a new id, take {old.id} out, and write `formerly: {old.id}` below `{section}: new:`"
        )

    def test_a_copy_in_place_of_one_that_ends_is_refused(self) -> None:
        """Everybody would see these meetings cancelled, and again."""
        ends, goes_on = monthly(until="2026-12"), monthly("new", title="Monthly", begins="2027-01")

        (reason,) = reasons(programme(OTHER, monthly()), programme(OTHER, ends, goes_on))

        assert reason.startswith("new has the title, cities and hours of monthly: ")

    @pytest.mark.parametrize(
        "new",
        [
            pytest.param(monthly("new", title="Monthly", at="14:00"), id="at another hour"),
            pytest.param(monthly("new", title="Monthly", every=weekly(WED, 1, "2026-01-07")), id="more often"),
            pytest.param(monthly("new", title="Monthly", pair="dublin-seoul", clock_of="sofia"), id="of other cities"),
            pytest.param(monthly("new", title="Experts"), id="side by side"),
        ],
    )  # fmt: skip
    def test_one_like_it_beside_it_passes(self, new: Series) -> None:
        assert reasons(programme(OTHER, monthly()), programme(OTHER, monthly(), new)) == ()

    def test_put_back_after_it_was_taken_out_passes(self) -> None:
        world = published(programme(OTHER, monthly()), FIRST)
        world.apply(programme(OTHER), FIRST)

        assert world.plan(programme(OTHER, monthly()), LATER).refusals == ()


TRAMS = Theme(id="trams", name=Text.of({"en": "Trams", "bg": "Трамваи"}))


def with_ids(series: str = "sofia", **parts: Any) -> Programme:
    """Returns one meeting of Sofia and Sejong about trams, with the given ids."""
    defaults = {"cities": (SOFIA, SEJONG, DUBLIN, SEOUL), "themes": (TRAMS,)}
    return programme(monthly(pair=parts.pop("pair", "sofia-sejong"), clock_of=series), **(defaults | parts))


class TestWhatHasAFeed:
    def test_a_city(self) -> None:
        new = replace(SOFIA, id="sofia-city")
        pairs = (pair("sofia-city", "sejong", id="sofia-sejong"), pair("dublin", "seoul"))

        (reason,) = reasons(
            with_ids(), with_ids("sofia-city", cities=(new, SEJONG, DUBLIN, SEOUL), pairs=pairs)
        )

        assert reason == (
            "the city sofia-city looks like sofia under a new id: calendars that read /feeds/cities/sofia.ics "
            "would lose their address; write `formerly: sofia` below `cities: sofia-city:`"
        )

    def test_a_theme_also_if_the_old_id_left_one_revision_earlier(self) -> None:
        rails = with_ids(themes=(Theme(id="rails", name=Text.plain("Trams")),))
        world = published(with_ids(), FIRST)
        (at_once,) = reasons_of(world.plan(rails, LATER))
        world.apply(with_ids(themes=()), FIRST)

        (later,) = reasons_of(world.plan(rails, LATER))

        looks = "the theme rails looks like trams under a new id: calendars that read /feeds/themes/trams.ics"
        cure = "lost their address; write `formerly: trams` below `themes: rails:`"
        assert (at_once, later) == (f"{looks} would lose {cure[5:]}", f"{looks} have {cure}")

    @pytest.mark.parametrize("name", [None, Text.plain("Two cities")])
    def test_a_pair_by_its_cities(self, name: Text | None) -> None:
        pairs = (pair("sejong", "sofia", id="both", name=name), pair("dublin", "seoul"))

        (reason,) = reasons(with_ids(), with_ids(pair="both", pairs=pairs))

        assert reason.startswith("the pair both looks like sofia-sejong under a new id: ")
        assert reason.endswith("write `formerly: sofia-sejong` below `pairs: both:`")

    @pytest.mark.parametrize("count", [1, 3])
    def test_a_theme_with_a_new_name_by_its_meetings(self, count: int) -> None:
        def with_theme(theme: Theme) -> Programme:
            series = (monthly(f"m{number}", themes=(theme.id,)) for number in range(count))
            return programme(*series, themes=(theme,))

        (reason,) = reasons(with_theme(TRAMS), with_theme(Theme(id="rails", name=Text.plain("Railways"))))

        assert reason.startswith("the theme rails looks like trams under a new id: ")

    def test_a_pair_that_also_gets_a_city_by_its_meetings(self) -> None:
        pairs = (pair("sofia", "sejong", "dublin", id="trio"), pair("dublin", "seoul"))

        (reason,) = reasons(with_ids(), with_ids(pair="trio", pairs=pairs))

        assert reason.startswith("the pair trio looks like sofia-sejong under a new id: ")

    def test_that_had_another_id_before_needs_all_of_them(self) -> None:
        second = replace(TRAMS, id="rails", formerly=("trams",))
        world = published(with_ids(), FIRST)
        world.apply(with_ids(themes=(second,)), FIRST)

        (reason,) = reasons_of(world.plan(with_ids(themes=(replace(TRAMS, id="third"),)), LATER))

        assert "write `formerly: [trams, rails]` below `themes: third:`" in reason

    @pytest.mark.parametrize(
        "after",
        [
            pytest.param(with_ids(themes=(Theme(id="parks", name=Text.plain("Parks")),)), id="another theme instead"),
            pytest.param(with_ids(themes=()), id="a theme less"),
            pytest.param(with_ids(themes=(replace(TRAMS, id="rails", formerly=("trams",)),)), id="with `formerly`"),
        ],
    )  # fmt: skip
    def test_other_changes_pass(self, after: Programme) -> None:
        assert reasons(with_ids(), after) == ()

    def test_another_partner_makes_another_pair(self) -> None:
        pairs = (pair("sofia", "dublin", id="new"), pair("dublin", "seoul"))

        assert reasons(programme(monthly(), TALK), programme(monthly(pair="new"), TALK, pairs=pairs)) == ()

    def test_a_city_with_a_new_name_as_well_is_refused_without_the_line(self) -> None:
        stolichna = replace(SOFIA, id="stolichna", name=Text.plain("Stolichna"))
        pairs = (pair("stolichna", "sejong", id="sofia-sejong"), pair("dublin", "seoul"))

        assert reasons(
            with_ids(), with_ids("stolichna", cities=(stolichna, SEJONG, DUBLIN, SEOUL), pairs=pairs)
        ) == ("it would take every coming meeting away from sofia",)


def test_ids_that_are_replaced_everywhere_are_found_in_two_runs() -> None:
    """The meetings of a series are the same only when its cities are known again."""

    def named(city: str, *formerly: str, **series: Any) -> Programme:
        pairs = (
            pair("sofia", city, id=f"sofia-{city}", formerly=tuple(f"sofia-{each}" for each in formerly)),
            pair("dublin", "seoul"),
        )
        meetings = monthly(f"{city}-monthly", title="Monthly", pair=f"sofia-{city}", **series)
        return programme(
            OTHER,
            meetings,
            cities=(SOFIA, replace(SEJONG, id=city, formerly=formerly), DUBLIN, SEOUL),
            pairs=pairs,
        )

    world = published(named("sejong"), FIRST)

    first, second = (reasons_of(world.plan(named("sejong-city", *each), LATER)) for each in ((), ("sejong",)))
    cured = world.plan(named("sejong-city", "sejong", formerly=("sejong-monthly",)), LATER)

    assert [each.partition(":")[0] for each in first] == [
        "the city sejong-city looks like sejong under a new id",
        "the pair sofia-sejong-city looks like sofia-sejong under a new id",
    ]
    assert [each.partition(":")[0] for each in second] == [
        "sejong-city-monthly looks like sejong-monthly under a new id"
    ]
    assert (cured.refusals, cured.steps) == ((), ())


@pytest.mark.parametrize(
    ("old", "new", "steps"),
    [
        pytest.param(monthly(), monthly("new", title="Monthly", at="11:00"), (18, 29), id="and the hour"),
        pytest.param(monthly(), monthly("new", title="Monthly", every=SECOND_TUESDAY), (18, 29), id="and the rule"),
        pytest.param(monthly(), monthly("new", title="Monthly", pair="trio"), (18, 29), id="and the cities"),
        pytest.param(monthly(), monthly("new", title="Monthly", until="2027-06"), (18, 18), id="and its length"),
        pytest.param(TALK, webinar("new", "2027-02-17 09:00", title="Trams"), (1, 1), id="and the day of a webinar"),
    ],
)  # fmt: skip
def test_an_id_that_changes_together_with_something_else_is_another_series(
    old: Series, new: Series, steps: tuple[int, int]
) -> None:
    """The plan shows what it cancels and adds, and asks; beyond the limit it is refused as too large."""
    parts = {
        "cities": (SOFIA, SEJONG, DUBLIN, SEOUL, LISBON),
        "pairs": (
            pair("sofia", "sejong"),
            pair("dublin", "seoul"),
            pair("sofia", "sejong", "lisbon", id="trio"),
        ),
    }
    others = (OTHER, monthly("third", at="16:00"))

    plan = published(programme(*others, old, **parts), FIRST).plan(programme(*others, new, **parts), LATER)

    assert plan.refusals == ()
    counts = Counter(step.kind for step in plan.steps)
    assert counts == {StepKind.CANCEL: steps[0], StepKind.ADD: steps[1]}


def test_an_extra_meeting_with_another_id() -> None:
    def with_extra(id: str, starts: str = "2026-12-03 09:00") -> Programme:
        return programme(monthly(extras=(extra(id, starts),)))

    assert reasons(with_extra("workshop"), with_extra("trams")) == (
        "the extra meeting trams of monthly looks like workshop under a new id: "
        "calendars would show it cancelled, and published anew; keep the id `workshop`",
    )
    assert reasons(with_extra("workshop"), with_extra("trams", "2026-12-04 09:00")) == ()
    assert reasons(with_extra("workshop", "2026-10-01 09:00"), with_extra("trams", "2026-10-01 09:00")) == ()
