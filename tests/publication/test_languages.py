"""What pages do with languages: dates in full, whole lines, and every word marked with the language it is in."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.programme.details import Languages, Status
from scheduler.programme.members import City
from scheduler.programme.texts import Text
from scheduler.publication.languages.catalogues import codes
from scheduler.publication.languages.language import language
from scheduler.timetable.holidays import Holiday, Holidays
from scheduler.timetable.occurrence import uid
from support.html import html
from support.programmes import change, changed, monthly, now, webinar
from support.samples import SIX, root, sample, text
from support.world import World, published

DAY = date(2026, 12, 16)
FEBRUARY = {
    "en": "Feb", "bg": "фев", "de": "Feb.", "es": "feb", "fr": "févr.", "it": "feb", "ja": "2月", "ko": "2월",
    "nl": "feb", "pt": "fev.", "zh": "2月",
}  # fmt: skip
PRINT_DATES = """
import json, sys
from datetime import date
from scheduler.publication.languages.language import language
said = {}
for code in sys.argv[1:]:
    words = language(code)
    dates = (words.short_month, words.short_month_and_year, words.month, words.day, words.full_day)
    said[code] = [say(date(2027, 2, 3)) for say in dates]
print(json.dumps(said))
"""


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

    @pytest.mark.parametrize("first", codes())
    def test_a_language_that_is_asked_for_first_lends_no_month_to_another(self, first: str) -> None:
        """Babel keeps its months for a whole process."""
        said = dates_by(first, *(code for code in reversed(codes()) if code != first))

        assert FEBRUARY == {code: dates[0] for code, dates in said.items()}
        assert said == dates_by(*sorted(codes()))

    @pytest.mark.parametrize(
        ("code", "parts", "chip"),
        [
            ("en", "Tue 5 Jan", "Jan 2027"),
            ("de", "Di. 5 Jan.", "Jan. 2027"),
            ("bg", "вт 5 яну", "яну 2027 г."),
            ("ja", "1月 5日 火", "2027年1月"),
            ("ko", "1월 5일 화", "2027년 1월"),
            ("zh", "1月 5日 周二", "2027年1月"),
        ],
    )
    def test_weekday_number_month_and_year_are_in_the_order_of_the_language(
        self, code: str, parts: str, chip: str
    ) -> None:
        day, words = date(2027, 1, 5), language(code)

        assert parts == " ".join(said for _, said in words.day_parts(day))
        assert chip == words.short_month_and_year(day)

    @pytest.mark.parametrize(
        ("code", "one_month", "two_months"),
        [
            ("en", "Mon 7 – Wed 9 Dec", "Mon 30 Nov – Wed 2 Dec"),
            ("de", "Mo., 7. – Mi., 9. Dez.", "Mo., 30. Nov. – Mi., 2. Dez."),
            ("fr", "lun. 7 – mer. 9 déc.", "lun. 30 nov. – mer. 2 déc."),
            ("bg", "пн, 7.12 – ср, 9.12", "пн, 30.11 – ср, 2.12"),
            ("ja", "12月7日(月) – 12月9日(水)", "11月30日(月) – 12月2日(水)"),
            ("ko", "12월 7일(월) – 12월 9일(수)", "11월 30일(월) – 12월 2일(수)"),
        ],
    )
    def test_a_span_of_days_names_a_month_once_if_it_is_a_word_behind_the_number(
        self, code: str, one_month: str, two_months: str
    ) -> None:
        words = language(code)

        assert one_month == words.days(date(2026, 12, 7), date(2026, 12, 9))
        assert two_months == words.days(date(2026, 11, 30), date(2026, 12, 2))

    def test_a_weekday_beside_the_number_of_a_day_stands_in_no_brackets(self) -> None:
        """Both stand in brackets behind an hour."""
        said = {code: language(code).weekday_and_number(DAY) for code in ("en", "de", "ko", "ja", "zh")}

        assert said == {
            "en": "Wed 16",
            "de": "Mi., 16.",
            "ko": "16일 수요일",
            "ja": "16日水曜日",
            "zh": "16日周三",
        }

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("fr", ["mardi 1er juin 2027", "vendredi 11 juin 2027", "lundi 21 juin 2027"]),
            ("it", ["martedì 1º giugno 2027", "venerdì 11 giugno 2027", "lunedì 21 giugno 2027"]),
        ],
    )
    def test_the_first_of_a_month_is_an_ordinal_in_french_and_italian(
        self, code: str, said: list[str]
    ) -> None:
        assert said == [language(code).full_day(date(2027, 6, day)) for day in (1, 11, 21)]

    def test_korean_has_no_blank_before_a_bracket(self) -> None:
        words = language("ko")

        assert words.day(DAY) == "12월 16일(수)"


def reading(code: str) -> tuple[City, ...]:
    """The cities of the sample; Sofia reads a language."""
    return replace(SIX[0], languages=(code,)), *SIX[1:]


def dates_by(*languages: str) -> dict[str, list[str]]:
    command = [sys.executable, "-c", PRINT_DATES, *languages]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(answer.stdout))


@pytest.mark.parametrize(
    ("code", "names", "length"),
    [
        ("en", "Sofia, Sejong and Kobe", "1 hour 30 minutes"),
        ("bg", "Sofia, Sejong и Kobe", "1 час и 30 минути"),
        ("de", "Sofia, Sejong und Kobe", "1 Stunde und 30 Minuten"),
        ("ja", "Sofia、Sejong、Kobe", "1時間30分"),
        ("zh", "Sofia、Sejong和Kobe", "1小时30分钟"),
    ],
)
def test_names_and_lengths_are_joined_as_the_language_joins_them(code: str, names: str, length: str) -> None:
    words = language(code)

    assert names == words.listed(["Sofia", "Sejong", "Kobe"])
    assert length == words.length(timedelta(minutes=90))


@pytest.mark.parametrize(
    ("code", "name"),
    [("en", "Pairs: Sofia"), ("fr", "Pairs\N{NO-BREAK SPACE}: Sofia"), ("ja", "Pairs：Sofia")],
)
def test_the_name_of_a_calendar_is_joined_as_the_language_joins_it(code: str, name: str) -> None:
    made = published(sample(monthly(), languages=(code,), name=Text.plain("Pairs")), now("2026-11-05"))

    assert f"X-WR-CALNAME:{name}" in made.feed(f"cities/sofia.{code}.ics").splitlines()


class TestLanguagesWithoutACatalogue:
    TITLE = text("Monthly", ar="اجتماع شهري", pl="Spotkanie")
    ABOUT = text("Trams.", ar="الترام.")
    AID = Holiday(date(2026, 12, 16), "Founders' Day", "عيد", "ar")

    def page(self, code: str, address: str = "") -> str:
        series = monthly(begins="2026-11", title=self.TITLE, description=self.ABOUT)
        made = published(
            sample(series, languages=("en", "ar", "pl", "nl-BE"), cities=reading(code)),
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

        assert self.address.rpartition("/")[2] in page.links
        assert "/pl/" in next(head["href"] for head in page.heads if head["rel"] == "canonical")

    def test_a_country_reads_the_phrases_of_its_language(self) -> None:
        assert html(self.page("nl-BE").encode()).root == {"lang": "nl-BE", "dir": "ltr"}


class TestSpokenLanguages:
    SPOKEN = Languages(spoken=("en", "ko", "fil", "Esperanto", "xyz"), interpretation=("bg",))

    def made(self, code: str = "en") -> World:
        return published(
            sample(
                webinar("talk", "2026-12-10 09:00", languages=self.SPOKEN),
                languages=("en", "bg", "ko", "pl"),
                cities=reading(code),
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
            self.made(code).site().resources[f"{root(code)}occurrences/{uid('sample', 'talk', 'once')}"].body
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


class TestFullWidthSigns:
    FULL = "[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"

    @pytest.mark.parametrize("code", ["ja", "zh"])
    def test_no_page_has_latin_punctuation_or_a_blank_beside_them(self, code: str) -> None:
        wrong = re.compile(f"{self.FULL}[,:;.!?](?=\\s|{self.FULL})|[：，。；、] (?=\\S)")
        found = {
            line[max(0, match.start() - 20) : match.end() + 20]
            for words in self.pages(code)
            for line in words.splitlines()
            for match in wrong.finditer(line)
        }

        assert found == set()

    def pages(self, code: str) -> list[str]:
        """The lines of all pages without their elements, so that words stand side by side as readers see them."""

        def full(id: str) -> Text:
            return text(id.title(), **{code: f"市{[each.id for each in SIX].index(id)}"})

        cities = tuple(replace(each, name=full(each.id)) for each in SIX)
        parts: dict[str, Any] = {
            "languages": ("en", code),
            "cities": cities,
            "name": text("Pairs", **{code: "都"}),
        }
        series = monthly(begins="2026-11", title=text("Monthly", **{code: "例会"}))
        late = webinar(
            "talk", "2026-12-10 23:30", title=text("Talk", **{code: "講演"}), status=Status.TENTATIVE
        )
        moved = change("2026-12", "2026-12-17 11:00"), change("2027-01", cancel=text("Snow", **{code: "雪"}))
        world = published(sample(series, late, **parts), now("2026-11-05"))
        world.apply(sample(changed(series, *moved), late, **parts), now("2026-11-06"))
        pages = world.site().resources
        bodies = [page.body.decode() for path, page in pages.items() if path.startswith(f"/{code}/")]
        assert len(bodies) > 50
        return [unescape(re.sub("<[^>]*>", "", body.partition("<body")[2])) for body in bodies]
