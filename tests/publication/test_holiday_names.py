"""Public holidays are called by names of the reader's language, as far as the catalogues go."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import scheduler
from scheduler.publication.languages.holiday_names import holiday_name
from scheduler.timetable.holidays import Holiday, Holidays, look_up
from support.programmes import monthly, now
from support.samples import sample
from support.world import World, published

FOLDER = Path(scheduler.__file__).parent / "publication" / "languages" / "translations" / "holidays"
LANGUAGES = ("bg", "de", "es", "fr", "it", "ja", "ko", "nl", "pt", "zh")
SAMPLE = look_up([(country, None) for country in ("BG", "KR", "IE", "NL")], range(2025, 2030))


def catalogue(language: str) -> dict[str, str]:
    with (FOLDER / f"{language}.po").open("rb") as file:
        return {
            str(message.id): str(message.string)
            for message in read_po(file, abort_invalid=True)
            if message.id
        }


def given(known: Holidays) -> set[str]:
    """Every English name, one by one where several holidays share a day."""
    return {
        name for holidays in known.years.values() for holiday in holidays for name in holiday.name.split("; ")
    }


class TestCatalogues:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_all_know_the_same_holidays_in_order(self, language: str) -> None:
        assert [*catalogue("bg")] == [*catalogue(language)] == sorted(catalogue(language))

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_no_name_is_empty_padded_or_markup_and_each_fills_in_what_the_english_one_does(
        self, language: str
    ) -> None:
        wrong = [
            english
            for english, name in catalogue(language).items()
            if name != name.strip()
            or not name
            or set("<>&") & set(name)
            or re.findall(r"\{\w*\}", english) != re.findall(r"\{\w*\}", name)
        ]

        assert wrong == []

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_those_of_the_sample_cities_are_all_known(self, language: str) -> None:
        assert {name for name in given(SAMPLE) if not holiday_name(name, language)} == set()


class TestNames:
    @pytest.mark.parametrize(
        ("english", "bg", "ko", "nl"),
        [
            ("Easter Monday", "Великденски понеделник", "부활절 월요일", "Tweede paasdag"),
            ("Chuseok", "Чусок", "추석", "Chuseok"),
            (
                "Alternative holiday for Children's Day",
                "Ден на детето – заместващ почивен ден",
                "어린이날 대체공휴일",
                "Vervangende vrije dag voor Kinderdag",
            ),
            (
                "The day preceding Korean New Year",
                "Корейска Нова година (Соллал) – предходният ден",
                "설날 전날",
                "Dag vóór Koreaans Nieuwjaar (Seollal)",
            ),
            (
                "Liberation Day (observed)",
                "Ден на освобождението – пренесен почивен ден",
                "해방 기념일 대체공휴일",
                "Bevrijdingsdag – vervangende vrije dag",
            ),
            (
                "Vesak Day (estimated)",
                "Весак – очаквана дата",
                "베삭 데이(예상일)",
                "Vesak – verwachte datum",
            ),
        ],
    )
    def test_are_those_of_the_language(self, english: str, bg: str, ko: str, nl: str) -> None:
        assert (bg, ko, nl) == tuple(holiday_name(english, code) for code in ("bg", "ko", "nl"))

    def test_serve_every_country_of_a_language(self) -> None:
        assert "Tweede paasdag" == holiday_name("Easter Monday", "nl-BE")

    @pytest.mark.parametrize(
        "english", ["Founders' Day", "Alternative holiday for Founders' Day", "Founders' Day (observed)", ""]
    )
    def test_that_are_not_known_are_none(self, english: str) -> None:
        assert holiday_name(english, "bg") is None

    def test_of_a_language_without_a_catalogue_are_none(self) -> None:
        assert holiday_name("Easter Monday", "sv") is None


class TestOnPages:
    MIXED = Holiday(now("2026-12-16").date(), "Christmas Day; Founders' Day", "기독탄신일; 도 창립일", "ko")

    def world(self, policy: str) -> World:
        series = monthly(begins="2026-11", on_holiday=policy, title="Monthly")
        return published(sample(series), now("2026-11-05"), Holidays({("KR", None, 2026): (self.MIXED,)}))

    @pytest.mark.parametrize(
        ("english", "shown"),
        [
            pytest.param(
                "Christmas Day; Founders' Day", "Рождество Христово (Южна Корея)", id="one is known"
            ),
            pytest.param("Founders' Day", "официален празник (Южна Корея)", id="none is known"),
        ],
    )
    def test_no_sentence_is_in_two_languages(self, english: str, shown: str) -> None:
        off = Holiday(now("2026-12-16").date(), english, "도 창립일", "ko")
        series = monthly(begins="2026-11", on_holiday="keep", title="Monthly")
        world = published(sample(series), now("2026-11-05"), Holidays({("KR", None, 2026): (off,)}))
        body = world.site().resources["/bg/cities/sofia/2026"].body.decode()

        assert shown in body
        assert "Founders" not in body
