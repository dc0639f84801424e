"""The one source of time-zone data: the machine's files or the package tzdata, the newer of the two.

zoneinfo reads the machine's files first, which may be older than the package. So each process chooses at its
start. Names of zones and their clocks then come from the same release.
"""

from __future__ import annotations

import re
import zoneinfo
from pathlib import Path

import tzdata

_MACHINE = tuple(map(Path, zoneinfo.TZPATH))
"""The folders of the machine's files, or those that PYTHONTZPATH names in their place."""
_PACKAGE = Path(tzdata.__path__[0]) / "zoneinfo"
_RELEASE = re.compile(r"(?:# version )?(\d{4}[a-z]+)")
_SOMEWHERE = "Asia/Seoul"  # any zone that a complete database has


def use_newest_zone_data() -> None:
    """Makes this process read the machine's files if these are newer than the package, else the package.

    Files that do not name their release count as older. Of the machine's folders, the first that exists
    counts; what it lacks comes from the package.
    """
    machine = next((folder for folder in _MACHINE if folder.is_dir()), None)
    is_newer = machine is not None and _release(machine) > _release(_PACKAGE)
    zoneinfo.reset_tzpath((str(machine),) if is_newer else ())
    zoneinfo.ZoneInfo.clear_cache()


def tzdata_version() -> str:
    """Returns the release of the time-zone data in use ("2026b")."""
    return next(filter(None, map(_release, _folders())))


def zone_folder() -> Path | None:
    """Returns the machine's folder of the time-zone data in use; None if they are those of the package."""
    return next(map(Path, zoneinfo.TZPATH), None)


def zone_table(name: str) -> str:
    """Returns the text of a table of the time-zone data in use: `zone.tab`, `iso3166.tab` or `tzdata.zi`."""
    tables = (folder / name for folder in _folders())
    return next(table for table in tables if table.is_file()).read_text(encoding="utf-8")


def zone_data() -> object:
    """Returns a value that stands for the zone data in use.

    It is equal to another one until the data are read again, after `ZoneInfo.clear_cache`.
    """
    return zoneinfo.ZoneInfo(_SOMEWHERE)


def _folders() -> tuple[Path, ...]:
    return (*map(Path, zoneinfo.TZPATH), _PACKAGE)


def _release(folder: Path) -> str:
    """Returns the release that `tzdata.zi` names, or `+VERSION` of BSD and macOS; empty if neither does.

    As texts, releases sort by age: 2025c, 2026a, 2026b.
    """
    for name in ("tzdata.zi", "+VERSION"):
        try:
            with (folder / name).open(encoding="utf-8") as lines:
                found = _RELEASE.match(lines.readline())
        except (OSError, UnicodeDecodeError):
            continue
        if found is not None:
            return found[1]
    return ""
