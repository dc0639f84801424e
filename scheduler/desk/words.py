"""Words for the desk: advice names its buttons, problems name meetings and cities, a plan is told in short.

What only a terminal can do is for the operator.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from unicodedata import combining, normalize
from urllib.parse import urlencode

from scheduler.configuration import Located
from scheduler.configuration.located import dotted
from scheduler.desk.forms import BY_NAME
from scheduler.desk.visit import Visit
from scheduler.findings.accepted import FACTS
from scheduler.findings.finding import Finding
from scheduler.plan.make_plan import Plan
from scheduler.programme.advice import Advice, Command, Option, Permission
from scheduler.programme.english_days import in_short
from scheduler.programme.english_lists import joined, number_of
from scheduler.programme.keys import ONCE
from scheduler.reports.advice_words import in_terminal, with_advice
from scheduler.reports.other_changes import outcome_words
from scheduler.reports.plans.plan_rows import title_of
from scheduler.reports.plans.summary import changes_no_calendar, summary
from scheduler.state.feeds import group_keys
from scheduler.state.revision import StepKind

_PAGES: Mapping[str, str] = {
    "plan": "what would change",
    "apply": "“Publish”",
    "history": "the history",
    "check": "the warnings",
    "serve": "the server",
}
"""What the desk has for a command."""
_PERMISSIONS: Mapping[str, str] = {
    "past": "your word that the past is to change",
    "large": "your word that a large change is meant",
}
_PLACE = re.compile(r"(cities|pairs|groups|themes|meetings|webinars)\.([^.:\[\s]+)\.?([^:\s]*)(?=: )")
"""The path at the begin of a message: the section, the id, and what follows them."""
_VERBS: Mapping[StepKind, tuple[str, str]] = {
    StepKind.ADD: ("is new", "are new"),
    StepKind.CHANGE: ("changes", "change"),
    StepKind.MOVE: ("moves", "move"),
    StepKind.CANCEL: ("is cancelled", "are cancelled"),
    StepKind.REINSTATE: ("takes place again", "take place again"),
}


def on_page(advice: Advice) -> str:
    """Returns advice in words of the desk."""
    return "".join(map(_words, advice))


def _words(part: str | Command | Permission | Option) -> str:
    match part:
        case Permission(word) if word in _PERMISSIONS:
            return _PERMISSIONS[word]
        case Command((*_, Permission())):
            return f"{in_terminal((part,))} on the server"
        case Command(("retitle", _, str(title), *_)):
            return f"“{title}”"
        case Command((str(verb), *_)) if verb in BY_NAME:
            return f"“{BY_NAME[verb].title}”"
        case Command((str(verb), *_)):
            return _PAGES.get(verb) or f"{in_terminal((part,))} on the server"
    return in_terminal((part,))


def without_places(visit: Visit, words: str) -> str:
    """Returns a message without the folder and the database of the server, which are no matter of a desk."""
    folder, record = str(visit.directory), visit.store.name
    for place, name in ((f"{folder}/", ""), (folder, "the folder"), (f"the database {record}", "the record")):
        words = words.replace(place, name)
    return words.replace(record, "the record")


def named(visit: Visit, words: str) -> str:
    """Returns a message with the name of a meeting or city in place of its path in the files."""
    found = _PLACE.match(words)
    if found is None:
        return _with_title(visit, words)
    section, id, within = found.groups()
    feed = next((each for each in visit.state.open_feeds if each.name == f"{section}/{id}"), None)
    of_series = visit.latest.get(id) if section in ("meetings", "webinars") else None
    name = feed.title if feed is not None else of_series.content.title if of_series is not None else None
    said = name.say("en") if name is not None else id  # which is new
    return f"{said}{f', {within}' if within else ''}{words[found.end() :]}"


def _with_title(visit: Visit, words: str) -> str:
    """Returns a message with the title and day of a published meeting in place of `SERIES/KEY`."""
    name = words.partition(": ")[0]
    for meeting in (each.occurrence for each in visit.state.occurrences.values()):
        if visit.name_of(meeting) == name:
            return f"{title_of(meeting)}, {in_short(meeting.timing.starts)}{words.removeprefix(name)}"
    return words


def problem_words(visit: Visit, problem: Located) -> str:
    """Returns what is wrong, with the name of what it is about and with advice."""
    field = f"{problem.field}: " if problem.field else ""
    return with_advice(named(visit, f"{field}{problem.message}"), on_page(problem.advice))


def page_of(visit: Visit, problem: Located) -> str:
    """Returns the address of what a problem is about, or nothing; of a series that of its pair or group."""
    found = _PLACE.match(f"{problem.field}: ")
    if found is None:
        return ""
    section, id, _ = found.groups()
    name = f"{section}/{id}"
    if section in ("meetings", "webinars") and (meeting := visit.latest.get(id)) is not None:
        if meeting.key == ONCE:
            return f"meeting?name={visit.name_of(meeting)}"
        groups = map(visit.state.feed, group_keys(meeting))
        name = next((feed.name for feed in groups if feed is not None), name)
    return f"calendar?name={name}" if any(feed.name == name for feed in visit.calendars()) else ""


def buttons(visit: Visit, problem: Located) -> Iterator[tuple[str, str]]:
    """Yields words and the address of a filled-in form for each new title that advice gives a series."""
    for part in problem.advice:
        match part:
            case Command(("retitle", str(series), str(title), *options)) if series in visit.latest:
                codes = [f".{each.value}" for each in options if isinstance(each, Option)]
                fields = {"do": "change-series", "series": series, f"title{''.join(codes)}": title}
                yield f"Change the title of {series}", f"edit?{urlencode(fields)}"


def accept_link(visit: Visit, doubt: Finding | Located) -> str:
    """Returns the address of the form that accepts a finding, or all that a warning counts; else nothing."""
    if doubt.code not in FACTS or not visit.may_use(BY_NAME["accept"]):
        return ""
    name, key = (dotted(doubt.path), doubt.key) if isinstance(doubt, Finding) else (doubt.field, "")
    return f"edit?{urlencode({'do': 'accept', 'of': name, 'doubt': doubt.code, 'key': key})}"


def place(problem: Located) -> str:
    """Returns where a problem is in the files: "in all.yaml, line 12"."""
    return f"in {Path(problem.file).name}, line {problem.line}"


def counts(plan: Plan) -> str:
    """Returns "1 meeting moves and 2 meetings are cancelled", or what a plan without meetings is for."""
    count = Counter(
        StepKind.CHANGE if step.kind is StepKind.MOVE and step.keeps_its_start else step.kind
        for step in (() if changes_no_calendar(plan) else plan.steps)
    )
    found = [
        f"1 meeting {one}" if count[kind] == 1 else f"{count[kind]} meetings {many}"
        for kind, (one, many) in _VERBS.items()
        if count[kind]
    ]
    if plan.outcomes:
        found.append(f"{number_of(len(plan.outcomes), 'note')} for the report")
    return joined(found) if found else summary(plan)


def outcome_lines(visit: Visit, plan: Plan) -> Iterator[str]:
    """Yields a line for each meeting of which a plan writes down what became of it."""
    for uid, outcome in plan.outcomes:
        meeting = visit.state.occurrences[uid].occurrence
        yield f"{title_of(meeting)}, {in_short(meeting.timing.starts)}: {outcome_words(outcome)}"


def plain(words: str) -> str:
    """Returns words as they are looked for: in small letters without accents."""
    apart = normalize("NFD", words.casefold())
    return normalize("NFC", "".join(each for each in apart if not combining(each)))
