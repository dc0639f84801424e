"""What YAML can do beyond plain blocks: JSON, merges, aliases, and the bounds that keep it harmless."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from scheduler.configuration import read
from scheduler.configuration.source.lines import Lines
from support.configuration_samples import BASE, errors, read_text, spoiled, write


def as_json(**how: Any) -> str:
    """BASE as JSON: every scalar as the text it is."""
    return json.dumps(yaml.load(BASE, Loader=yaml.BaseLoader), ensure_ascii=False, **how)


@pytest.mark.parametrize("how", [{}, {"indent": 1}, {"indent": "\t"}], ids=["one line", "indented", "tabs"])
def test_json_is_yaml(tmp_path: Path, how: dict[str, Any]) -> None:
    good = read_text(tmp_path, BASE).programme

    assert read_text(tmp_path, as_json(**how)).programme == good


def test_json_has_numbers_and_truths_too(tmp_path: Path) -> None:
    text = as_json().replace('"days": "3"', '"days": 3').replace('"consent": "true"', '"consent": true')

    assert '"days": 3' in text
    assert read_text(tmp_path, text).programme == read_text(tmp_path, BASE).programme


@pytest.mark.parametrize("how", [{}, {"indent": 1}], ids=["one line", "indented"])
def test_a_comma_that_is_missing_in_json_has_its_place(tmp_path: Path, how: dict[str, Any]) -> None:
    text = as_json(**how).replace('"id": "city-pairs",', '"id": "city-pairs"')
    before = text[: text.index('"name": "City pairs"')]

    [(line, column, _, message)] = errors(read_text(tmp_path, text))

    assert line == before.count("\n") + 1
    assert abs(len(before) - before.rfind("\n") - column) <= 2
    assert "comma" in message


def test_an_alias_is_what_it_stands_for(tmp_path: Path) -> None:
    text = spoiled("    join:\n", "    join: &way\n").replace("    kind: study visit", "    join: *way")

    programme = read_text(tmp_path, text).programme

    assert programme is not None
    assert programme.series["visit"].details.join == programme.series["monthly"].details.join
    bad = text.replace("url: https://meet.example.org/abc", "url: meet")
    assert {(65, 12)} == {problem[:2] for problem in errors(read_text(tmp_path, bad))}


def test_a_merge_adds_what_is_not_written(tmp_path: Path) -> None:
    text = spoiled("  rotterdam:\n", "  rotterdam: &r\n").replace(
        "  busan:\n    name: Busan\n    country: KR\n    timezone: Asia/Seoul\n",
        "  busan:\n    <<: *r\n    name: Busan\n  delft: {<<: [*r], name: Delft}\n",
    )

    programme = read_text(tmp_path, text).programme

    assert programme is not None
    assert (programme.cities["busan"].name.say("en"), programme.cities["busan"].zone) == (
        "Busan",
        "Europe/Amsterdam",
    )
    assert programme.cities["delft"].country == "NL"


def test_a_merge_of_nothing_is_refused(tmp_path: Path) -> None:
    problems = errors(read_text(tmp_path, spoiled("    kind: study visit", "    <<: visit")))

    assert [(100, 9)] == [problem[:2] for problem in problems]


def test_a_bomb_of_aliases_is_refused_quickly(tmp_path: Path) -> None:
    """Nine lines that stand for a billion nodes."""
    lines = ["themes:", "  a: &a {name: &n [x, x, x, x, x, x, x, x, x, x]}"]
    lines += [
        f"  {b}: &{b} [{', '.join([f'*{a}'] * 10)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    begun = time.perf_counter()

    reading = read(write(tmp_path, all=BASE, bomb="\n".join(lines) + "\n"))

    assert time.perf_counter() - begun < 5
    assert [(Path(p.file).name, p.line) for p in reading.problems] == [("bomb.yaml", 7)]
    assert "aliases" in reading.problems[0].message


def test_an_alias_of_itself_is_refused(tmp_path: Path) -> None:
    reading = read(write(tmp_path, all=BASE, loop="groups:\n  a: &a [*a]\n"))

    assert [(Path(p.file).name, p.line, p.column) for p in reading.problems] == [("loop.yaml", 2, 6)]
    assert "without end" in reading.problems[0].message


@pytest.mark.parametrize(
    "text",
    [
        "groups:\n  a: " + "[" * 40 + "]" * 40,
        "groups: " + "[" * 50_000,
        "\n".join(" " * i + "a:" for i in range(1500)),
    ],
    ids=["forty", "fifty thousand", "blocks"],
)
def test_nesting_is_bounded(tmp_path: Path, text: str) -> None:
    reading = read(write(tmp_path, all=BASE, deep=text + "\n"))

    assert any("nested too deeply" in p.message for p in reading.problems)


def test_scalars_stay_the_text_that_was_written(tmp_path: Path) -> None:
    """No country `NO` that is false, no hour in seconds, no lost zero."""
    text = (
        spoiled(
            "    country: NL\n    timezone: Europe/Amsterdam", "    country: NO\n    timezone: Europe/Oslo"
        )
        .replace('passcode: "48151623"', "passcode: 0012345")
        .replace("name: Nature", "name: 2026-01-01")
        .replace("title: Working call", "title: 1_000")
    )

    programme = read_text(tmp_path, text).programme

    assert programme is not None
    assert programme.cities["rotterdam"].country == "NO"
    join = programme.series["monthly"].details.join
    assert join is not None
    assert join.passcode == "0012345"
    assert programme.themes["nature"].name.say("en") == "2026-01-01"
    assert programme.series["fortnightly"].details.title is not None
    assert programme.series["fortnightly"].details.title.say("en") == "1_000"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("'null'", "null"),
        ('"~"', "~"),
        ("|\n      two\n      lines", "two\nlines"),
        (">-\n      one\n      line", "one line"),
        ("!!str NULLS", "NULLS"),
        ("&a Nature", "Nature"),
    ],
)
def test_a_text_may_have_any_form_of_yaml(tmp_path: Path, written: str, name: str) -> None:
    programme = read_text(tmp_path, spoiled("{name: Nature}", f"\n    name: {written}")).programme

    assert programme is not None
    assert programme.themes["nature"].name.say("en") == name


def test_empty_sections_are_empty(tmp_path: Path) -> None:
    text = spoiled("groups:\n  mobility-cluster: [sofia, sejong, rotterdam]", "groups:").replace(
        "closed: [2026-12-28..2026-12-31]", "closed:"
    )

    programme = read_text(tmp_path, text).programme

    assert programme is not None
    assert programme.groups == {}
    assert programme.cities["sofia"].closed == ()


MISTAKES = [
    ("a:\n  b: c\n  }\n  d: e\n", 12, "`}`"),
    ("a:\n  b: c\n  - d: e\n", 12, ""),
    ("a:\n  b: [x, y]]\n  c: d\n", 14, ""),
    ("a:\n  b: [\n", 8, ""),
    ("a:\n    b: c\n  d: e\n", 14, ""),
    ("a:\n  - b\n  c: d\n", 11, ""),
    ("a:\n  b: > foo\n", 10, ""),
    ("a:\n- b\n- c\n d: e\n", 12, ""),
    ("a:\n  b: [c,, d]\n", 11, ""),
    ("themes: {a:, b: {name: B}}\n", 10, "a value is missing behind this colon"),
    ("%YAML 9.9\n---\nthemes:\n", 0, "a line cannot start with `%`"),
]


def found(directory: Path, broken: str | bytes) -> list[tuple[int, str]]:
    """Line and field of each problem of a file beside a good one."""
    (directory / "broken.yaml").write_bytes(broken if isinstance(broken, bytes) else broken.encode())
    problems = read(write(directory, all=BASE)).problems
    return [(problem.line, problem.field) for problem in problems if problem.file.endswith("broken.yaml")]


def test_a_mistake_of_syntax_hides_no_mistake_above_it(tmp_path: Path) -> None:
    meetings = """\
meetings:
  first: {pair: sofia-sejong, title: First, every: fifth Tuesday, at: "10:00", clock: sofia, duration: 1 h, from: 2027-01}
  second: {pair: sofia-seoul, title: Second, starts: 2027-01-05 10:00, clock: CET, duration: 1 h}
  third:
    pair: nowhere
    title Third
  fourth: {pair: unknown, title: Fourth, starts: 2027-01-05 10:00, clock: sofia, duration: 1 h}
"""
    assert found(tmp_path, meetings) == [
        (2, "meetings.first.every"),
        (3, "meetings.second.pair"),
        (3, "meetings.second.clock"),
        (5, "meetings.third.pair"),
        (6, ""),
    ]


@pytest.mark.parametrize(
    "mistake",
    ["place: Hall: north", "place: [Hall", '"place: Hall', "changes:\n      2027-01\n        place: Hall"],
    ids=["colon", "bracket", "quotation mark", "no colon"],
)
def test_a_mistake_of_syntax_hides_no_mistake_above_it_in_its_own_block(tmp_path: Path, mistake: str) -> None:
    meetings = f"""\
meetings:
  first:
    titel: First
    starts: 2027-02-30 10:00
    {mistake}
    duration: 1 h
    clock: sofia
"""
    first, second, *rest = found(tmp_path, meetings)

    assert (first, second) == ((3, "meetings.first.titel"), (4, "meetings.first.starts"))
    assert [field for _, field in rest] == [""]


@pytest.mark.parametrize(
    ("above", "fields"),
    [
        ("pair: sofia-sejnog", ["pair"]),
        ("pair: sofia-sejong\n    every: third Wednesday\n    clock: kyoto", ["clock"]),
        ("pair: sofia-sejong\n    themes: [mobility, mobilty]", ["themes[1]", "themes[2]"]),
        ("every: third Wednesday\n    from: 2027-05\n    until: 2027-03", ["until"]),
        ("every: third Wednesday\n    starts: 2027-05-03 10:00", ["starts"]),
        ("starts: 2027-05-03 10:00\n    ends: 2027-05-03 09:00", ["ends"]),
        ("join: {url: https://zoom.example.org/j/1}\n    description: https://zoom.example.org/j/1", []),
        ("every: 2 weeks on Wednesday\n    from: 2027-05", []),
        ("starts: 2027-05-03", []),
        ("pair: sofia-sejong\n    changes:\n      2027-05:", []),
        ("pair: sofia-sejong\n    themes:", []),
        ("pair: sofia-sejong\n    clock: alternate\n    at:\n      sofia: '10:00'", []),
        ("at: '10:00'", []),
    ],
)
def test_the_part_of_an_entry_above_a_mistake_of_syntax_is_checked(
    tmp_path: Path, above: str, fields: list[str]
) -> None:
    """Keys that may stand below the mistake are not missed."""
    meetings = f"meetings:\n  first:\n    {above}\n    place: Hall: north\n    title: First\n"

    assert [field for _, field in found(tmp_path, meetings)] == [
        *(f"meetings.first.{field}" for field in fields),
        "",
    ]


@pytest.mark.parametrize("wrong", [b"\xe9", b"\x00"], ids=["another encoding", "a control character"])
def test_a_wrong_byte_hides_no_mistake_above_it(tmp_path: Path, wrong: bytes) -> None:
    text = (
        b"meetings:\n  first:\n    pair: sofia-sejong\n    every: third Wensday\n    title: Caf%b\n" % wrong
    )

    assert found(tmp_path, text) == [(4, "meetings.first.every"), (5, "")]


@pytest.mark.parametrize("marker", ["<<<<<<< HEAD", "---"])
def test_a_line_that_ends_an_entry_too_early_makes_no_key_missing(tmp_path: Path, marker: str) -> None:
    meetings = (
        f"meetings:\n  first:\n    pair: sofia-sejong\n    every: third Wensday\n{marker}\n"
        "    title: First\n    at: '10:00'\n    from: 2027-05\n    clock: sofia\n    duration: 1 h\n"
    )

    assert [field for _, field in found(tmp_path, meetings)] == ["meetings.first.every", ""]


@pytest.mark.parametrize(("text", "index", "words"), MISTAKES)
def test_a_mistake_of_syntax_has_its_place_and_an_explanation(
    tmp_path: Path, text: str, index: int, words: str
) -> None:
    [problem] = [
        problem for problem in read(write(tmp_path, all=BASE, broken=text)).problems if not problem.field
    ]  # one with a field is about a key above

    assert Lines(text).position(index) == (problem.line, problem.column), problem.message
    assert not problem.message.startswith("this is not YAML")
    assert words in problem.message
