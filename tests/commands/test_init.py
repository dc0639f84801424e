"""`twincal init`: every answer makes files that work as they are, and so does every example in their notes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from msgspec.structs import replace

from scheduler.commands.check import check
from scheduler.commands.init import EXAMPLE, init
from scheduler.commands.prepare import date_reading
from scheduler.configuration import read
from scheduler.reports.warnings import located
from support.shell import Shell

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
RULE = ("every", "at", "duration", "clock", "from")
CITIES = ("--city", "Sofia, BG", "--city", "Sejong, KR")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A directory as `twincal init` leaves it."""
    init(tmp_path / "config", replace(EXAMPLE, id="our-pairs"), NOW)
    return tmp_path / "config"


def take_comment_away(file: Path, key: str) -> None:
    """Do with the example under `key` what its comment tells an officer to do."""
    lines = file.read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(lines) if re.fullmatch(rf" *# {key}:.*", line))
    last = first
    while last < len(lines) and lines[last].lstrip().startswith("#"):
        lines[last] = lines[last].replace("# ", "", 1)
        last += 1
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def delete_rule(file: Path) -> None:
    """Delete the lines that a `schedule:` replaces."""
    lines = file.read_text(encoding="utf-8").splitlines()
    others = [line for line in lines if not re.match(rf"    (?:{'|'.join(RULE)}):", line)]
    file.write_text("\n".join(others) + "\n", encoding="utf-8")


def starts(directory: Path) -> dict[str, str]:
    """Key of each monthly meeting to its local start."""
    wanted = date_reading(read(directory), NOW).timetable.wanted
    monthly = (item.occurrence for item in wanted if item.occurrence.series == "sofia-sejong-monthly")
    return {meeting.key: f"{meeting.timing.starts:%Y-%m-%d %H:%M} {meeting.status}" for meeting in monthly}


def test_the_files_have_neither_errors_nor_warnings(copy: Path) -> None:
    assert located(check(copy, copy.parent, NOW).warnings) == []


def test_those_of_the_example_have_one_warning(tmp_path: Path) -> None:
    init(tmp_path, EXAMPLE, NOW)

    (warning,) = located(check(tmp_path, tmp_path.parent, NOW).warnings)
    assert warning.field == "programme.id"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("programme.yaml", "address"),
        ("programme.yaml", "official_name"),
        ("programme.yaml", "closed"),
        ("programme.yaml", "themes"),
        ("meetings.yaml", "join"),
        ("meetings.yaml", "changes"),
        ("meetings.yaml", "extra"),
    ],
)
def test_an_example_works_when_its_comment_is_taken_away(copy: Path, name: str, key: str) -> None:
    take_comment_away(copy / name, key)

    assert located(check(copy, copy.parent, NOW).warnings) == []


def test_the_examples_of_a_move_and_a_cancellation_do_what_they_say(copy: Path) -> None:
    take_comment_away(copy / "meetings.yaml", "changes")

    meetings = starts(copy)

    assert meetings["2027-02"] == "2027-02-17 10:00 confirmed"
    assert meetings["2027-03"] == "2027-03-18 09:00 confirmed"
    assert meetings["2027-08"] == "2027-08-18 10:00 cancelled"


def test_the_example_of_a_new_rule_moves_only_what_comes_after_it(copy: Path) -> None:
    before = starts(copy)
    delete_rule(copy / "meetings.yaml")
    take_comment_away(copy / "meetings.yaml", "schedule")

    after = starts(copy)

    assert located(check(copy, copy.parent, NOW).warnings) == []
    assert before.keys() == after.keys()
    assert after["2027-06"] == before["2027-06"]
    assert after["2027-07"] == "2027-07-13 17:00 confirmed"


class Case(NamedTuple):
    """What a person types, and what the files then say."""

    typed: tuple[str, ...]
    programme: tuple[str, str, str, str]
    cities: dict[str, tuple[str, str, str]]
    languages: tuple[str, str, str]
    series: tuple[str, str, str, str, str, str]


CASES = {
    "two countries with one zone each": Case(
        typed=("Our city pairs", "CityNet", "Sofia", "", "Sejong", "", "Asia/Seoul", "", "", ""),
        programme=("our-city-pairs", "Our city pairs", "CityNet", "Asia/Seoul"),
        cities={"sofia": ("Sofia", "BG", "Europe/Sofia"), "sejong": ("Sejong", "KR", "Asia/Seoul")},
        languages=("en bg ko", "bg en", "ko en"),
        series=(
            *("sofia-sejong-monthly", "Sofia–Sejong monthly meeting", "third Wednesday", "10:00", "sofia"),
            "2026-12",
        ),
    ),
    "a country with several zones": Case(
        typed=(
            *("Paraná–Porto", "Prefeitura", "Curitiba", "br", "sao paulo", "", "Porto", "", "Europe/Lisbon"),
            *("", "last working day", "13:00", "host"),
        ),
        programme=("parana-porto", "Paraná–Porto", "Prefeitura", "America/Sao_Paulo"),
        cities={
            "curitiba": ("Curitiba", "BR", "America/Sao_Paulo"),
            "porto": ("Porto", "PT", "Europe/Lisbon"),
        },
        languages=("en pt", "pt en", "pt en"),
        series=(
            *(
                "curitiba-porto-monthly",
                "Curitiba–Porto monthly meeting",
                "last working day",
                "13:00",
                "host",
            ),
            "2026-12",
        ),
    ),
    "names with signs of YAML": Case(
        typed=(
            *(
                "Pairs: #1, 'one' & \"two\"",
                "- Office {a}: b",
                "Saint John's",
                "IE",
                'L\'Aquila: #2 "Est"',
                "IT",
            ),
            *("", "every 2 weeks on Thursday", "", "l'aquila 2 est"),
        ),
        programme=("pairs-1-one-two", "Pairs: #1, 'one' & \"two\"", "- Office {a}: b", "Europe/Dublin"),
        cities={
            "saint-john-s": ("Saint John's", "IE", "Europe/Dublin"),
            "l-aquila-2-est": ('L\'Aquila: #2 "Est"', "IT", "Europe/Rome"),
        },
        languages=("en it", "en", "it en"),
        series=(
            *("saint-john-s-l-aquila-2-est-regular", "Saint John's–L'Aquila: #2 \"Est\" regular meeting"),
            *("every 2 weeks on Thursday", "10:00", "l-aquila-2-est", "2026-12-03"),
        ),
    ),
    "names in other letters": Case(
        typed=(
            *(
                "도시 교류",
                "Cities",
                "cities",
                "세종시청",
                "세종",
                "sejong",
                "",
                "Łódź",
                "lodz",
                "poland",
                "",
            ),
            *("", "third Wednesday in March and October", "17:00", ""),
        ),
        programme=("cities", "도시 교류", "세종시청", "Asia/Seoul"),
        cities={"sejong": ("세종", "KR", "Asia/Seoul"), "lodz": ("Łódź", "PL", "Europe/Warsaw")},
        languages=("en ko", "ko en", "en"),
        series=(
            *("sejong-lodz-regular", "세종–Łódź regular meeting", "third Wednesday in March and October"),
            *("17:00", "sejong", "2026-12"),
        ),
    ),
    "two cities of one name": Case(
        typed=(
            *("Valencias", "Ajuntament", "Valencia", "ES", "Europe/Madrid", "Valencia", "valencia-ve", "VE"),
            *("Europe/Madrid", "", "15:00", ""),
        ),
        programme=("valencias", "Valencias", "Ajuntament", "Europe/Madrid"),
        cities={
            "valencia": ("Valencia", "ES", "Europe/Madrid"),
            "valencia-ve": ("Valencia", "VE", "America/Caracas"),
        },
        languages=("en es", "es en", "es en"),
        series=(
            *(
                "valencia-valencia-ve-monthly",
                "Valencia–Valencia monthly meeting",
                "third Wednesday",
                "15:00",
            ),
            *("valencia", "2026-12"),
        ),
    ),
}


def written(directory: Path) -> dict[str, Any]:
    """What the files say, as another program reads them."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(directory.iterdir()))
    return yaml.load("".join(texts), yaml.BaseLoader)  # type: ignore[no-any-return]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_files_say_what_was_answered_and_are_clean(tmp_path: Path, case: Case) -> None:
    shell = Shell(tmp_path)

    answer = shell.run("init", str(shell.config), typed="\n".join((*case.typed, "")))

    assert (answer.code, answer.err.count("[")) == (0, answer.err.count("]"))
    said, (id, name, host, zone) = written(shell.config), case.programme
    of_all, *of_cities = (codes.split() for codes in case.languages)
    assert said["programme"].items() >= {"id": id, "name": name, "languages": of_all}.items()
    assert said["programme"]["host"] == {"name": host, "timezone": zone}
    for (city, expected), languages in zip(case.cities.items(), of_cities, strict=True):
        found = said["cities"][city]
        assert (found["name"], found["country"], found["timezone"], found["languages"]) == (
            *expected,
            languages,
        )
    ((series, meeting),) = said["meetings"].items()
    keys = ("title", "every", "at", "clock", "from")
    assert (series, *(meeting[key] for key in keys)) == case.series
    assert said["pairs"] == {meeting["pair"]: {"cities": [*case.cities]}}
    assert shell.run("check", str(shell.config)).text.endswith("good, no warnings\n")


def test_options_answer_as_a_person_does(tmp_path: Path) -> None:
    shell, options = Shell(tmp_path), ("--name", "도시", "--id", "cities", "--host", "세종시청")
    cities = ("--city", "sejong=세종, KR", "--city", "Washington, D.C., US, America/New_York")
    typed = (
        "도시",
        "cities",
        "세종시청",
        "세종",
        "sejong",
        "",
        "Washington, D.C.",
        "US",
        "New York",
        "",
        "",
        "",
        "",
        "",
    )

    first = shell.run(
        "init", str(tmp_path / "first"), *options, *cities, "--at", "21:00", "--clock", "sejong"
    )
    second = shell.run("init", str(tmp_path / "second"), "--at", "21:00", typed="\n".join(typed))

    assert (first.code, second.code) == (0, 0), second.err
    assert written(tmp_path / "first") == written(tmp_path / "second")


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        ((), "missing: --name, --host, --city (twice)"),
        (("--name", "Pairs", "--city", "Sofia, BG"), "missing: --host, --city (twice)"),
        (("--name", "도시", "--host", "Office", *CITIES), "A short id for 도시"),
        (("--name", "Pairs", "--host", "Office", "--city", "Natal, BR", *CITIES[:2]), "Time zone of Natal"),
    ],
)
def test_without_a_terminal_what_is_missing_is_named(
    shell: Shell, options: tuple[str, ...], missing: str
) -> None:
    answer = shell.run("init", str(shell.folder / "new"), *options)

    assert (answer.code, missing in answer.err) == (1, True), answer.err
    assert not (shell.folder / "new").exists()


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--at", "9am"), "At what hour: `9am` is not an hour; write `09:00`"),
        (("--every", "wednesday"), "for one of each month, `third Wednesday`"),
        (("--timezone", "CET"), "`CET` is an abbreviation"),
        (("--clock", "vienna"), "write `sofia`, `sejong` or `host`"),
        (("--id", "example"), "`example` is taken"),
        (("--city", "Vienna, AT"), "begin with two cities"),
        (
            ("--every", "last Sunday", "--at", "03:30"),
            "does not exist in Europe/Sofia: the clocks skip it that day",
        ),
        (("--name", "Pairs, office@example.org"), "holds an e-mail address"),
        (("--example",), "--example takes no other option"),
    ],
)
def test_an_option_that_is_wrong_is_refused_with_the_reason(
    shell: Shell, options: tuple[str, ...], reason: str
) -> None:
    answer = shell.run(
        "init", str(shell.folder / "new"), "--name", "Pairs", "--host", "Office", *CITIES, *options
    )

    assert (answer.code, reason in answer.err) == (1, True), answer.err
    assert not (shell.folder / "new").exists()


@pytest.mark.parametrize("end", ["", "^C\n"], ids=["Ctrl+D", "Ctrl+C"])
@pytest.mark.parametrize("answered", range(len(CASES["two countries with one zone each"].typed)))
def test_who_ends_it_leaves_nothing_behind(shell: Shell, answered: int, end: str) -> None:
    typed = CASES["two countries with one zone each"].typed[:answered]

    answer = shell.run("init", str(shell.folder / "new"), typed="".join(f"{line}\n" for line in typed) + end)

    assert (answer.code, answer.err.endswith("\ntwincal: nothing was written\n")) == (130, True)
    assert not (shell.folder / "new").exists()


def test_a_folder_that_is_in_use_is_refused_before_the_first_question(shell: Shell) -> None:
    answer = shell.run("init", str(shell.config), typed="")

    assert (answer.code, "is not empty" in answer.err, "Name" in answer.err) == (1, True, False)


def test_the_example_is_not_published_by_an_edit_and_its_file_stays(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    init(shell.config, EXAMPLE, NOW)
    before = (shell.config / "meetings.yaml").read_bytes()

    applied = shell.apply("--allow", "large")
    edited = shell.run(
        "move", "sofia-sejong-monthly/2027-01", "11:00", "--yes", "--config", str(shell.config)
    )

    for answer in (applied, edited):
        assert (answer.code, f"{shell.config}/programme.yaml:25:7: programme.id" in answer.err) == (1, True)
        assert "`id: your-name`" in answer.err
    assert (shell.config / "meetings.yaml").read_bytes() == before
    assert not (tmp_path / "t.db").exists()
    assert shell.plan().code == 2
