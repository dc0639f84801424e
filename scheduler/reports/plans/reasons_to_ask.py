"""The reasons why the safety limit stops a plan, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from scheduler.commands.errors import NeedsConsent, NoMeeting
from scheduler.plan.reasons_to_ask import (
    CopiedSeries,
    CrowdedFeeds,
    DroppedLanguages,
    EmptiedCities,
    FarMove,
    LateStart,
    LookalikeExtra,
    LookalikeFeed,
    LookalikeSeries,
    ManySeries,
    NightHour,
    NightMove,
    NightSeries,
    ReasonToAsk,
)
from scheduler.reports.alike import joined
from scheduler.reports.rule_words import rule_words
from scheduler.state.feeds import FeedKind

MOST_NAMED = 5
"""The most series or feeds that a reason names."""
_HOUR_QUESTION = "are `at:`, `duration:`, `clock:` and `timezone:` right?"
_NOUNS: Mapping[FeedKind, str] = {
    "cities": "the city",
    "pairs": "the pair",
    "groups": "the group",
    "themes": "the theme",
}


def error_text(error: Exception) -> str:
    """Returns the message of an error; with the reasons to ask, or the rules that give no such meeting."""
    if isinstance(error, NeedsConsent):
        return f"{error}: {'; '.join(map(reason_to_ask_text, error.reasons))}"
    if isinstance(error, NoMeeting) and error.rules:
        return f"{error}: its rule is {'; then '.join(map(rule_words, error.rules))}"
    return str(error)


def reason_to_ask_text(reason: ReasonToAsk) -> str:
    """Returns words about a reason, without a capital and a full stop."""
    match reason:
        case ManySeries():
            return _many_series(reason)
        case EmptiedCities():
            return _emptied_cities(reason)
        case DroppedLanguages():
            return _dropped_languages(reason)
        case LookalikeSeries() | CopiedSeries() | LookalikeExtra() | LookalikeFeed():
            return _new_id(reason)
        case NightMove():
            return _night_move(reason)
        case NightSeries():
            return _night_series(reason)
        case FarMove():
            return _far_move(reason)
        case LateStart():
            return _late_start(reason)
        case CrowdedFeeds():
            return _crowded_feeds(reason)


def _new_id(reason: LookalikeSeries | CopiedSeries | LookalikeExtra | LookalikeFeed) -> str:
    match reason:
        case LookalikeSeries():
            return _lookalike_series(reason)
        case CopiedSeries():
            return _copied_series(reason)
        case LookalikeExtra():
            return _lookalike_extra(reason)
        case LookalikeFeed():
            return _lookalike_feed(reason)


def _many_series(reason: ManySeries) -> str:
    counts = (("cancel", reason.cancelled), ("move", reason.moved), ("hide", reason.hidden))
    *others, last = [f"{verb} {count}" for verb, count in counts if count]
    verbs = f"{', '.join(others)} and {last}" if others else last
    meetings = "meeting" if reason.cancelled + reason.moved + reason.hidden == 1 else "meetings"
    return (
        f"it would {verbs} coming {meetings} of {len(reason.changed)} of {reason.total} series "
        f"({_names(reason.changed, 'series')}), now planned for {_days(reason.first, reason.last)}"
    )


def _names(names: Sequence[str], noun: str) -> str:
    """Returns `a, b and c`; of many names only the first ones, and the number of the others."""
    if len(names) > MOST_NAMED:
        return f"{', '.join(names[:MOST_NAMED])} and {len(names) - MOST_NAMED} more {noun}"
    return joined(names)


def _days(first: date, last: date) -> str:
    return f"{first:%-d %B %Y}" if first == last else f"{first:%-d %B %Y} to {last:%-d %B %Y}"


def _emptied_cities(reason: EmptiedCities) -> str:
    words = f"it would take every coming meeting away from {_names(reason.cities, 'cities')}"
    hints = (
        f"if {each.new.id} is {each.old.id} under a new id, write `{_formerly(each.formerly)}` below "
        f"`cities: {each.new.id}:`"
        for each in reason.successors[:MOST_NAMED]
    )
    return "; ".join((words, *hints))


def _dropped_languages(reason: DroppedLanguages) -> str:
    calendars = "1 calendar" if reason.calendars == 1 else f"{reason.calendars} calendars"
    their = "its address" if reason.calendars == 1 else "their addresses"
    return f"{calendars} in {_names(reason.languages, 'languages')} would lose {their} (`languages:`)"


def _lookalike_series(reason: LookalikeSeries) -> str:
    if reason.cancelled:
        harm = f"{reason.cancelled} of its meetings would be cancelled, and {reason.added} published anew"
    else:
        harm = f"{reason.repeated} of its meetings would be published a second time"
    return (
        f"{reason.id} looks like {reason.old_id} under a new id: {harm}; "
        f"write `{_formerly(reason.formerly)}` below `{reason.section}: {reason.id}:`"
    )


def _copied_series(reason: CopiedSeries) -> str:
    meetings = "1 meeting" if reason.repeated == 1 else f"{reason.repeated} meetings"
    return (
        f"{reason.id} has the title, cities and hours of {reason.old_id}: calendars would show {meetings} "
        f"twice; if it is {reason.old_id} under a new id, take {reason.old_id} out, and "
        f"write `{_formerly(reason.formerly)}` below `{reason.section}: {reason.id}:`"
    )


def _lookalike_extra(reason: LookalikeExtra) -> str:
    return (
        f"the extra meeting {reason.id} of {reason.series} looks like {reason.old_id} under a new id: "
        f"calendars would show it cancelled, and published anew; keep the id `{reason.old_id}`"
    )


def _lookalike_feed(reason: LookalikeFeed) -> str:
    new, old = reason.new, reason.old
    lose = "have lost" if old.state == "gone" else "would lose"
    return (
        f"{_NOUNS[old.kind]} {new.id} looks like {old.id} under a new id: "
        f"calendars that read /feeds/{old.name}.ics {lose} their address; "
        f"write `{_formerly(reason.formerly)}` below `{old.kind}: {new.id}:`"
    )


def _formerly(ids: tuple[str, ...]) -> str:
    """Returns the line of the text that keeps earlier `ids`."""
    return f"formerly: {ids[0]}" if len(ids) == 1 else f"formerly: [{', '.join(ids)}]"


def _night_move(reason: NightMove) -> str:
    count = f"{reason.meetings} meeting{'s' if reason.meetings > 1 else ''}"
    hours = _hours_by_city(reason.hours)
    return f"{count} of {reason.series} would move into the night: {hours} ({_HOUR_QUESTION})"


def _night_series(reason: NightSeries) -> str:
    meetings = "the meeting" if reason.meetings == 1 else f"all {reason.meetings} meetings"
    hours = _hours_by_city(reason.hours)
    return f"{meetings} of the new series {reason.series} would be at night: {hours} ({_HOUR_QUESTION})"


def _hours_by_city(hours: Iterable[NightHour]) -> str:
    """Returns `02:00 or 03:00 in Sofia, 21:30 to 23:00 in Sejong`."""
    by_city: dict[str, set[str]] = {}
    for hour in hours:
        end = f" to {hour.ends:%H:%M}" if hour.ends is not None else ""
        by_city.setdefault(hour.city.say("en"), set()).add(f"{hour.begins:%H:%M}{end}")
    return ", ".join(f"{' or '.join(sorted(texts))} in {city}" for city, texts in by_city.items())


def _far_move(reason: FarMove) -> str:
    dates = f"from {_days(reason.old, reason.old)} to {_days(reason.new, reason.new)}"
    question = "is the year right?"
    if reason.meetings == 1:
        return f"1 meeting of {reason.series} would move far, {dates} ({question})"
    return f"{reason.meetings} meetings of {reason.series} would move far, the first {dates} ({question})"


def _late_start(reason: LateStart) -> str:
    meetings = "1 meeting" if reason.cancelled == 1 else f"{reason.cancelled} meetings"
    return (
        f"{reason.series} would begin on {reason.day:%-d %B %Y}, and {meetings} from "
        f"{reason.next:%-d %B %Y} would be cancelled (is the year of `from` right?)"
    )


def _crowded_feeds(reason: CrowdedFeeds) -> str:
    losses = reason.losses
    named = ", ".join(f"{loss.feed.name} {loss.lost} of {loss.shown}" for loss in losses[:MOST_NAMED])
    more = f", and {len(losses) - MOST_NAMED} more feeds" if len(losses) > MOST_NAMED else ""
    return (
        "feeds would be too large for what clients read, and no longer show coming meetings that take "
        f"place: {named}{more}; {reason.series}/{reason.key} adds most"
    )
