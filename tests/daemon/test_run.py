"""The daemon in this process: a mistake in Twincal does not end it while it has a site to serve."""

from __future__ import annotations

import http.client
import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from scheduler.daemon.run import Settings, run
from scheduler.publication.site import Site
from scheduler.store import Store, open_store
from support.faulty import faulty, mistake
from support.shell import Shell
from support.small_programme import webinar
from support.sockets import free_port
from support.waiting import PATIENCE, wait_until

FEED = "/feeds/cities/sofia.ics"


@pytest.fixture
def store(tmp_path: Path, database: str) -> Iterator[Store]:
    """What `twincal init` writes is published."""
    shell = Shell(tmp_path, database=database)
    assert shell.run("init", str(shell.config)).code == 0
    assert shell.apply().code == 0
    opened = open_store(database)
    yield opened
    opened.close()


def serve(
    store: Store,
    folder: Path,
    *paths: str,
    until: bytes = b"",
    answered: Callable[[], object] = lambda: None,
) -> dict[str, tuple[int, bytes]]:
    """What a daemon on `store` answers at `paths` once it serves; then it is ended, which must go well.

    It is asked at each path until the answer holds the bytes `until`; `answered` is called after each answer.
    """
    port = free_port()
    answers: dict[str, tuple[int, bytes]] = {}

    def ask(path: str) -> bool:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            connection.request("GET", path)
            response = connection.getresponse()
            answers[path] = response.status, response.read()
            answered()
        return until in answers[path][1]

    def ask_and_end() -> None:
        try:
            for path in paths:
                wait_until(partial(ask, path))
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    def announce(_: Site) -> None:
        threading.Thread(target=ask_and_end).start()

    settings = Settings(
        directory=folder / "config",
        state_folder=folder,
        store=store,
        clock=lambda: datetime(2026, 11, 24, 9, 30, tzinfo=UTC),  # far from the hours of the jobs
        host="127.0.0.1",
        port=port,
    )
    assert run(settings, announce)
    return answers


def test_the_stored_site_is_served_although_the_first_attempt_ends_in_an_error(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Store:
        reads = iter([store.state])  # for the site
        return faulty(store, {"state": lambda: next(reads, mistake)()})

    answers = serve(broken(), tmp_path, "/healthz", until=b"error of Twincal")
    answers |= serve(broken(), tmp_path, FEED)

    assert answers[FEED][0] == 200
    assert json.loads(answers["/healthz"][1])["problems"] == ["an error of Twincal; the log says what"]
    assert "ZeroDivisionError" in caplog.text


def test_feeds_are_answered_before_the_configuration_is_planned(store: Store, tmp_path: Path) -> None:
    was_answered = threading.Event()

    reads = count()

    def state() -> Any:
        assert next(reads) == 0 or was_answered.wait(PATIENCE)  # the first one is for the site
        return store.state()

    slow = faulty(store, {"state": state})

    answers = serve(slow, tmp_path, FEED, "/healthz", answered=was_answered.set)

    assert answers[FEED][0] == 200
    assert json.loads(answers["/healthz"][1])["problems"] == []


def test_a_site_that_cannot_be_shown_at_first_is_shown_after_the_attempt(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    looks = iter([mistake])

    def state() -> Any:
        return next(looks, store.state)()

    answers = serve(faulty(store, {"state": state}), tmp_path, FEED)

    assert answers[FEED][0] == 200
    assert "what is stored cannot be shown" in caplog.text


def test_with_nothing_to_show_the_error_is_raised_and_the_server_stops(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.daemon.follow_site.build_site", mistake)

    with pytest.raises(ZeroDivisionError):
        serve(store, tmp_path)


def test_an_edit_after_the_first_attempt_has_read_the_configuration_is_not_missed(
    store: Store, tmp_path: Path
) -> None:
    """Reading and planning a large programme takes a while; the store is asked this when that is over."""

    def erasure_pending() -> bool:
        (tmp_path / "config" / "late.yaml").write_text(webinar("edited-late", "2027-01-12 09:00"))
        return False

    answers = serve(faulty(store, {"erasure_pending": erasure_pending}), tmp_path, FEED, until=b"Edited late")

    assert b"Edited late" in answers[FEED][1]
