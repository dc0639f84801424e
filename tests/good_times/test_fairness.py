"""The burden of a year adds up for each city and each series."""

from __future__ import annotations

from datetime import date

from scheduler.good_times.burden_shares import Fairness, weigh_fairness
from scheduler.programme.series import Series
from scheduler.timetable.date_programme import date_programme
from scheduler.timetable.holidays import NO_HOLIDAYS, Holidays
from scheduler.timetable.wall_times import to_local
from scheduler.timetable.workdays import Workdays
from support.programmes import (
    DUBLIN,
    SEOUL,
    change,
    monthly,
    programme,
    visit,
    webinar,
)

ODD_IN_WINTER = monthly("odd", pair="dublin-seoul", at="09:00", clock_of="dublin")
"""18:00 to 19:00 in Seoul from November to March, five times in 2027."""


def shared(*series: Series, known: Holidays = NO_HOLIDAYS) -> Fairness:
    """The fairness of 2027."""
    wanted = programme(*series)
    occurrences = [each.occurrence for each in date_programme(wanted, known, date(2027, 12, 31)).wanted]
    return weigh_fairness(
        [each for each in occurrences if each.timing.starts.year == 2027 and not each.cancelled],
        {each.identity: wanted.members(each) for each in series},
        Workdays(known, ()),
    )


def by_city(fairness: Fairness) -> dict[str, int]:
    """The burden of each city that meets."""
    return {share.city.id: share.burden for share in fairness.cities}


def test_the_city_with_the_late_hours_carries_the_burden() -> None:
    fairness = shared(ODD_IN_WINTER)

    assert by_city(fairness) == {"seoul": 300, "dublin": 0}
    assert (fairness.burden, fairness.spread) == (300, 300)
    assert [len(share.meetings) for share in fairness.cities] == [12, 12]
    carried = [meeting.occurrence.key for meeting in fairness.meetings if meeting.sides["seoul"].burden]
    assert carried == ["2027-01", "2027-02", "2027-03", "2027-11", "2027-12"]
    assert fairness.burden == sum(meeting.burden for meeting in fairness.meetings)


def test_hours_in_turn_would_share_it() -> None:
    [share] = shared(ODD_IN_WINTER).series

    assert [city.id for city in share.cities] == ["dublin", "seoul"]
    assert (share.burdens, share.spread) == ((0, 300), 300)
    assert share.rotation is not None
    assert share.rotation.burdens == (120, 180)
    assert [hour.clock for hour in share.rotation.hours] == [DUBLIN, SEOUL]


def test_turns_that_take_nothing_off_the_city_that_carries_most_are_not_proposed() -> None:
    """09:00 in Sofia is 16:00 in Sejong in winter, and 15:00 in summer: nobody carries anything."""
    [share] = shared(monthly("good", at="09:00")).series

    assert (share.burdens, share.rotation) == ((0, 0), None)


def test_where_one_hour_is_good_for_all_it_is_proposed_and_no_turns() -> None:
    """Turns would be better than 13:00 in Sofia, too, but 09:00 is as good in every month."""
    [share] = shared(monthly("late", at="13:00")).series

    assert share.hour is not None
    assert (f"{share.hour.at:%H:%M}", share.hour.clock.id, share.hour.burdens) == ("09:00", "sofia", (0, 0))
    assert share.rotation is None


def test_turns_that_cost_more_than_a_tenth_in_all_are_not_proposed() -> None:
    """09:00 is taken on the winter days of Dublin's turn; every other hour there costs both together more."""
    taken = [
        webinar(f"w{month}", f"2027-{month:02d}-{day} 09:00", "dublin", "seoul")
        for month, day in ((1, 20), (3, 17), (11, 17))
    ]

    [share] = shared(ODD_IN_WINTER, *taken).series

    assert (share.burdens, share.rotation) == ((0, 300), None)


def test_turns_avoid_the_other_meetings_of_their_cities() -> None:
    later = monthly("later", pair="dublin-seoul", at="10:00", clock_of="dublin")
    [alone] = shared(later).series
    assert alone.rotation is not None
    taken = [
        webinar(f"w{number}", f"{to_local(meeting.begin, SEOUL.zone):%Y-%m-%dT%H:%M}", "host", "seoul")
        for number, meeting in enumerate(alone.rotation.meetings)
    ]

    [share] = shared(later, *taken).series

    assert share.rotation is not None
    assert [hour.clashes for hour in share.rotation.hours] == [(), ()]
    assert share.rotation.hours != alone.rotation.hours


def test_a_meeting_that_takes_place_once_has_no_turns() -> None:
    [share] = shared(visit("night", "2027-03-03 23:00")).series

    assert share.burdens == (0, 90 * 5)
    assert share.rotation is None


def test_whole_days_and_cancelled_meetings_have_no_burden() -> None:
    cancelled = monthly("late", at="22:00", changes=(change("2027-01", cancel="no"),), until="2027-01")

    fairness = shared(visit("days", "2027-03-06", days=3), cancelled)

    assert (fairness.meetings, fairness.burden, fairness.spread) == ((), 0, 0)
