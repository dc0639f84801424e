"""Hints for texts that YAML reads differently from a person: a comma in braces, a bracket at the start.

`{reason: room not free, again}` has a key `again` with no value; `[MOVED] Visit` would be a list; and
`title: #1 webinar` has no value, because a `#` after a space starts a comment.
"""

from __future__ import annotations

import re

import yaml
from msgspec.structs import replace

from scheduler.configuration.source.plain import is_null, pairs
from scheduler.configuration.source.positions import Positions
from scheduler.configuration.spelling import quoted
from scheduler.programme.problems import Problem

_CURLY_QUOTES = tuple("“”„‟‘’«»")
_GLUED_DASH = re.compile(r"-[^\s-]")


def with_hint(positions: Positions, problem: Problem) -> Problem:
    """Returns `problem`, with a better message if YAML reads the text differently from a person."""
    nodes = positions.entry(problem.path)
    if nodes is None:
        return problem
    key, value = nodes
    parent = positions.parent(problem.path)
    if is_null(value) and isinstance(parent, yaml.MappingNode) and _is_flow(parent):
        return problem if _has_colon(positions, key, problem) else _with_hint_in_braces(parent, key, problem)
    if is_null(value) and problem.code == "nothing-written":
        return _with_hint_on_comment(positions, key, value, problem)
    if isinstance(value, yaml.ScalarNode):
        return _with_hint_on_scalar(value.value, problem)
    if _is_flow(value) and problem.code == "text-expected":
        opening, closing = ("[", "]") if isinstance(value, yaml.SequenceNode) else ("{", "}")
        hint = f'if a text is meant, put it in quotes: `"{opening}…{closing}"`'
        return replace(problem, message=f"{problem.message}; {hint}")
    return problem


def _has_colon(positions: Positions, key: yaml.Node, problem: Problem) -> bool:
    """Returns whether a colon follows `key`: then its value is missing."""
    text = positions.lines_of(problem.path).text
    return text[key.end_mark.index :].lstrip().startswith(":")


def _with_hint_on_scalar(text: str, problem: Problem) -> Problem:
    if _GLUED_DASH.match(text) and problem.code == "wrong-shape":
        words = f"a space is missing behind the dash; write `- {text.split()[0][1:]}`"
        return replace(problem, message=words)
    if text.startswith(_CURLY_QUOTES) and problem.at == "value":
        hint = 'curly quotation marks count as part of the text: leave them out, or write `"`'
        return replace(problem, message=f"{problem.message}; {hint}")
    return problem


def _with_hint_on_comment(
    positions: Positions, key: yaml.Node, value: yaml.Node, problem: Problem
) -> Problem:
    """Explains why `title: #1 webinar` has no value: `#` starts a comment."""
    lines = positions.lines_of(problem.path)
    number, column = lines.position(value.start_mark.index)
    rest = lines.line(number)[column - 1 :].strip()
    if not rest.startswith("#"):
        return problem
    line = f'{key.value}: "{rest}"'
    words = (
        "nothing is written here, because what follows `#` is a remark; if it is meant, put it in quotes: "
        f"{quoted(line)}"
    )
    return replace(problem, message=words)


def _is_flow(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _with_hint_in_braces(mapping: yaml.MappingNode, key: yaml.Node, problem: Problem) -> Problem:
    """Explains a key without a value in braces: these are a text, or the text before a comma needs quotes."""
    entries = list(pairs(mapping))
    entries_before = [pair for pair in entries if pair[0].start_mark.index < key.start_mark.index]
    if not entries_before and len(entries) > 1 and " " in key.value:
        line = ": ".join(key.value.split(maxsplit=1))
        return replace(problem, message=f"a colon is missing; write `{line}`", at="key")
    if not entries_before and len(problem.path) == 2:
        return problem  # a section is never one text
    if not entries_before:
        line = f'"{{{key.value}}}"'
        words = f"in braces this is a key without a value; if a text is meant, put it in quotes: `{line}`"
        return replace(problem, path=problem.path[:-1], message=words, at="value")
    name, value = entries_before[-1]
    if not isinstance(value, yaml.ScalarNode):
        return problem
    line = f'{{{name.value}: "{value.value}, {key.value}"}}'
    words = (
        f"in braces a comma ends the text, so that `{key.value}` is a key; put the text in quotes: `{line}`"
    )
    return replace(problem, message=words, at="key")
