"""Puts each fault into a copy of the program and runs its tests there: `make mutants`. They must fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
_TABLE = Path(__file__).with_name("mutants.toml")
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".hypothesis", "*_cache", "build", "dist")
_PYTEST = ("-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider")
PROCESSES = 2
LONGEST = 300
"""Seconds for a run of tests; a fault that lets none end is found."""

PASSED, FAILED = 0, 1
"""Exit codes of pytest. With any other, it could not run the tests."""


@dataclass(frozen=True)
class Mutant:
    """A fault in plain words: `text` of `file` becomes `fault`, and one of `tests` fails."""

    name: str
    file: str
    text: str
    fault: str
    tests: tuple[str, ...]

    def put_into(self, root: Path) -> bool:
        """Changes the file below `root`; returns False if the text is not there exactly once."""
        path = root / self.file
        if not path.is_file() or (content := path.read_text(encoding="utf-8")).count(self.text) != 1:
            return False
        path.write_text(content.replace(self.text, self.fault), encoding="utf-8")
        return True


def all_mutants() -> tuple[Mutant, ...]:
    """The faults of the table, in its order."""
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    return tuple(Mutant(**{**entry, "tests": tuple(entry["tests"])}) for entry in table["mutant"])


def result_of(mutant: Mutant) -> str:
    """What became of a fault in a copy of its own: "killed" if a test found it."""
    with TemporaryDirectory(prefix="mutant-") as folder:
        root = _copied(Path(folder))
        if not mutant.put_into(root):
            return "its text is not there any more"
        results = {PASSED: "survived", FAILED: "killed"}
        return results.get(_run(root, mutant.tests), "its tests cannot run")


def _copied(folder: Path) -> Path:
    return Path(shutil.copytree(ROOT, folder / "copy", ignore=_LEFT_OUT))


def _run(root: Path, tests: Iterable[str], output: int | None = subprocess.DEVNULL) -> int:
    """Runs tests in the copy at `root`, also those that start `twincal` as a program."""
    # Python takes a compiled module for that of a file of the same size and second, so none is written.
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *_PYTEST, *tests]
    try:
        return subprocess.run(
            command, cwd=root, env=environment, stdout=output, stderr=output, timeout=LONGEST
        ).returncode
    except subprocess.TimeoutExpired:
        return FAILED


def main(words: list[str]) -> int:
    """Tries the faults whose names contain one of `words`, or all; returns 0 if all are killed."""
    mutants = [each for each in all_mutants() if not words or any(word in each.name for word in words)]
    with TemporaryDirectory(prefix="mutant-") as folder:
        tests = dict.fromkeys(test for mutant in mutants for test in mutant.tests)
        if _run(_copied(Path(folder)), tests, output=None) != PASSED:
            print("the tests must pass without any fault")
            return 1
    survivors = 0
    with ThreadPoolExecutor(PROCESSES) as pool:
        for mutant, result in zip(mutants, pool.map(result_of, mutants), strict=True):
            print(f"{result}: {mutant.name}", flush=True)
            survivors += result != "killed"
    print(f"{len(mutants) - survivors} of {len(mutants)} were killed")
    return int(survivors > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
