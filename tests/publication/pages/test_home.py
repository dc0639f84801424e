"""The home page: who takes part, what comes next, where to register."""

from __future__ import annotations

from typing import Any

from scheduler.programme.details import Status
from scheduler.programme.series import Series
from scheduler.publication.pages.views.home import MAX_WEBINARS
from support import showcase
from support.html import Html, html
from support.programmes import HOST, monthly, now, webinar
from support.samples import LANGUAGES, PAIRS, SIX, city, sample, text
from support.world import published


def home(code: str = "") -> Html:
    return html(showcase.shown().site().resources[f"/{code}"].body)


def applied(*series: Series, **parts: Any) -> Html:
    world = published(sample(*series, **parts), now("2026-11-05 09:00"))
    return html(world.site().resources["/"].body)


def test_it_says_what_the_programme_is() -> None:
    words = home().text

    assert "6 cities meet regularly in 3 pairs." in words
    assert "Organised by CityNet" in words


def test_it_counts_the_cities_that_are_in_a_pair() -> None:
    lonely = applied(monthly(begins="2026-11"), pairs=PAIRS[:1]).text

    assert "2 cities meet regularly in 1 pair." in lonely


def test_without_pairs_it_counts_nothing() -> None:
    words = applied(webinar("talk", "2026-12-08 09:00"), pairs=(), cities=SIX[:2]).text

    assert "Here are the calendars of the meetings" in words
    assert "in 0" not in words
    assert "Pairs" not in words


def test_the_next_meetings_come_first_and_many_cities_are_a_plain_list() -> None:
    words = home().text
    nine = (*SIX, *(city(f"town-{n}", "Europe/Paris", "FR") for n in range(3)))
    many = applied(monthly(begins="2026-11"), cities=nine)

    assert words.index("Next meetings") < words.index("Cities")
    assert "Bulgaria" in words
    assert "cities/town-2" in many.links
    assert "Bulgaria" not in many.text.partition("Cities")[2]


def test_it_links_to_every_city_pair_and_theme_with_the_country_of_each_city() -> None:
    page = home("bg/")

    assert {"cities/sofia", "cities/busan", "pairs/dublin-seoul", "themes/water", "programme"} <= set(
        page.links
    )
    assert "София Столична община България" in page.text


def test_a_retired_city_is_not_shown() -> None:
    assert "cities/lisbon" not in home().links


def test_it_shows_the_meetings_of_this_month_and_the_next() -> None:
    words = home().text

    assert "November 2026" in words
    assert "December 2026" in words
    assert "January 2027" not in words
    assert "Moved; it was planned for Wednesday 16 December, 10:00." in words


def test_coming_webinars_have_their_registration() -> None:
    assert home().links.count("https://example.org/register/nature") == 2


def test_without_meetings_it_says_so() -> None:
    page = applied(monthly(begins="2027-03"))

    assert page.text.count("No meeting in this month.") == 2
    assert "No webinar is announced at present." in page.text


def test_a_past_webinar_is_not_offered() -> None:
    past = webinar("talk", "2026-10-20 09:00", registration="https://example.org/register")

    assert "https://example.org/register" not in applied(past).links


def test_a_cancelled_webinar_is_not_offered() -> None:
    page = applied(
        webinar(
            "talk", "2026-12-08 09:00", status=Status.CANCELLED, registration="https://example.org/register"
        )
    )

    assert "https://example.org/register" not in page.links


def test_the_host_is_linked_if_it_has_a_website() -> None:
    page = applied(host=type(HOST)(name=HOST.name, zone=HOST.zone, url="https://example.org/"))

    assert page.links.count("https://example.org/") == 2


def test_every_language_links_to_every_other_by_its_own_name() -> None:
    page = home("bg/")

    assert {"English", "Български", "Nederlands", "한국어"} <= set(page.words)
    assert {"../", "./", "../nl/", "../ko/"} <= set(page.links)
    assert {head["hreflang"] for head in page.heads if "hreflang" in head} >= set(LANGUAGES)


def test_a_programme_of_one_language_has_no_language_links() -> None:
    assert "Languages" not in applied(languages=("en",), name=text("Pairs")).words


def test_the_page_is_in_its_language() -> None:
    assert {code: home(f"{code}/").root["lang"] for code in LANGUAGES} == {code: code for code in LANGUAGES}


def test_it_offers_the_next_thirty_webinars_that_are_not_cancelled() -> None:
    off = webinar("off", starts="2026-11-08 10:00", status=Status.CANCELLED)
    talks = tuple(
        webinar(
            f"t{n}",
            starts=f"2026-12-{n % 28 + 1:02d} {n // 28 + 9:02d}:00",
            registration=f"https://t{n}.org/",
        )
        for n in range(MAX_WEBINARS + 5)
    )
    crowd = tuple(
        monthly(f"m{n}", begins="2026-11", at=f"{n // 60 + 8:02d}:{n % 60:02d}") for n in range(110)
    )
    offered = applied(off, *talks, *crowd).text.partition("Pairs")[2]

    assert offered.count("Register") == MAX_WEBINARS


def test_it_shows_the_next_hundred_meetings_and_no_later_month() -> None:
    crowd = tuple(
        webinar(f"w{n}", starts=f"2026-11-{n % 15 + 10:02d} {n // 15 + 6:02d}:00") for n in range(120)
    )
    words = applied(*crowd, webinar("late", starts="2026-12-02 10:00")).text
    listed = words.split("Next meetings")[1].split("All meetings")[0]

    assert listed.count("Your local time:") == 100
    assert "December 2026" not in listed
