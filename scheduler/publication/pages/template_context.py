"""The names that every template can use.

Links are relative to the location of the page. Texts, dates and names are in the language of its readers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from scheduler.publication.feeds.city_hours import utc
from scheduler.publication.feeds.feed_header import describe
from scheduler.publication.languages.language import Language, language
from scheduler.publication.page_addresses import meeting_address
from scheduler.publication.pages.assets import assets
from scheduler.publication.pages.page_locale import PageLocale, clean_text
from scheduler.publication.pages.paths import PageLocation, root_of
from scheduler.publication.pages.sentences import Sentences, hour, iso
from scheduler.publication.pages.site_info import SiteInfo
from scheduler.publication.pages.structured import event_data
from scheduler.publication.pages.subscribing import UNKNOWN_BASE, subscribe_links
from scheduler.publication.pages.views.days_off import group_by_reason

LINK_TO_ROOT, LINK_TO_ITSELF = Markup("\0"), Markup("\1")
"""The marks of links that differ between the locations of a page. No text has them: texts are cleaned."""


def template_context(location: PageLocation, site: SiteInfo) -> Mapping[str, Any]:
    """Returns the names that every template can use, for a page at `location`."""
    words = language(location.language, site.phrases)
    return {
        **_site_names(location, site),
        **_language_names(words),
        "describe_feed": lambda view: describe(view.kind, view.title, site.programme, words),
        "group_by_reason": group_by_reason,
        "hour": hour,
        "iso": iso,
        "meeting_address": meeting_address,
        "utc_offset": utc,
    }


def _site_names(location: PageLocation, site: SiteInfo) -> Mapping[str, Any]:
    """Returns the site, this page and its data for search engines, and the links from it."""
    return {
        "asset": lambda name: _file_link(assets()[name].path),
        "event_data": lambda occurrence: event_data(occurrence, location, site),
        "file_link": _file_link,
        "home_link": location.link(""),
        "language_links": [_language_link(location, code, site) for code in site.languages],
        "link": location.link,
        "location": location,
        "public_url": lambda code: site.public_url(code, location.address),
        "site": site,
        "subscribe_links": subscribe_links,
        "unknown_base": UNKNOWN_BASE,
    }


@lru_cache(maxsize=64)
def _language_names(readers: Language) -> Mapping[str, Any]:
    """Returns the phrases, texts, dates and names of one language.

    `language` is the code of the readers' language. `html_lang` is the language of phrases: it is English if
    the readers' language has none.
    """
    locale = PageLocale(readers)
    phrases = locale.phrases
    return {
        "comma": locale.comma,
        "direction": phrases.direction,
        "has_all_phrases": readers.has_all_phrases,
        "html_lang": phrases.code,
        "language": locale.language,
        "language_names": locale.language_names,
        "names_pair": locale.names_pair,
        "paragraphs": locale.paragraphs,
        "territory": phrases.territory,
        "weekdays": locale.weekdays,
        "weeks": locale.weeks,
        **{function.__name__: _remembered(function) for function in _repeated(locale)},
        "duration": _remembered(phrases.length),
    }


def _repeated(locale: PageLocale) -> tuple[Callable[..., Any], ...]:
    """Returns the functions that pages call again and again with the same values."""
    sentences = Sentences(locale)
    return (
        locale.say,
        locale.plural,
        locale.text,
        locale.plain_text,
        locale.month,
        locale.full_day,
        locale.with_hour,
        locale.with_hour_in,
        locale.full_day_in,
        locale.weekday_and_day_in,
        locale.length_in,
        locale.day,
        locale.day_of_month,
        locale.short_weekday,
        locale.weekday_and_day,
        locale.holiday,
        locale.day_off,
        locale.reason,
        locale.country,
        locale.country_in,
        sentences.day_off_reason,
        sentences.hour_change,
        sentences.kind_of,
        sentences.names,
    )


def _remembered(function: Callable[..., Any]) -> Callable[..., Any]:
    # Values of different types are different: markup equals the same characters that need to be escaped.
    return lru_cache(maxsize=4096, typed=True)(function)


def _language_link(location: PageLocation, code: str, site: SiteInfo) -> Mapping[str, Any]:
    """Returns the link to this page in the language `code`, with that language's own name."""
    path = root_of(code, site.languages) + location.linked_address
    is_current = code == location.language
    return {
        "code": code,
        "name": language(code).autonym,
        "link": LINK_TO_ITSELF if is_current else _file_link(path),
        "is_current": is_current,
    }


def _file_link(path: str) -> Markup:
    """Returns the link to a path that is the same in all languages, such as a feed or the style sheet."""
    link: Markup = LINK_TO_ROOT + clean_text(path.removeprefix("/"))
    return link
