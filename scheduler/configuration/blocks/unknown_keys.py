"""Messages for keys that a block does not have: the right spelling, the right word, the right place."""

from __future__ import annotations

from scheduler.configuration.blocks.documents import (
    ChangeDocument,
    CityDocument,
    DetailsDocument,
    Document,
    ExtraDocument,
    MeetingDocument,
    ProgrammeDocument,
    WebinarDocument,
)
from scheduler.configuration.blocks.fields import fields_of
from scheduler.configuration.spelling import advice, closest, quoted

_SYNONYMS: dict[str, tuple[str, ...]] = {
    "titel": ("title",),
    "subject": ("title",),
    "summary": ("title",),
    "topic": ("title", "themes"),
    "name": ("title",),
    "title": ("name",),
    "time": ("at", "starts"),
    "hour": ("at", "starts"),
    "start_time": ("at", "starts"),
    "tz": ("timezone", "clock"),
    "zone": ("timezone", "clock"),
    "time_zone": ("timezone", "clock"),
    "timezone": ("clock",),
    "clock": ("timezone",),
    "start": ("starts", "from"),
    "begin": ("starts", "from"),
    "begins": ("starts", "from"),
    "date": ("starts", "move_to"),
    "day": ("starts", "days"),
    "when": ("every", "starts"),
    "on": ("every", "starts"),
    "since": ("from",),
    "to": ("until", "ends", "move_to"),
    "till": ("until", "ends"),
    "end": ("ends", "until"),
    "finish": ("ends", "until"),
    "rule": ("every",),
    "rrule": ("every",),
    "repeat": ("every",),
    "repeats": ("every",),
    "recurrence": ("every",),
    "frequency": ("every",),
    "length": ("duration",),
    "lasts": ("duration",),
    "location": ("place",),
    "venue": ("place",),
    "where": ("place",),
    "room": ("place",),
    "type": ("kind",),
    "format": ("kind",),
    "desc": ("description",),
    "about": ("description",),
    "text": ("description",),
    "notes": ("description",),
    "note": ("reason", "description"),
    "why": ("reason",),
    "zoom": ("join",),
    "link": ("links", "join"),
    "url": ("registration", "address", "links"),
    "website": ("url", "address"),
    "register": ("registration",),
    "password": ("passcode",),
    "pin": ("passcode",),
    "code": ("passcode",),
    "pwd": ("passcode",),
    "lang": ("languages",),
    "language": ("languages",),
    "langs": ("languages",),
    "theme": ("themes",),
    "tags": ("themes",),
    "topics": ("themes",),
    "speaker": ("speakers",),
    "speakers_list": ("speakers",),
    "canceled": ("cancel", "cancelled"),
    "cancelled": ("cancel",),
    "cancel": ("cancelled",),
    "cancellation": ("cancel",),
    "move": ("move_to",),
    "moved_to": ("move_to",),
    "moved": ("move_to",),
    "new_date": ("move_to",),
    "reschedule": ("move_to",),
    "postponed_to": ("move_to",),
    "absent": ("without",),
    "except": ("without",),
    "holiday": ("on_holiday",),
    "holidays": ("on_holiday", "closed"),
    "exceptions": ("changes",),
    "change": ("changes",),
    "overrides": ("changes",),
    "extras": ("extra",),
    "additional": ("extra",),
    "city": ("cities",),
    "members": ("cities",),
    "partners": ("cities", "pair"),
    "nation": ("country",),
    "region": ("subdivision",),
    "state": ("subdivision", "status"),
    "hours": ("office_hours",),
    "working_hours": ("office_hours",),
    "opening_hours": ("office_hours",),
    "working_days": ("office_days",),
    "workdays": ("office_days",),
    "official": ("official_name",),
    "previously": ("formerly",),
    "aliases": ("formerly",),
    "old_id": ("formerly",),
    "invited": ("audience",),
    "for": ("audience",),
    "secretariat": ("host",),
    "organiser": ("host",),
    "organizer": ("host",),
    "base_url": ("address",),
    "homepage": ("url", "address"),
    "private": ("visibility",),
}
"""Words that people write for a key, with the keys that they may mean, the likeliest first."""
_KEYS_IN_OTHER_LANGUAGES = {
    "title": "titre título titulo titolo заглавие 제목",
    "description": "beschreibung descripción descrição descrizione beschrijving описание 설명",
    "duration": "dauer durée duree duración duração durata duur продължителност 시간",
    "place": "ort lieu lugar luogo plaats място 장소",
    "reason": "grund raison motif motivo reden причина 이유",
    "at": "uhrzeit heure hora ora uur tijd час 시각",
    "starts": "beginn début debut inicio início inizio datum начало 날짜",
    "ends": "ende fin fim fine einde край 종료",
    "until": "bis jusqu'à hasta até fino_a tot до",
    "from": "ab von depuis desde da vanaf от",
    "every": "jeden chaque cada ogni elke всеки 매",
    "pair": "paar binôme binome pareja par coppia двойка",
    "group": "gruppe groupe grupo gruppo groep група",
    "cities": "städte staedte villes ciudades cidades città steden градове",
    "country": "land pays país pais paese държава",
    "timezone": "zeitzone fuseau_horaire fuseau zona_horaria fuso_horário fuso_orario tijdzone",
    "languages": "sprachen langues idiomas línguas lingue talen езици 언어",
    "themes": "themen thèmes temas temi themas теми 주제",
    "cancel": "absage annulation cancelación annullamento afgelast",
}
"""Keys with words for them in the languages of the partners, separated by blanks."""

_ADVICE: dict[type[Document], dict[str, str]] = {
    ProgrammeDocument: {
        **dict.fromkeys(
            ("timezone", "country", "attends"), "it belongs to `host:`; indent it further to the right"
        ),
        "phrases": "phrases are in a file of their own; write it with `twincal phrases sv > sv.po`",
        "burden": "the weights of hours outside office hours are fixed; take these lines out",
    },
    WebinarDocument: {
        **dict.fromkeys(
            ("every", "at", "from", "schedule"),
            "a webinar happens once, with `starts: 2027-03-09 10:00`; write a series under `meetings:`, "
            "with `pair:` for two or three cities or `group:` for any number",
        ),
        "until": "a webinar happens once; its end is `ends:` or `duration:`",
        "on_holiday": "a webinar stays on its day; a holiday there is only a warning",
        "pair": "a webinar has an audience: write `audience: [the-pair]`",
        "group": "a webinar has an audience: write `audience: [the-group]`",
        "cities": "a webinar has an audience: write `audience: [the, cities]`",
        "cancel": "to cancel a webinar, write `status: cancelled`, and the reason as `reason: …`",
    },
    MeetingDocument: {
        "audience": "a meeting has a `pair:` or `group:`; write a meeting for an audience under `webinars:`",
        "cities": "a meeting names its `pair:` or `group:`, and that names the cities",
        **dict.fromkeys(
            ("move_to", "cancel", "without"),
            "this is for one occurrence: write it under `changes:` and its key, such as `2026-12:`",
        ),
    },
    ExtraDocument: {
        **dict.fromkeys(("every", "at", "from", "until"), "an extra meeting happens once, with `starts:`"),
        **dict.fromkeys(
            ("move_to", "cancel"),
            "to change an extra meeting, write `extra.ID:` under `changes:` of its series",
        ),
    },
    ChangeDocument: {
        "at": "the new hour is written `move_to: 11:00`",
        "time": "the new hour is written `move_to: 11:00`",
        "starts": "the new date is written `move_to: 2026-12-16 11:00`",
        "ends": "a change has a `duration:`, not an end",
        "skip": "a meeting that does not take place is written `cancel: the reason`",
        "until": "a whole series ends with its own `until:`; one meeting is written `cancel: the reason`",
        "from": "a new rule is written under `schedule:`, each entry with its `from:`",
        "pair": "a change cannot give a meeting to another pair",
        "every": "a new rule is written under `schedule:`, each entry with its `from:`",
    },
    CityDocument: {
        "pair": "pairs have a section of their own: `pairs:`",
        "pairs": "pairs have a section of their own: `pairs:`",
        "holidays": "public holidays come with `country:`; days off of the city's own are written `closed:`",
        "email": "an e-mail address must not be published, and has no place here",
    },
}
_ADVICE_FOR_DETAILS: dict[str, str] = {
    **{
        word: f"a page or file has a label and its address under `links:`, such as `{word}: https://…`"
        for word in (
            *("agenda", "minutes", "protocol", "slides", "presentation", "presentations", "recording"),
            *("recordings", "video", "document", "documents", "file", "files", "attachment", "attachments"),
        )
    },
    **dict.fromkeys(
        ("chair", "chairperson", "moderator", "facilitator", "presenter"),
        "a person is named under `speakers:`, with `role:` and `consent: true`",
    ),
    **dict.fromkeys(
        ("category", "categories"),
        "write what it is about as `themes:`, or your word for what it is as `kind:`",
    ),
}
"""Advice for every block with the fields that meetings, webinars, extras and changes share."""


_PERSONAL = (
    *("attendee", "attendees", "participant", "participants", "guests", "invitees", "people"),
    *("email", "e-mail", "e_mail", "mail", "contact", "phone", "telephone", "organizer_email"),
)


def unknown_key(kind: type[Document], key: str) -> str:
    """Returns why a block of this kind has no `key`, and what would be right."""
    advice_for_key = _ADVICE.get(kind, {}).get(key)
    if advice_for_key is None and issubclass(kind, DetailsDocument):
        advice_for_key = _ADVICE_FOR_DETAILS.get(key.casefold())
    if advice_for_key is not None:
        return f"{kind.noun} has no {quoted(key)}: {advice_for_key}"
    if key.casefold() in _PERSONAL:
        return (
            f"{kind.noun} has no {quoted(key)}: names and addresses of people have no place in a calendar; "
            "take the line out"
        )
    suggestion = suggested_key(kind, key)
    if suggestion is not None:
        return f"{kind.noun} has no {quoted(key)}; did you mean `{suggestion}`?"
    return f"{kind.noun} has no {quoted(key)}; {advice(key, fields_of(kind), kind='keys')}"


def suggested_key(kind: type[Document], key: str) -> str | None:
    """Returns the key of the block that `key` probably means; None if there is none."""
    fields = fields_of(kind)
    spelled = key.strip().casefold().replace("-", "_").replace(" ", "_")
    translated = (own for own, words in _KEYS_IN_OTHER_LANGUAGES.items() if spelled in words.split())
    words = (spelled, *_SYNONYMS.get(spelled, ()), *translated)
    return next((word for word in words if word in fields), None) or closest(spelled, fields)
