"""A programme of 15 cities and 12 pairs is built by commands alone, and equals the one that is written by hand."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scheduler.configuration import read
from scheduler.programme.programme import Programme
from support.shell import Shell

CITIES = {
    "rotterdam": ("Rotterdam", "NL", "Europe/Amsterdam"),
    "lisbon": ("Lisbon", "PT", "Europe/Lisbon"),
    "dublin": ("Dublin", "IE", "Europe/Dublin"),
    "busan": ("Busan", "KR", "Asia/Seoul"),
    "koeln": ("Köln", "DE", "Europe/Berlin"),
    "turin": ("Turin", "IT", "Europe/Rome"),
    "ghent": ("Ghent", "BE", "Europe/Brussels"),
    "graz": ("Graz", "AT", "Europe/Vienna"),
    "osaka": ("Osaka", "JP", "Asia/Tokyo"),
    "hanoi": ("Hanoi", "VN", "Asia/Ho_Chi_Minh"),
    "pune": ("Pune", "IN", "Asia/Kolkata"),
    "lyon": ("Lyon", "FR", "Europe/Paris"),
    "new-york": ("New York", "US", "America/New_York"),
}
"""Those beside Sofia and Sejong, with which `init` begins."""
SEVERAL_ZONES = ("PT", "US", "DE")
PAIRS = (
    *("rotterdam-busan", "lisbon-osaka", "dublin-sejong", "koeln-hanoi", "turin-pune", "ghent-busan"),
    *("graz-osaka", "lyon-hanoi", "sofia-pune", "lyon-new-york"),
)
"""Those that `add meeting` writes with their first meeting; the trio has a line of its own."""
EVERY = ("first Monday", "second Tuesday", "third Thursday", "last Friday")
DETAILS = (
    "set programme name 'Twinned cities'",
    "set programme address https://calendar.example.org",
    "set programme languages en bg ko de",
    "set programme host.country BG",
    "set sofia name.bg София",
    "set koeln languages de en",
    "set koeln office_hours 08:00-16:30",
    "set koeln subdivision NW",
    "set koeln contacts office@koeln.example twinning@koeln.example",
    "set turin closed 2027-08-09..2027-08-20",
    "set sofia office_days --remove",
    "add group rhine rotterdam koeln lyon",
    "set rhine name 'Cities on rivers'",
    "add pair three graz turin lyon",
    "set three cities graz turin ghent",
    "add webinar roofs '2027-05-11 13:00' --title 'Green roofs' --duration '60 min' --clock koeln --audience rhine --audience three --tentative",
    "set roofs title.de Gründächer",
    "set roofs join.url https://meet.example.org/roofs",
    "set roofs join.passcode '0123'",
    "confirm roofs",
    "set sofia-sejong-monthly place 'City Hall, room 2'",
    "rule sofia-sejong-monthly --from 2027-05 --every 'second Tuesday' --at 09:00",
    "move sofia-sejong-monthly/2027-03 '2027-03-18 11:00' --reason 'room not free'",
    "break lisbon-osaka-meeting --from 2027-07-01 --to 2027-08-31",
    "break dublin-sejong-meeting --from 2027-08-01 --to 2027-08-31 --reason holidays",
    "extra turin-pune-meeting/trams '2027-06-03 10:00' --title 'Workshop on trams' --duration '2 h' --join https://meet.example.org/trams --join-public",
    "set turin-pune-meeting/trams title.de Werkstatt",
    "attach turin-pune-meeting/trams agenda https://example.org/trams",
    "retitle graz-osaka-meeting/2027-04 'With the mayors'",
    "cancel graz-osaka-meeting/2027-05 --reason elections",
    "cancel graz-osaka-meeting/2027-06",
    "reinstate graz-osaka-meeting/2027-06",
    "add meeting visit --group rhine --title 'Study visit' --starts 2027-06-07 --days 3 --clock koeln --join https://meet.example.org/visit",
    "rename koeln cologne",
    "rename ghent-busan busan-ghent",
    "add webinar slip '2027-05-12 13:00' --title Slip --duration '60 min'",
    "remove webinar slip",
    "add meeting slip --pair lyon-graz --title Slip --starts '2027-05-12 13:00' --clock graz --duration '60 min'",
    "remove pair lyon-graz",
)

BY_HAND = """\
programme:
  id: twinned
  name: Twinned cities
  address: https://calendar.example.org
  host: {name: Sofia Municipality, timezone: Europe/Sofia, country: BG}
  languages: [en, bg, ko, de]
  window: {past: 90 days, ahead: 18 months}
cities:
  sofia:
    name: {en: Sofia, bg: София}
    country: BG
    timezone: Europe/Sofia
    languages: [bg, en]
    office_hours: 09:00-18:00
  sejong: {name: Sejong, country: KR, timezone: Asia/Seoul, languages: [ko, en]}
  cologne:
    name: Köln
    country: DE
    subdivision: NW
    timezone: Europe/Berlin
    languages: [de, en]
    office_hours: 08:00-16:30
    contacts: [office@koeln.example, twinning@koeln.example]
    formerly: koeln
  turin: {name: Turin, country: IT, timezone: Europe/Rome, closed: 2027-08-09..2027-08-20}
pairs:
  sofia-sejong: {cities: [sofia, sejong]}
  koeln-hanoi: {cities: [cologne, hanoi]}
  busan-ghent: {cities: [ghent, busan], formerly: ghent-busan}
  three: {cities: [graz, turin, ghent]}
groups:
  rhine: {name: Cities on rivers, cities: [rotterdam, cologne, lyon]}
webinars:
  roofs:
    title: {en: Green roofs, de: Gründächer}
    starts: 2027-05-11 13:00
    clock: cologne
    duration: 60 min
    audience: [rhine, three]
    status: confirmed
    join: {url: https://meet.example.org/roofs, passcode: "0123"}
"""
MEETINGS = """\
meetings:
  sofia-sejong-monthly:
    pair: sofia-sejong
    title: Sofia–Sejong monthly meeting
    place: City Hall, room 2
    duration: 60 min
    schedule:
      - {from: 2026-12, every: third Wednesday, at: "10:00", clock: sofia}
      - {from: 2027-05, every: second Tuesday, at: "09:00", clock: sofia}
    on_holiday: next working day
    changes:
      2027-03: {move_to: 2027-03-18 11:00, reason: room not free}
  visit: {group: rhine, title: Study visit, starts: 2027-06-07, days: 3, clock: cologne, join: {url: https://meet.example.org/visit}}
"""
OWN_LINES = {
    "lisbon-osaka": "    pause: 2027-07-01..2027-08-31\n",
    "dublin-sejong": "    changes:\n      2027-08: {cancel: holidays}\n",
    "turin-pune": (
        "    extra:\n      trams:\n        title: {en: Workshop on trams, de: Werkstatt}\n        starts: 2027-06-03 10:00\n"
        "        duration: 2 h\n        links: {agenda: https://example.org/trams}\n"
        "        join: {url: https://meet.example.org/trams, public: true}\n"
    ),
    "graz-osaka": "    changes:\n      2027-04: {title: With the mayors}\n      2027-05: {cancel: elections}\n",
}


def cities_of(pair: str) -> list[str]:
    """The two ids of which that of a pair is made, in their order."""
    found = [id for id in (*CITIES, "sofia", "sejong") if f"-{id}-" in f"-{pair}-"]
    return sorted(found, key=pair.index)


def every_of(pair: str) -> str:
    return EVERY[PAIRS.index(pair) % len(EVERY)]


def commands() -> Iterator[str]:
    for id, (name, country, zone) in CITIES.items():
        more = f" --timezone {zone}" if country in SEVERAL_ZONES else ""
        yield f"add city {id} --name '{name}' --country {country}{more}"
    for pair in PAIRS:
        rule = f"--every '{every_of(pair)}' --at 10:00 --clock {cities_of(pair)[0]} --duration '60 min' --from 2027-01"
        yield f"add meeting {pair}-meeting --pair {pair} --title {pair} {rule}"
    yield from DETAILS


def by_hand() -> str:
    text = BY_HAND + MEETINGS
    cities = "".join(
        f"  {id}: {{name: {name}, country: {country}, timezone: {zone}}}\n"
        for id, (name, country, zone) in CITIES.items()
        if f"  {id}:" not in text and id != "koeln"
    )
    pairs = "".join(
        f"  {pair}: {{cities: [{', '.join(cities_of(pair))}]}}\n"
        for pair in PAIRS
        if pair not in ("koeln-hanoi", "ghent-busan")
    )
    meetings = "".join(
        f"  {pair}-meeting:\n    pair: {pair}\n    title: {pair}\n    every: {every_of(pair)}\n    at: 10:00\n"
        f"    clock: {cities_of(pair)[0]}\n    duration: 60 min\n    from: 2027-01\n{OWN_LINES.get(pair, '')}"
        for pair in PAIRS
    )
    meetings = meetings.replace("pair: ghent-busan\n", "pair: busan-ghent\n").replace(
        "clock: koeln\n", "clock: cologne\n"
    )
    return text.replace("\npairs:\n", f"\n{cities}pairs:\n{pairs}") + meetings


def test_a_programme_that_is_built_by_commands_equals_the_one_written_by_hand(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    begin = "init CONFIG --name Twinned --host 'Sofia Municipality' --city 'Sofia, BG' --city 'Sejong, KR' --timezone Europe/Sofia"
    answer = shell.run(*shlex.split(begin.replace("CONFIG", str(shell.config))))
    assert answer.code == 0, answer.err

    for command in commands():
        answer = shell.run(*shlex.split(command), "--file-only", "--config", str(shell.config))
        assert answer.code == 0, f"{command}: {answer.err}"

    hand = Shell(tmp_path / "by-hand")
    hand.folder.mkdir()
    hand.write(by_hand())
    built, written = read(shell.config), read(hand.config)
    assert [each for each in (*built.problems, *written.problems) if each.level == "error"] == []
    assert built.programme is not None
    assert (len(built.programme.cities), len(built.programme.groups)) == (15, 13)
    assert parts(built.programme) == parts(written.programme)


def parts(programme: Programme | None) -> dict[str, Any]:
    """What a programme holds, one by one, so that a difference can be read."""
    values = {name: getattr(programme, name) for name in Programme.__struct_fields__}
    blocks = {name: values.pop(name) for name in ("cities", "groups", "series")}
    return values | {f"{name} {id}": each for name, of_name in blocks.items() for id, each in of_name.items()}
