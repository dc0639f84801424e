"""A programme of two pairs with a webinar, and its desk."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from scheduler.desk.answer import answer
from scheduler.desk.messages import DeskAnswer, DeskRequest
from scheduler.desk.visit import Visit
from scheduler.state.feeds import FeedKey
from scheduler.store import open_store
from support.shell import Shell
from support.small_programme import WITH_DUBLIN, small, webinar

EVERYTHING: FeedKey = ("programme", "programme")
SOFIA_SEJONG: FeedKey = ("pairs", "sofia-sejong")
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
PROGRAMME = small(
    WITH_DUBLIN,
    ("  sofia-sejong:\n", "  dublin-sejong:\n    cities: [dublin, sejong]\n  sofia-sejong:\n"),
) + (
    "  talks:\n    pair: dublin-sejong\n    title: Talks\n    every: first Monday\n    at: 08:00\n"
    "    clock: dublin\n    duration: 60 min\n    from: 2026-06\n"
)
WEBINAR = webinar("green-roofs", "2026-12-03 09:00")


@dataclass
class Visitor:
    """Somebody at the desk: asks for pages and sends forms; `now` is when, `last` the last revision that is known."""

    enter: Callable[..., Visit]
    scope: FeedKey = EVERYTHING
    now: datetime = NOW
    obstacle: str = ""
    last: tuple[int, datetime] | None = None
    label: str = "Help desk"

    def get(self, path: str, **fields: str) -> DeskAnswer:
        return self._answer(path, fields, changes=False)

    def post(self, path: str, **fields: str) -> DeskAnswer:
        return self._answer(path, fields, changes=True)

    def _answer(self, path: str, fields: dict[str, str], *, changes: bool) -> DeskAnswer:
        request = DeskRequest(path=path, fields=fields, changes=changes, label=self.label, scope=self.scope)
        visit = self.enter(request=request, now=self.now, obstacle=self.obstacle)
        return answer(visit, self.last)

    def publish(self, **fields: str) -> DeskAnswer:
        """Sends the form, and the one on the page of its plan."""
        return self.post("publish", **hidden(self.post("plan", **fields)))


def hidden(answer: DeskAnswer) -> dict[str, str]:
    """The hidden fields of the form of a page that goes on: that which publishes, else the last one."""
    forms = answer.body.split("<form")
    form = next((each for each in forms if 'action="publish"' in each or 'action="files"' in each), forms[-1])
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    return {name: html.unescape(value) for name, value in found}


def words(answer: DeskAnswer) -> str:
    """What a person reads on a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.body)).split())


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """The programme, applied."""
    shell = Shell(tmp_path)
    shell.write(PROGRAMME + WEBINAR)
    assert shell.apply().code == 0
    return shell


@contextmanager
def at_desk(shell: Shell) -> Iterator[Visitor]:
    """The secretariat at the desk of a programme."""
    with closing(open_store(shell.url)) as store:
        command = ("apply", str(shell.config))
        folders = {"directory": shell.config, "state_folder": shell.folder}
        yield Visitor(partial(Visit, store=store, command=command, **folders))


@pytest.fixture
def visitor(shell: Shell) -> Iterator[Visitor]:
    """The secretariat at its desk."""
    with at_desk(shell) as visitor:
        yield visitor
