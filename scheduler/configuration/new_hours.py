"""Writes other hours of series into the text of a configuration, and changes nothing else in it.

A series that began before the change gets one more entry in its schedule, so that earlier meetings stay as
they were. Texts in flow style (`{every: …}` on one line) are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import time

import yaml
from msgspec import Struct

from scheduler.configuration.phrases.weekdays import NAMES, PATTERN
from scheduler.configuration.reading import Reading
from scheduler.configuration.source.contents import Part
from scheduler.configuration.source.positions import Positions
from scheduler.programme.spans import Bound

_OF_ENTRY = ("every", "at", "clock", "duration")
"""The keys of an entry that a later one repeats."""
_WEEKDAY = re.compile(rf"(?i)\b(?:{PATTERN})\b")


class NewHours(Struct, frozen=True, kw_only=True):
    """The hour of the series `series` (id) from `begins` on; without it, its last entry changes itself.

    `at` is an hour, or one for each city id. `weekday` (0 is Monday) and `clock` are None if they stay.
    """

    series: str
    begins: Bound | None
    at: time | Mapping[str, time]
    clock: str | None
    weekday: int | None


def write_new_hours(reading: Reading, changes: Iterable[NewHours]) -> Mapping[str, str]:
    """Returns all texts of `reading` with these hours, by the name of their file.

    A series stays as it is if its text cannot be changed.
    """
    edits: dict[str, list[_Edit]] = {}
    positions = Positions(reading.tree)
    parts = ((reading.tree.parts["meetings", change.series], change) for change in changes)
    for part, change in sorted(parts, key=lambda each: each[0].source.shown):
        new_edits = _edits(part, positions.value(part), change)
        edits.setdefault(part.source.file.digest.name, []).extend(new_edits)
    return {file.digest.name: _edited(file.text, edits.get(file.digest.name, ())) for file in reading.files}


class _Edit(Struct, frozen=True, order=True):
    """The characters from `begin` to `end` that become `text`."""

    begin: int
    end: int
    text: str


def _edited(text: str, edits: Iterable[_Edit]) -> str:
    for edit in sorted(edits, reverse=True):
        text = text[: edit.begin] + edit.text + text[edit.end :]
    return text


def _edits(part: Part, node: yaml.Node, change: NewHours) -> Iterator[_Edit]:
    """Yields the edits of a series; none if its text is in flow style or is shared by an anchor."""
    block = _block(part, node)
    if block is None:
        return
    schedule = block.values.get("schedule")
    if schedule is None:
        yield from block.changed(change) if change.begins is None else block.turned_into_schedule(change)
    elif isinstance(schedule[1], yaml.SequenceNode) and not schedule[1].flow_style:
        last = _block(part, schedule[1].value[-1])
        if last is not None and change.begins is None:
            yield from last.changed(change)
        elif last is not None:
            yield last.followed_by(change, schedule[1].start_mark.index)


def _block(part: Part, node: yaml.Node) -> _Block | None:
    """Returns the block of a meeting or of an entry; None for one in flow style or without a rule."""
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        return None
    block = _Block(part, node)
    return block if "every" in block.values or "schedule" in block.values else None


class _Block:
    """A mapping in block style, with the text of its file."""

    def __init__(self, part: Part, node: yaml.MappingNode) -> None:
        self._text = part.source.file.text
        self._node = node
        self.values: Mapping[str, tuple[yaml.Node, yaml.Node]] = {
            key.value: (key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)
        }

    def changed(self, change: NewHours) -> Iterator[_Edit]:
        """Yields the edits that give this very block other hours."""
        missing: list[str] = []
        for name, text in self._new_values(change):
            if name in self.values:
                key, value = self.values[name]
                yield _Edit(key.end_mark.index, _end(value), f": {text}")
            else:
                missing.append(f"{name}: {text}\n{self._indent(self._node.start_mark.index)}")
        if missing:
            begin = self._node.start_mark.index
            yield _Edit(begin, begin, "".join(missing))

    def turned_into_schedule(self, change: NewHours) -> Iterator[_Edit]:
        """Yields the edits that turn the rule of a meeting into the first entry of a schedule."""
        every, begins = self.values["every"], self.values["from"]
        indent = self._indent(every[0].start_mark.index)
        lines = [
            "schedule:",
            f"{indent}  - from: {self._raw(begins[1])}",
            f"{indent}    every: {self._raw(every[1])}",
        ]
        if "starting" in self.values:
            lines.append(f"{indent}    starting: {self._raw(self.values['starting'][1])}")
        lines += [f"{indent}  {line}" for line in self._entry(change, ("every",))]
        yield _Edit(every[0].start_mark.index, _end(every[1]), "\n".join(lines))
        for name in ("from", "starting"):
            if name in self.values:
                yield self._without_line(*self.values[name])

    def followed_by(self, change: NewHours, dash: int) -> _Edit:
        """Returns the edit that adds an entry behind this one; `dash` is the index of a dash of the list."""
        indent = self._indent(dash)
        end = _end(self._node)
        lines = (f"\n{indent}{line}" for line in self._entry(change, _OF_ENTRY))
        return _Edit(end, end, "".join(lines))

    def _entry(self, change: NewHours, kept: Iterable[str]) -> list[str]:
        """Returns the lines of a new entry, the first with a dash; it has the values of `kept` that stay."""
        values = {name: self._raw(self.values[name][1]) for name in kept if name in self.values}
        values |= dict(self._new_values(change))
        return [f"- from: {change.begins}", *(f"  {name}: {text}" for name, text in values.items())]

    def _new_values(self, change: NewHours) -> Iterator[tuple[str, str]]:
        if change.weekday is not None:
            raw = self._raw(self.values["every"][1])
            yield "every", _WEEKDAY.sub(NAMES[change.weekday], raw)
        yield "at", _hours(change.at)
        if change.clock is not None:
            yield "clock", change.clock

    def _raw(self, node: yaml.Node) -> str:
        return self._text[node.start_mark.index : _end(node)]

    def _indent(self, index: int) -> str:
        """Returns blanks up to the column of the character at `index`."""
        return " " * (index - self._text.rfind("\n", 0, index) - 1)

    def _without_line(self, key: yaml.Node, value: yaml.Node) -> _Edit:
        """Returns the edit that deletes a key with its value, which are on one line."""
        begin = self._text.rfind("\n", 0, key.start_mark.index) + 1
        end = self._text.find("\n", _end(value))
        return _Edit(begin, len(self._text) if end < 0 else end + 1, "")


def _hours(at: time | Mapping[str, time]) -> str:
    if isinstance(at, time):
        return f'"{at:%H:%M}"'
    return "{" + ", ".join(f'{city}: "{hour:%H:%M}"' for city, hour in at.items()) + "}"


def _end(node: yaml.Node) -> int:
    """Returns the index behind the last character of a value; a block ends behind its last value."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node.end_mark.index
