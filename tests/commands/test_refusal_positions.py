"""What the store does not allow is reported at the field that asks for it (rule 12)."""

from __future__ import annotations

import pytest

from support.shell import Shell

TALK = """\
webinars:
  talk:
    title: Talk
    description: Trams.
    starts: 2026-10-06 09:00
    duration: 60 min
    audience: all
"""
BEFORE = "2026-10-01T09:00:00Z"


def marked(text: str) -> tuple[str, str]:
    """The text without its mark, and the line and column where that stood."""
    before, _, after = text.partition("¦")
    return before + after, f"{before.count(chr(10)) + 1}:{len(before.rpartition(chr(10))[2]) + 1}"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        pytest.param("starts: 2026-10-06", "starts: ¦2027-01-06", "webinars.talk.starts", id="a webinar"),
        pytest.param(
            "webinars:",
            "    changes:\n      2026-10:\n        title: Trams\n        move_to: ¦2026-10-22\nwebinars:",
            "meetings.monthly.changes.2026-10.move_to",
            id="a change",
        ),
        pytest.param("  monthly:", "  ¦named:", "meetings.named.formerly", id="a dropped id"),
        pytest.param(
            "  monthly:",
            "  named:\n    formerly: ¦[earlier, monthly]",
            "meetings.named.formerly",
            id="an id in the wrong place",
        ),
    ],
)
def test_an_error_points_to_the_field(shell: Shell, old: str, new: str, field: str) -> None:
    text = shell.read() + TALK
    shell.write(text)
    shell.apply(now=BEFORE)
    if "named" in new:
        shell.write(text.replace("  monthly:", "  named:\n    formerly: monthly"))
        shell.apply(now=BEFORE)
    edited, place = marked(text.replace(old, new))
    shell.write(edited)

    answer = shell.plan()

    assert answer.code == 1
    assert f"all.yaml:{place}: {field}: " in answer.err
