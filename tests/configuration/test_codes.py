"""Messages decide nothing: what later steps must know is in the code or the suggestion of an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scheduler.configuration.phrases.dates import bound, day
from scheduler.configuration.reading.hints import with_hint
from scheduler.configuration.reading.positions import Positions
from scheduler.configuration.reading.tree import Tree
from scheduler.configuration.source.files import File, FileDigest
from scheduler.configuration.spelling import Misunderstood
from scheduler.configuration.vocabulary.zones import zone
from scheduler.programme.problems import FieldPath, Problem, ProblemCode


@pytest.mark.parametrize(
    ("read", "text", "suggestion", "code"),
    [
        (bound, "12/2026", "2026-12", None),
        (bound, "December 2026", "2026-12", None),
        (bound, "16.12.2026", "2026-12-16", None),
        (bound, "03/04/2026", None, None),
        (bound, "2026", None, None),
        (bound, "soon", None, None),
        (bound, "2026-13", None, "no-such-date"),
        (bound, "2026-02-30", None, "no-such-date"),
        (day, "2026-13-01", None, "no-such-date"),
        (lambda name: zone(name, "BG"), "Europe/Sophia", "Europe/Sofia", None),
        (lambda name: zone(name, "BG"), "CET", None, None),
    ],
)
def test_an_error_carries_what_its_callers_need(
    read: Callable[[str], Any], text: str, suggestion: str | None, code: ProblemCode | None
) -> None:
    with pytest.raises(Misunderstood) as refused:
        read(text)

    assert (refused.value.suggestion, refused.value.code) == (suggestion, code)


TEXT = """\
themes:
  nature:
    name: [MOVED] # a comment
    description: #1 of all
    cities:
      -sofia
"""
HINTS: dict[ProblemCode, tuple[FieldPath, str]] = {
    "text-expected": (("themes", "nature", "name"), "in other words; if a text is meant, put it in quotes"),
    "nothing-written": (("themes", "nature", "description"), "because what follows `#` is a comment"),
    "wrong-shape": (("themes", "nature", "cities"), "a space is missing behind the dash"),
}


@pytest.mark.parametrize("code", HINTS)
def test_a_hint_needs_the_code_of_a_problem_and_no_particular_words(code: ProblemCode) -> None:
    tree = Tree()
    tree.add(File(shown="all.yaml", digest=FileDigest("all.yaml", ""), text=TEXT))
    positions = Positions(tree)
    path, hint = HINTS[code]
    uncoded = Problem(path, "in other words")

    assert hint in with_hint(positions, Problem(path, "in other words", code=code)).message
    assert with_hint(positions, uncoded) == uncoded
