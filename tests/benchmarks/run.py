"""How quick Twincal is, as ratios measured in one run on one machine; seconds are printed beside them.

    make bench

- 5,000 one-off meetings in YAML to stored pieces and their feed, against yaml2ics writing its one file of the
  same meetings; and the same with every feed and page as files, which has no counterpart there;
- the second apply, which finds nothing to do, against the first;
- `twincal --help` against starting Python for nothing.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # this is a script: only its own folder is on the path
from support.small_programme import WIDE_WINDOW, small

PROGRAMME = small(WIDE_WINDOW).partition("pairs:\n")[0] + "webinars:\n"
"""The cities of the small programme, with webinars in place of their meetings."""
OURS = """\
  m{n}:
    title: Meeting {n}
    starts: {starts:%Y-%m-%d %H:%M}
    clock: Europe/Brussels
    duration: 60 min
    description: What meeting {n} is about.
    audience: all
"""
THEIRS = """\
  - summary: Meeting {n}
    begin: {starts:%Y-%m-%d %H:%M}:00
    duration:
      minutes: 60
    description: What meeting {n} is about.
    timezone: Europe/Brussels
"""
FIRST = datetime(2026, 12, 1, 9)


def starts(count: int) -> Iterator[tuple[int, datetime]]:
    """Nine meetings a day, on the hour."""
    for number in range(count):
        yield number, FIRST + timedelta(days=number // 9, hours=number % 9)


def seconds(*words: str, folder: Path) -> float:
    """How long a command takes, from start to end."""
    environment = {
        **os.environ,
        "TWINCAL_NOW": "2026-11-24T09:00:00Z",
        "TWINCAL_DATABASE": f"sqlite:///{folder}/t.db",
    }
    begun = time.perf_counter()
    subprocess.run(words, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def many_meetings(twincal: str, yaml2ics: str | None, count: int) -> None:
    """YAML to stored pieces, a feed, and the whole site on disk."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config").mkdir()
        ours = PROGRAMME + "".join(OURS.format(n=n, starts=day) for n, day in starts(count))
        (folder / "config/all.yaml").write_text(ours)
        theirs = "name: Benchmark\nevents:\n" + "".join(
            THEIRS.format(n=n, starts=day) for n, day in starts(count)
        )
        (folder / "theirs.yaml").write_text(theirs)

        first = seconds(twincal, "apply", "config", folder=folder)
        feed = seconds(twincal, "feed", "programme", folder=folder)
        second = seconds(twincal, "apply", "config", folder=folder)
        publish = seconds(twincal, "publish", "site", folder=folder)
        files = sum(path.is_file() for path in (folder / "site").rglob("*"))
        print(f"{count} meetings: apply {first:.2f} s, feed {feed:.2f} s, apply again {second:.2f} s")
        print(f"  publish {publish:.2f} s: {files} files, {publish / files * 1000:.1f} ms each")
        print(f"  apply again : apply = {second / first:.2f}")
        if yaml2ics is None:
            print("  yaml2ics is not there to compare with")
            return
        other = seconds(yaml2ics, "theirs.yaml", folder=folder)
        print(f"  yaml2ics {other:.2f} s; (apply + feed) : yaml2ics = {(first + feed) / other:.2f}")


def start_up(twincal: str) -> None:
    """`twincal --help` and `python -c pass`, in alternating rounds."""
    folder = Path(tempfile.gettempdir())
    rounds = [
        (seconds(twincal, "--help", folder=folder), seconds(sys.executable, "-c", "pass", folder=folder))
        for _ in range(9)
    ]
    ours, python = (statistics.median(times) for times in zip(*rounds, strict=True))
    print(f"--help {ours * 1000:.0f} ms, python {python * 1000:.0f} ms, ratio {ours / python:.1f}")


def main() -> None:
    """Runs them all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--yaml2ics", help="the yaml2ics command to compare with")
    arguments = parser.parse_args()
    twincal = str(Path(sys.executable).with_name("twincal"))
    start_up(twincal)
    many_meetings(twincal, arguments.yaml2ics, arguments.count)


if __name__ == "__main__":
    main()
