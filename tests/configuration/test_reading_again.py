"""A law: a reading that knows the one before it finds the same as a reading that knows nothing."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from scheduler.configuration import read
from support.configuration_samples import BASE, write
from support.small_programme import Edit

SECTIONS = ("programme:\n", "cities:\n", "meetings:\n", "webinars:\n")
"""The first lines of the four files that BASE is divided into."""
EDITS: dict[str, Edit] = {
    "another name": ("{en: Sofia, bg: София, ko: 소피아}", "{en: Sofia, bg: Средец}"),
    "another language": ("languages: [en, bg, nl, ko]", "languages: [bg, en, nl]"),
    "no first language": ("bg: Устойчива мобилност", "nl: Duurzaam"),
    "another zone": ("country: NL\n    timezone: Europe/Amsterdam", "country: NL\n    timezone: CET"),
    "cities in another order": ("cities: [rotterdam, busan]", "cities: [busan, rotterdam]"),
    "a city less": ("  busan:\n", "  ulsan:\n"),
    "declared in another order": (
        "cities:\n",
        "cities:\n  varna: {name: Varna, country: BG, timezone: Europe/Sofia}\n",
    ),
    "a new group": ("groups:\n", "groups:\n  everywhere: [sofia, rotterdam]\n"),
    "a pair that nobody knows": ("    pair: rotterdam-busan\n", "    pair: rotterdam-ulsan\n"),
    "a clock that nobody knows": ("    clock: rotterdam\n", "    clock: varna\n"),
    "a theme less": ("  nature: {name: Nature}\n", ""),
    "themes in another order": (
        """  sustainable-mobility: {name: {en: Sustainable mobility, bg: Устойчива мобилност}}
  nature: {name: Nature}
""",
        """  nature: {name: Nature}
  sustainable-mobility: {name: {en: Sustainable mobility, bg: Устойчива мобилност}}
""",
    ),
    "a theme that nobody knows": ("themes: [nature]", "themes: [xyz]"),
    "an absent city": ("reason: room not free", "without: [rotterdam]"),
    "changes in another order": (
        "      2026-12:\n        move_to: 2026-12-16 11:00\n        reason: room not free\n      2027-02:\n        cancel: Lunar New Year\n",
        "      2027-02:\n        cancel: Lunar New Year\n      2026-12:\n        move_to: 2026-12-16 11:00\n        reason: room not free\n",
    ),
    "keys in another order": (
        "        clock: alternate\n        duration: 90 min\n",
        "        duration: 90 min\n        clock: alternate\n",
    ),
    "a public address": ("      passcode: ", "      public: true\n      passcode: "),
    "a private address": ("Policies and cases", "See https://meet.example.org/abc about cases"),
    "an audience": ("audience: all", "audience: [mobility-cluster, sofia]"),
    "an unknown key": ("  visit:\n", "  visit:\n    zone: x\n"),
    "a repeated id": ("  green-roofs:\n", "  monthly:\n"),
    "an empty block": ("  green-roofs:\n", "  empty:\n  green-roofs:\n"),
    "a key that needs indentation": ("  visit:\n    pair:", "  visit:\n  pair:"),
    "a warning at the end of a line": ("title: Working call", "title: Working call #3"),
    "no YAML": ("kind: study visit", "kind: [study visit"),
}
states = st.lists(st.sets(st.sampled_from(sorted(EDITS)), max_size=5), min_size=2, max_size=4)


def write_edited(directory: Path, edits: set[str]) -> None:
    """Writes BASE with these edits, as far as they still fit, in four files."""
    starts = [f"\n{BASE}".index(f"\n{line}") for line in SECTIONS]
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(BASE)], strict=True)):
        text = BASE[start:end]
        for name in sorted(edits):
            text = text.replace(*EDITS[name])
        write(directory, **{f"file-{number}": text})


@settings(max_examples=50)
@given(states)
@example([set(), {"changes in another order"}])
@example([set(), {"keys in another order"}])
@example([{"a theme that nobody knows"}, {"a theme that nobody knows", "themes in another order"}])
@example([{"a city less"}, {"a city less", "declared in another order"}])
@example([{"a private address"}, {"a private address", "a public address"}])
@example([{"no YAML"}, set()])
def test_what_is_known_changes_nothing(edits: list[set[str]]) -> None:
    with TemporaryDirectory() as folder:
        directory, known = Path(folder), None
        for step in edits:
            write_edited(directory, step)

            known = read(directory, known)

            fresh = read(directory)
            assert known.problems == fresh.problems
            assert repr((known.programme, known.partial)) == repr((fresh.programme, fresh.partial))


def test_every_edit_changes_the_text() -> None:
    assert [name for name, (old, _) in EDITS.items() if BASE.count(old) != 1] == []


def test_an_empty_file_in_the_place_of_an_unreadable_one_is_read(tmp_path: Path) -> None:
    write(tmp_path, base=BASE)
    os.mkfifo(tmp_path / "pipe.yaml")
    before = read(tmp_path)
    assert before.programme is None
    (tmp_path / "pipe.yaml").unlink()
    (tmp_path / "pipe.yaml").touch()

    again, anew = read(tmp_path, before), read(tmp_path)
    assert again.programme is not None
    assert (again.programme, again.problems) == (anew.programme, anew.problems)
