"""What a template can say: the reader's language over the programme's texts, and links from where it stands.

Everything is fit for HTML: texts are cleaned and escaped. A page is in the language of Twincal's own phrases,
English for readers of a language without a catalogue (WCAG 3.1.1); texts of the secretariat and names of
holidays in any other language are marked with theirs (WCAG 3.1.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from calendars import clean
from scheduler.programme.spans import Month
from scheduler.programme.texts import ANY_LANGUAGE, Text
from scheduler.publication.feeds.feed import describe
from scheduler.publication.feeds.hours import utc
from scheduler.publication.feeds.wording import one_line
from scheduler.publication.languages.holiday_names import holiday_name
from scheduler.publication.languages.language import Language, language
from scheduler.publication.pages.assets import assets
from scheduler.publication.pages.page import PageFrame
from scheduler.publication.pages.paths import PageLocation, root_of
from scheduler.publication.pages.subscribing import ways
from scheduler.publication.pages.views.days_off import by_reason
from scheduler.publication.pages.views.months import Cell
from scheduler.timetable.holidays import Holiday

_WORD_OF_YEAR = re.compile(r"(?<=\d) (?=г\.)")


def vocabulary(place: PageLocation, frame: PageFrame) -> Mapping[str, Any]:
    """The names that every template knows."""
    words = PageWords(language(place.code))
    return {
        "asset": lambda name: place.file(assets()[name].path),
        "by_reason": by_reason,
        "code": place.code,
        "count": words.count,
        "country": words.speech.country,
        "day": words.speech.day,
        "day_off": words.day_off,
        "describe": lambda view: describe(view.kind, view.title, frame.programme, place.code),
        "direction": words.speech.direction,
        "file": place.file,
        "frame": frame,
        "full_day": words.full_day,
        "holiday": words.holiday,
        "home": place.link(""),
        "hour": hour,
        "is_spoken": words.code == words.speech.code,
        "languages": words.languages,
        "length": words.speech.length,
        "lang": words.speech.code,
        "link": place.link,
        "machine": machine,
        "month": words.month,
        "place": place,
        "plain": words.plain,
        "public": lambda code: frame.public(code, place.address),
        "say": words.say,
        "switch": [_switch(place, code, frame) for code in frame.languages],
        "territory": words.speech.territory,
        "text": words.text,
        "near_day": words.speech.weekday_and_day,
        "paragraphs": words.paragraphs,
        "short_day": words.speech.day_of_month,
        "utc": utc,
        "ways": ways,
        "weekday": words.speech.short_weekday,
        "weekdays": words.speech.weekdays,
        "weeks": words.weeks,
    }


class PageWords:
    """What readers of one language are told, in HTML.

    `code` is that of their language, `speech` the one that phrases, dates and names of countries are in.
    """

    def __init__(self, language: Language) -> None:
        self.code = language.code
        self.speech = language.spoken

    def say(self, phrase: str, **values: Any) -> Markup:
        """The English `phrase` in this language; values may be HTML that is marked as such."""
        return Markup(self.speech.say(phrase, **_escaped(values)))  # noqa: S704 - catalogues are ours

    def count(self, one: str, many: str, number: int, **values: Any) -> Markup:
        """The phrase for `number` things."""
        return Markup(self.speech.count(one, many, number, **_escaped(values)))  # noqa: S704

    def text(self, said: Text) -> Markup:
        """A text of the secretariat on one line."""
        return self._marked(self._language_of(said), escape(one_line(said.say(self.code))))

    def plain(self, said: Text) -> str:
        """The same without a mark of its language: for titles and attributes."""
        return one_line(said.say(self.code))

    def paragraphs(self, said: Text) -> Markup:
        """A longer text: a paragraph for each run of lines."""
        blocks = clean(said.say(self.code)).strip().split("\n\n")
        lines = ([escape(line) for line in block.strip().split("\n")] for block in blocks if block.strip())
        mark = self._mark(self._language_of(said))
        return Markup("").join(Markup("<p{}>{}</p>").format(mark, Markup("<br>").join(one)) for one in lines)

    def month(self, month: Month) -> str:
        """`December 2026`."""
        return _on_one_line(self.speech.month(month.first))

    def full_day(self, day: date) -> str:
        """`Wednesday, 16 December 2026`."""
        return _on_one_line(self.speech.full_day(day))

    def holiday(self, found: Holiday) -> Markup:
        """What a holiday is called in its country where the reader speaks so, else in the catalogue."""
        if found.language == self.code:
            return self._marked(found.language, escape(one_line(found.local)))
        return self._holidays(found.name)

    def day_off(self, why: Text) -> Markup:
        """Why a city is off, which may be the name of a holiday."""
        return self._holidays(why.say("en")) if self._language_of(why) == "en" else self.text(why)

    def _holidays(self, names: str) -> Markup:
        """English names of the holidays of one day; what the catalogue does not know stays English."""
        return Markup("; ").join(self._holiday(one_line(name)) for name in names.split("; "))

    def _holiday(self, english: str) -> Markup:
        known = holiday_name(english, self.speech.code)
        return escape(known) if known else self._marked("en", escape(english))

    def languages(self, said: Iterable[str]) -> str:
        """The names of languages, one after the other."""
        return ", ".join(self.speech.language_name(one) for one in said)

    def weeks(self, days: Sequence[Cell]) -> list[list[Cell | None]]:
        """The days of a month in weeks that begin as they do here, None for days of other months."""
        lead = (days[0].day.weekday() - self.speech.first_weekday) % 7
        padded = [*[None] * lead, *days]
        padded += [None] * (-len(padded) % 7)
        return [padded[start : start + 7] for start in range(0, len(padded), 7)]

    def _language_of(self, said: Text) -> str:
        """The language of what the reader is shown of `said`."""
        codes = [code for code, _ in said.versions]
        return self.code if self.code in codes else codes[0]

    def _marked(self, code: str, words: Markup) -> Markup:
        mark = self._mark(code)
        return Markup("<span{}>{}</span>").format(mark, words) if mark else words

    def _mark(self, code: str) -> Markup:
        """The attributes of words in the language `code`: none where it is the page's, or any."""
        if code in (ANY_LANGUAGE, self.speech.code):
            return Markup("")
        return Markup(' lang="{}" dir="auto"').format(code)


@lru_cache(maxsize=1024)
def _on_one_line(day: str) -> str:
    """`day` with its year and the word for it kept together: `2026 г.`"""
    return _WORD_OF_YEAR.sub("\N{NO-BREAK SPACE}", day)


def fit(value: Any) -> Any:
    """`value` as a page may print it: plain words cleaned, what is HTML already as it is."""
    return _cleaned(value) if type(value) is str else value


_cleaned = lru_cache(maxsize=8192)(clean)  # pages print the same words over and over


def _escaped(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: escape(fit(value)) for name, value in values.items()}


def _switch(place: PageLocation, code: str, frame: PageFrame) -> Mapping[str, Any]:
    """One language to choose: its own name for itself and the way to this page in it."""
    # Nobody wants to read in another language that there is nothing.
    path = root_of(code, frame.languages) + (place.address if place.anywhere is None else "")
    return {
        "code": code,
        "name": language(code).autonym,
        "link": place.file(path),
        "is_here": code == place.code,
    }


def hour(moment: datetime) -> str:
    """`09:05`."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def machine(moment: date) -> str:
    """A day, or an instant in UTC, for `<time datetime>`."""
    return f"{moment:%Y-%m-%dT%H:%MZ}" if isinstance(moment, datetime) else moment.isoformat()
