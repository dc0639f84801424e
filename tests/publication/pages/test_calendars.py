"""The pages of cities, pairs, groups and themes: the next meeting first, then rows, and pages of years and months."""

from __future__ import annotations

import re
from typing import Any

import icalendar
import pytest
from msgspec.structs import replace

from scheduler.programme.details import Join, Link, Status
from scheduler.programme.members import Group
from scheduler.programme.papers import paper_of
from scheduler.programme.series import Series
from scheduler.programme.spans import Length
from scheduler.programme.texts import Text
from scheduler.publication.languages.catalogues import codes
from scheduler.publication.languages.language import language
from scheduler.publication.pages.subscribe_links import qr_code
from scheduler.timetable.occurrence import uid
from support import showcase
from support.html import Html, html
from support.programmes import change, changed, holidays, monthly, now, pair, visit, webinar, weekly
from support.samples import PAIRS, SIX, city, sample
from support.world import World, published

NOW = now("2026-11-05 09:00")


def page(path: str, of: World | None = None) -> Html:
    return html((of or showcase.shown()).site().resources[path].body)


def applied(*series: Series, known: tuple[str, ...] = (), **parts: Any) -> World:
    return published(sample(*series, **parts), NOW, holidays(*known))


def file_of(path: str, world: World) -> Any:
    """The VEVENT in the file of a meeting."""
    (event,) = icalendar.Calendar.from_ical(world.site().resources[path].body).walk("VEVENT")
    return event


def busy(number: int) -> tuple[Series, ...]:
    """Weekly meetings about water since the autumn of 2025; those of two series have months."""
    return tuple(
        monthly(f"w{n}", begins="2025-09", every=weekly(n, 1, "2025-09-01"), themes=("water",))
        for n in range(number)
    )


def card(words: str) -> str:
    """The words of the card of the next meeting."""
    return words.partition("My city ")[2].removeprefix("Subscribe ").partition("Then")[0]


class TestNextMeeting:
    def test_it_comes_first_with_both_clocks_and_both_working_days(self) -> None:
        words = page("/cities/sofia", applied(monthly(begins="2026-11", title="Trams"))).text

        assert (
            words.partition("Sofia")[2].partition("Subscribe")[0].endswith("Bulgaria · with Sejong My city ")
        )
        assert card(words).startswith(
            "Wednesday 18 November Trams, with Sejong 10:00 Sofia = 17:00 Sejong "
            "Sofia in office hours 00 24 Sejong in office hours 07 07 Thu Subscribe Details"
        )

    def test_the_strip_has_office_hours_and_the_meeting_at_the_same_instants(self) -> None:
        source = page("/cities/sofia", applied(monthly(begins="2026-11", at="17:30"))).source

        assert source.count('<rect class="slot" x="1050" width="60" height="24"/>') == 2
        assert '<rect class="office" x="540" width="540" height="24"/>' in source  # 09:00 to 18:00 in Sofia
        assert '<rect class="office" x="120" width="540" height="24"/>' in source  # the same hours in Sejong
        assert "Sofia in office hours" not in card(page("/cities/sofia").text).partition("Sejong")[0]

    def test_a_strip_has_the_name_of_the_clock_above_it(self) -> None:
        of_webinar = page(f"/{showcase.name_of('nature')}").text

        assert "09:00 Brussels = 17:00 South Korea " in of_webinar
        assert "Brussels in office hours 00 24 South Korea outside office hours 08 08 " in of_webinar

    def test_a_cancelled_meeting_is_not_the_next_one(self) -> None:
        off = changed(monthly(begins="2026-11"), change("2026-11", cancel="Snow"))

        assert card(page("/cities/sofia", applied(off)).text).startswith("Wednesday 16 December")

    @pytest.mark.parametrize(
        ("parts", "says"),
        [
            ({"registration": "https://example.org/r"}, "Register"),
            ({"join": Join(url="https://rooms.example.org/a", public=True)}, "Join the meeting"),
            ({"join": Join(url="https://rooms.example.org/a")}, "The link is in the private calendar"),
            ({}, "How to join: ask CityNet."),
            ({"status": Status.TENTATIVE}, "To be confirmed"),
        ],
        ids=["registration", "public", "private", "nothing", "tentative"],
    )
    def test_it_says_what_to_do(self, parts: dict[str, Any], says: str) -> None:
        assert says in card(page("/cities/sofia", applied(webinar("talk", "2026-12-08 09:00", **parts))).text)

    def test_without_any_the_page_says_so(self) -> None:
        assert "No meeting is planned at present." in page("/cities/busan", applied(monthly())).text

    def test_one_meeting_can_be_added_alone(self) -> None:
        title = Text.of({"en": "Sofia–Sejong: trams", "ko": "소피아-세종 트램"})
        world = applied(monthly(begins="2026-11", title=title))
        address = f"/ko/occurrences/{uid('sample', 'monthly', '2026-11')}"
        (link,) = [link for link in page(address, world).links if link.endswith(".ics")]
        file = world.site().resources[f"/ko/occurrences/{link}"]

        assert not [each for each in page("/ko/cities/sofia", world).links if each.endswith(".ics")]
        assert file.type.startswith("text/calendar")
        assert file.body.count(b"BEGIN:VEVENT") == file.body.count(b"BEGIN:VTIMEZONE") == 1
        event = file.body[file.body.index(b"BEGIN:VEVENT") : file.body.index(b"END:VCALENDAR")]
        assert event in world.site().files["/feeds/programme.ko.ics"].body

    def test_its_file_is_in_the_languages_of_its_page(self) -> None:
        world = applied(monthly(begins="2026-11"))
        address = f"occurrences/{uid('sample', 'monthly', '2026-11')}"
        paths = {path for path in world.site().resources if path.endswith(f"{address}.ics")}

        assert paths == {f"{path}{address}.ics" for path in ("/", "/bg/", "/ko/")}
        assert f"{address}.ics".partition("/")[2] in page(f"/bg/{address}", world).links

    @pytest.mark.parametrize(
        ("title", "status", "summary"),
        [
            ("Месечна среща", None, "Месечна среща (София–Седжонг)"),
            ("Среща СОФИЯ-Седжонг", None, "Среща СОФИЯ-Седжонг"),
            ("Месечна среща", Status.TENTATIVE, "Предстои потвърждение: Месечна среща (София–Седжонг)"),
        ],
        ids=["not named", "named", "tentative"],
    )
    def test_its_file_names_the_pair_as_its_page_does(
        self, title: str, status: Status | None, summary: str
    ) -> None:
        pairs = (replace(PAIRS[0], name=Text.of({"en": "Sofia–Sejong", "bg": "София–Седжонг"})), *PAIRS[1:])
        world = applied(
            monthly(begins="2026-11", title=Text.of({"en": "Trams", "bg": title}), status=status), pairs=pairs
        )
        path = f"/bg/occurrences/{uid('sample', 'monthly', '2026-11')}"
        event = file_of(f"{path}.ics", world)

        assert event["SUMMARY"] == summary
        assert page(path, world).title.startswith(f"{summary} – ")

    def test_a_pair_with_another_name_has_other_files(self) -> None:
        """`publish` looks at fingerprints alone."""
        world = applied(monthly(begins="2026-11", title="Trams"))
        before = {each.path: each.fingerprint for each in world.site().listed()}
        renamed = (replace(PAIRS[0], name=Text.plain("Twins")), *PAIRS[1:])
        world.apply(sample(monthly(begins="2026-11", title="Trams"), pairs=renamed), NOW)
        after = {each.path: each.fingerprint for each in world.site().listed()}
        file = f"/occurrences/{uid('sample', 'monthly', '2026-11')}.ics"

        assert file_of(file, world)["SUMMARY"] == "Trams (Twins)"
        assert before[file] != after[file]
        assert len({after[f"{root}{file}"] for root in ("", "/bg", "/ko")}) == 3


class TestRows:
    def test_a_row_has_the_city_of_the_page_and_its_partner(self) -> None:
        world = applied(monthly(begins="2026-11", title="Trams"))

        for path, hours in (
            ("/cities/sejong", "Trams, with Sofia 17:00 Sejong = 10:00 Sofia"),
            ("/pairs/sofia-sejong", "Trams 10:00 Sofia = 17:00 Sejong"),
            ("/programme", "Trams (Sofia–Sejong) 10:00 Sofia = 17:00 Sejong"),
        ):
            assert hours in page(path, world).text

    def test_another_date_on_the_other_side_is_named(self) -> None:
        late = monthly(begins="2026-11", at="18:00", title="Trams")

        assert "18:00 Sofia = 01:00 Sejong (Thu 17) ☾" in page("/cities/sofia", applied(late)).text
        assert "01:00 Sejong ☾ = 18:00 Sofia (Wed 16)" in page("/cities/sejong", applied(late)).text

    def test_other_cities_are_behind_one_word_and_hours_at_night_are_marked(self) -> None:
        words = page("/cities/sofia", applied(webinar("talk", "2026-12-08 20:00", "Europe/Brussels"))).text

        assert "21:00 Sofia ☾ = 04:00 Sejong (Wed 9) ☾ 4 more cities" in words
        assert "19:00 Dublin 20:00 Rotterdam 04:00 Seoul, Busan (Wed 9) ☾" in words

    @pytest.mark.parametrize(
        ("at", "minutes", "words"),
        [
            ("07:00", 60, "07:00 Sofia = 14:00 Sejong"),
            ("06:30", 60, "06:30 Sofia ☾ = 13:30 Sejong"),
            ("21:00", 60, "21:00 Sofia = 04:00 Sejong (Thu 19) ☾"),
            ("21:00", 75, "21:00 Sofia ☾ = 04:00 Sejong (Thu 19) ☾"),
            ("13:00", 120, "13:00 Sofia = 20:00 Sejong"),
            ("14:00", 75, "14:00 Sofia = 21:00 Sejong ☾"),
        ],
        ids=["begins at seven", "begins before", "ends at ten", "ends after", "there at ten", "there after"],
    )
    def test_what_begins_or_ends_at_night_is_marked(self, at: str, minutes: int, words: str) -> None:
        world = applied(monthly(begins="2026-11", at=at, minutes=minutes, title="Trams"))

        for path in ("/cities/sofia", "/pairs/sofia-sejong", "/programme/2026-11"):
            assert f"{words} " in page(path, world).text, path

    def test_very_many_other_cities_are_on_the_page_of_the_meeting(self) -> None:
        towns = tuple(city(f"t{n}", "Europe/Paris", "FR") for n in range(24))
        world = applied(webinar("talk", "2026-12-08 09:00"), cities=(*SIX, *towns))
        source = page("/cities/sofia", world).source

        assert "28 more cities" in source
        assert f"occurrences/{uid('sample', 'talk', 'once')}#hours" in source
        assert "T23" in page(f"/occurrences/{uid('sample', 'talk', 'once')}", world).text

    def test_whole_days_have_no_hour(self) -> None:
        words = page("/cities/sofia", applied(visit("stay", "2026-12-01", days=3, title="Stay"))).text

        assert "Tuesday 1 December – Thursday 3 December Stay, with Sejong All day" in words

    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("/programme/2026-12", "Mon 7 – Wed 9 Dec, all day"),
            ("/bg/programme/2026-12", "пн, 7.12 – ср, 9.12, цял ден"),
            ("/ko/programme/2026-12", "12월 7일(월) – 12월 9일(수), 종일"),
        ],
    )
    def test_a_row_of_several_days_has_the_first_and_the_last_one(self, path: str, words: str) -> None:
        assert f") {words}" in page(path, applied(visit("stay", "2026-12-07", days=3))).text

    def test_eight_rows_follow_the_card_and_all_months_have_links(self) -> None:
        calendar = page("/cities/sofia", applied(monthly(begins="2026-11"), ahead=Length(months=14)))
        following = calendar.text.partition("Then ")[2].partition("All months")[0]

        assert following.count("10:00 Sofia") == 8
        assert {"sofia/2026#m11", "sofia/2027#m1", "sofia/2028#m1"} <= {*calendar.links}
        assert "All months Nov 2026 Dec Jan 2027 Feb" in calendar.text

    def test_private_meetings_are_not_shown(self) -> None:
        assert "Behind closed doors" not in page("/pairs/rotterdam-busan").text


class TestChanges:
    def test_moved_and_cancelled_meetings_are_one_line(self) -> None:
        assert (
            "2 meetings moved or cancelled: Sofia–Sejong monthly meeting Wed 16 Dec → Thu 17 Dec "
            "Sofia–Sejong monthly meeting Cancelled: Wed 20 Jan changed: Mon 5 Oct "
        ) in page("/cities/sofia").text

    def test_both_hours_of_a_day_are_told_and_when_each_changed(self) -> None:
        series = monthly(begins="2026-11", title="Trams")
        later = change("2026-12", "2026-12-16 11:00"), change("2027-01", cancel="Snow")
        world = applied(series)
        for day, changes in enumerate((later[:1], later), start=6):
            world.apply(sample(changed(series, *changes)), now(f"2026-11-0{day}"))

        assert (
            "2 meetings moved or cancelled: Trams, with Sofia Wed 16 Dec, 17:00 Sejong → 18:00 Sejong "
            "( changed: Fri 6 Nov ) Trams, with Sofia Cancelled: Wed 20 Jan ( changed: Sat 7 Nov )"
        ) in page("/cities/sejong", world).text

    @pytest.mark.parametrize(("number", "named", "links"), [(4, 4, 1), (5, 0, 2)])
    def test_it_names_four_and_of_more_it_leads_to_the_changes_of_this_calendar(
        self, number: int, named: int, links: int
    ) -> None:
        world = applied(monthly(begins="2026-12", until=f"2027-0{number - 1}"))
        later = monthly(begins="2026-12", until=f"2027-0{number - 1}", at="11:00")
        world.apply(sample(later), now("2026-11-06"))
        calendar = page("/cities/sofia", world)
        notice = calendar.text.partition(f"{number} meetings moved or cancelled: ")[2].partition("Then")[0]

        assert notice.count("→") == named
        assert notice.startswith("All changes") is (named == 0)
        assert calendar.links.count("../changes/cities/sofia") == links

    def test_what_was_taken_back_within_an_hour_is_no_move(self) -> None:
        series = monthly(begins="2026-11", title="Trams")
        world = applied(series)
        for minutes, each in ((0, changed(series, change("2026-12", "2026-12-17 11:00"))), (20, series)):
            world.apply(sample(each), now(f"2026-11-06 09:{minutes:02d}"))

        assert "moved" not in page("/cities/sofia", world).text.lower()

    def test_a_title_names_a_pair_with_or_without_blanks_around_the_dash(self) -> None:
        words = page("/bg/").text

        assert "Месечна среща София – Седжонг" in words
        assert "Месечна среща София – Седжонг (" not in words

    def test_rows_name_the_status(self) -> None:
        words = page("/bg/cities/sofia").text

        assert "Месечна среща София – Седжонг Преместено Залата е заета 09:00 София" in words
        assert "Месечна среща София – Седжонг Отменено Местни избори 10:00 София" in words

    def test_a_change_of_hours_with_the_clocks_is_one_line_with_the_old_and_the_new_hour(self) -> None:
        words = page("/cities/sejong").text.partition("The hour changes with the clocks ")[2]

        assert words.startswith("Wed 18 Nov: 16:00 → 17:00 Sejong Wed 21 Apr: 17:00 → 16:00 Sejong Related ")

    def test_an_hour_that_changes_to_another_date_names_it(self) -> None:
        late = applied(monthly(begins="2026-09", at="17:00"))  # 23:00 or 00:00 in Sejong
        words = page("/pairs/sofia-sejong", late).text.partition("The hour changes with the clocks ")[2]

        assert words.startswith(
            "Wed 18 Nov: 23:00 → 00:00 Sejong (Thu 19) ☾ Wed 21 Apr: 00:00 → 23:00 Sejong ☾ "
        )

    def test_what_only_the_secretariat_can_act_on_is_not_there(self) -> None:
        both = (monthly(begins="2026-11", until="2026-12"), webinar("talk", "2026-11-18 10:30", "sofia"))
        words = page("/cities/sofia", applied(*both)).text

        assert "same time" not in words
        assert "its last meeting" not in words


class TestYearsAndMonths:
    def test_the_page_of_a_year_stays_with_its_documents(self) -> None:
        agenda = Link(Text.plain("Minutes"), "https://example.org/minutes")
        series = changed(monthly(begins="2025-01"), change("2025-03", links=(agenda,)))
        world = applied(series, past=Length(days=30))
        calendar, year = page("/pairs/sofia-sejong", world), page("/pairs/sofia-sejong/2025", world)

        assert "Past meetings and minutes 2026 2025" in calendar.text
        assert "sofia-sejong/2025" in calendar.links
        assert "https://example.org/minutes" in year.links
        assert year.text.index("December 2025") < year.text.index("January 2025")
        assert page(f"/occurrences/{uid('sample', 'monthly', '2025-03')}", world).times

    def test_what_comes_of_a_busy_calendar_has_months_and_what_is_over_a_year(self) -> None:
        world = applied(*busy(2))
        calendar, year = page("/themes/water", world), page("/themes/water/2026", world)

        assert "water/2027-03" in calendar.links
        assert {"water/2026", "water/2025"} <= {*calendar.links}
        assert "water/2027" not in calendar.links
        assert year.text.index("November 2026 Tue 3") < year.text.index("October 2026")
        assert [link for link in year.links if link.startswith("2026-")] == ["2026-11", "2026-12"]
        assert {"2025", "2026", "2027"} <= {*year.links}

    def test_past_meetings_lead_to_the_latest_year_that_has_some(self) -> None:
        world = applied(monthly(begins="2025-01", until="2025-06"), monthly("later", begins="2027-01"))

        links = [link for link in page("/pairs/sofia-sejong", world).links if "sofia-sejong/2025" in link]

        assert links == ["sofia-sejong/2025#past", "sofia-sejong/2025"]
        assert 'id="past"' in page("/pairs/sofia-sejong/2025", world).source
        assert "sofia-sejong/2026" not in world.site().pages

    def test_no_address_dies_when_a_calendar_grows(self) -> None:
        world = applied(*busy(1))
        before = {path for path in world.site().pages if path.startswith("/themes/water")}
        world.apply(sample(*busy(2)), now("2026-11-06 09:00"))
        grown = {path for path in world.site().pages if path.startswith("/themes/water")}
        world.apply(sample(*busy(2)), now("2028-06-01 09:00"))
        later = {path for path in world.site().pages if path.startswith("/themes/water")}

        assert "/themes/water/2027" in before
        assert "/themes/water/2027-03" in grown
        assert before < grown < later

    def test_days_off_of_the_cities_are_one_line_below_the_month(self) -> None:
        words = page("/bg/cities/sofia/2026").text

        assert "Неработни дни: чт, 24 – чт, 31 пауза в програмата" in words
        assert "пт, 25 Рождество Христово (Южна Корея)" in words
        assert "Ирландия" not in words

    def test_a_regional_holiday_names_the_city(self) -> None:
        berlin = city("berlin", "Europe/Berlin", "DE", subdivision="BE")
        parts: dict[str, Any] = {"cities": (*SIX, berlin), "known": ("DE 2026-12-08 Women's Day",)}
        world = applied(webinar("talk", "2026-12-08 09:00"), **parts)
        known = {("DE", "BE", 2026): world.state.holidays.years["DE", None, 2026]}
        world.state = replace(world.state, holidays=replace(world.state.holidays, years=known))

        assert "Women's Day (Berlin)" in page("/cities/berlin/2026", world).text

    def test_a_group_has_its_own_page(self) -> None:
        group = Group(id="ports", cities=("busan", "rotterdam"), name=Text.plain("Ports"), meets=True)
        series = monthly(begins="2026-11", clock_of="busan", pair="ports")
        words = page("/groups/ports", applied(series, groups=(group,))).text

        assert "10:00 Busan = 02:00 Rotterdam" in words


class TestSubscribing:
    def test_there_are_three_steps_for_each_program_and_a_qr_code(self) -> None:
        subscribe = page("/subscribe/cities/sofia")

        assert "../subscribe/cities/sofia" in page("/cities/sofia").links
        assert all(
            f"#{name}" in subscribe.links
            for name in ("outlook", "google", "apple", "android", "thunderbird", "other")
        )
        assert subscribe.source.count("<ol>\n<li>") == 6
        assert subscribe.source.count('class="qr"') == 1

    @pytest.mark.parametrize("path", ["/subscribe/cities/sofia", "/cities/sofia"], ids=["screen", "paper"])
    @pytest.mark.parametrize("root", ["", "/bg"])
    def test_the_qr_code_opens_the_page_to_subscribe_in_its_language(self, root: str, path: str) -> None:
        """Some telephones would import a calendar file once, and never look at it again."""
        code = qr_code(f"https://calendar.example.org{root}/subscribe/cities/sofia")

        assert code in page(root + path).source

    def test_the_plain_address_is_for_the_feeds_own_language(self) -> None:
        for path, feed in (("/bg", "sofia.ics"), ("/ko", "sofia.ko.ics"), ("", "sofia.en.ics")):
            assert (
                f"https://calendar.example.org/feeds/cities/{feed}"
                in page(f"{path}/subscribe/cities/sofia").text
            )

    def test_sentences_have_the_gap_of_the_language(self) -> None:
        world = applied(monthly(begins="2026-11"), known=("BG 2026-11-23 New Year",), languages=("ja",))

        assert "常に最新の情報を掲載しています。都市の" in page("/subscribe/cities/sofia", world).text
        assert "閉庁日：</strong>23日" in page("/programme", world).source

    def test_every_address_is_one_of_the_site(self) -> None:
        site = showcase.shown().site()
        for path in (
            "/subscribe/cities/sofia",
            "/bg/subscribe/pairs/sofia-sejong",
            "/nl/subscribe/programme",
        ):
            webcal = {link for link in page(path).links if link.startswith("webcal:")}
            assert [
                link.removeprefix("webcal://calendar.example.org") in site.resources for link in webcal
            ] == [True]

    def test_without_a_public_address_there_are_no_absolute_links(self) -> None:
        subscribe = page("/bg/subscribe/cities/sofia", applied(monthly(begins="2026-11"), address=None))

        assert "../../../feeds/cities/sofia.ics" in subscribe.links
        assert not [link for link in subscribe.links if link.startswith(("http", "webcal"))]
        assert "копирайте адреса на тази връзка" in subscribe.text

    def test_a_page_names_the_months_of_a_shortened_feed(self) -> None:
        many = [
            monthly(f"b{n}", begins="2026-11", every=weekly(2, 1, "2026-11-04"), description="Седжонг " * 400)
            for n in range(2)
        ]

        assert "holds November 2026 to " in page("/cities/sofia", applied(*many)).text

    def test_another_site_may_show_five_rows(self) -> None:
        embedded = page("/bg/embed/cities/sofia")

        assert embedded.source.count('<li class="row') == 5
        assert "<header" not in embedded.source
        assert embedded.metas["robots"] == "noindex"


class TestEndOfCalendars:
    def test_a_retired_calendar_says_so_in_every_language(self) -> None:
        resources = showcase.shown().site().resources

        for path in ("/cities/lisbon", "/ko/pairs/sofia-lisbon"):
            assert resources[path].status == 410
        assert "이 캘린더는 더 이상 운영되지 않습니다." in page("/ko/pairs/sofia-lisbon").text

    def test_a_removed_calendar_says_that_it_ends(self) -> None:
        world = applied(monthly(begins="2026-11"), monthly("rb", begins="2026-11", pair="rotterdam-busan"))
        world.apply(
            sample(monthly(begins="2026-11"), cities=SIX[:5], pairs=PAIRS[:2]), now("2026-11-06 09:00")
        )

        assert "This calendar ends with its last meeting" in page("/cities/busan", world).text

    def test_earlier_ids_give_the_same_page(self) -> None:
        renamed = replace(SIX[0], id="sofia-city", formerly=("sofia",))
        pairs = (replace(PAIRS[0], cities=("sofia-city", "sejong")), *PAIRS[1:])
        series = monthly(begins="2026-11", clock_of="sofia-city")
        resources = applied(series, cities=(renamed, *SIX[1:]), pairs=pairs).site().resources

        assert resources["/bg/cities/sofia"].body == resources["/bg/cities/sofia-city"].body


class TestTexts:
    def test_text_in_another_language_has_a_lang_attribute(self) -> None:
        body = showcase.shown().site().resources["/ko/cities/dublin"].body.decode()

        assert '<span lang="en">Dublin–Seoul monthly meeting</span>' in body

    def test_names_beside_hours_have_none(self) -> None:
        """They are names of places, and many."""
        body = showcase.shown().site().resources["/nl/cities/dublin"].body.decode()

        assert '<h1><span lang="en">Dublin</span></h1>' in body
        assert "</time> Dublin</span>" in body

    @pytest.mark.parametrize(
        "hostile", ["<script>alert(1)</script>", '" onclick="x', "{{ 7 * 7 }}", "a\u202eb"]
    )
    def test_text_of_the_programme_is_escaped(self, hostile: str) -> None:
        text = Text.plain(hostile)
        details: dict[str, Any] = {
            "title": hostile,
            "description": hostile,
            "place": hostile,
            "kind": hostile,
        }
        world = applied(
            monthly(begins="2026-11", **details),
            name=text,
            cities=(replace(SIX[0], name=text, official_name=text), *SIX[1:]),
        )
        for path, resource in world.site().pages.items():
            if path.startswith("/nl/"):
                body = resource.body.decode()
                assert "<script>alert" not in body, path
                assert 'onclick="x"' not in body, path
                assert "49" not in body.partition("<h1>")[2].partition("</h1>")[0], path


def test_pages_of_one_city_do_not_change_with_a_meeting_of_others() -> None:
    ours, theirs = monthly(begins="2026-11"), monthly("ds", begins="2026-11", pair="dublin-seoul")
    world = applied(ours, theirs)
    before = world.site().resources
    world.apply(
        sample(ours, replace(theirs, schedule=monthly(begins="2026-11", at="11:00").schedule)),
        now("2026-11-06 09:00"),
    )
    after = world.site().resources

    assert before["/cities/sofia"].body == after["/cities/sofia"].body
    assert before["/cities/dublin"].body != after["/cities/dublin"].body


def test_a_trio_has_three_clocks() -> None:
    trio = pair("sofia", "sejong", "dublin", id="sofia-sejong")

    assert (
        "10:00 Sofia = 17:00 Sejong = 08:00 Dublin"
        in page("/pairs/sofia-sejong", applied(monthly(begins="2026-11"), pairs=(trio,))).text
    )


class TestPapers:
    def rows(self, *labels: str, code: str = "bg") -> Html:
        """The past of a pair whose meeting of October has links with these labels."""
        links = tuple(Link(Text.plain(label), f"https://example.org/{n}") for n, label in enumerate(labels))
        series = changed(monthly(begins="2026-10"), change("2026-10", links=links))
        return page(f"/{code}/pairs/sofia-sejong/2026", applied(series))

    def test_the_four_words_are_in_the_language_of_the_reader(self) -> None:
        past = self.rows("agenda", "slides", "Minutes", "recording").text.partition("Минали срещи")[2]

        assert "Дневен ред · Презентация · Протокол · Запис" in past

    def test_other_labels_stay_as_they_are_written_and_have_the_sign_of_what_they_name(self) -> None:
        past = self.rows("Slides of Sofia", "Протокол (проект)", "第2回議事録", "Data", code="ko")

        assert "Slides of Sofia · Протокол (проект) · 第2回議事録 · Data" in past.text
        papers = re.findall('<a(?: class="document (.*?)")? href="https://example.org', past.source)
        assert papers == ["slides", "minutes", "minutes", ""]

    def test_minutes_that_are_expected_are_named_until_a_link_leads_to_them(self) -> None:
        linked = (
            Link(Text.plain("Протокол"), "https://example.org/m"),
            Link(Text.plain("slides"), "https://example.org/s"),
        )
        series = monthly(begins="2026-08", minutes_expected=True, title="Trams")
        others = (
            change("2026-08", links=linked[:1]),
            change("2026-09", links=linked[1:]),
            change("2026-10", cancel="Snow"),
        )
        world = applied(changed(series, *others), monthly("rb", begins="2026-08", pair="rotterdam-busan"))
        late, year = (
            page("/cities/sofia/2026", world),
            page(f"/occurrences/{uid('sample', 'monthly', '2026-09')}", world),
        )

        assert late.text.count("No minutes yet") == year.text.count("No minutes yet") == 1
        assert "Slides · No minutes yet" in late.text
        assert "No minutes yet" not in page("/cities/busan/2026", world).text
        assert "No minutes yet" not in page("/cities/sofia", world).text

    def test_no_calendar_changes_when_minutes_are_expected(self) -> None:
        series = monthly(begins="2026-08")
        world = applied(series)
        before = world.bodies()
        world.apply(sample(replace(series, minutes_expected=True)), now("2026-11-06 09:00"))

        assert world.bodies() == before
        assert "No minutes yet" in html(world.site().pages["/pairs/sofia-sejong/2026"].body).text
        assert "Nothing has changed" in page("/changes/pairs/sofia-sejong", world).text

    @pytest.mark.parametrize("code", codes())
    def test_the_word_of_every_language_is_known(self, code: str) -> None:
        words = language(code)

        for phrase in ("Agenda", "Slides", "Minutes", "Recording"):
            assert paper_of(Text.plain(words.say(phrase))) == phrase.casefold()
