"""Explains why a text is not YAML, in plain words and at the place where a person would correct it.

The parser reports where it stopped, which may be a line after the mistake; `mistakes` looks at the lines
around that place for what was meant. Some mistakes the parser reports elsewhere or not at all: blanks that
are not spaces, often copied from a web page or a word processor, and the markers of an unfinished merge.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml

from scheduler.configuration.source import mistakes
from scheduler.configuration.source.lines import Lines
from scheduler.configuration.source.mistakes import Failure, IndexedMessage

_ODD = "\xa0\u1680\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff"
_KEY_OR_ITEM = r"(?:- |[\w.\"'-]+\s*:(?:\s|$))"
_ODD_BLANK = f"(?m)^[ \t]*([{_ODD}])[ \t{_ODD}]*{_KEY_OR_ITEM}"
_TAB = rf"(?m)^ *(\t)[ \t]*{_KEY_OR_ITEM}"
_INVISIBLE_BREAK = "[\x85\u2028\u2029]"
_CONFLICT = r"(?m)^(<{7}|={7}|>{7})( |$)"


def find_odd_blank(lines: Lines) -> IndexedMessage | None:
    """Finds the first key or item after a blank that is not a space: YAML reads it as part of the key."""
    match = None if lines.text.isascii() else re.search(_ODD_BLANK, lines.text)
    if match is None:
        return None
    return match.start(1), (
        f"this line starts with a space of another kind (U+{ord(match[1]):04X}), often copied from a "
        "web page; replace it by spaces"
    )


def find_copied_characters(lines: Lines) -> IndexedMessage | None:
    """Finds merge markers, invisible line breaks and tabs, which explain a failure better than the parser."""
    conflict = re.search(_CONFLICT, lines.text)
    if conflict:
        return conflict.start(), (
            "a merge left its marker here; keep one of the two versions and delete the markers"
        )
    invisible = re.search(_INVISIBLE_BREAK, lines.text)
    if invisible:
        return invisible.start(), (
            f"an invisible line break (U+{ord(invisible[0]):04X}), often copied from a slide; delete it"
        )
    tab = re.search(_TAB, lines.text)
    if tab:
        return tab.start(1), "this line is indented with a tab; use spaces"
    return None


def explain_error(error: yaml.YAMLError, lines: Lines) -> IndexedMessage:
    """Explains an error of the parser; quotes the parser if `_LIBYAML` has no explanation."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return 0, "this text cannot be read as YAML"
    at = error.problem_mark.index
    failure = Failure(lines=lines, start=error.context_mark.index if error.context_mark else at, at=at)
    problem = f"{error.context or ''} {error.problem or ''}".strip()
    for words, explanation in _LIBYAML:
        if words in problem:
            return (at, explanation) if isinstance(explanation, str) else explanation(failure)
    return at, f"this is not YAML: {problem}"


_BACKSLASH = 'in "double quotes" a backslash must be written twice; or use single quotes'
_PERCENT = "a line cannot start with `%`; put the text in quotes"
# libyaml's errors have no codes, only these texts.
_LIBYAML: tuple[tuple[str, str | Callable[[Failure], IndexedMessage]], ...] = (
    ("mapping values are not allowed", mistakes.second_colon),
    ("could not find expected ':'", mistakes.no_colon),
    ("did not find expected key", mistakes.no_key),
    ("did not find expected '-' indicator", mistakes.no_dash),
    ("did not find expected ','", mistakes.no_closer),
    ("found unexpected end of stream", mistakes.open_quote),
    ("found unexpected document indicator", mistakes.open_quote),
    ("did not find expected node content", mistakes.no_content),
    ("cannot start any token", mistakes.odd_start),
    ("mapping keys are not allowed", mistakes.odd_start),
    ("alphabetic or numeric character", mistakes.looks_like_alias),
    ("found undefined alias", mistakes.looks_like_alias),
    ("comment or line break", mistakes.block_text),
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
    ("unknown escape character", _BACKSLASH),
    ("did not find expected hexdecimal number", _BACKSLASH),
    ("invalid Unicode character escape", "this `\\u` escape is not a character; write the character itself"),
    ("unknown directive name", _PERCENT),
    ("found incompatible YAML document", _PERCENT),
    (
        "found unexpected ':'",
        "a value is missing behind this colon; in braces a space and a value follow it: `{key: value}`",
    ),
    (
        "expected <document start>",
        "a line above starts with `%` or `...`, which ends the text for YAML; put it in quotes or delete it",
    ),
    ("maximum nesting depth", "the text is nested too deeply"),
)
