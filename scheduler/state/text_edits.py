"""The last edits by command, with the texts of their files before and after, for `undo`.

1. The texts of the last three edits are kept.
2. They may name people and hold ways to join. So all of them are erased by a revision that withdraws
   anything, and as soon as the files hold what no command wrote: a person may have taken anything out.
3. An edit whose texts are erased stays as a row, so that a refusal can say why.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import unified_diff
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

MOST_EDITS = 3
"""The edits that `undo` can take back, one after another."""
_ADDRESS = re.compile(r"https?://[^\s\"'{}\[\],]+|(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+")
"""Of a page, or of mail. In a line with braces, the former ends before those of the line."""

Files = tuple[tuple[str, str], ...]
"""The names of the files of a configuration, each with its SHA-256, as in State."""


class FileText(Struct, frozen=True):
    """One file of an edit: its name within the folder, and what it held before and after."""

    name: str
    before: str
    after: str


class TextEdit(Struct, frozen=True, kw_only=True):
    """An edit by command that became a `revision`, with the `texts` that it changed.

    `files` are those after the edit. `erased` says why there are no texts any more.
    """

    revision: int
    texts: tuple[FileText, ...]
    files: Files
    erased: Literal["", "withdrawn", "changed"] = ""

    @property
    def files_before(self) -> Files:
        """The files before the edit."""
        before = {text.name: sha256(text.before.encode()) for text in self.texts}
        return tuple((name, before.get(name, digest)) for name, digest in self.files)


class BegunEdit(Struct, frozen=True, kw_only=True):
    """An edit whose files may have their new `texts` already, and which is not published yet.

    `host` and `folder` say where its files are, `by` and `time` who began it and when. It is `stopped` as
    soon as somebody takes it back: then it can no longer be published.
    """

    id: str
    host: str
    folder: str
    texts: tuple[FileText, ...]
    by: str
    time: datetime
    stopped: bool = False


def loses_address(texts: Iterable[FileText]) -> bool:
    """Returns whether an edit takes an address out, of a page or of mail.

    No plan says so if it is a meeting's that is not published, or an office's.
    """
    before, after = zip(*((text.before, text.after) for text in texts), strict=True)
    return not _addresses(before) <= _addresses(after)


def _addresses(texts: Iterable[str]) -> set[str]:
    return {address for text in texts for address in _ADDRESS.findall(text)}


def edits_after(
    edits: Sequence[TextEdit], files: Files, edit: TextEdit | None = None
) -> tuple[TextEdit, ...]:
    """Returns the edits that are kept when these are the `files`; the last one is first.

    `edit` is the one that changed them, if a command did: it must have found them as the last one left them.
    If the files are as they were before the last edit, it is taken back.
    """
    last = edits[0] if edits and not edits[0].erased else None
    if edit is None:
        if last is not None and files == last.files_before:
            return tuple(edits[1:])
        return tuple(edits) if last is not None and files == last.files else without_texts(edits, "changed")
    if last is None or edit.files_before != last.files:
        edits = without_texts(edits, "changed")
    return (edit, *edits)[:MOST_EDITS]


def without_texts(edits: Sequence[TextEdit], why: Literal["withdrawn", "changed"]) -> tuple[TextEdit, ...]:
    """Returns `edits` without their texts; those erased earlier keep their reason."""
    return tuple(edit if edit.erased else replace(edit, texts=(), erased=why) for edit in edits)


def sha256(body: bytes) -> str:
    """Returns the digest of a text, as in Files."""
    return hashlib.sha256(body).hexdigest()


def difference(old: str, new: str) -> list[str]:
    """Returns the lines of `old` (-) and `new` (+) that differ, each group below the line where it begins."""
    changed = [*unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=1)][2:]
    return [re.sub(r"^@@ -(\d+).*", r"line \1:", line) for line in changed]
