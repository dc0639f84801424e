"""Explains why a text is not YAML, in plain words and at the place where a person would correct it.

1. A tab or a blank of another kind explains a failure better than the parser.
2. The parser says where it stopped, which may be a line after the mistake. `_LIBYAML` has its errors, each
   with the mistakes that cause it.
3. For a rare mistake, the message has the words of the parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml
from msgspec import Struct

from scheduler.configuration.source.files import Lines
from scheduler.configuration.spelling import quoted

IndexedMessage = tuple[int, str]
"""The index of a character, and the message for its place."""

_ODD_BLANKS = "\xa0\u1680\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff"
_KEY_OR_ITEM = r"(?:- |[\w.\"'-]+\s*:(?:\s|$))"
_ODD_BLANK = re.compile(f"(?m)^[ \t]*([{_ODD_BLANKS}])[ \t{_ODD_BLANKS}]*{_KEY_OR_ITEM}")
_TAB = re.compile(rf"(?m)^ *(\t)[ \t]*{_KEY_OR_ITEM}")
_SLASHES = re.compile(r"""(?m)(?:^|["']) *//""")
_INDENTED_WITH_TAB = "this line is indented with a tab; use spaces"
# A key includes the blanks before its colon (`++` never backtracks), so that each blank is read once.
_PAIR = r"""\s*+(- ++)?("[^"]*"\s*|'[^']*'\s*|[^\s:#"'][^:#]*+):(\s+\S|\s*$)"""
_FIRST_KEY = r"\s*+(- ++)?([^:]++):\s"
_CLOSERS = {"[": "]", "{": "}"}
_QUOTES = "“”„‘’«»\"'"


class Failure(Struct, frozen=True):
    """The place at which the parser stopped (`at`), and the start of the part that it was reading."""

    lines: Lines
    start: int
    at: int

    @property
    def number(self) -> int:
        """The line of `at`."""
        return self.lines.position(self.at)[0]

    @property
    def line(self) -> str:
        """The text of that line."""
        return self.lines.line(self.number)

    @property
    def before(self) -> str:
        """The text of that line before `at`."""
        return self.line[: self.lines.position(self.at)[1] - 1]


def find_odd_blank(lines: Lines) -> IndexedMessage | None:
    """Finds the first key or item after a blank that is not a space: YAML reads it as part of the key."""
    match = None if lines.text.isascii() else _ODD_BLANK.search(lines.text)
    if match is None:
        return None
    number = ord(match[1])
    words = f"a space of another kind (U+{number:04X}), often copied from a web page; replace it by spaces"
    return match.start(1), f"this line starts with {words}"


def explain_error(error: yaml.YAMLError, lines: Lines) -> IndexedMessage:
    """Explains an error of the parser."""
    if slashes := _SLASHES.search(lines.text):
        return slashes.end() - 2, "a note begins with `#`, and not with `//`"
    if tab := _TAB.search(lines.text):
        return tab.start(1), _INDENTED_WITH_TAB
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return 0, "this text cannot be read as YAML"
    at = error.problem_mark.index
    failure = Failure(lines, error.context_mark.index if error.context_mark else at, at)
    problem = f"{error.context or ''} {error.problem or ''}".strip()
    for words, explanation in _LIBYAML:
        if words in problem:
            return (at, explanation) if isinstance(explanation, str) else explanation(failure)
    return at, f"this is not YAML ({problem}); look at this line and the one above it"


def _first_word(lines: Lines, number: int) -> int:
    """Returns the index of the first character of a line that is not a blank."""
    line = lines.line(number)
    return lines.starts()[number - 1] + len(line) - len(line.lstrip())


def _in_quotes(words: str) -> str:
    plain = words.strip().replace('"', "'")
    return f'"{plain}"' if len(plain) <= 50 else f'"{plain[:49]}…"'


def _second_colon(failure: Failure) -> IndexedMessage:
    """Explains `title: Sofia: Sejong`, a line above without its colon, or a line too far to the right."""
    key = re.match(_PAIR, failure.before + " ") or re.match(_FIRST_KEY, failure.before)
    if key is not None:
        value = failure.line[key.end(2) + 1 :].strip().strip(_QUOTES)
        correction = f"{key[2].strip()}: {_in_quotes(value)}"
        return failure.at, f"a second colon in one line; put the text in quotes: `{correction}`"
    lines = failure.lines
    for number in range(failure.number - 1, 0, -1):
        text = lines.line(number).strip()
        if text and not text.startswith("#"):
            if re.match(_PAIR, text) or text.startswith("- "):
                break
            return _no_colon(Failure(lines, lines.starts()[number - 1], failure.at))
    return _first_word(lines, failure.number), (
        "this line starts further to the right than the line above it, which is complete; indent both alike"
    )


def _no_colon(failure: Failure) -> IndexedMessage:
    """Explains a line without a colon, or without an ordinary space after an ordinary colon."""
    number = failure.lines.position(failure.start)[0]
    word = failure.lines.line(number).strip()
    start = _first_word(failure.lines, number)
    if odd := re.match(rf"([\w.-]+)\s*[:：][\s{_ODD_BLANKS}]*(\S.*)$", word):
        line = quoted(f"{odd[1]}: {odd[2]}")
        return start, f"an ordinary colon with a space behind it is missing; write {line}"
    if dash := re.match(r"-(\w\S*)$", word):
        return start, f"a space is missing behind the dash; write {quoted(f'- {dash[1]}')}"
    form = "every line reads `key: value`; a text that goes on is indented further than its key"
    return start, f"a colon is missing after {quoted(word)}; {form}"


def _no_key(failure: Failure) -> IndexedMessage:
    """Explains a line in a wrong column, or text after a closing quotation mark or bracket."""
    mark = failure.before[-1:]
    if mark in ('"', "'") and failure.before.count(mark) == 1:
        return _quote_above(failure, mark)
    rest = failure.line[len(failure.before) :]
    key = re.match(_FIRST_KEY, failure.line)
    value = failure.line[key.end() :].lstrip() if key else ""
    if rest[:1] in ("]", "}"):
        return failure.at, f"one `{rest[0]}` too many"
    if failure.before.strip() and key and value[:1] in ('"', "'", "[", "{"):
        closing = f"bracket `{_CLOSERS[value[0]]}`" if value[0] in _CLOSERS else "quotation mark"
        words = f'the text goes on after its closing {closing}; put all of it in "double quotes"'
        if value[0] == '"':
            words = (
                f"the text goes on after its closing {closing}; write `{key[2].strip()}: {_in_quotes(value)}`"
            )
        return failure.at, words
    if failure.before.strip():
        return failure.at, f"{quoted(rest)} is not expected here; every line reads `key: value`"
    words = "this line does not line up with any line above; lines of one block start in the same column"
    return failure.at, words


def _quote_above(failure: Failure, mark: str) -> IndexedMessage:
    """Explains an open quotation mark, where the quotation reaches to the next mark some lines below."""
    for number in range(failure.number - 1, 0, -1):
        line = failure.lines.line(number)
        if line.count(mark) % 2:
            return _open_quote(
                Failure(failure.lines, failure.lines.starts()[number - 1] + line.rindex(mark), 0)
            )
    return _open_quote(Failure(failure.lines, failure.at - 1, 0))


def _open_quote(failure: Failure) -> IndexedMessage:
    mark = failure.lines.text[failure.start]
    return failure.start, f"this quotation mark is not closed; {mark} is missing at the end of the text"


def _no_closer(failure: Failure) -> IndexedMessage:
    """Explains a bracket or brace that is not closed, or a missing comma in it."""
    text = failure.lines.text
    closer = _CLOSERS[text[failure.start]]
    place = min(failure.at, len(text))
    if failure.lines.position(place)[0] == failure.lines.position(failure.start)[0]:
        return place, f"a comma or the closing `{closer}` is missing here"
    return failure.start, f"this `{text[failure.start]}` is not closed; `{closer}` is missing"


def _odd_start(failure: Failure) -> IndexedMessage:
    """Explains a text that starts with a character that has a meaning in YAML."""
    if failure.lines.text.startswith("\t", failure.at):
        return failure.at, "a tab stands here; use spaces"
    character = failure.lines.text[failure.at : failure.at + 1]
    if not character.strip():
        end = len(failure.lines.text[: failure.at].rstrip())
        return end, "a value is missing here, or a bracket is not closed above"
    what = "a backtick" if character == "`" else f"`{character}`"
    return failure.at, f"a text that starts with {what} must be in quotes: `{_rest(failure)}`"


def _rest(failure: Failure) -> str:
    key, words = re.match(_FIRST_KEY, failure.before + " "), _in_quotes(failure.line[len(failure.before) :])
    return f"{key[2].strip()}: {words}" if key else words


def _looks_like_alias(failure: Failure) -> IndexedMessage:
    """Explains a text that starts with `*` or `&`."""
    return _odd_start(Failure(failure.lines, failure.start, failure.start))


_BACKSLASH = 'in "double quotes" a backslash must be written twice; or use single quotes'
# libyaml's errors have no codes, only these texts.
_LIBYAML: tuple[tuple[str, str | Callable[[Failure], IndexedMessage]], ...] = (
    ("mapping values are not allowed", _second_colon),
    ("could not find expected ':'", _no_colon),
    ("did not find expected key", _no_key),
    (
        "did not find expected '-' indicator",
        "this line stands inside a list and has no `- `; every item of a list starts with `- `",
    ),
    ("did not find expected ','", _no_closer),
    ("found unexpected end of stream", _open_quote),
    ("found unexpected document indicator", _open_quote),
    ("did not find expected node content", _odd_start),
    ("cannot start any token", _odd_start),
    ("alphabetic or numeric character", _looks_like_alias),
    ("found undefined alias", _looks_like_alias),
    ("tab character that violates indentation", _INDENTED_WITH_TAB),
    (
        "sequence entries are not allowed",
        "a list cannot start behind a key; put each `- item` on a line of its own, or write `[one, two]`; "
        "a text that starts with `-` must be in quotes",
    ),
    (
        "expected <document start>",
        "all lines above this one begin further to the right; is a line such as `meetings:` missing at the "
        "top of the file?",
    ),
    ("unknown escape character", _BACKSLASH),
    ("did not find expected hexdecimal number", _BACKSLASH),
    ("maximum nesting depth", "the text is nested too deeply"),
)
