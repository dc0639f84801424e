"""The container image: `make image` builds it, and it needs no more rights than the documents give it.

`PYTHON_IMAGE=localhost/python make nightly` takes another base image than the one of the registry.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from support.served import ask
from support.small_programme import SMALL, webinar
from support.sockets import free_port
from support.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.nightly
ROOT = Path(__file__).parent.parent
NAME = f"twincal-test-{os.getpid()}"
"""Of the image, of its containers and of their volume."""


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def engine() -> Iterator[str]:
    """podman or docker, with the image."""
    found = shutil.which("podman") or shutil.which("docker")
    if found is None:
        pytest.skip("neither podman nor docker is installed")
    stated = re.search(r"^ARG PYTHON_IMAGE=(\S+)", (ROOT / "deploy/Containerfile").read_text(), re.MULTILINE)
    assert stated is not None
    base = os.environ.get("PYTHON_IMAGE", stated[1])
    if subprocess.run([found, "image", "inspect", base], capture_output=True, check=False).returncode != 0:
        pulled = subprocess.run([found, "pull", base], capture_output=True, text=True, check=False)
        if pulled.returncode != 0:
            pytest.skip(f"{found} has no image {base}: {pulled.stderr.splitlines()[-1]}")
    run("make", "--directory", str(ROOT), "image", f"TAG={NAME}", f"PYTHON_IMAGE={base}")
    try:
        yield found
    finally:
        run(found, "volume", "rm", "--force", NAME)
        run(found, "image", "rm", "--force", NAME)


@contextmanager
def serving(engine: str, programme: Path) -> Iterator[int]:
    """The port of a container that serves `programme`; it ends with 0 when it gets SIGTERM."""
    port = free_port()
    mounts = ("--volume", f"{programme}:/programme:ro", "--volume", f"{NAME}:/data")
    rights = ("--read-only", "--cap-drop", "all", "--network", "host")
    settings = {"TWINCAL_NOW": "2026-11-24T09:00:00Z", "TWINCAL_HOST": "127.0.0.1", "TWINCAL_PORT": f"{port}"}
    given = [word for name, value in settings.items() for word in ("--env", f"{name}={value}")]
    command = (engine, "run", "--rm", "--name", NAME, *rights, *mounts, *given, NAME)
    process = subprocess.Popen(command)

    def is_ready() -> bool:
        with suppress(OSError):
            return ask(port, "/readyz").status == 200
        return False

    try:
        wait_until(is_ready)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


def test_it_serves_as_a_user_of_its_own_and_the_next_one_goes_on_with_its_data(
    engine: str, tmp_path: Path
) -> None:
    file = tmp_path / "all.yaml"
    file.write_text(SMALL, encoding="utf-8")
    tmp_path.chmod(0o755)
    with serving(engine, tmp_path) as port:
        assert b"BEGIN:VEVENT" in ask(port, "/feeds/cities/sofia.ics").body
        assert b"Sejong" in ask(port, "/cities/sofia").body
        assert run(engine, "exec", NAME, "id", "--user") == "10001"
        check = json.loads(run(engine, "inspect", "--format", "{{json .Config.Healthcheck.Test}}", NAME))
        run(engine, "exec", NAME, *check[1:])
        file.write_text(SMALL + webinar("trams", "2026-12-10 09:00"), encoding="utf-8")
        wait_until(lambda: b"SUMMARY:Trams" in ask(port, "/feeds/cities/sofia.ics").body)
        feed = ask(port, "/feeds/cities/sofia.ics").body

    with serving(engine, tmp_path) as port:
        assert ask(port, "/feeds/cities/sofia.ics").body == feed
        assert "Revision 2" in run(engine, "exec", NAME, "/opt/twincal/bin/twincal", "history")
