"""The words of findings for the secretariat: one English sentence for each code, without a full stop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from string import Formatter
from typing import Any, Literal

from scheduler.findings.finding import Code, Finding
from scheduler.plan.night import NightHour
from scheduler.programme.english_days import in_words
from scheduler.programme.keys import is_dated_by_rule
from scheduler.programme.texts import Text
from scheduler.reports.alike import and_more, first_names, joined
from scheduler.state.feeds import Feed
from scheduler.timetable.clocks import ZoneCity, in_english

MOST_NAMED = 5
"""The most series or feeds that a sentence names."""
MOST_SINGLE_LINES = 3
"""The most meetings of one series that get a line each for the same finding."""
Variant = Literal["programme-closed", "holiday-of-many", "at-night"]
"""A day off of all cities, one of many meetings, and the worst hours outside those of an office."""
_HOUR_QUESTION = "are `at:`, `duration:`, `clock:` and `timezone:` right?"
_LOOKS_LIKE = "looks like {old_id} under a new id"


def sentence(finding: Finding, more: int = 0) -> str:
    """Returns what a finding says, also of so many `more` meetings."""
    when = on_days(finding.day, more, finding.values.get("last_day"))
    values = {
        "series": finding.series,
        "key": finding.key,
        "day": finding.day,
        "when": when,
        **finding.values,
    }
    text = words(finding.code, **values)
    return f"{text} (and {finding.more} more like it)" if finding.more else text


def words(code: Code | Variant, **values: Any) -> str:
    """Returns the sentence for a code with these values."""
    text = SENTENCES[code]
    return text(**values) if callable(text) else _ENGLISH.vformat(text, (), values)


def finding_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Yields `SERIES/KEY: SENTENCE` for each finding; more than three that differ in `KEY` share a line."""
    keys: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        keys.setdefault((finding.series, sentence(finding)), []).append(finding.key)
    for (series, text), same in keys.items():
        if len(same) > MOST_SINGLE_LINES:
            yield f"{series}/{same[0]} to {same[-1]}: {text} ({len(same)} meetings)"
        else:
            yield from (f"{series}/{key}: {text}" if key else f"{series}: {text}" for key in same)


def on_days(first: date, more: int, last: date | None = None) -> str:
    """Returns `on 9 December 2026 and 3 more meetings`; a visit has both its first and its `last` day."""
    when = f"on {in_words(first)}"
    if last is not None and last != first:
        when = f"from {in_words(first)} to {in_words(last)}"
    return when + and_more(more, "meeting")


class _English(Formatter):
    """Writes days in words, and with `{count:meeting}` a number with its noun."""

    def format_field(self, value: Any, format_spec: str) -> str:
        match value:
            case int() if format_spec:
                return f"{value} {format_spec}{'' if value == 1 else 's'}"
            case date():
                return value.strftime(format_spec) if format_spec else in_words(value)
            case tuple():
                return ", ".join(map(str, value))
            case Text() | ZoneCity():
                return in_english(value)
        return str(value)


_ENGLISH = _English()


def _names(names: Sequence[str], noun: str) -> str:
    """Returns `a, b and c`; of many names only the first ones, and the number of the others."""
    if len(names) > MOST_NAMED:
        return f"{', '.join(names[:MOST_NAMED])} and {len(names) - MOST_NAMED} more {noun}"
    return joined(names)


def _holiday_of_many(day: date, reason: str, count: int, series: Sequence[str], **_: Any) -> str:
    listed = _names(series, "series")
    return f"{count} meetings of {listed} are on {in_words(day)}, a day off: {reason}"


def _many_series(
    changed: Sequence[str],
    total: int,
    cancelled: int,
    moved: int,
    hidden: int,
    first: date,
    last: date,
    **_: Any,
) -> str:
    counts = (("cancel", cancelled), ("move", moved), ("hide", hidden))
    verbs = [f"{verb} {count}" for verb, count in counts if count]
    meetings = "meeting" if cancelled + moved + hidden == 1 else "meetings"
    days = in_words(first) if first == last else f"{in_words(first)} to {in_words(last)}"
    return (
        f"it would {joined(verbs)} coming {meetings} of {len(changed)} of {total} series "
        f"({_names(changed, 'series')}), now planned for {days}"
    )


def _emptied_cities(emptied: Sequence[str], successors: Iterable[Mapping[str, Any]], **_: Any) -> str:
    hints = (
        "; if {new.id} is {old.id} under a new id, write `{line}` below `cities: {new.id}:`".format(**each)
        for each in [*successors][:MOST_NAMED]
    )
    return f"it would take every coming meeting away from {_names(emptied, 'cities')}{''.join(hints)}"


def _dropped_languages(languages: Sequence[str], calendars: int, **_: Any) -> str:
    lose = (
        "1 calendar in {} would lose its address"
        if calendars == 1
        else f"{calendars} calendars in {{}} would lose their addresses"
    )
    return f"{lose.format(_names(languages, 'languages'))} (`languages:`)"


def _lookalike_series(cancelled: int, **values: Any) -> str:
    if cancelled:
        harm = f"{cancelled} of its meetings would be cancelled, and {{added}} published anew"
    else:
        harm = "{repeated} of its meetings would be published a second time"
    words = f"{{series}} {_LOOKS_LIKE}: {harm}; write `{{line}}` below `{{section}}: {{series}}:`"
    return words.format(**values)


def _lookalike_feed(new: Feed, old: Feed, line: str, **_: Any) -> str:
    noun = "city" if old.kind == "cities" else old.kind.removesuffix("s")
    lose = "have lost" if old.state == "gone" else "would lose"
    return (
        f"the {noun} {new.id} looks like {old.id} under a new id: calendars that read /feeds/{old.name}.ics "
        f"{lose} their address; write `{line}` below `{old.kind}: {new.id}:`"
    )


def _night_series(series: str, meetings: int, hours: Iterable[NightHour], **_: Any) -> str:
    those = "the meeting" if meetings == 1 else f"all {meetings} meetings"
    return f"{those} of the new series {series} would be at night: {_hours_by_city(hours)} ({_HOUR_QUESTION})"


def _night_move(series: str, meetings: int, hours: Iterable[NightHour], **_: Any) -> str:
    count = f"{meetings} meeting{'s' if meetings > 1 else ''}"
    return f"{count} of {series} would move into the night: {_hours_by_city(hours)} ({_HOUR_QUESTION})"


def _hours_by_city(hours: Iterable[NightHour]) -> str:
    """Returns `02:00 or 03:00 in Sofia, 21:30 to 23:00 in Sejong`."""
    by_city: dict[str, set[str]] = {}
    for hour in hours:
        end = f" to {hour.ends:%H:%M}" if hour.ends is not None else ""
        by_city.setdefault(hour.city.say("en"), set()).add(f"{hour.begins:%H:%M}{end}")
    return ", ".join(f"{' or '.join(sorted(texts))} in {city}" for city, texts in by_city.items())


def _lost_part(parts: Sequence[str], lost: Sequence[str], **_: Any) -> str:
    are, it = ("is", "it") if len(parts) == 1 else ("are", "them")
    return (
        f"{_names(parts, 'files')} {are} gone or empty, and with {it} {len(lost)} series that have coming "
        f"meetings ({_names(lost, 'series')})"
    )


def _far_move(series: str, meetings: int, old: date, new: date, **_: Any) -> str:
    count = "1 meeting" if meetings == 1 else f"{meetings} meetings"
    first = "" if meetings == 1 else "the first "
    days = f"from {in_words(old)} to {in_words(new)}"
    return f"{count} of {series} would move far, {first}{days} (is the year right?)"


def _crowded_feeds(series: str, key: str, losses: Sequence[tuple[str, int, int]], **_: Any) -> str:
    named = ", ".join(f"{name} {lost} of {shown}" for name, lost, shown in losses[:MOST_NAMED])
    more = f", and {len(losses) - MOST_NAMED} more feeds" if len(losses) > MOST_NAMED else ""
    return (
        "feeds would be too large for what clients read, and no longer show coming meetings that take "
        f"place: {named}{more}; {series}/{key} adds most"
    )


def _used_up_key(day: date, was_cancelled: bool, **_: Any) -> str:
    verb = "was cancelled for" if was_cancelled else "took place on"
    return f"it {verb} {in_words(day)}; there is no second one"


def _begun_long_ago(day: date, over: int, **_: Any) -> str:
    meetings = "1 meeting is over" if over == 1 else f"{over} meetings are over"
    return f"it is new and began on {in_words(day)}, {meetings}: is the year right?"


def _feeds_in_language(names: Sequence[str], old_language: str, language: str, **_: Any) -> str:
    calendars = f"calendar {names[0]} is" if len(names) == 1 else f"calendars {', '.join(names)} are"
    return f"{calendars} now in {language}, no longer in {old_language}"


def _new_window(more_meetings: int, fewer: int, **_: Any) -> str:
    counts = [f"{count} {word}" for count, word in ((more_meetings, "more"), (fewer, "fewer")) if count]
    if not counts:
        return "feeds show the same meetings as before"
    noun = "meeting" if more_meetings + fewer == 1 else "meetings"
    return f"feeds show {' and '.join(counts)} {noun} by the new window"


def _clash(
    series: str,
    key: str,
    place: Iterable[Text],
    others: Iterable[tuple[str, str]],
    ids: Sequence[str],
    rest: int,
    when: str,
    **_: Any,
) -> str:
    names = [each.say("en") for each in place]
    has = "has" if len(names) == 1 else "have"
    own = next((other for id, other in others if id == series), None)
    advice = ""
    if own is not None:
        holidays = is_dated_by_rule(own) or is_dated_by_rule(key)
        skip = "; if a holiday moved it, `on_holiday: skip` helps" if holidays else ""
        advice = f" ({own} and {key} of this series: move or cancel one{skip})"
    return (
        f"{first_names(names, 'city')} {has} another meeting at the same time: "
        f"{', '.join(ids)}{and_more(rest, 'meeting')}, {when}{advice}"
    )


SENTENCES: Mapping[Code | Variant, str | Callable[..., str]] = {
    # The safety limit stops the plan.
    "many-series": _many_series,
    "lost-part": _lost_part,
    "emptied-cities": _emptied_cities,
    "dropped-languages": _dropped_languages,
    "crowded-feeds": _crowded_feeds,
    "lookalike-series": _lookalike_series,
    "copied-series": (
        "{series} has the title, cities and hours of {old_id}: calendars would show {repeated:meeting} "
        "twice; if it is {old_id} under a new id, take {old_id} out, and "
        "write `{line}` below `{section}: {series}:`"
    ),
    "lookalike-extra": (
        "the extra meeting {id} of {series} looks like {old_id} under a new id: calendars would show it "
        "cancelled, and published anew; keep the id `{old_id}`"
    ),
    "lookalike-feed": _lookalike_feed,
    "night-move": _night_move,
    "night-series": _night_series,
    "far-move": _far_move,
    "late-start": (
        "{series} would begin on {day}, and {cancelled:meeting} from {next} would be cancelled "
        "(is the year of `from` right?)"
    ),
    # A date of the plan may be wrong.
    "already-over": "it is new and already over ({day}): is the date right?",
    "begun-long-ago": _begun_long_ago,
    "over-again": "its new date is over, too ({day}): is the date right?",
    "moved-into-past": "it moves from {planned} to {day}, which is past: is the date right?",
    "far-ahead": (
        "it is new and first on {day}, but calendars show meetings up to {shown}: is the year right?"
    ),
    "ends-early": "it now ends on {day}, and calendars show meetings up to {last}: is the year right?",
    # The plan leaves something as it is.
    "held-back": "stays as published: {error}",
    "not-published": "not published: {error}",
    "no-day-left": "not published: its holiday policy puts it into the past, and {error}",
    "missed-meeting": "its date is past and it was never published; it is left out",
    "never-planned": (
        "it was over when it was first published, and the series no longer has it; if it never took "
        "place, `twincal apply` with --allow past takes it out of calendars"
    ),
    "policy-day-past": "its holiday policy says {day}, which is past; it stays on {planned}",
    "rule-day-past": "its rule now says {day}, which is past; it stays where it was",
    "used-up-key": _used_up_key,
    "new-rhythm": (
        "a {old} meeting cannot become a {new} one and stay the same: "
        "{cancelled} are cancelled, {added} are new"
    ),
    # Feeds change.
    "new-feed": "new calendar {name}",
    "renamed-feed": "calendar {old_name} is now {name}; the old address goes on",
    "feed-kept": "calendar {name} is kept again",
    "feed-removed": "calendar {name} goes on until its last meeting has ended",
    "feed-gone": "calendar {name} ends: its address answers that it is gone",
    "feeds-in-language": _feeds_in_language,
    "new-window": _new_window,
    # The coming meetings and their texts are doubtful. `warnings` joins cities and days first.
    "programme-closed": "the programme is closed on {days}",
    "holiday-kept": "{cities} {has} a day off: {days}",
    "holiday-of-many": _holiday_of_many,
    "no-working-day": "no working day in {cities}: {days}",
    "at-night": "at night in {cities} {when}",
    "outside-office-hours": "outside the office hours of {cities} {when}",
    "no-free-day": "no common working day within 31 days, so it stays on its day: {when}",
    "far-off": "it is {when}: is the year right?",
    "begins-far-off": "it begins in {day:%B %Y}: is the year right?",
    "moved-far": "moved {days} days, from {old} to {day}: is the year right?",
    "hidden-not-cancelled": (
        "this meeting is not cancelled, so it is shown as before; to take it out, also write `cancel: true`"
    ),
    "personal-address": (
        "{address} looks like the address of a person; write that of the office, which stays when people go"
    ),
    "clash": _clash,
    "busy": "{place} is busy at this time, as its own calendar says: {when}",
    "wrong-hour": 'the text says "{written}", but the meeting begins at {right} in {place}, {when}',
    "wrong-abbreviation": 'the text says "{written}", but clocks in {place} show {right}, {when}',
    "series-ends": "the series ends within the months that feeds show; its last meeting is {when}",
    "holidays-unknown": "no public holidays known for {country} in {year}",
}
