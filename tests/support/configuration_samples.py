"""A good configuration, and helpers that put one mistake into it.

A case replaces a piece of BASE. The sign `¦` in the new piece marks where the error must point to; it is
removed before the text is read.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from scheduler.configuration import Reading, read
from scheduler.reports.advice_words import with_advice

MARK = "¦"

BASE = """\
programme:
  id: city-pairs
  name: City pairs
  address: https://calendar.example.org
  host:
    name: CityNet
    timezone: Asia/Seoul
    country: KR
    url: https://example.org
    attends: webinars
  languages: [en, bg, nl, ko]
  window: {past: 90 days, ahead: 18 months}
  closed: [2026-12-24..2027-01-01]
  cancelled: show

themes:
  sustainable-mobility: {name: {en: Sustainable mobility, bg: Устойчива мобилност}}
  nature: {name: Nature}

cities:
  sofia:
    name: {en: Sofia, bg: София, ko: 소피아}
    official_name: Sofia Municipality
    country: BG
    timezone: Europe/Sofia
    languages: [bg, en]
    office_hours: 09:00-18:00
    office_days: Mon-Fri
    closed: [2026-12-28..2026-12-31]
  sejong:
    name: {en: Sejong, ko: 세종}
    country: KR
    timezone: Asia/Seoul
  rotterdam:
    name: Rotterdam
    country: NL
    timezone: Europe/Amsterdam
  busan:
    name: Busan
    country: KR
    timezone: Asia/Seoul

pairs:
  sofia-sejong:
    cities: [sofia, sejong]
    themes: [sustainable-mobility]
  rotterdam-busan:
    cities: [rotterdam, busan]

groups:
  mobility-cluster: [sofia, sejong, rotterdam]

meetings:
  monthly:
    pair: sofia-sejong
    title: Sofia–Sejong monthly meeting
    every: third Wednesday
    at: "10:00"
    clock: sofia
    duration: 60 min
    from: 2021-10
    until: 2027-12
    on_holiday: next working day
    join:
      url: https://meet.example.org/abc
      passcode: "48151623"
    changes:
      2026-12:
        move_to: 2026-12-16 11:00
        reason: room not free
      2027-02:
        cancel: Lunar New Year
    extra:
      tram-workshop:
        starts: 2026-11-10 10:00
  fortnightly:
    pair: rotterdam-busan
    title: Working call
    every: every 2 weeks on Thursday
    at: 09:00
    clock: rotterdam
    duration: 1 h 30 min
    from: 2026-01-08
  changing:
    pair: sofia-sejong
    title: Technical call
    schedule:
      - from: 2025-01
        every: second and fourth Tuesday
        at: 17:00
        clock: sejong
        duration: 60 min
      - from: 2026-03
        every: last working day
        at: {sofia: "10:00", sejong: "17:00"}
        clock: alternate
        duration: 90 min
  visit:
    pair: sofia-sejong
    kind: study visit
    title: Study visit to Sejong
    starts: 2027-05-10
    days: 3
    clock: sejong

webinars:
  green-roofs:
    title: "Climate in cities: green roofs"
    starts: 2021-10-05 09:00
    clock: Europe/Brussels
    duration: 90 min
    description: Policies and cases from both sides.
    audience: all
    themes: [nature]
    registration: https://example.org/register
    status: confirmed
    speakers:
      - {name: Ada Example, role: Planner, consent: true}
      - {name: Bob Example}
    links: {agenda: https://example.org/agenda, slides: https://example.org/slides}
    languages: {spoken: [English], interpretation: [Korean]}
"""


def spoiled(old: str, new: str) -> str:
    """BASE with one piece replaced."""
    assert BASE.count(old) == 1, f"{old!r} is {BASE.count(old)} times in BASE"
    return BASE.replace(old, new)


def marked(text: str) -> tuple[str, tuple[int, int]]:
    """`text` without its mark, and the line and column at which the mark stood."""
    before, mark, after = text.partition(MARK)
    assert mark, "no mark"
    line = before.count("\n") + 1
    return before + after, (line, len(before) - before.rfind("\n"))


def write(directory: Path, **files: str) -> Path:
    """Writes files of a configuration; their names are given without `.yaml`."""
    for name, text in files.items():
        (directory / f"{name}.yaml").write_text(text, encoding="utf-8")
    return directory


def read_text(directory: Path, text: str) -> Reading:
    """Reads one file with this text."""
    return read(write(directory, all=text))


def errors(reading: Reading) -> list[tuple[int, int, str, str]]:
    """Line, column, field, and message with the advice, of each error."""
    found = (p for p in reading.problems if p.level == "error")
    return [(p.line, p.column, p.field, with_advice(p.message, p.advice)) for p in found]


def only_error(directory: Path, text: str) -> str:
    """The message of the one error of `text`, which must point to the mark."""
    clean, place = marked(text)
    [(line, column, _, message)] = errors(read_text(directory, clean))
    assert (line, column) == place
    return message


def meeting(text: str) -> str:
    """BASE with one more meeting, whose lines are given without their indentation."""
    return _with("meetings:\n", text)


def webinar(text: str) -> str:
    """BASE with one more webinar."""
    return _with("webinars:\n", text)


def _with(section: str, text: str) -> str:
    lines = "".join(f"  {line}\n" if line else "\n" for line in text.strip("\n").split("\n"))
    return spoiled(f"\n{section}", f"\n{section}{lines}")


class _EditorLoader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: hours and dates are texts, numbers and truths are not."""

    yaml_implicit_resolvers = {}  # noqa: RUF012  # the name is PyYAML's


_EditorLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
_EditorLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^[0-9]+$"), list("0123456789"))


def read_by_editors(text: str) -> Any:
    """The text as the validator of an editor sees it."""
    return yaml.load(text, Loader=_EditorLoader)
