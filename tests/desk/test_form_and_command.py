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

import pytest
from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st

from desk.conftest import Visitor, at_desk
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
CHANGED_FIELDS = st.sampled_from(
    [
        *(("place", "City hall"), ("place", ""), ("status", "tentative"), ("status", ""), ("title.ko", "눈")),
        *(("join.url", "https://example.org/j"), ("minutes", "expected"), ("office_hours", "08:00-17:00")),
        *(("name", "Сofия"), ("clock", "sejong"), ("every", "day 3"), ("a.b.c", "x"), ("formerly", "old")),
    ]
)
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
    "language": st.sampled_from(["", "en", "bg", "ko", "xx"]),
    "every": st.sampled_from(["second Tuesday", "last Friday except July", "often"]),
    "country": st.sampled_from(["IT", "US", "Italy"]),
    "timezone": st.sampled_from(["", "America/New_York", "Europe/Rome"]),
    "present": st.sampled_from(["12", "0", "many"]),
    "days": st.sampled_from(["2", "0", "three"]),
    "until": MONTHS,
    "join": URLS,
    "join_public": st.sampled_from(["", "yes"]),
    "audience": st.sampled_from(["sofia", "sofia, trio", "nobody"]),
    "cities": st.sampled_from(["sofia, munich", "busan rotterdam toronto", "atlantis, sofia"]),
}
"""What is typed in a field; words in all others."""


class Page(HTMLParser):
    """The form of a page that publishes, or its last one: the address it goes to, its fields, what may be chosen."""

    def __init__(self, answer: DeskAnswer) -> None:
        super().__init__()
        self.action, self.fields, self.choices = "", Fields(), dict[str, list[str]]()
        self._select, self._is_found = "", False
        self.feed(answer.body)

    def handle_endtag(self, tag: str) -> None:
        self._is_found = self._is_found or (tag == "form" and self.action == "publish")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        match tag:
            case _ if self._is_found:
                pass
            case "form":
                self.action, self.fields = named["action"], {}
            case "input":
                self.fields[named["name"]] = named.get("value", "")
            case "select":
                self._select = named["name"]
                self.choices[self._select] = []
            case "option":
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
            name: value for name, value in fields.items() if name not in {*NO_OPTIONS, *subject.about}
        } | options
        words = [word for name, value in given.items() if value for word in option(name, value)]
        return [*verb.split(), *words, "--", *arguments]

    def field(name: str, value: str) -> list[str]:
        return ["set", "--", of, name, value] if value else ["set", "--remove", of, name]

    def by_its_clock() -> str:
        typed_by = ZoneInfo(zones.get(fields["clock"], subject.zone))
        if not fields["time"]:
            return fields["day"]
        seen = datetime.fromisoformat(moment).replace(tzinfo=typed_by).astimezone(ZoneInfo(subject.zone))
        return f"{seen:%Y-%m-%d %H:%M}"

    match subject.do.partition("-")[0]:
        case "move":
            return command("move", of, by_its_clock(), clock="")
        case "retitle":
            return command("retitle", of, fields["title"], title="")
        case "date":
            return field("starts", moment)
        case "place":
            return field("place", fields["place"])
        case "present" | "held" as name:
            return field(name, fields[name])
        case "length":
            return field("duration", fields["duration"])
        case "attach":
            return command("attach", of, fields["label"], fields["url"])
        case "set":
            return field(fields["field"], fields["value"])
        case "extra":
            return command("extra", f"{of}/{id}", moment)
        case "break":
            return command("break", of, **{"from": fields["first"], "to": fields["last"]})
        case "rename":
            return command("rename", of, id)
        case "remove":
            return command("remove", kind, of.rpartition("/")[2])
        case "monthly" | "single" | "visit":
            return command("add meeting", id, starts=moment, **{kind: of.rpartition("/")[2]})
        case "webinar":
            return command("add webinar", id, moment)
        case "city":
            return command("add city", id)
        case "pair":
            return command("add pair", id, fields["one"], fields["other"])
        case "group":
            return command("add group", id, *re.findall(r"[\w-]+", fields["cities"]))
    return command(subject.do, *filter(None, [of]))


NO_OPTIONS = ("do", "id", "day", "time", "label", "url", "field", "value", "first", "last", "one", "other", "cities")  # fmt: skip
"""The fields that are no option of a command."""


def option(name: str, value: str) -> Iterator[str]:
    """The words of an option for what was typed in a field."""
    match name:
        case "join_public":
            yield "--join-public"
        case "status":
            yield f"--{value}"
        case "audience" | "themes":
            for each in value.replace(",", " ").split():
                yield from (f"--{name.removesuffix('s')}", each)
        case _:
            yield from (f"--{name.replace('_', '-')}", value)


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
            case "group" | "city":
                for feed in state.open_feeds:
                    is_of_city = feed.kind == "cities"
                    if feed.state == "live" and (is_of_city if form.about == "city" else feed.is_of_group):
                        yield Subject(form.name, {"name": feed.name}, kind=feed.kind.removesuffix("s"))
            case "undated":
                for each in state.profile.details.open_webinars:
                    yield Subject(form.name, {"name": f"webinars/{each.id}"}, kind="webinar")
            case "programme":
                yield Subject(form.name, {"name": "programme"} if form.action == "set" else {})
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
    for field in form.fields:
        if field.name in page.choices:
            fields[field.name] = data.draw(st.sampled_from(page.choices[field.name]))
        elif field.required or data.draw(st.booleans()):
            fields[field.name] = data.draw(TYPED.get(field.name, WORDS))
    if not fields.get("join"):
        fields.pop("join_public", "")  # a command refuses it without a link
    if "field" in fields:
        fields["field"], fields["value"] = data.draw(CHANGED_FIELDS)
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
        fields = typed_by_somebody(data, Page(visitor.get("edit", do=do, **subject.about)), BY_NAME[do])
    shown = answer = visitor.post("plan", **fields)
    while (action := Page(answer).action) in ("plan", "publish") and answer.status == 200:
        shown, answer = answer, visitor.post(action, **Page(answer).fields)
    said = text_of(answer)
    if "This would change nothing: calendars show it already" in said:
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
