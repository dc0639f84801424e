"""The public holidays of the sample's countries, checked against facts from elsewhere; and the value."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from dateutil.easter import EASTER_ORTHODOX, easter

from scheduler.timetable import holidays
from scheduler.timetable.holidays import NO_HOLIDAYS, Holiday, Holidays, look_up

YEARS = range(2021, 2030)
NEW_YEAR = Holiday(date(2027, 1, 1), "New Year's Day", "Нова година")
OTHER_NAME = Holiday(date(2027, 1, 1), "New Year", "Нова година")


@pytest.fixture(scope="module")
def known() -> Holidays:
    return look_up([("KR", None), ("BG", None), ("IE", None), ("NL", None)], YEARS)


def days(*written: str) -> list[date]:
    """`2027-02-06..09` is a run of days."""
    found: list[date] = []
    for span in written:
        first = date.fromisoformat(span[:10])
        last = first.replace(day=int(span[12:])) if ".." in span else first
        found += (first + timedelta(days=n) for n in range((last - first).days + 1))
    return found


WESTERN = {year: easter(year) for year in YEARS}
ORTHODOX = {year: easter(year, EASTER_ORTHODOX) for year in YEARS}
SEOLLAL = "2021-02-11..13 2022-02-01..02 2023-01-21..24 2024-02-09..12 2025-01-28..30 2026-02-16..18 2027-02-06..09 2028-01-26..28 2029-02-12..14"
CHUSEOK = "2021-09-20..22 2022-09-09..12 2023-09-28..30 2024-09-16..18 2025-10-05..08 2026-09-24..26 2027-09-14..16 2028-10-02..05 2029-09-21..24"
BRIGID = "2023-02-06 2024-02-05 2025-02-03 2026-02-02 2027-02-01 2028-02-07 2029-02-05"
KINGS_DAYS = [date(year, 4, 26 if date(year, 4, 27).weekday() == 6 else 27) for year in YEARS]


@pytest.mark.parametrize(
    ("country", "on", "name"),
    [
        pytest.param("KR", days(*SEOLLAL.split()), "Korean New Year", id="Seollal with its substitute days"),
        pytest.param("KR", days(*CHUSEOK.split()), "Chuseok", id="Chuseok with its substitute days"),
        pytest.param("KR", days("2021-08-16", "2021-10-11", "2023-05-29", "2024-05-06", "2026-03-02", "2026-08-17"), "Alternative holiday", id="other feasts have substitute days"),
        pytest.param("BG", [ORTHODOX[year] + timedelta(days=n) for year in YEARS for n in (-2, -1, 0, 1)], "", id="Orthodox Easter, from Good Friday to Monday"),
        pytest.param("BG", days("2021-05-04", "2021-12-28", "2023-01-02", "2026-05-25", "2026-09-07", "2026-12-28"), "(observed)", id="a feast at the weekend is given back"),
        pytest.param("IE", days(*BRIGID.split()), "Saint Brigid's Day", id="the first Monday in February since 2023"),
        pytest.param("IE", [WESTERN[year] + timedelta(days=1) for year in YEARS], "Easter Monday", id="Easter Monday"),
        pytest.param("NL", KINGS_DAYS, "King's Day", id="27 April, but never a Sunday"),
        pytest.param("NL", days("2025-05-05"), "Liberation Day", id="every five years"),
    ],
)  # fmt: skip
def test_a_public_holiday(known: Holidays, country: str, on: Iterable[date], name: str) -> None:
    for day in on:
        holiday = known.on(country, None, day)

        assert holiday is not None, day
        assert name in holiday.name


@pytest.mark.parametrize(
    ("country", "on"),
    [
        pytest.param("KR", days("2026-09-28"), id="only Sundays are given back: Chuseok ends on a Saturday"),
        pytest.param("BG", [WESTERN[year] + timedelta(days=1) for year in YEARS if year not in (2025, 2028)], id="the western Easter Monday"),
        pytest.param("IE", days("2022-02-07"), id="Saint Brigid's Day before 2023"),
        pytest.param("IE", [WESTERN[year] - timedelta(days=2) for year in YEARS], id="Good Friday is a bank holiday alone"),
        pytest.param("NL", days("2024-05-05", "2026-05-05"), id="Liberation Day in other years"),
    ],
)  # fmt: skip
def test_a_working_day(known: Holidays, country: str, on: Iterable[date]) -> None:
    assert [day for day in on if known.on(country, None, day)] == []


class TestLookUp:
    def test_names_come_in_english_and_in_the_countrys_own_language(self, known: Holidays) -> None:
        assert known.on("KR", None, date(2027, 2, 7)) == Holiday(
            date(2027, 2, 7), "Korean New Year", "설날", "ko"
        )

    def test_they_do_not_come_in_the_language_of_the_machine(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LANGUAGE", "th")
        feast = look_up([("KR", None)], [2027]).on("KR", None, date(2027, 2, 7))

        assert feast == Holiday(date(2027, 2, 7), "Korean New Year", "설날", "ko")

    def test_a_country_without_english_names_of_its_own_file_has_them_all_the_same(self) -> None:
        waitangi = look_up([("NZ", None)], [2027]).on("NZ", None, date(2027, 2, 6))

        assert waitangi == Holiday(date(2027, 2, 6), "Waitangi Day", "Waitangi Day")

    def test_the_day_that_is_worked_instead_is_no_american_date(self) -> None:
        holiday = look_up([("CN", None)], [2026]).on("CN", None, date(2026, 10, 7))

        assert holiday is not None
        assert holiday.name == "Day off (instead of 10 October 2026)"

    def test_a_subdivision_has_its_own(self) -> None:
        known = look_up([("DE", "BY"), ("DE", "BE"), ("DE", None)], [2027])
        epiphany = date(2027, 1, 6)

        assert known.on("DE", "BY", epiphany) is not None
        assert known.on("DE", "BE", epiphany) is None
        assert known.on("DE", None, epiphany) is None

    @pytest.mark.parametrize(
        ("country", "subdivision"),
        [
            pytest.param("XX", None, id="unknown country"),
            pytest.param("kr", None, id="lower case"),
            pytest.param("XNYS", None, id="a stock exchange"),
            pytest.param("KOR", None, id="three letters"),
        ],
    )
    def test_what_the_library_does_not_know_is_not_known(self, country: str, subdivision: str | None) -> None:
        known = look_up([(country, subdivision)], [2027])

        assert {(country, subdivision, 2027): ()} == known.years
        assert not known.knows(country, subdivision, 2027)

    def test_an_unknown_subdivision_has_at_least_the_holidays_of_its_country(self) -> None:
        known = look_up([("DE", "ZZ"), ("DE", None)], [2027])

        assert known.years["DE", "ZZ", 2027] == known.years["DE", None, 2027] != ()

    def test_a_year_that_the_law_left_open_is_not_known(self) -> None:
        """Korea's lunar feasts are tabled until 2100."""
        known = look_up([("KR", None)], [2100, 2101])

        assert (known.knows("KR", None, 2100), known.knows("KR", None, 2101)) == (True, False)

    def test_each_year_holds_its_own_days_in_order(self, known: Holidays) -> None:
        assert {(country, None, year) for country in ("KR", "BG", "IE", "NL") for year in YEARS} == set(
            known.years
        )
        for (_, _, year), holidays_of_year in known.years.items():
            assert {year} == {holiday.day.year for holiday in holidays_of_year}
            assert sorted(holidays_of_year, key=lambda holiday: holiday.day) == list(holidays_of_year)

    def test_years_may_be_given_once(self) -> None:
        known = look_up(iter([("KR", None), ("IE", None)]), iter([2026, 2027]))

        assert sum(known.knows(country, None, year) for country in ("KR", "IE") for year in (2026, 2027)) == 4


class TestHolidays:
    FIRST = Holidays({("BG", None, 2027): (NEW_YEAR,), ("BG", None, 2028): ()})

    def test_an_empty_year_is_not_known_and_never_free(self) -> None:
        assert self.FIRST.knows("BG", None, 2027)
        assert not self.FIRST.knows("BG", None, 2028)
        assert not self.FIRST.knows("BG", None, 2029)
        assert not NO_HOLIDAYS.knows("BG", None, 2027)

    def test_on_finds_the_day_in_its_place_only(self) -> None:
        assert self.FIRST.on("BG", None, date(2027, 1, 1)) == NEW_YEAR
        assert self.FIRST.on("BG", None, date(2027, 1, 2)) is None
        assert self.FIRST.on("BG", "22", date(2027, 1, 1)) is None
        assert self.FIRST.on("KR", None, date(2027, 1, 1)) is None

    def test_until_takes_the_earlier_days_from_these_and_the_later_from_the_other(self) -> None:
        spring = Holiday(date(2027, 3, 3), "Liberation Day", "Ден на Освобождението")
        moved = Holiday(date(2027, 3, 4), "Liberation Day", "Ден на Освобождението")
        these = Holidays({("BG", None, 2027): (NEW_YEAR, spring)})
        then = Holidays({("BG", None, 2027): (OTHER_NAME, moved)})

        both = these.until(date(2027, 2, 1), then)

        assert both.years == {("BG", None, 2027): (NEW_YEAR, moved)}

    def test_what_was_not_known_stays_so_before_the_edge(self) -> None:
        unknown = Holidays({("UA", None, 2027): ()})
        then = Holidays({("UA", None, 2027): (NEW_YEAR,)})

        assert not unknown.until(date(2027, 2, 1), then).knows("UA", None, 2027)

    def test_places_and_years_of_one_alone_are_kept(self) -> None:
        then = Holidays({("IE", None, 2027): (OTHER_NAME,)})

        assert self.FIRST.until(date(2027, 2, 1), then).years == {**self.FIRST.years, **then.years}

    def test_it_is_a_value(self) -> None:
        same = Holidays(dict(self.FIRST.years))
        same.on("BG", None, date(2027, 1, 1))

        assert same == self.FIRST
        assert same.until(date.max, NO_HOLIDAYS) == self.FIRST == NO_HOLIDAYS.until(date.max, same)


def test_countries_are_the_two_letter_ones() -> None:
    countries = holidays.supported_countries()

    assert {"KR", "BG", "IE", "NL", "GB"} <= countries
    assert countries.isdisjoint({"KOR", "XNYS", "XX"})


def test_every_country_can_be_looked_up_alone() -> None:
    # Some countries take over the holidays of another one, whose module they import.
    assert all(holidays.supported_subdivisions(code) is not None for code in holidays.supported_countries())


def test_a_country_is_looked_up_without_loading_the_others() -> None:
    code = (
        "import sys; from scheduler.timetable.holidays import look_up;"
        "assert look_up([('BG', None)], [2027]).knows('BG', None, 2027);"
        "sys.exit('holidays.countries.france' in sys.modules)"
    )
    root = Path(__file__).parents[2]

    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=root).returncode == 0


def test_subdivisions_are_those_of_the_country() -> None:
    assert "BY" in holidays.supported_subdivisions("DE")
    assert () == holidays.supported_subdivisions("KR") == holidays.supported_subdivisions("XX")


def test_the_version_is_that_of_the_library() -> None:
    assert importlib.import_module("holidays").__version__ == holidays.version()
