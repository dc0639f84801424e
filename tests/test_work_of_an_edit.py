"""How much work one moved meeting is, counted in steps instead of seconds.

A figure that grows makes every edit slower. If it has to grow, change it here, and say why in the commit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from scheduler.commands.apply_unattended import apply_unattended
from scheduler.commands.consent import Consent
from scheduler.commands.prepare import plan_directory
from scheduler.publication.site import Site
from scheduler.store import Store, open_store
from support.shell import Shell
from support.small_programme import WITH_BULGARIAN, small
from support.world import site_of

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
OTHER_SERIES = """\
meetings:
  other:
    pair: sofia-sejong
    title: Other
    every: first Monday
    at: "11:00"
    clock: sejong
    duration: 60 min
    from: 2026-06
"""
OTHER_CITIES = """\
cities:
  dublin: {name: Dublin, country: IE, timezone: Europe/Dublin}
  busan: {name: Busan, country: KR, timezone: Asia/Seoul}
pairs:
  dublin-busan: {cities: [dublin, busan]}
meetings:
  elsewhere:
    pair: dublin-busan
    title: Elsewhere
    every: second Tuesday
    at: "10:00"
    clock: dublin
    duration: 60 min
    from: 2026-06
"""
MOVE = "    changes:\n      2027-03: {move_to: 2027-03-18 11:00, reason: room}\n"

MOST = {
    "plans made": 1,
    "pieces written": 2,  # in two languages
    "feeds written": 2 * 4 * 2,  # four feeds in two languages: for their versions, and for the site
    "lists of the meetings of all feeds": 0,
    "pages rendered": 0,
    "statements in the transaction": 6,
    "reads of occurrences": 0,
}


@dataclass
class Daemon:
    """A store and the site that is shown, as a daemon holds them."""

    shell: Shell
    store: Store
    now: datetime = NOW
    site: Site | None = None

    def follow_an_edit(self) -> None:
        """Plans, applies and shows the configuration, as the daemon does after an edit."""
        self.now += timedelta(minutes=1)
        memory = self.store.memory()
        planned = plan_directory(self.shell.config, memory, self.now, Consent())
        apply_unattended(self.shell.config, self.store, self.now, planned)
        published = self.store.published()
        assert published is not None
        self.site = site_of(published, self.site)


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    """A daemon that has published three series in four files."""
    shell = Shell(tmp_path)
    shell.write(small(WITH_BULGARIAN))
    shell.write(OTHER_SERIES, "other.yaml")
    shell.write(OTHER_CITIES, "elsewhere.yaml")
    store = open_store(f"sqlite:///{tmp_path}/t.db")
    daemon = Daemon(shell, store)
    daemon.follow_an_edit()
    yield daemon
    store.close()


COUNTED = {
    "plans made": ("scheduler.commands.prepare.make_plan",),
    "pieces written": ("scheduler.publication.feeds.pieces.write_vevent",),
    "feeds written": (
        "scheduler.publication.feeds.versions.write_feed",
        "scheduler.publication.site.write_feed",
    ),
    "lists of the meetings of all feeds": ("scheduler.record.occurrences.contents_of",),
    "pages rendered": ("scheduler.publication.pages.collection.render",),
}
"""The functions that are counted, in the modules that call them."""


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """The steps that are taken meanwhile."""
    steps: Counter[str] = Counter()
    for name, places in COUNTED.items():
        for place in places:
            module, _, function = place.rpartition(".")
            original = getattr(import_module(module), function)
            monkeypatch.setattr(place, counting(steps, name, original))

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            steps["statements in the transaction"] += 1
        if statement.startswith("SELECT") and "FROM occurrence" in statement:
            steps["reads of occurrences"] += 1

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield steps
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def counting(steps: Counter[str], name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, which counts its calls."""

    def counting_function(*arguments: Any, **options: Any) -> Any:
        steps[name] += 1
        return function(*arguments, **options)

    return counting_function


def test_one_moved_meeting_is_no_more_work_than_it_asks_for(
    daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    daemon.shell.add(MOVE)

    with counted(monkeypatch) as steps:
        daemon.follow_an_edit()

    too_many = {name: steps[name] for name, most in MOST.items() if steps[name] > most}
    assert too_many == {}, f"more than {MOST}"
    assert daemon.site is not None
    assert b"20270318T110000" in daemon.site.files["/feeds/cities/sofia.ics"].body


def test_an_edit_that_changes_nothing_is_no_work(daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    daemon.shell.add("# A comment.\n")

    with counted(monkeypatch) as steps:
        daemon.follow_an_edit()

    assert steps == {"plans made": 1}


def test_what_is_stored_as_it_is_wanted_is_one_value(daemon: Daemon, tmp_path: Path) -> None:
    """So memory holds a meeting once, and a comparison need not look into it."""
    store = open_store(f"sqlite:///{tmp_path}/t.db")
    memory = store.memory()

    timetable = plan_directory(daemon.shell.config, memory, daemon.now, Consent()).dated.timetable

    stored = memory.occurrences
    pairs = [(meeting.occurrence, stored.get(meeting.occurrence.uid)) for meeting in timetable.wanted]
    assert [wanted for wanted, known in pairs if known and known.occurrence is not wanted] == []
    store.close()
