"""`twincal serve` as a process in a folder of its own, and the command line beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager, suppress
from email.message import Message
from pathlib import Path

from support.shell import Shell
from support.sockets import free_port
from support.waiting import PATIENCE, wait_until

ROOT = Path(__file__).parents[2]


class NoAnswer(Exception):  # noqa: N818 - it says what there is not
    """Nobody answered a request. A test that does not wait for an answer fails by it."""


class Daemon:
    """`twincal serve` in a folder of its own. The store is in the folder unless it has a URL."""

    def __init__(self, folder: Path, now: str = "2026-11-24T09:00:00Z", database: str | None = None) -> None:
        self.folder = folder
        self.now = now
        self.database = database or f"sqlite:///{folder}/t.db"
        self.config = folder / "config"
        self.log = folder / "log"
        self.command: tuple[str, ...] = (sys.executable, "-P", "-m", "support.quick")
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    def environment(self) -> dict[str, str]:
        """The environment variables: a clock and a store of its own."""
        return {
            **os.environ,
            "PYTHONPATH": f"{ROOT / 'tests'}{os.pathsep}{ROOT}",
            "TWINCAL_NOW": self.now,
            "TWINCAL_DATABASE": self.database,
        }

    def start(self, *options: str) -> None:
        """Starts the process; returns when it serves or has ended."""
        self.start_process(*options)
        self.until(lambda: self.ended is not None or self.get("/healthz")[0] == 200)

    def start_process(self, *options: str) -> None:
        self.port = free_port()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self.command, "serve", "config", "--port", str(self.port), *options],
                cwd=self.folder,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def writer(self) -> int | None:
        """The process of its writer; None while there is none."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return int(children[0]) if children else None

    def open_files(self) -> set[Path]:
        """Returns the files that its writer has open."""
        files: set[Path] = set()
        for link in Path(f"/proc/{self.writer}/fd").iterdir():
            with suppress(OSError):  # closed meanwhile
                files.add(link.readlink())
        return files

    @property
    def ended(self) -> int | None:
        assert self._process is not None
        return self._process.poll()

    def stop(self) -> int:
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        return self._process.wait(PATIENCE)

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body; raises NoAnswer where nobody answers."""
        status, _, body = self.ask(path)
        return status, body

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, Message, bytes]:
        """Status, headers and body; raises NoAnswer where nobody answers."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method, headers=fields)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                return response.status, response.headers, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()
        except OSError as error:
            raise NoAnswer(f"{path}: {error}") from error

    def run(self, *words: str) -> str:
        """Returns what another run of `twincal` on the same store prints. It must succeed."""
        with chdir(self.folder):
            answer = Shell(self.folder, self.now, self.database).run(*words)
        assert answer.code == 0, answer.err
        return answer.text

    def feed(self) -> bytes:
        return self.get("/feeds/cities/sofia.ics")[1]

    def until(self, holds: Callable[[], bool]) -> None:
        """Waits until it holds; it does not as long as nobody answers."""

        def holds_now() -> bool:
            with suppress(NoAnswer):
                return holds()
            return False

        wait_until(holds_now, self.log.read_text)

    def write(self, text: str, name: str = "all.yaml") -> None:
        self.config.mkdir(exist_ok=True)
        (self.config / name).write_text(text, encoding="utf-8")


@contextmanager
def serving(
    folder: Path,
    text: str,
    *options: str,
    now: str = "2026-11-24T09:00:00Z",
    database: str | None = None,
) -> Iterator[Daemon]:
    """A daemon on a configuration of one file; it is stopped in the end."""
    daemon = Daemon(folder, now, database)
    daemon.write(text)
    try:
        daemon.start(*options)
        yield daemon
    finally:
        daemon.stop()


def is_alive(process: int) -> bool:
    """Returns whether a process works: one that has ended may wait for its parent."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
