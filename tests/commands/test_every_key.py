"""Every key of the files can be set by command, and taken out again to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from scheduler.configuration.blocks.documents import SECTIONS, ChangeDocument, Document, ExtraDocument
from scheduler.configuration.blocks.fields import fields_of
from support.shell import Shell
from support.small_programme import WITH_DUBLIN, small, webinar

PROGRAMME = small(
    WITH_DUBLIN,
    ("    duration: 60 min\n", "    duration: 60 min\n    extra:\n      tour: {starts: 2027-02-10 10:00}\n"),
) + (
    "  visit: {pair: sofia-sejong, title: Visit, starts: 2027-03-02 09:00, duration: 60 min, clock: sofia}\n"
    "themes:\n  trams: {name: Trams}\n"
    "groups:\n  three: {cities: [sofia, sejong, dublin]}\n"
)
TALK = webinar("talk", "2027-04-06 10:00")
PLACES = {
    "programme": ("programme", SECTIONS["programme"]),
    "a theme": ("themes/trams", SECTIONS["themes"]),
    "a city": ("cities/sofia", SECTIONS["cities"]),
    "a pair": ("pairs/sofia-sejong", SECTIONS["pairs"]),
    "a group": ("groups/three", SECTIONS["groups"]),
    "a series": ("meetings/monthly", SECTIONS["meetings"]),
    "a single meeting": ("meetings/visit", SECTIONS["meetings"]),
    "a webinar": ("webinars/talk", SECTIONS["webinars"]),
    "a meeting of a series": ("monthly/2027-01", ChangeDocument),
    "an extra meeting": ("monthly/extra.tour", ExtraDocument),
}
"""A block of each type: what a command calls it, and the type."""
VALUES: dict[str, str] = {
    "address": "https://calendar.example.org",
    "closed": "2027-08-02..2027-08-13",
    "open": "2027-03-03",
    "cancelled": "10 days",
    "languages": "en",
    "official_name": "The Municipality",
    "country": "KR",
    "subdivision": "22",
    "office_hours": "08:00-16:00",
    "office_days": "Mon,Tue,Wed",
    "busy": "yes",
    "contacts": "office@sofia.example,mayor@sofia.example",
    "telephone": "+359 2 987 65 43",
    "digest": "first working day",
    "remind": "2 days",
    "duration": "90 min",
    "place": "City hall",
    "kind": "Kick-off",
    "themes": "trams",
    "status": "tentative",
    "cancel": "No room",
    "visibility": "private",
    "registration": "https://example.org/register",
    "reason": "A better day",
    "held": "no",
    "present": "12",
    "minutes": "expected",
    "clock": "sejong",
    "days": "2",
    "on_holiday": "keep",
    "holidays_of": "majority",
    "without": "sejong",
    "move_to": "2027-01-21 10:00",
    "every": "second Tuesday",
    "at": "11:00",
    "until": "2027-12",
    "pause": "2027-07-01..2027-07-31",
    "dates": "2027-05-04 10:00",
    "audience": "sofia,three",
    "cities": "sofia,dublin",
    "description": "Trams: figures and plans",
    "name": "Another name",
    "title": "Another title",
    "starts": "2027-02-11 10:00",
    "from": "2026-09",
    "url": "https://example.org",
    "timezone": "Europe/Athens",
    "attends": "everything",
    "past": "30 days",
    "ahead": "6 months",
    "accessibility": "All pages",
    "enforcement": "The commission",
    "privacy": "No names",
    "logo": "logo.svg",
    "colour": "#14586f",
    "contact": "https://example.org/contact",
    "embed_in": "https://www.example.org",
    "reply_to": "office@example.org",
    "seen": "no",
    "passcode": "1234",
    "public": "yes",
    "role": "planner",
    "consent": "yes",
    "spoken": "English,Bulgarian",
    "interpretation": "Korean",
    "agenda": "https://example.org/agenda",
}


def keys(block_type: type[Document], before: str = "") -> Iterator[str]:
    """The paths of all keys of a block: `join.url`, `speakers.0.name`, `links.agenda`."""
    for key, field in fields_of(block_type).items():
        if field.block_type is None:
            yield f"{before}{key}.agenda" if key == "links" else f"{before}{key}"
        elif field.shape != "by id" and key != "schedule":
            yield from keys(field.block_type, f"{before}{key}{'.0' if field.shape == 'list' else ''}.")


EVERY = [(place, key) for place, (_, block_type) in PLACES.items() for key in keys(block_type)]


PARTNERS = {
    "join.passcode": ("join.url", "https://meet.example.org/x"),
    "join.public": ("join.url", "https://meet.example.org/x"),
    "speakers.0.role": ("speakers.0.name", "Ann Example"),
    "speakers.0.consent": ("speakers.0.name", "Ann Example"),
    "mail.reply_to": ("mail.from", "twinning@example.org"),
    **dict.fromkeys(("mail.seen", "mail.digest", "mail.remind"), ("mail.from", "twinning@example.org")),
}
"""What a key needs beside it."""
OTHER_COMMANDS = {
    "id": "it is part of every address",
    "formerly": "`rename` writes it",
    "accepted": "its value is a block for each finding, in YAML on one line",
    "pair": "a series stays with its pair",
    "group": "a series stays with its group",
}
"""The keys that no form has either (scheduler/desk/block_forms.py)."""
OTHER_KIND = {
    "a series": ("starts", "ends", "days", "dates", "cancel", "cancelled", "held", "present"),
    "a single meeting": (
        "every",
        "at",
        "from",
        "until",
        "pause",
        "dates",
        "holidays_of",
        "on_holiday",
        "ends",
    ),
    "a webinar": ("ends",),
    "an extra meeting": ("ends", "days"),
}
"""What makes another kind of meeting of a block, or stands in place of another key."""
TRIED = [
    (place, key) for place, key in EVERY if key not in OTHER_COMMANDS and key not in OTHER_KIND.get(place, ())
]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """The programme, applied."""
    shell = Shell(tmp_path)
    shell.write(PROGRAMME + TALK)
    (shell.config / "others.ics").write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    (shell.config / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    assert shell.apply().code == 0
    return shell


def run(shell: Shell, *words: str) -> None:
    answer = shell.run(*words[:1], "--file-only", "--config", str(shell.config), *words[1:])
    assert answer.code == 0, (words, answer.err)


ALWAYS = ("speakers.0.name", "join.url", "mail.from")
"""What a block is nothing without: it is taken out as a whole."""


def is_written(text: str, name: str, key: str) -> bool:
    """Whether a key of a block stands in the files, so that another value of it is no new line."""
    block: Any = yaml.safe_load(text)
    place = {
        "monthly/extra.tour": "meetings/monthly/extra/tour",
        "monthly/2027-01": "meetings/monthly/changes",
    }
    for step in (*place.get(name, name).split("/"), *key.split(".")):
        block = block.get(step) if isinstance(block, dict) else None
    return block is not None


@pytest.mark.parametrize(("place", "key"), TRIED, ids=" ".join)
def test_a_key_is_set_and_taken_out_again(shell: Shell, place: str, key: str) -> None:
    name, _ = PLACES[place]
    partner, value = PARTNERS.get(key, ("", "")), VALUES[key.rpartition(".")[2]]
    if key == "mail.from":
        value = "twinning@example.org"
    if place in ("a city", "programme") and key.endswith("busy"):
        value = "others.ics"
    if partner[0]:
        run(shell, "set", name, *partner)
    before = shell.read()

    run(shell, "set", "--", name, key, value)
    after = shell.read()

    assert after != before
    if key in ALWAYS or is_written(before, name, key):
        return
    run(shell, "set", "--remove", name, key)
    assert shell.read() == before


def test_the_last_key_is_undone_to_the_byte(shell: Shell) -> None:
    before = shell.read()
    for words in (
        ("cities/sofia", "contacts", "a@sofia.example,b@sofia.example"),
        ("monthly", "speakers", "Ann Example"),
    ):
        assert shell.run("set", "--yes", "--config", str(shell.config), *words).code == 0
        assert shell.run("undo", "--yes", "--config", str(shell.config)).code == 0
        assert shell.read() == before
