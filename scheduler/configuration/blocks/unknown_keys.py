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
    fields_of,
)
from scheduler.configuration.spelling import advice, closest, quoted

_WORDS = {
    "title": "titel subject summary name titre título titulo titolo заглавие 제목",
    "title themes": "topic",
    "name": "title",
    "at starts": "time hour start_time",
    "timezone clock": "tz zone time_zone",
    "clock": "timezone",
    "timezone": "clock zeitzone fuseau_horaire fuseau zona_horaria fuso_horário fuso_orario tijdzone",
    "starts from": "start begin begins",
    "starts move_to": "date",
    "starts days": "day",
    "every starts": "when on",
    "from": "since ab von depuis desde da vanaf от",
    "until ends move_to": "to",
    "until ends": "till",
    "ends until": "end finish",
    "every": "rule rrule repeat repeats recurrence frequency jeden chaque cada ogni elke всеки 매",
    "duration": "length lasts dauer durée duree duración duração durata duur продължителност 시간",
    "place": "location venue where room ort lieu lugar luogo plaats място 장소",
    "kind": "type format",
    "description": (
        "desc about text notes beschreibung descripción descrição descrizione beschrijving описание 설명"
    ),
    "reason description": "note",
    "reason": "why grund raison motif motivo reden причина 이유",
    "join": "zoom",
    "links join url": "link",
    "registration address links": "url",
    "url address": "website homepage",
    "registration": "register",
    "passcode": "password pin code pwd",
    "languages": "lang language langs sprachen langues idiomas línguas lingue talen езици 언어",
    "themes": "theme tags topics themen thèmes temas temi themas теми 주제",
    "speakers": "speaker speakers_list",
    "cancelled": "cancel canceled",
    "cancel": "cancelled cancellation absage annulation cancelación annullamento afgelast",
    "move_to": "move moved_to moved new_date reschedule postponed_to",
    "without": "absent",
    "without pause": "except",
    "pause": "skip exclude",
    "on_holiday": "holiday",
    "on_holiday closed": "holidays",
    "changes": "exceptions change overrides",
    "extra": "extras additional",
    "cities": "city members städte staedte villes ciudades cidades città steden градове",
    "cities pair": "partners",
    "country": "nation land pays país pais paese държава",
    "subdivision": "region",
    "subdivision status": "state",
    "office_hours": "hours working_hours opening_hours",
    "office_days": "working_days workdays",
    "official_name": "official",
    "formerly": "previously aliases old_id",
    "audience": "invited for",
    "host": "secretariat organiser organizer",
    "address": "base_url",
    "visibility": "private",
    "at": "uhrzeit heure hora ora uur tijd час 시각",
    "starts": "beginn début debut inicio início inizio datum начало 날짜",
    "ends": "ende fin fim fine einde край 종료",
    "until": "bis jusqu'à hasta até fino_a tot до",
    "pair": "paar binôme binome pareja par coppia двойка",
    "group": "gruppe groupe grupo gruppo groep група",
}
"""Keys, the likeliest first, and what people write for them, also in the languages of the partners."""
_MEANT = {word: keys.split() for keys, words in _WORDS.items() for word in words.split()}

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
    },
    MeetingDocument: {
        "audience": "a meeting has a `pair:` or `group:`; write a meeting for an audience under `webinars:`",
        "cities": "a meeting names its `pair:` or `group:`, and that names the cities",
        **dict.fromkeys(
            ("move_to", "without"),
            "this is for one occurrence: write it under `changes:` and its key, such as `2026-12:`",
        ),
    },
    ExtraDocument: {
        **dict.fromkeys(("every", "at", "from", "until"), "an extra meeting happens once, with `starts:`"),
        "move_to": "write the new date in `starts:`, or `extra.ID:` under `changes:` of its series",
    },
    ChangeDocument: {
        "at": "the new hour is written `move_to: 11:00`",
        "time": "the new hour is written `move_to: 11:00`",
        "starts": "the new date is written `move_to: 2026-12-16 11:00`",
        **dict.fromkeys(
            ("canceled", "skip"),
            "a meeting that does not take place is written `cancel: yes`, or `cancel: the reason`",
        ),
        "until": "a whole series ends with its own `until:`; one meeting is written `cancel: the reason`",
        "every": "a new rule is written under `schedule:`, each entry with its `from:`",
    },
    CityDocument: {
        "pairs": "pairs have a section of their own: `pairs:`",
        "holidays": "public holidays come with `country:`; days off of the city's own are written `closed:`",
        **dict.fromkeys(
            ("contact", "email", "e-mail", "e_mail", "mail"),
            "the addresses of its office are written `contacts: [office@example.org]`, and never published",
        ),
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
    **dict.fromkeys(
        ("comment", "comments", "remark"),
        "a note for yourselves stands behind `# `; what readers see is `description:`",
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
    words = (spelled, *_MEANT.get(spelled, ()))
    return next((word for word in words if word in fields), None) or closest(spelled, fields)
