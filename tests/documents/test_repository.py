"""The jobs of docs/without-a-server.md: their shell runs on a bare repository, with a branch in place of the pages."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import yaml

from support.ics import vevents
from support.shell import Shell
from support.small_programme import SMALL

DEPLOY = Path(__file__).parents[2] / "deploy"
GITHUB: dict[str, Any] = yaml.safe_load((DEPLOY / "github/twincal.yml").read_text(encoding="utf-8"))
GITLAB: dict[str, Any] = yaml.safe_load((DEPLOY / "gitlab/twincal.yml").read_text(encoding="utf-8"))
STEPS = {
    job: {step.get("name", ""): step.get("run", "") for step in of_job["steps"]}
    for job, of_job in GITHUB["jobs"].items()
}
PLAN, PUBLISH = STEPS["plan"]["Plan"], STEPS["publish"]["Publish"]
ADDRESS = "  name: Small programme\n"
SITE = f"{ADDRESS}  address: https://example.org/calendars\n"
WHO = {
    f"GIT_{who}_{what}": f"office{at}"
    for who in ("AUTHOR", "COMMITTER")
    for what, at in (("NAME", ""), ("EMAIL", "@x"))
}


@dataclass(frozen=True)
class Forge:
    """A bare repository with the files of a programme, and its jobs."""

    folder: Path

    def git(self, *words: str, at: str = "office") -> bytes:
        return subprocess.run(
            ["git", *words], cwd=self.folder / at, env=os.environ | WHO, check=True, capture_output=True
        ).stdout

    def begin(self, text: str) -> None:
        self.git("init", "--quiet", "--bare", "--initial-branch=main", "repository", at=".")
        self.git("clone", "--quiet", "repository", "office", at=".")
        self.git("remote", "set-url", "origin", "../repository")
        self.push(text)

    def push(self, text: str) -> None:
        """Commits another text of the programme."""
        Shell(self.folder / "office").write(text)
        self.git("add", ".")
        self.git("commit", "--quiet", "--allow-empty", "--message", "Another text")
        self.git("push", "--quiet", "origin", "HEAD:main")

    def job(self, now: str, script: str = PUBLISH, **variables: str) -> tuple[int, str]:
        """Runs a job in a fresh clone; returns its exit code and what it printed."""
        clone = self.folder / f"clone-{len([*self.folder.iterdir()])}"
        self.git("clone", "--quiet", "--depth=1", f"file://{self.folder}/repository", str(clone), at=".")
        given = {"CONFIG": "config", "CHECK": "--public", "ALLOW": "", "TWINCAL_NOW": now}
        return self.run(script, clone.name, **given | variables)

    def run(self, script: str, at: str, **variables: str) -> tuple[int, str]:
        """Runs lines of a shell in a folder; returns their exit code and what they printed."""
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        ran = subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=self.folder / at,
            env=os.environ | WHO | {"PATH": path, "TWINCAL_NOW": "2026-11-24T12:00:00Z"} | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            text=True,
        )
        return ran.returncode, ran.stdout

    def branch(self, name: str) -> dict[str, bytes]:
        """The files of a branch."""
        archive = self.git("archive", f"twincal-{name}", at="repository")
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            return {each.name: files.extractfile(each).read() for each in files if each.isfile()}  # type: ignore[union-attr]

    def commits(self) -> dict[str, tuple[str, str]]:
        """The commit of each branch, and the number of commits."""
        return {
            name: tuple(self.git("rev-list", f"twincal-{name}", at="repository").decode().split())
            for name in ("record", "pages")
        }  # type: ignore[return-value]

    def put_back(self, name: str, commit: str) -> None:
        self.git("update-ref", f"refs/heads/twincal-{name}", commit, at="repository")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme that a job has published."""
    forge = Forge(tmp_path_factory.mktemp("forge"))
    forge.begin(text())
    code, told = forge.job("2026-11-24T09:00:00Z")
    assert code == 0, told
    return forge.folder


@pytest.fixture
def forge(published: Path, tmp_path: Path) -> Forge:
    shutil.copytree(published, tmp_path / "forge")
    return Forge(tmp_path / "forge")


def text(*edits: tuple[str, str]) -> str:
    found = SMALL.replace(ADDRESS, SITE)
    for old, new in edits:
        assert old in found
        found = found.replace(old, new)
    return found


def sequences(feed: bytes) -> dict[str, int]:
    return {event["UID"]: int(event["SEQUENCE"]) for event in vevents(feed)}


AT_NINE = text(('at: "10:00"', 'at: "09:00"'))
AT_EIGHT = text(('at: "10:00"', 'at: "08:00"'))
FEED = "feeds/programme.ics"


def test_a_job_goes_on_from_the_last_one_and_is_like_a_database_that_stayed(
    forge: Forge, tmp_path: Path
) -> None:
    (tmp_path / "stayed").mkdir()
    stayed = Shell(tmp_path / "stayed")
    for hour, words in enumerate((text(), AT_NINE, text(("title: Monthly", "title: Trams")), AT_EIGHT), 9):
        now = f"2026-11-24T{hour:02}:00:00Z"
        forge.push(words)
        assert forge.job(now)[0] == 0
        stayed.write(words)
        assert stayed.apply(now=now).code == 0
        assert stayed.run("publish", str(tmp_path / "site"), now=now).code == 0

    found = {name: body for name, body in forge.branch("pages").items() if not name.startswith(".")}
    assert found == {
        str(path.relative_to(tmp_path / "site")): path.read_bytes()
        for path in (tmp_path / "site").rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    assert {name: len(commits) for name, commits in forge.commits().items()} == {"record": 1, "pages": 1}


def test_a_job_with_nothing_new_writes_nothing(forge: Forge) -> None:
    before = forge.commits()

    code, told = forge.job("2026-11-24T10:00:00Z")

    assert (code, "0 written" in told) == (0, True), told
    assert forge.commits() == before


def test_months_move_on(forge: Forge) -> None:
    before = sequences(forge.branch("pages")[FEED])

    assert forge.job("2027-01-20T09:00:00Z")[0] == 0

    assert len(sequences(forge.branch("pages")[FEED]).keys() - before.keys()) == 2


@pytest.mark.parametrize("killed_at", ["save twincal-record", "twincal publish", "save twincal-pages"])
def test_a_job_that_was_killed_is_made_good_by_the_next_one(forge: Forge, killed_at: str) -> None:
    forge.push(AT_NINE)
    assert (
        forge.job("2026-11-24T10:00:00Z", PUBLISH.replace(f"\n{killed_at}", f"\nexit 9\n{killed_at}"))[0] == 9
    )

    code, told = forge.job("2026-11-24T11:00:00Z")

    assert code == 0, told
    assert {*sequences(forge.branch("pages")[FEED]).values()} == {0, 1}
    assert b"T090000" in forge.branch("pages")[FEED]


def test_the_record_of_yesterday_never_lets_a_sequence_fall(forge: Forge) -> None:
    yesterday = forge.commits()["record"][0]
    forge.push(AT_NINE)
    assert forge.job("2026-11-24T10:00:00Z")[0] == 0
    known = sequences(forge.branch("pages")[FEED])
    forge.put_back("record", yesterday)
    forge.push(AT_EIGHT)

    code, told = forge.job("2026-11-24T11:00:00Z")

    assert code == 0, told
    after = sequences(forge.branch("pages")[FEED])
    assert after.keys() == known.keys()
    assert {uid: after[uid] - known[uid] for uid in known if after[uid] != known[uid]}.values()
    assert all(after[uid] >= known[uid] for uid in known)


def test_a_lost_record_is_made_anew_only_from_the_text_that_was_published(forge: Forge) -> None:
    known = sequences(forge.branch("pages")[FEED])
    forge.git("update-ref", "-d", "refs/heads/twincal-record", at="repository")
    forge.push(AT_NINE)

    code, told = forge.job("2026-11-24T10:00:00Z")

    assert (code, "the files are not those that were published last" in told) == (1, True)
    forge.push(text())
    assert forge.job("2026-11-24T11:00:00Z")[0] == 0
    forge.push(AT_NINE)
    assert forge.job("2026-11-24T12:00:00Z")[0] == 0
    after = sequences(forge.branch("pages")[FEED])
    assert after.keys() == known.keys()
    assert {*after.values()} == {0, 1}


def test_of_two_jobs_at_once_one_is_refused_and_runs_again(forge: Forge) -> None:
    """The other one runs between the moments at which the first one has read the record and writes it."""
    forge.push(AT_NINE)
    other = f"bash -e -c {shell_quoted(PUBLISH)}"
    slow = PUBLISH.replace(
        "\nset --\n", f'\n(cd "$OTHER" && TWINCAL_NOW=2026-11-24T10:30:00Z {other})\nset --\n'
    )
    forge.git("clone", "--quiet", "--depth=1", f"file://{forge.folder}/repository", "other", at=".")

    code, told = forge.job("2026-11-24T10:00:00Z", slow, OTHER=str(forge.folder / "other"))

    assert (code, "run this job again" in told) == (1, True), told
    before = forge.commits()
    assert forge.job("2026-11-24T11:00:00Z")[0] == 0
    assert forge.commits() == before
    assert {*sequences(forge.branch("pages")[FEED]).values()} == {0, 1}


def shell_quoted(words: str) -> str:
    return "'" + words.replace("'", "'\\''") + "'"


def test_a_plan_that_the_safety_limit_stops_needs_its_word(forge: Forge) -> None:
    forge.push(text(("meetings:\n", "webinars:\n"), ("    pair: sofia-sejong\n", "")).split("webinars:")[0])
    code, told = forge.job("2026-11-24T10:00:00Z")
    assert (code, "--allow large" in told) == (1, True), told

    assert forge.job("2026-11-24T11:00:00Z", ALLOW="large")[0] == 0


def test_a_proposed_change_is_planned_and_writes_nothing(forge: Forge) -> None:
    before = forge.commits()
    forge.push(AT_NINE)

    code, told = forge.job("2026-11-24T10:00:00Z", f"{PLAN}\ncat plan.md")

    assert (code, "09:00" in told) == (0, True), told
    assert forge.commits() == before


def test_private_fields_are_refused_first(forge: Forge) -> None:
    forge.push(text(("    country: BG", "    country: BG\n    contacts: [office@sofia.example]")))

    for script in (PLAN, PUBLISH):
        code, told = forge.job("2026-11-24T10:00:00Z", script)
        assert (code, "this is not for everybody" in told, "office@" in told) == (1, True, False), told
    assert forge.job("2026-11-24T10:00:00Z", CHECK="")[0] == 0


def test_both_forges_run_the_same_lines() -> None:
    assert GITLAB["plan"]["script"] == [PLAN]
    assert GITLAB["pages"]["script"][0] == PUBLISH


def test_proposed_changes_of_strangers_get_no_rights_and_all_actions_are_pinned() -> None:
    events = GITHUB[True]  # YAML 1.1 reads `on` as true
    jobs = GITHUB["jobs"]

    assert "pull_request_target" not in events
    assert GITHUB["permissions"] == {}
    assert jobs["plan"]["permissions"] == {"contents": "read"}
    assert jobs["comment"]["if"] == "github.event.pull_request.head.repo.full_name == github.repository"
    assert not any("uses" in step for step in jobs["comment"]["steps"])
    actions = [step["uses"] for job in jobs.values() for step in job["steps"] if "uses" in step]
    assert [each for each in actions if not re.fullmatch(r"actions/checkout@[0-9a-f]{40}", each)] == []
    assert "secrets." not in (DEPLOY / "github/twincal.yml").read_text(encoding="utf-8")


def test_all_links_stay_below_an_address_with_a_path_also_on_the_page_for_unknown_addresses(
    forge: Forge,
) -> None:
    files = forge.branch("pages")
    root = "https://example.org/calendars/"
    wrong = []
    for name in (name for name in files if name.endswith(".html") and not name.startswith(".gone/")):
        page = root + (
            "no/such/page" if name == "404.html" else name.removesuffix(".html").removesuffix("index")
        )
        for link in re.findall(r'(?:href|src)="([^"#?]+)', files[name].decode()):
            whole = urljoin(page, link)
            path = whole.removeprefix(root)
            is_there = path in files or f"{path}.html" in files or f"{path}index.html" in files
            if whole.startswith("https://example.org") and not is_there:
                wrong.append((name, link))
    assert wrong == []


BLOCKS = re.findall(
    r"```sh\n(.*?)```", (DEPLOY.parent / "docs/without-a-server.md").read_text(encoding="utf-8"), re.DOTALL
)


def test_the_lines_of_the_document_tell_the_cities_and_stop_a_commit(forge: Forge) -> None:
    forge.push(AT_NINE)
    assert forge.job("2026-11-24T10:00:00Z")[0] == 0
    tell, hook = BLOCKS

    told = forge.run(tell, "office")
    assert (told[0], "Small programme" in told[1], "09:00" in told[1]) == (0, True, True), told[1]
    assert forge.run(hook, "office")[0] == 0
    Shell(forge.folder / "office").write(
        text(("    country: BG", "    country: BG\n    telephone: +359 2 987 65 43"))
    )
    code, said = forge.run("git commit --all --message Number", "office")
    assert (code, "cities.sofia.telephone: this is not for everybody" in said) == (1, True), said
