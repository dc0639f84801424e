"""What the store does not allow is reported at the field that asks for it (rule 12)."""

from __future__ import annotations

import pytest

from support.configuration_samples import marked
from support.shell import Shell
from support.small_programme import webinar

TALK = webinar("talk", "2026-10-06 09:00", "description: Trams.")
BEFORE = "2026-10-01T09:00:00Z"


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
    edited, (line, column) = marked(text.replace(old, new))
    shell.write(edited)

    answer = shell.plan()

    assert answer.code == 1
    assert f"all.yaml:{line}:{column}: {field}: " in answer.err
