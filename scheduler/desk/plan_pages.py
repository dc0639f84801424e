"""A change at the desk: the plan of a form and the lines of the files, then the revision.

The form that publishes carries the code of the plan and the digest of the files that the person saw. If
either is another one by now, nothing is changed, and the new plan is shown.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from msgspec.structs import replace

from scheduler.busy.busy_times import BusyTimes, copy_alone
from scheduler.commands.apply import Applied, apply, require_consent
from scheduler.commands.edit import EditedConfiguration, edit_configuration, plan_edit, publish_edit
from scheduler.commands.plan import Proposal, proposal_of
from scheduler.commands.prepare import Planned, refuse_example
from scheduler.commands.refusals import Invalid, InvalidEdit, NeedsConsent, OtherPlan, Refused
from scheduler.commands.undo import undo_configuration
from scheduler.configuration import Located
from scheduler.desk.form_page import ask, form_of, typed_edit
from scheduler.desk.forms import BY_NAME, label_at
from scheduler.desk.hours_picture import Picture, picture_of
from scheduler.desk.messages import LONGEST_FORM, DeskAnswer
from scheduler.desk.visit import Visit
from scheduler.desk.words import counts, named, on_page, outcome_lines, problem_words, without_places
from scheduler.programme.advice import permissions_in
from scheduler.programme.alike import MOST_SINGLE
from scheduler.programme.english_lists import joined
from scheduler.reports.advice_words import with_advice
from scheduler.reports.plans.plan_report import PlanSection, plan_report
from scheduler.reports.plans.summary import other_changes, shown_later
from scheduler.reports.sentences import sentence
from scheduler.state.text_edits import MOST_EDITS, difference, sha256

_OF_THE_PLAN = ("code", "was", "large")
"""The fields that only the form on the page of a plan has."""
FILE_CHANGED = "{file} was changed since you opened this page; here is the new plan."
PLAN_CHANGED = "Something else changed since you opened this page; here is the new plan."
KEPT_IN_GIT = "This folder is kept in git: somebody who works there should commit the new text."


def plan_page(visit: Visit) -> DeskAnswer:
    """Returns the page with the plan of an edit, from which it is published; the form if it is refused."""
    try:
        edited, planned = _planned(visit)
        if (
            len(urlencode(_kept(visit, code=planned.plan.digest, was=_digest(edited), large="yes")))
            > LONGEST_FORM
        ):
            raise Refused(
                "these texts are too long for one form", "Make them shorter, or write one after the other."
            )
    except Refused as error:
        return _refused(visit, error)
    return _plan_page(visit, edited, planned)


def publish(visit: Visit) -> DeskAnswer:
    """Publishes an edit, if the files and the plan are still those of the page; else shows the new plan.

    A form that is sent again leads to what it has published.
    """
    for revision in visit.store.history(most=MOST_EDITS):
        if (revision.digest, revision.sources.by) == (visit.field("code"), visit.request.label):
            return DeskAnswer(status=303, location=f"history?done={revision.number}")
    try:
        edited, planned = _planned(visit)
    except Refused as error:
        return _refused(visit, error)
    if _digest(edited) != visit.field("was"):
        names = joined([file.name for file in edited.files])
        return _plan_page(visit, edited, planned, FILE_CHANGED.format(file=names))
    if planned.plan.digest != visit.field("code"):
        return _plan_page(visit, edited, planned, PLAN_CHANGED)
    try:
        require_consent(planned.plan, visit.consent, visit.directory)
    except NeedsConsent:
        return _plan_page(visit, edited, planned)
    refuse_example(planned)
    applied = _publish(visit, edited, planned)
    form = BY_NAME.get(visit.field("do"))
    stays = form is not None and form.about != "programme" and form.action not in ("rename", "remove")
    back = {name: visit.field(name) for name in ("meeting", "name") if stays and visit.field(name)}
    return _done(applied, **back)


def files_page(visit: Visit, notice: str = "") -> DeskAnswer:
    """Returns the page with the plan of the files as they are, from which they are published."""
    visit.require_everything()
    proposal = visit.proposal()
    return _shown(
        visit,
        proposal,
        heading="What the files would change",
        notice=notice,
        action="files",
        fields={"code": proposal.plan.digest},
    )


def publish_files(visit: Visit) -> DeskAnswer:
    """Publishes the files, if their plan is still that of the page; else shows the new plan."""
    visit.require_everything()
    consent = replace(visit.consent, digest=visit.field("code"))
    try:
        applied = apply(visit.directory, visit.store, visit.now, consent, visit.taken_back.append)
    except NeedsConsent:
        return files_page(visit)
    except OtherPlan:
        return files_page(visit, PLAN_CHANGED)
    return _done(applied) if applied.number is not None else files_page(visit, PLAN_CHANGED)


def _done(applied: Applied, **back: str) -> DeskAnswer:
    """Returns the way to the history, which says what was published, and leads `back`."""
    return DeskAnswer(status=303, location=f"history?{urlencode({'done': applied.number or 0, **back})}")


def _planned(visit: Visit) -> tuple[EditedConfiguration, Planned]:
    """Returns what a form would make of the files, and the plan of that; raises Refused."""
    visit.require_published()
    if visit.field("do") == "undo":
        if not visit.is_for_all and not visit.undoable():
            raise Refused("this change is of others", "Ask the secretariat to take it back.")
        edited = undo_configuration(visit.directory, visit.store)
    else:
        edited = edit_configuration(visit.directory, typed_edit(visit), visit.now)
    planned = plan_edit(edited, visit.state, visit.now, visit.consent)
    visit.require_own(planned.plan)
    is_for_calendars = visit.field("do") in BY_NAME and form_of(visit).is_for_calendars
    plan = planned.plan
    if is_for_calendars and not (plan.steps or plan.outcomes or shown_later(edited, planned)):
        raise Refused("this would change nothing: calendars show it already")
    return edited, planned


def _refused(visit: Visit, error: Refused) -> DeskAnswer:
    """Returns the form again with what is wrong; a second look at the past; or raises the error."""
    if isinstance(error, InvalidEdit) and all(
        "past" in permissions_in(each.advice) for each in error.problems
    ):
        button = "Change the past all the same"
        title = " ".join(each.message for each in error.problems)
        return visit.show("refused", title=title, button=button, fields=_kept(visit, past="yes"))
    if isinstance(error, Invalid) or visit.field("do") not in BY_NAME:
        raise error
    troubles = [without_places(visit, with_advice(str(error), on_page(error.advice)))]
    if isinstance(error, InvalidEdit):
        troubles = [_said(visit, each) for each in error.problems]
    return ask(visit, troubles, 409)


def _said(visit: Visit, problem: Located) -> str:
    """Returns what is wrong with a field, by its label on the form; elsewhere by its place in the files."""
    label = label_at(form_of(visit), problem.field, visit.request.fields)
    if not label:
        return problem_words(visit, problem)
    return with_advice(f"{label}: {problem.message}", on_page(problem.advice))


def _plan_page(visit: Visit, edited: EditedConfiguration, planned: Planned, notice: str = "") -> DeskAnswer:
    form = BY_NAME.get(visit.field("do"))
    proposal = proposal_of(planned, edited.reading, visit.directory, visit.state_folder, copy_alone)
    return _shown(
        visit,
        proposal,
        heading=form.title if form is not None else "Take the last change back",
        notice=notice,
        later=shown_later(edited, planned),
        picture=next(_pictures(planned, proposal.busy), None),
        files=[(each.name, difference(each.before, each.after)) for each in edited.files],
        action="publish",
        fields=_kept(visit, code=planned.plan.digest, was=_digest(edited)),
        git=KEPT_IN_GIT if _is_in_git(visit) else "",
    )


def _shown(visit: Visit, proposal: Proposal, **values: Any) -> DeskAnswer:
    """Returns the page of a plan; only that of an edit has a picture and the lines of the files."""
    of_an_edit = {"later": "", "picture": None, "files": (), "git": ""}
    refusals = [sentence(refusal) for refusal in proposal.plan.refusals]
    sections = [
        PlanSection("After the meeting", tuple(outcome_lines(visit, proposal.plan))),
        *(
            replace(each, lines=tuple(named(visit, words) for words in each.lines))
            for each in plan_report(proposal, "", MOST_SINGLE).sections
        ),
    ]
    head = (f"{counts(proposal.plan)}.", *other_changes(proposal.plan))
    if proposal.is_empty:
        head = ("Nothing: calendars show it already.",)
    return visit.show(
        "plan",
        head=head,
        sections=sections,
        refusals=refusals,
        is_empty=proposal.is_empty,
        **{**of_an_edit, **values},
    )


def _kept(visit: Visit, **more: str) -> Mapping[str, str]:
    """Returns the fields of the edit, for the next form, and `more`."""
    kept = {name: value for name, value in visit.request.fields.items() if name not in _OF_THE_PLAN}
    return {**kept, **more}


def _publish(visit: Visit, edited: EditedConfiguration, planned: Planned) -> Applied:
    store, consent = visit.store, visit.consent
    try:
        return publish_edit(
            edited, planned, store, visit.now, consent, visit.taken_back.append, visit.require_wanted
        )
    except Refused as error:
        cause = error.__cause__
        if isinstance(cause, OSError) and cause.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise Refused(
                "this folder is read-only; nothing was changed", "Ask who runs the server."
            ) from error
        raise


def _pictures(planned: Planned, busy: BusyTimes) -> Iterator[Picture]:
    """Yields the day of each meeting that gets another time, with the hours of its cities."""
    for step in planned.plan.steps:
        picture = picture_of(planned.dated, busy, step.after) if step.has_new_time else None
        if picture is not None:
            yield picture


def _digest(edited: EditedConfiguration) -> str:
    """Returns that of what the files hold now: a form has little room, and an edit may change many files."""
    return sha256("".join(file.before for file in edited.files).encode())


def _is_in_git(visit: Visit) -> bool:
    folder = visit.directory.absolute()
    return any((each / ".git").exists() for each in (folder, *folder.parents))
