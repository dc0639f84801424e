"""The page of a form: what it is about, what holds now, and what its fields offer to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from scheduler.commands.new_titles import new_title
from scheduler.commands.refusals import Refused
from scheduler.configuration.blocks.documents import SECTIONS, ChangeDocument, Document, ExtraDocument
from scheduler.configuration.blocks.fields import fields_of
from scheduler.configuration.edits.new_values import AcceptFinding, Edit
from scheduler.configuration.located import dotted
from scheduler.desk.forms import BY_NAME, Choice, Field, Form, edit_of
from scheduler.desk.messages import DeskAnswer
from scheduler.desk.sight import LANGUAGE
from scheduler.desk.visit import Visit
from scheduler.desk.words import plain, problem_words
from scheduler.findings.accepted import entries_for, facts_of
from scheduler.findings.bad_times import OutsideOfficeHours
from scheduler.findings.finding import Finding
from scheduler.programme.english_lists import joined
from scheduler.programme.keys import ONCE, extra_id
from scheduler.programme.texts import Text
from scheduler.publication.languages.language import language
from scheduler.reports.local_times import when
from scheduler.reports.plans.plan_rows import title_of
from scheduler.reports.warnings import located
from scheduler.timetable.occurrence import Occurrence

_NEW: Mapping[str, str] = {"monthly": "monthly meeting", "single": "meeting"}
"""What the forms for something new call it."""


class Subject(Struct, frozen=True, kw_only=True):
    """What a form is about: its `block` in the files, words for it, and its meeting, if it has one.

    A series has its last meeting. The `block` is SECTION/ID or SECTION/ID/KEY, because a series may have the
    id of a city; or `programme`. A city or a group has its `names`.
    `findings` are those that it accepts.
    """

    block: str
    words: str = ""
    names: Text | None = None
    meeting: Occurrence | None = None
    findings: tuple[Finding, ...] = ()


def ask(visit: Visit, troubles: Sequence[str] = (), status: int = 200) -> DeskAnswer:
    """Returns the form of an edit with what the address says; `troubles` are what is wrong with that."""
    form = form_of(visit)
    subject, typed = _subject(visit, form), visit.request.fields
    own = {field.name for field in form.fields}
    present = _present(form, subject, visit.state.profile.languages[0])
    choices = ((field.name, _choices(visit, form, subject, field)) for field in form.fields)
    return visit.show(
        "form",
        status=status,
        form=form,
        values={**dict.fromkeys(own, ""), **present, **typed},
        choices={name: offered for name, offered in choices if offered},
        subject=subject.words,
        fields={name: typed[name] for name in ("do", form.field, "doubt", "key") if name in {*typed} - own},
        troubles=troubles,
    )


def _ids(visit: Visit, names: str) -> str:
    """Returns the short names of cities, pairs and groups; a name that is none stays as it is."""
    ids = {plain(name): feed.id for feed in visit.state.open_feeds for name in feed.title.words()}
    return ",".join(ids.get(plain(each.strip()), each) for each in names.split(","))


def typed_edit(visit: Visit) -> Edit:
    """Returns the edit that a filled-in form makes. Raises Refused if a field is empty or wrong."""
    form = form_of(visit)
    empty = [field.label for field in form.fields if field.required and not visit.field(field.name)]
    if empty:
        raise Refused(f"fill in: {joined(empty)}")
    subject = _subject(visit, form)
    if subject.findings:
        (section, id), facts = subject.block.split("/"), entries_for(subject.findings)
        code, reason = subject.findings[0].code, visit.field("reason")
        return AcceptFinding(section=section, id=id, code=code, facts=facts, reason=reason)
    zones = visit.zones(subject.meeting) if subject.meeting is not None else {}
    typed = {name: visit.field(name) for name in visit.request.fields}
    for name in typed.keys() & {"audience", "cities"}:
        typed[name] = _ids(visit, typed[name])
    return edit_of(form, typed, subject.block, zones)


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
        case "group" | "city":
            names = visit.calendar(name).title
            return Subject(block=name, words=names.say("en"), names=names)
        case "undated":
            for each in visit.state.profile.details.open_webinars:
                if name == f"webinars/{each.id}":
                    return Subject(block=name, words=each.title.say(LANGUAGE))
            raise Refused("it has its date, or there is no such webinar", "look at the webinars")
        case "series":
            meeting, following = visit.last_of(name), visit.next_of(name)
            words = title_of(meeting)
            if form.action == "rule":
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


def _present(form: Form, subject: Subject, first_language: str) -> Mapping[str, str]:
    """Returns what a form says before anybody has typed: what holds now, or a title for something new."""
    meeting = subject.meeting
    if subject.names is not None and form.action in _NEW:
        return {"title": new_title(subject.names, _NEW[form.action], first_language)}
    if meeting is not None and form.action == "retitle":
        return {"title": meeting.content.title.say(first_language)}
    if meeting is not None and form.action == "move":
        starts, all_day = meeting.timing.starts, meeting.timing.all_day
        return {"day": f"{starts:%Y-%m-%d}", "time": "" if all_day else f"{starts:%H:%M}"}
    if meeting is not None and form.action == "present" and meeting.outcome.present is not None:
        return {"present": f"{meeting.outcome.present}"}
    if meeting is not None and form.action == "held" and not meeting.outcome.held:
        return {"held": "no"}
    return {}


def _choices(visit: Visit, form: Form, subject: Subject, field: Field) -> Sequence[Choice]:
    known = visit.state.profile
    match field.input:
        case "clock":
            return _clocks(visit, form, subject)
        case "city":
            return [("", ""), *((city.id, city.name.say("en")) for city in known.details.cities)]
        case "theme":
            return [("", "none"), *((theme.id, theme.name.say("en")) for theme in known.details.themes)]
        case "language" if subject.meeting is not None:
            return _languages(known.languages, subject.meeting.content.title)
        case "key":
            return [("", ""), *((key, _words(key)) for key in _keys(form, subject, known.languages))]
    return field.choices


def _clocks(visit: Visit, form: Form, subject: Subject) -> Sequence[Choice]:
    """Returns each city whose clock may count, the present one first."""
    meeting = subject.meeting
    if meeting is not None:
        ids = visit.state.ids
        cities = sorted(meeting.participants, key=lambda each: each.zone != meeting.timing.zone)
        own = [] if cities and cities[0].zone == meeting.timing.zone else [("", meeting.timing.zone)]
        stays = [("", "as before")] if form.name == "rule" else own
        return [*stays, *((ids.of_city(each.city), each.name.say("en")) for each in cities)]
    known = visit.state.profile.details
    groups = {group.identity: group.cities for group in known.who_meets}
    members = groups.get(visit.calendar(subject.block).identity) if form.about == "group" else None
    first = [("", "the secretariat")] if members is None else []
    names = {city.id: city.name.say("en") for city in known.cities}
    return [*first, *((city, names[city]) for city in (names if members is None else members))]


def _languages(codes: Sequence[str], title: Text) -> Sequence[Choice]:
    """Returns each language of the programme with the present title; the first needs no name in the files."""
    versions = {**dict(title.versions), codes[0]: title.say(codes[0])}
    names = ((code, language("en").language_name(code)) for code in codes)
    return [
        ("" if code == codes[0] else code, f"{name}: {versions.get(code, 'none yet')}")
        for code, name in names
    ]


def _keys(form: Form, subject: Subject, languages: Sequence[str]) -> Iterator[str]:
    """Yields the keys that a form for any field may change, with those of a text in other languages."""
    meeting = subject.meeting if form.about == "meeting" else None
    block_type: type[Document] = SECTIONS[subject.block.partition("/")[0]]
    if meeting is not None and meeting.key != ONCE:
        block_type = ExtraDocument if extra_id(meeting.key) else ChangeDocument
    yield from _keys_of(block_type, languages[1:])
    if meeting is not None:
        yield from (f"links.{link.label.say(languages[0])}" for link in meeting.content.links)


def _keys_of(block_type: type[Document], languages: Sequence[str], before: str = "") -> Iterator[str]:
    for field in fields_of(block_type).values():
        key = f"{before}{field.key}"
        if field.block_type is not None and field.shape == "block":
            yield from _keys_of(field.block_type, languages, f"{key}.")
        elif field.type is not None and not field.type.is_block:
            yield key
            if field.type.holds == "prose":
                yield from (f"{key}.{code}" for code in languages)


def _words(key: str) -> str:
    return key.replace("_", " ").replace(".", ": ")
