"""`twincal undo` takes the last edits by command back: the text to the byte, and what calendars show."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scheduler.commands.apply import plan_unattended, write_unattended
from scheduler.commands.atomic_files import replace_file
from scheduler.commands.edit import plan_edit, publish_edit
from scheduler.commands.prepare import NO_CONSENT
from scheduler.commands.undo import undo_configuration
from scheduler.state.stored import Stored
from scheduler.store import LostRace, open_store
from support.databases import on_both
from support.faulty import faulty
from support.shell import Answer, Shell
from support.small_programme import WITH_DUBLIN, small

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MOVE = ("move", "monthly/2026-12", "2026-12-17 11:00")
CANCEL = ("cancel", "monthly/2027-01", "--reason", "elections")
RETITLE = ("retitle", "monthly/2027-02", "Another")
ADD = ("add", "webinar", "green-roofs", "2027-05-11 09:00", "--title", "Green roofs", "--duration", "60 min", "--clock", "sofia")  # fmt: skip
EXTRA = ("extra", "monthly/trams", "2027-02-11 10:00", "--title", "Trams", "--clock", "sofia")
ATTACH = ("attach", "monthly/2026-12", "slides", "https://example.org/slides")
NONE_LEFT = "there is no edit to take back"


def done(shell: Shell, *words: str, now: str | None = None) -> Answer:
    """Runs an edit or `undo`, which must be applied."""
    answer = shell.run(*words, "--yes", "--config", str(shell.config), now=now)
    assert (answer.code, answer.err) == (0, "")
    return answer


def refused(shell: Shell, *options: str, now: str | None = None) -> str:
    """Runs an `undo` that is refused, and changes nothing; returns why."""
    before = shell.read(), shell.state()
    answer = shell.run("undo", "--yes", "--config", str(shell.config), *options, now=now)
    assert answer.code == 1
    assert (shell.read(), shell.state()) == before
    return answer.err


def meetings(shell: Shell) -> dict[tuple[str, str], Stored]:
    """Everything that was ever published, by series and key."""
    return {
        (each.occurrence.series, each.occurrence.key): each for each in shell.state().occurrences.values()
    }


def stored(shell: Shell, series: str, key: str) -> Stored:
    """A meeting of the small programme as it is published."""
    return meetings(shell)[series, key]


def published(shell: Shell) -> dict[str, object]:
    """What calendars show of each meeting that takes place."""
    return {
        uid: (each.occurrence.timing, each.occurrence.content)
        for uid, each in shell.state().occurrences.items()
        if each.shown and not each.occurrence.cancelled
    }


def sequences(shell: Shell) -> dict[str, int]:
    return {uid: each.stamp.sequence for uid, each in shell.state().occurrences.items()}


def test_a_moved_meeting_goes_back(tmp_path: Path, database: str) -> None:
    shell = Shell(tmp_path, database=database)
    shell.write(small())
    assert shell.apply().code == 0
    before = stored(shell, "monthly", "2026-12")
    done(shell, *MOVE)

    answer = done(shell, "undo")

    after = stored(shell, "monthly", "2026-12")
    assert "To take back: revision 2." in answer.text
    assert shell.read() == small()
    assert after.occurrence.uid == before.occurrence.uid
    assert after.occurrence.timing == before.occurrence.timing
    assert (before.stamp.sequence, after.stamp.sequence) == (0, 2)
    assert "DTSTART;TZID=Europe/Sofia:20261216T100000" in shell.run("feed", "cities/sofia").text


@pytest.mark.parametrize(("words", "series", "key"), [(ADD, "green-roofs", "once"), (EXTRA, "monthly", "extra.trams")])  # fmt: skip
def test_an_added_meeting_disappears_for_good(
    tmp_path: Path, database: str, words: tuple[str, ...], series: str, key: str
) -> None:
    shell = Shell(tmp_path, database=database)
    shell.write(small())
    assert shell.apply().code == 0
    done(shell, *words)

    done(shell, "undo")

    hidden = stored(shell, series, key)
    assert (hidden.occurrence.cancelled, hidden.shown, hidden.stamp.sequence) == (True, False, 1)
    assert hidden.occurrence.uid not in shell.run("feed", "programme").text
    assert [shell.plan(now=now).code for now in (None, "2026-11-25T09:00:00Z", "2026-11-30T23:00:00Z")] == [0, 0, 0]  # fmt: skip
    with closing(open_store(shell.url)) as store:
        planned = plan_unattended(shell.config, store, NOW, print)
        assert write_unattended(shell.config, store, planned).number is None
    done(shell, *MOVE)
    assert not stored(shell, series, key).shown
    done(shell, *words)
    again = stored(shell, series, key)
    assert (again.occurrence.uid, again.shown, again.stamp.sequence) == (hidden.occurrence.uid, True, 2)
    done(shell, "undo")
    assert not stored(shell, series, key).shown
    assert shell.plan().code == 0


def test_a_wrong_id_is_taken_back_and_written_again(applied: Shell) -> None:
    done(applied, *ADD)
    done(applied, "undo")

    done(applied, *(word.replace("green-roofs", "green-roof") for word in ADD))

    assert not stored(applied, "green-roofs", "once").shown
    assert stored(applied, "green-roof", "once").shown


def test_a_skipped_meeting_that_a_move_published_is_cancelled_for_the_day_off(tmp_path: Path) -> None:
    """Bulgaria celebrates on 24 May 2027, a Monday: the rule skips that meeting, and its text stays."""
    shell = Shell(tmp_path)
    shell.write(small(("third Wednesday", "fourth Monday"), ("    from:", "    on_holiday: skip\n    from:")))
    assert shell.apply().code == 0
    assert "2027-05" not in [key for _, key in meetings(shell)]
    done(shell, "move", "monthly/2027-05", "2027-05-26 10:00")
    assert stored(shell, "monthly", "2027-05").shown
    done(shell, "undo")

    assert stored(shell, "monthly", "2027-05").occurrence.cancelled
    assert shell.plan().code == 0


def test_the_last_three_edits_go_back_one_after_another(applied: Shell) -> None:
    texts = [applied.read()]
    for words in (CANCEL, MOVE, ADD, RETITLE):
        done(applied, *words)
        texts.append(applied.read())

    for text in reversed(texts[1:-1]):
        done(applied, "undo")
        assert applied.read() == text

    assert NONE_LEFT in refused(applied)
    assert stored(applied, "monthly", "2027-01").occurrence.cancelled
    assert applied.plan().code == 0


def test_an_undo_is_no_edit_and_the_next_edit_is(applied: Shell) -> None:
    first = applied.read()
    done(applied, *MOVE)
    done(applied, *CANCEL)
    done(applied, "undo")
    done(applied, *RETITLE)

    done(applied, "undo")
    done(applied, "undo")

    assert applied.read() == first
    assert NONE_LEFT in refused(applied)


def test_an_edit_that_no_calendar_shows_goes_back_too(applied: Shell) -> None:
    first = applied.read()
    done(applied, *MOVE)
    done(applied, "add", "webinar", "later", "2031-05-11 09:00", "--title", "Later", "--duration", "60 min", "--clock", "sofia")  # fmt: skip
    shown, modified = "It is written down, and no calendar shows it.", applied.state().modified

    assert shown in done(applied, "retitle", "monthly/2031-01", "Later").text
    assert applied.state().modified == modified
    assert shown in done(applied, "undo").text
    assert shown in done(applied, "undo").text
    assert "Nothing to do" in applied.apply().text
    done(applied, "undo")

    assert applied.read() == first


def test_time_goes_by_between_an_edit_and_its_undo(applied: Shell) -> None:
    first = applied.read()
    done(applied, *MOVE)
    assert "Applied revision 3" in applied.apply(now="2026-12-01T09:00:00Z").text

    done(applied, "undo", now="2026-12-02T09:00:00Z")

    assert applied.read() == first


def test_a_file_that_somebody_changed_is_refused_with_the_difference(applied: Shell) -> None:
    done(applied, *MOVE)
    text = applied.read()
    applied.edit(("title: Monthly", "title: Regular"))

    message = refused(applied)

    assert "all.yaml: somebody has changed this file since the edit of revision 2:" in message
    assert "-    title: Monthly\n" in message
    assert "+    title: Regular\n" in message
    assert "Put these lines back and try again" in message
    applied.write(text)
    done(applied, "undo")


def test_a_file_that_is_gone_is_refused(applied: Shell) -> None:
    done(applied, *MOVE)
    (applied.config / "all.yaml").rename(applied.config / "other.yaml")

    answer = applied.run("undo", "--yes", "--config", str(applied.config))

    assert answer.code == 1
    assert "all.yaml: No such file or directory" in answer.err


def test_a_long_difference_is_cut(applied: Shell) -> None:
    done(applied, *MOVE)
    applied.add("".join(f"# {number}\n" for number in range(100)))

    assert len(refused(applied).splitlines()) == 43


def test_a_change_by_hand_ends_what_can_be_taken_back(applied: Shell) -> None:
    done(applied, *MOVE)
    applied.write("themes:\n  water:\n    name: Water\n", "themes.yaml")
    assert applied.apply().code == 0

    message = refused(applied)

    assert "revision 2 cannot be taken back" in message
    assert "something else changed the files" in message
    done(applied, *CANCEL)
    done(applied, "undo")
    assert "revision 2 cannot be taken back" in refused(applied)


def texts_in(shell: Shell, word: str) -> bool:
    """Whether the files of the database hold a word, which no table but that of edits holds."""
    return any(word.encode() in file.read_bytes() for file in shell.folder.glob("t.db*"))


@on_both
def test_both_databases_erase_the_texts_with_what_is_withdrawn(tmp_path: Path, database: str) -> None:
    shell = Shell(tmp_path, database=database)
    shell.write(small())
    assert shell.apply().code == 0
    done(shell, *MOVE)
    done(shell, *ATTACH)
    with closing(open_store(shell.url)) as store:
        assert [[text.name for text in edit.texts] for edit in store.edits()] == [["all.yaml"], ["all.yaml"]]

    done(shell, *ATTACH[:-1], "https://example.org/others")

    with closing(open_store(shell.url)) as store:
        kept = [(edit.revision, edit.texts, edit.erased) for edit in store.edits()]
    assert kept == [(number, (), "withdrawn") for number in (4, 3, 2)]


def test_texts_leave_the_file_of_the_database_when_something_is_withdrawn(applied: Shell) -> None:
    applied.add("# Ingrid Example asked\n")
    done(applied, *ATTACH)
    done(applied, *CANCEL)
    assert texts_in(applied, "Ingrid")

    done(applied, "attach", "monthly/2026-12", "slides", "https://example.org/others")

    assert not texts_in(applied, "Ingrid")
    message = refused(applied)
    assert "revision 4 cannot be taken back: its texts are erased, because something was withdrawn" in message
    assert "twincal history" in message


def test_texts_leave_with_a_change_by_hand_that_publishes_nothing(applied: Shell) -> None:
    """What a person takes out of a comment, or of a webinar without a date, must not stay in the store."""
    applied.add("# Ingrid Example asked\n")
    done(applied, *MOVE)
    done(applied, *CANCEL)
    applied.edit(("# Ingrid Example asked\n", ""))

    assert "Nothing to do" in applied.apply().text

    assert not texts_in(applied, "Ingrid")
    assert "revision 3 cannot be taken back" in refused(applied)


def test_texts_leave_with_a_change_by_hand_before_the_next_edit(applied: Shell) -> None:
    applied.add("# Ingrid Example asked\n")
    done(applied, *MOVE)
    applied.edit(("# Ingrid Example asked\n", ""))

    done(applied, *CANCEL)

    assert not texts_in(applied, "Ingrid")


def test_a_link_that_is_replaced_before_its_meeting_is_published_leaves(applied: Shell) -> None:
    """The plan of the second edit has a step, because the window moves on."""
    attach = ("attach", "monthly/2031-01", "slides")
    done(applied, *attach, "https://example.org/ingrid")

    done(applied, *attach, "https://example.org/others", now="2026-12-02T09:00:00Z")

    assert applied.state().revision == 3
    assert not texts_in(applied, "ingrid")
    assert "something was withdrawn" in refused(applied)


def test_an_address_of_an_office_that_is_replaced_leaves(applied: Shell) -> None:
    """The plan of the edit has a step, because the window moves on."""
    applied.edit(
        ("timezone: Europe/Sofia\n", "timezone: Europe/Sofia\n    contacts: [ingrid@sofia.example]\n")
    )
    assert applied.apply().code == 0
    done(applied, *MOVE)
    assert texts_in(applied, "ingrid@")
    revision = applied.state().revision

    done(applied, "set", "sofia", "contacts", "office@sofia.example", now="2026-12-02T09:00:00Z")

    assert applied.state().revision == revision + 1
    assert not texts_in(applied, "ingrid@")
    assert "a mail address" in refused(applied)


def test_texts_leave_after_three_edits(applied: Shell) -> None:
    for title in ("Ingrid Example", "Another"):
        done(applied, "retitle", "monthly/2027-02", title)
    for words in (MOVE, CANCEL, ADD):
        assert texts_in(applied, "Ingrid")
        done(applied, *words)

    assert not texts_in(applied, "Ingrid")


def test_an_undo_that_withdraws_takes_the_texts_before_it_along(applied: Shell) -> None:
    done(applied, *MOVE)
    done(applied, *ATTACH)

    done(applied, "undo")

    assert "example.org/slides" not in applied.run("feed", "cities/sofia").text
    assert not texts_in(applied, "example.org/slides")
    assert "revision 2 cannot be taken back" in refused(applied)


def test_another_run_that_writes_meanwhile_changes_nothing_in_it(applied: Shell) -> None:
    done(applied, *ADD)
    calls = iter([True])
    with closing(open_store(applied.url)) as store:
        edited = undo_configuration(applied.config, store)
        planned = plan_edit(edited, store.state(), NOW, NO_CONSENT)

        def write(*revision: Any) -> None:
            if next(calls, False):
                raise LostRace(9)
            store.write(*revision)

        busy = faulty(store, {"write": write})
        assert publish_edit(edited, planned, busy, NOW, NO_CONSENT, print).number == 3

    assert not stored(applied, "green-roofs", "once").shown


def test_the_file_alone(applied: Shell) -> None:
    first = applied.read()
    done(applied, *MOVE)

    answer = applied.run("undo", "--file-only", "--config", str(applied.config))

    assert (answer.code, applied.read(), applied.state().revision) == (0, first, 2)
    done(applied, "undo")
    assert (applied.read(), applied.state().revision) == (first, 3)


def test_without_an_answer_nothing_changes(applied: Shell) -> None:
    done(applied, *MOVE)
    text = applied.read()

    answer = applied.run("undo", "--config", str(applied.config))

    assert "1 to move" in answer.text
    assert "to do this without a question, add --yes" in answer.err
    assert (answer.code, applied.read(), applied.state().revision) == (1, text, 2)


def test_the_safety_limit_counts(shell: Shell) -> None:
    shell.write(small(("pairs:\n", "  dublin:\n    name: Dublin\n    country: IE\n    timezone: Europe/Dublin\npairs:\n  sofia-dublin:\n    cities: [sofia, dublin]\n")))  # fmt: skip
    assert shell.apply().code == 0
    done(shell, "add", "meeting", "visit", "--pair", "sofia-dublin", "--title", "Visit", "--starts", "2027-06-07", "--days", "2", "--clock", "dublin")  # fmt: skip

    message = refused(shell)

    assert "this may be a mistake" in message
    assert f"twincal undo --yes --config {shell.config} --allow large" in message
    done(shell, "undo", "--allow", "large")


@pytest.mark.parametrize("day", ["2026-12-17", "2026-12-30"], ids=["the meeting", "its earlier day"])
def test_what_is_past_stays(applied: Shell, day: str) -> None:
    done(applied, "move", "monthly/2026-12", day)

    message = refused(applied, now="2026-12-20T09:00:00Z")

    assert "monthly/2026-12, or the day to which it would go back, is past, and the past stays" in message
    assert "a past meeting needs --allow past" in message


def test_a_meeting_that_is_over_does_not_go_back_for_other_words(applied: Shell) -> None:
    applied.write(
        applied.read()
        + "    changes:\n      2026-12:\n        move_to: 2026-12-16 11:00\n        reason: traffic\n"
    )
    assert applied.apply().code == 0
    done(applied, "cancel", "monthly/2026-12", "--reason", "power cut", now="2026-12-16T08:40:00Z")

    message = refused(applied, now="2026-12-16T10:30:00Z")

    assert "to take this edit back would change no calendar: monthly/2026-12" in message


def test_a_mistake_in_another_file_is_named_with_its_place(applied: Shell) -> None:
    done(applied, *MOVE)
    applied.write("webinars: [\n", "webinars.yaml")

    assert "config/webinars.yaml:1:12: a value is missing here, or a bracket is not closed above" in refused(
        applied
    )


def test_a_link_of_a_past_meeting_goes(applied: Shell) -> None:
    done(applied, "attach", "monthly/2026-11", "minutes", "https://example.org/minutes")

    done(applied, "undo")

    assert stored(applied, "monthly", "2026-11").occurrence.content.links == ()


def test_before_the_first_revision(shell: Shell) -> None:
    answer = shell.run("undo", "--config", str(shell.config))

    assert answer.code == 1
    assert "there is no record at" in answer.err


def test_files_with_windows_line_ends_and_a_byte_order_mark_are_as_before(shell: Shell) -> None:
    file = shell.config / "all.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + small().replace("\n", "\r\n").encode())
    assert shell.apply().code == 0
    before = file.read_bytes()
    done(shell, *MOVE)

    done(shell, "undo")

    assert file.read_bytes() == before


def test_a_backup_brings_the_texts_back(applied: Shell) -> None:
    first = applied.read()
    done(applied, *MOVE)
    backup = applied.folder / "backup.db"
    assert applied.run("store", "backup", str(backup)).code == 0
    assert applied.run("store", "restore", str(backup), "--replace").code == 0

    done(applied, "undo")

    assert applied.read() == first


def test_a_store_that_is_made_anew_knows_no_edit(applied: Shell) -> None:
    done(applied, *ADD)
    done(applied, "undo")
    site, other = (
        applied.folder / "site",
        Shell(applied.folder, database=f"sqlite:///{applied.folder}/other.db"),
    )
    assert applied.run("publish", str(site)).code == 0

    assert other.run("store", "rebuild", str(site), "--config", str(other.config)).code == 0

    assert other.plan().code == 0
    assert NONE_LEFT in refused(other)


@pytest.mark.parametrize("seed", range(6))
def test_any_edits_and_their_undos_leave_what_was_published(applied: Shell, seed: int) -> None:
    chance = random.Random(seed)
    seen = [(applied.read(), published(applied), sequences(applied))]
    for number in range(6):
        if len(seen) > 1 and chance.random() < 0.4:
            last = sequences(applied)
            seen.pop()
            done(applied, "undo")
            assert (applied.read(), published(applied)) == seen[-1][:2]
            assert all(count >= last[uid] for uid, count in sequences(applied).items())
            assert applied.plan().code == 0
        else:
            key = f"monthly/2027-{chance.randint(1, 9):02}"
            words = chance.choice((
                ("move", key, f"2027-{key[-2:]}-1{chance.randint(0, 9)} 11:00"),
                ("retitle", key, f"Title {number}"),
                ("cancel", key, "--reason", f"reason {number}"),
                ("extra", f"monthly/extra-{number}", f"2027-03-1{number} 10:00", "--title", "More"),
                ("add", "webinar", f"talk-{number}", "2027-04-06 09:00", "--title", f"Talk {number}", "--duration", "1 h", "--clock", "sofia"),
            ))  # fmt: skip
            done(applied, *words)
            seen = [*seen, (applied.read(), published(applied), {})][-4:]


PLACES = """\
themes:
  trams:
    name: Trams
groups:
  cluster: [sofia, sejong]
webinars:
  talk:
    title: Talk
    starts: 2027-03-09 10:00
    clock: sofia
    duration: 60 min
    audience: [sofia-sejong, cluster]  # both
"""
KINDS: dict[str, tuple[str, ...]] = {
    "a move": MOVE,
    "a cancellation": CANCEL,
    "another title": RETITLE,
    "a webinar": ADD,
    "an extra meeting": EXTRA,
    "a link": ATTACH,
    "a city": ("add", "city", "rotterdam", "--name", "Rotterdam", "--country", "NL"),
    "a pair": ("add", "pair", "other", "sejong", "sofia"),
    "a group": ("add", "group", "network", "sejong", "sofia"),
    "a meeting of a new pair": ("add", "meeting", "calls", "--pair", "sejong-dublin", "--title", "Calls", "--starts", "2027-02-10 09:00", "--clock", "dublin", "--duration", "1 h"),
    "a place": ("set", "monthly/2027-03", "place", "City Hall: room 2 #1"),
    "a field of a city": ("set", "sofia", "name.en", "Sofia, capital"),
    "a list": ("set", "monthly", "themes", "trams"),
    "a field of the programme": ("set", "programme", "host.country", "KR"),
    "a rule": ("rule", "monthly", "--from", "2027-05", "--every", "second Tuesday", "--at", "11:00"),
    "a break": ("break", "monthly", "--from", "2027-07-01", "--to", "2027-08-31"),
    "a break with a reason": ("break", "monthly", "--from", "2027-07-01", "--to", "2027-08-31", "--reason", "лято"),
    "a removed webinar": ("remove", "webinar", "talk"),
    "a removed pair": ("remove", "pair", "sofia-sejong", "--allow", "large"),
    "another id of a city": ("rename", "sofia", "serdica"),
    "another id of a pair": ("rename", "sofia-sejong", "so-se"),
    "another id of a group": ("rename", "cluster", "hub"),
    "another id of a theme": ("rename", "trams", "rails"),
    "another id of a series": ("rename", "monthly", "regular"),
}  # fmt: skip
FORMS: dict[str, Callable[[bytes], bytes]] = {
    "Unix": bytes,
    "Windows": lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"),
    "no last line end": lambda data: data.rstrip(b"\n"),
}


@pytest.mark.parametrize(
    ("kind", "form", "number"),
    [(kind, [*FORMS][at % 3], (1, 3)[at // 3 % 2]) for at, kind in enumerate(KINDS)],
)
def test_every_kind_of_edit_goes_back_to_the_byte(tmp_path: Path, kind: str, form: str, number: int) -> None:
    """In one file, or in three; a pair stands in another file than its meetings."""
    text, shell = small(WITH_DUBLIN), Shell(tmp_path)
    places, pairs = text.index("pairs:"), text.index("meetings:")
    texts = {1: [text + PLACES], 3: [text[:places] + PLACES, text[places:pairs], text[pairs:]]}[number]
    shell.config.mkdir(parents=True)
    before = {f"{name}.yaml": FORMS[form](each.encode()) for name, each in enumerate(texts)}
    for name, body in before.items():
        (shell.config / name).write_bytes(body)
    assert shell.apply().code == 0
    published_before = published(shell)

    done(shell, *KINDS[kind])

    after = {name: (shell.config / name).read_bytes() for name in before}
    assert after != before
    assert all(each.startswith(b"\xef\xbb\xbf") == (form == "Windows") for each in after.values())
    assert all(each.count(b"\n") == each.count(b"\r\n") for each in after.values() if form == "Windows")
    assert shell.plan().code == 0

    done(shell, "undo", "--allow", "large")

    assert {name: (shell.config / name).read_bytes() for name in before} == before
    assert published(shell) == published_before
    assert shell.plan().code == 0


def test_an_edit_of_two_files_is_written_whole_or_not_at_all(
    applied: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pair in a file in which nobody may write: its meeting, which would come first, is taken back."""
    text = applied.read()
    cut = text.index("pairs:"), text.index("meetings:")
    applied.write(text[: cut[0]] + text[cut[1] :], "all.yaml")
    applied.write(text[cut[0] : cut[1]], "pairs.yaml")
    before = {path.name: path.read_bytes() for path in applied.config.iterdir()}

    def refuse_the_second(path: Path, body: bytes, require: Callable[[], None]) -> None:
        if path.name == "pairs.yaml":
            raise PermissionError(13, "Permission denied")
        replace_file(path, body, require)

    monkeypatch.setattr("scheduler.commands.edit.replace_file", refuse_the_second)

    answer = applied.run("rename", "sofia", "serdica", "--yes", "--config", str(applied.config))

    assert "Permission denied" in answer.err
    assert {path.name: path.read_bytes() for path in applied.config.iterdir()} == before
    assert applied.state().revision == 1


def test_an_attached_link_in_braces_is_no_address_that_was_withdrawn(applied: Shell) -> None:
    shown = "    links: {Agenda: https://example.org/a}\n"
    applied.write(applied.read() + shown)
    assert applied.apply().code == 0
    first = applied.read()

    done(applied, "set", "monthly", "links.Slides", "https://example.org/s")
    done(applied, "undo")

    assert applied.read() == first


def test_a_meeting_that_is_removed_with_its_public_link_comes_back(applied: Shell) -> None:
    done(applied, *ADD)
    done(applied, "set", "green-roofs", "registration", "https://example.org/register")
    first = applied.read()

    done(applied, "remove", "webinar", "green-roofs")
    done(applied, "undo")

    assert applied.read() == first


def test_a_link_that_becomes_public_is_not_withdrawn(applied: Shell) -> None:
    done(applied, *ADD)
    done(applied, "set", "green-roofs", "join", "https://meet.example.org/room")
    first = applied.read()

    done(applied, "set", "green-roofs", "join.public", "true")
    done(applied, "undo")

    assert applied.read() == first
