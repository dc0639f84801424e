"""Time-zone data that a test may change, as when the system gets a new release of them.

`machine_files` makes those of another machine, for a process with PYTHONTZPATH.
"""

from __future__ import annotations

import shutil
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import tzdata

PACKAGE = Path(tzdata.__file__).parent / "zoneinfo"


def machine_files(folder: Path, release: str | None, file: str = "tzdata.zi") -> Path:
    """The zone files of a machine: Edmonton has the clocks of Tokyo, and there is a zone America/Calgary.

    `file` names their release, unless it is None.
    """
    shutil.copytree(PACKAGE, folder)
    shutil.copyfile(PACKAGE / "Asia/Tokyo", folder / "America/Edmonton")
    shutil.copyfile(PACKAGE / "Asia/Tokyo", folder / "America/Calgary")
    with (folder / "zone.tab").open("a", encoding="utf-8") as table:
        table.write("CA\t+5103-11404\tAmerica/Calgary\n")
    (folder / "tzdata.zi").unlink()
    if release is not None:
        (folder / file).write_bytes(release.encode("latin-1"))
    return folder


class ZoneData:
    """A folder of time-zone files that stands before those of the system."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._system = zoneinfo.TZPATH
        self._zones: dict[str, zoneinfo.ZoneInfo] = {}

    def change(self, name: str, source: str) -> None:
        """Gives a zone the rules of another one, as if its government had decided so."""
        target = self._folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self._file_of(source), target)
        with target.open("rb") as file:
            self._zones[name] = zoneinfo.ZoneInfo.from_file(file, key=name)
        zoneinfo.ZoneInfo.clear_cache()

    def in_utc(self, wall: datetime, name: str) -> datetime:
        """Returns the instant of a wall time by the present data, without any cache."""
        zone = self._zones.get(name) or zoneinfo.ZoneInfo(name)
        return wall.replace(tzinfo=zone).astimezone(UTC)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Has every part of this process read these zones."""
        zoneinfo.reset_tzpath((str(self._folder.absolute()), *self._system))
        zoneinfo.ZoneInfo.clear_cache()
        try:
            yield
        finally:
            zoneinfo.reset_tzpath(self._system)
            zoneinfo.ZoneInfo.clear_cache()

    def _file_of(self, name: str) -> Path:
        folders = (*map(Path, self._system), PACKAGE)
        return next(folder / name for folder in folders if (folder / name).is_file())
