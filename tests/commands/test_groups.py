"""Groups of any number of cities meet like pairs: with clocks in turn, holidays, feeds and pages of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support import databases
from support.shell import Shell
from support.small_programme import SMALL

CITIES = SMALL.replace(
    "pairs:\n",
    "  munich:\n    name: Munich\n    country: DE\n    timezone: Europe/Berlin\n"
    "  lisbon:\n    name: Lisbon\n    country: PT\n    timezone: Europe/Lisbon\npairs:\n",
    1,
)
CLUSTER = "groups:\n  mobility:\n    name: Mobility cluster\n    cities: [munich, sofia, lisbon, sejong]\n"
CALL = (
    "  mobility-call:\n    group: mobility\n    title: Cluster call\n    every: first Monday\n"
    '    at: "09:00"\n    clock: munich\n    duration: 60 min\n    from: 2026-12\n'
)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path)
    shell.write(CITIES + CALL + CLUSTER)
    return shell


def uids(shell: Shell, feed: str) -> set[str]:
    """The UIDs of the meetings of a group in a feed."""
    body = shell.run("feed", feed).text
    events = [event for event in body.split("BEGIN:VEVENT") if "SUMMARY:Cluster call" in event]
    return {line for event in events for line in event.splitlines() if line.startswith("UID:")}


def test_a_group_has_a_feed_and_its_cities_have_the_meetings_too(shell: Shell) -> None:
    assert shell.apply().code == 0

    assert len(uids(shell, "groups/mobility")) > 12
    for city in ("munich", "sofia", "lisbon", "sejong"):
        assert uids(shell, f"cities/{city}") == uids(shell, "groups/mobility")
    hours = shell.run("why", "mobility-call/2026-12").text
    assert "planned    Mon 7 Dec 2026 09:00 Europe/Berlin" in hours


def test_its_cities_take_turns(shell: Shell) -> None:
    shell.edit(("clock: munich", "clock: alternate"))
    assert shell.apply().code == 0

    stored = shell.state().occurrences.values()
    call = sorted((each.occurrence for each in stored if each.occurrence.groups), key=lambda one: one.key)
    assert [one.timing.zone for one in call[:5]] == [
        *("Europe/Berlin", "Europe/Sofia", "Europe/Lisbon", "Asia/Seoul", "Europe/Berlin")
    ]


@pytest.mark.parametrize(
    ("share", "day"),
    [
        pytest.param("any", "Tue 2 Mar 2027", id="Sejong alone is off on 1 March"),
        pytest.param("majority", "Mon 1 Mar 2027", id="one of four is no majority"),
        pytest.param("all", "Mon 1 Mar 2027", id="nor all"),
    ],
)
def test_so_many_cities_must_have_a_day_off(shell: Shell, share: str, day: str) -> None:
    shell.edit(
        ("clock: munich", f"clock: munich\n    on_holiday: next working day\n    holidays_of: {share}")
    )
    assert shell.apply().code == 0

    why = shell.run("why", "mobility-call/2027-03").text
    assert f"now        {day} 09:00" in why
    assert "day off    Sejong: Independence Movement Day on Mon 1 Mar 2027" in why


def test_most_of_the_cities_are_off_at_easter(shell: Shell) -> None:
    shell.edit(
        ("clock: munich", "clock: munich\n    on_holiday: next working day\n    holidays_of: majority"),
        ("cities: [munich, sofia, lisbon, sejong]", "cities: [munich, lisbon, sejong, dublin]"),
        ("pairs:\n", "  dublin: {name: Dublin, country: IE, timezone: Europe/Dublin}\npairs:\n"),
        ("every: first Monday", "every: last Monday"),
    )
    assert shell.apply().code == 0

    easter = shell.run("why", "mobility-call/2027-03").text
    assert "planned    Mon 29 Mar 2027" in easter
    assert "now        Mon 29 Mar 2027" in easter, "two of four are no majority"

    shell.edit(("lisbon, sejong, dublin]", "dublin, sejong]"))
    assert shell.apply("--allow", "large").code == 0
    assert "now        Tue 30 Mar 2027" in shell.run("why", "mobility-call/2027-03").text


def test_a_renamed_group_needs_its_former_id(shell: Shell) -> None:
    assert shell.apply().code == 0
    before = uids(shell, "groups/mobility")
    shell.edit(("  mobility:\n", "  transport:\n"), ("group: mobility", "group: transport"))

    refused = shell.apply(now="2026-11-25T09:00:00Z")
    assert refused.code == 1
    assert "the group transport looks like mobility under a new id" in refused.err
    assert "write `formerly: mobility` below `groups: transport:`" in refused.err

    shell.edit(("  transport:\n", "  transport:\n    formerly: mobility\n"))
    assert shell.apply(now="2026-11-25T09:00:00Z").code == 0
    assert uids(shell, "groups/transport") == before


def test_pairs_and_groups_are_stored_in_two_lists(shell: Shell) -> None:
    """The store has been like this from the beginning, so that an old one plans nothing."""
    shell.add("  silent: [munich, lisbon]\n")
    assert shell.apply().code == 0

    details = json.loads(databases.value(shell.url, "SELECT profile FROM programme"))["details"]
    shared = {"name": None, "themes": [], "formerly": []}
    cities = ["munich", "sofia", "lisbon", "sejong"]
    name = {"versions": [["", "Mobility cluster"]]}
    assert details["pairs"] == [shared | {"id": "sofia-sejong", "cities": ["sofia", "sejong"]}]
    assert details["groups"] == [shared | {"id": "mobility", "cities": cities, "name": name, "meets": True}]
