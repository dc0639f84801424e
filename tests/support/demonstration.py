"""Draws an edit of the sample, its plan and its entry in the feed, as the commands print them: `make demo`."""

from __future__ import annotations

import shutil
import tempfile
import textwrap
from collections.abc import Iterator
from html import escape
from pathlib import Path

from support.shell import Shell
from support.small_programme import Edit, edited

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs/images/edit-plan-feed.svg"
ADDED = "      2026-12:\n        move_to: 2026-12-17 10:00\n        reason: room not free\n"
SERIES = "  sofia-sejong-monthly:\n"
EDIT: Edit = ("    changes:\n      2021-12:\n", f"    changes:\n{ADDED}      2021-12:\n")
FIELDS = ("UID", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS")
COLUMNS = 92
STYLE = """
    rect { fill: #192027 }
    text { font: 13px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #e8ebee; white-space: pre }
    .step { font: 600 15px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #8accdf }
    .new { fill: #f0bd74 }
    .quiet { fill: #a9b4be }
"""

Line = tuple[str, str]
"""The class of a line, and its text."""


def drawn() -> str:
    """The picture, made from what the commands print now."""
    with tempfile.TemporaryDirectory() as folder:
        return _svg(list(_lines(Shell(Path(folder), now="2026-12-01T08:00:00Z"))))


def _lines(shell: Shell) -> Iterator[Line]:
    shutil.copytree(ROOT / "config", shell.config)
    assert shell.apply().code == 0
    file = shell.config / "meetings.yaml"
    text = file.read_text(encoding="utf-8")
    assert SERIES in text
    file.write_text(edited(text, EDIT), encoding="utf-8")

    yield "step", "1  Write it in meetings.yaml"
    yield from (("quiet", line) for line in (*SERIES.splitlines(), "    …", "    changes:"))
    yield from (("new", line) for line in ADDED.splitlines())

    yield "step", "2  See what each city will see"
    yield "quiet", "$ twincal plan"
    plan = shell.plan().text.split("\n\nPlan ")[0]
    yield from (("", part) for line in plan.splitlines() for part in _wrapped(line))

    yield "step", "3  Publish it: the same entry, under the same UID, at its new time in every calendar"
    yield "quiet", "$ twincal apply"
    yield "", shell.apply().text.splitlines()[0]
    yield "quiet", "$ twincal feed sofia --language en"
    events = shell.run("feed", "sofia", "--language", "en").text.split("BEGIN:VEVENT\r\n")
    [moved] = [event for event in events if "\r\nDTSTART;TZID=Europe/Sofia:20261217" in event]
    shown = [line for line in moved.splitlines() if line.startswith(FIELDS)]
    yield "", "BEGIN:VEVENT"
    yield from (("new" if line.startswith("DT") else "", line) for line in shown)
    yield "quiet", "…"


def _wrapped(line: str) -> list[str]:
    """A long line of a plan, as a terminal of that width shows it, with its rest below its words."""
    return textwrap.wrap(line, COLUMNS, subsequent_indent=" " * 13) or [""]


def _svg(lines: list[Line]) -> str:
    y, words = 4, []
    for kind, text in lines:
        y += 34 if kind == "step" else 20
        named = f' class="{kind}"' if kind else ""
        words.append(f'  <text x="24" y="{y}"{named}>{escape(text)}</text>\n')
        y += 6 if kind == "step" else 0
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 {y + 24}" width="800" height="{y + 24}" role="img">\n'
        "  <title>An edit, its plan, and the entry in the calendar</title>\n"
        f"  <style>{STYLE}  </style>\n"
        f'  <rect width="800" height="{y + 24}" rx="10"/>\n{"".join(words)}</svg>\n'
    )


if __name__ == "__main__":
    PICTURE.write_text(drawn(), encoding="utf-8")
