"""A store that was put back is compared with the feeds that subscribers have."""

from __future__ import annotations

import json
import re
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.store import open_store
from support.ics import bookings
from support.shell import Answer, Shell
from support.small_programme import SMALL, small, webinar

LATER = datetime(2026, 11, 25, 9, tzinfo=UTC)
MEETING = SMALL[SMALL.index("  monthly:") :]
THREE = SMALL + MEETING.replace("monthly:", "trams:") + MEETING.replace("monthly:", "parks:")
"""Three series: a change of all of them is large."""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Three series were moved after a backup, which is in place of the store now."""
    shell = Shell(tmp_path)
    shell.write(THREE)
    assert shell.apply().code == 0
    backup = shell.folder / "backup.db"
    assert shell.run("store", "backup", str(backup)).code == 0
    shell.write(THREE.replace("10:00", "11:00"))
    assert shell.apply("--allow", "large").code == 0
    return shell


def put_back(shell: Shell) -> Path:
    """The feeds that are published, before the backup takes the place of the store."""
    site = shell.folder / "feeds-of-subscribers"
    assert shell.run("publish", str(site)).code == 0
    assert shell.run("store", "restore", str(shell.folder / "backup.db"), "--replace", "--yes").code == 0
    return site


def go_on(shell: Shell, site: Path, *options: str, now: str = "2026-11-25T09:00:00Z") -> Answer:
    return shell.apply("--published", str(site), *options, now=now)


def test_apply_continues_the_feeds_that_were_published(shell: Shell) -> None:
    """Both the present store and the feeds may be the newer ones."""
    site = shell.folder / "site"
    shell.write(THREE.replace("10:00", "12:00"))
    assert shell.apply("--allow", "large").code == 0
    assert shell.run("publish", str(site)).code == 0
    feed = shell.run("feed", "programme").out
    put_back(shell)

    assert shell.apply("--allow", "large", "--published", str(site)).code == 0

    assert bookings(shell.run("feed", "programme").out) == bookings(feed)
    assert b"SEQUENCE:2" in feed
    assert shell.run("store", "verify").text == "The store is good.\n"
    shell.write(THREE)
    assert shell.apply("--allow", "large", "--published", str(site)).code == 0
    assert b"SEQUENCE:3" in shell.run("feed", "programme").out


def test_private_readers_lose_the_room_of_a_meeting_that_was_cancelled_meanwhile(tmp_path: Path) -> None:
    """Their own entry was in the backup, and stayed with its link while the public one was cancelled."""
    shell = Shell(tmp_path)
    shell.write(small(("title: Monthly", "title: Monthly\n    join: {url: https://meet.example.org/x}")))
    assert shell.apply().code == 0
    assert shell.run("store", "backup", str(shell.folder / "backup.db")).code == 0
    shell.edit(("title: Monthly", "title: Monthly\n    status: cancelled"))
    assert shell.apply("--allow", "large").code == 0

    assert go_on(shell, put_back(shell), "--allow", "large").code == 0

    published = shell.state()
    coming = {uid for uid, stored in published.occurrences.items() if not stored.is_past(LATER)}
    rooms = [key for key, body in published.pieces.items() if b"meet.example.org" in body]
    assert not [key for key in rooms if key[0] in coming]
    assert shell.run("store", "verify").text == "The store is good.\n"


def test_a_past_meeting_stays_cancelled_after_its_text_is_deleted(tmp_path: Path) -> None:
    """The step that withdraws its link also cancels it."""
    shell = Shell(tmp_path)
    talk = webinar("talk", "2026-12-02 10:00", "join: {url: https://meet.example.org/x}")
    shell.write(SMALL + talk)
    assert shell.apply().code == 0
    assert shell.run("store", "backup", str(shell.folder / "backup.db")).code == 0
    shell.write(SMALL + talk.replace("join:", "status: cancelled\n    join:"))
    assert shell.apply("--allow", "large").code == 0
    site = put_back(shell)
    shell.write(SMALL)

    assert go_on(shell, site, now="2026-12-15T09:00:00Z").code == 0

    published = shell.state()
    (stored,) = (each for each in published.occurrences.values() if each.occurrence.series != "monthly")
    assert (stored.occurrence.cancelled, stored.cancelled_at) == (True, published.time)
    assert shell.run("store", "verify").text == "The store is good.\n"


class TestAPublishedFolder:
    @pytest.fixture
    def site(self, shell: Shell) -> Path:
        site = shell.folder / "site"
        assert shell.run("publish", str(site)).code == 0
        return site

    def test_gets_nothing_from_an_older_store(self, shell: Shell, site: Path) -> None:
        feed = (site / "feeds/programme.ics").read_bytes()
        put_back(shell)

        answer = shell.run("publish", str(site))

        assert answer.code == 1
        assert "the store is older than" in answer.err
        assert f"--published {site}" in answer.err
        assert (site / "feeds/programme.ics").read_bytes() == feed

    def test_gets_nothing_from_an_older_store_beside_a_retired_calendar(
        self, shell: Shell, site: Path
    ) -> None:
        text = shell.read()
        shell.write("themes:\n  trams:\n    name: Trams\n" + text)
        assert shell.apply().code == shell.run("publish", str(site)).code == 0
        shell.write(text)
        assert shell.apply().code == shell.run("publish", str(site)).code == 0
        assert (site / ".gone/feeds/themes/trams.ics").is_file()
        put_back(shell)

        assert "the store is older than" in shell.run("publish", str(site)).err
        assert shell.apply("--allow", "large", "--published", str(site)).code == 0

    def test_of_an_earlier_release_is_compared_too(self, shell: Shell, site: Path) -> None:
        listed = site / ".twincal-published.json"
        listed.write_text(re.sub(r'"revision":\[[^]]*\],', "", listed.read_text()))
        put_back(shell)

        assert "the store is older than" in shell.run("publish", str(site)).err

    def test_gets_nothing_from_a_store_that_lacks_a_meeting(self, shell: Shell, site: Path) -> None:
        shell.write(THREE.replace("10:00", "11:00") + webinar("talk", "2027-01-12 09:00"))
        assert shell.run("store", "backup", str(shell.folder / "second.db")).code == 0
        assert shell.apply(now="2026-11-24T10:00:00Z").code == 0
        assert shell.run("publish", str(site)).code == 0
        assert shell.run("store", "restore", str(shell.folder / "second.db"), "--replace", "--yes").code == 0

        assert "calendars know a later state of 1 event in it" in shell.run("publish", str(site)).err

    def test_that_was_published_in_part_is_compared(self, shell: Shell, site: Path) -> None:
        listed = json.loads((site / ".twincal-published.json").read_text())
        put_back(shell)
        with closing(open_store(shell.url)) as store:
            time = store.last_revision()
        assert time is not None
        listed["revision"] = [time[0], time[1].isoformat()]
        (site / ".twincal-published.json").write_text(json.dumps(listed))
        assert shell.run("publish", str(site)).code == 0, "the list says that the store has this revision"
        feed = (site / "feeds/programme.ics").read_bytes().replace(b"SEQUENCE:0", b"SEQUENCE:3")
        (site / "feeds/programme.ics").write_bytes(feed)
        (site / ".twincal-publishing.json").write_text(json.dumps({"programme": "small", "files": {}}))

        assert "the store is older than" in shell.run("publish", str(site)).err


def test_a_meeting_that_had_left_the_feeds_does_not_go_back_there(tmp_path: Path) -> None:
    """Subscribers do not have it at its old time any more."""
    shell = Shell(tmp_path)
    talk = "webinars:\n  talk: {title: Talk, starts: DAY 10:00, clock: sofia, duration: 60 min, audience: [sofia]}\n"
    shell.write(SMALL + talk.replace("DAY", "2027-01-15"))
    assert shell.apply().code == 0
    assert shell.run("store", "backup", str(shell.folder / "backup.db")).code == 0
    shell.write(SMALL + talk.replace("DAY", "2026-08-03"))
    assert shell.apply("--allow", "past", "--allow", "large").code == 0
    site = put_back(shell)
    shell.write(SMALL + talk.replace("DAY", "2027-01-15"))

    assert go_on(shell, site, "--allow", "clock", "--allow", "large", now="2027-02-01T09:00:00Z").code == 0

    assert b"DTSTART;TZID=Europe/Sofia:20270115T100000" in shell.run("feed", "cities/sofia").out
