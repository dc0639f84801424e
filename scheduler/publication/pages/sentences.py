"""Words about days off, changes of hour and cities, as HTML in the language of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from markupsafe import Markup

from scheduler.programme.texts import Text
from scheduler.publication.languages.notice_words import (
    HOUR_CHANGE,
    HOUR_CHANGE_OF_ONE_CLOCK,
)
from scheduler.publication.pages.page_locale import PageLocale, TitledMeeting
from scheduler.publication.pages.views.days_off import DayOff
from scheduler.state.feeds import FeedKind
from scheduler.timetable.clocks.hour_changes import HourChange
from scheduler.timetable.clocks.meeting_clock import ZoneCity

MAX_NAMES = 6
"""The most cities that a list of meetings names on one side."""

MAX_CITIES_OFF = 60
"""The most cities with the same day off that are all named."""

_KINDS = {
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

    def day_off_reason(self, group: Sequence[DayOff]) -> Markup:
        """Returns the reason and the places of days off with the same name.

        The name is in the reader's language if one of the countries has a name in it.
        """
        if any(day_off.of_programme for day_off in group):
            words = self._locale.say("the programme is closed")
            return words[:1].upper() + words[1:]
        holidays = [day_off.holiday for day_off in group if day_off.holiday is not None]
        if not holidays:
            return self._locale.say("Closed: {place}", place=self._places(group, self._country_in_phrases))
        own = next((holiday for holiday in holidays if holiday.language == self._locale.language), None)
        name = self._locale.holiday(own or holidays[0])
        country = self._locale.country if own is not None else self._country_in_phrases
        return self._locale.say("{name} ({place})", name=name, place=self._places(group, country))

    def _country_in_phrases(self, code: str) -> str:
        return self._locale.phrases.country(code)

    def _places(self, group: Sequence[DayOff], country: Callable[[str], str]) -> Markup:
        """Returns countries and cities; if the cities are many, only the first ones and their number."""
        cities = [name for day_off in group for name in day_off.cities]
        more = sum(day_off.more for day_off in group)
        if len(cities) + more <= MAX_CITIES_OFF:
            return self._locale.comma.join(
                country(day_off.country) if day_off.country else self._texts(day_off.cities)
                for day_off in group
            )
        countries = [country(day_off.country) for day_off in group if day_off.country]
        return self._locale.comma.join((*countries, self.names(cities, more)))

    def hour_change(self, change: HourChange) -> Markup:
        """Returns the sentence about a change of hour: the day, the two hours, and where clocks change."""
        phrase = HOUR_CHANGE if change.clock is None else HOUR_CHANGE_OF_ONE_CLOCK
        values = {
            "day": self._locale.full_day_in(phrase, change.day),
            "title": self._title_with_pair(change),
            "new": hour(change.new),
            "city": self._locale.text(change.city),
            "old": hour(change.old),
            "place": self._texts(change.causes),
        }
        clock = self._locale.text(change.clock) if change.clock is not None else ""
        return self._locale.say(phrase, clock=clock, **values)

    def _title_with_pair(self, meeting: TitledMeeting) -> Markup:
        """Returns the title of a meeting, with its pair if several pairs may have the same title."""
        title = self._locale.text(meeting.title)
        if meeting.pair is None or not self._locale.names_pair(meeting):
            return title
        return Markup("{} ({})").format(title, self._locale.text(meeting.pair))

    def kind_of(self, kind: FeedKind, is_trio: bool) -> Markup:
        """Returns the kind of a calendar in words; `is_trio` counts only for that of a pair."""
        return self._locale.say("City trio" if is_trio and kind == "pairs" else _KINDS[kind])

    def names(self, names: Sequence[Text], more: int = 0) -> Markup:
        """Returns the names of cities; if they are many, only the first ones and the number of the others.

        `more` are cities whose names are not given.
        """
        shown, others = self._texts(names[:MAX_NAMES]), len(names) + more - MAX_NAMES
        if others <= 0:
            return shown
        return shown + " " + self._locale.plural("and {count} more city", "and {count} more cities", others)

    def _texts(self, texts: Iterable[Text | ZoneCity]) -> Markup:
        return self._locale.comma.join(map(self._locale.text, texts))


def hour(time: datetime) -> str:
    """Returns the hour of a wall time: `09:05`."""
    return f"{time.hour:02d}:{time.minute:02d}"


def iso(moment: date) -> str:
    """Returns a day, or an instant in UTC, for the `datetime` attribute of `<time>`."""
    return f"{moment.isoformat()[:16]}Z" if isinstance(moment, datetime) else moment.isoformat()
