"""A plan names what changes in an entry, and says "nothing that calendars show" only if no entry changes."""

from __future__ import annotations

import pytest

from support.shell import Shell
from support.small_programme import DUBLIN_JOINS, WITH_DUBLIN, webinar

UNSEEN = "nothing that calendars show"
MOVED = """\
    changes:
      2026-12:
        move_to: 2026-12-17 11:00
        reason: room not free
      2027-01:
        cancel: elections
"""
ABOUT = "About rivers, streets, squares and parks: who pays, and who decides about them in the end."
TALK = webinar(
    "trams",
    "2026-12-10 15:00",
    "registration: https://good.example/register?id=1",
    "place: City Hall",
    "links: {agenda: https://good.example/a, slides: https://good.example/s}",
    "speakers: [{name: A. Speaker, consent: true}]",
    f'description: "{ABOUT}"',
)
PRIVATE_TALK = webinar(
    "budget",
    "2026-12-11 15:00",
    "join: {url: https://meet.example.org/one, passcode: abcd}",
).replace("    title: Budget", "    visibility: private\n    title: Budget")
WEBINAR = webinar("trams", "2026-12-10 15:00", clock="UTC")


def changed_after(shell: Shell, *edits: tuple[str, str]) -> dict[str, list[str]]:
    """What JSON calls changed after the edits, by key; the text must say the same."""
    shell.edit(*edits)
    text = shell.plan().text
    steps = shell.plan_json()["steps"]
    assert all(", ".join(step["changed"]) in text for step in steps)
    return {step["key"]: step["changed"] for step in steps}


def entries(shell: Shell) -> bytes:
    """The programme's feed, to see whether anything in it changes."""
    return shell.run("feed", "programme").out


@pytest.fixture
def moved(shell: Shell) -> Shell:
    """The small programme, applied, and again with one meeting moved and one cancelled."""
    assert shell.apply().code == 0
    shell.add(MOVED)
    assert shell.apply().code == 0
    return shell


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [("2026-12", "room not free", "flood"), ("2027-01", "elections", "strike")],
    ids=["moved", "cancelled"],
)
def test_another_reason_is_named(moved: Shell, key: str, old: str, new: str) -> None:
    before = entries(moved)

    assert changed_after(moved, (old, new)) == {key: ["reason"]}
    assert moved.apply().code == 0
    assert entries(moved) != before


def test_another_rule_under_a_meeting_whose_date_is_given_is_seen_by_nobody(moved: Shell) -> None:
    assert changed_after(moved, ("third Wednesday", "second Wednesday"))["2026-12"] == [UNSEEN]


def test_a_reason_that_no_entry_gives_is_not(shell: Shell) -> None:
    """A change that moves nothing: its reason stands in no calendar."""
    change = "    changes:\n      2026-12:\n        place: Town hall\n        reason: one\n"
    shell.add(change)
    assert shell.apply().code == 0

    assert changed_after(shell, ("reason: one", "reason: two")) == {"2026-12": [UNSEEN]}


class TestTheOrderOfCities:
    @pytest.fixture(autouse=True)
    def webinar(self, shell: Shell) -> None:
        """One for all cities, by a clock of nobody; and the small programme."""
        shell.write(WEBINAR, "more.yaml")
        assert shell.apply().code == 0

    def test_in_the_hours_is_named(self, shell: Shell) -> None:
        written = shell.read()
        _, sofia, rest = written.partition("  sofia:\n")
        sofia += rest.partition("  sejong:\n")[0]
        sejong = "  sejong:\n" + rest.partition("  sejong:\n")[2].partition("pairs:\n")[0]
        before = entries(shell)

        assert changed_after(shell, (sofia + sejong, sejong + sofia)) == {"once": ["order of cities"]}
        assert shell.apply().code == 0
        assert entries(shell) != before

    def test_of_a_pair_whose_clock_stays_is_seen_by_nobody(self, shell: Shell) -> None:
        """The city whose clock it keeps stands first whatever the order."""
        assert (
            changed_after(shell, ("      - sofia\n      - sejong\n", "      - sejong\n      - sofia\n")) == {}
        )


def test_a_change_that_no_calendar_shows_is_called_unseen(shell: Shell) -> None:
    assert shell.apply().code == 0
    assert changed_after(shell, ("country: KR", "country: JP"))["2026-12"] == [UNSEEN]
    before = entries(shell)
    assert shell.apply().code == 0
    assert _december(entries(shell)) == _december(before)


def _december(feed: bytes) -> bytes:
    """The entry of 16 December 2026."""
    (entry,) = [part for part in feed.split(b"BEGIN:VEVENT") if b"20261216T100000" in part]
    return entry


def test_a_country_that_stands_for_its_cities_changes_the_wording(shell: Shell) -> None:
    """Where there are many, the hours name countries."""
    many = "".join(
        f"  town{number}:\n    name: Town {number}\n    country: {'GR' if number == 12 else 'BG'}\n"
        "    timezone: Europe/Sofia\n"
        for number in range(1, 13)
    )
    shell.write(f"cities:\n{many}{WEBINAR}", "more.yaml")
    assert shell.apply().code == 0
    shell.write(f"cities:\n{many.replace('GR', 'BG')}{WEBINAR}", "more.yaml")

    assert changed_after(shell) == {"once": ["wording"]}


def test_a_city_that_joins_is_no_change_of_local_times(shell: Shell) -> None:
    assert shell.apply().code == 0

    assert changed_after(shell, WITH_DUBLIN, DUBLIN_JOINS)["2026-12"] == ["other cities"]


def test_a_city_with_another_name_is_no_other_city(shell: Shell) -> None:
    shell.apply()

    assert changed_after(shell, ("en: Sofia\n", "en: Serdica\n"))["2026-12"] == ["name of a city"]


def test_the_same_name_in_one_more_language_changes_nothing(shell: Shell) -> None:
    shell.apply()
    before = entries(shell)
    edit = ("    name: Sejong\n", "    name: {en: Sejong, bg: Sejong}\n")

    assert changed_after(shell, edit)["2026-12"] == [UNSEEN]
    assert shell.apply().code == 0
    assert entries(shell) == before


def test_another_time_zone_of_a_city_is_no_other_clock(shell: Shell) -> None:
    shell.apply()

    changed = changed_after(shell, ("timezone: Europe/Sofia", "timezone: Europe/Istanbul"))["2026-12"]

    assert changed == ["the time zone of Sofia is now Europe/Istanbul"]


class TestTheOldAndTheNewValue:
    """Of what changes, so that nobody agrees to what they have not read."""

    @pytest.fixture(autouse=True)
    def talk(self, shell: Shell) -> None:
        shell.add(TALK)
        assert shell.apply().code == 0

    @pytest.mark.parametrize(
        ("old", "new", "words", "values"),
        [
            pytest.param(
                "https://good.example/register?id=1",
                "https://other.example/steal?id=1",
                "registration link: “good.example/register” → “other.example/steal”",
                [("registration", "", "good.example/register", "other.example/steal")],
                id="link",
            ),
            pytest.param(
                "register?id=1",
                "register?id=2",
                "registration link: “https://good.example/register?id=1” → “https://good.example/register?id=2”",
                [("registration", "", "https://good.example/register?id=1", "https://good.example/register?id=2")],
                id="the rest of a link",
            ),
            pytest.param(
                "agenda: https://good.example/a",
                "agenda: https://other.example/b",
                "links: “good.example/a” → “other.example/b” (agenda)",
                [("links", "agenda", "good.example/a", "other.example/b")],
                id="one of several links",
            ),
            pytest.param("title: Trams", "title: Rails", "title: “Trams” → “Rails”", [("title", "", "Trams", "Rails")], id="title"),
            pytest.param(
                "title: Trams", "title: {en: Trams, bg: Трамваи}", "title: “Trams” → “Трамваи” (bg)",
                [("title", "bg", "Trams", "Трамваи")], id="a title in one language",
            ),
            pytest.param("    place: City Hall\n", "", "place: “City Hall” → none", [("place", "", "City Hall", None)], id="no place any more"),
            pytest.param(
                "name: A. Speaker", "name: B. Speaker", "speakers: “A. Speaker” → “B. Speaker”",
                [("speakers", "", "A. Speaker", "B. Speaker")], id="people",
            ),
            pytest.param(
                "and parks", "and parking",
                "description: “…ts, squares and parks: who pays, and who decides about them…” → "
                "“…ts, squares and parking: who pays, and who decides about the…”",
                [(
                    "description", "",
                    "…ts, squares and parks: who pays, and who decides about them…",
                    "…ts, squares and parking: who pays, and who decides about the…",
                )],
                id="the first difference of a long text",
            ),
        ],
    )  # fmt: skip
    def test_is_named_in_every_form(
        self, shell: Shell, old: str, new: str, words: str, values: list[tuple[str, ...]]
    ) -> None:
        shell.edit((old, new))

        text = shell.plan().text
        markdown = shell.plan("--format", "markdown").text.replace("\\", "")
        (step,) = shell.plan_json()["steps"]

        assert f", {words}\n" in text
        assert f"| {words} |" in markdown
        assert [tuple(value.values()) for value in step["values"]] == values
        assert [*step["values"][0]] == ["field", "part", "old", "new"]

    @pytest.mark.parametrize(
        ("old", "new", "name"),
        [
            ("passcode: abcd", "passcode: efgh", "way to join (private calendars only)"),
            ("meet.example.org/one", "meet.example.org/two", "way to join (private calendars only)"),
            ("title: Budget", "title: Salaries", "title"),
            ("    visibility: private\n    title: Budget", "    title: Salaries", "title"),
        ],
        ids=["passcode", "link to join", "private meeting", "published meeting that was private"],
    )
    def test_is_not_told_if_it_is_private(self, shell: Shell, old: str, new: str, name: str) -> None:
        shell.write(PRIVATE_TALK, "private.yaml")
        assert shell.apply().code == 0
        shell.write(PRIVATE_TALK.replace(old, new), "private.yaml")

        text = shell.plan().text
        (step,) = shell.plan_json()["steps"]

        assert name in step["changed"]
        assert {"field": "join" if "join" in name else "title", "part": "", "old": None, "new": None} in step[
            "values"
        ]
        assert not any(
            secret in text for secret in ("abcd", "efgh", "example.org/one", "example.org/two", "Budget”")
        )

    def test_cannot_steer_a_terminal(self, shell: Shell) -> None:
        shell.edit(("title: Trams", r'title: "Tr\u202eams"'))

        assert r"title: “Trams” → “Tr\u202eams”" in shell.plan().text

    def test_of_many_meetings_is_one_line(self, shell: Shell) -> None:
        shell.edit(("title: Monthly", "title: Regular"))

        lines = [line for line in shell.plan().text.splitlines() if line.startswith("  change")]

        assert [line.partition(":")[0].strip() for line in lines] == 2 * [
            "change     Regular",
            "change     Regular (2027-09)",  # a holiday moves it
        ]
        assert all(line.endswith(", title: “Monthly” → “Regular”") for line in lines)

    def test_that_differs_among_them_is_that_of_the_first(self, shell: Shell) -> None:
        places = "    place: Room 1\n    changes:\n      2027-01:\n        place: Annex\n"
        shell.edit(("    from: 2026-06\n", f"    from: 2026-06\n{places}"))
        assert shell.apply().code == 0
        shell.edit(("place: Room 1", "place: Room 2"), ("place: Annex", "place: Tower"))

        lines = [line for line in shell.plan().text.splitlines() if ": 17 meetings" in line]

        assert [line.rpartition(", ")[2] for line in lines] == 2 * [
            "place: “Room 1” → “Room 2” (the first of 17)"
        ]
