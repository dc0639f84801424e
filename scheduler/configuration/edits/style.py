"""Writes values as lines of YAML in the style of the file around them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, repeat

import yaml
from msgspec import Struct

from scheduler.configuration.blocks.documents import SECTIONS
from scheduler.configuration.blocks.fields import fields_of
from scheduler.configuration.source.nodes import ParsedFile, Plain

_KEY = re.compile(r"\w[\w.-]*")
_DATE = re.compile(r"\d{4}-\d\d(-\d\d( \d\d:\d\d|\.\.\d{4}-\d\d-\d\d)?)?")
_INDICATORS = "-?:,[]{}#&*!|>'\"%@`"
# Other programs may read the file: to them `10:00`, `1e3` and `no` are no texts.
_NO_TEXT = re.compile(r"(?i)[-+.]?[0-9][0-9_.,:+-]*(e[0-9+-]+)?|0[xob][0-9a-f_]+|[-+]?\.(inf|nan)|[=<]+")
_ENDS_ITEM = re.compile(r"[,\[\]{}]")
_FLAGS = ("true", "false", "yes", "no")
_WORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~"])
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\\": "\\\\", '"': '\\"'}


class Style(Struct, frozen=True, kw_only=True):
    """How a file is written: the spaces of one indentation, those before a `- `, and the quotation marks."""

    step: int
    before_item: int
    quote: str

    def pair(self, column: int, key: str, value: Plain, key_quote: str = "") -> Iterator[str]:
        """Yields the lines of a key with its value, in this column; `key_quote` is that of its neighbours."""
        indent, name = " " * column, self.key(key, key_quote)
        if isinstance(value, dict):
            yield f"{indent}{name}:"
            yield from self.block(column + self.step, value)
        elif isinstance(value, list):
            yield f"{indent}{name}:"
            yield from self.items(column + self.before_item, value)
        elif value is None:
            yield f"{indent}{name}:"
        else:
            yield f"{indent}{name}: {self.value(key, str(value))}"

    def items(self, column: int, values: Iterable[Plain]) -> Iterator[str]:
        """Yields the lines of the items of a list, whose `-` stand in this column."""
        for item in values:
            lines = self.block(0, item) if isinstance(item, dict) else (self.value("", str(item)),)
            for mark, line in zip(chain(("- ",), repeat("  ")), lines, strict=False):
                yield f"{' ' * column}{mark}{line}"

    def block(self, column: int, values: dict[str, Plain]) -> Iterator[str]:
        """Yields the lines of all `values`, in this column."""
        for key, value in values.items():
            yield from self.pair(column, key, value)

    def key(self, key: str, quote: str = "") -> str:
        """Returns a key, in quotation marks if it needs them or its neighbours have them."""
        is_plain = _KEY.fullmatch(key) and key.casefold() not in _WORDS
        return key if is_plain and not quote else _quoted(key, quote or self.quote)

    def value(self, key: str, text: str, quote: str = "") -> str:
        """Returns the text of a key; `quote` is the mark of the text that it replaces."""
        if key in _bare_keys() and (text in _FLAGS or text.isdecimal()):
            return text
        return _quoted(text, quote or self.quote) if quote or _needs_quotes(text) else text

    def within(self, key: str, value: Plain, quote: str = "") -> str:
        """Returns the value of a key, or of the item of a list, as it stands on one line, also in braces."""
        if isinstance(value, dict):
            return (
                "{" + ", ".join(f"{self.key(name)}: {self.within(name, value[name])}" for name in value) + "}"
            )
        if isinstance(value, list):
            return "[" + ", ".join(self.within("", each) for each in value) + "]"
        if value is None:
            return "~"
        return self.value(key, value, quote or (self.quote if _ENDS_ITEM.search(value) else ""))


@cache
def _bare_keys() -> frozenset[str]:
    """Returns the keys whose numbers, and whose `true` or `no`, need no quotation marks."""
    types, found = [*SECTIONS.values()], set()
    for block_type in types:
        for key, field in fields_of(block_type).items():
            types += [field.block_type] if field.block_type and field.block_type not in types else []
            schema = field.type.schema if field.type is not None else {}
            if any(
                each.get("type") in ("boolean", "integer") or "const" in each
                for each in (schema, *schema.get("anyOf", ()))
            ):
                found.add(key)
    return frozenset(found)


def style_of(parsed: ParsedFile) -> Style:
    """Returns the style of a file: what most of it does."""
    steps: Counter[int] = Counter()
    items: Counter[int] = Counter()
    quotes: Counter[str] = Counter()
    stack = [parsed.root] if parsed.root is not None else []
    while stack:
        node = stack.pop()
        if isinstance(node, yaml.ScalarNode):
            quotes[node.style or ""] += 1
        elif isinstance(node, yaml.SequenceNode):
            stack += node.value
        else:
            for key, value in node.value:
                stack += key, value
                if isinstance(value, yaml.CollectionNode) and not value.flow_style and value.value:
                    is_list = isinstance(value, yaml.SequenceNode)
                    first = value if is_list else value.value[0][0]  # a block may begin with its anchor
                    (items if is_list else steps)[column_of(parsed, first) - column_of(parsed, key)] += 1
    step = max(steps, key=steps.__getitem__, default=2)
    before_item = max(items, key=items.__getitem__, default=step)
    return Style(step=step, before_item=max(before_item, 0), quote=max('"', "'", key=quotes.__getitem__))


def column_of(parsed: ParsedFile, node: yaml.Node) -> int:
    """Returns the number of characters before `node` in its line."""
    return parsed.position(node)[1] - 1


def _needs_quotes(text: str) -> bool:
    if not text or text != text.strip() or _UNPRINTABLE.search(text):
        return True
    if text[0] in _INDICATORS or ": " in text or " #" in text or text[-1] == ":":
        return True
    return not _DATE.fullmatch(text) and (text.casefold() in _WORDS or _NO_TEXT.fullmatch(text) is not None)


def _quoted(text: str, quote: str) -> str:
    if quote == "'" and not _UNPRINTABLE.search(text):
        return "'" + text.replace("'", "''") + "'"
    escaped = "".join(_ESCAPES.get(each, each) for each in text)
    return '"' + _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped) + '"'
