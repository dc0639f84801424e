"""The state that all parts of a configuration share during assembly: the declared ids and the problems.

1. A part with errors still counts as declared: a reference to it is no second error. The same is true for
   keys in a file that cannot be read, and for whole sections that begin in such a file.
2. An id that is misspelt at its declaration is an error there, not where it is named.
3. After very many errors, reading stops. Warnings stop nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Generic, Literal, TypeVar, get_args

from msgspec import Struct, field

from scheduler.configuration.blocks.block import Block
from scheduler.configuration.blocks.documents import MeetingDocument, SeriesDocument, noun_of
from scheduler.configuration.spelling import closest, listed, quoted, what_instead
from scheduler.programme.english_lists import joined
from scheduler.programme.problems import FieldPath, Problem, ProblemCode
from scheduler.programme.spans import Days

S = TypeVar("S", bound=SeriesDocument, covariant=True)

MOST_ERRORS = 10_000
"""Errors that one reading finds: nobody reads more of them, and each takes memory."""
ID = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
RESERVED = frozenset(("all", "host", "utc", "alternate", "programme"))
LONGEST_ID = 80
ReferredSection = Literal["cities", "pairs", "groups", "themes"]
"""A section whose ids other blocks name."""


class TooManyErrorsError(Exception):
    """There are more than `MOST_ERRORS` errors; `problems` are the problems that were found first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"more than {MOST_ERRORS:,} errors")
        self.problems = tuple(problems[:MOST_ERRORS])


class FoundProblems:
    """The problems that were found so far, and how many of them are errors."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.errors = 0

    def add(self, problem: Problem) -> None:
        """Adds a problem. Raises TooManyErrorsError if there are too many errors now."""
        self.problems.append(problem)
        self.errors += problem.level == "error"
        if self.errors > MOST_ERRORS:
            raise TooManyErrorsError(self.problems)


class Declarations(Struct, frozen=True, kw_only=True):
    """The declarations that other blocks may refer to, by id, as far as they can be read.

    `cities` have their time zones as written, `pairs` and `groups` their cities. `private_addresses` are
    those of all joins that no meeting makes public. `unreadable_keys` and `unreadable_sections` are in files
    that cannot be read.
    """

    themes: Mapping[str, None]
    cities: Mapping[str, str | None]
    pairs: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, tuple[str, ...]]
    languages: tuple[str, ...]
    private_addresses: frozenset[str] = frozenset()
    unreadable_keys: frozenset[str] = frozenset()
    unreadable_sections: frozenset[str] = frozenset()

    def cities_of(self, name: str | None) -> tuple[str, ...]:
        """Returns the cities of the pair or group `name`, in its order; empty if they are not clear."""
        cities = self.groups.get(name or "") or self.pairs.get(name or "", ())
        is_number_right = name in self.groups or len(cities) in (2, 3)
        is_clear = len(set(cities)) == len(cities) and set(cities) <= self.cities.keys()
        return cities if is_number_right and is_clear else ()

    def ids(self, section: ReferredSection) -> Mapping[str, object]:
        """Returns what is declared in a section, by id."""
        declared: Mapping[str, object] = getattr(self, section)
        return declared

    def section_of(self, name: str) -> ReferredSection | None:
        """Returns the section of an id; None if it is not declared."""
        return next((section for section in get_args(ReferredSection) if name in self.ids(section)), None)


class Context(Struct, frozen=True, kw_only=True):
    """The declared ids, the problems so far, and the references of one block: ids with possible sections."""

    declared: Declarations
    found: FoundProblems = field(default_factory=FoundProblems)
    references: list[tuple[str, tuple[ReferredSection, ...]]] = field(default_factory=list)

    def error(self, path: FieldPath, message: str, *, at: Literal["value", "key"] = "value") -> None:
        """Adds an error."""
        self.found.add(Problem(path, message, at=at))

    def warning(self, path: FieldPath, message: str, *, code: ProblemCode | None = None) -> None:
        """Adds a warning."""
        self.found.add(Problem(path, message, "warning", code=code))

    def warn_about_long_ranges(self, ranges: Sequence[Days], path: FieldPath) -> None:
        """Adds a warning for each of the `ranges` at `path` that is longer than a year."""
        for index, days in enumerate(ranges):
            if days.last - days.first > timedelta(days=366):
                words = f"it goes on for {(days.last - days.first).days + 1:,} days: is the year right?"
                self.warning((*path, index), words, code="doubtful-year")

    def check_duplicates(
        self, names: Iterable[str], path: FieldPath, words: str = "is listed twice; keep one of them"
    ) -> None:
        """Adds an error for each name that the list at `path` repeats."""
        seen: set[str] = set()
        for index, name in enumerate(names):
            if name in seen:
                self.error((*path, index), f"{quoted(name)} {words}")
            seen.add(name)

    def check_references(self, names: Iterable[str], path: FieldPath, section: ReferredSection) -> None:
        """Adds an error for each name in the list at `path` that is no declared id of this section."""
        for index, name in enumerate(names):
            self.check_reference(name, (*path, index), section)

    def check_reference(self, name: str, path: FieldPath, *sections: ReferredSection) -> None:
        """Adds an error unless `name` is a declared id of these sections; an audience may name several."""
        declared = self.declared
        self.references.append((name, sections))
        if any(name in declared.ids(section) for section in sections):
            return
        if name in declared.unreadable_keys or declared.unreadable_sections.intersection(sections):
            return
        ids = tuple(id for section in sections for id in declared.ids(section))
        if name not in _slugs(ids):
            choices = (*ids, "all") if len(sections) > 1 else ids
            self.error(path, _unknown(name, choices, sections, declared))


class SeriesInput(Struct, Generic[S], frozen=True, kw_only=True):
    """The block of one series, the cities that take part in it (empty if they are not clear), the context."""

    block: Block[S]
    cities: tuple[str, ...]
    context: Context

    @property
    def clock_cities(self) -> tuple[str, ...]:
        """The cities whose clock the series may keep; empty if it may keep any, as a webinar may."""
        return self.cities if isinstance(self.block.document, MeetingDocument) else ()

    def check_takes_part(self, city: str, path: FieldPath) -> None:
        """Adds an error if it is clear that a city does not take part."""
        if self.cities and city not in self.cities:
            words = f"does not take part in this meeting; its cities are {listed(self.cities)}"
            self.context.error(path, f"{quoted(city)} {words}")


@lru_cache(maxsize=8)  # thousands of unknown names have the same choices
def _slugs(ids: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(slug, ids))


_EVERYBODY = ("everybody", "everyone", "any", "anyone", "public", "all cities", "alle", "tous", "todos", "*")


def _unknown(
    name: str, choices: tuple[str, ...], sections: tuple[ReferredSection, ...], declared: Declarations
) -> str:
    kind = joined([noun_of(section) for section in sections], "or")
    plural = joined(sections)
    parts = [part for part in re.split(r"[\s,;/&+]+", name.casefold()) if part not in ("", "and")]
    other = declared.section_of(name)
    if "all" in choices and name.casefold() in _EVERYBODY:
        return f"everybody is written `all`, not {quoted(name)}"
    if name.startswith("-"):
        return f"a space is missing behind the dash; write `- {name.split()[0][1:]}`"
    if len(parts) > 1 and all(part in choices for part in parts):
        return f"{quoted(name)} is one text here; write a list: `[{', '.join(parts)}]`"
    if other is not None:
        hint = f"the {plural} are {listed(choices)}" if choices else f"there are no {plural} yet"
        if {*sections, other} == {"pairs", "groups"}:
            hint = f"write `{noun_of(other)}: {name}`"
        return f"{quoted(name)} is a {noun_of(other)}, not a {kind}; {hint}"
    places = listed((f"{section}:" for section in sections), last="or")
    none = f"there are no {plural} yet; they are declared under {places}"
    hint = what_instead(name, choices, plural=plural) if choices else none
    named = [city for city in declared.cities if city in name.split("-")]
    is_new = len(named) > 1 and all({*named} != {*cities} for cities in declared.pairs.values())
    if sections[0] in ("pairs", "groups") and (is_new or closest(name, choices) is None):
        cities = named if is_new else [*declared.cities][:2]
        line = f"  {slug(name)}: {{cities: [{', '.join(cities)}]}}"
        hint += f". For a new one, write below the line `{sections[0]}:` a line `{line}`"
    return f"there is no {kind} {quoted(name)}; {hint}"


def wrong_id(name: str) -> str | None:
    """Returns why `name` cannot be an id, and what could be one; None if it can."""
    if ID.fullmatch(name) and len(name) <= LONGEST_ID and name not in RESERVED:
        return None
    if name in RESERVED:
        return f"`{name}` is a reserved word; choose another id, such as `{name}-1`"
    if len(name) > LONGEST_ID:
        return f"this id is longer than {LONGEST_ID} characters; choose a shorter one"
    example = slug(name)
    rule = "ids are small letters a to z, digits and single hyphens"
    invisible = next((letter for letter in name if unicodedata.category(letter) == "Cf"), None)
    if invisible is not None:
        return f"this id holds an invisible character (U+{ord(invisible):04X}); type it anew: `{example}`"
    if not example or example in RESERVED:
        example = "sofia-sejong"
    return f"{quoted(name)} is not an id; {rule}, such as `{example}`"


def slug(name: str) -> str:
    """Returns the id closest to `name`; empty if none of its letters can be used."""
    characters = unicodedata.normalize("NFKD", name)
    letters = "".join(each for each in characters if unicodedata.category(each) not in ("Mn", "Cf"))
    return "-".join(re.findall("[a-z0-9]+", letters.casefold()))
