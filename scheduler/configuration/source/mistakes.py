"""Explains single mistakes of syntax: a colon too many or too few, a quotation mark or bracket left open.

Each function explains one kind of error of the parser; its docstring names the mistakes that cause it.
"""

from __future__ import annotations

import re

from msgspec import Struct

from scheduler.configuration.source.lines import Lines
from scheduler.configuration.spelling import quoted

# A key includes the blanks before its colon (`++` never backtracks), so that each blank is read once.
_PAIR = r"""\s*+(- ++)?("[^"]*"\s*|'[^']*'\s*|[^\s:#"'][^:#]*+):(\s+\S|\s*$)"""
_FIRST_KEY = r"\s*+(- ++)?([^:]++):\s"
_CLOSERS = {"[": "]", "{": "}"}
_ODD_SPACES = "\u00a0\u2000-\u200b\u202f\u3000"
"""Characters that look like a space; word processors and web pages have them."""
_CURLY_QUOTES = "“”„‘’«»"
_PLAIN_QUOTES = "\"'"

IndexedMessage = tuple[int, str]
"""The index of a character, and the message for its place."""


class Failure(Struct, frozen=True, kw_only=True):
    """The place at which the parser stopped (`at`), and the start of the part that it was reading."""

    lines: Lines
    start: int
    at: int

    @property
    def number(self) -> int:
        """The line of `at`."""
        return self.lines.position(self.at)[0]

    @property
    def column(self) -> int:
        """The column of `at`."""
        return self.lines.position(self.at)[1]

    @property
    def line(self) -> str:
        """The text of the line of `at`."""
        return self.lines.line(self.number)

    @property
    def before(self) -> str:
        """The text of that line before `at`."""
        return self.line[: self.column - 1]


def second_colon(failure: Failure) -> IndexedMessage:
    """Explains `title: Sofia: Sejong`, a line above without its colon, or a line too far to the right."""
    key = re.match(_PAIR, failure.before + " ") or re.match(_FIRST_KEY, failure.before)
    if key is not None:
        value = failure.line[key.end(2) + 1 :].strip()
        correction = f'{key[2].strip()}: "{_short(value.strip(_CURLY_QUOTES + _PLAIN_QUOTES))}"'
        return failure.at, f"a second colon in one line; put the text in quotes: `{correction}`"
    above = _number_of_line_above(failure)
    text = failure.lines.line(above)
    if above and not re.match(_PAIR, text) and not text.lstrip().startswith("- "):
        return no_colon(Failure(lines=failure.lines, start=failure.lines.starts()[above - 1], at=failure.at))
    return _first_word(failure.lines, failure.number), (
        "this line starts further to the right than the line above it, which is complete; indent both alike"
    )


def _first_word(lines: Lines, number: int) -> int:
    """Returns the index of the first character of a line that is not a blank."""
    line = lines.line(number)
    return lines.starts()[number - 1] + len(line) - len(line.lstrip())


def _number_of_line_above(failure: Failure) -> int:
    for number in range(failure.number - 1, 0, -1):
        text = failure.lines.line(number).strip()
        if text and not text.startswith("#"):
            return number
    return 0


def _short(words: str) -> str:
    plain = words.replace('"', "'")
    return plain if len(plain) <= 50 else plain[:49] + "…"


def no_colon(failure: Failure) -> IndexedMessage:
    """Explains a line without a colon, or without a space after it."""
    number = failure.lines.position(failure.start)[0]
    word = failure.lines.line(number).strip()
    start = _first_word(failure.lines, number)
    without_space = re.match(r"([\w.-]+):(\S.*)$", word)
    if without_space:
        return start, f"a space is missing after the colon: `{without_space[1]}: {_short(without_space[2])}`"
    wide_colon = re.match(r"([\w.-]+)\s*：\s*(.*)$", word)
    if wide_colon:
        return start, f"the colon is a wide one; write `{wide_colon[1]}: {_short(wide_colon[2])}`"
    odd_space = re.match(rf"([\w.-]+):[{_ODD_SPACES}]\s*(.*)$", word)
    if odd_space:
        correction = f"{odd_space[1]}: {_short(odd_space[2])}"
        return start, f"the space after the colon is not an ordinary one; type it again: `{correction}`"
    dash = re.match(r"-(\w\S*)$", word)
    if dash:
        return start, f"a space is missing behind the dash; write `- {_short(dash[1])}`"
    return start, f"a colon is missing after {quoted(word)}; every line reads `key: value`"


def _no_key_at_start(failure: Failure, character: str) -> str:
    if character == ":":
        return "the key before this colon is missing"
    above = failure.lines.line(failure.number - 1)
    if character == "-" and len(above) - len(above.lstrip()) == failure.column - 1:
        return "the lines above are no list; take the dash out, or indent the list below its key"
    return "this line does not line up with any line above; lines of one block start in the same column"


def no_key(failure: Failure) -> IndexedMessage:
    """Explains a line in a wrong column, or text after a closing quotation mark or bracket."""
    character = failure.line[failure.column - 1 : failure.column]
    if failure.before[-1:] in ('"', "'") and failure.before.count(failure.before[-1]) == 1:
        return _quote_above(failure, failure.before[-1])
    comment = re.search(r"\S\s+(#[^\s#])", failure.lines.line(failure.number - 1))
    if not failure.before.strip() and comment and not re.match(_PAIR, failure.line):
        at = failure.lines.starts()[failure.number - 2] + comment.start(1)
        return at, "what follows this `#` is a comment, so that the text ends here; put all of it in quotes"
    if character in ("]", "}"):
        return failure.at, f"one `{character}` too many"
    if not failure.before.strip():
        return failure.at, _no_key_at_start(failure, character)
    return failure.at, _goes_on(failure)


def _goes_on(failure: Failure) -> str:
    key = re.match(_FIRST_KEY, failure.line)
    value = failure.line[key.end() :].lstrip() if key else ""
    if not key or value[:1] not in ('"', "'", "[", "{"):
        rest = quoted(failure.line[failure.column - 1 :])
        return f"{rest} is not expected here; every line reads `key: value`"
    opening = value[0]
    closing = f"bracket `{_CLOSERS[opening]}`" if opening in _CLOSERS else "quotation mark"
    correction = f"{key[2].rstrip()}: {_requoted(value)}"
    return f"the text goes on after its closing {closing}; put all of it in quotes: `{correction}`"


def _quote_above(failure: Failure, mark: str) -> IndexedMessage:
    """Explains an open quotation mark, where the quotation reaches to the next mark some lines below."""
    for number in range(failure.number, 0, -1):
        line = failure.lines.line(number)
        if number < failure.number and line.count(mark) % 2:
            start = failure.lines.starts()[number - 1] + line.rindex(mark)
            return open_quote(Failure(lines=failure.lines, start=start, at=start))
    return open_quote(Failure(lines=failure.lines, start=failure.at - 1, at=failure.at))


def _requoted(value: str) -> str:
    words, mark = value.strip(), value[0]
    if mark in _CLOSERS:
        return f'"{_short(words)}"'
    if mark == '"' and not words.endswith(mark) and "'" not in words:
        return f"'{words}'"
    inner = words[1:-1] if words.endswith(mark) else words.replace(mark, "")
    return f"'{inner}'" if '"' in inner and "'" not in inner else f'"{_short(inner)}"'


def no_dash(failure: Failure) -> IndexedMessage:
    """Explains a line inside a list that is not an item."""
    return failure.at, "this line stands inside a list and has no `- `; every item of a list starts with `- `"


def no_closer(failure: Failure) -> IndexedMessage:
    """Explains a bracket or brace that is not closed, or a missing comma in it."""
    opening = failure.lines.text[failure.start]
    if failure.lines.text.lstrip()[:1] in _CLOSERS and failure.at < len(failure.lines.text.rstrip()):
        return failure.at, "a comma is missing before this, or a bracket was not closed above"
    place = min(failure.at, len(failure.lines.text))
    if failure.lines.position(place)[0] == failure.lines.position(failure.start)[0]:
        return place, f"a comma or the closing `{_CLOSERS[opening]}` is missing here"
    comment = re.compile(r"(?>[^\n]*?\s(?=#))(#[^\n]*[\]}])").match(failure.lines.text, failure.start)
    if comment:
        words = "what follows this `#` is a comment, the closing"
        return comment.start(1), f"{words} `{_CLOSERS[opening]}` too; put the text in quotes"
    return failure.start, f"this `{opening}` is not closed; `{_CLOSERS[opening]}` is missing"


def no_content(failure: Failure) -> IndexedMessage:
    """Explains a bracket or brace that is not closed at the end of the text, or two commas in a row."""
    if failure.lines.text.startswith(",", failure.at):
        return failure.at, "a comma with nothing before it; take it out"
    openings: list[int] = []
    for match in re.finditer(r"[\[\]{}]", failure.lines.text[: failure.at]):
        if match[0] in _CLOSERS:
            openings.append(match.start())
        elif openings:
            openings.pop()
    if not openings:
        return odd_start(failure)
    mark = failure.lines.text[openings[-1]]
    return openings[-1], f"this `{mark}` is not closed; `{_CLOSERS[mark]}` is missing"


def open_quote(failure: Failure) -> IndexedMessage:
    """Explains a quotation mark that is not closed."""
    mark = failure.lines.text[failure.start]
    return failure.start, f"this quotation mark is not closed; {mark} is missing at the end of the text"


def odd_start(failure: Failure) -> IndexedMessage:
    """Explains a text that starts with a character that has a meaning in YAML."""
    character = failure.lines.text[failure.at : failure.at + 1]
    if character == "\t":
        return failure.at, "a tab stands here; use spaces"
    shown = "a backtick" if character == "`" else f"`{character}`"
    rest = _rest_of_line(failure.lines, failure.at)
    return failure.at, f'a text that starts with {shown} must be in quotes: `"{_short(rest)}"`'


def _rest_of_line(lines: Lines, at: int) -> str:
    number, column = lines.position(at)
    return lines.line(number)[column - 1 :].strip()


def looks_like_alias(failure: Failure) -> IndexedMessage:
    """Explains a text that starts with `*` or `&`."""
    start, rest = failure.lines.text[failure.start], _rest_of_line(failure.lines, failure.start)
    words = f'a text that starts with `{start}` must be in quotes: `"{_short(rest)}"`'
    # A longer name is hardly an alias, and would make the message long.
    alias = re.fullmatch(r"\*([\w-]{1,49})", rest)
    return failure.start, f"nothing in this file is marked `&{alias[1]}`; {words}" if alias else words


def block_text(failure: Failure) -> IndexedMessage:
    """Explains a text on the same line as `|` or `>`."""
    mark = failure.lines.text[failure.start]
    return failure.at, (
        f"after `{mark}` the text starts on the next line, further to the right; a text that starts with "
        f"`{mark}` must be in quotes"
    )
