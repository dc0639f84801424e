"""One programme in which everything happens that a page can show, published and edited over three months.

Meetings that move, are cancelled, take turns, fall on days off and change their hour with the clocks; webinars
with registration, one past midnight in Korea and not yet certain; a visit of whole days; a private meeting;
a city that has left for good.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from msgspec.structs import replace

from scheduler.programme.details import Join, Link, Speaker, Status
from scheduler.programme.members import City, Pair
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.programme.spans import Length
from scheduler.timetable.holidays import Holiday, Holidays
from support.programmes import THU, NthWeekday, change, days, monthly, now, pair, visit, webinar
from support.samples import SIX, city, sample, text
from support.world import World

BEGINNING, EDITED, SHOWN = now("2026-09-02 09:00"), now("2026-10-05 09:00"), now("2026-11-05 09:00")

OFFICIAL = {
    "sofia": text("Sofia Municipality", bg="Столична община"),
    "sejong": text("Sejong City", ko="세종특별자치시"),
}
CITIES = tuple(replace(city, official_name=OFFICIAL.get(city.id)) for city in SIX)
LISBON = city("lisbon", "Europe/Lisbon", "PT")
PAIRS = (
    pair("sofia", "sejong", themes=("mobility",)),
    pair("dublin", "seoul", themes=("mobility", "water")),
    pair("rotterdam", "busan", themes=("water",)),
)
SOFIA_SEJONG = monthly(
    "sofia-sejong",
    begins="2026-09",
    title=text(
        "Sofia–Sejong monthly meeting",
        bg="Месечна среща София – Седжонг",
        nl="Maandelijks overleg Sofia–Sejong",
        ko="소피아–세종 월례 회의",
    ),
    description=text(
        "What trams do for a city.\n\nQuestions and plans.", bg="Какво дават трамваите на града."
    ),
    themes=("mobility",),
    speakers=(Speaker(name="Ана Примерна", role=text("planner", bg="планьор", ko="도시 계획가")),),
    links=(Link(text("Agenda", bg="Дневен ред"), "https://example.org/agenda"),),
    join=Join(url="https://rooms.example.org/sofia-sejong", passcode="tram-4711"),
)
DUBLIN_SEOUL = monthly(
    "dublin-seoul-turns",
    begins="2026-09",
    pair="dublin-seoul",
    every=NthWeekday((4,), THU),
    at={"dublin": "09:00", "seoul": "17:00"},
    clock_of="alternate",
    title=text("Dublin–Seoul monthly meeting", bg="Месечна среща Дъблин – Сеул"),
)
ROTTERDAM_BUSAN = monthly(
    "rotterdam-busan-monthly",
    begins="2026-09",
    pair="rotterdam-busan",
    every=NthWeekday((1,), THU),
    at="09:00",
    clock_of="rotterdam",
    visibility="private",
    title="Behind closed doors",
)
NATURE = webinar(
    "nature",
    "2026-12-08 09:00",
    "Europe/Brussels",
    title="Nature-based solutions and green infrastructure",
    registration="https://example.org/register/nature",
    themes=("water",),
)
NIGHT_TRAINS = webinar(
    "night-trains",
    "2026-12-10 20:00",
    "Europe/Brussels",
    title=text("Night trains", bg="Нощни влакове", nl="Nachttreinen", ko="야간 열차"),
    status=Status.TENTATIVE,
    themes=("mobility",),
)
STAY = visit(
    "stay",
    "2027-01-18",
    days=3,
    title=text("Study visit to Sejong", bg="Учебно посещение в Седжонг", ko="세종 현장 방문"),
    kind=text("study visit", bg="учебно посещение", nl="studiebezoek", ko="현장 방문"),
    place="Sejong City Hall",
)
FAREWELL = monthly(
    "farewell", begins="2026-09", until="2026-09", pair="sofia-lisbon", title=text("Farewell to Lisbon")
)
HOLIDAYS = {
    "BG": [
        Holiday(date(2027, 3, 3), "Liberation Day", "Ден на Освобождението на България", "bg"),
        Holiday(date(2026, 12, 25), "Christmas Day", "Рождество Христово", "bg"),
        Holiday(date(2026, 12, 26), "Christmas Day", "Рождество Христово", "bg"),
    ],
    "KR": [
        Holiday(date(2026, 12, 25), "Christmas Day", "기독탄신일", "ko"),
        Holiday(date(2027, 2, 17), "Founding Day of the Province", "도 창립일", "ko"),
    ],
    "IE": [Holiday(date(2026, 12, 25), "Christmas Day", "Lá Nollag", "ga")],
    "NL": [Holiday(date(2026, 12, 25), "Christmas Day", "Eerste kerstdag", "nl")],
    "PT": [Holiday(date(2026, 10, 5), "Republic Day", "Implantação da República", "pt")],
}


def known_holidays() -> Holidays:
    """The holidays of 2026 and 2027, as far as these pages need any; those of 2027 are not known for all."""
    return Holidays(
        {
            (country, None, year): tuple(holiday for holiday in holidays if holiday.day.year == year)
            for country, holidays in HOLIDAYS.items()
            for year in (2026, 2027)
        }
    )


def _programme(
    *series: Series, cities: tuple[City, ...] = CITIES, pairs: tuple[Pair, ...] = PAIRS, **parts: object
) -> Programme:
    return sample(
        *series,
        cities=cities,
        pairs=pairs,
        closed=(days("2026-12-24..2027-01-01"),),
        past=Length(days=30),
        ahead=Length(months=5),
        **parts,
    )


def showcase(**parts: object) -> World:
    """The programme as subscribers see it on 5 November 2026; `parts` of the programme may differ."""
    world, holidays = World(), known_holidays()
    others = (DUBLIN_SEOUL, ROTTERDAM_BUSAN, NATURE, NIGHT_TRAINS, STAY)
    with_lisbon = (*CITIES, LISBON), (*PAIRS, pair("sofia", "lisbon"))
    world.apply(
        _programme(SOFIA_SEJONG, FAREWELL, *others, cities=with_lisbon[0], pairs=with_lisbon[1], **parts),
        BEGINNING,
        holidays,
    )
    edited = replace(
        SOFIA_SEJONG,
        changes=(
            change("2026-12", "2026-12-17 09:00", reason=text("Room not free", bg="Залата е заета")),
            change("2027-01", cancel=text("City elections", bg="Местни избори", ko="지방 선거")),
        ),
    )
    world.apply(_programme(edited, *others, **parts), EDITED, holidays)
    world.apply(_programme(edited, *others, **parts), SHOWN, holidays)
    return world


@cache
def shown() -> World:
    """The same, made once for all who only look at it."""
    return showcase()


def name_of(series: str, key: str = "once") -> str:
    return f"occurrences/{shown().stored(series, key, 'sample').occurrence.uid}"
