"""The city that a text is for, and its language: what every sentence of the text needs."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from scheduler.publication.feeds.wording import one_line
from scheduler.publication.languages.language import Language, language
from scheduler.publication.page_addresses import meeting_address, meeting_languages
from scheduler.publication.pages.site_info import site_info
from scheduler.state.feeds import Feed
from scheduler.state.state import State
from scheduler.timetable.occurrence import Occurrence, Participant


class Addressee(Struct, frozen=True, kw_only=True):
    """The city of `feed`, which reads the language `code`."""

    state: State
    feed: Feed
    code: str

    @property
    def city(self) -> str:
        """Its identity."""
        return self.feed.identity

    @property
    def reads(self) -> str:
        """The language in which it sees calendars and pages."""
        return self.code if self.code in self.state.profile.languages else self.feed.language

    @property
    def name(self) -> str:
        """Its name."""
        return one_line(self.feed.title.say(self.code))

    @property
    def phrases(self) -> Language:
        """Its language, with the phrases of the secretariat."""
        return language(self.code, self.state.profile.phrases)

    @property
    def dates(self) -> Language:
        """The language of dates that stand alone: English if Babel does not know its own."""
        return self.phrases if self.phrases.is_known else self.phrases.phrase_language

    def say(self, phrase: str, **values: str) -> str:
        """Returns the English `phrase` in its language, with its {placeholders} filled."""
        return self.phrases.say(phrase, **values)

    def labelled(self, label: str, words: str) -> str:
        """Returns `Place: Town hall`."""
        return self.phrases.say("{label}: {words}", label=label, words=words)

    def url(self, address: str) -> str | None:
        """Returns the public address of a page, in its language if there are pages in it."""
        return site_info(self.state).public_url(self.reads, address)

    def meeting_url(self, meeting: Occurrence) -> str | None:
        """Returns the public address of the page of a meeting; None if it has none."""
        if not self.state.has_page(self.state.occurrences[meeting.uid]):
            return None
        languages = meeting_languages(self.state, meeting)
        code = self.code if self.code in languages else languages[0]
        return site_info(self.state).public_url(code, meeting_address(meeting.uid))

    def beside_others(self, meeting: Occurrence) -> Occurrence:
        """Returns a meeting in which it takes part, as it once did or does."""
        if meeting.participant(self.city) is not None:
            return meeting
        here = Participant(
            city=self.city, name=self.feed.title, country="", zone=self.feed.zone, offset=0
        ).at(meeting.timing.begin_utc)
        return replace(meeting, participants=(*meeting.participants, here))
