"""Hours, titles, papers and days off as HTML in the language of a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from unicodedata import normalize

from markupsafe import Markup, escape

from scheduler.good_times.burden import HourKind
from scheduler.programme.details import Link
from scheduler.programme.papers import paper_of, phrase_of
from scheduler.programme.texts import Text
from scheduler.publication.feeds.wording import names
from scheduler.publication.pages.page_locale import PageLocale, without_tags
from scheduler.publication.pages.views.card import Strip
from scheduler.publication.pages.views.days_off import DayOff
from scheduler.publication.pages.views.directory import CalendarLink
from scheduler.publication.pages.views.rows import MeetingName
from scheduler.state.feeds import FeedKind
from scheduler.timetable.clocks import ZoneCity
from scheduler.timetable.local_clocks import LocalClock

MOST_NAMES = 8
"""The most cities or countries that a line about days off names."""
MOST_REASONS = 8
"""The most reasons for days off that a month names; of more, those of most countries."""
_ACCENTS = re.compile("(?<=[a-z])[\u0300-\u036f]+")
_LETTERS = str.maketrans({"æ": "ae", "đ": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "œ": "oe"})
_FIRST_SYLLABLE, _LAST_SYLLABLE, _SYLLABLES_OF_LETTER = "가", "힣", 588
_KOREAN_LETTERS = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ"

KINDS: dict[FeedKind, str] = {
    "cities": "City",
    "pairs": "City pair",
    "groups": "City group",
    "themes": "Theme",
    "programme": "Whole programme",
}


class Sentences:
    """Longer phrases in one language."""

    def __init__(self, locale: PageLocale) -> None:
        self._locale = locale

    def kind_of(self, kind: FeedKind) -> Markup:
        """Returns the kind of a calendar in words."""
        return self._locale.say(KINDS[kind])

    def place(self, clock: LocalClock) -> Markup:
        """Returns the country that a clock stands for, or its cities.

        Names need no language of their own (WCAG 3.1.2): a voice that changes in each line is hard to follow.
        """
        if clock.country is not None:
            return self._locale.country(clock.country)
        return self._locale.comma.join(escape(self._locale.plain_text(name)) for name in clock.names)

    def texts(self, texts: Iterable[Text | ZoneCity]) -> Markup:
        """Returns texts or names of clocks, separated by commas."""
        return self._locale.comma.join(map(self._locale.text, texts))

    def listed(self, texts: Iterable[Text]) -> Markup:
        """Returns texts as a sentence lists them: `Sofia, Sejong and Kobe`."""
        return self._locale.listed([self._locale.text(text) for text in texts])

    def clock(self, clock: LocalClock) -> Markup:
        """Returns the start of a meeting in one place: `01:00 Sejong (Thu 17) ☾`."""
        time = f'<time datetime="{clock.with_offset}">{hour(clock.starts)}</time>'
        words = Markup(f"{time} {self.place(clock)}")  # noqa: S704 - numbers, and an escaped name
        if clock.shift:
            day = self._locale.weekday_and_number(clock.starts.date())
            words = self._locale.say("{name} ({place})", name=words, place=day)
        return words + self.night(clock)

    def night(self, clock: LocalClock) -> Markup:
        """Returns a sign, which screen readers read as words, if a meeting begins or ends at night."""
        if not clock.is_night:
            return Markup("")
        words = without_tags(self._locale.say("at night"))
        return Markup(' <i role="img" aria-label="{}">☾</i>').format(words)

    def clocks(self, clocks: Iterable[LocalClock]) -> Markup:
        """Returns the hours of a meeting: `10:00 Sofia = 17:00 Sejong`."""
        words = (self.clock(clock) for clock in clocks)
        spans = (f"<span>{'= ' if number else ''}{each}</span>" for number, each in enumerate(words))
        return Markup(" ".join(spans))  # noqa: S704 - the hours are escaped

    def title(self, name: MeetingName) -> Markup:
        """Returns the title of a meeting, with the pair or the other cities if it does not name them."""
        title, plain = self._locale.text(name.title), self._locale.plain_text(name.title)
        if not all(self._names(plain, partner) for partner in name.partners):
            return self._locale.say("{title}, with {cities}", title=title, cities=self.listed(name.partners))
        if name.pair is not None and not self._names(plain, name.pair):
            return self._locale.say("{name} ({place})", name=title, place=self._locale.text(name.pair))
        return title or escape(name.series)

    def _names(self, title: str, name: Text) -> bool:
        return names(title, self._locale.plain_text(name))

    def paper(self, link: Link) -> Markup:
        """Returns a link, with the class of the paper that it leads to, which has a sign: `✎ Minutes`."""
        paper, phrase = paper_of(link.label), phrase_of(link.label)
        words = self._locale.say(phrase) if phrase is not None else self._locale.text(link.label)
        of_paper = Markup(' class="document {}"').format(paper) if paper is not None else ""
        return Markup('<a{} href="{}">{}</a>').format(of_paper, link.url, words)

    def days_off(self, groups: Sequence[Sequence[DayOff]]) -> Markup:
        """Returns the days off of a month on one line; of very many, those of most countries."""
        most = sorted(sorted(groups, key=len, reverse=True)[:MOST_REASONS], key=lambda group: group[0].first)
        return Markup(" · ").join(
            Markup("{} {}").format(self._days(group[0].first, group[0].last), self._reason(group))
            for group in most
        )

    def _days(self, first: date, last: date) -> Markup:
        words = self._locale.weekday_and_number
        return words(first) if first == last else Markup("{} – {}").format(words(first), words(last))

    def _reason(self, group: Sequence[DayOff]) -> Markup:
        """Returns the reason and the places of days off with the same name.

        The name is in the reader's language if one of the countries has a name in it.
        """
        if any(day_off.of_programme for day_off in group):
            return self._locale.say("the programme is closed")
        holidays = [day_off.holiday for day_off in group if day_off.holiday is not None]
        if not holidays:
            return self._locale.say("Closed: {place}", place=self._places(group, self._phrase_country))
        own = next((holiday for holiday in holidays if holiday.language == self._locale.language), None)
        country = self._locale.country if own is not None else self._phrase_country
        name, place = self._locale.holiday(own or holidays[0]), self._places(group, country)
        return self._locale.say("{name} ({place})", name=name, place=place)

    def _phrase_country(self, code: str) -> str:
        return self._locale.phrases.country(code)

    def _places(self, group: Sequence[DayOff], country: Callable[[str], str]) -> Markup:
        """Returns countries and cities, or their numbers if they are many."""
        countries = list(dict.fromkeys(day_off.country for day_off in group if day_off.country))
        cities = list(dict.fromkeys(name for day_off in group for name in day_off.cities))
        names: list[Markup] = []
        if len(countries) > MOST_NAMES:
            names.append(self._locale.plural("{count} country", "{count} countries", len(countries)))
        else:
            names += [escape(country(code)) for code in countries]
        if len(cities) > MOST_NAMES:
            names.append(self._locale.plural("{count} city", "{count} cities", len(cities)))
        else:
            names += map(self._locale.text, cities)
        return self._locale.comma.join(names)

    def in_order(self, links: Iterable[CalendarLink]) -> list[CalendarLink]:
        """Returns links in the order of their titles in this language."""
        return sorted(links, key=lambda link: _sort_key(self._locale.plain_text(link.title)))

    def alphabet(self, cities: Iterable[CalendarLink]) -> list[tuple[str, list[CalendarLink]]]:
        """Returns the cities by the first letter of their names in this language, in order."""
        letters: dict[str, list[CalendarLink]] = {}
        for city in self.in_order(cities):
            letters.setdefault(_letter(self._locale.plain_text(city.title)), []).append(city)
        return list(letters.items())


def _sort_key(name: str) -> tuple[str, str]:
    """Returns the key by which a name is sorted: Latin letters without their accents, then other scripts.

    The letters of Cyrillic and the syllables of Hangul are in the order of their alphabets already.
    """
    plain = _ACCENTS.sub("", normalize("NFD", name.casefold()))
    return normalize("NFC", plain).translate(_LETTERS), name


def _letter(name: str) -> str:
    """Returns the letter under which a name stands: its first consonant in Korean."""
    first = _sort_key(name)[0][:1].upper()
    if _FIRST_SYLLABLE <= first <= _LAST_SYLLABLE:
        return _KOREAN_LETTERS[(ord(first) - ord(_FIRST_SYLLABLE)) // _SYLLABLES_OF_LETTER]
    return first


def hour(time: datetime) -> str:
    """Returns the hour of a wall time: `09:05`."""
    return f"{time.hour:02d}:{time.minute:02d}"


def iso(moment: date) -> str:
    """Returns a day, or an instant in UTC, for the `datetime` attribute of `<time>`."""
    return f"{moment.isoformat()[:16]}Z" if isinstance(moment, datetime) else moment.isoformat()


def strip(of: Strip) -> Markup:
    """Returns the drawing of 24 hours: office hours, the meeting, and a line every six hours.

    Words beside it say the same, so programs that read aloud pass over it.
    """
    parts = ['<rect class="track" width="1440" height="24"/>']
    parts += [
        f'<rect class="office" x="{bar.begins}" width="{bar.length}" height="24"/>'
        for bar in of.bars
        if bar.hours is HourKind.OFFICE
    ]
    parts += ['<path class="tick" d="M360 0v24M720 0v24M1080 0v24"/>']
    parts += [
        f'<rect class="busy" x="{bar.begins}" y="16" width="{bar.length}" height="8"/>' for bar in of.busy
    ]
    if of.meeting is not None:
        begins, length = of.meeting.begins, max(of.meeting.length, 8)
        parts += [f'<rect class="slot" x="{begins}" width="{length}" height="24"/>']
    look = 'viewBox="0 0 1440 24" preserveAspectRatio="none" aria-hidden="true" focusable="false"'
    return Markup(f"<svg {look}>{''.join(parts)}</svg>")  # noqa: S704 - numbers alone
