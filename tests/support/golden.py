"""The golden feeds: for each a small programme, a day and a path; its file holds the expected bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scheduler.programme.details import Join, Languages, Link, Speaker, Status
from scheduler.programme.programme import Programme
from scheduler.programme.rules import NthWeekday
from scheduler.programme.series import Series
from scheduler.publication.feeds.feed_bytes import write_feed
from support.ics import feed
from support.programmes import change, changed, extra, monthly, now, pair, visit, webinar
from support.samples import PAIRS, SIX, city, sample, text
from support.world import World

FOLDER = Path(__file__).parent.parent / "golden"
TITLE = text("Sofia–Sejong monthly meeting", bg="Месечна среща София – Седжонг", ko="소피아–세종 월례 회의")
JOIN = Join(url="https://meet.example.org/sofia-sejong", passcode="7-tram-1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Golden:
    """Programmes that are applied one after the other, and the feed that the file holds."""

    applied: tuple[tuple[Programme, str], ...]
    feed: str


def _one(series: tuple[Series, ...], at: str, feed: str, **parts: Any) -> Golden:
    return Golden(applied=((sample(*series, **parts), at),), feed=feed)


def _autumn(**parts: Any) -> Series:
    """Four months around 25 October 2026, when Sofia puts its clocks back and Sejong does not."""
    return monthly(
        "sofia-sejong-monthly", begins="2026-09", until="2026-12", title=TITLE, themes=("mobility",), **parts
    )


KICK_OFF = webinar(
    "kick-off",
    "2021-09-30 17:00",
    "Asia/Seoul",
    "sofia-sejong",
    "dublin-seoul",
    "rotterdam-busan",
    title="EU-Korea IURC Kick-off Meeting",
    kind=text("kick-off meeting", bg="встъпителна среща", nl="startbijeenkomst", ko="착수 회의"),
    registration="https://example.org/register/kick-off",
)

CHANGED = changed(
    _autumn(),
    change("2026-10", "2026-10-22 11:00", reason=text("room not free", bg="залата е заета")),
    change("2026-11", cancel=text("Elections", bg="Избори")),
    change("2026-12", status=Status.TENTATIVE),
)

VISIT = visit(
    "sejong-visit",
    "2027-05-10",
    days=3,
    title=text("Study visit to Sejong", bg="Учебно посещение в Седжонг", ko="세종 현장 방문"),
    kind=text("study visit", ko="현장 방문"),
    place=text("Sejong City Hall", ko="세종특별자치시청"),
    description=text("Buses, trams and the ring road.", ko="버스, 트램, 순환도로."),
)

TURNS = monthly(
    "dublin-seoul-monthly",
    pair="dublin-seoul",
    every=NthWeekday((4,), 3),
    at={"dublin": "09:00", "seoul": "17:00"},
    clock_of="alternate",
    begins="2026-09",
    until="2026-12",
    title="Dublin–Seoul monthly meeting",
)

WORKSHOP = _autumn(
    extras=(
        extra(
            "tram-workshop",
            "2026-11-10 10:00",
            title='Tram workshop: tracks, stops & "quiet" wheels; costs',
            description="Bring figures.\nOne slide per city, please.",
            languages=Languages(spoken=("English",), interpretation=("български", "한국어")),
            speakers=(Speaker(name="Speaker One", role=text("city engineer")),),
            links=(Link(text("Agenda", ko="의제"), "https://example.org/agenda?id=1&v=2"),),
        ),
    ),
    join=JOIN,
)

CASABLANCA = city("casablanca", "Africa/Casablanca", "MA")
SANTIAGO = city("santiago", "America/Santiago", "CL")
WIDE = {
    "cities": (*SIX, CASABLANCA, SANTIAGO),
    "pairs": (*PAIRS, pair("casablanca", "sofia"), pair("santiago", "dublin")),
}
EDITS = ((sample(_autumn()), "2026-09-01 09:00"), (sample(CHANGED), "2026-09-08 12:30"))


def _in(zone_of: str, pair_of: str) -> Golden:
    series = monthly("monthly", pair=pair_of, clock_of=zone_of, begins="2026-09", until="2027-05")
    return _one((series,), "2026-09-01 09:00", f"cities/{zone_of}.en.ics", **WIDE)


GOLDEN = {
    "monthly-across-a-clock-change.en": _one((_autumn(),), "2026-09-01 09:00", "pairs/sofia-sejong.en.ics"),
    "monthly-across-a-clock-change.ko": _one((_autumn(),), "2026-09-01 09:00", "pairs/sofia-sejong.ko.ics"),
    "kick-off-of-six-cities.en": _one((KICK_OFF,), "2021-09-01 09:00", "programme.en.ics"),
    "moved-cancelled-tentative.en": Golden(applied=EDITS, feed="cities/sejong.en.ics"),
    "moved-cancelled-tentative.bg": Golden(applied=EDITS, feed="cities/sofia.bg.ics"),
    "whole-days.ko": _one((VISIT,), "2027-01-15 09:00", "cities/sejong.ko.ics"),
    "alternating-clocks.en": _one((TURNS,), "2026-09-01 09:00", "pairs/dublin-seoul.en.ics"),
    "no-meetings.nl": _one((), "2026-09-01 09:00", "cities/rotterdam.nl.ics"),
    "private-reader.en": _one((WORKSHOP,), "2026-09-01 09:00", "private cities/sofia.en.ics"),
    "public-reader.en": _one((WORKSHOP,), "2026-09-01 09:00", "cities/sofia.en.ics"),
    "zone-of-dublin.en": _in("dublin", "dublin-seoul"),
    "zone-of-santiago.en": _in("santiago", "santiago-dublin"),
    "zone-of-casablanca.en": _in("casablanca", "casablanca-sofia"),
}


def world(golden: Golden, edits: int | None = None) -> World:
    made = World()
    for programme, at in golden.applied[:edits]:
        made.apply(programme, now(at))
    return made


def written(golden: Golden) -> bytes:
    made = world(golden)
    secret, _, path = golden.feed.rpartition(" ")
    return _private(made, path) if secret else feed(made, path)


def _private(made: World, path: str) -> bytes:
    name, code, _ = path.split(".")
    shown = next(item for item in made.state.feeds if item.name == name)
    return write_feed(made.state, shown, code, "private").body
