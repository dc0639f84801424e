"""Finds series of several pairs or groups that have one title in the calendar of a city.

Compared is what the readers of that calendar see. Series of one pair may share a title.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from scheduler.findings.finding import Doubt, MeetingTitle
from scheduler.findings.search import FindingSearch
from scheduler.programme.advice import Advice, Command, Option, advise, command
from scheduler.programme.english_lists import MOST_NAMED
from scheduler.programme.members import City
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.programme.texts import Text

_Titled = tuple[Series, MeetingTitle]
"""A series, with its title and those who meet."""


class SameTitle(Doubt, frozen=True, kw_only=True):
    """The calendar of `city` shows the series `ids` of several pairs or groups as `words`.

    Each of `cures` gives one of them a title that names who meets.
    """

    english = "the calendar of {city} shows several meetings called “{words}”: {ids:series}"
    city: Text
    words: str
    ids: tuple[str, ...]
    cures: tuple[Command, ...]

    @property
    def advice(self) -> Advice:
        """The commands for the series that the sentence names."""
        cures = self.cures[:MOST_NAMED]
        holes = ", ".join(["{}"] * len(cures))
        return advise(f"a title that names the pair tells them apart: {holes}", *cures)


def same_titles(search: FindingSearch) -> Iterator[SameTitle]:
    """Yields a finding for each title, about the city that shows most series with it.

    A city whose text accepts the title comes after all others.
    """
    programme = search.programme
    by_title: dict[str, dict[str, list[_Titled]]] = defaultdict(lambda: defaultdict(list))
    for series in search.series.values():
        for city, name in _shown(series, search):
            title = name.title.say(_language(city, programme)).strip().casefold()
            by_title[title][city.id].append((series, name))
    for by_city in by_title.values():
        several = [id for id, found in by_city.items() if len({series.group for series, _ in found}) > 1]
        findings = [_finding(programme, programme.cities[id], by_city[id]) for id in several]
        if findings:
            yield max(findings, key=lambda each: (not _is_accepted(each, programme), len(each.ids)))


def _shown(series: Series, search: FindingSearch) -> Iterator[tuple[City, MeetingTitle]]:
    """Yields each city with public coming meetings of a pair or group that have the title of the series."""
    coming = [each.occurrence for each in search.coming[series.identity] if series.group is not None]
    public = [each for each in coming if not each.cancelled and not each.content.is_private]
    titled = [each for each in public if each.content.title == series.details.title]
    for city in dict.fromkeys(city for each in titled for city in each.cities()):
        yield search.cities[city], search.name(titled[0])


def _finding(programme: Programme, city: City, found: Sequence[_Titled]) -> SameTitle:
    code, first = _language(city, programme), programme.languages[0]
    return SameTitle(
        path=("cities", city.id),
        cities=(city.id,),
        city=city.name,
        words=found[0][1].title.say(code).strip(),
        ids=tuple(series.id for series, _ in found),
        cures=tuple(_cure(series.id, name, code, first) for series, name in found),
    )


def _is_accepted(finding: SameTitle, programme: Programme) -> bool:
    return (finding.words,) in programme.accepted.get((*finding.path, finding.code), ())


def _language(city: City, programme: Programme) -> str:
    """Returns the language of the usual calendar of a city."""
    return next((code for code in city.languages if code in programme.languages), programme.languages[0])


def _cure(series: str, name: MeetingTitle, code: str, first: str) -> Command:
    """Returns the command that adds the names of those who meet to the title that is read in `code`."""
    is_version = code != first and code in dict(name.title.versions)
    meets = "–".join(each.say(code if is_version else first) for each in name.meets)
    language = [Option("language", code)] if is_version else []
    return command("retitle", series, f"{name.title.say(code).strip()} {meets}", *language)
