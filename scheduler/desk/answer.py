"""The desk: answers one request with a page, or makes a change.

1. Looking changes nothing. A change is a form that is sent twice: first it shows the plan, then it publishes
   exactly this plan.
2. A change is a command: the same functions write the same bytes, and `undo` takes it back.
3. Whatever is in the way is a sentence on a page. Nothing is half done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from scheduler.commands.edit_lock import take_back_stopped
from scheduler.commands.refusals import Invalid, Refused
from scheduler.desk.best_hours_page import hours_page
from scheduler.desk.form_page import ask
from scheduler.desk.handover import end_key, handover_page, make_key
from scheduler.desk.messages import DeskAnswer
from scheduler.desk.office_pages import export_page, report_page
from scheduler.desk.pages import trouble_page
from scheduler.desk.plan_pages import files_page, plan_page, publish, publish_files
from scheduler.desk.tell import announcement_page, draft, history_page, mail
from scheduler.desk.views import (
    calendar_page,
    first_page,
    found_page,
    list_page,
    meeting_page,
    notices_page,
    warnings_page,
)
from scheduler.desk.visit import OTHERS_WAIT, Visit
from scheduler.desk.words import on_page, place, problem_words, without_places
from scheduler.store import StoreError

LOOKS: Mapping[str, Callable[[Visit], DeskAnswer]] = {
    "": first_page,
    "find": found_page,
    **dict.fromkeys(("cities", "pairs", "webinars"), list_page),
    "calendar": calendar_page,
    "meeting": meeting_page,
    "warnings": warnings_page,
    "notices": notices_page,
    "hours": hours_page,
    "edit": ask,
    "files": files_page,
    "history": history_page,
    "announce": announcement_page,
    "draft": draft,
    "report": report_page,
    "export": export_page,
    "handover": handover_page,
}
"""The pages, by the last part of their address."""
CHANGES: Mapping[str, Callable[[Visit], DeskAnswer]] = {
    "plan": plan_page,
    "edit": ask,
    "publish": publish,
    "files": publish_files,
    "mail": mail,
    "key-make": make_key,
    "key-end": end_key,
}
"""The changes, by the address to which a form is sent."""
MOST_ERRORS = 20
"""The most errors of the files that a page lists."""


def failed_page() -> DeskAnswer:
    """Returns the answer to a request that ended in an error of Twincal."""
    title = "This went wrong by an error of Twincal; the log of the server says what."
    return trouble_page(500, title, "Look at the history before you try again.")


def answer(visit: Visit, last: tuple[int, datetime] | None = None) -> DeskAnswer:
    """Returns the answer to a request; only the writer changes something.

    It changes no store that has lost the revision `last`: SEQUENCE would fall.
    """
    request = visit.request
    act = (CHANGES if request.changes else LOOKS).get(request.path)
    if act is None:
        return trouble_page(404, "There is no such page.", "Go back to the desk.")
    if request.changes and visit.obstacle:
        return trouble_page(503, "Nothing was changed.", visit.obstacle)
    try:
        if request.changes and last is not None and not visit.store.has_revision(*last):
            title = "The record was put back to an earlier state; nothing was changed."
            return trouble_page(503, title, "Ask who runs the server.")
        if request.changes:
            take_back_stopped(visit.directory, visit.store, visit.taken_back.append)
        return act(visit)
    except Invalid as error:
        if not visit.is_for_all:
            return trouble_page(409, OTHERS_WAIT, "Ask the secretariat.")
        errors = [each for each in error.problems if each.level == "error"]
        lines = [f"{place(each)}: {problem_words(visit, each)}" for each in errors[:MOST_ERRORS]]
        return visit.show("broken", 409, count=len(errors), lines=lines)
    except Refused as error:
        words = (str(error), on_page(error.advice))
        return trouble_page(409, *(without_places(visit, each) for each in words))
    except StoreError as error:
        words = (str(error), on_page(error.advice) or "Nothing was changed.")
        return trouble_page(503, *(without_places(visit, each) for each in words))
