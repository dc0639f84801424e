"""Meetings and webinars: the series of the programme."""

from __future__ import annotations

from datetime import datetime

from scheduler.configuration.assemble.changes import SeriesScope, changes, check_policy, read_one_clock
from scheduler.configuration.assemble.clocks import choices_for_once
from scheduler.configuration.assemble.declared import Declared, check_reference
from scheduler.configuration.assemble.details import details, joins
from scheduler.configuration.assemble.extras import extras
from scheduler.configuration.assemble.findings import Findings, check_twice
from scheduler.configuration.assemble.fixed import fixed, is_timed, later
from scheduler.configuration.assemble.schedule import ScheduleScope, schedule
from scheduler.configuration.assemble.texts import check_languages, check_words
from scheduler.configuration.blocks.documents import (
    DetailsDocument,
    MeetingDocument,
    SeriesDocument,
    WebinarDocument,
)
from scheduler.configuration.blocks.partial import PartialBlock
from scheduler.programme.details import Join
from scheduler.programme.groups import Audience
from scheduler.programme.series import Clock, Fixed, Policy, ScheduleEntry, Series

HOST = Clock("host")


def meeting(draft: PartialBlock[MeetingDocument], names: Declared, findings: Findings) -> Series | None:
    """The series of a pair, recurring or once; None where that is not clear."""
    document = draft.document
    place = SeriesScope(draft=draft, members=_members(draft, names, findings), names=names, findings=findings)
    _check_wording(draft, names, findings)
    _check_forms(draft, findings)
    rules = _schedule(place, draft)
    once = _once(place, draft)
    if document.on_holiday is not None:
        check_policy(document.on_holiday, document, (*draft.path, "on_holiday"), findings)
    said = details(document, draft.path, names, findings)
    changed, more = changes(place), extras(place, rules, once)
    if document.pair is None or bool(rules) == (once is not None):
        return None
    return Series(
        id=str(draft.path[1]),
        section="meetings",
        pair=document.pair,
        details=said,
        schedule=rules,
        until=document.until,
        once=once,
        on_holiday=document.on_holiday or Policy.KEEP,
        changes=changed,
        extras=more,
        formerly=tuple(document.formerly),
    )


def _members(draft: PartialBlock[MeetingDocument], names: Declared, findings: Findings) -> tuple[str, ...]:
    pair = draft.document.pair
    if pair is not None:
        check_reference(pair, (*draft.path, "pair"), names.pairs, "pair", names, findings)
    return names.cities_of(pair)


def _check_wording(draft: PartialBlock[SeriesDocument], names: Declared, findings: Findings) -> None:
    """What only private readers see may say anything, in the languages of the programme."""
    document = draft.document
    parts = _parts(document)
    if document.visibility != "private" or any(part.visibility == "public" for part in parts):
        check_words(document, draft.path, names, findings, joins(parts))
    else:
        check_languages(document, draft.path, names, findings)


def _parts(document: SeriesDocument) -> list[DetailsDocument]:
    parts = [document, *(document.changes or {}).values(), *(document.extra or {}).values()]
    return [part for part in parts if part is not None]


def all_joins(draft: PartialBlock[SeriesDocument]) -> list[Join]:
    """Every way into the meetings of a series."""
    return joins(_parts(draft.document))


def _check_forms(draft: PartialBlock[MeetingDocument], findings: Findings) -> None:
    """A meeting recurs by one rule, recurs by a schedule, or happens once: one of the three."""
    forms = _forms(draft)
    if not forms and not any(draft.means(key) for key in _FORMS):
        findings.error(
            (*draft.path, "every"),
            "when is it? Write `every: third Wednesday` with `at:` and `from:`, "
            "or, if it happens once, `starts: 2027-05-10 10:00`",
        )
    if len(forms) > 1:
        last = later(draft.data, *forms)
        others = " and ".join(f"`{form}`" for form in forms if form != last)
        findings.error((*draft.path, last), f"`{last}` cannot stand beside {others}; {_WHICH}", at="key")
    if draft.document.schedule == []:
        findings.error(
            (*draft.path, "schedule"), "`schedule` is empty; write an entry that starts `- from: 2027-01`"
        )
    if len(forms) == 1:
        _check_strangers(draft, forms[0], findings)


_FORMS = ("every", "schedule", "starts")


def _forms(draft: PartialBlock[MeetingDocument]) -> list[str]:
    return [key for key in _FORMS if draft.wrote(key)]


_WHICH = "a meeting has one rule (`every`), a `schedule` of rules, or happens once (`starts`)"
_STRANGERS = {
    "starts": {
        "from": "`from` is for what recurs; a meeting that happens once has its date in `starts:`",
        "until": "`until` is for what recurs; a meeting that happens once has `ends:` or `duration:`",
        "at": "`at` is for what recurs; the hour of what happens once stands in `starts: 2027-05-10 10:00`",
    },
    "schedule": {"from": "each entry of `schedule` has its own `from`; take this one out"},
}
_FOR_ONCE = {
    "ends": "`ends` is for what happens once; what recurs has a `duration:`, and `until:` for its last month",
    "days": "`days` is for what happens once; what recurs has an hour (`at:`) and a `duration:`",
}
_STRANGERS["every"] = dict(_FOR_ONCE)
_STRANGERS["schedule"].update(_FOR_ONCE)


def _check_strangers(draft: PartialBlock[MeetingDocument], form: str, findings: Findings) -> None:
    for key, words in _STRANGERS[form].items():
        if draft.wrote(key):
            findings.error((*draft.path, key), words, at="key")


def _schedule(place: SeriesScope, draft: PartialBlock[MeetingDocument]) -> tuple[ScheduleEntry, ...]:
    if _forms(draft) not in (["every"], ["schedule"]):
        return ()
    return schedule(
        ScheduleScope(draft=draft, members=place.members, names=place.names, findings=place.findings)
    )


def _once(place: SeriesScope, draft: PartialBlock[MeetingDocument]) -> Fixed | None:
    document = draft.document
    if document.starts is None or _forms(draft) != ["starts"]:
        return None
    if is_timed(document):
        _check_duration(draft, place.findings)
    return fixed(document, draft.data, draft.path, _clock_of_one(place, draft), place.findings)


def _clock_of_one(place: SeriesScope, draft: PartialBlock[MeetingDocument]) -> Clock | None:
    """For whole days the host's clock will do; an hour without a clock would be a guess."""
    document = draft.document
    if document.clock is not None:
        return read_one_clock(
            document.clock, (*draft.path, "clock"), place.members, place.names, place.findings
        )
    if not is_timed(document) or draft.wrote("clock"):
        return HOST
    if not draft.means("clock"):
        assert isinstance(document.starts, datetime)
        words = choices_for_once(document.starts, place.members, place.names)
        place.findings.error((*draft.path, "clock"), words)
    return None


def _check_duration(draft: PartialBlock[SeriesDocument], findings: Findings) -> None:
    if not any(draft.means(key) for key in ("duration", "ends", "days")):
        findings.error(
            (*draft.path, "duration"),
            "`duration` is missing; write how long it takes, such as `duration: 60 min`, or `ends:`",
        )


def webinar(draft: PartialBlock[WebinarDocument], names: Declared, findings: Findings) -> Series | None:
    """The webinar, for its audience; None where that is not clear."""
    document = draft.document
    audience = _audience(draft, names, findings)
    members = tuple(dict.fromkeys(_cities(audience, names)))
    place = SeriesScope(draft=draft, members=members, names=names, findings=findings)
    _check_wording(draft, names, findings)
    if is_timed(document):
        _check_duration(draft, findings)
    once = fixed(document, draft.data, draft.path, _clock_of_webinar(place), findings)
    said = details(document, draft.path, names, findings)
    changed, more = changes(place), extras(place, (), once)
    if once is None:
        return None
    return Series(
        id=str(draft.path[1]),
        section="webinars",
        audience=audience,
        details=said,
        once=once,
        changes=changed,
        extras=more,
        formerly=tuple(document.formerly),
    )


def _audience(draft: PartialBlock[WebinarDocument], names: Declared, findings: Findings) -> Audience:
    """Everyone where nothing is said."""
    written = draft.document.audience
    if written is None or written == ["all"]:
        return Audience(everyone=True)
    if not written:
        findings.error(
            (*draft.path, "audience"), "nobody is named; write `all`, or a list of cities, pairs and groups"
        )
    check_twice(written, (*draft.path, "audience"), findings)
    known = [*names.cities, *names.pairs, *names.groups, "all"]
    for index, name in enumerate(written):
        if name == "all":
            findings.error((*draft.path, "audience", index), "`all` stands alone: write `audience: all`")
        else:
            path = (*draft.path, "audience", index)
            check_reference(name, path, known, "city, pair or group", names, findings)
    return Audience(names=tuple(dict.fromkeys(written)))


def _cities(audience: Audience, names: Declared) -> list[str]:
    if audience.everyone:
        return list(names.cities)
    cities: list[str] = []
    for name in audience.names:
        group = names.groups.get(name)
        cities += [name] if name in names.cities else names.cities_of(name)
        cities += (group.cities or ()) if group else ()
    return cities


def _clock_of_webinar(place: SeriesScope) -> Clock | None:
    clock = place.draft.document.clock
    if clock is None:
        return HOST
    return read_one_clock(clock, (*place.draft.path, "clock"), (), place.names, place.findings)
