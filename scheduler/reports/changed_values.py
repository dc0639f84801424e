"""The old and the new value of a field that changes, each short enough for a line of a plan.

A plan may be printed, sent and kept. So it shows no values of private meetings or of a private way to join.
"""

from __future__ import annotations

from calendar import day_abbr
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from scheduler.programme.details import Content, Join, Languages, Link, SeriesChange, Speaker, ThemeName
from scheduler.programme.english_days import in_short
from scheduler.programme.members import OfficeHours
from scheduler.programme.spans import Days
from scheduler.programme.texts import Text
from scheduler.publication.languages.day_off_reasons import reason_in_english
from scheduler.state.profile_changes import ProfileChange

LONGEST_VALUE = 60
"""The most characters of a value; a longer one is cut to the place of the first difference."""
CONTEXT = 20
"""The characters before the first difference that are shown."""
MOST_VALUES = 3
"""The most values of one field that a line has: a text may be in many languages."""


class ChangedValue(Struct, frozen=True, kw_only=True):
    """The value of a field before and after; None if it has none, or, for both, if it is private.

    `part` is the languages or the label of a link, if the field has several parts.
    """

    part: str = ""
    old: str | None
    new: str | None

    @property
    def words(self) -> str:
        """`“Trams” → “Trams and trains” (en)`."""
        part = f" ({self.part})" if self.part else ""
        return f"{_quoted(self.old)} → {_quoted(self.new)}{part}"


PRIVATE = ChangedValue(old=None, new=None)


class NamedDifference(Struct, frozen=True, kw_only=True):
    """One thing that changes, by its `name`, with its values; `field` is for programs, if it is one.

    `is_whole`: the name says all, such as "now confirmed"; others are followed by "changed", or by values.
    """

    name: str
    field: str = ""
    values: tuple[ChangedValue, ...] = ()
    is_whole: bool = False

    @property
    def words(self) -> str:
        """The name, and the values unless they are private: `title: “Trams” → “Trains”`."""
        shown = [value.words for value in self.values if value != PRIVATE]
        more = [f"{len(shown) - MOST_VALUES} more"] if len(shown) > MOST_VALUES else []
        return f"{self.name}: {', '.join((*shown[:MOST_VALUES], *more))}" if shown else self.name


def changed_values(
    field: str, old: Content, new: Content, languages: Sequence[str]
) -> tuple[ChangedValue, ...]:
    """Returns the values of a field that differ; nothing for one that says yes or no."""
    before, after = getattr(old, field), getattr(new, field)
    if isinstance(before, bool):
        return ()
    if old.is_private or new.is_private or _is_private(before) or _is_private(after):
        return (PRIVATE,)
    return tuple(_by_type(before, after, languages))


def _by_type(before: Any, after: Any, languages: Sequence[str]) -> Iterator[ChangedValue]:
    """Yields the values that differ, shown as their type asks; what is no address is a text."""
    match before or after:
        case Join():
            return _join(before, after, languages)
        case (Link(), *_):
            return _links(before, after, languages)
        case str() as value if not isinstance(value, SeriesChange):
            return _address(before, after, languages)
    return _texts(_as_text(before, languages), _as_text(after, languages), languages)


def _is_private(value: object) -> bool:
    return isinstance(value, Join) and not value.public


def _texts(old: Text | None, new: Text | None, languages: Sequence[str]) -> Iterator[ChangedValue]:
    """Yields a value for each language in which the words differ; one for all that say the same."""
    codes: dict[tuple[str | None, str | None], list[str]] = {}
    for code in languages:
        said = old.say(code) if old else None, new.say(code) if new else None
        codes.setdefault(_first_difference(*said), []).append(code)
    for (before, after), those in codes.items():
        if before != after:
            part = ", ".join(those) if len(those) < len(languages) else ""
            yield ChangedValue(part=part, old=before, new=after)


def _as_text(value: Any, languages: Sequence[str]) -> Text | None:
    match value:
        case None | () | Languages(spoken=(), interpretation=()):
            return None
        case Text():
            return value
        case (Speaker() | ThemeName(), *_):
            return Text.of({code: ", ".join(_named(each, code) for each in value) for code in languages})
        case Languages(spoken=spoken, interpretation=interpretation):
            return Text.plain(", ".join((*spoken, *(f"{each} (interpretation)" for each in interpretation))))
    return Text.plain(reason_in_english(value))


def _named(value: Speaker | ThemeName, code: str) -> str:
    if isinstance(value, ThemeName):
        return value.name.say(code)
    return f"{value.name} ({value.role.say(code)})" if value.role else value.name


def _address(old: str | None, new: str | None, _: Sequence[str]) -> Iterator[ChangedValue]:
    before, after = _host_and_path(old), _host_and_path(new)
    if before == after:  # the rest tells them apart
        before, after = old, new
    before, after = _first_difference(before, after)
    yield ChangedValue(old=before, new=after)


def _host_and_path(url: str | None) -> str | None:
    if url is None:
        return None
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}"


def _join(old: Join | None, new: Join | None, languages: Sequence[str]) -> Iterator[ChangedValue]:
    urls = old.url if old else None, new.url if new else None
    return _address(*urls, languages) if urls[0] != urls[1] else iter(())


def _links(old: Sequence[Link], new: Sequence[Link], languages: Sequence[str]) -> Iterator[ChangedValue]:
    before, after = ({link.label.say(languages[0]): link.url for link in links} for links in (old, new))
    for label in before | after:
        if before.get(label) != after.get(label):
            for value in _address(before.get(label), after.get(label), languages):
                yield ChangedValue(part=label, old=value.old, new=value.new)


def _first_difference(old: str | None, new: str | None) -> tuple[str | None, str | None]:
    """Returns both texts on one line; of long ones, what is around the first place where they differ."""
    before, after = (" ".join(text.split()) if text is not None else None for text in (old, new))
    if max(len(before or ""), len(after or "")) <= LONGEST_VALUE:
        return before, after
    pairs = enumerate(zip(f"{before or ''}\0", f"{after or ''}\0", strict=False))
    first = max(0, next((place for place, (left, right) in pairs if left != right), 0) - CONTEXT)
    return _cut(before, first), _cut(after, first)


def _cut(line: str | None, first: int) -> str | None:
    if line is None:
        return None
    part = line[first : first + LONGEST_VALUE].strip()
    return f"{'…' if first else ''}{part}{'…' if first + LONGEST_VALUE < len(line) else ''}"


_FIELDS = {
    "hours": "office hours",
    "zone": "time zone",
    "closed": "days off",
    "open": "open days",
    "host_url": "address of the host",
    "minutes_expected": "series with minutes",
    "notes": "statements on pages",
    "look": "logo, colour or contact",
    "phrases": "own phrases",
    "open_webinars": "webinars without a date",
}


def field_name(field: str) -> str:
    """Returns the word for a field of the programme or of a city."""
    return _FIELDS.get(field, field.replace("_", " "))


def profile_words(change: ProfileChange, languages: Sequence[str]) -> str:
    """Returns `office hours 09:00–18:00 → 08:30–17:00`, or the field alone if its values are not short."""
    name = field_name(change.field)
    if isinstance(change.old or change.new, Text):
        values = _texts(change.old, change.new, languages)
        return f"{name} {', '.join(value.words for value in values)}".strip()
    old, new = _short(change.old), _short(change.new)
    return f"{name} {old} → {new}" if old is not None and new is not None else name


def _short(value: Any) -> str | None:
    """Returns a value of one line; None for one that has none."""
    match value:
        case None | ():
            return "none"
        case Text():
            return value.say("en")
        case OfficeHours(opens=opens, closes=closes, days=days):
            on = (
                ""
                if days == OfficeHours().days
                else f" on {', '.join(day_abbr[day] for day in sorted(days))}"
            )
            return f"{opens:%H:%M}–{closes:%H:%M}{on}"
        case Days(first=first, last=last):
            return in_short(first) if first == last else f"{in_short(first)} to {in_short(last)}"
        case tuple():
            shown = [words for each in value[:MOST_VALUES] if (words := _short(each)) is not None]
            more = f", {len(value) - MOST_VALUES} more" if len(value) > MOST_VALUES else ""
            return f"{', '.join(shown)}{more}" if shown else None
    return value if isinstance(value, str) else None


def _quoted(value: str | None) -> str:
    return "none" if value is None else f"“{value}”"
