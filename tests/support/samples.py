"""The six cities of the sample in four languages, and single meetings of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from scheduler.programme.details import CONTENT_FIELDS, CancelledPolicy, Content
from scheduler.programme.members import City, Theme
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.programme.texts import Text
from scheduler.state.profile import ProgrammeProfile
from scheduler.timetable.occurrence import Occurrence, Participant, timed, uid, whole_days
from support import programmes
from support.programmes import pair

LANGUAGES = ("en", "bg", "nl", "ko")
ADDRESS = "https://calendar.example.org"


def text(en: str, **others: str) -> Text:
    return Text.of({"en": en, **others})


def root(code: str) -> str:
    """The root of the pages in a language of the sample."""
    return "/" if code == LANGUAGES[0] else f"/{code}/"


def wall(written: str) -> datetime:
    return datetime.fromisoformat(written)


def city(id: str, zone: str, country: str, name: Text | None = None, **more: Any) -> City:
    return City(id=id, name=name or Text.plain(id.title()), country=country, zone=zone, **more)


SIX = (
    city("sofia", "Europe/Sofia", "BG", text("Sofia", bg="София", ko="소피아"), languages=("bg", "en")),
    city("sejong", "Asia/Seoul", "KR", text("Sejong", bg="Седжонг", ko="세종"), languages=("ko", "en")),
    city("dublin", "Europe/Dublin", "IE", text("Dublin", bg="Дъблин", ko="더블린"), languages=("en",)),
    city("seoul", "Asia/Seoul", "KR", text("Seoul", bg="Сеул", ko="서울"), languages=("ko", "en")),
    city(
        "rotterdam",
        "Europe/Amsterdam",
        "NL",
        text("Rotterdam", bg="Ротердам", ko="로테르담"),
        languages=("nl",),
    ),
    city("busan", "Asia/Seoul", "KR", text("Busan", bg="Пусан", ko="부산"), languages=("ko", "en")),
)
PAIRS = (pair("sofia", "sejong"), pair("dublin", "seoul"), pair("rotterdam", "busan"))
MOBILITY = Theme(
    id="mobility", name=text("Sustainable mobility", bg="Устойчива мобилност", ko="지속가능한 모빌리티")
)
WATER = Theme(id="water", name=text("Water", bg="Вода", nl="Water", ko="물"))


def sample(*series: Series, **parts: Any) -> Programme:
    """A programme of the six cities and three pairs in four languages, which always shows what is cancelled."""
    return programmes.programme(
        *series,
        **{
            "cancelled": CancelledPolicy("show"),
            "id": "sample",
            "name": text("City pairs", bg="Градове партньори", nl="Stedenparen", ko="도시 파트너십"),
            "address": ADDRESS,
            "languages": LANGUAGES,
            "cities": SIX,
            "pairs": PAIRS,
            "themes": (MOBILITY, WATER),
            **parts,
        },
    )


PROFILE = ProgrammeProfile(
    id="sample",
    name=Text.plain("City pairs"),
    address=ADDRESS,
    languages=LANGUAGES,
    host=Text.plain("CityNet"),
    zone="Asia/Seoul",
)


def participants(begin: datetime, cities: Sequence[City]) -> tuple[Participant, ...]:
    """The parts of `cities` in a meeting that begins at `begin`."""
    return tuple(
        Participant(city=city.identity, name=city.name, country=city.country, zone=city.zone, offset=0).at(
            begin
        )
        for city in cities
    )


def with_content(given: dict[str, Any]) -> dict[str, Any]:
    """The fields of an occurrence: those of its content are put into one value."""
    content = {name: given[name] for name in CONTENT_FIELDS if name in given}
    own = {name: value for name, value in given.items() if name not in CONTENT_FIELDS}
    return own | {"content": Content(**content)}


def meeting(
    starts: str = "2026-12-16 10:00",
    zone: str = "Europe/Sofia",
    cities: Sequence[City] = SIX[:2],
    **more: Any,
) -> Occurrence:
    """One meeting of an hour: in winter, 10:00 in Sofia with Sejong, where nothing else is said."""
    begins = wall(starts)
    timing = timed(zone, begins, begins + timedelta(hours=1))
    given = {"planned": begins, "title": Text.plain("Monthly meeting"), **more}
    return Occurrence(
        uid=uid("sample", "monthly", "2026-12"),
        series="monthly",
        key="2026-12",
        origin="meeting",
        timing=timing,
        participants=participants(timing.begin_utc, cities),
        **with_content(given),
    )


def visit(first: str = "2027-05-10", days: int = 3, **more: Any) -> Occurrence:
    """A study visit of whole days to Sejong."""
    timing = whole_days("Asia/Seoul", date.fromisoformat(first), days)
    given = {"planned": timing.starts, "title": Text.plain("Study visit"), "busy": False, **more}
    return Occurrence(
        uid=uid("sample", "visit", "once"),
        series="visit",
        key="once",
        origin="meeting",
        timing=timing,
        participants=participants(timing.begin_utc, (SIX[1], SIX[0])),
        **with_content(given),
    )
