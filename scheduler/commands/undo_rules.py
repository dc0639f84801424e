"""Decides what `undo` can take back.

1. It takes back the last edit by command whose texts are kept (scheduler/state/text_edits.py), once.
2. A meeting that the edit published, or showed again, is hidden, as one that was published by mistake.
3. The past stays. If no meeting of the edit would change back, it is refused: what was moved or got another
   status goes back, and other words for a meeting that is over do not count.
4. A file that holds another text than the edit left is refused. The refusal shows the difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scheduler.commands.prepare import Planned
from scheduler.commands.refusals import Refused
from scheduler.plan.steps import Step
from scheduler.programme.advice import Permission, advise, command
from scheduler.state.revision import Cause, RevisionEntry, StepKind
from scheduler.state.text_edits import FileText, TextEdit, difference

MOST_SINGLE = 40
"""The lines of a difference that a refusal shows."""
_BY_HAND = advise(
    "nothing was changed. Change the files by hand; {} says what was changed, and when", command("history")
)
_ERASED = {
    "withdrawn": "something was withdrawn (a person, a link, a way to join or a mail address)",
    "changed": "something else changed the files, such as a person",
}


def last_edit(edits: Sequence[TextEdit]) -> TextEdit:
    """Returns the edit to take back; raises Refused if there is none, or its texts are erased."""
    if not edits:
        raise Refused(
            "there is no edit to take back: Twincal keeps the texts of the last three revisions that an edit "
            "by command made (such as a move), and none is left",
            _BY_HAND,
        )
    edit = edits[0]
    if edit.erased:
        raise Refused(
            f"the edit of revision {edit.revision} cannot be taken back: its texts are erased, because "
            f"{_ERASED[edit.erased]}",
            _BY_HAND,
        )
    return edit


def require_text(revision: int, text: FileText, path: Path, present: str) -> None:
    """Raises Refused unless the file holds what an edit wrote, or already what it held before."""
    if present not in (text.before, text.after):
        shown = difference(text.after, present)
        more = ["…"] if shown[MOST_SINGLE:] else []
        what = f"{path}: somebody has changed this file since the edit of revision {revision}:"
        raise Refused(
            "\n         ".join((what, *shown[:MOST_SINGLE], *more)),
            "nothing was changed. Put these lines back and try again, or change the file by hand",
        )


def published_by(entries: Sequence[RevisionEntry]) -> frozenset[str]:
    """Returns the UIDs of the meetings that a revision published, or showed again after they were hidden."""
    return frozenset(
        entry.uid for entry in entries if entry.before is None or (entry.changes_shown and entry.after.shown)
    )


def require_effect(undone: Sequence[RevisionEntry], planned: Planned) -> None:
    """Raises Refused if a plan takes none of the `undone` changes back, because the past stays."""
    steps = {step.after.uid: step for step in planned.plan.steps}
    edited = [entry for entry in undone if entry.cause is Cause.CONFIGURATION]
    if edited and not any(entry.uid in steps and _goes_back(entry, steps[entry.uid]) for entry in edited):
        name = f"{planned.draft.before.ids.of_series(edited[0].series)}/{edited[0].key}"
        raise Refused(
            f"to take this edit back would change no calendar: {name}, or the day to which it would go back, "
            "is past, and the past stays",
            advise(
                "nothing was changed. Write by hand how it should be; a past meeting needs {}",
                Permission("past"),
            ),
        )


def _goes_back(entry: RevisionEntry, step: Step) -> bool:
    """Returns whether `step` takes a change back, and not only words beside it."""
    is_of_words = entry.kind is StepKind.CHANGE and not entry.changes_status
    known = step.before.occurrence.status if step.before is not None else None
    return is_of_words or step.kind is not StepKind.CHANGE or step.after.status is not known
