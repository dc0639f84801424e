"""In which languages Twincal has no words of its own, before anybody reads English ones instead."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme
from scheduler.publication.languages.language import language


def untranslated_languages(programme: Programme) -> Iterator[Problem]:
    """A warning for each language of `programme` that has no catalogue."""
    for index, code in enumerate(programme.languages):
        if not language(code).has_phrases:
            message = f"Twincal has no phrases in {code}: readers see English ones around your texts"
            yield Problem(("programme", "languages", index), message, level="warning")
