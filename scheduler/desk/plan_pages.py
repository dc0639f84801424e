"""A change at the desk: the plan of a form and the lines of the files, then the revision.

The form that publishes carries the code of the plan and the digest of the files that the person saw. If
either is another one by now, nothing is changed, and the new plan is shown.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from msgspec.structs import replace

from scheduler.busy.busy_times import copy_alone
from scheduler.commands.apply import Applied, apply, require_consent
from scheduler.commands.edit import EditedConfiguration, edit_configuration, plan_edit, publish_edit
from scheduler.commands.plan import Proposal, proposal_of_edit
from scheduler.commands.prepare import Planned, refuse_example
from scheduler.commands.refusals import Invalid, InvalidEdit, NeedsConsent, OtherPlan, Refused
from scheduler.commands.times import time_taken
from scheduler.commands.undo import undo_configuration
from scheduler.configuration.reading.secrets import secrets_in
from scheduler.desk.form_page import accepted_words, ask, form_of, touched_fields, typed_edit, typed_words
from scheduler.desk.forms import BY_NAME
from scheduler.desk.hours_pictures import Taken
from scheduler.desk.messages import LONGEST_FORM, OF_THE_PLAN, DeskAnswer
from scheduler.desk.planned_changes import planned_changes
from scheduler.desk.visit import Visit
from scheduler.desk.words import counts, named, outcome_lines
from scheduler.programme.advice import permissions_in
from scheduler.programme.english_lists import joined
from scheduler.programme.spans import TimeSpan
from scheduler.reports.plans.summary import decisions, notes, other_changes, shown_later
from scheduler.reports.sentences import sentence
from scheduler.state.feeds import group_keys
from scheduler.state.text_edits import MOST_EDITS, FileText, difference, sha256
from scheduler.timetable.occurrence import Occurrence

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
    return _done(_publish(visit, edited, planned), *_page_of_edit(visit, planned))


def files_page(visit: Visit, notice: str = "") -> DeskAnswer:
    """Returns the page with the plan of the files as they are, from which they are published."""
    visit.require_everything()
    proposal = visit.proposal
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
    if applied.number is None:
        return files_page(visit, PLAN_CHANGED)
    visit.applied.append(applied)
    return _done(applied)


def _done(applied: Applied, page: str = "history", name: str = "") -> DeskAnswer:
    """Returns the way to a page, that of what was made, which says what was published."""
    fields = {**({"name": name} if name else {}), "done": f"{applied.number or 0}"}
    return DeskAnswer(status=303, location=f"{page}?{urlencode(fields, safe='/')}")


def _page_of_edit(visit: Visit, planned: Planned) -> tuple[str, str]:
    """Returns the page that shows what an edit made, and the name of its meeting or calendar."""
    form, steps, after = BY_NAME.get(visit.field("do")), planned.plan.steps, planned.draft.after
    name = visit.field("of")
    if form is not None and form.about == "programme" and form.section:
        new = (feed.name for feed in after.open_feeds if feed.kind == form.section)
        known = {feed.name for feed in visit.state.open_feeds}
        name = next((each for each in new if each not in known), "")
    elif len({step.after.uid for step in steps}) == 1 and steps[0].shown:
        return "meeting", after.ids.of_meeting(steps[0].after.series, steps[0].after.key)
    if form is None or form.action in ("remove", "rename"):
        return "history", ""
    if form.about == "finding":
        key = visit.field("key")
        return ("meeting", f"{name.split('.')[1]}/{key}") if key else ("warnings", "")
    if form.about == "meeting":
        return "meeting", visit.field("meeting")
    if form.about == "series":
        groups = map(after.feed, group_keys(visit.last_of(visit.field("series"))))
        name = next((feed.name for feed in groups if feed is not None), "")
    if any(feed.name == name for feed in after.open_feeds):
        return "calendar", name
    return (
        ("meeting", after.ids.of_meeting(steps[0].after.series, steps[0].after.key))
        if steps
        else ("history", "")
    )


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
        typed = _kept(visit) if visit.field("do") in BY_NAME else {}
        fields = _kept(visit, past="yes")
        return visit.show("refused", trouble=title, button=button, fields=fields, typed=typed)
    if isinstance(error, Invalid) or visit.field("do") not in BY_NAME:
        raise error
    return ask(visit, error)


def _plan_page(visit: Visit, edited: EditedConfiguration, planned: Planned, notice: str = "") -> DeskAnswer:
    form = BY_NAME.get(visit.field("do"))
    proposal = proposal_of_edit(planned, edited.reading, visit.directory, visit.state_folder, copy_alone)

    def taken(meeting: Occurrence) -> Sequence[TimeSpan]:
        planned_meetings = (each.occurrence for each in planned.dated.timetable.wanted)
        others = (each for each in planned_meetings if each.uid != meeting.uid and not each.cancelled)
        return time_taken(planned.dated.programme, others, {*meeting.cities()}, proposal.busy)

    return _shown(
        visit,
        proposal,
        taken,
        heading=form.title if form is not None else "Take the last change back",
        notice=notice,
        later=accepted_words(visit) or shown_later(edited, planned),
        files=[(each.name, _lines(visit, edited, each)) for each in edited.files],
        action="publish",
        fields=_kept(visit, code=planned.plan.digest, was=_digest(edited)),
        typed=_kept(visit) if form is not None else {},
        written=typed_words(visit) if form is not None else (),
        git=KEPT_IN_GIT if _is_in_git(visit) else "",
    )


def _lines(visit: Visit, edited: EditedConfiguration, file: FileText) -> Sequence[str]:
    """Returns the lines of a file that differ, without the secrets in them."""
    secrets = secrets_in(visit.data) | secrets_in(edited.reading.tree.data)
    either = "|".join(map(re.escape, sorted(secrets, key=len, reverse=True))) or "$^"
    hidden = re.compile(rf"(?<![^\s\"'])(?:{either})(?![^\s\"',}}\]])")
    return [hidden.sub("…", line) for line in difference(file.before, file.after)]


def _shown(visit: Visit, proposal: Proposal, taken: Taken = lambda _meeting: (), **values: Any) -> DeskAnswer:
    """Returns the page of a plan; only that of an edit has the lines of the files, and can be changed."""
    of_an_edit = {"later": "", "files": (), "git": "", "typed": {}, "written": ()}
    plan = proposal.plan
    head = (f"{counts(plan)}.", *other_changes(plan))
    if proposal.is_empty:
        head = ("Nothing: calendars show it already.",)
    return visit.show(
        "plan",
        head=head,
        found=planned_changes(proposal.draft, visit.now, taken),
        outcomes=[*outcome_lines(visit, plan)],
        checks=[named(visit, words) for words in decisions(proposal)],
        notes=[named(visit, words) for words in notes(plan)],
        refusals=[sentence(refusal) for refusal in plan.refusals],
        is_empty=proposal.is_empty,
        **{**of_an_edit, **values},
    )


def _kept(visit: Visit, **more: str) -> Mapping[str, str]:
    """Returns the fields of the edit, for the next form, and `more`."""
    typed = touched_fields(visit) if visit.field("do") in BY_NAME else visit.request.fields
    kept = {name: value for name, value in typed.items() if name not in OF_THE_PLAN}
    return {**kept, **more}


def _publish(visit: Visit, edited: EditedConfiguration, planned: Planned) -> Applied:
    store, consent = visit.store, visit.consent
    try:
        applied = publish_edit(
            edited, planned, store, visit.now, consent, visit.taken_back.append, visit.require_wanted
        )
    except Refused as error:
        cause = error.__cause__
        if isinstance(cause, OSError) and cause.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise Refused(
                "this folder is read-only; nothing was changed", "Ask who runs the server."
            ) from error
        raise
    visit.applied.append(applied)
    return applied


def _digest(edited: EditedConfiguration) -> str:
    """Returns that of what the files hold now: a form has little room, and an edit may change many files."""
    return sha256("".join(file.before for file in edited.files).encode())


def _is_in_git(visit: Visit) -> bool:
    folder = visit.directory.absolute()
    return any((each / ".git").exists() for each in (folder, *folder.parents))
