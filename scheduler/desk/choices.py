"""What the fields of a form offer to choose from: pairs of a value and the words for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scheduler.configuration.blocks.documents import ChangeDocument, Document, ExtraDocument
from scheduler.configuration.blocks.fields import fields_of
from scheduler.configuration.reading.sections import SECTIONS
from scheduler.desk.forms import Choice, Field, Form
from scheduler.desk.visit import Visit
from scheduler.programme.keys import ONCE, extra_id
from scheduler.programme.texts import Text
from scheduler.publication.languages.language import language
from scheduler.timetable.occurrence import Occurrence


def choices_of(visit: Visit, form: Form, about: Occurrence | None) -> Mapping[str, Sequence[Choice]]:
    """Returns what each field of a form that is about a meeting, or about none, offers."""
    found = ((field.name, _choices(visit, form, about, field)) for field in form.fields)
    return {name: choices for name, choices in found if choices}


def _choices(visit: Visit, form: Form, about: Occurrence | None, field: Field) -> Sequence[Choice]:
    known = visit.state.profile
    match field.kind:
        case "clock":
            return _clocks(visit, form, about)
        case "city":
            return [("", ""), *((city.id, city.name.say("en")) for city in known.details.cities)]
        case "theme":
            return [("", "none"), *((theme.id, theme.name.say("en")) for theme in known.details.themes)]
        case "language" if about is not None:
            return _languages(known.languages, about.content.title)
        case "key":
            return [(key, _words(key)) for key in _keys(form, about, visit.field("name"), known.languages)]
    return field.choices


def _clocks(visit: Visit, form: Form, about: Occurrence | None) -> Sequence[Choice]:
    """Returns each city whose clock may count, the present one first."""
    ids = visit.state.ids
    if about is not None:
        cities = sorted(about.participants, key=lambda each: each.zone != about.timing.zone)
        own = [] if cities and cities[0].zone == about.timing.zone else [("", about.timing.zone)]
        stays = [("", "as before")] if form.name == "rule" else own
        return [*stays, *((ids.of_city(each.city), each.name.say("en")) for each in cities)]
    known = visit.state.profile.details
    groups = {group.identity: group.cities for group in known.who_meets}
    members = groups.get(visit.calendar(visit.field("name")).identity) if form.about == "group" else None
    first = [("", "the secretariat")] if members is None else []
    found = (city for city in known.cities if members is None or city.id in members)
    return [*first, *((city.id, city.name.say("en")) for city in found)]


def _languages(codes: Sequence[str], title: Text) -> Sequence[Choice]:
    """Returns each language of the programme with the present title; the first needs no name in the files."""
    versions = {**dict(title.versions), codes[0]: title.say(codes[0])}
    names = ((code, language("en").language_name(code)) for code in codes)
    return [
        ("" if code == codes[0] else code, f"{name}: {versions.get(code, 'none yet')}")
        for code, name in names
    ]


def _keys(form: Form, about: Occurrence | None, name: str, languages: Sequence[str]) -> Iterator[str]:
    """Yields the keys that a form for any field may change, with those of a text in other languages."""
    section = f"{about.origin}s" if about is not None else name.partition("/")[0] or "programme"
    kind: type[Document] = SECTIONS[section].document
    if about is not None and form.about == "meeting" and about.key != ONCE:
        kind = ExtraDocument if extra_id(about.key) else ChangeDocument
    yield from _keys_of(kind, languages[1:])
    if about is not None and form.about == "meeting":
        yield from (f"links.{link.label.say(languages[0])}" for link in about.content.links)


def _keys_of(kind: type[Document], languages: Sequence[str], before: str = "") -> Iterator[str]:
    for field in fields_of(kind).values():
        key = f"{before}{field.key}"
        if field.kind is not None and field.shape == "block":
            yield from _keys_of(field.kind, languages, f"{key}.")
        elif field.type is not None and not field.type.is_block:
            yield key
            if field.type.holds == "prose":
                yield from (f"{key}.{code}" for code in languages)


def _words(key: str) -> str:
    return key.replace("_", " ").replace(".", ": ")
