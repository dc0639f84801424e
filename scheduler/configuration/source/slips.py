"""What was meant by lines that are no YAML: a colon too many or too few, a quotation or bracket left open.

Each function returns the index of the slip, and what is wrong and what would be right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scheduler.configuration.source.lines import Lines
from scheduler.configuration.spelling import quoted

# A key takes the blanks before its colon with it (`++` gives nothing back): so each blank is read once.
_PAIR = re.compile(r"""\s*+(- ++)?("[^"]*"\s*|'[^']*'\s*|[^\s:#"'][^:#]*+):(\s+\S|\s*$)""")
_FIRST_KEY = re.compile(r"\s*+(- ++)?([^:]++):\s")
_CLOSERS = {"[": "]", "{": "}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """Where the parser gave up (`at`), and where what it was reading had started."""

    lines: Lines
    start: int
    at: int

    @property
    def number(self) -> int:
        """The line of `at`."""
        return self.lines.place(self.at)[0]

    @property
    def column(self) -> int:
        """The column of `at`."""
        return self.lines.place(self.at)[1]

    @property
    def line(self) -> str:
        """The text of the line of `at`."""
        return self.lines.line(self.number)

    @property
    def before(self) -> str:
        """What stands on that line before `at`."""
        return self.line[: self.column - 1]


def second_colon(slip: Slip) -> tuple[int, str]:
    """`title: Sofia: Sejong`, or a line above without its colon, or a line too far to the right."""
    key = _PAIR.match(slip.before + " ") or _FIRST_KEY.match(slip.before)
    if key is not None:
        value = slip.line[key.end(2) + 1 :].strip()
        mended = f'{key[2].strip()}: "{_short(value)}"'
        return slip.at, f"a second colon in one line; put the text in quotes: `{mended}`"
    above = _line_above(slip)
    text = slip.lines.line(above)
    if above and not _PAIR.match(text) and not text.lstrip().startswith("- "):
        return no_colon(Slip(lines=slip.lines, start=slip.lines.starts()[above - 1], at=slip.at))
    return _first_word(slip.lines, slip.number), (
        "this line starts further to the right than the line above it, which is complete; indent both alike"
    )


def _first_word(lines: Lines, number: int) -> int:
    """The index of the first character of a line that is no blank."""
    line = lines.line(number)
    return lines.starts()[number - 1] + len(line) - len(line.lstrip())


def _line_above(slip: Slip) -> int:
    for candidate in range(slip.number - 1, 0, -1):
        text = slip.lines.line(candidate).strip()
        if text and not text.startswith("#"):
            return candidate
    return 0


def _short(words: str) -> str:
    plain = words.replace('"', "'")
    return plain if len(plain) <= 50 else plain[:49] + "…"


def no_colon(slip: Slip) -> tuple[int, str]:
    """A line without a colon, or with one that is glued to what follows."""
    number = slip.lines.place(slip.start)[0]
    word = slip.lines.line(number).strip()
    begin = _first_word(slip.lines, number)
    glued = re.match(r"([\w.-]+):(\S.*)$", word)
    if glued:
        return begin, f"a space is missing after the colon: `{glued[1]}: {_short(glued[2])}`"
    wide = re.match(r"([\w.-]+)\s*：\s*(.*)$", word)
    if wide:
        return begin, f"the colon is a wide one; write `{wide[1]}: {_short(wide[2])}`"
    return begin, f"a colon is missing after {quoted(word)}; every line reads `key: value`"


def no_key(slip: Slip) -> tuple[int, str]:
    """Something that does not go on with the block: a wrong column, or text after a closing mark."""
    found = slip.line[slip.column - 1 : slip.column]
    if slip.before[-1:] in ('"', "'") and slip.before.count(slip.before[-1]) == 1:
        return _quote_above(slip, slip.before[-1])
    remark = re.search(r"\S\s+(#[^\s#])", slip.lines.line(slip.number - 1))
    if not slip.before.strip() and remark and not _PAIR.match(slip.line):
        at = slip.lines.starts()[slip.number - 2] + remark.start(1)
        return at, "what follows this `#` is a remark, so that the text ends here; put all of it in quotes"
    if not slip.before.strip():
        return slip.at, (
            "the key before this colon is missing"
            if found == ":"
            else "this line does not line up with any line above; lines of one block start in the same column"
        )
    if found in ("]", "}"):
        return slip.at, f"one `{found}` too many"
    return slip.at, _goes_on(slip)


def _goes_on(slip: Slip) -> str:
    key = _FIRST_KEY.match(slip.line)
    value = slip.line[key.end() :].lstrip() if key else ""
    if not key or value[:1] not in ('"', "'", "[", "{"):
        return f"{quoted(slip.line[slip.column - 1 :])} is not expected here; every line reads `key: value`"
    opening = value[0]
    closing = f"bracket `{_CLOSERS[opening]}`" if opening in _CLOSERS else "quotation mark"
    mended = f"{key[2].rstrip()}: {_requoted(value)}"
    return f"the text goes on after its closing {closing}; put all of it in quotes: `{mended}`"


def _quote_above(slip: Slip, mark: str) -> tuple[int, str]:
    """A quotation that was not closed swallows lines up to the next mark; point to where it opened."""
    for candidate in range(slip.number, 0, -1):
        line = slip.lines.line(candidate)
        if candidate < slip.number and line.count(mark) % 2:
            start = slip.lines.starts()[candidate - 1] + line.rindex(mark)
            return open_quote(Slip(lines=slip.lines, start=start, at=start))
    return open_quote(Slip(lines=slip.lines, start=slip.at - 1, at=slip.at))


def _requoted(value: str) -> str:
    words, mark = value.strip(), value[0]
    if mark in _CLOSERS:
        return f'"{_short(words)}"'
    if mark == '"' and not words.endswith(mark) and "'" not in words:
        return f"'{words}'"
    inner = words[1:-1] if words.endswith(mark) else words.replace(mark, "")
    return f"'{inner}'" if '"' in inner and "'" not in inner else f'"{_short(inner)}"'


def no_dash(slip: Slip) -> tuple[int, str]:
    """A line inside a list that is no item."""
    return slip.at, "this line stands inside a list and has no `- `; every item of a list starts with `- `"


def no_closer(slip: Slip) -> tuple[int, str]:
    """A bracket or brace left open, or a comma missing in it."""
    opening = slip.lines.text[slip.start]
    if slip.lines.text.lstrip()[:1] in _CLOSERS and slip.at < len(slip.lines.text.rstrip()):
        return slip.at, "a comma is missing before this, or a bracket was not closed above"
    place = min(slip.at, len(slip.lines.text))
    if slip.lines.place(place)[0] == slip.lines.place(slip.start)[0]:
        return place, f"a comma or the closing `{_CLOSERS[opening]}` is missing here"
    remark = re.compile(r"(?>[^\n]*?\s(?=#))(#[^\n]*[\]}])").match(slip.lines.text, slip.start)
    if remark:
        words = "what follows this `#` is a remark, the closing"
        return remark.start(1), f"{words} `{_CLOSERS[opening]}` too; put the text in quotes"
    return slip.start, f"this `{opening}` is not closed; `{_CLOSERS[opening]}` is missing"


def no_content(slip: Slip) -> tuple[int, str]:
    """A bracket or brace that is left open at the end, or two commas in a row."""
    found = slip.lines.text[slip.at : slip.at + 1]
    if found == ",":
        return slip.at, "a comma with nothing before it; take it out"
    opened: list[int] = []
    for match in re.finditer(r"[\[\]{}]", slip.lines.text[: slip.at]):
        if match[0] in _CLOSERS:
            opened.append(match.start())
        elif opened:
            opened.pop()
    if not opened:
        return odd_start(slip)
    mark = slip.lines.text[opened[-1]]
    return opened[-1], f"this `{mark}` is not closed; `{_CLOSERS[mark]}` is missing"


def open_quote(slip: Slip) -> tuple[int, str]:
    """A quotation without its end."""
    mark = slip.lines.text[slip.start]
    return slip.start, f"this quotation mark is not closed; {mark} is missing at the end of the text"


def odd_start(slip: Slip) -> tuple[int, str]:
    """A text that starts with a character that YAML keeps for itself."""
    character = slip.lines.text[slip.at : slip.at + 1]
    if character == "\t":
        return slip.at, "a tab stands here; use spaces"
    shown = "a backtick" if character == "`" else f"`{character}`"
    return slip.at, f"a text that starts with {shown} must be in quotes: `{_quote_rest(slip.lines, slip.at)}`"


def _quote_rest(lines: Lines, at: int) -> str:
    number, column = lines.place(at)
    return f'"{_short(lines.line(number)[column - 1 :].strip())}"'


def looks_like_alias(slip: Slip) -> tuple[int, str]:
    """A text that starts with `*` or `&`."""
    start = slip.lines.text[slip.start]
    mended = _quote_rest(slip.lines, slip.start)
    words = f"a text that starts with `{start}` must be in quotes: `{mended}`"
    alias = re.fullmatch(r'"\*([\w-]+)"', mended)
    return slip.start, f"nothing in this file is marked `&{alias[1]}`; {words}" if alias else words


def block_text(slip: Slip) -> tuple[int, str]:
    """A text behind `|` or `>` on the same line."""
    mark = slip.lines.text[slip.start]
    return slip.at, (
        f"after `{mark}` the text starts on the next line, further to the right; a text that starts with "
        f"`{mark}` must be in quotes"
    )
