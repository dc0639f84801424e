"""Reads plain values from the events of the parser, without nodes.

Nodes take three times as long, and much memory. Only mistakes need them, for their places, and forms that a
configuration rarely has: tags, anchors, `<<`.
"""

from __future__ import annotations

from collections.abc import Callable, Container

import yaml
from msgspec import Struct
from yaml import (
    CollectionStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from scheduler.configuration.source.nodes import MAX_DEPTH
from scheduler.configuration.source.plain import NULLS, Plain
from scheduler.configuration.source.sections import SECTIONS

_NextEvent = Callable[[], Event | None]
_NO_KEYS = NULLS | {"<<"}


class SectionValues(Struct, frozen=True):
    """The values of one section by id, each with the index of its key in the text; `index` is its own."""

    index: int
    entries: dict[str, tuple[int, Plain]]


class _Odd(Exception):  # noqa: N818  # it is no error that nodes are needed
    """Something that is no plain text, list or block of keys, or is in a wrong place."""


def read_values(text: str) -> dict[str, SectionValues] | None:
    """Returns the sections of `text`; None if only its nodes can show what it says, or what is wrong."""
    next_event = yaml.CSafeLoader(text).get_event
    try:
        next_event()  # the start of the text
        if isinstance(next_event(), yaml.StreamEndEvent):
            return {}
        sections = _sections(next_event)
        next_event()  # the end of the first document
        return sections if isinstance(next_event(), yaml.StreamEndEvent) else None
    except (yaml.YAMLError, _Odd):
        return None


def _sections(next_event: _NextEvent) -> dict[str, SectionValues]:
    sections: dict[str, SectionValues] = {}
    if _is_block(next_event()):
        while not isinstance(key := next_event(), MappingEndEvent):
            name = _name(key, sections)
            if name not in SECTIONS:
                raise _Odd
            sections[name] = SectionValues(_index(key), _entries(next_event))
    return sections


def _entries(next_event: _NextEvent) -> dict[str, tuple[int, Plain]]:
    entries: dict[str, tuple[int, Plain]] = {}
    if _is_block(next_event()):
        while not isinstance(key := next_event(), MappingEndEvent):
            name = _name(key, entries)
            entries[name] = _index(key), _value(next_event(), next_event, 2)
    return entries


def _is_block(event: Event | None) -> bool:
    """Returns whether a block begins with this event; if not, nothing is written."""
    if isinstance(event, MappingStartEvent) and _is_plain_collection(event):
        return True
    if isinstance(event, ScalarEvent) and _text(event) is None:
        return False
    raise _Odd


def _is_plain_collection(event: Event | None) -> bool:
    return isinstance(event, CollectionStartEvent) and event.anchor is None and event.tag is None


def _index(event: Event | None) -> int:
    assert event is not None
    assert event.start_mark is not None
    return event.start_mark.index


def _name(key: Event | None, known: Container[str]) -> str:
    if not isinstance(key, ScalarEvent) or key.anchor is not None or key.tag is not None:
        raise _Odd
    name: str = key.value
    if name in known or (name in _NO_KEYS and not key.style):
        raise _Odd
    return name


def _text(scalar: ScalarEvent) -> str | None:
    if scalar.anchor is not None or scalar.tag is not None:
        raise _Odd
    text: str = scalar.value
    return None if text in NULLS and not scalar.style else text


def _value(event: Event | None, next_event: _NextEvent, depth: int) -> Plain:
    """Returns the value that begins with `event`; `depth` is the number of blocks and lists around it."""
    if isinstance(event, ScalarEvent):
        return _text(event)
    if not _is_plain_collection(event) or depth == MAX_DEPTH:
        raise _Odd
    if isinstance(event, SequenceStartEvent):
        items: list[Plain] = []
        while not isinstance(item := next_event(), SequenceEndEvent):
            items.append(_value(item, next_event, depth + 1))
        return items
    block: dict[str, Plain] = {}
    while not isinstance(key := next_event(), MappingEndEvent):
        name, value = _name(key, block), next_event()
        # Most values are scalars, and a call of this function takes longer than the test.
        block[name] = _text(value) if isinstance(value, ScalarEvent) else _value(value, next_event, depth + 1)
    return block
