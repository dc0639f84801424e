"""Finds titles that turn into another script: a Korean title over an English one is mostly a slip.

A language that gets its first title of its own does not count.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from scheduler.findings.finding import Question
from scheduler.plan.steps import Step, by_series
from scheduler.programme.texts import Text

_SCRIPTS = {
    "CJK": "Chinese or Japanese",
    "HIRAGANA": "Chinese or Japanese",
    "KATAKANA": "Chinese or Japanese",
}
"""By the first word in the name of a letter; all others are called as that word. Japanese mixes these."""


class OtherScript(Question, frozen=True, kw_only=True):
    """The title of a meeting, or of some meetings of a series, is in another script than before."""

    english = "its title turns from {old} into {new} letters: is the language right?"
    old: str
    new: str


def other_scripts(steps: Iterable[Step]) -> Iterator[OtherScript]:
    """Yields a finding for each series with such a title, about its first meeting."""
    changed = [step for step in steps if step.before is not None]
    for series, of_series in by_series(changed).items():
        found = [(step, scripts) for step in of_series if (scripts := _other_scripts(step)) is not None]
        if found:
            step, (old, new) = found[0]
            yield OtherScript(series=series, key=step.after.key, more=len(found) - 1, old=old, new=new)


def _other_scripts(step: Step) -> tuple[str, str] | None:
    """Returns the scripts of the title before and after; None if they are the same, or it has no letters."""
    if step.before is None or (before := step.before.occurrence.content.title) == step.after.content.title:
        return None
    pairs = ((_script(old), _script(new)) for old, new in _versions(before, step.after.content.title))
    return next(((old, new) for old, new in pairs if old and new and old != new), None)


def _versions(before: Text, after: Text) -> Iterator[tuple[str, str]]:
    """Yields the words before and after in each language that has both; else the first ones."""
    old, new = dict(before.versions), dict(after.versions)
    common = [code for code in old if code in new]
    yield from ((old[code], new[code]) for code in common)
    if not common:
        yield before.words()[0], after.words()[0]


def _script(words: str) -> str:
    """Returns the script of most letters of a text; empty if it has none."""
    names = (unicodedata.name(each, "").partition(" ")[0] for each in words if each.isalpha())
    most = Counter(_SCRIPTS.get(name, name.capitalize()) for name in names).most_common(1)
    return most[0][0] if most else ""
