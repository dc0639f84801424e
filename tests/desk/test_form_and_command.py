"""A form of the desk and the command beside it: the same plan in words, and the same bytes in every file.

The form that accepts a finding has no command: `tests/desk/test_accept.py` has it.
"""

from __future__ import annotations

import html
import os
import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zoneinfo import ZoneInfo

import click
import pytest
from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st

from desk.conftest import Visitor, at_desk
from scheduler.cli import app
from scheduler.desk.forms import BY_NAME, FORMS, Form
from scheduler.desk.messages import DeskAnswer
from scheduler.state.state import State
from support.shell import Shell

SHOWCASE = Path(__file__).parents[1] / "corpus" / "showcase"
EXAMPLES = int(os.environ.get("LAW_EXAMPLES", "4"))
OPTIONS = ("--yes", "--allow", "past", "--allow", "large")
ROW = re.compile(r"(?m)^  (?=.{10} )[a-z]+ +(\S.*?)(?= \(| \[|: |$)")
"""The titles of the meetings in a plan; the words around them are others in a terminal."""
Fields = dict[str, str]

WORDS = st.sampled_from(
    [
        *("No room", "x: y", "- a", "#hash", "a #b", "снег: 눈", "'q'", '"dq"', "{{ 7*7 }}", "<b>&amp;</b>", "yes"),
        *("2026-12-17", "10:00", "null", "[a, b]", "*x", "& y", "50 %", "\N{RIGHT-TO-LEFT MARK}x", "x\\n  join: y"),
        *("%20+", "é" * 300, "~", "0x1F", "-", "!y", "|", ">", "@x", "`y`"),
    ]
)  # fmt: skip
DAYS = st.dates(date(2026, 10, 1), date(2027, 12, 1)).map(str)
HOURS = st.builds(lambda hour, minute: f"{hour:02}:{minute:02}", st.integers(9, 17), st.sampled_from((0, 30)))
IDS = st.sampled_from(["new", "two-words", "sofia-dublin", "sofia", "null", "N", "3"])
MONTHS = st.sampled_from(["2026-10", "2027-02", "2027-06", "2027-2"])
LENGTHS = st.sampled_from(["60 min", "1 h 30 min", "2 h", "90", "soon"])
URLS = st.sampled_from(["https://example.org/m?a=1&b=2#c", "http://example.org/é", "example.org"])
CHANGED_FIELDS = (
    *(("place", "City hall"), ("place", ""), ("status", "tentative"), ("status", ""), ("title.ko", "눈")),
    *(("join.url", "https://example.org/j"), ("minutes", "expected"), ("office_hours", "08:00-17:00")),
    *(("name", "Сofия"), ("clock", "sejong"), ("every", "day 3"), ("at", "09:30"), ("duration", "soon")),
    *(("contacts", "office@example.org"), ("description", "x: y"), ("speakers.0.name", "Ann Example")),
)
"""What a form changes, if it has the input."""
MOMENTS = st.one_of(DAYS, st.builds(lambda day, hour: f"{day} {hour}", DAYS, HOURS))
TYPED = {
    "day": DAYS,
    "first": DAYS,
    "last": DAYS,
    "time": HOURS,
    "at": HOURS,
    "id": IDS,
    "from": MONTHS,
    "duration": LENGTHS,
    "url": URLS,
    "registration": URLS,
    "every": st.sampled_from(["second Tuesday", "last Friday except July", "often"]),
    "country": st.sampled_from(["Georgia", "united states", "KR", "Narnia"]),
    "timezone": st.sampled_from(["", "America/New_York", "Europe/Rome"]),
    "days": st.sampled_from(["2", "0", "three"]),
    "until": MONTHS,
    "starts": MOMENTS,
    "join.url": URLS,
    "join.public": st.sampled_from(["", "true"]),
    "status": st.sampled_from(["", "tentative"]),
    "audience": st.sampled_from(["sofia", "sofia\ntrio", ""]),
    "cities": st.sampled_from(["sofia\nmunich", "busan\nrotterdam\ntoronto", "sofia"]),
    "title": WORDS,
    "name": WORDS,
    "place": WORDS,
}
"""What is typed in a field of an action, or of something new; words in all others of an action."""
CHOSEN = ("clock", "on_holiday")
"""What is chosen for something new from what the form offers."""


class Page(HTMLParser):
    """The form of a page that publishes, or its last one: the address it goes to, its fields, what may be chosen."""

    def __init__(self, answer: DeskAnswer) -> None:
        super().__init__()
        self.action, self.fields, self.choices = "", Fields(), dict[str, list[str]]()
        self._select, self._text, self._is_found = "", "", False
        self.feed(answer.body)

    def handle_data(self, data: str) -> None:
        if self._text:
            self.fields[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        self._text = ""
        self._is_found = self._is_found or (tag == "form" and self.action == "publish")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        match tag:
            case _ if self._is_found:
                pass
            case "form":
                self.action, self.fields = named["action"], {}
            case "input" if named.get("type") != "checkbox" or "checked" in named:
                before = [self.fields[named["name"]]] if named["name"] in self.fields else []
                self.fields[named["name"]] = "\n".join([*before, named.get("value", "")])
            case "textarea":
                self._text = named["name"]
                self.fields[self._text] = ""
            case "select":
                self._select = named["name"]
                self.choices[self._select] = []
            case "option" if self._select:
                choices = self.choices[self._select]
                if "selected" in named or not choices:
                    self.fields[self._select] = named["value"]
                choices.append(named["value"])


def command_for(subject: Subject, fields: Fields, zones: Fields) -> list[str]:
    """The command that makes the same edit as a form with these fields; `zones` are those of the cities."""
    of, id, kind = "".join(subject.about.values()), fields.get("id", ""), subject.kind
    moment = f"{fields.get('day', '')} {fields.get('time', '')}".strip()

    def command(verb: str, *arguments: str, **options: str) -> list[str]:
        """The words of a command, with every field that it has as an option and that is none else."""
        given = {
            name: value
            for name, value in fields.items()
            if name not in {*NO_OPTIONS, *subject.about} and not name.startswith("was.")
        } | options
        words = [word for name, value in given.items() if value for word in option(name, value)]
        return [*verb.split(), *words, "--", *arguments]

    def changed() -> list[str]:
        ((name, value),) = [
            (key, value) for key, value in CHANGED_FIELDS if fields.get(f"changed.{key}") == value
        ]
        if "counts_from" in fields and name in ("every", "at", "clock", "duration"):
            return ["rule", of, "--from", fields["counts_from"], f"--{name}", value]
        return ["set", "--", of or "programme", name, value] if value else ["set", "--remove", of, name]

    def by_its_clock() -> str:
        typed_by = ZoneInfo(zones.get(fields["clock"], subject.zone))
        if not fields["time"]:
            return fields["day"]
        seen = datetime.fromisoformat(moment).replace(tzinfo=typed_by).astimezone(ZoneInfo(subject.zone))
        return f"{seen:%Y-%m-%d %H:%M}"

    match subject.do.partition("-")[0]:
        case "move":
            return command("move", of, by_its_clock(), clock="")
        case "attach":
            return command("attach", of, fields["label"], fields["url"])
        case "change":
            return changed()
        case "extra":
            return command("extra", f"{of}/{id}", fields["starts"], starts="")
        case "break":
            return command("break", of, **{"from": fields["first"], "to": fields["last"]})
        case "rename":
            section = {"series": "meetings/", "webinar": "webinars/"}.get(kind, "")
            return command("rename", f"{section}{of}", id)
        case "remove":
            return command("remove", kind, of.rpartition("/")[2])
    match subject.do:
        case "add-monthly" | "add-single":
            return command("add meeting", id, **{kind: of.rpartition("/")[2]})
        case "add-webinar":
            return command("add webinar", id, fields["starts"], starts="")
        case "add-city" | "add-theme":
            return command(subject.do.replace("-", " "), id)
        case "add-pair" | "add-group":
            return command(subject.do.replace("-", " "), id, *fields["cities"].split())
    return command(subject.do, *filter(None, [of]))


NO_OPTIONS = ("do", "id", "day", "time", "label", "url", "first", "last", "cities", "secrets")
"""The fields that are no option of a command."""


def option(name: str, value: str) -> Iterator[str]:
    """The words of an option for what was typed in a field."""
    match name:
        case "join.public":
            yield "--join-public"
        case "join.url":
            yield from ("--join", value)
        case "status":
            yield f"--{value}"
        case "audience" | "themes":
            for each in value.split():
                yield from (f"--{name.removesuffix('s')}", each)
        case _:
            yield from (f"--{name.replace('_', '-')}", value)


def options_of(form: Form) -> set[str]:
    """The inputs of a form for something new that its command has as options; its arguments are no options."""
    noun = {"add-monthly": "meeting", "add-single": "meeting"}.get(form.name, form.name.removeprefix("add-"))
    added = app.commands["add"]
    assert isinstance(added, click.Group)
    command = app.commands["extra"] if form.name == "extra" else added.commands[noun]
    known = {each for parameter in command.params for each in parameter.opts}
    return {name for name in (*CHOSEN, *TYPED) if next(option(name, "tentative"), "") in known}


class Subject(NamedTuple):
    """A form with what it is about, the zone of that, and whether it is a meeting or a webinar."""

    do: str
    about: Fields
    zone: str = ""
    kind: str = ""


def subjects(state: State) -> Iterator[Subject]:
    """Every form with each thing that it may be about."""
    ids = state.ids
    meetings = [stored.occurrence for stored in state.occurrences.values()]
    by_series = {ids.of_series(each.series): each for each in meetings}
    for form in FORMS:
        match form.about:
            case "meeting":
                for each in meetings:
                    name = ids.of_meeting(each.series, each.key)
                    yield Subject(form.name, {"meeting": name}, each.timing.zone)
            case "series":
                for id, each in by_series.items():
                    kind = "series" if each.origin == "meeting" else each.origin
                    yield Subject(form.name, {"series": id}, kind=kind)
            case "group" | "city" | "theme":
                for feed in state.open_feeds:
                    about = {"cities": "city", "themes": "theme", "programme": ""}.get(feed.kind, "group")
                    if feed.state == "live" and about == form.about:
                        yield Subject(
                            form.name,
                            {"of": feed.name},
                            kind=feed.kind.replace("ies", "ys").removesuffix("s"),
                        )
            case "undated":
                for each in state.profile.details.open_webinars:
                    yield Subject(form.name, {"of": f"webinars/{each.id}"}, kind="webinar")
            case "programme":
                yield Subject(form.name, {})
    yield Subject("undo", {})


def text_of(answer: DeskAnswer) -> str:
    """All that stands on a page."""
    return html.unescape(re.sub(r"<[^>]*>", " ", answer.body))


def squeezed(text: str) -> str:
    """A text without all that only separates words."""
    return re.sub(r"[\s:,→!]+", "", text.replace("\\u200f", "\u200f"))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A programme with every feature of the language, published."""
    shell = Shell(tmp_path_factory.mktemp("published"))
    shutil.copytree(SHOWCASE, shell.config)
    assert shell.apply().code == 0
    return shell


def files(shell: Shell) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in shell.config.iterdir()}


@settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.generate])
@given(data=st.data())
def test_random_edits(published: Shell, data: st.DataObject) -> None:
    """`LAW_EXAMPLES=250 pytest tests/desk/test_form_and_command.py` makes 1,000 edits."""
    with TemporaryDirectory() as folder:
        one, other = Shell(Path(folder) / "one"), Shell(Path(folder) / "other")
        for each in (one, other):
            shutil.copytree(published.folder, each.folder)
        with at_desk(one) as visitor:
            for _ in range(4):
                make_one_edit(data, visitor, one, other)


def typed_by_somebody(data: st.DataObject, page: Page, form: Form) -> Fields:
    """The fields of a page after somebody has filled in its form."""
    fields = dict(page.fields)
    if form.action == "change":
        name, value = data.draw(st.sampled_from([each for each in CHANGED_FIELDS if each[0] in fields]))
        fields |= {name: value, f"changed.{name}": value}
        if "counts_from" in fields:
            fields["counts_from"] = data.draw(MONTHS)
    elif form.is_of_block:
        given = {*options_of(form), "id", "starts", "cities"}
        for name in [each for each in (*CHOSEN, *TYPED) if each in fields and each in given]:
            chosen = st.sampled_from(page.choices[name]) if name in CHOSEN else TYPED[name]
            fields[name] = data.draw(chosen)
    for field in form.fields:
        if field.name in page.choices:
            fields[field.name] = data.draw(st.sampled_from(page.choices[field.name]))
        elif field.is_required or data.draw(st.booleans()):
            fields[field.name] = data.draw(TYPED.get(field.name, WORDS))
    if not fields.get("join.url"):
        fields.pop("join.public", "")  # a command refuses it without a link
    return fields


def make_one_edit(data: st.DataObject, visitor: Visitor, one: Shell, other: Shell) -> None:
    """Makes an edit at the desk and by command, and compares what was shown and written."""
    state = one.state()
    zones = {city.id: city.zone for city in state.profile.details.cities}
    found = [*subjects(state)]
    do = data.draw(st.sampled_from(sorted({each.do for each in found})))
    subject = data.draw(st.sampled_from([each for each in found if each.do == do]))
    fields = {"do": "undo"}
    if do != "undo":
        form = visitor.get("edit", do=do, **subject.about)
        if form.status != 200:  # the files have it no more
            return
        fields = typed_by_somebody(data, Page(form), BY_NAME[do])
    shown = answer = visitor.post("plan", **fields)
    while (action := Page(answer).action) in ("plan", "publish") and answer.status == 200:
        shown, answer = answer, visitor.post(action, **Page(answer).fields)
    said = text_of(answer)
    if re.search("This would change nothing|Nothing was changed in this form", said):
        return
    command = command_for(subject, fields, zones)
    verbs = 2 if command[0] == "add" else 1
    told = other.run(*command[:verbs], *OPTIONS, "--config", str(other.config), *command[verbs:])
    event(f"{do}: {'made' if answer.location else 'refused'}")
    assert (told.code == 0) == bool(answer.location), (command, told.err, said)
    assert files(one) == files(other), command
    if answer.location:
        rows, page = ROW.findall(told.text.partition("\nWrote ")[0]), squeezed(text_of(shown))
        assert [row for row in rows if squeezed(row) not in page] == [], command
        is_shown = "they show this when they reach its month" not in text_of(shown)
        if is_shown and fields.get("clock") in zones and fields.get("time"):
            hour = datetime.fromisoformat(f"{fields['day']} {fields['time']}")
            begins = {each.occurrence.timing.begin_utc for each in one.state().occurrences.values()}
            assert hour.replace(tzinfo=ZoneInfo(zones[fields["clock"]])) in begins, command
