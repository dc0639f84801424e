"""Twice as much text takes twice as long, whatever an officer has pasted: no pattern reads it again and again.

Regular expressions cannot be counted in steps, so this measures CPU time. A pattern that reads a long text
anew from each of its letters takes four times as long for twice the text, and here many seconds.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Never

import pytest

from calendars.content_lines import ascii_url, clean
from scheduler.configuration.assemble import context
from scheduler.configuration.assemble.context import Declarations, slug
from scheduler.configuration.vocabulary.privacy import emails, join_links, passcodes
from support.configuration_samples import read_text
from support.small_programme import SMALL

LENGTH = 15_000
UNEVEN = 0.1
"""Seconds that a busy machine may add."""

HEAD = """\
programme: {id: a, name: A, languages: [en], host: {name: H, timezone: UTC}}
cities:
  sofia: {name: Sofia, country: BG, timezone: Europe/Sofia}
  varna: {name: Varna, country: BG, timezone: Europe/Sofia}
pairs:
  p: {cities: [sofia, varna]}
meetings:
  m:
    pair: p
    starts: 2026-11-10 10:00
    clock: sofia
    duration: 60 min
"""
THEME = "themes:\n  a:\n    name: "
BROKEN = "\n  b: ]\n"
PLACES = {
    "a text in a broken file": (THEME, BROKEN),
    "a broken file from its first line": ("", BROKEN),
    "JSON": ('{"themes": {"a": "', '"]}'),
    "before a second colon": (THEME, ": x: y\n"),
    "a line without a colon": ("themes:\n  a:\n    ", "\n    b: c\n"),
    "behind an open quotation": (f'{THEME}"', "\n"),
    "behind an open bracket": (f"{THEME}[", "\n\n  b: c\n"),
    "a comment": (f"{THEME}x #", "\n"),
    "behind an odd blank": (f"{THEME}x\n\xa0", "\n"),
    "a title": (f"{HEAD}    title: ", "\n"),
    "a description": (f"{HEAD}    title: T\n    description: ", "\n"),
    "an address": (f"{HEAD}    title: T\n    registration: https://", "\n"),
    "a language": (f"{HEAD}    title: {{", ": x}\n"),
    "a label": (f"{HEAD}    title: T\n    links: {{", ": 'https://example.org/'}\n"),
    "a changed month": (f"{HEAD}    title: T\n    changes: {{", ": {title: x}}\n"),
}
FILLERS = ("x", "1-", "a.", " ", "\xa0", "\n", "x ", " #x", "- ", "'", "[")
SECRETS = (
    "x", "x ", "x@a.", "x at a dot ", "@a. ", "a-", "webex.com/,", "8x8.vc/x,", "meet.a/x,", "a.b/,", "pin:",
    "pin is ", "pin  ", "zoom id 1", "meeting id ", ",,111111", "?pwd=", "http://", "1 ", "é",
    "пароль ", "hasło to ", "parole: ", "id spotkania ", "密码", "密码 ", "パスワードは ", "会议号 ", "会议号:",
)  # fmt: skip


def grows_in_proportion(work: Callable[[int], object]) -> bool:
    """Whether twice as much takes less than three times as long; a busy machine gets three attempts."""
    return any(_time(work, 2 * LENGTH) < 3 * _time(work, LENGTH) + UNEVEN for _ in range(3))


def _time(work: Callable[[int], object], length: int) -> float:
    """Returns the CPU seconds of the work, without a search for garbage in what other tests left behind."""
    gc.disable()
    try:
        begin = process_time()
        work(length)
        return process_time() - begin
    finally:
        gc.enable()


@pytest.mark.parametrize("filler", FILLERS, ids=repr)
@pytest.mark.parametrize("place", PLACES)
def test_reading_a_folder(tmp_path: Path, place: str, filler: str) -> None:
    before, after = PLACES[place]

    assert grows_in_proportion(lambda length: read_text(tmp_path, f"{before}{_long(filler, length)}{after}"))


@pytest.mark.parametrize("end", ["", " x", "\n!"], ids=repr)
@pytest.mark.parametrize("filler", SECRETS)
@pytest.mark.parametrize("find", [emails, join_links, passcodes])
def test_looking_for_what_is_private(find: Callable[[str], object], filler: str, end: str) -> None:
    assert grows_in_proportion(lambda length: find(_long(filler, length) + end))


@pytest.mark.parametrize(
    ("encode", "begin", "filler"),
    [
        *((clean, "", filler) for filler in ("x", " ", "\t", "\r\n", "é", "\u202a", "e\u0301")),
        *((ascii_url, "https://example.org/", filler) for filler in ("x", "%41", "é", "a.", "/", "[", "?")),
    ],
)
def test_making_a_text_fit_for_a_calendar(encode: Callable[[str], str], begin: str, filler: str) -> None:
    assert grows_in_proportion(lambda length: encode(begin + _long(filler, length)))


class Unlistable(dict[str, None]):
    """Names that can be looked up, and not be gone through."""

    def __iter__(self) -> Never:
        raise AssertionError


def test_the_cities_of_a_pair_are_looked_up() -> None:
    """Each of many pairs would otherwise look at all of many cities."""
    cities = Unlistable({"sofia": None, "sejong": None, "busan": None})
    pairs = {"a": ("sofia", "sejong"), "b": ("sofia", "varna")}
    declared = Declarations(themes={}, cities=cities, pairs=pairs, groups={}, languages=())

    assert (declared.cities_of("a"), declared.cities_of("b")) == (("sofia", "sejong"), ())


@pytest.mark.parametrize(
    "mistakes",
    [
        pytest.param(lambda n: f"{THEME}\n" + "".join(f"    namr{i}: v\n" for i in range(n)), id="unknown keys below an empty one"),
        pytest.param(lambda n: THEME + "{" + ", ".join(f"x{i}: y" for i in range(n)) + "}\n", id="unknown languages"),
        pytest.param(lambda n: "cities: {" + ", ".join(f"x{i}" for i in range(n)) + "}\n", id="cities in braces"),
        pytest.param(lambda n: "groups:\n  g: [" + ", ".join(f"x{i}" for i in range(4 * n)) + "]\n", id="a group"),
    ],
)  # fmt: skip
def test_many_mistakes_in_one_block(tmp_path: Path, mistakes: Callable[[int], str]) -> None:
    assert grows_in_proportion(lambda length: read_text(tmp_path, mistakes(length // 4)))


def _long(filler: str, length: int) -> str:
    return (filler * length)[:length]


def test_each_declared_id_is_looked_at_once_for_all_unknown_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two thousand misspelt themes among two thousand took twenty seconds."""
    looked_at: list[str] = []
    monkeypatch.setattr(context, "slug", lambda id: looked_at.append(id) or slug(id))
    themes = "".join(f"  theme-{n}: {{name: x}}\n" for n in range(100))
    pairs = "".join(f"  pair-{n}: {{cities: [sofia, sejong], themes: them-{n}}}\n" for n in range(100))

    text = f"{SMALL}themes:\n{themes}".replace("pairs:\n", f"pairs:\n{pairs}")
    problems = read_text(tmp_path, text).problems

    assert len(problems) == 100
    assert sorted(looked_at) == sorted(f"theme-{n}" for n in range(100))
