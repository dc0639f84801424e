"""Why a text is no YAML, in plain words and at the place where a person would mend it.

The parser reports where it gave up, which may be a line after the slip; `slips` looks at the lines
around that place for what was meant.
"""

from __future__ import annotations

from collections.abc import Callable

import yaml

from scheduler.configuration import slips
from scheduler.configuration.lines import Lines
from scheduler.configuration.slips import Slip

Explained = tuple[int, str]


def explained(error: yaml.YAMLError, lines: Lines) -> Explained:
    """The index of the slip, and what is wrong and what would be right."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return 0, "this text cannot be read as YAML"
    at = error.problem_mark.index
    slip = Slip(lines=lines, start=error.context_mark.index if error.context_mark else at, at=at)
    problem = f"{error.context or ''} {error.problem or ''}".strip()
    for words, explain in _LOOKED_AT:
        if words in problem:
            return explain(slip)
    for words, message in _PLAIN:
        if words in problem:
            return at, message
    return at, f"this is not YAML: {problem}"


_LOOKED_AT: tuple[tuple[str, Callable[[Slip], Explained]], ...] = (
    ("mapping values are not allowed", slips.second_colon),
    ("could not find expected ':'", slips.no_colon),
    ("did not find expected key", slips.no_key),
    ("expected <block end>, but found '?'", slips.no_dash),
    ("did not find expected '-' indicator", slips.no_dash),
    ("expected <block end>", slips.no_key),
    ("did not find expected ','", slips.no_closer),
    ("expected ',' or", slips.no_closer),
    ("found unexpected end of stream", slips.open_quote),
    ("found unexpected document indicator", slips.open_quote),
    ("did not find expected node content", slips.no_content),
    ("expected the node content", slips.no_content),
    ("cannot start any token", slips.odd_start),
    ("alphabetic or numeric character", slips.looks_like_alias),
    ("found undefined alias", slips.looks_like_alias),
    ("comment or line break", slips.block_text),
    ("comment or a line break", slips.block_text),
)
_PLAIN = (
    ("tab character that violates indentation", "this line is indented with a tab; use spaces"),
    (
        "found duplicate anchor",
        "this anchor (`&`) is already taken; a text that starts with `&` must be in quotes",
    ),
    (
        "sequence entries are not allowed",
        "a list cannot start behind a key; put each `- item` on a line of its own, or write `[one, two]`",
    ),
    (
        "but found another document",
        "`---` starts a second document here; use one file for each, or delete the line",
    ),
    (
        "unknown escape character",
        'in "double quotes" a backslash must be written twice; or use single quotes',
    ),
    ("invalid Unicode character escape", "this `\\u` escape is no character; write the character itself"),
    ("unknown directive name", "a line cannot start with `%`; put the text in quotes"),
    ("expected '<document start>'", "a line above starts with `%`; put that text in quotes"),
    ("maximum nesting depth", "the text is nested too deeply"),
)
