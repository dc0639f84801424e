"""The publications of the corpus: programmes that are applied at some times, and everything that is published then.

A list has a line for each file: its address, its size, its Last-Modified, and a digest of its bytes. For a hundred
cities it has a line for each folder, with a digest over all its files. Some files of the showcase are kept whole, so
that a difference can be read.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from support.shell import Shell

HERE = Path(__file__).parent
SAMPLE = HERE.parent.parent / "config"
WHOLE = (
    "index.html",
    "cities/sofia.html",
    "ko/cities/sejong.html",
    "nl/pairs/rotterdam-busan.html",
    "bg/webinars.html",
    "feeds/cities/sofia.bg.ics",
    "feeds/cities/sejong.ko.ics",
    "feeds/pairs/rotterdam-busan.nl.ics",
    "feeds/programme.en.ics",
    "feeds/cities/sofia.json",
)
"""Files of the showcase that are kept whole."""
RULES = ("first Monday", "second Tuesday", "third Wednesday", "fourth Thursday", "last Friday")
PLACES = (
    ("BG", "Europe/Sofia"), ("KR", "Asia/Seoul"), ("IE", "Europe/Dublin"), ("NL", "Europe/Amsterdam"),
    ("JP", "Asia/Tokyo"), ("BR", "America/Sao_Paulo"), ("IN", "Asia/Kolkata"), ("AU", "Australia/Sydney"),
    ("CL", "America/Santiago"), ("CA", "America/Toronto"),
)  # fmt: skip


def sample(shell: Shell) -> Iterator[tuple[str, str]]:
    """The sample, in autumn and after the clocks of Europe have changed twice."""
    shutil.copytree(SAMPLE, shell.config)
    yield "2026-09-01T09:00:00Z", ""
    yield "2027-04-05T09:00:00Z", "--allow clock"


def showcase(shell: Shell) -> Iterator[tuple[str, str]]:
    """Every feature once, then edits of every kind."""
    shutil.copytree(HERE / "showcase", shell.config)
    yield "2026-10-01T09:00:00Z", ""
    meetings, webinars = shell.config / "meetings.yaml", shell.config / "webinars.yaml"
    _edit(
        meetings,
        (
            '    at: "16:00"\n    clock: sejong\n    duration: 45 min',
            '    at: "17:00"\n    clock: sejong\n    duration: 45 min',
        ),
        ('    every: first Tuesday\n    at: "14:00"', '    every: first Wednesday\n    at: "14:00"'),
        (
            "      2027-03:\n",
            "      2026-11:\n        move_to: 2026-11-19 10:00\n        reason: strike\n      2027-03:\n",
        ),
        ("passcode: tram-4711", "passcode: tram-0815"),
    )
    _edit(webinars, ("starts: 2026-12-10 20:00", "starts: 2026-12-11 10:00"), ("    status: tentative\n", ""))
    yield "2026-11-05T09:00:00Z", "--allow large"
    _edit(meetings, ("    from: 2027-02\n    until: 2027-03\n", "    from: 2027-02\n    until: 2027-02\n"))
    _edit(meetings, ("[2027-03-18 10:00, 2027-06-17 10:00, ", "[2027-03-18 10:00, "))
    yield "2026-12-01T09:00:00Z", "--allow large"


def hundred(shell: Shell) -> Iterator[tuple[str, str]]:
    """A hundred cities in four languages, each with a monthly meeting, and a webinar for all."""
    shell.write("".join(_hundred()))
    yield "2026-10-01T09:00:00Z", ""
    shell.edit(("  m7:\n", "  m7:\n    changes: {2027-01: {move_to: 2027-01-27, reason: strike}}\n"))
    yield "2026-11-24T09:00:00Z", ""


def _hundred() -> Iterator[str]:
    yield "programme:\n  id: hundred\n  name: A hundred cities\n  address: https://calendar.example.org\n"
    yield "  host: {name: Host, timezone: Asia/Seoul}\n  languages: [en, bg, nl, ko]\n  window: {past: 30 days, ahead: 3 months}\ncities:\n"
    for n in range(100):
        country, zone = PLACES[n % len(PLACES)]
        yield f"  c{n}: {{name: {{en: City {n}, bg: Град {n}}}, country: {country}, timezone: {zone}}}\n"
    yield "pairs:\n"
    for n in range(100):
        yield f"  p{n}: {{cities: [c{n}, c{(n * 7 + 1) % 100 if (n * 7 + 1) % 100 != n else (n + 1) % 100}]}}\n"
    yield "meetings:\n"
    for n in range(100):
        yield f"  m{n}:\n    pair: p{n}\n    title: {{en: Meeting {n}, ko: 회의 {n}}}\n    every: {RULES[n % 5]}\n"
        yield f'    at: "{9 + n % 8:02d}:00"\n    clock: c{n}\n    duration: 60 min\n    from: 2026-08\n    on_holiday: skip\n'
    yield "webinars:\n  for-all:\n    title: For all\n    starts: 2027-03-09 09:00\n    clock: Europe/Brussels\n    duration: 60 min\n"


def _edit(path: Path, *edits: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


PUBLICATIONS: dict[str, Callable[[Shell], Iterator[tuple[str, str]]]] = {
    "sample": sample,
    "showcase": showcase,
    "hundred": hundred,
}


def published(name: str, folder: Path) -> Path:
    """Applies each state of a publication at its time, and returns the folder that is published in the end."""
    shell = Shell(folder)
    for now, option in PUBLICATIONS[name](shell):
        answer = shell.apply(*option.split(), now=now)
        assert answer.code == 0, answer.err
    site = folder / "site"
    assert shell.run("publish", str(site)).code == 0
    return site


def listed(site: Path) -> str:
    """A line for each published file."""
    return "".join(f"{_line(site, path)}\n" for path in _files(site))


def listed_by_folder(site: Path) -> str:
    """A line for each folder of published files."""
    folders = defaultdict(list)
    for path in _files(site):
        parts = path.parent.relative_to(site).parts
        # A calendar has a folder for its years.
        folders["/".join(parts[: 1 if parts[:1] in (("cities",), ("pairs",)) else 2]) or "."].append(
            _line(site, path)
        )
    return "".join(
        f"{name}  {len(lines)} files  {_digest(''.join(lines).encode())}\n"
        for name, lines in sorted(folders.items())
    )


def _files(site: Path) -> list[Path]:
    return sorted(path for path in site.rglob("*") if path.is_file() and not path.name.startswith("."))


def _line(site: Path, path: Path) -> str:
    modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    body = path.read_bytes()
    return f"{path.relative_to(site).as_posix()}  {len(body)}  {modified:%Y-%m-%dT%H:%M:%SZ}  {_digest(body)}"


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]
