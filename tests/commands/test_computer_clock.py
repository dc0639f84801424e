"""A clock far from the last revision is refused until a person says that it is right, and there is a way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from scheduler.publication.site import Site
from support.ics import vevents
from support.shell import Answer, Shell
from support.world import site_of
from support.writers import one_attempt

TODAY, FAR, NEXT_DAY = "2026-11-24T09:00:00Z", "2056-11-24T09:00:00Z", "2026-11-25T09:00:00Z"
DAYS_AFTER = ("2026-11-26T09:00:00Z", "2026-11-27T09:00:00Z")
FEEDS = ("/feeds/cities/sofia.bg.ics", "/feeds/cities/sejong.en.ics", "/feeds/programme.en.ics")


def apply(shell: Shell, now: str, *options: str) -> Answer:
    """One `twincal apply` by the clock `now`."""
    return shell.apply(*options, now=now)


def site(shell: Shell) -> Site:
    """Everything that is published."""
    return site_of(shell.state())


def events(shell: Shell, feed: str = FEEDS[0]) -> dict[str, dict[str, str]]:
    """The VEVENTs of a feed by their UID."""
    return {event["UID"]: event for event in vevents(site(shell).resources[feed].body)}


def starts(shell: Shell) -> list[str]:
    """When the meetings of Sofia's feed begin."""
    return [event["DTSTART;TZID=Europe/Sofia"] for event in events(shell).values()]


@pytest.fixture
def published(shell: Shell) -> Shell:
    """Applied today."""
    assert apply(shell, TODAY).code == 0
    return shell


@pytest.fixture
def lost(published: Shell) -> Shell:
    """Applied today, and then by a wrong clock that somebody allowed."""
    assert apply(published, FAR, "--allow", "clock").code == 0
    return published


class TestAhead:
    @pytest.mark.parametrize("verb", ["apply", "plan"])
    def test_is_refused_in_words_and_changes_nothing(self, published: Shell, verb: str) -> None:
        before, history = site(published), published.run("history").out

        answer = published.run(verb, str(published.config), now=FAR)

        assert answer.code == 1
        assert answer.err == (
            "twincal: the clock says 2056-11-24 09:00 UTC, but the last revision was made at 2026-11-24 09:00 "
            "UTC, more than 60 days before; set the clock right\n"
            f"         nothing was changed. If the clock is right: `twincal apply {published.config} "
            "--allow clock`\n"
        )
        assert (site(published), published.run("history").out) == (before, history)

    def test_sixty_days_of_silence_need_no_permission(self, published: Shell) -> None:
        assert apply(published, "2027-01-23T09:00:00Z").code == 0

    def test_is_allowed_by_name(self, published: Shell) -> None:
        assert published.plan("--allow", "clock", now=FAR).code in (0, 2)
        assert apply(published, FAR, "--allow", "clock").code == 0
        assert apply(published, "2056-12-24T09:00:00Z").code == 0

    def test_commands_that_only_read_succeed(self, published: Shell) -> None:
        verbs = (
            ("check", str(published.config)),
            ("feed", "cities/sofia"),
            ("agenda",),
            ("why", "monthly/2026-12"),
            ("history",),
            ("reach",),
            ("publish", str(published.folder / "site")),
        )
        assert [published.run(*verb, now=FAR).code for verb in verbs] == [0] * len(verbs)


class TestTheWayBack:
    def test_is_a_revision_even_if_nothing_else_changes(self, published: Shell) -> None:
        """The same month, so the same window: the revision says no more than which clock counts."""
        published.edit(("title: Monthly", "title: Talks"))
        assert apply(published, "2026-11-29T09:00:00Z").code == 0

        assert apply(published, NEXT_DAY).code == 1
        answer = apply(published, NEXT_DAY, "--allow", "clock")

        assert (answer.code, answer.text) == (0, "Applied revision 3: no meeting changes.\n")
        assert "Revision 3  Wed 25 Nov 2026 18:00 (UTC+9)  clock" in published.run("history").text
        assert apply(published, DAYS_AFTER[0]).text.startswith("Nothing to do")

    def test_brings_the_meetings_of_today_back_as_they_were(self, published: Shell) -> None:
        before = events(published)
        assert starts(published)[:2] == ["20260819T100000", "20260916T100000"]
        apply(published, FAR, "--allow", "clock")
        assert min(starts(published)) > "2055"

        apply(published, NEXT_DAY, "--allow", "clock")

        assert events(published) == before
        agenda = published.run("agenda", "cities/sofia", now=NEXT_DAY).text
        assert "Wed 16 Dec 2026 10:00–11:00  Sofia" in agenda

    def test_keeps_what_was_published_until_the_window_comes_to_it(self, lost: Shell) -> None:
        far = events(lost)

        apply(lost, NEXT_DAY, "--allow", "clock")
        assert not set(far) & set(events(lost))
        assert "20571121T100000" not in starts(lost)
        assert "now        Wed 21 Nov 2057 10:00" in lost.run("why", "monthly/2057-11").text

        apply(lost, FAR, "--allow", "clock")
        assert events(lost) == far


@pytest.fixture
def states(lost: Shell) -> list[Site]:
    """What subscribers had at each step of going astray, coming back, and some days of edits after that.

    An edit in 2056 rewords what is to come then; the last one here gives a feed another name.
    """
    seen = [site(lost)]

    def step(now: str, *options: str) -> None:
        assert apply(lost, now, *options).code == 0
        seen.append(site(lost))

    lost.edit(("title: Monthly", "title: Talks"))
    step("2056-11-25T09:00:00Z")
    step(NEXT_DAY, "--allow", "clock")
    lost.edit(('at: "10:00"', 'at: "11:00"'))
    step(DAYS_AFTER[0])
    lost.edit(("title: Talks", "title: Trams"))
    step(DAYS_AFTER[1])
    lost.edit(
        ("  sejong:\n    name: Sejong", "  sejong-city:\n    formerly: sejong\n    name: Sejong"),
        ("- sejong\n", "- sejong-city\n"),
    )
    step("2026-11-28T09:00:00Z")
    return seen


class TestSubscribers:
    def test_no_stamp_ever_falls(self, states: list[Site]) -> None:
        newest: dict[tuple[str, str], tuple[int, str, str]] = {}
        for state in states:
            for feed in FEEDS:
                for event in vevents(state.resources[feed].body):
                    stamp = (int(event.get("SEQUENCE", 0)), event["DTSTAMP"], event["LAST-MODIFIED"])
                    known = newest.get((feed, event["UID"]), stamp)
                    assert all(new >= old for new, old in zip(stamp, known, strict=True))
                    newest[feed, event["UID"]] = stamp

    def test_no_copy_is_taken_for_new_that_is_old(self, states: list[Site]) -> None:
        """Whatever changes at an address has a later Last-Modified than all that ever stood there."""
        latest: dict[str, tuple[bytes, datetime]] = {}
        for state in states:
            for path, resource in state.resources.items():
                body, modified = latest.get(path, (resource.body, resource.modified))
                assert resource.modified >= modified, path
                assert resource.body == body or resource.modified > modified, path
                latest[path] = resource.body, resource.modified


class TestTheDaemon:
    def test_reports_a_clock_that_is_ahead_and_goes_on_when_a_person_has_allowed_it(
        self, published: Shell, caplog: pytest.LogCaptureFixture
    ) -> None:
        later = replace(published, now="2027-04-01T09:00:00Z")

        assert one_attempt(later).problems == ("the files were not applied; the log says why",)
        assert "If the clock is right: `twincal apply my-programme --allow clock`" in caplog.text

        assert apply(later, later.now, "--allow", "clock").code == 0
        assert one_attempt(later).problems == ()

    def test_goes_on_after_the_way_back(self, lost: Shell) -> None:
        assert one_attempt(replace(lost, now=NEXT_DAY)).failed == 1
        assert apply(lost, NEXT_DAY, "--allow", "clock").code == 0
        assert one_attempt(replace(lost, now=DAYS_AFTER[0])).applied == 1
        lost.edit(("title: Monthly", "title: Trams"))
        assert one_attempt(replace(lost, now=DAYS_AFTER[1])).applied == 1

        assert lost.state().revision == 4
