"""Programmes to measure with, as texts of files: for Twincal, and the same meetings for its peers. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

NOW = "2026-11-24T09:10:00Z"
"""The clock of every run: no hour begins while `serve` is measured, at which it would look at its files."""
PLACES = (
    ("BG", "Europe/Sofia"),
    ("KR", "Asia/Seoul"),
    ("IE", "Europe/Dublin"),
    ("NL", "Europe/Amsterdam"),
    ("JP", "Asia/Tokyo"),
    ("BR", "America/Sao_Paulo"),
    ("IN", "Asia/Kolkata"),
    ("AU", "Australia/Sydney"),
    ("CL", "America/Santiago"),
    ("CA", "America/Toronto"),
)
RULES = ("first Monday", "second Tuesday", "third Wednesday", "fourth Thursday", "last Friday")
FILES = 100
"""Of each kind, for cities and for meetings, if there are that many."""
MONTHS = 24
"""Meetings of each series of `programme`: one a month."""
SERIES_LENGTH = 60
"""Months that the series of `long_programme` go on: five years."""
FEED = "/feeds/cities/c0.ics"
"""The feed of the city that every edit concerns."""

HEAD = """\
programme:
  id: benchmark
  name: Benchmark
  host: {{name: Host, timezone: Asia/Seoul}}
  languages: [en]
  window: {{past: 90 days, ahead: {ahead}}}
"""
SERIES = """\
  m{n}:
    pair: p{n}
    title: Meeting {n}
    description: |
      What meeting {n} is about: tickets, timetables, and how the two cities pay for them.
      Please bring your figures of last year.
    place: Online, room {n}
    join: {{url: "https://rooms.example.org/{n}"}}
    links: {{agenda: "https://papers.example.org/{n}"}}
    every: {rule}
    at: "{hour:02d}:00"
    clock: c{n}
    duration: 60 min
    from: {first}
    on_holiday: {holiday}
"""
WEBINAR = """\
  m{n}:
    title: Meeting {n}
    starts: {starts:%Y-%m-%d %H:%M}
    clock: Europe/Brussels
    duration: 60 min
    description: |
      What meeting {n} is about: tickets, timetables, and how the cities pay for them.
      Please bring your figures of last year.
    audience: all
"""
YAML2ICS = """\
  - summary: Meeting {n}
    begin: {starts:%Y-%m-%d %H:%M}:00
    duration:
      minutes: 60
    description: |
      What meeting {n} is about: tickets, timetables, and how the cities pay for them.
      Please bring your figures of last year.
    timezone: Europe/Brussels
"""
FIRST = datetime(2026, 12, 1, 9)


def partner(number: int, count: int) -> int:
    """Returns the city that city `number` meets, which is another one."""
    other = (number * 7 + 1) % count
    return other if other != number else (number + 1) % count


def city(name: object, place: int) -> str:
    """Returns the line of a city."""
    country, zone = PLACES[place % len(PLACES)]
    return f"  c{name}: {{name: City {name}, country: {country}, timezone: {zone}}}\n"


def meetings(numbers: range, count: int, first: str, holiday: str) -> str:
    """Returns a file with a pair and a monthly series for each of these cities."""
    pairs = (f"  p{n}: {{cities: [c{n}, c{partner(n, count)}]}}\n" for n in numbers)
    series = (
        SERIES.format(n=n, rule=RULES[n % len(RULES)], hour=9 + n % 8, first=first, holiday=holiday)
        for n in numbers
    )
    return "pairs:\n" + "".join(pairs) + "meetings:\n" + "".join(series)


def programme(count: int) -> Mapping[str, str]:
    """Returns the files of a programme with `count` cities, pairs and monthly series, MONTHS of each."""
    return _files(count, "18 months", "2026-06", "next working day")


def long_programme(count: int) -> Mapping[str, str]:
    """Returns the files of a programme with `count` series, each of SERIES_LENGTH meetings in the window."""
    return {
        name: text.replace("    from: 2026-12\n", "    from: 2026-12\n    until: 2031-11\n")
        for name, text in _files(count, "6 years", "2026-12", "keep").items()
    }


def _files(count: int, ahead: str, first: str, holiday: str) -> dict[str, str]:
    step = max(1, -(-count // FILES))
    files = {"programme.yaml": HEAD.format(ahead=ahead)}
    for start in range(0, count, step):
        numbers = range(start, min(count, start + step))
        files[f"cities{start}.yaml"] = "cities:\n" + "".join(city(n, n) for n in numbers)
        files[f"meetings{start}.yaml"] = meetings(numbers, count, first, holiday)
    return files


@dataclass(frozen=True, slots=True)
class Edit:
    """A file that an officer saves with a new text; `sign` are words that `FEED` has only afterwards."""

    name: str
    file: str
    text: str
    sign: str


def edits(files: Mapping[str, str], number: int) -> Iterator[Edit]:
    """Yields one edit of each kind in `programme` files; those of another `number` change something else."""
    yield moved(files, number)
    name, file = f"Renamed {number}", "cities0.yaml"
    yield Edit("a city gets another name", file, files[file].replace("City 0", name, 1), name)
    new, webinar = f"new{number}", f"all{number}"
    pair = f"cities:\n{city(new, 0)}pairs:\n  p{new}: {{cities: [c{new}, c0]}}\n"
    series = SERIES.format(n=new, rule=RULES[0], hour=9, first="2026-12", holiday="keep")
    text = f"{pair}meetings:\n{series}"
    yield Edit("a new city with a pair and a series", f"{new}.yaml", text, f"Meeting {new}")
    text = "webinars:\n" + WEBINAR.format(n=webinar, starts=FIRST)
    yield Edit("a webinar for all cities", f"{webinar}.yaml", text, f"Meeting {webinar}")


def moved(files: Mapping[str, str], number: int) -> Edit:
    """Returns the edit that moves one meeting of the first series; each `number` moves it to another time."""
    file, reason = "meetings0.yaml", f"room {number} of them"
    change = f"{15 + number % 4} {9 + number // 4 % 8:02d}:00, reason: {reason}"
    end = files[file].index("  m1:\n") if "  m1:\n" in files[file] else len(files[file])
    added = f"    changes:\n      2027-03: {{move_to: 2027-03-{change}}}\n"
    return Edit("one meeting is moved", file, files[file][:end] + added + files[file][end:], reason)


def one_offs(count: int) -> Mapping[str, str]:
    """Returns the files of a programme of two cities with `count` webinars."""
    webinars = "".join(WEBINAR.format(n=n, starts=starts) for n, starts in _starts(count))
    pair = "pairs:\n  p0: {cities: [c0, c1]}\n"
    places = f"cities:\n{city(0, 0)}{city(1, 1)}"
    return {"all.yaml": HEAD.format(ahead="36 months") + places + pair + "webinars:\n" + webinars}


def _starts(count: int) -> Iterator[tuple[int, datetime]]:
    """Yields nine meetings a day, on the hour, at most 8,000."""
    for number in range(count):
        yield number, FIRST + timedelta(days=number // 9, hours=number % 9)


def yaml2ics_one_offs(count: int) -> str:
    """Returns the meetings of `one_offs` for yaml2ics."""
    return "name: Benchmark\nevents:\n" + "".join(YAML2ICS.format(n=n, starts=s) for n, s in _starts(count))


def yaml2ics_rules(count: int) -> str:
    """Returns `count` monthly series for yaml2ics, each one event with an RRULE."""
    rule = f"    ics: |\n      RRULE:FREQ=MONTHLY;BYDAY=3WE;COUNT={SERIES_LENGTH}\n"
    starts = datetime(2026, 12, 16, 10)
    return "name: Benchmark\nevents:\n" + "".join(
        YAML2ICS.format(n=n, starts=starts) + rule for n in range(count)
    )
