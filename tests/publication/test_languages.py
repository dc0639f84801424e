"""What pages do with languages: dates in full, whole lines, and every word marked with the language it is in."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.programme.details import Languages
from scheduler.publication.languages.language import language
from scheduler.timetable.holidays import Holiday, Holidays
from scheduler.timetable.occurrence import uid
from support.html import html
from support.programmes import monthly, now, webinar
from support.samples import root, sample, text
from support.world import World, published

DAY = date(2026, 12, 16)


@pytest.mark.parametrize(
    ("code", "has_phrases"),
    [("pt-BR", True), ("zh-CN", True), ("zh-SG", True), ("zh-TW", False), ("zh-HK", False), ("xx-YY", False)],
)
def test_a_country_has_the_phrases_of_its_language_if_it_is_written_in_the_same_script(
    code: str, has_phrases: bool
) -> None:
    assert has_phrases == language(code).has_phrases


class TestDates:
    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            ("en", "Wednesday 16 December"),
            ("bg", "сряда, 16 декември"),
            ("nl", "woensdag 16 december"),
            ("ko", "12월 16일 수요일"),
            ("fr", "mercredi 16 décembre"),
            ("es", "miércoles, 16 de diciembre"),
            ("ru", "среда, 16 декабря"),
            ("ja", "12月16日水曜日"),
            ("zh", "12月16日星期三"),
        ],
    )
    def test_a_day_with_its_weekday_is_spelled_out_in_every_language(self, code: str, expected: str) -> None:
        assert expected == language(code).weekday_and_day(DAY)


class TestLanguagesWithoutACatalogue:
    TITLE = text("Monthly", ar="اجتماع شهري", pl="Spotkanie")
    ABOUT = text("Trams.", ar="الترام.")
    AID = Holiday(date(2026, 12, 16), "Founders' Day", "عيد", "ar")

    def page(self, code: str, address: str = "") -> str:
        series = monthly(begins="2026-11", title=self.TITLE, description=self.ABOUT)
        made = published(
            sample(series, languages=("en", "ar", "pl", "nl-BE")),
            now("2026-11-05"),
            Holidays({("KR", None, 2026): (self.AID,)}),
        )
        return made.site().resources[f"/{code}/{address or self.address}"].body.decode()

    address = f"occurrences/{uid('sample', 'monthly', '2026-12')}"

    def test_the_page_is_in_the_language_of_the_phrases(self) -> None:
        page = html(self.page("ar").encode())

        assert page.root == {"lang": "en", "dir": "ltr"}
        assert "What changed and when" in page.text

    def test_texts_in_that_language_are_marked_and_find_their_own_direction(self) -> None:
        page = self.page("ar")

        assert '<h1><span lang="ar" dir="auto">اجتماع شهري</span></h1>' in page
        assert '<p lang="ar" dir="auto">الترام.</p>' in page

    def test_addresses_and_the_choice_of_languages_stay_those_of_the_reader(self) -> None:
        page = html(self.page("pl").encode())

        alternates = {head["hreflang"]: head["href"] for head in page.heads if "hreflang" in head}
        assert alternates["pl"].endswith(f"/pl/{self.address}")
        assert "/pl/" in next(head["href"] for head in page.heads if head["rel"] == "canonical")

    def test_a_country_reads_the_phrases_of_its_language(self) -> None:
        assert html(self.page("nl-BE").encode()).root == {"lang": "nl-BE", "dir": "ltr"}


class TestSpokenLanguages:
    SPOKEN = Languages(spoken=("en", "ko", "fil", "Esperanto", "xyz"), interpretation=("bg",))

    def made(self) -> World:
        return published(
            sample(
                webinar("talk", "2026-12-10 09:00", languages=self.SPOKEN), languages=("en", "bg", "ko", "pl")
            ),
            now("2026-11-05"),
        )

    @pytest.mark.parametrize(
        ("code", "spoken", "into"),
        [
            ("en", "English, Korean, Filipino, Esperanto, xyz", "Bulgarian"),
            ("bg", "английски, корейски, филипински, Esperanto, xyz", "български"),
            ("ko", "영어, 한국어, 필리핀어, Esperanto, xyz", "불가리아어"),
            ("pl", "English, Korean, Filipino, Esperanto, xyz", "Bulgarian"),
        ],
    )
    def test_a_page_calls_a_language_that_is_given_by_its_code_by_its_name(
        self, code: str, spoken: str, into: str
    ) -> None:
        page = html(
            self.made().site().resources[f"{root(code)}occurrences/{uid('sample', 'talk', 'once')}"].body
        )

        assert {spoken, into} <= {*page.words}
        assert spoken.split(", ") == [
            spoken_language["name"] for spoken_language in page.data[0]["inLanguage"]
        ]

    @pytest.mark.feed_rule(40)
    def test_so_does_a_feed(self) -> None:
        feed = self.made().feed("programme.bg.ics")

        assert r"\nЕзици: английски\, корейски\, филипински\, Esperanto\, xyz\n" in feed
        assert ": български" in feed
