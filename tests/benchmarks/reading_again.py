"""What an edit costs before any meeting is looked at: reads a folder again after one of its files has changed.

Takes the folder, the name of the file, and files with its texts, one after the other. Prints as JSON the seconds of
CPU of each reading. The files that have not changed are compared, and not parsed again, as in the daemon.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path

from scheduler.configuration import read

YOUNG_OBJECTS = 100_000
"""Python looks for garbage as rarely as in `twincal`, so that reading costs here what it costs there."""


def main() -> None:
    """Reads the folder once, and again with each text."""
    gc.set_threshold(YOUNG_OBJECTS)
    directory, name, *texts = sys.argv[1:]
    folder = Path(directory)
    reading = read(folder)
    costs = []
    for text in texts:
        (folder / name).write_bytes(Path(text).read_bytes())
        begun = time.process_time()
        reading = read(folder, reading)
        costs.append(time.process_time() - begun)
    print(json.dumps(costs))


if __name__ == "__main__":
    main()
