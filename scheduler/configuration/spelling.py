"""How the messages speak: what is quoted, what is listed, what was probably meant.

Every message is for a person who is no programmer: what is wrong; what would be right.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from scheduler.programme.problems import ProblemCode

LONGEST_QUOTE = 60
LONGEST_LIST = 32


class Misunderstood(ValueError):  # noqa: N818  # it is the text that errs
    """A text that cannot be read as what its field wants; its message says what would be right.

    `suggestion` is the one value that was probably meant, and `code` the kind of mistake, for callers
    that need to know. No caller reads the message.
    """

    def __init__(
        self, message: str, *, suggestion: str | None = None, code: ProblemCode | None = None
    ) -> None:
        self.suggestion = suggestion
        self.code = code
        super().__init__(message)


class MisunderstoodKey(Misunderstood):
    """A key that cannot be read as what is wanted there."""


class SeveralMisunderstood(Misunderstood):
    """Several items inside one value; `parts` says which (the key of each) and why."""

    def __init__(self, parts: Iterable[tuple[str, Misunderstood]]) -> None:
        self.parts = tuple(parts)
        super().__init__("; ".join(str(reason) for _, reason in self.parts))


def quoted(words: str) -> str:
    """`words` between backticks, on one line and not longer than can be read at a glance."""
    line = " ".join(words.split())
    return f"`{line}`" if len(line) <= LONGEST_QUOTE else f"`{line[: LONGEST_QUOTE - 1]}…`"


def listed(words: Iterable[str], *, last: str = "and") -> str:
    """`a`, `b` and `c`."""
    names = [f"`{word}`" for word in words]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, or None."""
    by_folded = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    if not found and len(word) >= 4:
        found = [name for name in by_folded if word.casefold() in name.split("-") or name in word.casefold()]
    return by_folded[found[0]] if len(found) == 1 else None


def advice(word: str, known: Iterable[str], *, kind: str) -> str:
    """What to write instead of `word`: the closest of the `known`, or their list where that is short."""
    names = list(known)
    meant = closest(word, names)
    if meant is not None:
        return f"did you mean `{meant}`?"
    if not names:
        return f"there are no {kind} yet"
    if len(names) <= LONGEST_LIST:
        return f"the {kind} are {listed(names)}" if len(names) > 1 else f"the only one is `{names[0]}`"
    return f"it is none of the {len(names)} {kind}"
