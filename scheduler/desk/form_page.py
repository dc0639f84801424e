"""The page of a form: what it is about, what holds now, and what its fields offer to choose from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from scheduler.commands.refusals import InvalidEdit, Refused, WrongValue
from scheduler.configuration.edits.new_values import AcceptFinding, Edit
from scheduler.configuration.located import dotted
from scheduler.desk.block_forms import touched
from scheduler.desk.blocks import (
    FROM,
    BlockForm,
    block_at,
    fields_of_form,
    new_block,
    typed_addition,
    typed_change,
)
from scheduler.desk.forms import BY_NAME, Form, edit_of, input_at
from scheduler.desk.hours_pictures import HoursPicture, office_pictures, pictures
from scheduler.desk.inputs import SHOWED, Choice, Input
from scheduler.desk.messages import DeskAnswer
from scheduler.desk.sight import LANGUAGE
from scheduler.desk.visit import Visit
from scheduler.desk.words import on_page, problem_words, without_places
from scheduler.findings.accepted import entries_for, facts_of
from scheduler.findings.bad_times import OutsideOfficeHours
from scheduler.findings.finding import Finding
from scheduler.programme.english_lists import joined
from scheduler.reports.advice_words import with_advice
from scheduler.reports.local_times import when
from scheduler.reports.plans.plan_rows import title_of
from scheduler.reports.warnings import located
from scheduler.timetable.occurrence import Occurrence


class Subject(Struct, frozen=True, kw_only=True):
    """What a form is about: its `block` in the files, words for it, and its meeting, if it has one.

    A series has its last meeting. The `block` is SECTION/ID or SECTION/ID/KEY, because a series may have the
    id of a city; or `programme`. `findings` are those that it accepts.
    """

    block: str
    words: str = ""
    meeting: Occurrence | None = None
    findings: tuple[Finding, ...] = ()


def ask(visit: Visit, error: Refused | None = None) -> DeskAnswer:
    """Returns the form of an edit with what the address says; `error` is what is wrong with that."""
    form, typed = form_of(visit), visit.request.fields
    subject = _subject(visit, form)
    here = _block(visit, form, subject) if form.is_of_block else None
    inputs = here.inputs if here is not None else [*_inputs(visit, form, subject)]

    def at(place: str) -> Input | None:
        if here is None:
            return input_at(form, place, typed)
        is_of_id = visit.field("id") and place.endswith(f".{visit.field('id')}")
        return here.input_at("id" if is_of_id else place)

    troubles: dict[str, list[str]] = {}
    labels = {each.name: each.label for each in inputs}
    for place, words, with_place in _troubles(visit, error):
        found = at(place) if place else None
        name = found.name if found is not None else ""
        troubles.setdefault(name, []).append(_by_labels(words, name, labels) if name else with_place)
    first = [each for each in inputs if each.is_first or each.name in troubles]
    first.sort(key=lambda each: each.order)
    shown = (visit.state.profile.languages[0], LANGUAGE)
    return visit.show(
        "form",
        status=200 if error is None else 409,
        form=form,
        subject=subject.words,
        pictures=_pictures(visit, form, subject),
        first=fields_of_form(first, shown),
        more=fields_of_form((each for each in inputs if each not in first), shown),
        typed=typed,
        fields=_about(form, typed, {each.name for each in inputs}),
        secrets=" ".join(each.name for each in inputs if each.look == "secret"),
        troubles=troubles,
        focus=next((each.name for each in inputs if each.name in troubles), ""),
    )


def _pictures(visit: Visit, form: Form, subject: Subject) -> Sequence[HoursPicture]:
    """Returns the hours of a meeting, of the coming ones of a series, or of the cities of a pair or group."""
    meeting, section = subject.meeting, form.section
    if section == "meetings":
        directory, feed = visit.inputs.directory, visit.calendar(subject.block)
        cities = [directory.cities[city] for city in directory.members(feed)]
        return office_pictures(visit.inputs, cities, visit.now.date())
    if form.about == "meeting" and form.action in ("move", "change") and meeting is not None:
        return pictures(visit.maker, [meeting])
    if form.name in ("change-series", "extra") and meeting is not None:
        coming = (each.occurrence for each in visit.meetings() if not each.is_past(visit.now))
        return pictures(visit.maker, (each for each in coming if each.series == meeting.series))
    return ()


def _about(form: Form, typed: Mapping[str, str], own: set[str]) -> Mapping[str, str]:
    """Returns the fields that say which form it is, and what it is about."""
    return {name: typed[name] for name in ("do", form.field, "doubt", "key") if name in {*typed} - own}


def _block(visit: Visit, form: Form, subject: Subject) -> BlockForm:
    if form.action != "change":
        return new_block(visit, form, subject.block)
    found = block_at(visit, subject.block)
    if found is None:
        raise Refused("the files have this no more", "look at what the files would change")
    return found


def touched_fields(visit: Visit) -> Mapping[str, str]:
    """Returns the fields of a form without those that nobody touched."""
    form, typed = form_of(visit), visit.request.fields
    if not form.is_of_block:
        return typed
    inputs = _block(visit, form, _subject(visit, form)).inputs
    left_out = {each.name for each in inputs} - {each.name for each, _ in touched(inputs, typed)} - {FROM}
    if form.action != "change":
        left_out = {each.name for each in inputs if not each.typed(typed.get(each.name, ""))}
    return {key: value for key, value in typed.items() if key not in left_out and not key.startswith(SHOWED)}


def _troubles(visit: Visit, error: Refused | None) -> Iterator[tuple[str, str, str]]:
    """Yields the place in the files of each mistake, if it has one, and words without and with the place."""
    match error:
        case None:
            return
        case WrongValue():
            yield error.field, str(error), str(error)
        case InvalidEdit():
            for each in error.problems:
                words = "fill this in" if each.code == "missing-key" else each.message
                yield each.field, with_advice(words, on_page(each.advice)), problem_words(visit, each)
        case _:
            words = without_places(visit, with_advice(str(error), on_page(error.advice)))
            yield "", words, words


def _by_labels(words: str, own: str, labels: Mapping[str, str]) -> str:
    """Returns a message about the input `own`, with labels of the form in place of the keys of the files."""

    def said(found: re.Match[str]) -> str:
        key, value = found[1], found[2]
        label = labels.get(key)
        if label is None:
            return found[0]
        return f"`{value}`" if value and key == own else f"`{label}: {value}`" if value else f"`{label}`"

    return re.sub(r"`([a-z_]+):?(?: ([^`]*))?`", said, words)


def typed_words(visit: Visit) -> Sequence[tuple[str, str]]:
    """Returns the label of each input of a block that somebody changed, and the new value in words."""
    form, typed = form_of(visit), visit.request.fields
    if not form.is_of_block:
        return ()
    found = []
    for each, value in touched(_block(visit, form, _subject(visit, form)).inputs, typed):
        words = "set" if each.look == "secret" else each.in_words(each.typed(typed.get(each.name, "")))
        label = f"{each.part}: {each.label}" if each.part else each.label
        label = f"{label} ({each.language})" if each.name.endswith(f".{each.language}") else label
        gone = f"warn again: {each.value}" if each.look == "kept" else "taken out"
        found.append((label, gone if value is None else words))
    return found


def typed_edit(visit: Visit) -> Edit:
    """Returns the edit that a filled-in form makes. Raises Refused if a field is empty or wrong."""
    form = form_of(visit)
    empty = [field.label for field in form.fields if field.is_required and not visit.field(field.name)]
    if empty:
        raise Refused(f"fill in: {joined(empty)}")
    subject = _subject(visit, form)
    if form.is_of_block:
        here = _block(visit, form, subject)
        return typed_change(visit, here) if form.action == "change" else typed_addition(visit, here)
    if subject.findings:
        (section, id), facts = subject.block.split("/"), entries_for(subject.findings)
        code, reason = subject.findings[0].code, visit.field("reason")
        return AcceptFinding(section=section, id=id, code=code, facts=facts, reason=reason)
    zones = visit.zones(subject.meeting) if subject.meeting is not None else {}
    return edit_of(form, {name: visit.field(name) for name in visit.request.fields}, subject.block, zones)


def accepted_words(visit: Visit) -> str:
    """Returns "Accepted: …" with the doubt that a form accepts, and the reason; empty for another form."""
    form = BY_NAME.get(visit.field("do"))
    if form is None or form.about != "finding":
        return ""
    return f"Accepted: {_subject(visit, form).words} Why it is all right: {visit.field('reason')}"


def form_of(visit: Visit) -> Form:
    """Returns the form that a request names. Raises Refused if there is none, or the key does not open it."""
    form = BY_NAME.get(visit.field("do"))
    if form is None:
        raise Refused("there is no such form", "go back to the desk")
    if not visit.may_use(form):
        visit.require_everything()
    return form


def _subject(visit: Visit, form: Form) -> Subject:
    name = visit.field(form.field)
    match form.about:
        case "programme":
            return Subject(block="programme")
        case "finding":
            return _doubts(visit, name)
        case "group" | "city" | "theme":
            return Subject(block=name, words=visit.calendar(name).title.say(LANGUAGE))
        case "undated":
            for each in visit.state.profile.details.open_webinars:
                if name == f"webinars/{each.id}":
                    return Subject(block=name, words=each.title.say(LANGUAGE))
            raise Refused("it has its date, or there is no such webinar", "look at the webinars")
        case "series":
            meeting, following = visit.last_of(name), visit.next_of(name)
            words = title_of(meeting)
            if form.name == "change-series":
                words = f"{words}; its rule now: {visit.rule_of(meeting).removesuffix('.')}"
            if following is not None:
                words = f"{words}; the next one now: {when(following, None)}"
        case "meeting":
            meeting = visit.meeting(name).occurrence
            words = f"{title_of(meeting)}: {when(meeting, None)}"
    if not visit.may_change(meeting):
        raise Refused(f"{visit.own_alone} Other cities take part in this.", "ask the secretariat")
    return Subject(block=f"{meeting.origin}s/{name}", words=words, meeting=meeting)


def _doubts(visit: Visit, place: str) -> Subject:
    """Returns the doubts that the address names, and all others that the same entries accept."""
    warnings, code, key = visit.proposal.warnings, visit.field("doubt"), visit.field("key")
    here = [each for each in warnings.findings if (each.code, dotted(each.path)) == (code, place)]
    named = [facts_of(each) for each in here if key in ("", each.key)]
    if not any(named):
        raise Refused("nobody doubts this any more", "go back to the warnings")
    covered = tuple(each for each in here if facts_of(each) <= set().union(*named))
    about = located(replace(warnings, in_text=(), problems=(), findings=covered))
    words = " ".join(f"{problem_words(visit, each)}." for each in about)
    cities = {city.id: city.name.say(LANGUAGE) for city in visit.state.profile.details.cities}
    too_early = [each for each in covered if isinstance(each, OutsideOfficeHours)]
    if hours := {f"{cities[city]} {each.begin:%H:%M}" for each in too_early for city in each.cities}:
        words = f"{words} This accepts these hours for all its meetings: {', '.join(sorted(hours))}."
    return Subject(block="/".join(map(str, covered[0].path[:2])), words=words, findings=covered)


def _inputs(visit: Visit, form: Form, subject: Subject) -> Iterator[Input]:
    """Yields the inputs of an action with what holds now, as clocks each city of the meeting."""
    meeting = subject.meeting
    for each in form.fields:
        if each.name == "clock":
            cities = _clocks(visit, meeting) if meeting is not None else ()
            if cities[1:]:
                yield replace(each, choices=cities)
        elif meeting is not None and form.action == "move" and each.name in ("day", "time"):
            starts, is_timed = meeting.timing.starts, not meeting.timing.all_day
            value = f"{starts:%Y-%m-%d}" if each.name == "day" else f"{starts:%H:%M}" if is_timed else ""
            yield replace(each, value=value)
        else:
            yield each


def _clocks(visit: Visit, meeting: Occurrence) -> Sequence[Choice]:
    """Returns the cities of a meeting, whose hour may be typed; that by which it is held first."""
    cities = sorted(meeting.participants, key=lambda each: each.zone != meeting.timing.zone)
    own = [] if cities and cities[0].zone == meeting.timing.zone else [("", meeting.timing.zone)]
    return [*own, *((visit.state.ids.of_city(each.city), each.name.say("en")) for each in cities)]
