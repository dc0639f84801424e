"""Why a text is no YAML, in plain words and at the place where a person would mend it.

The parser reports where it gave up, which may be a line after the slip; `slips` looks at the lines
around that place for what was meant. Copying from a web page or a word processor brings blanks that
YAML does not take for blanks, and a merge leaves its markers: those the parser would report elsewhere
or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml

from scheduler.configuration.source import slips
from scheduler.configuration.source.lines import Lines
from scheduler.configuration.source.slips import Slip

Explained = tuple[int, str]

_ODD = "\xa0\u1680\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff"
_KEY_OR_ITEM = r"(?:- |[\w.\"'-]+\s*:(?:\s|$))"
_ODD_BLANK = re.compile(f"(?m)^[ \t]*([{_ODD}])[ \t{_ODD}]*{_KEY_OR_ITEM}")
_TAB = re.compile(rf"(?m)^ *(\t)[ \t]*{_KEY_OR_ITEM}")
_INVISIBLE_BREAK = re.compile("[\x85\u2028\u2029]")
_CONFLICT = re.compile(r"(?m)^(<{7}|={7}|>{7})( |$)")


def odd_blank(lines: Lines) -> Explained | None:
    """The first key or item behind a blank that is no plain space: YAML takes it for part of the key."""
    match = _ODD_BLANK.search(lines.text)
    if match is None:
        return None
    return match.start(1), (
        f"this line starts with a blank that is no plain space (U+{ord(match[1]):04X}), often copied from a "
        "web page; replace it by spaces"
    )


def cause_of_failure(lines: Lines) -> Explained | None:
    """What explains better than the parser why a text cannot be read: a tab, or a merge left half done."""
    conflict = _CONFLICT.search(lines.text)
    if conflict:
        return conflict.start(), (
            "a merge left its marker here; keep one of the two versions and delete the markers"
        )
    broken = _INVISIBLE_BREAK.search(lines.text)
    if broken:
        return broken.start(), (
            f"an invisible line break (U+{ord(broken[0]):04X}), often copied from a slide; delete it"
        )
    tab = _TAB.search(lines.text)
    if tab:
        return tab.start(1), "this line is indented with a tab; use spaces"
    return None


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
    ("mapping keys are not allowed", slips.odd_start),
    ("alphabetic or numeric character", slips.looks_like_alias),
    ("found undefined alias", slips.looks_like_alias),
    ("comment or line break", slips.block_text),
    ("comment or a line break", slips.block_text),
)
_DOCUMENT = (
    "a line above starts with `%` or `...`, which ends the text for YAML; put it in quotes or delete it"
)
_PLAIN = (
    ("tab character that violates indentation", "this line is indented with a tab; use spaces"),
    (
        "found duplicate anchor",
        "this anchor (`&`) is already taken; a text that starts with `&` must be in quotes",
    ),
    (
        "sequence entries are not allowed",
        "a list cannot start behind a key; put each `- item` on a line of its own, or write `[one, two]`; "
        "a text that starts with `-` must be in quotes",
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
    ("expected '<document start>'", _DOCUMENT),
    ("expected <document start>", _DOCUMENT),
    ("maximum nesting depth", "the text is nested too deeply"),
)
