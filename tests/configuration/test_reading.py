"""Files become one programme: which of them count, how they join, and what happens when some are wrong."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
import yaml

from scheduler.configuration import read
from scheduler.configuration.blocks.documents import SECTIONS
from scheduler.configuration.source.files import DEEPEST_FOLDER
from scheduler.programme.advice import Option
from scheduler.programme.members import Pair
from scheduler.programme.problems import Problem
from support.configuration_samples import BASE, errors, read_text, spoiled, write


def split(directory: Path) -> Path:
    """BASE, one file for each section."""
    return write(directory, **{text.split(":")[0].strip(): f"{text}\n" for text in BASE.split("\n\n")})


def test_the_blocks_of_each_section_are_in_the_programme(tmp_path: Path) -> None:
    """A section that nobody puts into the programme would be lost without a word."""
    written = yaml.safe_load(BASE)
    programme = read_text(tmp_path, BASE).programme
    assert programme is not None
    series = programme.series.values()

    found = {
        "programme": written["programme"],
        "themes": programme.themes,
        "cities": programme.cities,
        "pairs": [group.id for group in programme.groups.values() if isinstance(group, Pair)],
        "groups": [group.id for group in programme.groups.values() if not isinstance(group, Pair)],
        "meetings": [each.id for each in series if each.section == "meetings"],
        "webinars": [each.id for each in series if each.section == "webinars"],
    }

    assert list(written) == list(SECTIONS)
    assert {name: list(found.get(name, ())) for name in SECTIONS} == {
        name: list(written[name]) for name in SECTIONS
    }


class TestWhichFilesCount:
    """All YAML files below the directory, but for hidden ones and what editors leave."""

    def test_which_file_holds_what_does_not_matter(self, tmp_path: Path) -> None:
        (tmp_path / "one").mkdir()
        (tmp_path / "many" / "deep").mkdir(parents=True)
        split(tmp_path / "many" / "deep")

        assert read_text(tmp_path / "one", BASE).programme == read(tmp_path / "many").programme

    @pytest.mark.parametrize(
        "name",
        [
            ".hidden.yaml",
            "all.yaml~",
            "#all.yaml#",
            ".#all.yaml",
            "~$all.yml",
            "all.yaml.bak",
            ".git/all.yaml",
        ],
    )
    def test_what_editors_leave_is_not_read(self, tmp_path: Path, name: str) -> None:
        """A backup of a file would be a duplicate of everything."""
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(BASE, encoding="utf-8")

        reading = read_text(tmp_path, BASE)

        assert (reading.programme is None, reading.problems) == (False, ())

    def test_yml_in_capitals_counts(self, tmp_path: Path) -> None:
        """A file that a person sees as YAML is not passed over in silence."""
        (tmp_path / "ALL.YML").write_text(BASE, encoding="utf-8")

        assert read(tmp_path).programme is not None

    @pytest.mark.parametrize("target", [".", "..", "sub"])
    def test_a_link_to_a_folder_is_an_error(self, tmp_path: Path, target: str) -> None:
        """Half of the programme may be in it."""
        (tmp_path / "config" / "sub").mkdir(parents=True)
        (tmp_path / "config" / "link").symlink_to(target)

        [problem] = read_text(tmp_path / "config", BASE).problems

        assert str(problem) == (
            f"{tmp_path}/config/link:1:1: links to folders are not followed; put the folder in its place"
        )

    @pytest.mark.parametrize("target", ["secret", "nothing"])
    def test_a_link_that_leads_out_is_an_error_that_shows_nothing_of_its_target(
        self, tmp_path: Path, target: str
    ) -> None:
        """Its lines would stand in the log."""
        config, link = tmp_path / "config", tmp_path / "config" / "z.yaml"
        config.mkdir()
        (tmp_path / "secret").write_text("root:*:19000:0:99999:7:::\n", encoding="utf-8")
        link.symlink_to(tmp_path / target)

        reading = read_text(config, BASE)

        assert reading.programme is None
        assert [str(problem) for problem in reading.problems] == [
            f"{link}:1:1: this link leads out of the folder of the programme, so it is not read; "
            "put what it leads to in its place"
        ]
        assert [file.name for file in reading.digests if file.sha256] == ["all.yaml"]

    def test_links_inside_the_folder_are_read(self, tmp_path: Path) -> None:
        """Kubernetes mounts a ConfigMap so; the folder itself may be a link, too."""
        mounted = tmp_path / "mounted"
        (mounted / "..2026_11_24").mkdir(parents=True)
        write(mounted / "..2026_11_24", all=BASE)
        (mounted / "..data").symlink_to("..2026_11_24")
        (mounted / "all.yaml").symlink_to("..data/all.yaml")
        (tmp_path / "config").symlink_to(mounted)

        reading = read(tmp_path / "config")

        assert reading.programme is not None
        assert [file.name for file in reading.digests] == ["all.yaml"]

    def test_folders_that_are_nested_too_deeply_are_an_error(self, tmp_path: Path) -> None:
        """Half of the programme may be in them."""
        deepest = tmp_path.joinpath(*["d"] * DEEPEST_FOLDER)
        deepest.mkdir(parents=True)
        write(deepest, all=BASE)
        assert read(tmp_path).programme is not None

        (deepest / "d").mkdir()
        [problem] = read(tmp_path).problems

        assert (problem.file, problem.level) == (str(deepest), "error")
        assert "its own folders are not read" in problem.message

    def test_digests_tell_what_was_read(self, tmp_path: Path) -> None:
        (tmp_path / "sub").mkdir()
        write(tmp_path / "sub", c="themes:\n")

        digests = read(write(tmp_path, b=BASE)).digests

        assert [file.name for file in digests] == ["b.yaml", "sub/c.yaml"]
        assert digests[0].sha256 == hashlib.sha256(BASE.encode()).hexdigest()


class TestNothingToRead:
    """A vanished configuration is an error, never an empty programme."""

    def test_a_directory_without_files_or_none_at_all(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "notes.txt"
        file.write_text(BASE, encoding="utf-8")

        for folder, words in (
            (tmp_path, "no programme in this folder: no file ends in `.yaml`"),
            (tmp_path / "confg", "there is no such folder"),
            (file, f"this is a file; give the folder that holds it: `{tmp_path}`"),
            (tmp_path / ("x" * 300), "this folder cannot be read"),
        ):
            [problem] = read(folder).problems

            assert str(problem).startswith(f"{folder}:1:1: {words}")
        write(tmp_path, all=BASE)
        monkeypatch.chdir(tmp_path)
        assert Option("config", ".") in read(Path("config")).problems[0].advice

    @pytest.mark.parametrize("text", ["", "# all commented out\n", "---\n", "null\n", "cities:\n"])
    def test_files_that_say_nothing(self, tmp_path: Path, text: str) -> None:
        assert [p[:3] for p in errors(read_text(tmp_path, text))] == [(1, 1, "programme")]
        assert read_text(write(tmp_path, empty=text), BASE).programme is not None

    @pytest.mark.parametrize(
        ("text", "words"),
        [("- a\n", "not of a list"), ("hello\n", "not of one text"), (None, "this file cannot be read")],
    )
    def test_a_file_that_is_no_block_or_cannot_be_read(
        self, tmp_path: Path, text: str | None, words: str
    ) -> None:
        if text is None:
            (tmp_path / "odd.yaml").symlink_to(tmp_path / "gone.yaml")
        else:
            write(tmp_path, odd=text)

        [problem] = read_text(tmp_path, BASE).problems

        assert (Path(problem.file).name, problem.line, problem.column) == ("odd.yaml", 1, 1)
        assert words in problem.message


class TestBytes:
    """Files are UTF-8."""

    @pytest.mark.parametrize(
        ("data", "place", "words"),
        [
            pytest.param("themes:\n  a: {name: София".encode() + b"\xe9}\n", (2, 18), "byte 0xE9 is not UTF-8", id="byte"),
            pytest.param(BASE.encode("utf-16"), (1, 1), "this file is UTF-16; save it as UTF-8", id="UTF-16"),
            pytest.param(None, (1, 1), "a pipe or a device", id="a pipe, which is not waited for"),
        ],
    )  # fmt: skip
    def test_what_is_no_text_in_utf8_has_its_place(
        self, tmp_path: Path, data: bytes | None, place: tuple[int, int], words: str
    ) -> None:
        if data is None:
            os.mkfifo(tmp_path / "all.yaml")
        else:
            (tmp_path / "all.yaml").write_bytes(data)

        found = errors(read(tmp_path))

        assert [each[:2] for each in found if words in each[3]] == [place]

    def test_a_byte_order_mark_is_no_mistake(self, tmp_path: Path) -> None:
        assert read_text(tmp_path, "\ufeff" + BASE).programme is not None
        text = BASE.replace("programme:", "program:", 1)
        assert errors(read_text(tmp_path, "\ufeff" + text))[0][:2] == (1, 1)

    @pytest.mark.parametrize(
        ("old", "new"),
        [("\n", "\r\n"), ("\n", "\r"), ("name: Busan", 'name: "Busan\u2028"')],
        ids=["Windows", "old Macs", "U+2028 is a new line for YAML and none for an editor"],
    )
    def test_line_ends_of_other_systems_do_not_shift_lines(self, tmp_path: Path, old: str, new: str) -> None:
        text = spoiled("duration: 1 h 30 min", "duration: 90")
        line = text[: text.index("duration: 90\n")].count("\n") + 1
        (tmp_path / "all.yaml").write_bytes(text.replace(old, new).encode())

        assert errors(read(tmp_path))[0][:2] == (line, 15)


class TestSeveralFiles:
    """The same id in two places is an error that names both."""

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("cities:\n  sofia: {name: Sofia, country: BG, timezone: Europe/Sofia}\n", "all.yaml, line 21"),
            ("programme:\n  name: Other\n", "all.yaml, line 3"),
            ("pairs:\n  busan: {cities: [sofia, busan]}\n", "already a city in"),
            ("webinars:\n  monthly:\n    title: X\n    starts: 2027-01-05 10:00\n    duration: 60 min\n", "already a meeting in"),
        ],
        ids=["id", "key of the programme", "namespace of places", "namespace of series"],
    )  # fmt: skip
    def test_a_duplicate_is_at_the_second(self, tmp_path: Path, text: str, words: str) -> None:
        [problem] = read_text(write(tmp_path, more=text), BASE).problems

        assert (Path(problem.file).name, problem.line, problem.column) == ("more.yaml", 2, 3)
        assert words in problem.message

    def test_the_block_of_the_programme_may_be_spread(self, tmp_path: Path) -> None:
        write(tmp_path, window="programme:\n  window: {past: 30 days}\n")

        reading = read_text(tmp_path, spoiled("  window: {past: 90 days, ahead: 18 months}\n", ""))

        assert reading.programme is not None
        assert reading.programme.past.days == 30

    def test_two_parts_with_one_former_id(self, tmp_path: Path) -> None:
        """An old address can lead to one of them only."""
        text = BASE.replace("    kind: study visit", "    formerly: old").replace(
            "    title: Technical call", "    title: Technical call\n    formerly: [older, old]"
        )

        reading = read_text(tmp_path, text)

        assert ["meetings.visit.formerly[1]"] == [error[2] for error in errors(reading)]
        assert "`changing`" in reading.problems[0].message


class TestAllInOneRun:
    """Every problem of every file is reported, and no other."""

    def test_what_a_broken_file_may_hold_is_not_missed(self, tmp_path: Path) -> None:
        """Its cities are not "unknown" elsewhere, its programme not "missing"."""
        write(split(tmp_path), cities="cities:\n  sofia: [\n", programme="programme:\n  id: [\n")

        assert [Path(p.file).name for p in read(tmp_path).problems] == ["cities.yaml", "programme.yaml"]

    def test_what_a_broken_file_cannot_hold_is_reported(self, tmp_path: Path) -> None:
        """A slip among the webinars hides no unknown city; a key in the broken file may be a city's."""
        write(tmp_path, broken="webinars:\n  x:\n    title: [\n")
        text = spoiled("cities: [rotterdam, busan]", "cities: [rotterdam, bussan]")

        assert [("all", 48), ("broken", 3)] == [
            (Path(p.file).stem, p.line) for p in read_text(tmp_path, text).problems
        ]
        assert len(read_text(tmp_path, text.replace("bussan", "x")).problems) == 1

    @pytest.mark.parametrize(
        ("old", "new", "fields"),
        [
            pytest.param(
                "    pair: rotterdam-busan\n    title: Working call\n", "    pair: rotterdam-pusan\n    titel: Working call\n    on_holiday: x\n",
                ["pair", "titel", "on_holiday"], id="a block",
            ),
            pytest.param("cities: [rotterdam, busan]", "cities: [roterdam, bussan]", ["cities[1]", "cities[2]"], id="a list"),
            pytest.param(
                "reason: room not free", "themes: [[a], [b]]\n        cancel: false",
                ["themes[1]", "themes[2]", "cancel"], id="a change",
            ),
        ],
    )  # fmt: skip
    def test_a_mistake_hides_no_other_beside_it(
        self, tmp_path: Path, old: str, new: str, fields: list[str]
    ) -> None:
        found = errors(read_text(tmp_path, spoiled(old, new)))

        assert [field.rsplit(".", 1)[1] for _, _, field, _ in found] == fields


ALL = {"monthly", "fortnightly", "changing", "visit", "green-roofs"}


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        ("duration: 1 h 30 min", "duration: 90", {"fortnightly"}),
        ("    country: BG", "    country: XX", {"monthly", "changing", "visit"}),
        ("cities: [rotterdam, busan]", "cities: [rotterdam]", {"fortnightly"}),
        ("nature: {name: Nature}", "nature: {name: []}", {"green-roofs"}),
        ("cancelled: show", "cancelled: never", set()),
        ("audience: all", "audience: [mobility-cluster, nobody]", {"green-roofs"}),
        ("  languages: [en, bg, nl, ko]\n", "", None),
    ],
    ids=["the series itself", "a city", "a pair", "a theme", "the programme", "an audience", "no programme"],
)
def test_the_programme_without_its_wrong_parts_goes_on(
    tmp_path: Path, old: str, new: str, missing: set[str] | None
) -> None:
    """What leans on a wrong part is left out."""
    reading = read_text(tmp_path, spoiled(old, new))

    assert reading.programme is None
    assert (reading.partial and ALL - {*reading.partial.series}) == missing


@pytest.mark.parametrize(
    ("path", "at", "place"),
    [
        (("meetings", "monthly", "changes", "2026-12"), "key", (68, 7)),
        (("meetings", "monthly", "changes", "2026-12", "move_to"), "value", (69, 18)),
        (("meetings", "monthly", "changes", "2026-12", "duration"), "value", (68, 7)),
        (("meetings", "changing", "schedule", 1, "at", "sejong"), "value", (95, 38)),
        (("meetings", "nowhere"), "value", (53, 1)),
        (("groups", "mobility-cluster", "cities", 1), "value", (51, 29)),
        ((), "value", (1, 1)),
    ],
)
def test_the_path_of_a_later_stage_has_a_place(
    tmp_path: Path, path: tuple[str | int, ...], at: str, place: tuple[int, int]
) -> None:
    problem = Problem(path, "is odd", "warning", at)  # type: ignore[arg-type]

    warning = read_text(tmp_path, BASE).locate([problem])[0]

    assert place == (warning.line, warning.column)
    assert str(warning).endswith(": warning: is odd")
