"""Takes secrets out of messages: the way into a meeting, and the addresses of others' calendars.

1. The types of the fields say what is secret. A message may be sent to anybody who helps, or kept in a log.
2. A message about a secret field quotes nothing that is written there. Neither does one about a line that is
   no YAML, or that its commas cut into other keys, if it has the key of a secret or a word for it.
3. All messages of a reading pass here, so a new one needs no care.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgspec.structs import replace

from scheduler.configuration.blocks.documents import Document
from scheduler.configuration.blocks.fields import BlockField, fields_of
from scheduler.configuration.located import Located
from scheduler.configuration.reading.sections import SECTIONS
from scheduler.configuration.source.files import Lines

_STEPS = {"block": r"\.", "list": r"\[\d+\]\.", "by id": r"\..+\."}
_QUOTATION = re.compile("`[^`]*`")
_WORD = re.compile(r"""(\w+://)?([^\s`"'\\]+)""")
_HIDDEN = re.compile(r"""["'\\]*((?:\w+://)?…)(?:[\s"'\\]+(?:\w+://)?…)*(?:\s*["'\\])*""")


def without_secret(problem: Located, lines: Lines) -> Located:
    """Returns `problem`, found in a file with these `lines`, with `…` where it quotes a secret."""
    fields, keys = _patterns()
    field = fields.match(problem.field)
    if problem.field and field is None:
        return problem
    written, path = lines.line(problem.line), problem.field
    if field is not None and not field.lastindex:
        if f"{path[field.end() :]}:" in written:
            return problem
        path = f"{field[0]}…"  # what commas cut off is no key
    key = keys.search(written)
    if key is None and field is not None and field.lastindex:  # the value begins below its key
        written = lines.text[: lines.starts()[problem.line - 1]] + written
        key = next(reversed([*keys.finditer(written)]), None)
    if key is None:
        return problem
    secret = written[key.end() :]
    message = _QUOTATION.sub(lambda quotation: _hidden(quotation[0], secret), problem.message)
    return replace(problem, message=message, field=path)


def _hidden(quotation: str, secret: str) -> str:
    """Returns a quotation with `…` for the words that are part of the secret."""

    def hide(word: re.Match[str]) -> str:
        scheme, bare = word.groups("")
        end = "" if bare.endswith("…") else r"(?!\w)"  # a long quotation is cut
        is_written = re.search(rf"(?i)(?<!\w){re.escape(bare.rstrip('…'))}{end}", secret)
        return f"{scheme}…" if is_written and re.search(r"\w|..", bare) else word[0]

    return _HIDDEN.sub(r"\1", _WORD.sub(hide, quotation))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Returns what finds the path of a field in a block with secrets, and their keys in text.

    The first has a group if the field is secret.
    """
    found = [
        (f"{name}{_STEPS['by id' if section.namespace else 'block']}{block}", field)
        for name, section in SECTIONS.items()
        for block, field in _secrets(section.document)
    ]
    secrets = "|".join(rf"{block}{field.key}\b" for block, field in found)
    blocks = "|".join(block for block, _ in found)
    words = "|".join(
        dict.fromkeys(re.escape(each) for _, field in found for each in (field.key, *field.words))
    )
    keys = rf"(?im)\b(?:{words})[\"']?\s*[:：=]|^\s*(?:{words})\s"
    return re.compile(f"({secrets})|{blocks}"), re.compile(keys)


def _secrets(kind: type[Document]) -> Iterator[tuple[str, BlockField]]:
    """Yields the secret fields of a kind of block, each behind what finds the path of its block."""
    for key, field in fields_of(kind).items():
        if field.kind is not None:
            for block, secret in _secrets(field.kind):
                yield f"{key}{_STEPS[field.shape]}{block}", secret
        elif field.type is not None and field.type.is_secret:
            yield "", field
