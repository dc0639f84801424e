"""A folder of static files: everything published is there whole, and files of others stay."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.commands.publish import PublishResult, publish
from scheduler.publication.pages import collection
from scheduler.publication.pages.paths import PageLocation
from scheduler.publication.pages.render import render
from scheduler.publication.pages.site_info import SiteInfo
from scheduler.store import open_store
from support.shell import Shell
from support.small_programme import webinar

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LIST = ".twincal-published.json"
UNFINISHED_LIST = ".twincal-publishing.json"
SOFIA = "feeds/cities/sofia.ics"
THEME = "themes:\n  trams:\n    name: Trams\n"


def about_trams(*, id: str = "trams", starts: str = "2026-12-01 09:00", audience: str = "[sofia]") -> str:
    """A theme, and a webinar about it."""
    return webinar(id, starts, "themes: [trams]", audience=audience) + THEME


@pytest.fixture
def folder(shell: Shell) -> Path:
    """Where the small programme, which is applied, is to be published."""
    shell.apply()
    return shell.folder / "site"


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def trams(folder: Path) -> set[str]:
    """What is published of the theme; that it is gone is not."""
    return {name for name in files(folder) if "trams" in name and not name.startswith(".gone/")}


def published_elsewhere(shell: Shell, now: str | None = None) -> set[str]:
    """The files of a publication into a new folder."""
    shell.run("publish", str(shell.folder / "elsewhere"), now=now)
    return files(shell.folder / "elsewhere")


def with_a_theme(shell: Shell, folder: Path) -> str:
    """Publishes a theme besides, and returns the text without it."""
    text = shell.read()
    shell.write(text + about_trams())
    shell.apply()
    assert "written" in shell.run("publish", str(folder)).text
    return text


def retire_the_theme(shell: Shell, text: str) -> None:
    """Takes it out, and lets its last meeting end."""
    shell.write(text)
    assert shell.apply().code == 0
    assert shell.apply(now="2026-12-02T09:00:00Z").code == 0


def test_its_list_names_every_file_with_its_digest_in_the_order_of_paths(shell: Shell, folder: Path) -> None:
    shell.run("publish", str(folder))

    listed = json.loads((folder / LIST).read_text())

    assert listed["programme"] == "small"
    assert list(listed["files"]) == sorted(files(folder) - {LIST})
    assert {tuple(len(digest) for digest in digests) for digests in listed["files"].values()} == {(64,)}


def test_files_of_others_stay(shell: Shell, folder: Path) -> None:
    foreign = folder / "feeds/cities/plovdiv.ics"
    foreign.parent.mkdir(parents=True)
    foreign.write_bytes(b"theirs")

    for _ in range(2):
        assert "0 removed" in shell.run("publish", str(folder)).text

    assert foreign.read_bytes() == b"theirs"


def test_what_is_no_longer_published_is_removed(shell: Shell, folder: Path) -> None:
    text = with_a_theme(shell, folder)
    before = files(folder)
    assert {"feeds/themes/trams.ics", "themes/trams.html"} <= before

    retire_the_theme(shell, text)
    result = shell.run("publish", str(folder)).text

    assert f"{len(before - files(folder))} removed" in result
    assert trams(folder) == set()
    assert files(folder) - {LIST} == set(json.loads((folder / LIST).read_text())["files"])


def test_what_is_retired_leaves_a_mark_that_a_web_server_can_answer_410_by(
    shell: Shell, folder: Path
) -> None:
    text = with_a_theme(shell, folder)
    retire_the_theme(shell, text)
    shell.run("publish", str(folder))

    assert (folder / ".gone/feeds/themes/trams.ics").read_bytes() == b"This calendar has ended.\n"
    assert (folder / ".gone/themes/trams.html").read_bytes().startswith(b"<!doctype html>")

    later = about_trams(id="more", starts="2027-01-01 09:00")
    shell.write(text + later)
    shell.apply(now="2026-12-03T09:00:00Z")
    shell.run("publish", str(folder))

    assert {name for name in files(folder) if "trams" in name and name[:6] == ".gone/"} == set()
    assert (folder / "feeds/themes/trams.ics").is_file()


@pytest.mark.feed_rule(68)
def test_files_are_dated_by_their_last_change(shell: Shell, folder: Path) -> None:
    """Web servers derive their validators from the date and the size."""
    shell.run("publish", str(folder))
    other = (folder / "feeds/programme.ics").stat().st_mtime
    text = shell.read()
    shell.write(text + about_trams(audience="[sejong]"))
    shell.apply(now="2026-11-24T10:00:00.5Z")

    shell.run("publish", str(folder))

    assert other == datetime(2026, 11, 24, 9, tzinfo=UTC).timestamp()
    assert (folder / SOFIA).stat().st_mtime == other
    assert (folder / "feeds/programme.ics").stat().st_mtime == other + 3600


def test_what_holds_the_same_keeps_its_date_so_that_nobody_fetches_it_again(
    shell: Shell, folder: Path
) -> None:
    shell.run("publish", str(folder))
    before = {name: ((folder / name).read_bytes(), (folder / name).stat().st_mtime) for name in files(folder)}
    text = shell.read()
    shell.write(text + about_trams())
    shell.apply(now="2026-11-24T10:00:00Z")

    shell.run("publish", str(folder))

    same = [name for name, (body, _) in before.items() if (folder / name).read_bytes() == body]
    assert "robots.txt" in same
    assert {name for name in same if (folder / name).stat().st_mtime != before[name][1]} == set()


def test_another_content_of_the_same_size_has_another_date(shell: Shell, folder: Path) -> None:
    """A web server would answer 304 to who has the style of the release before."""
    shell.run("publish", str(folder))
    style, list_of_files = folder / "assets/style.css", folder / ".twincal-published.json"
    good, dated = style.read_bytes(), style.stat().st_mtime
    style.write_bytes(good.replace(b"#fbfaf8", b"#ffffff"))
    os.utime(style, (dated, dated))
    list_of_files.write_text(json.dumps({**json.loads(list_of_files.read_text()), "origins": {}}))

    shell.run("publish", str(folder))

    assert style.read_bytes() == good
    assert style.stat().st_mtime == dated + 1


def test_publications_wait_for_each_other(shell: Shell, folder: Path) -> None:
    """What one has not finished yet looks to another like what a killed one has left behind."""
    environment = {**os.environ, "TWINCAL_DATABASE": f"sqlite:///{shell.folder}/t.db"}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    words = [sys.executable, "-c", "from scheduler import cli; cli.main()", "publish", str(folder)]
    folder.mkdir()
    handle = os.open(folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    runs = [subprocess.Popen(words, env=environment) for _ in range(3)]
    written_meanwhile = files(folder)
    os.close(handle)

    assert [run.wait() for run in runs] == [0, 0, 0]
    assert written_meanwhile == set()
    assert files(folder) == published_elsewhere(shell)


def test_a_file_that_somebody_has_changed_is_not_removed_but_reported(shell: Shell, folder: Path) -> None:
    text = with_a_theme(shell, folder)
    changed = folder / "feeds/themes/trams.ics"
    changed.write_bytes(b"theirs now")
    before = files(folder)

    retire_the_theme(shell, text)
    result = shell.run("publish", str(folder)).text

    assert f"{len(before - files(folder))} removed" in result
    assert f"{changed} is no longer published; it was left because somebody has changed it" in result
    assert changed.read_bytes() == b"theirs now"


@pytest.mark.parametrize("is_folder", [False, True], ids=["file", "folder"])
def test_what_stands_in_the_way_is_refused_by_name_and_nothing_is_written(
    shell: Shell, folder: Path, *, is_folder: bool
) -> None:
    theirs = folder / SOFIA
    theirs.parent.mkdir(parents=True)
    if is_folder:
        theirs.mkdir()
    else:
        theirs.write_bytes(b"theirs")

    answer = shell.run("publish", str(folder))

    assert answer.code == 1
    assert f"did not write {theirs}" in answer.err
    assert "move that away or name another folder; nothing was written" in answer.err
    assert files(folder) == (set() if is_folder else {SOFIA})


def test_a_file_that_is_the_same_already_is_taken_over(shell: Shell, folder: Path) -> None:
    """As when the list was lost: what is right is no stranger."""
    shell.run("publish", str(folder))
    (folder / LIST).unlink()
    count = len(files(folder))

    assert shell.run("publish", str(folder)).text == f"0 written, 0 removed, {count} unchanged\n"
    assert (folder / LIST).exists()


def test_a_publication_that_was_cut_off_goes_on_by_itself(
    shell: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk was full after some files, and the calendars have changed since."""
    move = os.replace
    moved: list[str] = []

    def until_full(path: str, target: str) -> None:
        moved.append(target)
        if len(moved) > 4:
            raise OSError(28, "No space left on device", target)
        move(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", until_full)
        cut = shell.run("publish", str(folder))
    shell.edit(("title: Monthly", "title: Every month"))
    shell.apply()

    assert cut.code == 1
    assert "No space left on device" in cut.err
    assert ", 0 removed, " in shell.run("publish", str(folder)).text
    assert b"Every month" in (folder / SOFIA).read_bytes()
    assert files(folder) == published_elsewhere(shell)


def test_what_a_cut_off_publication_had_written_is_removed_when_it_is_retired(
    shell: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off just after the theme's feed was written anew; then the theme comes to its end."""
    text = with_a_theme(shell, folder)
    feed = folder / "feeds/themes/trams.ics"
    first = feed.read_bytes()
    shell.write((text + about_trams()).replace("title: Trams", "title: Trams again"))
    shell.apply()
    move = os.replace

    def until_the_theme_is_written(path: str, target: str) -> None:
        if feed.read_bytes() != first:
            raise OSError(28, "No space left on device", target)
        move(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", until_the_theme_is_written)
        assert shell.run("publish", str(folder)).code == 1
    assert b"Trams again" in feed.read_bytes()
    before = files(folder) - {UNFINISHED_LIST}
    retire_the_theme(shell, text)

    result = shell.run("publish", str(folder)).text

    assert f"{len(before - files(folder))} removed" in result
    assert "was left" not in result
    assert trams(folder) == set()


def test_what_a_cut_off_publication_was_about_to_write_is_made_again(shell: Shell, folder: Path) -> None:
    """The file may be another one, though its size and date are those of the list."""
    shell.run("publish", str(folder))
    good, state = (folder / SOFIA).read_bytes(), (folder / SOFIA).stat()
    other = good.replace(b"Monthly", b"Yearly!")
    (folder / SOFIA).write_bytes(other)
    os.utime(folder / SOFIA, ns=(state.st_atime_ns, state.st_mtime_ns))
    about_to_write = {"programme": "small", "files": {SOFIA: [hashlib.sha256(other).hexdigest()]}}
    (folder / UNFINISHED_LIST).write_text(json.dumps(about_to_write))

    assert shell.run("publish", str(folder)).text.startswith("1 written, 0 removed, ")
    assert (folder / SOFIA).read_bytes() == good


def test_what_a_killed_publication_left_unfinished_is_swept(shell: Shell, folder: Path) -> None:
    """A process that is killed cannot take its file away itself."""
    script = (
        "import os, signal, sys; from scheduler import cli\n"
        "move, moved = os.replace, []\n"
        "def killed(path, target):\n"
        "    moved.append(target)\n"
        "    return move(path, target) if len(moved) < 3 else os.kill(os.getpid(), signal.SIGKILL)\n"
        "os.replace = killed\n"
        "sys.argv = ['twincal', 'publish', sys.argv[1]]; cli.main()\n"
    )
    environment = {**os.environ, "TWINCAL_DATABASE": f"sqlite:///{shell.folder}/t.db"}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    killed = subprocess.run([sys.executable, "-c", script, str(folder)], env=environment, check=False)
    hidden = {name for name in files(folder) if name[:20] == ".twincal-unfinished/"}

    shell.run("publish", str(folder))

    assert killed.returncode == -signal.SIGKILL
    assert len(hidden) > 1
    assert files(folder) == published_elsewhere(shell)
    assert hidden.isdisjoint(files(folder))


def test_files_get_their_names_when_their_contents_are_on_the_disk(
    shell: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a loss of power may leave empty calendars."""
    on_disk: set[str] = set()
    sync, move = os.sync, os.replace

    def synced() -> None:
        sync()
        on_disk.update(map(str, (folder / ".twincal-unfinished").iterdir()))

    def moved(path: str, target: str) -> None:
        assert path in on_disk
        on_disk.remove(path)
        move(path, target)

    monkeypatch.setattr(os, "sync", synced)
    monkeypatch.setattr(os, "replace", moved)

    assert shell.run("publish", str(folder)).code == 0
    assert SOFIA in files(folder)


def test_another_programme_is_not_overwritten(shell: Shell, folder: Path, tmp_path: Path) -> None:
    shell.run("publish", str(folder))
    before = {name: (folder / name).read_bytes() for name in files(folder)}
    other = Shell(tmp_path / "other")
    other.folder.mkdir()
    other.write(shell.read().replace("id: small", "id: large"))
    other.apply()

    answer = other.run("publish", str(folder))

    assert answer.code == 1
    assert "holds the calendars of another programme, small" in answer.err
    assert before == {name: (folder / name).read_bytes() for name in files(folder)}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"files": {}}',
        '{"programme": "small", "files": {"feeds/x.ics": ["1"]}}',
        '{"programme": "small", "files": {"feeds/x.ics": "%s"}}' % ("0" * 64),
        '{"programme": "small", "files": {"../all.yaml": ["%s"]}}' % ("0" * 64),
        '{"programme": "small", "files": {"/etc/passwd": ["%s"]}}' % ("0" * 64),
        '{"programme": "small", "files": {"feeds/../../x": ["%s"]}}' % ("0" * 64),
    ],
)
def test_a_list_that_is_none_or_leads_out_of_the_folder_is_refused(
    shell: Shell, folder: Path, content: str
) -> None:
    folder.mkdir()
    (folder / LIST).write_text(content)

    answer = shell.run("publish", str(folder))

    assert answer.code == 1
    assert "is not what Twincal wrote" in answer.err
    assert files(folder) == {LIST}


def test_a_web_server_may_read_it_whatever_this_user_keeps_to_itself(shell: Shell, folder: Path) -> None:
    mask = os.umask(0o077)
    try:
        shell.run("publish", str(folder))
    finally:
        os.umask(mask)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*"))}
    assert modes == {0o755, 0o644}


def test_without_the_right_to_write_it_says_so(shell: Shell, folder: Path) -> None:
    folder.write_bytes(b"a file")

    answer = shell.run("publish", str(folder))

    assert answer.code == 1
    assert "Traceback" not in answer.err
    assert str(folder) in answer.err


class TestTheNextPublication:
    """The next publication makes only what is not in the folder already, also in another process."""

    MOVE = "    changes:\n      2027-03: {move_to: 2027-03-18 11:00}\n"

    @pytest.fixture
    def rendered(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """The paths of the pages that are rendered from now on."""
        paths: list[str] = []

        def noting(template: str, view: object, location: PageLocation, site: SiteInfo) -> bytes:
            paths.append(location.path)
            return render(template, view, location, site)

        monkeypatch.setattr(collection, "render", noting)
        return paths

    def publish_twice(
        self, shell: Shell, folder: Path, rendered: list[str], meanwhile: Callable[[], object] = lambda: None
    ) -> tuple[PublishResult, PublishResult]:
        """Publishes, moves one meeting, and publishes again."""
        with closing(open_store(shell.url)) as store:
            first = publish(store, folder, NOW)
            shell.add(self.MOVE)
            assert shell.apply(now="2026-11-25T09:00:00Z").code == 0
            meanwhile()
            rendered.clear()
            return first, publish(store, folder, NOW)

    def test_renders_and_writes_the_pages_that_show_the_move_alone(
        self, shell: Shell, folder: Path, rendered: list[str]
    ) -> None:
        first, second = self.publish_twice(shell, folder, rendered)

        written = {path.relative_to(folder).as_posix() for path in second.written}
        assert len(rendered) < len(first.written) / 2
        assert "feeds/cities/sofia.ics" in written
        assert "cities/sofia.html" in written
        assert "privacy.html" not in written
        assert second.unchanged == len({*first.written} - {*second.written})

    def test_gives_the_folder_that_a_new_process_gives(
        self, shell: Shell, folder: Path, rendered: list[str]
    ) -> None:
        self.publish_twice(shell, folder, rendered)
        shell.run("publish", str(shell.folder / "elsewhere"))

        for name in files(folder) - {LIST}:
            assert (folder / name).read_bytes() == (shell.folder / "elsewhere" / name).read_bytes()

    def test_writes_a_file_again_that_somebody_has_edited(
        self, shell: Shell, folder: Path, rendered: list[str]
    ) -> None:
        page = folder / "privacy.html"

        def edit() -> None:
            page.write_bytes(page.read_bytes() + b"<!-- mine -->")

        _, second = self.publish_twice(shell, folder, rendered, edit)

        assert page in second.written
        assert b"mine" not in page.read_bytes()

    def test_a_list_with_unreadable_origins_makes_everything_again(
        self, shell: Shell, folder: Path, rendered: list[str]
    ) -> None:
        def damage() -> None:
            manifest = json.loads((folder / LIST).read_bytes())
            (folder / LIST).write_text(json.dumps({**manifest, "origins": {"privacy.html": 7}}))

        _, second = self.publish_twice(shell, folder, rendered, damage)

        assert "/privacy" in rendered
        assert folder / "privacy.html" not in second.written

    def test_every_process_gives_a_file_the_same_fingerprint(self, shell: Shell) -> None:
        """Python orders sets of texts and of dates in another way in each process."""
        shell.edit(("cities:\n  sofia", "  closed:\n    - 2026-12-24..2027-01-01\ncities:\n  sofia"))
        assert shell.apply().code == 0
        environment = {**os.environ, "TWINCAL_DATABASE": f"sqlite:///{shell.folder}/t.db"}
        for seed in "12":
            words = [sys.executable, "-m", "scheduler.cli", "publish", str(shell.folder / seed)]
            subprocess.run(words, check=True, env=environment | {"PYTHONHASHSEED": seed}, capture_output=True)

        first, second = (json.loads((shell.folder / seed / LIST).read_bytes())["origins"] for seed in "12")
        assert {name: origin[0] for name, origin in first.items()} == {
            name: origin[0] for name, origin in second.items()
        }


def test_a_folder_with_the_configuration_or_the_database_is_refused(shell: Shell) -> None:
    """A web server on that folder would give out passcodes."""
    assert shell.apply().code == 0
    before = {path: path.read_bytes() for path in shell.folder.rglob("*") if path.is_file()}
    work_folder = shell.folder / "work"
    (work_folder / "programme").mkdir(parents=True)
    (work_folder / "programme/all.yml").write_text(shell.read())

    for place in (shell.config, shell.folder, shell.folder.parent, work_folder):
        answer = shell.run("publish", str(place))

        assert answer.code == 1
        assert "a web server would give it to anybody; nothing was written" in answer.err
    assert {path: path.read_bytes() for path in before} == before
    assert not [*shell.folder.rglob("*.html")]


def test_other_yaml_files_may_stand_beside_the_site(shell: Shell, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "_config.yml").write_text("title: Our site\n")
    shell.apply()

    assert shell.run("publish", str(folder)).code == 0


def test_a_link_to_another_folder_is_refused(shell: Shell, folder: Path) -> None:
    assert shell.apply().code == 0
    elsewhere = shell.folder / "elsewhere"
    elsewhere.mkdir()
    folder.mkdir(exist_ok=True)
    (folder / "feeds").symlink_to(elsewhere)

    answer = shell.run("publish", str(folder))

    assert answer.code == 1
    assert "feeds, which is a link to another folder" in answer.err
    assert [*elsewhere.iterdir()] == []


def test_a_publication_that_looks_at_what_changed_alone_equals_a_new_one(
    shell: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.write(shell.read() + about_trams())
    shell.apply()
    shell.run("publish", str(folder))
    made: list[str] = []
    digest = collection.page_digest
    monkeypatch.setattr(collection, "page_digest", lambda page: made.append(page.address) or digest(page))
    steps = (
        ("move", "monthly/2026-12", "2026-12-17 11:00"),
        ("cancel", "monthly/2027-01"),
        ("attach", "trams", "agenda", "https://papers.example.org/trams"),
        ("undo",),
        ("wait",),
        ("set", "sofia", "name", "Sofia the Great"),
        ("lose",),
    )
    now = "2026-11-24T10:00:00Z"
    for name, *words in steps:
        if name == "wait":
            now = "2026-12-20T09:00:00Z"
        elif name == "lose":
            (folder / "cities/sejong.html").unlink()
            (folder / "pairs/sofia-sejong.html").write_text("theirs now")
        else:
            answer = shell.run(name, *words, "--yes", "--config", str(shell.config), now=now)
            assert answer.code == 0, answer.err
        made.clear()
        assert shell.run("publish", str(folder), now=now).code == 0
        few, other = [*made], shell.folder / f"cold-{len(files(shell.folder))}"
        shell.run("publish", str(other), now=now)

        assert {each: (folder / each).read_bytes() for each in files(folder) - {LIST}} == {
            each: (other / each).read_bytes() for each in files(other) - {LIST}
        }
        meetings = {each for each in few if each.startswith("occurrences/")}
        assert (len(meetings) > 5) is (name in ("move", "cancel", "wait", "set")), name
        assert ("cities/sejong" in few) is (name not in ("attach", "undo")), name
