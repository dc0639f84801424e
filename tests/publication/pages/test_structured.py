"""Data of a meeting for search engines and for sharing: it says no more than the page."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

from scheduler.programme.details import Join, Status
from scheduler.programme.members import Host
from scheduler.programme.series import Series
from scheduler.programme.texts import Text
from scheduler.timetable.occurrence import uid
from support.html import Html, html
from support.programmes import change, changed, monthly, now, webinar
from support.samples import ADDRESS, LANGUAGES, sample, text
from support.world import published

ROOM = "https://rooms.example.org/secret"
TALK = uid("sample", "talk", "once")
TITLE = text("Trams", bg="Трамваи")


def open_page(series: Series, key: str = "once", language: str = "", **parts: Any) -> Html:
    host = Host(name=Text.plain("CityNet"), zone="Asia/Seoul", url="https://example.org")
    world = published(sample(series, host=host, **parts), now("2026-11-25"))
    address = f"{language}/occurrences/{uid('sample', series.id, key)}"
    return html(world.site().resources[address].body)


def event(series: Series, key: str = "once", language: str = "", **parts: Any) -> dict[str, Any]:
    (data,) = open_page(series, key, language, **parts).data
    return dict(data)


def talk(**parts: Any) -> Series:
    return webinar("talk", "2026-12-10 09:00", "Europe/Amsterdam", **({"title": TITLE} | parts))


class TestEvent:
    def test_it_is_a_schema_org_event_with_offsets(self) -> None:
        assert event(talk()) == {
            "@context": "https://schema.org",
            "@type": "Event",
            "name": "Trams",
            "startDate": "2026-12-10T09:00+01:00",
            "endDate": "2026-12-10T10:30+01:00",
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
            "location": {
                "@type": "VirtualLocation",
                "url": f"https://calendar.example.org/occurrences/{TALK}",
            },
            "organizer": {"@type": "Organization", "name": "CityNet", "url": "https://example.org"},
            "url": f"https://calendar.example.org/occurrences/{TALK}",
        }

    def test_the_location_is_the_registration_and_never_the_room(self) -> None:
        data = open_page(
            talk(registration="https://example.org/register", join=Join(url=ROOM, passcode="98765x"))
        )

        assert data.data[0]["location"]["url"] == "https://example.org/register"
        assert ROOM not in data.source
        assert "98765x" not in data.source

    def test_a_public_room_is_not_the_location_either(self) -> None:
        """Search engines would send people into the room days before the meeting."""
        assert ROOM not in str(event(talk(join=Join(url=ROOM, public=True))))

    def test_cancelled_is_cancelled(self) -> None:
        assert event(talk(status=Status.CANCELLED))["eventStatus"] == "https://schema.org/EventCancelled"

    def test_moved_is_rescheduled_with_the_old_start(self) -> None:
        """The old start has the offset that its own day has: clocks in Sofia go back on 25 October."""
        series = monthly(begins="2026-09")
        world = published(sample(series), now("2026-10-01 09:00"))
        world.apply(sample(changed(series, change("2026-10", "2026-10-27 11:00"))), now("2026-10-02 09:00"))

        address = f"/occurrences/{uid('sample', 'monthly', '2026-10')}"
        (data,) = html(world.site().resources[address].body).data

        assert data["eventStatus"] == "https://schema.org/EventRescheduled"
        assert data["previousStartDate"] == "2026-10-21T10:00+03:00"
        assert data["startDate"] == "2026-10-27T11:00+02:00"

    @pytest.mark.parametrize("words", ["</script><script>alert(1)</script>", "<!--<script>", "a & b\u2028c"])
    def test_no_text_can_end_the_script_element(self, words: str) -> None:
        page = open_page(talk(description=words))

        assert len(page.data) == 1
        assert page.data[0]["description"] == " ".join(words.split())
        assert "alert(1)" not in page.source.replace("\\u003cscript\\u003ealert(1)", "").replace(
            "&lt;script&gt;alert(1)", ""
        )


class TestSharing:
    def test_one_page_has_one_canonical_address_however_it_is_reached(self) -> None:
        for language in ("", "/bg"):
            assert heads(open_page(talk(), language=language), "canonical") == [
                f"https://calendar.example.org{language}/occurrences/{TALK}"
            ]

    def test_the_sitemap_names_each_page_in_each_of_its_languages(self) -> None:
        """Dutch cities are not in the meeting of the twins."""
        site = published(sample(monthly("twins", begins="2026-11")), now("2026-11-05")).site()
        twins = f"occurrences/{uid('sample', 'twins', '2026-12')}"
        known = alternates(site.resources["/sitemap.xml"].body)

        assert b"Sitemap: https://calendar.example.org/sitemap.xml\n" in site.resources["/robots.txt"].body
        assert known[f"{ADDRESS}/cities/sofia"] == {
            "en": f"{ADDRESS}/cities/sofia",
            **{code: f"{ADDRESS}/{code}/cities/sofia" for code in LANGUAGES[1:]},
        }
        assert known[f"{ADDRESS}/{twins}"] == {
            "en": f"{ADDRESS}/{twins}",
            "bg": f"{ADDRESS}/bg/{twins}",
            "ko": f"{ADDRESS}/ko/{twins}",
        }
        assert known[f"{ADDRESS}/bg/{twins}"] == known[f"{ADDRESS}/{twins}"]

    def test_without_a_public_address_there_is_no_sitemap(self) -> None:
        site = published(sample(monthly("twins"), address=None), now("2026-11-05")).site()

        assert "/sitemap.xml" not in site.resources
        assert b"Sitemap" not in site.resources["/robots.txt"].body


def alternates(sitemap: bytes) -> dict[str, dict[str, str]]:
    """The addresses of each page by their language, as a search engine reads them."""
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    return {
        each.findtext("s:loc", "", names): {
            link.attrib["hreflang"]: link.attrib["href"] for link in each.findall("x:link", names)
        }
        for each in ElementTree.fromstring(sitemap).findall("s:url", names)
    }


def heads(of: Html, rel: str) -> list[str]:
    return [head["href"] for head in of.heads if head["rel"] == rel]
