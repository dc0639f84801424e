"""The pages of the whole programme: home, cities, the board of pairs, webinars, months and changes."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

from scheduler.programme.details import Link, Status
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.programme.spans import Length
from scheduler.publication.site import Site
from scheduler.timetable.occurrence import uid
from support import showcase
from support.html import Html, html
from support.programmes import change, changed, monthly, now, pair, webinar
from support.samples import LANGUAGES, PAIRS, SIX, city, sample, text
from support.world import World, published

NOW = now("2026-11-05 09:00")
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def page(path: str, of: World | None = None) -> Html:
    return html((of or showcase.shown()).site().resources[path].body)


def applied(*series: Series, **parts: Any) -> World:
    return published(sample(*series, **parts), NOW)


class TestEveryPage:
    def test_the_menu_leads_to_all_kinds_of_pages(self) -> None:
        for path, up in (("/bg/cities/sofia", "../"), ("/bg/", ""), ("/bg/programme/2026-12", "../")):
            links = {*page(path).links}

            assert {f"{up}{name}" for name in ("pairs", "webinars", "changes")} <= links

    def test_every_language_links_to_every_other_by_its_own_name(self) -> None:
        home = page("/bg/")

        assert {"English", "Български", "Nederlands", "한국어"} <= set(home.words)
        assert {"../", "./", "../nl/", "../ko/"} <= set(home.links)
        assert {code: page(f"/{code}/").root["lang"] for code in LANGUAGES[1:]} == {
            c: c for c in LANGUAGES[1:]
        }


class TestHome:
    def test_the_next_meeting_and_all_cities_come_first(self) -> None:
        words = page("/").text

        assert words.index("Wednesday 18 November") < words.index("Find your city") < words.index("Then")
        assert "Find your city Busan Dublin Rotterdam Sejong Seoul Sofia" in words
        assert {"cities/sofia", "cities/busan", "themes/water", "programme"} <= set(page("/").links)

    def test_of_very_many_cities_it_gives_the_number(self) -> None:
        towns = tuple(city(f"t{n}", "Europe/Paris", "FR") for n in range(120))

        assert "Find your city 126 cities" in page("/", applied(monthly(), cities=(*SIX, *towns))).text

    def test_a_cancelled_webinar_is_not_offered(self) -> None:
        address = "https://example.org/register"
        off = webinar("talk", "2026-12-08 09:00", status=Status.CANCELLED, registration=address)

        assert address not in page("/", applied(off)).links

    def test_the_last_three_changes_are_there(self) -> None:
        assert (
            "Last changes Lisbon Tue 8 Dec – Thu 10 Dec · 2 meetings · Cities that leave: Lisbon "
            "Sofia–Sejong monthly meeting Moved Wed 16 Dec"
        ) in page("/").text


class TestCities:
    def test_all_names_are_on_one_page_by_their_first_letter_in_each_language(self) -> None:
        names = {"en": "B Busan South Korea · with Rotterdam D Dublin", "ko": "ㄷ 더블린", "bg": "Д Дъблин"}
        for code, words in names.items():
            assert words in page("/cities" if code == "en" else f"/{code}/cities").text

    @pytest.mark.parametrize(
        "in_order",
        [
            "Eger Évora Lisbon Łódź Lyon Ørsta Oslo Zagreb",
            "Zagreb Иркутск Йошкар-Ола Калининград 가나 각 부산 서울",
        ],
        ids=["accents change no place", "alphabets keep their order"],
    )
    def test_names_are_sorted_as_people_look_for_them(self, in_order: str) -> None:
        towns = [city(f"t{n}", "Europe/Paris", "FR", text(name)) for n, name in enumerate(in_order.split())]
        words = page("/cities", applied(monthly(), cities=(*SIX, *reversed(towns)))).words

        assert [word for word in words if word in in_order.split()] == in_order.split()


class TestDayOfAMeeting:
    """01:00 in Sejong on a Wednesday, by its own clock, is 18:00 in Sofia on Tuesday."""

    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("/cities/sofia/2026", "Tue 15 Trams, with Sejong 18:00 Sofia = 01:00 Sejong (Wed 16) ☾"),
            ("/cities/sejong/2026", "Wed 16 Trams, with Sofia 01:00 Sejong ☾ = 18:00 Sofia (Tue 15)"),
            ("/pairs/sofia-sejong/2026", "Wed 16 Trams 18:00 Sofia (Tue 15) = 01:00 Sejong ☾"),
            ("/programme/2026-12", "Wed 16 Trams (Sofia–Sejong) 01:00 Sejong ☾ = 18:00 Sofia (Tue 15)"),
            ("/pairs", "Sofia–Sejong 18 16 "),
        ],
        ids=["city", "its partner", "pair", "programme", "board"],
    )
    def test_it_is_that_of_the_city_of_the_page_else_that_of_the_clock_in_force(
        self, path: str, words: str
    ) -> None:
        late = monthly(begins="2026-11", at="01:00", clock_of="sejong", title="Trams")

        assert words in page(path, applied(late)).text


class TestBoard:
    def test_each_cell_links_to_its_meeting_with_its_state(self) -> None:
        board = page("/pairs")

        assert board.text.partition("Sofia–Sejong")[2].startswith(
            " 18 17 * Moved 18 20 × Cancelled 17 17 21 "
        )
        assert f"occurrences/{uid('sample', 'sofia-sejong', '2027-01')}" in board.links
        assert "programme/2026-12" in board.links

    def test_pairs_stand_in_the_order_of_their_names_in_each_language(self) -> None:
        series = (monthly(each.id, begins="2026-11", pair=each.id) for each in PAIRS)
        world = applied(*series)
        boards = [
            page(path, world).text.partition("Nov" if path == "/pairs" else "11월")[2]
            for path in ("/pairs", "/ko/pairs")
        ]

        assert [re.findall(r"\w+–\w+", board) for board in boards] == [
            ["Dublin–Seoul", "Rotterdam–Busan", "Sofia–Sejong"],
            ["더블린–서울", "로테르담–부산", "소피아–세종"],
        ]

    def test_a_webinar_in_which_a_pair_takes_part_is_no_meeting_of_the_pair(self) -> None:
        talk = webinar("talk", "2026-12-08 09:00", "host", "sofia-sejong")
        words = page("/pairs", applied(monthly(begins="2026-11", until="2026-12"), talk)).text

        assert words.partition("Sofia–Sejong")[2].startswith(" 18 16 ")

    def test_it_has_six_months_from_the_last_revision_on(self) -> None:
        board = page("/pairs")

        assert "Pairs Nov Dec Jan Feb Mar Apr " in board.text
        assert {f"programme/{month}" for month in ("2026-11", "2026-12", "2027-04")} <= {*board.links}

    def test_a_month_whose_meetings_are_over_keeps_its_link(self) -> None:
        world = published(sample(monthly(begins="2026-10")), now("2026-11-20 09:00"))

        assert "programme/2026-11" in page("/pairs", world).links


class TestWebinars:
    def test_those_to_come_stand_first_and_past_years_have_pages(self) -> None:
        world = applied(
            webinar("old", "2024-10-05 09:00", title="Old"),
            webinar("coming", "2026-12-05 09:00", title="Coming"),
            webinar("later", "2027-02-05 09:00", title="Later"),
        )
        webinars = page("/webinars", world)

        assert webinars.text.index("Coming") < webinars.text.index("Later") < webinars.text.index("2024")
        assert "webinars/2024" in webinars.links
        assert "Old" not in webinars.text
        of_year = page("/webinars/2024", world)
        assert "All webinars Webinars in 2024 October 2024 Sat 5 Old 09:00" in of_year.text
        assert (of_year.text.count("Earlier webinars"), "Past" in of_year.words) == (1, False)

    def test_beside_the_only_webinar_it_does_not_say_that_there_is_none(self) -> None:
        words = page("/webinars", applied(webinar("only", "2026-12-05 09:00", title="Only"))).text

        assert ("Only" in words, "No webinar is announced at present." in words) == (True, False)

    def test_private_webinars_are_not_listed(self) -> None:
        hidden = webinar("talk", "2026-12-10 17:00", title="Trams", visibility="private")

        assert "Trams" not in page("/webinars", applied(hidden, webinar("open", "2026-12-11 17:00"))).text


class TestMonths:
    def test_each_month_has_a_page_with_links_to_its_neighbours(self) -> None:
        december = page("/programme/2026-12")

        assert "December 2026" in december.text
        assert {"2026-11", "2027-01"} <= {*december.links}
        assert "Nature-based solutions" in december.text

    def test_the_calendar_opens_with_the_month_of_the_next_meeting(self) -> None:
        first = webinar("talk", "2027-02-10 09:00", title="Trams")

        assert "February 2027" in page("/programme", applied(first)).title

    def test_it_leads_to_the_same_month_of_a_theme_and_of_a_pair(self) -> None:
        links = {*page("/programme/2026-12").links}

        assert {"../themes/water/2026#m12", "../pairs/sofia-sejong/2026#m12"} <= links

    def test_a_year_leads_to_its_months_the_latest_first(self) -> None:
        minutes = (Link(text("Minutes"), "https://example.org/minutes"),)
        series = changed(
            monthly(begins="2026-09"), change("2026-10", links=minutes), change("2026-12", cancel="Snow")
        )
        world = applied(series)
        year = page("/programme/2026", world)

        assert (
            "2026 Subscribe 2028 2027 2026 Meetings December 2026 0 meetings November 2026 1 meeting "
            "October 2026 1 meeting · Minutes: 1 September 2026 1 meeting 2027 →"
        ) in year.text
        assert {"2026-12", "2026-09", "2027"} <= {*year.links}
        assert "2026" in page("/programme/2026-12", world).links
        assert page("/", world).text.partition("All meetings")[2].startswith(" Past meetings and minutes ")
        assert "programme/2026" in page("/", world).links

    def test_each_day_has_an_address(self) -> None:
        days = ("09", "09", "15")
        world = applied(
            *(webinar(f"w{n}", f"2026-12-{day} 09:00", "sofia") for n, day in enumerate(days)),
            *(webinar(f"v{n}", f"2025-12-{day} 09:00", "sofia") for n, day in enumerate(days)),
        )
        found = {
            path: re.findall(' id="(d[^"]*)"', page(path, world).source)
            for path in ("/programme/2026-12", "/cities/sofia/2025")
        }

        assert found == {
            "/programme/2026-12": ["d2026-12-09", "d2026-12-15"],
            "/cities/sofia/2025": ["d2025-12-15", "d2025-12-09"],
        }

    def test_rows_say_that_they_are_past_only_among_others_that_come(self) -> None:
        days = ("2026-10-06", "2026-11-03", "2026-11-10")
        world = applied(*(webinar(f"w{day}", f"{day} 09:00", "sofia", title=day) for day in days))
        said = {
            path: [word for word in page(path, world).words if word in ("Past", *days)]
            for path in ("/programme/2026-10", "/programme/2026-11", "/cities/sofia/2026")
        }

        assert said == {
            "/programme/2026-10": ["2026-10-06"],
            "/programme/2026-11": ["2026-11-03", "Past", "2026-11-10"],
            "/cities/sofia/2026": ["2026-11-10", "2026-11-03", "2026-10-06"],
        }

    def test_weeks_have_a_line_between_them(self) -> None:
        talks = (
            webinar(f"w{n}", f"2026-12-{day} 09:00", "sofia") for n, day in enumerate(("09", "10", "15"))
        )
        rows = re.findall('<li class="row([^"]*)"', page("/programme/2026-12", applied(*talks)).source)

        assert rows == ["", "", " week"]


class TestChanges:
    def test_the_old_and_the_new_hours_are_in_two_clocks(self) -> None:
        words = page("/changes").text

        assert (
            "Sofia–Sejong monthly meeting Moved Wed 16 Dec, 10:00 Sofia = 17:00 Sejong → Thu 17 Dec, "
            "09:00 Sofia = 16:00 Sejong"
        ) in words
        assert "Cancelled Wed 20 Jan" in words

    def test_the_latest_stand_first_and_private_ones_are_left_out(self) -> None:
        series = monthly(begins="2026-11", title="Monthly")
        hidden = monthly("hush", begins="2026-11", pair="dublin-seoul", title="Hush", visibility="private")
        world = applied(series, hidden)
        moved = changed(series, change("2026-12", "2026-12-17 11:00"))
        world.apply(sample(moved, changed(hidden, change("2026-12", "2026-12-18 11:00"))), now("2026-11-06"))
        world.apply(
            sample(moved, hidden, webinar("new", "2026-12-20 09:00", title="Fresh")), now("2026-11-07")
        )
        words = page("/changes", world).text

        assert words.index("Fresh") < words.index("Monthly")
        assert "Hush" not in words

    def told(self, *versions: Programme, path: str = "/changes") -> str:
        """The list of changes after a programme was applied in one version after the other, a day each."""
        world = World()
        for day, programme in enumerate(versions, start=5):
            world.apply(programme, now(f"2026-11-{day:02d} 09:00"))
        return page(path, world).text.partition("Last changes ")[2].partition(" Atom ")[0]

    def test_a_pair_hears_the_day_of_the_clock_in_force(self) -> None:
        late = monthly(begins="2026-11", at="01:00", clock_of="sejong", title="Trams")
        moved = changed(late, change("2026-12", "2026-12-17 02:00"))

        assert self.told(sample(late), sample(moved), path="/changes/pairs/sofia-sejong").endswith(
            "Trams Moved Wed 16 Dec, 18:00 Sofia (Tue 15) = 01:00 Sejong ☾ → Thu 17 Dec, "
            "19:00 Sofia (Wed 16) = 02:00 Sejong ☾"
        )

    def test_all_facts_are_told_in_the_order_in_which_people_plan_by_them(self) -> None:
        """A change that moved a webinar and its place told the hour alone."""
        before = webinar("talk", "2026-12-10 09:00", title="Trams", status=Status.TENTATIVE)
        after = webinar("talk", "2026-12-11 09:00", title="Trains", place="Dublin Castle", kind="lecture")

        assert self.told(sample(before), sample(after)).endswith(
            "Trains Confirmed · Moved Thu 10 Dec, 09:00 South Korea = 02:00 Sofia ☾ → Fri 11 Dec, "
            "09:00 South Korea = 02:00 Sofia ☾ · Place: Dublin Castle · Title changed · Details changed"
        )

    @pytest.mark.parametrize(
        ("after", "tells"),
        [
            pytest.param({"place": "Room 3"}, "Place: Room 3", id="place"),
            pytest.param({"title": "Trains"}, "Title changed", id="title"),
            pytest.param({"description": "About trains"}, "Details changed", id="details"),
            pytest.param({"ends": "2026-12-10 11:00"}, "The meeting is longer: until 11:00 South Korea", id="end"),
            pytest.param({"status": Status.TENTATIVE}, "Now to be confirmed Thu 10 Dec", id="no longer confirmed"),
        ],
    )  # fmt: skip
    def test_every_fact_alone_is_news(self, after: dict[str, Any], tells: str) -> None:
        talk = {"title": "Trams"}
        versions = (sample(webinar("talk", "2026-12-10 09:00", **talk | parts)) for parts in ({}, after))

        assert tells in self.told(*versions)

    def test_a_rule_that_moves_a_series_is_one_change_until_a_meeting_that_stays(self) -> None:
        """Sofia has summer time from April on; the meeting of February keeps its hour."""
        before = monthly(begins="2026-11", until="2027-12", title="Trams")
        after = changed(
            monthly(begins="2026-11", until="2027-12", title="Trams", at="11:00"),
            change("2027-08", "2027-08-18 10:00"),
        )
        told = self.told(*(sample(each, ahead=Length(months=12)) for each in (before, after)))

        assert [part.partition(" · ")[0] for part in told.split("Moved ")[1:3]] == [
            "Wed 18 Nov – Wed 17 Mar, 10:00 Sofia = 17:00 Sejong → 11:00 Sofia = 18:00 Sejong",
            "Wed 21 Apr – Wed 21 Jul, 10:00 Sofia = 16:00 Sejong → 11:00 Sofia = 17:00 Sejong",
        ]
        assert "5 meetings" in told
        assert "18 Aug" not in told

    def test_a_new_series_is_one_change(self) -> None:
        first, new = (
            monthly(begins="2026-11"),
            monthly("ds", begins="2026-11", pair="dublin-seoul", title="Ports"),
        )

        assert self.told(sample(first), sample(first, new)).endswith(
            "Ports (Dublin–Seoul) New Wednesday, 18 November 2026 – Wednesday, 17 May 2028 · 19 meetings"
        )

    def test_a_city_that_joins_many_meetings_is_one_change(self) -> None:
        talks = [webinar(f"w{n}", f"2026-12-0{n} 09:00", title=f"Talk {n}") for n in range(1, 6)]
        lyon = city("lyon", "Europe/Paris", "FR")

        assert self.told(sample(*talks), sample(*talks, cities=(*SIX, lyon))).endswith(
            "Fri 6 Nov Lyon Tue 1 Dec – Sat 5 Dec, 09:00 South Korea = 01:00 Rotterdam ☾ · 5 meetings "
            "· Cities that join: Lyon"
        )

    def test_a_city_hears_what_concerns_it_in_its_own_hour(self) -> None:
        """Dublin leaves the series, one of whose meetings moves: it knows the old hours."""
        trio, duo = pair("sofia", "sejong", "dublin", id="sofia-sejong"), pair("sofia", "sejong")
        series = monthly(begins="2026-11", until="2026-12", title="Trams")
        moved = changed(series, change("2026-12", "2026-12-17 11:00"))
        ports = monthly("ds", begins="2026-11", pair="dublin-seoul")
        versions = [
            sample(each, ports, pairs=(pairs, *PAIRS[1:])) for each, pairs in ((series, trio), (moved, duo))
        ]

        assert self.told(*versions, path="/changes/cities/sejong") == (
            "Sejong Fri 6 Nov Trams, with Sofia Wed 18 Nov, 17:00 Sejong = 10:00 Sofia · Cities that leave: Dublin "
            "Fri 6 Nov Trams, with Sofia Moved Wed 16 Dec, 17:00 Sejong = 10:00 Sofia = 08:00 Dublin → "
            "Thu 17 Dec, 18:00 Sejong = 11:00 Sofia · Cities that leave: Dublin"
        )
        assert self.told(*versions, path="/changes/cities/dublin") == (
            "Dublin Fri 6 Nov Trams, with Sofia and Sejong Wed 18 Nov – Wed 16 Dec, 08:00 Dublin = 10:00 Sofia = 17:00 "
            "Sejong · 2 meetings · Cities that leave: Dublin"
        )

    def test_old_hours_are_those_that_readers_knew(self) -> None:
        """Sofia gave up summer time after the meeting was moved; other pages knew its old hour by the new law."""
        series = monthly(begins="2026-11", title="Trams")
        world = applied(series)
        world.planned_by_other_zone_data("Europe/Sofia", 60)
        world.apply(sample(series), now("2026-11-06 09:00"))
        told = page("/changes", world).text

        assert "10:00 Sofia = 18:00 Sejong → 10:00 Sofia = 17:00 Sejong" in told
        assert "A country changed its clocks: the hour stays in Sofia and changes elsewhere" in told
        assert "Nothing has changed" in page("/changes/cities/sofia", world).text
        assert "18:00 Sejong = 10:00 Sofia → 17:00 Sejong" in page("/changes/cities/sejong", world).text

    def test_every_calendar_has_a_list_before_its_first_change_which_its_page_leads_to(self) -> None:
        series, other = (
            monthly(begins="2026-11", title="Trams"),
            monthly("ds", begins="2026-11", pair="dublin-seoul"),
        )
        world = applied(series, other)
        world.apply(sample(changed(series, change("2026-12", cancel="Snow")), other), now("2026-11-06"))
        resources = world.site().resources

        assert "../changes/cities/sofia" in page("/cities/sofia", world).links
        assert "Sofia: Last changes" in resources["/changes/cities/sofia.atom"].body.decode()
        assert "../changes/cities/dublin" in page("/cities/dublin", world).links
        assert "Dublin: Last changes" in resources["/changes/cities/dublin.atom"].body.decode()
        assert b"<entry>" not in resources["/changes/cities/dublin.atom"].body

    def test_without_changes_the_atom_feed_is_as_old_as_the_first_meeting(self) -> None:
        world = applied(monthly(begins="2026-11"))
        updated = ElementTree.fromstring(world.site().resources["/changes.atom"].body).findtext(
            "a:updated", "", ATOM
        )
        hidden = applied(monthly(begins="2026-11", visibility="private")).site().resources["/changes.atom"]

        assert updated == "2026-11-05T09:00:00Z"
        assert ElementTree.fromstring(hidden.body).findtext("a:updated", "", ATOM) == "1970-01-01T00:00:00Z"

    @pytest.mark.parametrize("address", ["https://calendar.example.org", None])
    def test_there_is_an_atom_feed_in_every_language(self, address: str | None) -> None:
        series = monthly(begins="2026-11", title="Trams & <trains>")
        world = applied(series, address=address)
        world.apply(
            sample(changed(series, change("2026-12", "2026-12-17 11:00")), address=address), now("2026-11-06")
        )
        site: Site = world.site()
        resource = site.resources["/bg/changes.atom"]
        feed = ElementTree.fromstring(resource.body)

        assert resource.type.startswith("application/atom+xml")
        assert [entry.findtext("a:title", "", ATOM) for entry in feed.findall("a:entry", ATOM)] == [
            "Trams & <trains> (София–Седжонг)"
        ]
        assert (
            feed.findtext("a:updated", "", ATOM)
            == feed.findtext("a:entry/a:updated", "", ATOM)
            == "2026-11-06T00:00:00Z"
        )
        assert "Преместено" in feed.findtext("a:entry/a:summary", "", ATOM)


def test_no_page_is_large_with_120_cities() -> None:
    zones = (
        "Europe/Paris",
        "Asia/Kolkata",
        "Pacific/Auckland",
        "America/Bogota",
        "Europe/London",
        "Asia/Seoul",
    )
    towns = tuple(city(f"t{n}", zones[n % 6], "FR", text(f"Town {n:03d}")) for n in range(120))
    pairs = tuple(pair(f"t{n}", f"t{(n + 1) % 120}", themes=("water",)) for n in range(120))
    meetings = (
        monthly(f"m{n}", begins="2026-09", pair=each.id, clock_of=each.cities[0])
        for n, each in enumerate(pairs)
    )
    talks = (webinar(f"w{n}", f"2027-0{n}-08 09:00", "Europe/Brussels") for n in range(1, 7))
    parts: dict[str, Any] = {
        "cities": towns,
        "pairs": pairs,
        "ahead": Length(months=8),
        "languages": ("en", "bg"),
    }
    site = applied(*meetings, *talks, **parts).site()
    sizes = {  # of the towns and pairs every tenth
        path: len(site.pages[path].body)
        for path in site.pages
        if path.startswith("/bg/") and "/occurrences/" not in path and not re.search(r"t\d?[1-9]\b", path)
    }

    assert {
        path: size
        for path, size in sizes.items()
        if size > 60_000 and path not in ("/bg/cities", "/bg/pairs", "/bg/themes/water/2026")
    } == {}
    assert max(sizes.values()) < 150_000
