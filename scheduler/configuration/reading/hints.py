"""Hints for texts that YAML reads differently from a person: a comma in braces, a bracket at the start.

`{reason: room not free, again}` has a key `again` with no value; `[MOVED] Visit` would be a list; and
`title: #1 webinar` has no value, because a `#` after a space starts a comment.
"""

from __future__ import annotations

import re

import yaml
from msgspec.structs import replace

from scheduler.configuration.reading.positions import Positions
from scheduler.configuration.reading.tree import Entry
from scheduler.configuration.source.plain import is_null
from scheduler.configuration.spelling import quoted
from scheduler.programme.problems import Problem

_CURLY_QUOTES = tuple("“”„‟‘’«»")
_COLON = re.compile(r"\s*:")
_GLUED_DASH = re.compile(r"-[^\s-]")


def with_hint(positions: Positions, problem: Problem) -> Problem:
    """Returns `problem`, with a better message if YAML reads the text differently from a person."""
    entry = positions.entry(problem.path)
    if entry is None:
        return problem
    value, parent = entry.value, entry.parent
    if is_null(value) and isinstance(parent, yaml.MappingNode) and _is_flow(parent):
        return _with_hint_in_braces(entry, parent, problem)
    if is_null(value) and problem.code == "nothing-written":
        return _with_hint_on_comment(entry, problem)
    if isinstance(value, yaml.ScalarNode):
        return _with_hint_on_scalar(value.value, problem)
    if _is_flow(value) and problem.code == "text-expected":
        opening, closing = ("[", "]") if isinstance(value, yaml.SequenceNode) else ("{", "}")
        hint = f'if a text is meant, put it in quotes: `"{opening}…{closing}"`'
        return replace(problem, message=f"{problem.message}; {hint}")
    return problem


def _with_hint_on_scalar(text: str, problem: Problem) -> Problem:
    if _GLUED_DASH.match(text) and problem.code == "wrong-shape":
        words = f"a space is missing behind the dash; write `- {text.split()[0][1:]}`"
        return replace(problem, message=words)
    if text.startswith(_CURLY_QUOTES) and problem.at == "value":
        hint = 'curly quotation marks count as part of the text: leave them out, or write `"`'
        return replace(problem, message=f"{problem.message}; {hint}")
    return problem


def _with_hint_on_comment(entry: Entry, problem: Problem) -> Problem:
    """Explains why `title: #1 webinar` has no value: `#` starts a comment."""
    number, column = entry.source.position(entry.value)
    rest = entry.source.lines.line(number)[column - 1 :].strip()
    if not rest.startswith("#"):
        return problem
    line = f'{entry.key.value}: "{rest}"'
    words = (
        "nothing is written here, because what follows `#` is a comment; if it is meant, put it in quotes: "
        f"{quoted(line)}"
    )
    return replace(problem, message=words)


def _is_flow(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _with_hint_in_braces(entry: Entry, mapping: yaml.MappingNode, problem: Problem) -> Problem:
    """Explains a key without a value in braces: these are a text, or the text before a comma needs quotes."""
    text, path, key, above = entry.source.lines.text, problem.path, entry.key, entry.above
    has_colon = _COLON.match(text, key.end_mark.index)  # then only its value is missing
    is_entry = len(path) == 2 and path[0] != "programme"  # never a text
    if has_colon or is_entry:
        return problem
    if above is None and len(mapping.value) > 1 and " " in key.value:
        line = ": ".join(key.value.split(maxsplit=1))
        return replace(problem, message=f"a colon is missing; write `{line}`", at="key")
    if above is None and len(path) > 3:  # no block of three steps or fewer may be a text
        line = quoted(f'"{text[mapping.start_mark.index : mapping.end_mark.index]}"')
        words = f"in braces this is a key without a value; if a text is meant, put it in quotes: {line}"
        return replace(problem, path=path[:-1], message=words, at="value")
    if above is None or is_null(above[1]) or not isinstance(above[1], yaml.ScalarNode):
        return problem
    line = f'{{{above[0].value}: "{above[1].value}, {key.value}"}}'
    words = (
        f"in braces a comma ends the text, so that `{key.value}` is a key; put the text in quotes: `{line}`"
    )
    return replace(problem, message=words, at="key")
