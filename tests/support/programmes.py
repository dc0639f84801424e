"""Small programmes in one line: cities, pairs, meetings and webinars as a test would say them.

Times are written as people write them: `2026-12-16 10:00` is a wall time, `2026-12-16` a date, `10:00` an
hour; `now("2026-12-16 08:00")` is an instant in UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from msgspec.structs import replace

from scheduler.programme.details import Details
from scheduler.programme.members import Audience, City, Group, Host, Pair, Theme
from scheduler.programme.programme import Programme
from scheduler.programme.rules import NthWeekday, Rule, Weekly
from scheduler.programme.series import Change, Clock, Extra, FixedDate, HolidayPolicy, ScheduleEntry, Series
from scheduler.programme.spans import Bound, Days, Month
from scheduler.programme.texts import Text
from scheduler.timetable.holidays import Holiday, Holidays

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
THIRD_WEDNESDAY = NthWeekday((3,), WED)
SECOND_TUESDAY = NthWeekday((2,), TUE)


def city(id: str, country: str, zone: str, *languages: str, **parts: Any) -> City:
    """A city whose English name is its id with a capital."""
    name = parts.pop("name", Text.of({"en": id.capitalize()}))
    return City(id=id, name=name, country=country, zone=zone, languages=languages, **parts)


SOFIA = city(
    "sofia", "BG", "Europe/Sofia", "bg", "en", name=Text.of({"en": "Sofia", "bg": "София", "ko": "소피아"})
)
SEJONG = city(
    "sejong", "KR", "Asia/Seoul", "ko", name=Text.of({"en": "Sejong", "bg": "Седжон", "ko": "세종"})
)
DUBLIN = city("dublin", "IE", "Europe/Dublin", "en")
SEOUL = city("seoul", "KR", "Asia/Seoul", "ko")
LISBON = city("lisbon", "PT", "Europe/Lisbon", "en")
HONOLULU = city("honolulu", "US", "Pacific/Honolulu", "en")
HOST = Host(name=Text.plain("CityNet"), zone="Asia/Seoul", country="KR")


def pair(*cities: str, **parts: Any) -> Pair:
    return Pair(**({"id": "-".join(cities), "cities": cities} | parts))


def programme(*series: Series, **parts: Any) -> Programme:
    """A programme of the series, with Sofia–Sejong and Dublin–Seoul unless other parts are given."""
    cities = parts.pop("cities", (SOFIA, SEJONG, DUBLIN, SEOUL))
    pairs = parts.pop("pairs", (pair("sofia", "sejong"), pair("dublin", "seoul")))
    themes: tuple[Theme, ...] = parts.pop("themes", ())
    groups: tuple[Group, ...] = parts.pop("groups", ())
    return Programme(
        **{
            "id": "cities",
            "name": Text.plain("City pairs"),
            "host": HOST,
            "languages": ("en",),
            "themes": by_id(themes),
            "cities": by_id(cities),
            "groups": by_id((*pairs, *groups)),
            "series": by_id(series),
            **parts,
        }
    )


def by_id(things: Any) -> dict[str, Any]:
    return {thing.id: thing for thing in things}


def clock(written: str) -> Clock:
    """`host`, `utc`, `alternate`, an IANA zone, or a city's id."""
    if written in ("host", "utc", "alternate"):
        return Clock(written)  # type: ignore[arg-type]
    return Clock("zone" if "/" in written else "city", written)


def entry(
    begins: str,
    every: Rule = THIRD_WEDNESDAY,
    at: str | dict[str, str] = "10:00",
    clock_of: str = "sofia",
    minutes: int | None = 60,
) -> ScheduleEntry:
    hour = (
        time.fromisoformat(at)
        if isinstance(at, str)
        else tuple((name, time.fromisoformat(written)) for name, written in at.items())
    )
    duration = None if minutes is None else timedelta(minutes=minutes)
    return ScheduleEntry(begins=bound(begins), rule=every, at=hour, clock=clock(clock_of), duration=duration)


def meeting(*schedule: ScheduleEntry, id: str = "monthly", **parts: Any) -> Series:
    """A recurring meeting of Sofia and Sejong; details may be given beside the parts of a series."""
    details, rest = _split(parts)
    until = rest.pop("until", None)
    return Series(
        **{
            "id": id,
            "section": "meetings",
            "group": rest.pop("pair", "sofia-sejong"),
            "details": Details(**({"title": Text.plain(id.capitalize())} | details)),
            "schedule": schedule,
            "until": bound(until) if until else None,
            **rest,
        }
    )


def monthly(
    id: str = "monthly",
    *,
    begins: str = "2026-01",
    every: Rule = THIRD_WEDNESDAY,
    at: str | dict[str, str] = "10:00",
    clock_of: str = "sofia",
    minutes: int = 60,
    **parts: Any,
) -> Series:
    """The third Wednesday of the month, 10:00 in Sofia, unless said otherwise."""
    return meeting(entry(begins, every, at, clock_of, minutes), id=id, **parts)


def weekly(weekday: int, interval: int, anchor: str) -> Weekly:
    return Weekly((weekday,), interval, date.fromisoformat(anchor))


def fixed(
    starts: str, clock_of: str = "host", *, ends: str | None = None, days: int | None = None
) -> FixedDate:
    begins = date.fromisoformat(starts) if days else datetime.fromisoformat(starts)
    return FixedDate(
        starts=begins,
        ends=datetime.fromisoformat(ends) if ends else None,
        days=days,
        clock=clock(clock_of),
    )


def webinar(id: str, starts: str, clock_of: str = "host", *names: str, **parts: Any) -> Series:
    """A webinar of 90 minutes for everyone, or for those named."""
    details, rest = _split(parts)
    dated = fixed(starts, clock_of, ends=rest.pop("ends", None), days=rest.pop("days", None))
    length = {} if dated.ends or dated.days else {"duration": timedelta(minutes=90)}
    return Series(
        **{
            "id": id,
            "section": "webinars",
            "audience": Audience(names=names) if names else Audience(everyone=True),
            "details": Details(**({"title": Text.plain(id.capitalize())} | length | details)),
            "once": dated,
            **rest,
        }
    )


def visit(id: str, starts: str, clock_of: str = "sejong", **parts: Any) -> Series:
    return replace(
        webinar(id, starts, clock_of, **parts), section="meetings", group="sofia-sejong", audience=None
    )


def extra(id: str, starts: str, clock_of: str = "sofia", **parts: Any) -> Extra:
    """One more meeting of a series, an hour long unless it ends or has days."""
    dated = fixed(starts, clock_of, ends=parts.pop("ends", None), days=parts.pop("days", None))
    length = {} if dated.ends or dated.days else {"duration": timedelta(hours=1)}
    return Extra(id=id, fixed=dated, details=Details(**(length | words(parts))))


def change(key: str, move_to: str | None = None, **parts: Any) -> Change:
    reason = parts.pop("cancel", None)
    details, rest = _split(parts | ({"reason": reason} if reason else {}))
    if reason is not None:
        details["cancel"] = True
    if "clock_of" in rest:
        rest["clock"] = clock(rest.pop("clock_of"))
    return Change(
        **{
            "key": key,
            "move_to": when(move_to) if move_to else None,
            "details": Details(**details),
            **rest,
        }
    )


def changed(series: Series, *changes: Change) -> Series:
    return replace(series, changes=changes)


def when(written: str) -> datetime | date | time:
    """`2026-12-16 10:00`, `2026-12-16` or `10:00`."""
    if len(written) == len("10:00"):
        return time.fromisoformat(written)
    return datetime.fromisoformat(written) if " " in written else date.fromisoformat(written)


def now(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def bound(written: str) -> Bound:
    year, month, *day = map(int, written.split("-"))
    return date(year, month, day[0]) if day else Month(year, month)


def days(written: str) -> Days:
    """`2026-12-24..2027-01-01`, or one date."""
    first, _, last = written.partition("..")
    return Days(date.fromisoformat(first), date.fromisoformat(last or first))


def holidays(*written: str) -> Holidays:
    """`BG 2026-12-16 Day of Rest` for each; their years are known, and those of no other."""
    by_year: dict[tuple[str, str | None, int], list[Holiday]] = {}
    for line in written:
        country, day, name = line.split(" ", 2)
        holiday = Holiday(date.fromisoformat(day), name, name)
        by_year.setdefault((country, None, holiday.day.year), []).append(holiday)
    return Holidays({key: tuple(each) for key, each in by_year.items()})


def words(parts: dict[str, Any]) -> dict[str, Any]:
    """Plain strings as the texts that details hold."""
    texts = {"title", "description", "kind", "place", "reason"}
    return {
        name: Text.plain(value) if name in texts and isinstance(value, str) else value
        for name, value in parts.items()
    }


_DETAILS = frozenset(Details.__struct_fields__)


def _split(parts: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What belongs to the details, and what to the thing that has them."""
    if "on_holiday" in parts:
        parts = parts | {"on_holiday": HolidayPolicy(parts["on_holiday"])}
    details = {name: value for name, value in parts.items() if name in _DETAILS}
    return words(details), {name: value for name, value in parts.items() if name not in _DETAILS}
