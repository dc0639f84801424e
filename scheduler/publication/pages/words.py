"""What a template can say: the reader's language over the programme's texts, and links from where it stands.

Everything is fit for HTML: texts are cleaned and escaped, and marked with their language where it is not the
reader's (WCAG 3.1.2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from markupsafe import Markup, escape

from calendars import clean
from scheduler.programme.spans import Month
from scheduler.programme.texts import ANY_LANGUAGE, Text
from scheduler.publication.holiday_names import holiday_name
from scheduler.publication.hours import utc
from scheduler.publication.language import Language, language
from scheduler.publication.pages.assets import assets
from scheduler.publication.pages.months import Cell
from scheduler.publication.pages.page import Frame
from scheduler.publication.pages.paths import Place, relative, root_of
from scheduler.publication.pages.subscribing import ways
from scheduler.publication.wording import one_line
from scheduler.timetable.holidays import Holiday

_WORD_OF_YEAR = re.compile(r"(?<=\d) (?=г\.)")


def vocabulary(place: Place, frame: Frame) -> Mapping[str, Any]:
    """The names that every template knows."""
    words = Words(language(place.code))
    return {
        "asset": lambda name: place.file(assets()[name].path),
        "code": place.code,
        "count": words.count,
        "country": words.language.country,
        "day": words.language.day,
        "day_off": words.day_off,
        "direction": words.language.direction,
        "file": place.file,
        "frame": frame,
        "full_day": words.full_day,
        "holiday": words.holiday,
        "home": place.link(""),
        "hour": hour,
        "length": words.language.length,
        "link": place.link,
        "machine": machine,
        "month": words.month,
        "place": place,
        "plain": words.plain,
        "public": lambda code: frame.public(code, place.address),
        "say": words.say,
        "switch": [_switch(place, code, frame) for code in frame.languages],
        "territory": words.language.territory,
        "text": words.text,
        "near_day": words.language.weekday_and_day,
        "paragraphs": words.paragraphs,
        "short_day": words.language.day_of_month,
        "utc": utc,
        "ways": ways,
        "weekday": words.language.short_weekday,
        "weekdays": words.language.weekdays,
        "weeks": words.weeks,
    }


class Words:
    """One reader's language, in HTML."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def say(self, phrase: str, **values: Any) -> Markup:
        """The English `phrase` in this language; values may be HTML that is marked as such."""
        return Markup(self.language.say(phrase, **_escaped(values)))  # noqa: S704 - catalogues are ours

    def count(self, one: str, many: str, number: int, **values: Any) -> Markup:
        """The phrase for `number` things."""
        return Markup(self.language.count(one, many, number, **_escaped(values)))  # noqa: S704

    def text(self, said: Text) -> Markup:
        """A text of the secretariat on one line."""
        return self._marked(said, escape(one_line(said.say(self.language.code))))

    def plain(self, said: Text) -> str:
        """The same without a mark of its language: for titles and attributes."""
        return one_line(said.say(self.language.code))

    def paragraphs(self, said: Text) -> Markup:
        """A longer text: a paragraph for each run of lines."""
        blocks = clean(said.say(self.language.code)).strip().split("\n\n")
        lines = ([escape(line) for line in block.strip().split("\n")] for block in blocks if block.strip())
        mark = self._foreign(said)
        attribute = Markup(' lang="{}"').format(mark) if mark else Markup("")
        return Markup("").join(
            Markup("<p{}>{}</p>").format(attribute, Markup("<br>").join(one)) for one in lines
        )

    def month(self, month: Month) -> str:
        """`December 2026`."""
        return _on_one_line(self.language.month(month.first))

    def full_day(self, day: date) -> str:
        """`Wednesday, 16 December 2026`."""
        return _on_one_line(self.language.full_day(day))

    def holiday(self, found: Holiday) -> Markup:
        """What a holiday is called in its country where the reader speaks so, else in the catalogue."""
        if found.language == self.language.code:
            return escape(one_line(found.local))
        return self._holidays(found.name)

    def day_off(self, why: Text) -> Markup:
        """Why a city is off, which may be the name of a holiday."""
        return self.text(why) if self._foreign(why) != "en" else self._holidays(why.say("en"))

    def _holidays(self, names: str) -> Markup:
        """English names of the holidays of one day; what the catalogue does not know stays English."""
        return Markup("; ").join(self._holiday(one_line(name)) for name in names.split("; "))

    def _holiday(self, english: str) -> Markup:
        known = holiday_name(english, self.language.code)
        return escape(known) if known else self._marked(Text.of({"en": english}), escape(english))

    def weeks(self, days: Sequence[Cell]) -> list[list[Cell | None]]:
        """The days of a month in weeks that begin as they do here, None for days of other months."""
        lead = (days[0].day.weekday() - self.language.first_weekday) % 7
        padded = [*[None] * lead, *days]
        padded += [None] * (-len(padded) % 7)
        return [padded[start : start + 7] for start in range(0, len(padded), 7)]

    def _marked(self, said: Text, words: Markup) -> Markup:
        mark = self._foreign(said)
        return Markup('<span lang="{}">{}</span>').format(mark, words) if mark else words

    def _foreign(self, said: Text) -> str | None:
        """The language that the reader gets instead of their own, where it is known."""
        codes = [code for code, _ in said.versions]
        return None if self.language.code in codes or codes[0] == ANY_LANGUAGE else codes[0]


def _on_one_line(day: str) -> str:
    """`day` with its year and the word for it kept together: `2026 г.`"""
    return _WORD_OF_YEAR.sub("\N{NO-BREAK SPACE}", day)


def _escaped(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: escape(value) for name, value in values.items()}


def _switch(place: Place, code: str, frame: Frame) -> Mapping[str, Any]:
    """One language to choose: its own name for itself and the way to this page in it."""
    path = root_of(code, frame.languages) + place.address
    return {
        "code": code,
        "name": language(code).autonym,
        "link": relative(place.path, path),
        "is_here": code == place.code,
    }


def hour(moment: datetime) -> str:
    """`09:05`."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def machine(moment: date) -> str:
    """A day, or an instant in UTC, for `<time datetime>`."""
    return f"{moment:%Y-%m-%dT%H:%MZ}" if isinstance(moment, datetime) else moment.isoformat()
