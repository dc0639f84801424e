"""What YAML can do beyond plain blocks: JSON, merges, aliases, and the bounds that keep it harmless."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from scheduler.configuration import read
from scheduler.configuration.source.files import Lines
from support.configuration_samples import BASE, errors, read_text, spoiled, write


def as_json(**how: Any) -> str:
    """BASE as JSON: every scalar as the text it is."""
    return json.dumps(yaml.load(BASE, Loader=yaml.BaseLoader), ensure_ascii=False, **how)


@pytest.mark.parametrize("indent", [None, 1, "\t"], ids=["one line", "indented", "tabs"])
def test_json_is_yaml(tmp_path: Path, indent: Any) -> None:
    """Also with numbers and truths."""
    text = (
        as_json(indent=indent)
        .replace('"days": "3"', '"days": 3')
        .replace('"consent": "true"', '"consent": true')
    )

    assert '"days": 3' in text
    assert read_text(tmp_path, text).programme == read_text(tmp_path, BASE).programme


def test_an_alias_is_what_it_stands_for(tmp_path: Path) -> None:
    text = spoiled("    join:\n", "    join: &way\n").replace("    kind: study visit", "    join: *way")

    programme = read_text(tmp_path, text).programme

    assert programme is not None
    assert programme.series["visit"].details.join == programme.series["monthly"].details.join
    bad = text.replace("url: https://meet.example.org/abc", "url: meet")
    assert (65, 12) in {problem[:2] for problem in errors(read_text(tmp_path, bad))}


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


def test_a_bomb_of_aliases_is_refused(tmp_path: Path) -> None:
    """Nine lines that stand for a billion nodes, and a section below them."""
    lines = ["themes:", "  a: &a {name: &n [x, x, x, x, x, x, x, x, x, x]}"]
    lines += [
        f"  {b}: &{b} [{', '.join([f'*{a}'] * 10)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    lines += ["pairs:", "  last: {cities: [sofia, delft]}"]

    problems = read(write(tmp_path, all=BASE, bomb="\n".join(lines) + "\n")).problems

    assert ["too much" in problem.message for problem in problems].count(True) == 1
    assert len(problems) < 20


@pytest.mark.parametrize(
    "text",
    [
        "groups:\n  a: " + "[" * 40 + "]" * 40,
        "groups: " + "[" * 50_000,
        "\n".join(" " * i + "a:" for i in range(1500)),
        "groups:\n  a: &a [*a, *a]",
        "\n".join(
            ["themes:\n  a0: &a0 {name: A}", *(f"  a{i}: &a{i} {{<<: *a{i - 1}}}" for i in range(1, 400))]
        ),
    ],
    ids=["forty", "fifty thousand", "blocks", "an alias of itself", "merges of merges"],
)
def test_nesting_is_bounded(tmp_path: Path, text: str) -> None:
    reading = read(write(tmp_path, all=BASE, deep=text + "\n"))

    assert any("nested too deeply" in p.message for p in reading.problems)


@pytest.mark.parametrize(
    ("block", "places"),
    [
        ("&q\n    <<: *q", [(2, 6)]),
        ("&q\n    <<: [*q, *q]", [(2, 6)]),
        ("&q\n    <<: &r\n      <<: *q\n  next: *r", [(2, 6), (3, 9)]),
        ("&q [*q, *q]", [(2, 6)]),
    ],
    ids=["merge", "two merges", "of one another", "list"],
)
def test_a_block_that_contains_itself_has_its_place(
    tmp_path: Path, block: str, places: list[tuple[int, int]]
) -> None:
    problems = read(write(tmp_path, all=BASE, knot=f"themes:\n  a: {block}\n")).problems

    itself = [problem for problem in problems if "an alias (`*name`) of itself" in problem.message]
    assert sorted({(problem.line, problem.column) for problem in itself}) == places
    assert len(problems) < 8


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
    assert list(programme.groups) == ["sofia-sejong", "rotterdam-busan"]
    assert programme.cities["sofia"].closed == ()


MISTAKES = [
    ("a:\n  b: c\n  }\n  d: e\n", 12, "`}`"),
    ("a:\n  b: c\n  - d: e\n", 12, "line up"),
    ("a:\n  b: [x, y]]\n  c: d\n", 14, "`]` too many"),
    ("a:\n  b: [\n", 9, "a bracket is not closed above"),
    ("a: b\n---\nc: d\n", 5, "this is not YAML (expected a single document"),
    ("a:\n    b: c\n  d: e\n", 14, "line up"),
    ('a:\n  b: "c" d e\n', 12, "write `b: \"'c' d e\"`"),
    ('a:\n  b: "c" // d\n', 12, "a note begins with `#`"),
    ("a:\n  - b\n  c: d\n", 11, "inside a list"),
    ("a:\n- b\n- c\n d: e\n", 12, "further to the right"),
    ("a:\n  b: [c,, d]\n", 11, "must be in quotes"),
    ("a:\n<<<<<<< HEAD\n  b: c\n", 3, "a colon is missing after `<<<<<<< HEAD`"),
    ("%YAML 9.9\n---\nthemes:\n", 0, "this is not YAML"),
    ("  m:\n    title: A\nthemes:\n", 18, "is a line such as `meetings:` missing"),
]


def found(directory: Path, broken: bytes) -> list[tuple[int, str]]:
    """Line and field of each problem of a file beside a good one."""
    (directory / "broken.yaml").write_bytes(broken)
    problems = read(write(directory, all=BASE)).problems
    return [(problem.line, problem.field) for problem in problems if problem.file.endswith("broken.yaml")]


@pytest.mark.parametrize(
    "mistake",
    [
        pytest.param(b"    title Third\n", id="no colon"),
        pytest.param(b"    place: [Hall\n", id="bracket"),
        pytest.param(b'    "place: Hall\n', id="quotation mark"),
        pytest.param(b"<<<<<<< HEAD\n    title: Third\n", id="conflict"),
        pytest.param(b"---\n    title: Third\n", id="marker"),
        pytest.param(b"    title: Caf\xe9\n", id="another encoding"),
        pytest.param(b"    title: Caf\x00\n", id="a control character"),
    ],
)
def test_a_mistake_of_syntax_hides_no_mistake_in_the_entries_above_it(tmp_path: Path, mistake: bytes) -> None:
    """Of its own entry, keys may stand below the mistake, so none is missed."""
    meetings = b"""\
meetings:
  first: {pair: sofia-sejong, title: First, every: fifth Tuesday, at: "10:00", clock: sofia, duration: 1 h, from: 2027-01}
  second: {pair: sofia-seoul, title: Second, starts: 2027-01-05 10:00, clock: CET, duration: 1 h}
  third:
    pair: sofia-sejong
"""

    *above, (line, field) = found(tmp_path, meetings + mistake + b"  fourth: {pair: unknown}\n")

    assert above == [(2, "meetings.first.every"), (3, "meetings.second.pair"), (3, "meetings.second.clock")]
    assert (line >= 6, field) == (True, "")


@pytest.mark.parametrize(("text", "index", "words"), MISTAKES)
def test_a_mistake_of_syntax_has_its_place_and_an_explanation(
    tmp_path: Path, text: str, index: int, words: str
) -> None:
    [problem] = [
        problem for problem in read(write(tmp_path, all=BASE, broken=text)).problems if not problem.field
    ]  # one with a field is about a key above

    assert Lines(text).position(index) == (problem.line, problem.column), problem.message
    assert words in problem.message
