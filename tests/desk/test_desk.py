"""The desk shows what waits and what comes, and makes the edits of the commands, after their plan was seen."""

from __future__ import annotations

import html
import re
import shlex
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest

from desk.conftest import PROGRAMME, SOFIA_SEJONG, WEBINAR, Visitor, hidden, words
from scheduler.busy.busy_times import BusyCopy, key_of, read_copies, write_copies
from scheduler.configuration import read
from scheduler.desk.forms import FORMS
from scheduler.desk.visit import ANOTHER_WRITES
from scheduler.programme.spans import TimeSpan
from scheduler.publication.site import build_site
from scheduler.store import open_store
from support.rights import rights_to_read
from support.shell import Shell
from support.small_programme import webinar

MEETING = "monthly/2026-12"
MOVE = {
    "do": "move",
    "meeting": MEETING,
    "day": "2026-12-17",
    "time": "11:00",
    "clock": "sofia",
    "reason": "No room",
}


def test_the_first_page_has_the_meetings_of_this_week_and_the_next(visitor: Visitor) -> None:
    shown = words(visitor.get(""))

    assert "Green roofs" in shown
    assert "Thursday 3 December Green roofs 09:00 Sofia = 16:00 Sejong" in shown
    assert "Talks" not in shown, "7 December is in the week after"


def test_lists_are_those_of_the_public_pages_and_lead_to_the_desk(visitor: Visitor) -> None:
    early = replace(visitor, now=datetime(2026, 11, 3, tzinfo=UTC))

    assert "Green roofs" not in words(early.get("")), "it is in a month"
    assert 'href="meeting?name=green-roofs/once"' in early.get("webinars").body
    assert 'href="calendar?name=cities/sofia"' in early.get("cities").body
    assert 'href="calendar?name=pairs/sofia-sejong"' in early.get("pairs").body


def test_a_meeting_of_several_days_has_its_first_and_its_last_day(visitor: Visitor, shell: Shell) -> None:
    stay = "  stay:\n    pair: sofia-sejong\n    title: Stay\n    starts: 2026-11-30\n    days: 3\n    clock: sofia\n"
    shell.write(PROGRAMME + stay + WEBINAR)
    shell.apply()

    assert "Stay (Sofia–Sejong) Mon 30 Nov – Wed 2 Dec, all day" in words(visitor.get(""))


def test_a_change_that_no_calendar_shows_is_not_promised_to_subscribers(
    visitor: Visitor, shell: Shell
) -> None:
    answer = shell.apply("--allow", "clock", now="2027-06-01T09:00:00Z")
    assert answer.code == 0, answer
    later = replace(visitor, now=datetime(2027, 6, 1, 9, tzinfo=UTC))
    past = later.publish(do="change", meeting="green-roofs/once", place="Town hall")
    coming = later.publish(do="change", meeting="monthly/2027-07", place="Town hall")
    done = [parse_qs(urlsplit(each.location).query)["done"][0] for each in (past, coming)]

    assert "No calendar shows it" in words(later.get("history", done=done[0]))
    assert "Calendars show it when they look next" in words(later.get("history", done=done[1]))


def test_a_move_publishes_what_the_plan_has_shown(visitor: Visitor, shell: Shell) -> None:
    plan = visitor.post("plan", **MOVE)

    said = words(plan)
    assert "Moved Wed 16 Dec, 10:00 Sofia = 17:00 Sejong → Thu 17 Dec, 11:00 Sofia = 18:00 Sejong" in said
    assert said.count("10:00 Sofia") == 1, "a meeting is told once"
    assert "move_to: 2026-12-17 11:00" in words(plan)
    assert "move_to" not in shell.read(), "nothing is written before it is published"

    assert visitor.post("publish", **hidden(plan)).location == f"meeting?name={MEETING}&done=2"
    assert "Help desk · change 2" in words(visitor.get("history"))
    assert "move_to: 2026-12-17 11:00" in shell.read()


def test_the_bytes_are_those_of_the_command(visitor: Visitor, shell: Shell, tmp_path: Path) -> None:
    other = Shell(tmp_path / "other")
    other.folder.mkdir()
    other.write(shell.read())
    other.apply()

    visitor.publish(**MOVE)
    answer = other.run(
        "move", MEETING, "2026-12-17 11:00", "--reason", "No room", "--yes", "--config", str(other.config)
    )

    assert answer.code == 0
    assert shell.read() == other.read()


def test_an_hour_is_on_the_clock_that_the_form_names(visitor: Visitor, shell: Shell) -> None:
    visitor.publish(**{**MOVE, "time": "18:00", "clock": "sejong"})

    assert "move_to: 2026-12-17 11:00" in shell.read()


def test_a_visit_of_whole_days_moves_without_an_hour(visitor: Visitor, shell: Shell) -> None:
    visit = {"do": "add-single", "of": "pairs/sofia-sejong", "id": "tour", "title": "Tour", "days": "2"}
    visitor.publish(**visit, starts="2027-02-08", clock="sejong")

    form = visitor.get("edit", do="move", meeting="tour/once")
    assert 'type="time" value=""' in form.body
    visitor.publish(do="move", meeting="tour/once", day="2027-02-15", time="", clock="sejong")

    assert "starts: 2027-02-15\n" in shell.read()


def test_the_title_to_change_is_that_of_the_first_language(visitor: Visitor, shell: Shell) -> None:
    shell.edit(("    - en\n", "    - bg\n    - en\n"), ("title: Monthly", "title: {bg: Среща, en: Monthly}"))
    shell.apply("--allow", "large")

    assert 'value="Среща"' in visitor.get("edit", do="change-series", series="monthly").body
    assert 'placeholder="Среща"' in visitor.get("edit", do="change", meeting=MEETING).body


def test_one_more_meeting_is_on_the_clock_that_the_form_names(visitor: Visitor, shell: Shell) -> None:
    """Those of the series may take turns, or have another clock by then."""
    shell.edit(
        (
            '    at: "10:00"\n    clock: sofia\n',
            "    at: {sofia: 10:00, sejong: 17:00}\n    clock: alternate\n",
        )
    )
    shell.apply("--allow", "large")

    visitor.publish(do="extra", series="monthly", id="tour", starts="2027-02-09\n10:00", clock="sejong")

    tour = next(
        each.occurrence for each in shell.state().occurrences.values() if each.occurrence.key == "extra.tour"
    )
    assert tour.timing.begin_utc == datetime(2027, 2, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ({"do": "cancel", "meeting": MEETING, "reason": "Elections"}, "cancel: Elections"),
        ({"do": "change", "meeting": MEETING, "title": "Trams"}, "title: Trams"),
        ({"do": "change", "meeting": MEETING, "place": "City hall"}, "place: City hall"),
        ({"do": "change", "meeting": MEETING, "place": " City hall "}, "place: City hall\n"),
        ({"do": "change", "meeting": MEETING, "duration": "90 min"}, "duration: 90 min"),
        ({"do": "attach", "meeting": "monthly/2026-11", "label": "minutes", "url": "https://example.org/m"}, "minutes: https://example.org/m"),
        ({"do": "change", "meeting": MEETING, "status": "tentative"}, "status: tentative"),
        ({"do": "change", "meeting": "monthly/2026-11", "present": "12"}, "present: 12"),
        ({"do": "change", "meeting": "monthly/2026-11", "held": "no"}, "held: no"),
        ({"do": "extra", "series": "monthly", "id": "tour", "starts": "2027-02-09\n10:00", "clock": "sofia"}, "tour:"),
        ({"do": "change-series", "series": "monthly", "counts_from": "2027-02", "every": "second Tuesday"}, "every: second Tuesday"),
        ({"do": "break", "series": "monthly", "first": "2027-02-01", "last": "2027-02-28", "reason": "Elections"}, "cancel: Elections"),
        ({"do": "change-series", "series": "monthly", "title": "Trams"}, "title: Trams"),
        ({"do": "change-series", "series": "monthly", "place": "City hall"}, "place: City hall"),
        ({"do": "add-monthly", "of": "pairs/dublin-sejong", "id": "more", "title": "More", "every": "second Tuesday", "at": "09:00", "clock": "dublin", "duration": "60 min", "from": "2027-01"}, "pair: dublin-sejong\n    title: More"),
        ({"do": "change-city", "of": "cities/sofia", "office_hours": "08:00-17:00"}, "office_hours:"),
        ({"do": "rename", "of": "cities/sofia", "id": "serdica"}, "formerly: sofia"),
        ({"do": "add-webinar", "id": "trams", "title": "Trams", "starts": "2027-02-09\n10:00", "clock": "dublin", "duration": "60 min"}, "clock: dublin"),
        ({"do": "add-city", "id": "turin", "name": "Turin", "country": "IT"}, "timezone: Europe/Rome"),
        ({"do": "add-single", "of": "pairs/dublin-sejong", "id": "visit", "title": "Visit", "starts": "2027-02-09\n10:00", "clock": "dublin", "duration": "90 min"}, "pair: dublin-sejong\n    title: Visit"),
        ({"do": "rename-group", "of": "pairs/dublin-sejong", "id": "sejong-dublin"}, "formerly: dublin-sejong"),
        ({"do": "rename-series", "series": "talks", "id": "calls"}, "formerly: talks"),
        ({"do": "add-group", "id": "three", "name": "", "cities": "sofia\ndublin\nsejong"}, "three:"),
        ({"do": "add-pair", "id": "sofia-dublin", "cities": "sofia\ndublin"}, "sofia-dublin:"),
    ],
)  # fmt: skip
def test_every_form_makes_its_edit(visitor: Visitor, shell: Shell, form: dict[str, str], text: str) -> None:
    assert visitor.get("edit", **form).status == 200

    plan = visitor.post("plan", **form)
    done = visitor.post("publish", **hidden(plan)).location
    assert done.endswith("done=2"), words(plan)
    shown = visitor.get(done.partition("?")[0], **dict(parse_qsl(urlsplit(done).query)))
    assert "Published as change 2." in words(shown)
    assert text in shell.read()


ADDED = {
    "monthly": (
        {"do": "add-monthly", "of": "pairs/dublin-sejong", "id": "more", "title": "More", "every": "second Tuesday", "at": "09:00", "clock": "dublin", "duration": "60 min", "from": "2027-01", "until": "2028-01", "on_holiday": "skip", "themes": "trams", "place": "City hall", "join.url": "https://meet.example.org/r"},
        "add meeting more --pair dublin-sejong --title More --every 'second Tuesday' --at 09:00 --clock dublin --duration '60 min' --from 2027-01 --until 2028-01 --on-holiday skip --theme trams --place 'City hall' --join https://meet.example.org/r",
    ),
    "visit": (
        {"do": "add-single", "of": "pairs/dublin-sejong", "id": "more", "title": "More", "starts": "2027-02-09", "days": "3", "clock": "dublin", "themes": "trams"},
        "add meeting more --pair dublin-sejong --title More --starts 2027-02-09 --days 3 --clock dublin --theme trams",
    ),
    "webinar": (
        {"do": "add-webinar", "id": "more", "title": "More", "starts": "2027-02-09\n10:00", "clock": "dublin", "duration": "60 min", "audience": "sofia\ndublin-sejong", "themes": "trams", "registration": "https://example.org/r", "join.url": "https://meet.example.org/r", "join.public": "true", "status": "tentative"},
        "add webinar more '2027-02-09 10:00' --title More --clock dublin --duration '60 min' --audience sofia --audience dublin-sejong --theme trams --registration https://example.org/r --join https://meet.example.org/r --join-public --tentative",
    ),
    "extra": (
        {"do": "extra", "series": "monthly", "id": "tour", "starts": "2027-02-09\n10:00", "themes": "trams", "join.url": "https://meet.example.org/r"},
        "extra monthly/tour '2027-02-09 10:00' --theme trams --join https://meet.example.org/r",
    ),
    "rule": (
        {"do": "change-series", "series": "monthly", "counts_from": "2027-02", "every": "second Tuesday", "at": "17:00", "clock": "sejong", "duration": "90 min"},
        "rule monthly --from 2027-02 --every 'second Tuesday' --at 17:00 --clock sejong --duration '90 min'",
    ),
    "pause": (
        {"do": "break", "series": "monthly", "first": "2027-02-01", "last": "2027-02-28", "reason": ""},
        "break monthly --from 2027-02-01 --to 2027-02-28",
    ),
    "theme": ({"do": "change-theme", "of": "themes/trams", "name": "Tram"}, "set trams name Tram"),
    "list": (
        {"do": "change-city", "of": "cities/sofia", "contacts": "office@sofia.example, twin@sofia.example"},
        "set sofia contacts office@sofia.example twin@sofia.example",
    ),
    "present": (
        {"do": "change", "meeting": "monthly/2026-11", "present": "12"},
        "set monthly/2026-11 present 12",
    ),
    "held": (
        {"do": "change", "meeting": "monthly/2026-11", "held": "no"},
        "set monthly/2026-11 held no",
    ),
    "programme": (
        {"do": "change-programme", "host.url": "https://example.org"},
        "set programme host.url https://example.org",
    ),
    "title": (
        {"do": "change", "meeting": MEETING, "title.bg": "Трамваи"},
        f"retitle {MEETING} Трамваи --language bg",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("form", "typed"), ADDED.values(), ids=ADDED)
def test_every_field_writes_what_the_option_of_the_command_writes(
    visitor: Visitor, shell: Shell, tmp_path: Path, form: dict[str, str], typed: str
) -> None:
    shell.edit(
        ("    - en\n", "    - en\n    - bg\n"), ("pairs:\n", "themes:\n  trams:\n    name: Trams\npairs:\n")
    )
    shell.apply()
    other = Shell(tmp_path / "other")
    other.folder.mkdir()
    other.write(shell.read())
    other.apply()
    assert visitor.get("edit", **form).status == 200

    plan = visitor.post("plan", **form)
    assert visitor.post("publish", **hidden(plan)).location, words(plan)
    assert other.run(*shlex.split(typed), "--yes", "--config", str(other.config)).code == 0

    assert shell.read() == other.read()


def test_a_form_offers_the_languages_themes_and_keys_that_there_are(visitor: Visitor, shell: Shell) -> None:
    shell.edit(
        ("    - en\n", "    - en\n    - bg\n"), ("    title: Talks\n", "    title: {en: Talks, bg: Беседи}\n")
    )
    shell.apply()

    meeting = visitor.get("edit", do="change", meeting=MEETING).body
    assert (
        'id="title" name="title" aria-describedby="title-hint" value="" lang="en" placeholder="Monthly"'
        in meeting
    )
    talks = visitor.get("edit", do="change-series", series="talks").body
    assert 'name="title" value="Talks" lang="en"' in talks
    assert 'name="title.bg" value="Беседи" lang="bg"' in talks
    assert "Title (Bulgarian)" in words(visitor.get("edit", do="change-series", series="talks"))
    webinar = visitor.get("edit", do="add-webinar").body
    assert 'type="checkbox" name="audience" value="sofia-sejong"> Sofia–Sejong' in webinar
    assert 'name="join.url"' in webinar


def test_a_new_city_does_not_lead_to_a_page_named_by_its_title(visitor: Visitor) -> None:
    done = visitor.publish(do="add-city", id="turin", name="Turin", country="IT")
    assert done.location == "calendar?name=cities/turin&done=2"


def test_a_webinar_can_be_removed_and_get_another_short_name(visitor: Visitor, shell: Shell) -> None:
    page = visitor.get("meeting", name="green-roofs/once").body

    assert "edit?do=rename-series&amp;series=green-roofs" in page
    assert "edit?do=remove-series&amp;series=green-roofs" in page
    visitor.publish(do="remove-series", series="green-roofs")
    assert "green-roofs" not in shell.read()


def test_pages_of_cities_and_meetings_lead_to_the_pair(visitor: Visitor) -> None:
    for page in (visitor.get("calendar", name="cities/sofia"), visitor.get("meeting", name=MEETING)):
        assert 'href="calendar?name=pairs/sofia-sejong"' in page.body


def test_changes_of_a_pair_and_of_its_series_have_the_name_of_what_they_change(visitor: Visitor) -> None:
    visitor.publish(do="add-pair", id="sofia-dublin", cities="sofia\ndublin")

    pair = words(visitor.get("calendar", name="pairs/dublin-sejong"))
    for thing in ("Dublin–Sejong", "Talks"):
        assert f"More changes of {thing}" in pair
        assert f"End {thing}: cancel its coming meetings" in pair
    empty = words(visitor.get("calendar", name="pairs/sofia-dublin"))
    assert "End Sofia–Dublin: it has no coming meeting" in empty


def test_a_webinar_without_a_date_is_found_and_gets_its_date(visitor: Visitor, shell: Shell) -> None:
    shell.edit(("starts: 2026-12-03 09:00", "starts: open"))
    shell.apply()
    form = {"do": "change-undated", "of": "webinars/green-roofs"}

    assert "Green roofs has no date yet. Give it its date" in words(visitor.get("find", q="Green"))
    assert "edit?do=change-undated&amp;of=webinars/green-roofs" in visitor.get("webinars").body
    assert "Green roofs" in words(visitor.get("edit", **form))

    visitor.publish(**form, starts="2026-12-08\n10:00")
    assert "starts: 2026-12-08 10:00" in shell.read()
    assert "there is no such webinar" in words(visitor.get("edit", **form))
    assert "Tue 8 Dec" in words(visitor.get("meeting", name="green-roofs/once"))


def test_minutes_of_the_last_meeting_are_added_from_the_page_of_its_pair(visitor: Visitor) -> None:
    page = visitor.get("calendar", name="pairs/sofia-sejong")

    assert "The last meeting" in words(page)
    assert "edit?do=attach&amp;meeting=monthly/2026-11" in page.body
    assert "The last meeting" not in words(visitor.get("calendar", name="cities/sofia"))


def test_every_form_is_on_some_page(visitor: Visitor, shell: Shell) -> None:
    shell.edit(("starts: 2026-12-03 09:00", "starts: open"))
    shell.apply()
    visitor.publish(do="add-theme", id="trams", name="Trams")
    visitor.publish(do="change-series", series="monthly", themes="trams")
    visitor.publish(do="cancel", meeting="monthly/2027-01")
    visitor.publish(do="change", meeting="monthly/2027-02", status="tentative")
    visitor.publish(do="move", meeting="monthly/2027-03", day="2027-03-17", time="12:00")
    pages = [
        visitor.get(""),
        visitor.get("warnings"),
        visitor.get("webinars"),
        visitor.get("calendar", name="cities/sofia"),
        visitor.get("calendar", name="pairs/sofia-sejong"),
        visitor.get("calendar", name="themes/trams"),
        *(
            visitor.get("meeting", name=f"monthly/{key}")
            for key in ("2026-11", "2026-12", "2027-01", "2027-02")
        ),
    ]

    for form in FORMS:
        assert any(f"edit?do={form.name}" in page.body for page in pages), form.name


@pytest.mark.parametrize(
    "form", [{"do": "remove", "of": "pairs/dublin-sejong"}, {"do": "remove-series", "series": "talks"}]
)
def test_a_pair_or_series_ends_with_its_coming_meetings(
    visitor: Visitor, shell: Shell, form: dict[str, str]
) -> None:
    plan = visitor.post("plan", **form)

    assert "Talks (Dublin–Sejong) Cancelled" in words(plan)
    assert visitor.post("publish", **hidden(plan)).location.partition("&")[0] == "history?done=2"
    assert "talks:" not in shell.read()


def test_a_cancelled_meeting_can_be_reinstated(visitor: Visitor, shell: Shell) -> None:
    before = shell.read()
    visitor.publish(do="cancel", meeting=MEETING, reason="Elections")

    shown = words(visitor.get("meeting", name=MEETING))
    assert "Take the cancellation back" in shown
    assert "Reason: Elections" in shown
    visitor.publish(do="reinstate", meeting=MEETING)

    assert shell.read() == before


def test_the_last_change_can_be_taken_back(visitor: Visitor, shell: Shell) -> None:
    before = shell.read()
    visitor.publish(**MOVE)

    assert "Take back change 2" in words(visitor.get("history"))
    visitor.publish(do="undo")

    assert shell.read() == before
    assert "Help desk · change 2 Taken back by change 3" in words(visitor.get("history"))
    assert "Help desk · change 3, which takes back change 2" in words(visitor.get("history"))


def test_the_button_that_takes_a_change_back_says_how_many_meetings_it_touches(visitor: Visitor) -> None:
    """Somebody who looks at one of them may think that it is the only one."""
    visitor.publish(do="change-series", series="monthly", place="City hall")

    assert re.search(r"Take back change 2 \(\d\d meetings\)", words(visitor.get("meeting", name=MEETING)))


@pytest.mark.parametrize(
    "form",
    [
        {**MOVE, "day": "2026-12-16", "time": "10:00", "reason": ""},
        {"do": "change", "meeting": MEETING, "title": "Monthly"},
        {"do": "change-series", "series": "monthly", "counts_from": "2027-02"},
    ],
)
def test_what_changes_nothing_cannot_be_published(visitor: Visitor, form: dict[str, str]) -> None:
    answer = visitor.post("plan", **form)

    assert re.search("This would change nothing|Nothing was changed in this form", words(answer))
    assert "Publish" not in words(answer)


def test_a_plan_tells_a_rule_by_the_clock_of_its_city(visitor: Visitor) -> None:
    plan = visitor.post(
        "plan", do="change-series", series="monthly", every="second Tuesday", counts_from="2027-02"
    )

    assert (
        "second Tuesday, 10:00 in Sofia, 60 min, from 1 February 2027, so far third Wednesday, 10:00 in Sofia"
        in words(plan)
    )


def test_the_plan_of_a_new_series_has_its_hours_in_all_cities_also_after_clocks_change(
    visitor: Visitor,
) -> None:
    values = {"id": "calls", "title": "Calls", "every": "first Tuesday", "at": "09:00", "clock": "sofia"}

    form = {
        "do": "add-monthly",
        "of": "pairs/sofia-sejong",
        **values,
        "duration": "60 min",
        "from": "2027-01",
    }
    plan = words(visitor.post("plan", **form))

    assert "Calls, from Tue 5 Jan 2027 09:00 (UTC+2; 09:00 in Sofia, 16:00 in Sejong)" in plan
    assert "Calls, from Tue 6 Apr 2027 09:00 (UTC+3; 09:00 in Sofia, 15:00 in Sejong)" in plan


def test_who_may_change_a_meeting_sees_that_a_way_to_join_is_set(visitor: Visitor) -> None:
    join = {"join.url": "https://meet.example.org/x"}
    visitor.publish(do="change", meeting=MEETING, **join)

    page = words(visitor.get("meeting", name=MEETING))
    assert "Way to join It is set: private calendars show it" in page
    assert "https://meet.example.org/x" not in page + words(visitor.get("history"))

    visitor.publish(do="change", meeting=MEETING, **{"join.public": "true"})
    assert "Way to join https://meet.example.org/x" in words(visitor.get("meeting", name=MEETING))


def test_a_meeting_that_only_gets_longer_does_not_move(visitor: Visitor) -> None:
    plan = words(visitor.post("plan", do="change", meeting=MEETING, duration="90 min"))

    assert "1 meeting changes." in plan


def test_a_rule_beyond_the_months_of_calendars_says_when_they_show_it(visitor: Visitor) -> None:
    form = {"do": "change-series", "series": "monthly", "counts_from": "2029-02", "every": "second Tuesday"}

    plan = visitor.post("plan", **form)

    assert "Calendars show meetings up to 31 May 2028; they show this when they reach its month." in words(
        plan
    )
    assert "Publish" in words(plan)


def test_the_history_names_new_and_removed_cities_and_pairs(visitor: Visitor) -> None:
    visitor.publish(do="add-city", id="turin", name="Turin", country="IT")
    visitor.publish(do="add-pair", id="sofia-turin", cities="sofia\nturin")
    visitor.publish(do="remove", of="pairs/dublin-sejong")

    history = words(visitor.get("history"))

    assert "new calendar: cities/turin" in history
    assert "new calendar: pairs/sofia-turin" in history
    assert "removed calendar: pairs/dublin-sejong" in history


def test_a_file_that_changed_meanwhile_gets_a_new_plan(visitor: Visitor, shell: Shell) -> None:
    seen = hidden(visitor.post("plan", **MOVE))
    shell.edit(("title: Talks", "title: Talk"))

    again = visitor.post("publish", **seen)

    assert "all.yaml was changed since you opened this page; here is the new plan." in words(again)
    assert "move_to" not in shell.read()
    assert visitor.post("publish", **hidden(again)).location == f"meeting?name={MEETING}&done=2"


def test_an_edit_of_many_files_fits_into_a_form(visitor: Visitor, shell: Shell) -> None:
    """A form may have 8 kB, and a hub meets cities in a file for each."""
    for number in range(150):
        shell.write(f"pairs:\n  p{number}:\n    cities: [sofia, dublin]\n", f"p{number}.yaml")
    shell.apply()

    fields = hidden(visitor.post("plan", do="rename", of="cities/sofia", id="serdica"))

    assert len(urlencode(fields)) < 1000
    assert visitor.post("publish", **fields).location.startswith("history?done=")
    assert "serdica" in (shell.config / "p149.yaml").read_text()


def test_another_revision_meanwhile_gets_a_new_plan(visitor: Visitor, shell: Shell) -> None:
    seen = hidden(visitor.post("plan", **MOVE))
    text = shell.read()
    shell.edit(("title: Talks", "title: Talk"))
    shell.apply()
    shell.write(text)

    again = visitor.post("publish", **seen)

    assert "Something else changed since you opened this page; here is the new plan." in words(again)
    assert "move_to" not in shell.read()


def test_a_form_that_is_sent_twice_leads_to_what_it_has_published(visitor: Visitor, shell: Shell) -> None:
    seen = hidden(visitor.post("plan", **MOVE))
    visitor.post("publish", **seen)

    again = visitor.post("publish", **seen)

    assert (again.status, again.location) == (303, "history?done=2")
    assert shell.state().revision == 2


def test_a_past_meeting_needs_a_second_look(visitor: Visitor) -> None:
    form = {"do": "cancel", "meeting": "monthly/2026-11", "reason": "Nobody came"}

    refused = visitor.post("plan", **form)

    assert "do=cancel" not in visitor.get("meeting", name="monthly/2026-11").body, "no page offers it"
    assert "Change the past all the same" in words(refused)
    assert 'action="edit"' in refused.body, "what was typed can be changed"
    plan = visitor.post("plan", **hidden(refused))
    assert visitor.post("publish", **hidden(plan)).location == "meeting?name=monthly/2026-11&done=2"


def test_a_large_change_has_a_button_of_its_own(visitor: Visitor, shell: Shell) -> None:
    shell.edit(
        ("every: third Wednesday", "every: third Thursday"), ("every: first Monday", "every: first Friday")
    )
    shell.write(shell.read().replace("starts: 2026-12-03 09:00", "starts: 2026-12-04 09:00"))

    waiting = visitor.get("files")

    assert "This may be a mistake." in words(waiting)
    assert "Publish all the same" in words(waiting)
    fields = hidden(waiting)
    assert "allow" not in words(waiting)
    without = {name: value for name, value in fields.items() if name != "large"}
    assert visitor.post("files", **without).location == ""
    assert visitor.post("files", **fields).location.partition("&")[0] == "history?done=2"


def test_files_are_published_as_they_were_shown(visitor: Visitor, shell: Shell) -> None:
    shell.edit(("title: Talks", "title: Talk"))
    seen = hidden(visitor.get("files"))
    shell.edit(("title: Talk\n", "title: Speeches\n"))

    again = visitor.post("files", **seen)

    assert "Something else changed since you opened this page; here is the new plan." in words(again)
    assert shell.state().revision == 1
    assert visitor.post("files", **hidden(again)).location == "history?done=2"


def test_files_that_somebody_else_has_published_are_not_published_again(
    visitor: Visitor, shell: Shell
) -> None:
    shell.edit(("title: Talks", "title: Talk"))
    seen = hidden(visitor.get("files"))
    shell.apply()

    assert "Something else changed since you opened this page" in words(visitor.post("files", **seen))


def test_errors_in_the_files_are_named_with_their_place(visitor: Visitor, shell: Shell) -> None:
    shell.edit(("title: Talks\n    every: first Monday", "title: Talks\n    every: first Moonday"))

    assert "Ask who edits them. The first is in all.yaml, line 41: Talks, every: “first Moonday”" in words(
        visitor.get("")
    )
    assert "Moonday" in words(visitor.get(""))
    assert visitor.post("plan", **MOVE).status == 409


@pytest.mark.parametrize("path", ["meeting", "edit", "find", "pairs", "history", "report"])
def test_every_page_says_where_the_files_are_broken(visitor: Visitor, path: str) -> None:
    """The writer tells it, and only that: a refusal of the safety limit is no mistake in the files."""
    fields = {"name": MEETING, "do": "move", "meeting": MEETING, "q": "sofia"} if path != "report" else {}
    broken, refused = (
        replace(visitor, enter=partial(visitor.enter, broken=(each,)))
        for each in ("config/all.yaml:12:3", "the files were not applied; the log says why")
    )

    assert "Nothing can be published now: the files are broken (all.yaml, line 12)." in words(
        broken.get(path, **fields)
    )
    assert "broken" not in words(refused.get(path, **fields))


def test_what_is_not_confirmed_is_known_without_the_files(visitor: Visitor, shell: Shell) -> None:
    visitor.publish(do="change", meeting="green-roofs/once", status="tentative")
    shell.edit(("title: Talks\n    every: first Monday", "title: Talks\n    every: first Moonday"))

    page = replace(visitor, now=datetime(2026, 12, 2, 9, tzinfo=UTC)).get("")

    assert "Moonday" in words(page)
    assert "not confirmed yet Confirm Move" in words(page)
    assert '<li class="note alarm">Green roofs' in page.body, "it is urgent"
    assert page.body.count("note alarm") == 1


def test_a_warning_leads_to_what_it_is_about(visitor: Visitor, shell: Shell) -> None:
    shell.edit(BUSY)

    page = visitor.get("warnings").body

    assert 'href="meeting?name=green-roofs/once"' in page
    assert 'href="calendar?name=pairs/dublin-sejong"' in page
    assert 'href="calendar?name=cities/sofia"' in page


def test_the_announcement_of_a_change_can_be_copied_or_opened_as_a_draft(visitor: Visitor) -> None:
    visitor.publish(**MOVE)

    assert "No room" in words(visitor.get("announce", revision="2"))
    assert "moved" in words(visitor.get("announce", revision="2", language="en")).casefold()
    draft = visitor.get("draft", revision="2", city="sofia").download
    assert draft is not None
    assert draft.name == "sofia.eml"
    assert b"X-Unsent: 1" in draft.body


def test_a_key_for_a_pair_shows_and_changes_that_pair_alone(visitor: Visitor) -> None:
    own = replace(visitor, scope=SOFIA_SEJONG)

    assert "Talks" not in words(own.get("find", q="t"))
    assert own.get("meeting", name="talks/2026-12").status == 409
    assert own.post("plan", do="cancel", meeting="talks/2026-12").status == 409
    assert own.post("plan", do="add-webinar", id="trams", title="Trams", starts="2027-02-09").status == 409
    assert own.get("files").status == 409
    assert own.publish(**MOVE).location == f"meeting?name={MEETING}&done=2"


@pytest.mark.parametrize(
    ("written", "instead"),
    [("title: Talks", "title: Talk"), ("name: Small programme", "name: Large programme")],
)
def test_a_key_for_a_pair_does_not_publish_what_others_have_waiting(
    visitor: Visitor, shell: Shell, written: str, instead: str
) -> None:
    shell.edit((written, instead))

    refused = replace(visitor, scope=SOFIA_SEJONG).post("plan", **MOVE)

    assert "Others have changes waiting." in words(refused)


def test_nor_by_taking_its_own_change_back(visitor: Visitor, shell: Shell) -> None:
    head, cities = shell.read().split("cities:\n", 1)
    shell.write(head, "programme.yaml")
    shell.write(f"cities:\n{cities}")
    shell.apply()
    own = replace(visitor, scope=SOFIA_SEJONG)
    own.publish(**MOVE)
    shell.write(head.replace("name: Small programme", "name: Large programme"), "programme.yaml")

    assert "Others have changes waiting." in words(own.post("plan", do="undo"))


def test_a_key_for_a_pair_takes_no_meeting_to_other_cities(visitor: Visitor) -> None:
    own = replace(visitor, scope=SOFIA_SEJONG)

    for form in ("set-series", "set-meeting", "set-group", "remove", "rename-group", "remove-series", "city"):
        assert (
            own.get("edit", do=form, series="monthly", meeting=MEETING, name="pairs/sofia-sejong").status
            == 409
        )
        assert f"do={form}&" not in own.get("calendar", name="pairs/sofia-sejong").body


def test_a_key_for_a_pair_neither_takes_back_nor_tells_what_others_changed(visitor: Visitor) -> None:
    own = replace(visitor, scope=SOFIA_SEJONG)
    visitor.publish(do="cancel", meeting="talks/2026-12", reason="Elections")

    assert "Take back" not in words(own.get("history"))
    assert own.post("plan", do="undo").status == 409
    assert own.get("announce", revision="2").status == 409
    assert own.get("draft", revision="2", city="dublin").status == 409
    own.publish(**MOVE)
    assert own.publish(do="undo").location == f"meeting?name={MEETING}&done=4"


def test_a_refused_form_is_shown_again_with_what_was_typed(visitor: Visitor) -> None:
    refused = visitor.post("plan", **{**MOVE, "day": "", "reason": "No room"})

    assert refused.status == 409
    assert "Fill in: Day" in words(refused)
    assert 'value="No room"' in refused.body


@pytest.mark.parametrize(
    "typed", ["monthly sofia", "17 feb 2027", "2027-02", "feb 2027", "18.11.2026", "webinar"]
)
def test_meetings_are_found_by_city_day_month_and_kind(visitor: Visitor, typed: str) -> None:
    assert "meeting?name=" in visitor.get("find", q=typed).body


def test_the_months_and_years_of_a_pair_lead_to_its_meetings(visitor: Visitor) -> None:
    page = visitor.get("calendar", name="pairs/sofia-sejong").body
    found = [html.unescape(each) for each in re.findall(r'href="find\?([^"#]*)', page)]

    asked = [dict(parse_qsl(each)) for each in found]
    pages = {each["q"]: visitor.get("find", **each) for each in asked}

    assert {"2026", "2026-12"} < {*pages}
    assert {"meeting?name=monthly/2026-12"} == {*re.findall(r'"(meeting\?[^"]*)"', pages["2026-12"].body)}
    assert "monthly/2026-11" in pages["2026"].body
    assert "talks" not in pages["2026"].body


def test_words_that_stand_whole_are_found_before_parts_of_others(visitor: Visitor) -> None:
    assert "Green roofs" in words(visitor.get("find", q="3 december"))
    assert "Monthly" not in words(visitor.get("find", q="3 december"))
    assert "Green roofs" not in words(visitor.get("find", q="16 december"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Sofya", "Sofia"), ("dubblin", "Dublin"), ("muenchen", "München"), ("Tolks", "Talks")],
)
def test_a_misspelt_name_leads_to_what_was_meant(
    visitor: Visitor, shell: Shell, typed: str, meant: str
) -> None:
    shell.edit(("    - en\n", "    - en\n    - de\n"))
    shell.write(
        "cities:\n  munich:\n    name: {en: Munich, de: München}\n    country: DE\n    timezone: Europe/Berlin\n",
        "more.yaml",
    )
    assert shell.apply("--yes").code == 0

    page = visitor.get("find", q=typed)
    (link,) = re.findall(r'<a href="find\?([^"]*)">', page.body)

    assert f"Did you mean {meant} ?" in words(page)
    assert "Nothing is called so" not in words(visitor.get("find", **dict(parse_qsl(link))))


def test_a_past_meeting_is_not_cancelled_any_more(visitor: Visitor) -> None:
    assert "Cancel the meeting" in words(visitor.get("meeting", name=MEETING))
    assert "Cancel the meeting" not in words(visitor.get("meeting", name="monthly/2026-11"))


def test_a_server_that_does_not_write_only_shows(visitor: Visitor) -> None:
    standby = replace(visitor, obstacle=ANOTHER_WRITES)

    assert "Here you can look, and change nothing." in words(standby.get(""))
    assert standby.post("plan", **MOVE).status == 503


def test_words_of_a_form_are_words_in_the_text(visitor: Visitor, shell: Shell) -> None:
    reason = "x\n  join: https://evil.example.org <script>"
    plan = visitor.post("plan", **{**MOVE, "reason": reason})

    assert "<script>" not in plan.body
    visitor.post("publish", **hidden(plan))
    assert shell.apply().code == 0
    december = next(
        each.occurrence for each in shell.state().occurrences.values() if each.occurrence.key == "2026-12"
    )
    assert december.content.join is None


def test_minutes_that_are_missing_wait_for_the_secretariat(visitor: Visitor, shell: Shell) -> None:
    shell.edit(("    title: Monthly\n", "    title: Monthly\n    minutes: expected\n"))
    shell.apply()

    later = replace(visitor, now=visitor.now + timedelta(days=15))

    link = "edit?do=attach&amp;meeting=monthly/2026-11&amp;label=minutes"
    assert "Minutes are missing for" in words(later.get(""))
    assert link in later.get("warnings").body
    (way,) = re.findall(r'"(warnings\?[^"#]*)', later.get("").body)
    open_groups = later.get("warnings", **dict(parse_qsl(way.partition("?")[2]))).body
    assert 'id="minutes-missing" open' in open_groups
    assert 'id="minutes-missing" open' not in later.get("warnings").body
    assert later.get("edit", do="attach", meeting="monthly/2026-11", label="minutes").status == 200


def test_so_do_those_of_a_webinar(visitor: Visitor, shell: Shell) -> None:
    shell.edit(("    title: Green roofs\n", "    title: Green roofs\n    minutes: expected\n"))
    shell.apply()

    later = replace(visitor, now=visitor.now + timedelta(days=30))

    (name,) = re.findall(r"meeting=(green-roofs[^&]*)&amp;label=minutes", later.get("warnings").body)
    assert later.get("edit", do="attach", meeting=name).status == 200


def test_the_best_hours_lead_to_the_form(visitor: Visitor) -> None:
    page = visitor.get("hours", meeting=MEETING, day="2026-12-17")

    assert "in everybody's office hours" in words(page)
    assert (
        "edit?do=move&amp;meeting=monthly/2026-12&amp;day=2026-12-14&amp;time=09:00&amp;clock=sofia"
        in page.body
    )


def test_what_is_unknown_is_refused_in_words(visitor: Visitor) -> None:
    for answer in (
        visitor.get("nothing"),
        visitor.get("edit", do="burn"),
        visitor.get("meeting", name="monthly/2099-01"),
        visitor.get("calendar", name="cities/atlantis"),
        visitor.get("announce", revision="x"),
        visitor.get("announce", revision="9" * 5000),
        visitor.get("hours", meeting=MEETING, day="tomorrow"),
        visitor.get("hours", meeting=MEETING, day="9999-12-31"),
        visitor.post("plan", do="undo"),
    ):
        assert answer.status in (404, 409)
        assert "Back to the desk" in words(answer)
        assert "twincal" not in words(answer)
    assert "the history says what was changed" in words(answer)


def test_a_folder_that_cannot_be_written_is_named(visitor: Visitor, shell: Shell) -> None:
    seen = hidden(visitor.post("plan", **MOVE))
    shell.config.chmod(0o500)
    with rights_to_read():
        refused = visitor.post("publish", **seen)

    shell.config.chmod(0o700)
    assert "This folder is read-only; nothing was changed" in words(refused)
    assert shell.state().revision == 1


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({**MOVE, "day": "0001-01-01"}, "The year 1 is too far away"),
        ({**MOVE, "clock": "atlantis"}, "There is no city atlantis here"),
        ({"do": "change", "meeting": MEETING, "a.b.c.d.e": "x"}, "Nothing was changed in this form"),
        ({"do": "break", "series": "monthly", "first": "2027-01-01", "last": "2199-12-31", "reason": "x"}, "A break takes a year at most"),
        ({"do": "break", "series": "monthly", "first": "2027-03-01", "last": "2027-02-01", "reason": "x"}, "The last day is before the first one"),
    ],
)  # fmt: skip
def test_values_that_no_form_offers_are_refused(visitor: Visitor, form: dict[str, str], said: str) -> None:
    assert said in words(visitor.post("plan", **form))


@pytest.mark.parametrize(
    ("form", "field", "said"),
    [
        ({**MOVE, "day": "2027-03-28", "time": "03:30"}, "day", "2027-03-28 03:30 does not exist in Europe/Sofia"),
        ({**MOVE, "reason": "write to ann@example.org"}, "reason", "This is public, and holds an e-mail address"),
        (
            {"do": "attach", "meeting": MEETING, "label": "minutes", "url": "here"},
            "url",
            "“here” is not a web address",
        ),
        ({"do": "change", "meeting": MEETING, "duration": "long"}, "duration", "“long” is not a duration"),
        ({"do": "change-series", "series": "monthly", "counts_from": "February", "every": "second Tuesday"}, "counts_from", "“February” is neither a month nor a date"),
        ({"do": "extra", "series": "monthly", "id": "Tour 1", "starts": "2027-02-09\n10:00"}, "id", "“Tour 1” is not an id"),
        ({"do": "change-city", "of": "cities/sofia", "office_hours": "8-17"}, "office_hours", "“8-17” is not a range of hours; write it as in “08:00-17:00”"),
        ({"do": "change-city", "of": "cities/sofia", "contacts": "office@sofia.example\nhere"}, "contacts", "“here” is not a mail address"),
        ({"do": "change-series", "series": "monthly", "speakers.0.role": "planner"}, "speakers.0.name", "Fill this in"),
        ({"do": "add-pair", "id": "sofia-dublin", "cities": "sofia\nsofia"}, "cities", "“sofia” is named twice"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_below_its_field(
    visitor: Visitor, form: dict[str, str], field: str, said: str
) -> None:
    answer = visitor.post("plan", **form)

    assert answer.status == 409
    (found,) = re.findall(rf'id="{re.escape(field)}-trouble">([^<]*)<', answer.body)
    assert said in html.unescape(found)
    assert re.search(rf'(id="{re.escape(field)}"[^>]* aria-invalid="true" autofocus|<fieldset)', answer.body)
    for name, value in form.items():
        assert name in ("cities", "starts") or value in html.unescape(answer.body), "what was typed is kept"


def test_a_plan_names_the_meeting_about_which_it_doubts(visitor: Visitor) -> None:
    plan = words(visitor.post("plan", **{**MOVE, "time": "03:00"}))

    assert "Please check Monthly: at night in Sofia (03:00–04:00)" in plan
    new = {**ADDED["visit"][0], "day": "2027-02-09", "themes": ""}
    assert "Please check More: Sejong has a day off" in words(visitor.post("plan", **new))


def test_a_series_may_have_the_id_of_a_city(visitor: Visitor, shell: Shell) -> None:
    shell.edit(("  talks:\n", "  dublin:\n"))
    shell.apply("--allow", "large")

    visitor.publish(do="change-series", series="dublin", place="City hall")

    assert "    from: 2026-06\n    place: City hall\n" in shell.read()


def test_nothing_is_changed_in_a_record_that_was_put_back(visitor: Visitor) -> None:
    answer = replace(visitor, last=(7, visitor.now)).post("plan", **MOVE)

    assert "The record was put back to an earlier state; nothing was changed." in words(answer)


BUSY = (
    "    timezone: Europe/Sofia\n",
    "    timezone: Europe/Sofia\n    busy: [https://calendar.example.org/s.ics]\n",
)
"""A calendar that no test downloads."""


def test_a_calendar_that_was_never_downloaded_is_named_and_not_downloaded(
    visitor: Visitor, shell: Shell
) -> None:
    shell.edit(BUSY)

    said = "there is no fresh copy of this calendar, so it does not count"
    assert said in words(visitor.get("warnings"))
    assert said in words(visitor.get("hours", meeting=MEETING, day="2026-12-17"))


def test_the_copy_of_a_calendar_counts_and_its_age_is_said(visitor: Visitor, shell: Shell) -> None:
    shell.edit(BUSY)
    (calendar,) = read(shell.config).programme.busy
    begin = datetime(2026, 12, 17, 9, tzinfo=UTC)
    copy = BusyCopy(visitor.now - timedelta(hours=3), (TimeSpan(begin, begin + timedelta(hours=1)),))
    write_copies(shell.folder, {key_of(calendar): copy})

    hours = visitor.get("hours", meeting=MEETING, day="2026-12-17")

    assert "The calendars of others are of 2026-11-24 06:00 UTC." in words(hours)
    assert "the copy of 24 November 2026 06:00 UTC counts" in words(hours)
    for page in (hours, visitor.post("plan", **MOVE)):
        assert '<rect class="busy" x="660" y="16" width="60"' in page.body

    without = visitor.post("plan", do="change-city", of="cities/sofia", **{"away.busy": "yes"})
    assert "busy:" in words(without)
    assert read_copies(shell.folder) == {key_of(calendar): copy}, "nothing is published yet"


def test_a_host_that_attends_everything_is_busy_in_both_pictures(visitor: Visitor, shell: Shell) -> None:
    shell.edit(
        (
            "    timezone: Asia/Seoul\n  languages:",
            "    timezone: Asia/Seoul\n    attends: everything\n  languages:",
        ),
        ("audience: all", "audience: dublin"),
    )
    shell.apply()

    for page in (
        visitor.get("hours", meeting=MEETING, day="2026-12-03"),
        visitor.post("plan", **{**MOVE, "day": "2026-12-03"}),
    ):
        assert '<rect class="busy"' in page.body


def shared_webinar(shell: Shell) -> None:
    """One of three cities, in which the pair of Sofia and Sejong takes part; it is over."""
    shell.write(webinar("trams", "2026-11-10 10:00", audience="[sofia-sejong, dublin]"), "trams.yaml")
    assert shell.apply("--allow", "past").code == 0


@pytest.mark.parametrize(
    "values", [{"do": "change", "held": "no"}, {"do": "change", "present": "12"}], ids=str
)
def test_a_key_for_a_pair_writes_nothing_of_a_meeting_with_other_cities(
    visitor: Visitor, shell: Shell, values: dict[str, str]
) -> None:
    shared_webinar(shell)
    own = replace(visitor, scope=SOFIA_SEJONG)

    refused = own.post("plan", meeting="trams/once", **values)

    assert (refused.status, "Ask the secretariat" in words(refused)) == (409, True)
    assert own.get("edit", do=values["do"], meeting="trams/once").status == 409
    assert "edit?do=" not in own.get("meeting", name="trams/once").body
    assert "edit?do=change" in visitor.get("meeting", name="trams/once").body
    assert own.publish(meeting="monthly/2026-11", **values).status == 303


def test_a_key_for_a_pair_allows_nothing_that_the_safety_limit_refuses(
    visitor: Visitor, shell: Shell
) -> None:
    own, before = replace(visitor, scope=SOFIA_SEJONG), shell.read()
    form = {
        "do": "change-series",
        "series": "monthly",
        "every": "first Friday",
        "counts_from": "2026-12",
        "at": "03:00",
    }
    plan = visitor.post("plan", **form)
    assert "This may be a mistake" in words(plan)

    assert "Your key cannot publish this" in words(own.post("plan", **form))
    assert "Your key cannot publish this" in words(own.post("publish", **{**hidden(plan), "large": "yes"}))
    assert (shell.read(), shell.state().revision) == (before, 1)


def test_the_history_names_the_meeting_and_what_became_of_it(visitor: Visitor, shell: Shell) -> None:
    visitor.publish(do="change", meeting="monthly/2026-11", present="12")
    visitor.publish(do="change", meeting="monthly/2026-10", held="no")

    history = shell.run("history").text
    assert "monthly/2026-11: 12 people were present" in history
    assert "monthly/2026-10: it did not take place" in history


def test_no_page_names_a_folder_or_a_database_of_the_server(visitor: Visitor, shell: Shell) -> None:
    seen = hidden(visitor.post("plan", **MOVE))
    shell.write("cities: [", "wrong.yaml")
    (shell.config / "wrong.yaml").chmod(0o600)
    pages = [visitor.post("publish", **seen), visitor.get("")]
    (shell.config / "wrong.yaml").unlink()
    shell.config.chmod(0o500)
    with rights_to_read():
        pages.append(visitor.post("publish", **seen))
    shell.config.chmod(0o700)
    for page in pages:
        assert str(shell.folder) not in page.body


def test_a_text_that_is_too_long_to_be_published_has_no_plan(visitor: Visitor) -> None:
    form = {"do": "change", "meeting": "monthly/2026-12"}

    long = visitor.post("plan", **form, description="я" * 9_990)

    assert (long.status, "too long for one form" in words(long)) == (409, True), words(long)
    assert visitor.post("plan", **form, description="я" * 9_000).status == 200


def test_another_page_of_an_edit_that_stopped_halfway_says_so(visitor: Visitor) -> None:
    told = replace(visitor, enter=partial(visitor.enter, taken_back=["An edit stopped halfway: taken back."]))

    assert "An edit stopped halfway: taken back." in words(told.get(""))


def test_a_key_for_a_pair_takes_back_only_what_it_published_itself(visitor: Visitor) -> None:
    """Another key for the same pair has another label."""
    own, other = (replace(visitor, scope=SOFIA_SEJONG, label=label) for label in ("Sofia", "Sejong"))
    own.publish(**MOVE)

    assert "Take back" not in words(other.get("history"))
    assert "this change is of others" in words(other.post("plan", do="undo"))
    assert "Take back" in words(own.get("history"))


def test_a_key_for_a_pair_has_no_draft_for_another_city(visitor: Visitor) -> None:
    own = replace(visitor, scope=SOFIA_SEJONG)
    own.publish(**MOVE)

    assert own.get("draft", revision="2", city="sofia").download is not None
    refused = own.get("draft", revision="2", city="dublin")
    assert (refused.status, "opens Sofia–Sejong alone" in words(refused)) == (409, True)


def test_a_row_has_the_words_of_the_public_row(visitor: Visitor, shell: Shell) -> None:
    visitor.publish(**{**MOVE, "day": "2026-12-02", "time": "04:00"})
    visitor.publish(do="cancel", meeting="talks/2026-12", reason="Elections")
    visitor.publish(do="change", meeting="green-roofs/once", status="tentative")
    state = shell.state()
    with closing(open_store(shell.url)) as store:
        site = build_site(state, store.history_of_pages(state.window.first), visitor.now)

    public, own = site.pages["/programme/2026-12"].body.decode(), visitor.get("find", q="2026-12").body
    rows = {each.replace(" Dec ", " ") for each in rows_of(public)}

    for word in ("Moved", "Cancelled", "To be confirmed", "at night"):
        assert any(word in row for row in rows), word
    assert rows == {each.replace(" Dec ", " ") for each in rows_of(own)}


def rows_of(page: str) -> set[str]:
    """The words of each row of a page, with what is said of its signs."""
    found = re.findall(r'<li class="row.*?</li>', page, re.DOTALL)
    said = (re.sub(r'aria-label="([^"]*)">', r">\1", row) for row in found)
    return {" ".join(html.unescape(re.sub(r"<[^>]*>", " ", row)).split()) for row in said}


def test_a_meeting_says_how_it_came_to_its_date_and_what_is_coming_has_a_page(visitor: Visitor) -> None:
    assert "planned    Wed 16 Dec 2026 10:00" in html.unescape(visitor.get("meeting", name=MEETING).body)
    coming = words(visitor.get("notices"))
    assert re.search(r"What is coming .* (Mon|Tue|Wed|Thu|Fri|Sat|Sun)", coming)
    assert replace(visitor, scope=SOFIA_SEJONG).get("notices").status == 409
    assert 'href="notices?name=cities/dublin"' in visitor.get("calendar", name="cities/dublin").body.replace(
        "%2F", "/"
    )
    assert "What is coming for Dublin" in words(visitor.get("notices", name="cities/dublin"))
