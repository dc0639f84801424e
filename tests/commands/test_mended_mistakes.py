"""Mistakes that users found; each stays mended."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.commands.apply import apply
from scheduler.commands.consent import Consent
from scheduler.store import open_store
from support.shell import Shell
from support.small_programme import SMALL, edited, webinar

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

    shell.apply("--allow-large", now="2026-11-25T09:00:00Z")
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


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("title: Monthly", "title: Regular", ", title"),
        ("duration: 60 min", "duration: 90 min", ", 60 min → 90 min"),
        ("title: Monthly", "title: Monthly\n    place: Town hall", ", place"),
        ("title: Monthly", "title: Monthly\n    status: tentative", ", confirmed → tentative"),
        ("title: Monthly", "title: Monthly\n    visibility: private", ", leaves the public calendars"),
        ("country: KR", "country: JP", ", nothing that calendars show"),
        (
            "title: Monthly",
            "title: Monthly\n    join:\n      url: https://meet.example.org/abc",
            ", way to join (private calendars only)",
        ),
    ],
    ids=["title", "duration", "place", "status", "visibility", "unseen", "join"],
)
def test_a_plan_says_what_is_different(shell: Shell, old: str, new: str, words: str) -> None:
    shell.apply()
    shell.edit((old, new))

    assert words in shell.plan().text


def test_a_weekly_meeting_that_becomes_monthly_has_a_note_that_says_so(shell: Shell) -> None:
    shell.write(
        shell.read().replace("third Wednesday", "every week on Wednesday").replace("2026-06", "2026-11-04")
    )
    shell.apply()
    shell.edit(("every week on Wednesday", "third Wednesday"))

    plan = shell.plan().text

    assert "monthly: a weekly meeting cannot become a monthly one and stay the same" in plan


def test_waiting_makes_no_error_of_an_hour_that_a_rule_comes_upon(shell: Shell) -> None:
    """The 27th at 03:30 is a Sunday when the clocks go back in October 2030."""
    shell.edit(("third Wednesday", "day 27"), ('"10:00"', '"03:30"'))

    assert shell.run("check", str(shell.config)).code == 0
    assert shell.apply().code == 0

    for now in ("2028-03-01", "2030-10-01", "2030-11-01"):
        assert shell.run("check", str(shell.config), now=now).code == 0
        assert shell.apply("--allow-clock", now=now).code == 0


def test_a_date_of_the_meeting_may_stand_for_its_key(shell: Shell) -> None:
    shell.apply()

    assert "monthly/2026-12" in shell.run("why", "monthly/2026-12-16").text
    assert "2026-11, 2026-12, 2027-01" in shell.run("why", "monthly/2026-12-01").err


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
            return apply(folder, store, datetime(2026, 11, 24, 10, tzinfo=UTC), Consent()).number
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


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("CHANGES", "2026-06:\n        cancel: Flood", "its status changes only", id="the past"),
        pytest.param("CHANGES", "2026-06:\n        move_to: 12:00", "its time changes only", id="its hour"),
        pytest.param(
            "CHANGES", "2026-12:\n        move_to: 2026-11-02", "is past: is the date right?", id="into it"
        ),
        pytest.param("id: small", "id: other", "belongs to the programme small", id="another programme"),
    ],
)
def test_check_has_the_errors_that_plan_has(shell: Shell, old: str, new: str, message: str) -> None:
    """What is published does not allow it: nobody shall find that out only when it is to be applied."""
    shell.apply()
    changes = "    changes:\n      CHANGES\n" if old == "CHANGES" else ""
    shell.write((shell.read() + changes).replace(old, new))

    checked, planned = (shell.run(verb, str(shell.config)) for verb in ("check", "plan"))

    assert message in checked.err
    assert (checked.code, checked.err) == (1, planned.err)


def test_check_asks_about_a_move_into_the_past_also_without_a_store(shell: Shell) -> None:
    """A published meeting could not move there. Without its record, it may also have taken place early."""
    shell.add("    changes:\n      2026-12:\n        move_to: 2026-11-02\n")

    checked, planned = (shell.run(verb, str(shell.config)) for verb in ("check", "plan"))

    question = "it moves from 16 December 2026 to 2 November 2026, which is past: is the date right?"
    line = len(shell.read().splitlines())
    assert f"all.yaml:{line}:9: meetings.monthly.changes.2026-12.move_to: warning: {question}" in checked.text
    assert (checked.code, "good, no warnings" in checked.text) == (0, False)
    assert f"monthly/2026-12: {question}" in planned.text


def test_check_asks_nothing_about_a_meeting_that_took_place_early(shell: Shell) -> None:
    shell.add("    changes:\n      2026-12:\n        move_to: 2026-12-02\n")
    shell.apply()

    checked = shell.run("check", str(shell.config), now="2026-12-10T09:00:00Z")

    assert checked.code == 0
    assert "is past" not in checked.text


def test_what_was_allowed_once_is_no_error_of_check(shell: Shell) -> None:
    shell.apply()
    shell.add("    changes:\n      2026-06:\n        cancel: Flood\n")
    shell.apply("--allow-past")

    assert shell.run("check", str(shell.config)).code == 0


def test_a_text_with_errors_makes_no_database(shell: Shell) -> None:
    shell.edit(("third Wednesday", "thrid Wednesday"))

    assert shell.apply().code == 1
    assert not (shell.folder / "t.db").exists()


def test_a_rule_that_fails_every_year_is_one_error(shell: Shell) -> None:
    shell.edit(("third Wednesday", "last Sunday"), ('"10:00"', '"03:30"'))

    lines = shell.run("check", str(shell.config)).err.splitlines()

    assert len(lines) == 2
    assert "more like it)" in lines[0]


def test_an_end_that_does_not_exist_is_reported_as_an_end(shell: Shell) -> None:
    talk = webinar("talk", "2027-03-28 01:00", clock="Europe/Brussels")
    shell.add(talk.replace("duration: 60 min", "ends: 2027-03-28 02:30"))

    errors = shell.run("check", str(shell.config)).err

    assert (
        "all.yaml:44:11: webinars.talk.ends: the meeting would end at 2027-03-28 02:30, which does not exist"
        in errors
    )


def test_the_own_date_of_a_meeting_that_happens_once_is_a_key(shell: Shell) -> None:
    shell.add(webinar("talk", "2027-02-02 10:00", "changes:", "  2027-02-02: {move_to: 2027-02-03}"))

    assert "Talk  talk/once\n  Wed 3 Feb 2027 10:00" in _agenda_after_apply(shell)


def _agenda_after_apply(shell: Shell) -> str:
    assert shell.apply().code == 0
    return shell.run("agenda").text


def test_a_series_renamed_without_formerly_is_refused(shell: Shell) -> None:
    shell.apply()
    shell.edit(("  monthly:", "  renamed:"))

    plan = shell.plan().text
    refused = shell.apply()

    reason = "renamed looks like monthly under a new id: "
    cure = "write `formerly: monthly` below `meetings: renamed:`"
    assert reason in plan
    assert cure in plan
    assert "Notes" not in plan
    assert refused.code == 1
    assert f"the safety limit stops this plan: {reason}" in refused.err
    assert cure in refused.err
    assert shell.plan().text == plan
    shell.edit(("  renamed:", "  renamed:\n    formerly: monthly"))
    assert "no meeting changes" in shell.plan().text


@pytest.mark.feed_rule(41)
def test_a_language_without_phrases_is_a_warning_where_the_programme_lists_it(shell: Shell) -> None:
    shell.write(
        shell.read().replace("    - en\n    - bg\n", "    - en\n    - pl\n    - bg\n    - nl-BE\n", 1)
    )

    answer = shell.run("check", str(shell.config))

    assert answer.code == 0
    warning = "all.yaml:10:7: programme.languages[2]: warning: Twincal has no phrases in pl"
    assert warning in answer.text + answer.err
    assert (answer.text + answer.err).count("has no phrases") == 1


def test_a_doubt_names_a_city_only_with_the_days_on_which_it_has_it(shell: Shell) -> None:
    """Sejong is at 18:00 in most months; Sofia only where one meeting is moved to its evening."""
    shell.write(
        edited(SMALL, ('at: "10:00"', 'at: "11:00"'), ("from: 2026-06", "from: 2027-01"))
        + "    changes:\n      2027-03:\n        move_to: 2027-03-17 20:00\n"
    )

    words = shell.run("check", str(shell.config)).text

    assert "outside the office hours of Sejong (18:00–19:00) on 20 January 2027 and " in words
    assert "Sofia (20:00–21:00) on 17 March 2027\n" in words
    assert "Sofia (20:00–21:00) on 20 January" not in words


WITHDRAWN = "this meeting is not cancelled, so it is shown as before; to take it out, also write"


@pytest.mark.parametrize(
    ("lines", "cure", "also"),
    [
        pytest.param(
            "    changes:\n      2027-03:\n        cancelled: hide\n", "cancel: true", 8, id="a change"
        ),
        pytest.param(
            "    extra:\n      more:\n        starts: 2027-03-09 10:00\n        cancelled: hide\n",
            "status: cancelled",
            8,
            id="an extra",
        ),
        pytest.param(
            webinar("trams", "2027-03-09 10:00", "cancelled: hide"), "status: cancelled", 4, id="a webinar"
        ),
    ],
)
def test_a_meeting_that_is_only_hidden_is_a_doubt_until_it_is_cancelled(
    shell: Shell, lines: str, cure: str, also: int
) -> None:
    shell.write(SMALL + lines)

    assert f"{WITHDRAWN} `{cure}`" in shell.run("check", str(shell.config)).text

    shell.add(f"{' ' * also}{cure}\n")
    assert WITHDRAWN not in shell.run("check", str(shell.config)).text


def test_a_series_may_say_so_for_meetings_that_are_cancelled_later(shell: Shell) -> None:
    shell.write(SMALL + "    cancelled: hide\n")

    assert WITHDRAWN not in shell.run("check", str(shell.config)).text


def test_a_hidden_meeting_stays_hidden_when_its_text_is_deleted(shell: Shell) -> None:
    shell.write(webinar("trams", "2026-12-08 10:00"), "more.yaml")
    assert shell.apply().code == 0
    shell.write(webinar("trams", "2026-12-08 10:00", "status: cancelled", "cancelled: hide"), "more.yaml")
    assert shell.apply().code == 0
    assert b"Trams" not in unfolded(shell)
    (shell.config / "more.yaml").unlink()

    assert shell.apply().code == 0
    assert b"Trams" not in unfolded(shell)


def test_a_meeting_without_its_two_spaces_is_told_to_be_indented(shell: Shell) -> None:
    shell.add(
        "kick-off:\n  pair: sofia-sejong\n  starts: 2027-02-03 10:00\n  clock: sofia\n  duration: 60 min\n"
    )

    errors = shell.run("check", str(shell.config)).err

    assert "there is no section `kick-off`" in errors
    assert "indent it, and the lines below it, further to the right" in " ".join(errors.split())


def test_the_path_of_a_database_becomes_its_address(shell: Shell) -> None:
    answer = shell.run("history", "--database", "/data/our/twincal.db")

    assert "write sqlite:////data/our/twincal.db" in " ".join(answer.err.split())


def test_why_names_the_weeks_beside_one_that_has_no_meeting(shell: Shell) -> None:
    shell.write(
        SMALL.replace("every: third Wednesday", "every: every 2 weeks on Wednesday").replace(
            "from: 2026-06", "from: 2026-11-25"
        )
    )
    assert shell.apply("--allow-large").code == 0

    assert "2027-W09, 2027-W11" in shell.run("why", "monthly/2027-W10").err


def test_why_of_a_deleted_series_says_that_its_next_meetings_are_cancelled(shell: Shell) -> None:
    assert shell.apply().code == 0
    shell.write(shell.read().partition("meetings:")[0])
    assert shell.apply("--allow-large").code == 0

    assert "the next, all cancelled, are: monthly/2026-12, " in shell.run("why", "monthly").err


def test_history_of_an_unknown_name_lists_series_as_well(shell: Shell) -> None:
    assert shell.apply().code == 0

    assert "there are the series monthly; " in " ".join(shell.run("history", "qqqqqq").err.split())


def test_a_cancelled_and_hidden_meeting_is_said_to_be_no_longer_shown_once(shell: Shell) -> None:
    assert shell.apply().code == 0
    shell.add("    changes:\n      2026-12:\n        cancel: true\n        cancelled: hide\n")

    assert shell.plan().text.count("no longer shown") == 2  # once for each city
    assert shell.apply().code == 0
    assert "cancelled, no longer shown: " in shell.run("history", "--limit", "1").text


def test_a_policy_that_is_new_names_the_day_off(shell: Shell) -> None:
    shell.write(SMALL.replace("  sofia:\n", "  sofia:\n    closed:\n      - 2026-12-16\n"))
    assert shell.apply().code == 0
    shell.add("    on_holiday: next working day\n")

    assert "day off in Sofia: closed on Wed 16 Dec 2026" in shell.plan().text


def test_a_cancelled_meeting_is_no_longer_shown_because_of_its_policy_and_not_of_the_window(
    shell: Shell,
) -> None:
    assert shell.apply().code == 0
    shell.add("    changes:\n      2027-03:\n        cancel: true\n")
    assert shell.apply().code == 0
    assert shell.apply(now="2027-01-10T09:00:00Z").code == 0

    hidden = [line for line in shell.run("history", "monthly").text.splitlines() if "no longer shown" in line]
    assert hidden
    assert all(line.endswith("as `cancelled:` says") for line in hidden)


def test_a_pair_named_the_other_way_round_is_found(shell: Shell) -> None:
    shell.edit(("pair: sofia-sejong", "pair: sejong-sofia"))

    assert "did you mean `sofia-sejong`?" in shell.run("check", str(shell.config)).err


def test_a_city_that_is_like_no_other_gets_no_suggestion(shell: Shell) -> None:
    assert shell.apply().code == 0

    assert "did you mean" not in shell.run("agenda", "cities/nowhere").err


def test_a_missing_folder_is_answered_with_the_one_that_holds_yaml_files(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shell.folder)

    assert "is it `config`?" in shell.run("check", "programme").err


def test_a_rule_published_by_mistake_is_taken_back_as_documented(shell: Shell) -> None:
    cure = "    changes:\n      2027-W10: {cancel: mistake, cancelled: hide}\n"
    shell.add(cure)
    too_early = [shell.run("check", str(shell.config)), shell.plan(), shell.apply()]
    shell.edit((cure, ""))
    shell.apply()
    monthly = shell.read()
    shell.edit(("third Wednesday", "every week on Wednesday"), ("from: 2026-06", "from: 2026-06-03"))
    shell.apply("--allow-large")
    shell.write(monthly + cure)

    answers = [
        shell.run("check", str(shell.config)),
        shell.plan(),
        shell.apply("--allow-large"),
        shell.plan(),
        shell.run("check", str(shell.config)),
    ]

    nearest = "no meeting of monthly is planned at 2027-W10; the nearest is 2027-03 (Wednesday 17 March 2027)"
    assert [(answer.code, nearest in answer.err) for answer in too_early] == [(1, True)] * 3
    assert [answer.code for answer in answers] == [0, 2, 0, 0, 0]
    assert b"20270310T100000" not in unfolded(shell)
    assert b"SUMMARY:CANCELLED: Monthly" in unfolded(shell)
