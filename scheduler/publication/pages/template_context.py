"""The names that every template can use.

Links are relative to the location of the page. Texts, dates and names are in the language of its readers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from scheduler.publication.feeds.feed_bytes import calendar_name, describe
from scheduler.publication.languages.language import Language, language
from scheduler.publication.pages.assets import SHARED_PICTURE, icon_path
from scheduler.publication.pages.html_sentences import Sentences, hour, iso, strip
from scheduler.publication.pages.page_locale import PageLocale
from scheduler.publication.pages.paths import PageLocation, root_of
from scheduler.publication.pages.site_info import SiteInfo
from scheduler.publication.pages.structured import event_data
from scheduler.publication.pages.subscribe_links import UNKNOWN_BASE, qr_code, subscribe_links
from scheduler.publication.pages.views.page import PageLink
from scheduler.timetable.wall_times import utc


def template_context(location: PageLocation, site: SiteInfo) -> Mapping[str, Any]:
    """Returns the names that every template can use, for a page at `location`."""
    words = language(location.language, site.phrases)

    def page_link(page: PageLink) -> str:
        return location.file_link(root_of(_language_of(page, location), site.languages) + page.address)

    return {
        **_language_names(words),
        "asset": lambda name: location.file_link(f"/assets/{name}"),
        "calendar_name": lambda feed: calendar_name(feed.kind, feed.title, site.programme, words),
        "describe_feed": lambda calendar: describe(calendar.kind, calendar.title, site.programme, words),
        "event_data": lambda view: event_data(view, location, site),
        "feed_path": lambda name, own: (
            f"/feeds/{name}{'' if own == location.language else f'.{location.language}'}.ics"
        ),
        "file_link": location.file_link,
        "home_link": location.link(""),
        "hour": hour,
        "in_language": lambda versions: next(
            shown for codes, shown in versions if location.language in codes
        ),
        "icon": location.file_link(icon_path(site.look)),
        "iso": iso,
        "language_links": [_language_link(location, code, site) for code in location.languages],
        "link": location.link,
        "location": location,
        "meeting_file": lambda page: f"{page_link(page)}.ics",
        "page_link": page_link,
        "public_page_link": lambda page: site.public_url(_language_of(page, location), page.address),
        "public_url": lambda code: site.public_url(code, location.address),
        "qr_code": qr_code,
        "shared_picture": SHARED_PICTURE,
        "site": site,
        "strip": strip,
        "subscribe_links": subscribe_links,
        "unknown_base": UNKNOWN_BASE,
        "utc_offset": utc,
    }


@lru_cache(maxsize=64)
def _language_names(readers: Language) -> Mapping[str, Any]:
    """Returns what `PageLocale` and `Sentences` say in one language; pages repeat the words of the former.

    `language` is the code of the readers' language. `html_lang` is the language of phrases: it is English if
    the readers' language has none.
    """
    locale = PageLocale(readers)
    phrases = locale.phrases
    return {
        # Values of different types are different: markup equals the same characters that need to be escaped.
        **{name: lru_cache(maxsize=4096, typed=True)(words) for name, words in _methods(locale)},
        **dict(_methods(Sentences(locale))),
        "comma": locale.comma,
        "direction": phrases.direction,
        "duration": phrases.length,
        "gap": phrases.gap,
        "html_lang": phrases.code,
        "language": locale.language,
        "paragraphs": locale.paragraphs,  # long texts, each on one page
        "territory": phrases.territory,
    }


def _methods(of: object) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yields the public methods of an object by their names."""
    for name, each in vars(type(of)).items():
        if callable(each) and not name.startswith("_"):
            yield name, getattr(of, name)


def _language_of(page: PageLink, location: PageLocation) -> str:
    """Returns the language in which readers see another page: theirs, else the first one of that page."""
    exists = not page.languages or location.language in page.languages
    return location.language if exists else page.languages[0]


def _language_link(location: PageLocation, code: str, site: SiteInfo) -> Mapping[str, Any]:
    """Returns the link to this page in the language `code`, with that language's own name.

    The page for unknown addresses links to the home page: nobody wants to read it in another language.
    """
    address = location.address if location.base_path is None else ""
    return {
        "code": code,
        "name": language(code).autonym,
        "link": location.file_link(root_of(code, site.languages) + address),
        "is_current": code == location.language,
    }
