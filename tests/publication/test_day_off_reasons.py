"""The words for days off come from the catalogues, when somebody reads them."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.programme.details import CityDayOff, DayOffReason, OfficeClosure
from scheduler.programme.programme import Programme
from scheduler.programme.spans import Days
from scheduler.programme.texts import Text
from scheduler.publication.languages.day_off_reasons import day_off_text, reason_text
from scheduler.publication.languages.language import Language, language
from support.html import html
from support.programmes import SEJONG, SOFIA, city, monthly, now, pair, programme
from support.world import World, published

SAMPLE_LANGUAGES = ("en", "bg", "ko", "nl")
NEW_YEAR = Text.of({"en": "New Year", "ko": "설날"})


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        pytest.param(
            OfficeClosure.CLOSED,
            [("en", "closed"), ("bg", "затворено"), ("ko", "휴무"), ("nl", "gesloten")],
            id="closed",
        ),
        pytest.param(
            OfficeClosure.NO_OFFICE_DAY,
            [
                ("en", "not a working day"),
                ("bg", "неработен ден"),
                ("ko", "근무일 아님"),
                ("nl", "geen kantoordag"),
            ],
            id="not a working day",
        ),
        pytest.param(
            NEW_YEAR,
            [("en", "New Year"), ("ko", "설날"), ("bg", "официален празник"), ("nl", "officiële feestdag")],
            id="the name of a holiday",
        ),
    ],
)
def test_a_day_off_has_words_in_every_catalogue(
    reason: DayOffReason, expected: list[tuple[str, str]]
) -> None:
    assert [*day_off_text(reason, map(language, SAMPLE_LANGUAGES)).versions] == expected


def test_a_holiday_is_in_the_language_of_its_readers() -> None:
    easter = Text.of({"en": "Easter Monday", "nl": "Tweede paasdag"})

    reason = reason_text((CityDayOff(city=SOFIA.name, why=easter),), map(language, ("de", "nl")))

    assert reason.versions == (("de", "Ostermontag (Sofia)"), ("nl", "Tweede paasdag (Sofia)"))


def test_a_reason_names_each_city_in_the_languages_of_the_programme_and_their_order() -> None:
    days_off = (
        CityDayOff(city=SOFIA.name, why=OfficeClosure.NO_OFFICE_DAY),
        CityDayOff(city=SEJONG.name, why=NEW_YEAR),
    )

    assert reason_text(days_off, map(language, ("ko", "bg", "nl"))) == Text.of(
        {
            "ko": "근무일 아님(소피아), 설날(세종)",
            "bg": "неработен ден (София), официален празник (Седжон)",
            "nl": "geen kantoordag (Sofia), officiële feestdag (Sejong)",
        }
    )


def test_the_words_of_the_secretariat_are_unchanged() -> None:
    assert reason_text(Text.plain("Elections"), map(language, ("en", "bg"))) == Text.plain("Elections")


class TestAnotherWordInTheCatalogue:
    """February was skipped before it was published, March after that."""

    FEBRUARY, MARCH = (Days(day, day) for day in (date(2027, 2, 17), date(2027, 3, 17)))
    # Pages remember the words for equal values, so no other test has this city.
    CITIES = (city("sofia", "BG", "Europe/Sofia", name=Text.of({"en": "Serdica"})), SEJONG)

    def text(self, *closed: Days) -> Programme:
        series = monthly(begins="2026-09", on_holiday="skip")
        return programme(
            series,
            cities=self.CITIES,
            pairs=(pair("sofia", "sejong"),),
            closed=closed,
            languages=("en", "bg"),
        )

    @pytest.fixture
    def world(self, monkeypatch: pytest.MonkeyPatch) -> World:
        world = published(self.text(self.FEBRUARY), now("2026-11-25"))
        world.apply(self.text(self.FEBRUARY, self.MARCH), now("2026-11-26"))
        say = Language.say
        monkeypatch.setattr(
            Language,
            "say",
            lambda self, phrase, **values: (
                "shut" if phrase == "the programme is closed" else say(self, phrase, **values)
            ),
        )
        return world

    def test_changes_no_plan(self, world: World) -> None:
        assert [skip.key for skip in world.state.skips] == ["2027-02"]
        assert world.stored("monthly", "2027-03").occurrence.cancelled

        assert world.plan(self.text(self.FEBRUARY, self.MARCH), now("2026-11-27")).is_empty

    @pytest.mark.parametrize("month", ["February 2027", "March 2027"])
    def test_is_on_the_pages_at_once(self, world: World, month: str) -> None:
        resources = world.site().resources
        words = html(resources["/pairs/sofia-sejong/2027"].body).text.partition(month)[2]

        assert "shut" in words.partition(":00 Serdica")[0]

    def test_is_not_in_feeds_until_the_meeting_changes(self, world: World) -> None:
        assert "Cancelled: the programme is closed" in world.feed("pairs/sofia-sejong.ics")
