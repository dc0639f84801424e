"""Decides what the meetings of a file mean here, as far as a person has answered.

1. An answer to its title says whose a meeting is; else one to its pair in a sheet, to the domains of its
   people, or to its calendar.
2. A clock that is not named is asked. So is one in UTC: nobody meets by it.
3. What is private is taken out of every text: people, addresses, and ways to join.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from encodings.aliases import aliases
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from scheduler.arrivals.arrived import FLOATING, OMITTED, ZONES, ArrivedFile, ArrivedSeries, Occasion
from scheduler.commands.import_answers import Answers
from scheduler.commands.import_report import ImportReport
from scheduler.configuration.phrases.hour_phrases import LONGEST
from scheduler.configuration.vocabulary.privacy import join_links, leak
from scheduler.programme.programme import Programme

LEFT_OUT, WEBINAR = "-", "webinar"


class Owned(Struct, frozen=True):
    """A series of the pair, group or webinar `owner`, which is empty if nobody has said whose it is."""

    owner: str
    series: ArrivedSeries


def allowed_answers(programme: Programme) -> dict[str, tuple[frozenset[str], str]]:
    """Returns the answers that each question may have, and words for them."""
    owners = frozenset({*programme.groups, WEBINAR, LEFT_OUT})
    zones = frozenset({*programme.cities, *ZONES})
    return {
        **dict.fromkeys(
            ("calendar", "title", "pair"),
            (owners, f"the id of a pair or group, `{WEBINAR}`, or `{LEFT_OUT}` to leave it out"),
        ),
        "domain": (frozenset(programme.cities), "the id of a city, or nothing"),
        "zone": (zones, "the id of a city, `UTC`, or a zone such as `Europe/Berlin`"),
        "minutes": (frozenset(map(str, range(1, 24 * 60 + 1))), "a number of minutes"),
        "days": (frozenset({"dmy", "mdy"}), "`dmy` if the day comes first, `mdy` if the month does"),
        "encoding": (frozenset({*aliases, *aliases.values()}), "one such as `cp1251`, `cp949` or `cp1252`"),
    }


class Decisions:
    """The decisions about one file, which is called `name`; `report` hears of doubts and what is left out."""

    def __init__(
        self, name: str, file: ArrivedFile, programme: Programme, answers: Answers, report: ImportReport
    ) -> None:
        self._name, self._file, self._report = name, file, report
        self._programme, self._answers = programme, answers

    def series(self, since: date, *, with_links: bool) -> Iterator[Owned]:
        """Yields the series with times from the day `since` on, each with its owner and on its clock.

        They are complete only if the report has no doubt afterwards.
        """
        for note in self._file.notes:
            self._report.note(self._name, note.row, note.code, note.words)
        self._report.counts["private events left out"] += self._file.private
        for each in self._file.unanswered:
            if not self._answers.ask(each.about, self._name, each.proposal):
                self._doubt(each.row, each.words)
        for series in self._file.series:
            wanted = tuple(
                each for each in series.occasions if max(each.planned, each.starts).date() >= since
            )
            if self._is_wanted(replace(series, occasions=wanted)):
                owner = self._owner(series)
                if owner == LEFT_OUT:
                    self._report.counts["series left out by an answer"] += 1
                    continue
                zoned = self._zoned(replace(series, occasions=wanted), owner)
                yield Owned(owner, self._public(self._with_length(zoned), with_links=with_links))

    def _is_wanted(self, series: ArrivedSeries) -> bool:
        if all(each.is_hidden for each in series.occasions):
            self._report.counts["series left out because they were over"] += 1
            return False
        self._report.counts["series and single events"] += 1
        if not series.all_day and max(each.length for each in series.occasions) > LONGEST:
            words = f"{series.title}: it takes more than a week, so it is left out"
            self._report.note(self._name, series.row, OMITTED, words)
            return False
        return True

    def _doubt(self, row: str, words: str) -> None:
        self._report.doubt(self._name, row, "no-answer", f"nobody has said {words}")

    def _owner(self, series: ArrivedSeries) -> str:
        """Returns the id of the pair or group that meets, WEBINAR or LEFT_OUT; empty if nobody has said."""
        ask, row = self._answers.ask, f"{self._name}, {series.row}"
        title, party = _shown(series.title, row), _shown(series.party, row)
        calendar = _shown(self._file.name or self._name, self._name)
        owner = self._answers.given("title", title)
        if not owner and party:
            owner = ask("pair", party, self._group_named_in(series.party))
        if not owner:
            domains = dict.fromkeys(series.people)
            cities = {ask("domain", each, self._city_named_in(each)) for each in domains}
            owner = self._group_of(cities - {""})
        owner = owner or ask("calendar", calendar, self._group_named_in(calendar))
        if not owner and not party:
            owner = ask("title", title, self._group_named_in(series.title))
        if not owner:
            self._doubt(series.row, f"which pair “{party}” is" if party else f"who meets for “{title}”")
        return owner

    def _group_of(self, cities: set[str]) -> str:
        return next((id for id, group in self._programme.groups.items() if {*group.cities} == cities), "")

    def _city_named_in(self, domain: str) -> str:
        return next((id for id in self._programme.cities if id in domain), "")

    def _group_named_in(self, words: str) -> str:
        """Returns the group of exactly the cities that are named; of one city, if it is in no other."""
        words = words.casefold()
        named = {
            city.id
            for city in self._programme.cities.values()
            if any(name.casefold() in words for name in (city.id, *dict(city.name.versions).values()))
        }
        of_one = [id for id, group in self._programme.groups.items() if named < {*group.cities}]
        return self._group_of(named) or (of_one[0] if len(named) == len(of_one) == 1 else "")

    def _zoned(self, series: ArrivedSeries, owner: str) -> ArrivedSeries:
        """Returns the series on a clock that is known; else it is a doubt."""
        if series.all_day or series.zone not in (FLOATING, "UTC"):
            return series
        written = series.zone_written or series.zone or "no zone"
        answer = self._answers.ask("zone", f"{written} ({self._name})", self._likely_zone(written))
        city = self._programme.cities.get(answer)
        zone = city.zone if city is not None else answer
        if not zone:
            in_utc = series.zone == "UTC"
            words = self._in_utc(series, owner) if in_utc else f"on which clock “{written}” is"
            self._doubt(series.row, words)
        if not zone or zone == "UTC" or series.zone == FLOATING:
            return replace(series, zone=zone)
        # A rule keeps the hour that its first meeting has on that clock; single times are instants.
        first = _in_zone(series.first, zone) - series.first

        def moved(each: Occasion) -> Occasion:
            planned = each.planned + first if series.repeats else _in_zone(each.planned, zone)
            starts = planned if each.starts == each.planned else _in_zone(each.starts, zone)
            return replace(each, planned=planned, starts=starts)

        return replace(series, zone=zone, occasions=tuple(map(moved, series.occasions)))

    def _likely_zone(self, written: str) -> str:
        named = (
            city.id
            for city in self._programme.cities.values()
            if written.casefold() in {text.casefold() for _, text in city.name.versions}
        )
        return next(named, self._file.zone if self._file.zone in ZONES else "")

    def _in_utc(self, series: ArrivedSeries, owner: str) -> str:
        """Returns what UTC means on the clock of the first of its cities, as nobody meets by UTC."""
        group, cities = self._programme.groups.get(owner), self._programme.cities
        city = cities[group.cities[0] if group is not None else next(iter(cities))]
        dates = (series.first.replace(month=month, day=1) for month in (7, 1))
        summer, winter = (f"{_in_zone(each, city.zone):%H:%M}" for each in dates)
        hours = summer if summer == winter else f"{summer} in July and {winter} in January"
        return f"whose clock it follows: it is saved in UTC, {hours} in {city.name.say('en')}"

    def _with_length(self, series: ArrivedSeries) -> ArrivedSeries:
        """Returns the series with a length where it has no end; else that is a doubt."""
        if all(each.length or each.is_hidden for each in series.occasions):
            return series
        answer = self._answers.ask("minutes", f"no end ({self._name})")
        if not answer:
            self._doubt(series.row, "how long a meeting without an end is")
        length = timedelta(minutes=int(answer or "0"))
        occasions = (replace(each, length=each.length or length) for each in series.occasions)
        return replace(series, occasions=tuple(occasions))

    def _public(self, series: ArrivedSeries, *, with_links: bool) -> ArrivedSeries:
        """Returns the series without what lets anybody in or names a person, but with its links if wanted."""
        occasions, left_out = [], list[str]()
        title = "" if leak(series.title, (), frozenset()) else series.title
        self._report.counts["addresses of people left out"] += len(series.people)
        for each in series.occasions:
            words = {key: text for key, text in each.words.items() if not leak(text, (), frozenset())}
            gone = each.words.keys() - words.keys()
            left_out += gone
            # Without its reason, a cancelled meeting is still cancelled.
            rest = {"cancel": "true", "title": title}
            words |= {key: rest[key] for key in gone & rest.keys() if rest[key]}
            words.pop("link", None)
            links = join_links(" ".join(each.words.values()))
            found = {**words, "join": links[0]} if links and with_links else words
            occasions.append(replace(each, words=found))
        if left_out:
            self._report.counts["texts left out that have an address or may let anybody in"] += len(left_out)
            names = ", ".join(sorted({*left_out}))
            told = f"left out, for it has an address or may let anybody in: {names}"
            self._report.note(self._name, series.row, "private-words", told)
        return replace(series, title=title, occasions=tuple(occasions))


def _shown(words: str, place: str) -> str:
    """Returns words as they may be asked about: their place, if they name a person or let anybody in."""
    return place if leak(words, (), frozenset()) else words


def _in_zone(moment: datetime, zone: str) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
