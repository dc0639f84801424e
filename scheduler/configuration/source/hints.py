"""Hints for texts that YAML takes for something else: a comma in braces, a bracket or `#` at the start.

`{reason: room not free, again}` has a key `again` with nothing behind it; `[MOVED] Visit` would be a list.
"""

from __future__ import annotations

import re
from dataclasses import replace

import yaml

from scheduler.configuration.source.plain import is_null, pairs
from scheduler.configuration.source.positions import entry, lines_of
from scheduler.configuration.source.tree import Tree
from scheduler.configuration.spelling import quoted
from scheduler.programme.problems import Problem

_CURLY = "“”„‟‘’«»"
_GLUED_DASH = re.compile(r"-[^\s-]")


def with_hint(tree: Tree, problem: Problem) -> Problem:
    """`problem`, with what YAML made of the text where that explains it."""
    found = entry(tree, problem.path)
    if found is None:
        return problem
    key, value = found
    holder = entry(tree, problem.path[:-1])
    if is_null(value) and holder is not None and _flow(holder[1]) and isinstance(holder[1], yaml.MappingNode):
        return _comma(holder[1], key, problem)
    if is_null(value) and problem.code == "nothing-written":
        return _comment(tree, key, value, problem)
    glued = isinstance(value, yaml.ScalarNode) and _GLUED_DASH.match(value.value)
    if glued and problem.code == "wrong-shape":
        words = f"a space is missing behind the dash; write `- {value.value.split()[0][1:]}`"
        return replace(problem, message=words)
    if isinstance(value, yaml.ScalarNode) and value.value.startswith(tuple(_CURLY)) and problem.at == "value":
        hint = 'curly quotation marks count as part of the text: leave them out, or write `"`'
        return replace(problem, message=f"{problem.message}; {hint}")
    if _flow(value) and problem.code == "text-expected":
        opening, closing = ("[", "]") if isinstance(value, yaml.SequenceNode) else ("{", "}")
        hint = f'if a text is meant, put it in quotes: `"{opening}…{closing}"`'
        return replace(problem, message=f"{problem.message}; {hint}")
    return problem


def _comment(tree: Tree, key: yaml.Node, value: yaml.Node, problem: Problem) -> Problem:
    """`title: #1 webinar` says nothing: what stands behind `#` is a remark."""
    lines = lines_of(tree, problem.path)
    number, column = lines.place(value.start_mark.index)
    rest = lines.line(number)[column - 1 :].strip()
    if not rest.startswith("#"):
        return problem
    mended = f'{key.value}: "{rest}"'
    words = (
        "nothing is written here, because what follows `#` is a remark; if it is meant, put it in quotes: "
        f"{quoted(mended)}"
    )
    return replace(problem, message=words)


def _flow(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _comma(holder: yaml.Node, key: yaml.Node, problem: Problem) -> Problem:
    """A key without a value in braces: a text in braces, or the text before it wants quotes."""
    earlier = list(pairs(holder)) if isinstance(holder, yaml.MappingNode) else []
    before = [pair for pair in earlier if pair[0].start_mark.index < key.start_mark.index]
    if not before and len(earlier) > 1 and " " in key.value:
        mended = ": ".join(key.value.split(maxsplit=1))
        return replace(problem, message=f"a colon is missing; write `{mended}`", at="key")
    if not before:
        mended = f'"{{{key.value}}}"'
        words = f"in braces this is a key without a value; if a text is meant, put it in quotes: `{mended}`"
        return replace(problem, path=problem.path[:-1], message=words, at="value")
    name, value = before[-1]
    if not isinstance(value, yaml.ScalarNode):
        return problem
    mended = f'{{{name.value}: "{value.value}, {key.value}"}}'
    words = (
        f"in braces a comma ends the text, so that `{key.value}` is a key; put the text in quotes: `{mended}`"
    )
    return replace(problem, message=words, at="key")
