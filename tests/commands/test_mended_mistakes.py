"""Mistakes that users found; each stays mended."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.commands.apply import apply
from scheduler.commands.prepare import Consent
from scheduler.store import open_store
from support.shell import Shell
from support.small_programme import webinar

SPEAKERS = """\
    speakers:
      - name: Kim Example
        consent: true
"""


def unfolded(shell: Shell) -> bytes:
    """The feed of the programme with its lines whole."""
    return shell.run("feed", "programme").out.replace(b"\r\n ", b"")


def test_a_deleted_series_loses_its_speakers_at_once_and_time_changes_nothing(shell: Shell) -> None:
    good = shell.read()
    shell.write(good + SPEAKERS)
    shell.apply()
    assert b"Kim Example" in unfolded(shell)
    shell.write(good.partition("meetings:")[0])

    shell.apply("--allow", "large", now="2026-11-25T09:00:00Z")
    later = shell.plan(now="2026-12-20T09:00:00Z")

    assert b"Kim Example" not in unfolded(shell)
    assert later.code == 0
    assert "no meeting changes" in later.text


@pytest.mark.parametrize("digest", ["", "0", "prefix"])
def test_only_the_whole_digest_is_accepted(shell: Shell, digest: str) -> None:
    right = shell.plan_json()["digest"]

    answer = shell.apply("--plan", right[:12] if digest == "prefix" else digest)

    assert answer.code == 1
    assert "this is not the plan" in answer.err


def test_waiting_makes_no_error_of_an_hour_that_a_rule_comes_upon(shell: Shell) -> None:
    """The 27th at 03:30 is a Sunday when the clocks go back in October 2030."""
    shell.edit(("third Wednesday", "day 27"), ('"10:00"', '"03:30"'))

    assert shell.run("check", str(shell.config)).code == 0
    assert shell.apply().code == 0

    for now in ("2028-03-01", "2030-10-01", "2030-11-01"):
        assert shell.run("check", str(shell.config), now=now).code == 0
        assert shell.apply("--allow", "clock", now=now).code == 0


def test_many_who_apply_at_once_all_get_their_turn(shell: Shell, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/t.db"
    shell.apply()
    folders = []
    for number in range(6):
        editor = Shell(tmp_path / f"w{number}")
        editor.folder.mkdir()
        editor.write(shell.read().replace("title: Monthly", f"title: Monthly {number}"))
        folders.append(editor.config)

    def carry_out(folder: Path) -> int | None:
        store = open_store(url)
        try:
            return apply(folder, store, datetime(2026, 11, 24, 10, tzinfo=UTC), Consent(), print).number
        finally:
            store.close()

    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(carry_out, folders))

    assert sorted(number for number in numbers if number is not None) == [2, 3, 4, 5, 6, 7]


def test_errors_of_the_text_and_of_what_is_published_come_in_one_run(shell: Shell) -> None:
    talk = webinar("talk", "2026-12-01 10:00")
    shell.add(talk)
    shell.apply()
    again = talk.replace("2026-12-01", "2027-02-01")
    shell.write(shell.read().replace(talk, again).replace("on_holiday", "on_holidays"))

    for verb in ("check", "plan", "apply"):
        errors = shell.run(verb, str(shell.config), now="2027-01-10T09:00:00Z").err

        assert "all.yaml:37:5: meetings.monthly.on_holidays: " in errors
        assert "Talk: it took place on 1 December 2026; a new meeting needs an id of its own" in errors


def test_check_asks_nothing_about_a_meeting_that_took_place_early(shell: Shell) -> None:
    shell.add("    changes:\n      2026-12:\n        move_to: 2026-12-02\n")
    shell.apply()

    checked = shell.run("check", str(shell.config), now="2026-12-10T09:00:00Z")

    assert checked.code == 0
    assert "is past" not in checked.text


def test_a_text_with_errors_makes_no_database(shell: Shell) -> None:
    shell.edit(("third Wednesday", "thrid Wednesday"))

    assert shell.apply().code == 1
    assert not (shell.folder / "t.db").exists()


def test_a_hidden_meeting_stays_hidden_when_its_text_is_deleted(shell: Shell) -> None:
    shell.write(webinar("trams", "2026-12-08 10:00"), "more.yaml")
    assert shell.apply().code == 0
    shell.write(webinar("trams", "2026-12-08 10:00", "status: cancelled", "cancelled: hide"), "more.yaml")
    assert shell.apply().code == 0
    assert b"Trams" not in unfolded(shell)
    (shell.config / "more.yaml").unlink()

    assert shell.apply().code == 0
    assert b"Trams" not in unfolded(shell)


def test_a_cancelled_meeting_is_no_longer_shown_because_of_its_policy_and_not_of_the_window(
    shell: Shell,
) -> None:
    assert shell.apply().code == 0
    shell.add("    changes:\n      2027-03:\n        cancel: true\n")
    assert shell.apply().code == 0
    assert shell.apply(now="2027-01-10T09:00:00Z").code == 0

    hidden = [line for line in shell.run("history", "monthly").text.splitlines() if "no longer shown" in line]
    assert hidden
    assert all(line.endswith("by `cancelled:` or `twincal undo`") for line in hidden)


def test_a_rule_published_by_mistake_is_taken_back_as_documented(shell: Shell) -> None:
    cure = "    changes:\n      2027-W10: {cancel: mistake, cancelled: hide}\n"
    shell.add(cure)
    too_early = [shell.run("check", str(shell.config)), shell.plan(), shell.apply()]
    shell.edit((cure, ""))
    shell.apply()
    monthly = shell.read()
    shell.edit(("third Wednesday", "every week on Wednesday"), ("from: 2026-06", "from: 2026-06-03"))
    shell.apply("--allow", "large")
    shell.write(monthly + cure)

    answers = [
        shell.run("check", str(shell.config)),
        shell.plan(),
        shell.apply("--allow", "large"),
        shell.plan(),
        shell.run("check", str(shell.config)),
    ]

    nearest = "monthly has no meeting for 2027-W10; the nearest is 2027-03 (Wednesday 17 March 2027)"
    assert [(answer.code, nearest in answer.err) for answer in too_early] == [(1, True)] * 3
    assert [answer.code for answer in answers] == [0, 2, 0, 0, 0]
    assert b"20270310T100000" not in unfolded(shell)
    assert b"SUMMARY:CANCELLED: Monthly" in unfolded(shell)
