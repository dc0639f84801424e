"""A programme as the officers wrote it last: a value that can be written as YAML. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

PROGRAMME = "simulated"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
POLICIES = ("keep", "skip", "next working day")
FIRST_MONTH = "2026-06"
ZONES = {"sofia": "Europe/Sofia", "sejong": "Asia/Seoul", "lisbon": "Europe/Lisbon"}
COUNTRIES = {"sofia": "BG", "sejong": "KR", "lisbon": "PT"}
PAIRS = {"sofia-sejong": ("sofia", "sejong"), "lisbon-sofia": ("lisbon", "sofia")}
SECRET = "room-of-"
"""The beginning of every name of a room: it must not stand in a public feed."""
SPEAKER = "Speaker "
"""The beginning of every name of a speaker; a number follows."""

HEAD = """\
programme:
  id: simulated
  name: Simulated programme
  host: {name: Host, timezone: Asia/Seoul}
  languages: [en]
  cancelled: show
  window: {past: 90 days, ahead: 6 months}
cities:
  sofia: {name: Sofia, country: BG, timezone: Europe/Sofia}
  sejong: {name: Sejong, country: KR, timezone: Asia/Seoul}
  lisbon: {name: Lisbon, country: PT, timezone: Europe/Lisbon}
pairs:
  sofia-sejong: {cities: [sofia, sejong]}
  lisbon-sofia: {cities: [lisbon, sofia]}
"""


@dataclass(frozen=True)
class DraftChange:
    """The change of one meeting of a series: cancelled, moved to a wall time, or with another title."""

    cancelled: bool = False
    moved_to: datetime | None = None
    title: str = ""

    def yaml(self) -> str:
        fields = {
            "cancel": "true" if self.cancelled else "",
            "move_to": f"{self.moved_to:%Y-%m-%d %H:%M}" if self.moved_to else "",
            "title": self.title,
        }
        return "{" + ", ".join(f"{key}: {value}" for key, value in fields.items() if value) + "}"


@dataclass(frozen=True)
class DraftSeries:
    """A monthly meeting on the `nth` weekday (0 is Monday, -1 the last one) at a wall time of a city.

    `identity` is its first id.
    """

    id: str
    pair: str
    title: str
    nth: int
    weekday: int
    at: time
    clock: str
    minutes: int = 60
    policy: str = "keep"
    place: str = "Hall"
    changes: Mapping[str, DraftChange] = field(default_factory=dict)
    identity: str = ""

    def __post_init__(self) -> None:
        if not self.identity:
            object.__setattr__(self, "identity", self.id)

    def yaml(self) -> str:
        lines = [
            f"{self.id}:",
            f"  pair: {self.pair}",
            f"  title: {self.title}",
            f"  every: {ORDINALS[self.nth]} {WEEKDAYS[self.weekday]}",
            f'  at: "{self.at:%H:%M}"',
            f"  clock: {self.clock}",
            f"  duration: {self.minutes} min",
            f"  from: {FIRST_MONTH}",
            f"  on_holiday: {self.policy}",
            f"  place: {self.place}",
        ]
        if self.id != self.identity:
            lines.append(f"  formerly: {self.identity}")
        if self.changes:
            lines.append("  changes:")
            lines += [f"    {key}: {change.yaml()}" for key, change in sorted(self.changes.items())]
        return "".join(f"  {line}\n" for line in lines)


@dataclass(frozen=True)
class DraftWebinar:
    """A webinar for some cities, at a wall time in UTC. Only private calendars say how to join."""

    id: str
    title: str
    starts: datetime
    minutes: int = 60
    cancelled: bool = False
    speaker: str = ""
    audience: tuple[str, ...] = tuple(ZONES)

    def yaml(self) -> str:
        lines = [
            f"{self.id}:",
            f"  title: {self.title}",
            f"  starts: {self.starts:%Y-%m-%d %H:%M}",
            "  clock: UTC",
            f"  duration: {self.minutes} min",
            f"  audience: [{', '.join(self.audience)}]",
            f"  join: {{url: 'https://meet.example.org/{SECRET}{self.id}'}}",
        ]
        if self.speaker:
            lines.append(f"  speakers: [{{name: {self.speaker}, consent: true}}]")
        if self.cancelled:
            lines.append("  status: cancelled")
        return "".join(f"  {line}\n" for line in lines)


@dataclass(frozen=True)
class Draft:
    series: Mapping[str, DraftSeries]
    webinars: Mapping[str, DraftWebinar] = field(default_factory=dict)

    def with_series(self, series: DraftSeries) -> Draft:
        return replace(self, series={**self.series, series.identity: series})

    def with_webinar(self, webinar: DraftWebinar) -> Draft:
        return replace(self, webinars={**self.webinars, webinar.id: webinar})

    def without_webinar(self, id: str) -> Draft:
        return replace(self, webinars={key: value for key, value in self.webinars.items() if key != id})

    def files(self) -> Iterator[tuple[str, str]]:
        yield "programme.yaml", HEAD
        yield "meetings.yaml", _section("meetings", [series.yaml() for series in self.series.values()])
        yield "webinars.yaml", _section("webinars", [webinar.yaml() for webinar in self.webinars.values()])


def _section(name: str, entries: list[str]) -> str:
    return f"{name}:\n{''.join(entries)}" if entries else f"{name}: {{}}\n"


FIRST_DRAFT = Draft(
    {
        "trams": DraftSeries("trams", "sofia-sejong", "Trams", 3, 2, time(10), "sofia"),
        "parks": DraftSeries(
            "parks", "sofia-sejong", "Parks", 1, 0, time(17), "sejong", 90, "next working day"
        ),
        "ports": DraftSeries("ports", "lisbon-sofia", "Ports", -1, 4, time(11), "lisbon", 60, "skip"),
        "water": DraftSeries("water", "lisbon-sofia", "Water", 2, 3, time(12), "sofia", 45),
        "waste": DraftSeries("waste", "sofia-sejong", "Waste", 4, 1, time(9, 30), "sofia", 60),
        "light": DraftSeries(
            "light", "lisbon-sofia", "Light", 2, 1, time(10), "lisbon", 60, "next working day"
        ),
        "roads": DraftSeries("roads", "sofia-sejong", "Roads", 1, 3, time(11), "sofia", 120),
    }
)
"""Seven series, so that an ordinary day stays below the safety limit."""


def nth_weekday(month: str, nth: int, weekday: int) -> date:
    """Returns the date of the nth weekday in a month (YYYY-MM)."""
    days = [day for day in _days_of(month) if day.weekday() == weekday]
    return days[nth - 1] if nth > 0 else days[nth]


def _days_of(month: str) -> list[date]:
    first = date.fromisoformat(f"{month}-01")
    return [date.fromordinal(first.toordinal() + n) for n in range(31) if _is_in(first, n)]


def _is_in(first: date, distance: int) -> bool:
    return date.fromordinal(first.toordinal() + distance).month == first.month


def months_from(month: str, count: int) -> list[str]:
    """Returns this month (YYYY-MM) and the following ones, `count` in all."""
    year, number = int(month[:4]), int(month[5:]) - 1
    return [f"{year + (number + n) // 12}-{(number + n) % 12 + 1:02d}" for n in range(count)]
