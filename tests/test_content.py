"""Every field of a meeting's content is considered wherever a forgotten one would do harm in silence.

A field that is added to `Content` fails here until it has a sample, and then wherever it is not handled:
in the past, in plans, in feeds, on pages and by the search for private data.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from msgspec.structs import replace

from calendars import Stamp
from scheduler.changes.fold import changes_since
from scheduler.configuration.blocks.documents import WebinarDocument
from scheduler.configuration.blocks.fields import fields_of, suggested_key
from scheduler.findings.wrong_hours import contradictions
from scheduler.plan.past import update_past_wording, withdraw
from scheduler.plan.steps import Step
from scheduler.programme.details import (
    CONTENT_FIELDS,
    Content,
    Join,
    Languages,
    Link,
    Speaker,
    Status,
    ThemeName,
)
from scheduler.programme.texts import Text
from scheduler.publication.announcements.addressee import Addressee
from scheduler.publication.announcements.mail import changes_mail
from scheduler.publication.feeds.wording import event_for
from scheduler.reports.announce import announcement_text
from scheduler.reports.changed_values import changed_values
from scheduler.reports.differences import REWORDED, UNSEEN, planned_differences
from scheduler.state.revision import Cause, StepKind
from scheduler.state.stored import Stored
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.timetable import Wanted
from support.configuration_samples import errors, read_text, spoiled
from support.programmes import now, webinar
from support.samples import MOBILITY, PROFILE, meeting, sample
from support.world import World

ROOT = Path(__file__).parent.parent
WORD = "Zebrafishpondkeepers"
TEXTS = [name for name, hint in get_type_hints(Content).items() if Text in (hint, *get_args(hint))]
SAMPLES: dict[str, Any] = {
    **dict.fromkeys(TEXTS, Text.plain(WORD)),
    "themes": (ThemeName(id="zebrafish", name=Text.plain(WORD)),),
    "visibility": "private",
    "join": Join(url=f"https://meet.example.org/{WORD}", passcode=WORD),
    "registration": f"https://example.org/{WORD}",
    "links": (Link(Text.plain(WORD), f"https://example.org/{WORD}"),),
    "languages": Languages(spoken=(WORD,)),
    "speakers": (Speaker(name=WORD),),
    "busy": False,
}
"""A value for each field, with a word to look for where the field has words."""

MOVED = "2026-12-17 10:00"
WITHOUT_WORDS = ("visibility", "busy")
NOT_PUBLIC = ("join", *WITHOUT_WORDS)
WITHOUT_PEOPLE_AND_ADDRESSES = (*TEXTS, "themes", "visibility", "languages", "busy")
"""Fields that a past meeting keeps when the text no longer has them."""
PRIVATE_BY_NATURE = ("join", "themes", *WITHOUT_WORDS)
"""Fields in which nobody looks for private data: the way in is private, a theme is named elsewhere."""


def plain() -> Occurrence:
    """A meeting that was moved, so that its reason is told."""
    return replace(meeting(), planned=meeting(MOVED).planned)


def stored(occurrence: Occurrence) -> Stored:
    """The meeting after it was moved."""
    stamp = Stamp.first(now("2026-11-24 09:00"))
    return Stored(occurrence=occurrence, stamp=stamp, moved_from=meeting(MOVED).timing.start)


def with_field(field: str) -> Occurrence:
    """The same meeting with the sample of one field."""
    occurrence = plain()
    return replace(occurrence, content=replace(occurrence.content, **{field: SAMPLES[field]}))


def test_every_field_has_a_sample() -> None:
    assert set(SAMPLES) == set(CONTENT_FIELDS)


@pytest.mark.parametrize("field", CONTENT_FIELDS)
def test_the_past_takes_a_field_that_is_named(field: str) -> None:
    wanted = Wanted(occurrence=with_field(field), path=(), named=frozenset({field}))

    assert getattr(update_past_wording(plain(), wanted).content, field) == SAMPLES[field]


@pytest.mark.parametrize("field", CONTENT_FIELDS)
def test_the_past_loses_people_and_addresses_that_the_text_no_longer_names(field: str) -> None:
    content = withdraw(with_field(field), plain().content).content

    stays = content == with_field(field).content
    assert stays is (field in WITHOUT_PEOPLE_AND_ADDRESSES)
    assert stays or content == plain().content


@pytest.mark.parametrize("field", CONTENT_FIELDS)
def test_a_plan_that_removes_people_or_addresses_withdraws_them(field: str) -> None:
    before = stored(with_field(field))
    step = Step(kind=StepKind.CHANGE, cause=Cause.CONFIGURATION, before=before, after=plain())

    assert step.withdraws is (field not in WITHOUT_PEOPLE_AND_ADDRESSES)


@pytest.mark.parametrize("field", CONTENT_FIELDS)
def test_a_plan_names_a_field_that_changes(field: str) -> None:
    before = stored(plain())
    step = Step(
        kind=StepKind.CHANGE, cause=Cause.CONFIGURATION, before=before, after=with_field(field), shown=True
    )

    found = {*planned_differences(step, step.entry(PROFILE.languages), PROFILE)}

    assert found
    assert {REWORDED, UNSEEN}.isdisjoint(found)


@pytest.mark.parametrize("field", [field for field in CONTENT_FIELDS if field not in WITHOUT_WORDS])
def test_a_plan_shows_the_new_value_of_a_field_unless_it_is_secret(field: str) -> None:
    values = changed_values(field, plain().content, with_field(field).content, PROFILE.languages)

    assert any(WORD in value.words for value in values) == (field not in NOT_PUBLIC)


@pytest.mark.parametrize("field", [field for field in TEXTS if field != "reason"])
def test_a_wrong_hour_in_a_text_is_found(field: str) -> None:
    content = replace(plain().content, **{field: Text.plain("at 04:05 in Sofia")})

    assert [found.written for found in contradictions(replace(plain(), content=content))] == [
        "04:05 in Sofia"
    ]


@pytest.mark.parametrize("field", CONTENT_FIELDS)
def test_other_words_for_a_field_lead_to_its_key(field: str) -> None:
    words = fields_of(WebinarDocument)[field].words

    assert words
    assert field in {suggested_key(WebinarDocument, word) for word in words}


@pytest.mark.parametrize("field", CONTENT_FIELDS)
def test_feeds_show_a_field(field: str) -> None:
    """To the public, or to private readers alone."""
    before, after = (
        event_for(occurrence, "en", "private", PROFILE) for occurrence in (plain(), with_field(field))
    )
    public = event_for(with_field(field), "en", "public", PROFILE)

    assert after != before or public is None


@pytest.mark.parametrize("field", [field for field in CONTENT_FIELDS if field not in NOT_PUBLIC])
def test_a_mail_has_the_words_of_a_field_that_changed(field: str) -> None:
    """A reason comes with the move that it explains."""
    values = SAMPLES | {"themes": (MOBILITY.id,)}
    world = World()
    for parts in ({"place": Text.plain("Hall")}, {"place": Text.plain("Hall"), field: values[field]}):
        hour = "2026-12-16 10:00" if field not in parts or field != "reason" else "2026-12-16 11:00"
        world.apply(sample(webinar("talk", hour, **parts)), now(f"2026-11-2{4 + len(parts)} 09:00"))
    feed = world.state.feed(("cities", "sofia"))
    assert feed is not None
    found = [*changes_since(world.state, world.history, 2, {2})]
    mail = changes_mail(
        Addressee(state=world.state, feed=feed, code="en"), found, (), now("2026-11-27 09:00")
    )

    assert mail is not None
    assert (WORD if field != "themes" else MOBILITY.name.say("en")) in announcement_text(mail)


def described(occurrence: Occurrence) -> list[str]:
    """The lines of its description, as private readers see them."""
    event = event_for(occurrence, "en", "private", PROFILE)
    assert event is not None
    return str(event.description).splitlines()


@pytest.mark.feed_rule(40)
def test_descriptions_have_the_fields_in_the_order_of_the_table() -> None:
    """docs/configuration.md has the table; each field is found by the line that it alone adds or changes."""
    table = (ROOT / "docs/configuration.md").read_text(encoding="utf-8").split("## What a meeting can say")[1]
    rows = re.findall(r"^\| (`.*?`) \|", table.split("\n## ")[0], re.MULTILINE)
    keys = [key for row in rows for key in re.findall(r"`(\w+)`", row)]
    lines = {
        field: [line for line in described(with_field(field)) if line not in described(plain())]
        for field in CONTENT_FIELDS
    }

    whole = described(replace(plain(), content=replace(plain().content, **SAMPLES)))

    shown = [field for field in CONTENT_FIELDS if lines[field]]
    assert len(shown) >= 9
    assert [key for key in keys if key in shown] == sorted(
        shown, key=lambda field: whole.index(lines[field][0])
    )


@pytest.mark.parametrize("field", [field for field in CONTENT_FIELDS if field not in WITHOUT_WORDS])
def test_the_page_of_a_meeting_and_its_calendar_in_json_show_a_field_unless_it_is_private(field: str) -> None:
    world = World()
    value = SAMPLES[field] if field != "themes" else (MOBILITY.id,)
    shown = WORD if field != "themes" else MOBILITY.name.say("en")
    status = {"status": Status.CANCELLED} if field == "reason" else {}
    world.apply(
        sample(webinar("talk", "2026-12-16 10:00", **{field: value}, **status)), now("2026-11-24 09:00")
    )
    site = world.site()
    pages = [
        resource.body.decode()
        for path, resource in site.resources.items()
        if path.startswith("/occurrences/") and not path.endswith(".ics")
    ]

    assert len(pages) == 1
    assert (shown in pages[0]) == (field not in NOT_PUBLIC)
    assert (shown in site.json_feeds["/feeds/programme.json"].body.decode()) == (field not in NOT_PUBLIC)


@pytest.mark.parametrize("field", [field for field in CONTENT_FIELDS if field not in PRIVATE_BY_NATURE])
def test_an_address_of_a_person_is_refused_in_a_field(field: str, tmp_path: Path) -> None:
    mail = "anna@example.org"
    line = {
        "registration": f"registration: https://example.org/?to={mail}",
        "links": f"links: {{{mail}: https://example.org}}",
        "languages": f"languages: {{spoken: [{mail}]}}",
        "speakers": f"speakers: [{{name: {mail}, consent: true}}]",
    }.get(field, f"{field}: Write to {mail}")
    if field == "title":
        text = spoiled("    title: Sofia–Sejong monthly meeting\n", f"    title: Write to {mail}\n")
    else:
        title = "    title: Sofia–Sejong monthly meeting\n"
        text = spoiled(title, f"{title}    {line}\n")

    problems = errors(read_text(tmp_path, text))

    assert any("e-mail" in message for *_, message in problems), problems


def test_content_says_nothing_that_nobody_wrote() -> None:
    content = Content(title=Text.plain("Monthly meeting"))

    written = [name for name in CONTENT_FIELDS if getattr(content, name) not in (None, ())]
    assert written == ["title", "visibility", "busy"]
