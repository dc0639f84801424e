"""Every text has a limit: one that is too long would push all meetings out of the feeds."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from scheduler.configuration import read
from scheduler.configuration.assemble import context
from scheduler.configuration.reading import tree
from scheduler.configuration.reading.json_schema import json_schema
from scheduler.configuration.source import files
from support.configuration_samples import errors, read_by_editors, read_text, write
from support.small_programme import WITH_BULGARIAN, edited, small

SAMPLE = small(
    (
        "name: Small programme\n",
        "name: {programme_name}\n  address: {address}\n"
        "  pages: {{accessibility: {accessibility}, enforcement: {enforcement}, privacy: {privacy}}}\n",
    ),
    ("name: Host\n", "name: {host}\n    url: {url}\n"),
    WITH_BULGARIAN,
    ("name: Sofia\n", "name: {{en: {city}, bg: {city_bg}}}\n    official_name: {official_name}\n"),
    ("pairs:\n  sofia-sejong:\n", "pairs:\n  sofia-sejong:\n    name: {pair}\n"),
    (
        "meetings:\n  monthly:\n",
        """\
themes:
  green: {{name: {theme}, description: {theme_description}}}
groups:
  all-cities: {{cities: [sofia, sejong], name: {group}}}
meetings:
  monthly:
    description: {{en: {description}, bg: {description_bg}}}
    kind: {kind}
    place: {place}
    join: {{url: {join}, passcode: {passcode}}}
    registration: {registration}
    languages: {{spoken: [{spoken}], interpretation: [{interpretation}]}}
    speakers: [{{name: {speaker}, role: {role}, consent: true}}]
    links: {{{label}: {link}}}
    changes:
      2026-11: {{move_to: 11:00, reason: {reason}, title: {changed}}}
      2026-12: {{cancel: {cancel}}}
""",
    ),
    ("title: Monthly\n", "title: {title}\n"),
)
"""The small programme with a field in braces for each text that has a limit."""
LIMITS = {
    255: (
        "programme_name", "host", "theme", "city", "city_bg", "official_name", "pair", "group", "title", "kind",
        "passcode", "spoken", "interpretation", "speaker", "role", "label", "changed",
    ),
    1_000: ("place", "reason", "cancel"),
    2_000: ("address", "url", "registration", "join", "link"),
    10_000: (
        "accessibility", "enforcement", "privacy", "theme_description", "description", "description_bg",
    ),
}  # fmt: skip
FIELDS = [(field, longest) for longest, fields in LIMITS.items() for field in fields]
ADDRESSES = LIMITS[2_000]
VALIDATOR = Draft202012Validator(json_schema())


def word(field: str, length: int) -> str:
    """A text of this length that fits the field."""
    begin = f"https://example.org/{field}/" if field in ADDRESSES else f"{field} "
    return begin.ljust(length, "x") if length else begin + "x"


def sample(field: str = "", length: int = 0) -> str:
    """A configuration in which one text has this length."""
    return SAMPLE.format_map({name: word(name, length if name == field else 0) for name, _ in FIELDS})


@pytest.mark.parametrize(("field", "longest"), FIELDS)
def test_a_text_that_is_longer_than_its_limit_is_an_error_where_it_stands(
    tmp_path: Path, field: str, longest: int
) -> None:
    """An editor knows the limit from the schema."""
    good, text = sample(field, longest), sample(field, longest + 1)

    assert errors(read_text(tmp_path, good)) == []
    ((line, column, _, message),) = errors(read_text(tmp_path, text))

    assert text.splitlines()[line - 1][column - 1 :].startswith(word(field, longest + 1))
    assert f"{longest + 1:,} characters long; write at most {longest:,}" in message
    assert [VALIDATOR.is_valid(read_by_editors(each)) for each in (good, text)] == [True, False]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("every", "third Wednesday"),
        ("clock", "sofia"),
        ("country", "BG"),
        ("from", "2026-06"),
        ("pair", "sofia-sejong"),
    ],
)
def test_what_is_no_text_for_readers_is_one_line_at_the_most(tmp_path: Path, key: str, value: str) -> None:
    reading = read_text(tmp_path, edited(sample(), (f"{key}: {value}", f"{key}: {value[0] * 300}")))

    assert {message.split(";")[1] for *_, message in errors(reading)} == {" write at most 255"}


def test_blanks_around_a_text_do_not_count(tmp_path: Path) -> None:
    text = edited(sample(), (f"title: {word('title', 0)}\n", f'title: "{" " * 300}Talk{" " * 300}"\n'))

    assert errors(read_text(tmp_path, text)) == []


def test_a_file_with_too_many_items_is_refused_before_they_take_memory(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(f"themes:\n  a: {{name: [{'x,' * 500_000}]}}\n", encoding="utf-8")

    [problem] = read(tmp_path).problems

    assert problem.message == "this file has more than 100,000 lines and items; split it"


@pytest.mark.parametrize(("text", "limit"), [("#" + "x" * 600, 1_000), (f"themes: [{'x,' * 90_000}]", None)])
def test_a_folder_that_is_too_large_is_refused_before_all_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, limit: int | None
) -> None:
    if limit is not None:
        monkeypatch.setattr(files, "MAX_FOLDER_BYTES", limit)
    loaded, load = [], files.load
    monkeypatch.setattr(files, "load", lambda folder, name: loaded.append(name) or load(folder, name))
    write(tmp_path, **dict.fromkeys("abcd", text))

    [problem] = read(tmp_path).problems

    assert "have more than 50 MB, or more than 250,000 lines and items, together" in problem.message
    assert "d.yaml" not in loaded


@pytest.fixture
def ten_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten errors in place of ten thousand."""
    monkeypatch.setattr(context, "MOST_ERRORS", 10)
    monkeypatch.setattr(tree, "MOST_ERRORS", 10)


CITY = "{name: A, country: BG, timezone: Europe/Sofia, nme: x}"
OF_MEANING = "".join(f"  p{n}: {{cities: [a, missing]}}\n" for n in range(10))


@pytest.mark.usefixtures("ten_errors")
@pytest.mark.parametrize(
    ("text", "field", "files"),
    [
        pytest.param(
            "cities:\n" + "".join(f"  a{n}:\n" for n in range(11)), "cities.a0", {"a.yaml"}, id="form"
        ),
        pytest.param("".join(f"a{n}: 1\n" for n in range(11)), "a0", {"a.yaml"}, id="unknown sections"),
        pytest.param(
            f"cities:\n  a: {CITY}\npairs:\n{OF_MEANING}",
            "cities.a.nme",
            {"a.yaml", "b.yaml"},
            id="form before meaning",
        ),
    ],
)
def test_reading_stops_after_too_many_mistakes_and_says_so(
    tmp_path: Path, text: str, field: str, files: set[str]
) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "b.yaml").write_text("pairs:\n  b: {cities: [a, b], nme: x}\n", encoding="utf-8")

    stopped, *problems = read(tmp_path).problems

    assert (stopped.file, stopped.message) == (
        str(tmp_path),
        "there are more than 10,000 mistakes; correct the first ones, and check again",
    )
    assert problems[0].field.removesuffix(".name") == field
    assert 10 <= len(problems) <= 11
    assert {Path(problem.file).name for problem in problems} == files


@pytest.mark.usefixtures("ten_errors")
def test_warnings_stop_nothing(tmp_path: Path) -> None:
    cities = (f"  c{n}: {{name: City {n}, country: UA, timezone: Europe/Kiev}}\n" for n in range(11))
    programme = "programme: {id: p, name: P, host: {name: H, timezone: Asia/Seoul}, languages: [en]}\n"

    found = read_text(tmp_path, f"{programme}cities:\n{''.join(cities)}")

    assert [problem.level for problem in found.problems] == ["warning"] * 11
    assert found.programme is not None
