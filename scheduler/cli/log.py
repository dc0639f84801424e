"""The log of the daemon on stderr: lines for people, or JSON for programs that collect logs."""

from __future__ import annotations

import json
import logging
import sys
from collections import Counter
from datetime import UTC, datetime
from typing import Literal

from scheduler.reports.formats import printable

LogFormat = Literal["text", "json"]
LONGEST_RUN = 60
"""Lines of one kind in a minute: a client that sends nonsense must not fill the disk."""
LONGEST_RUN_OF_EDITS = 2_000
"""Lines in a minute about edits that were refused: one reading has up to 1,000 errors."""
_EDITS = "twincal.edits"  # the logger of the daemon's part that applies edits
_FIELDS = ("revision", "causes")
_LIBRARIES = {
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
    "uvicorn": logging.ERROR,  # its warnings are about requests that clients should not make
    "watchfiles": logging.WARNING,
}
"""The least level that is logged of each library."""


class _JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON: time (UTC), level, logger, message, and any traceback.

    A line about a revision has its number and its causes.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return printable(json.dumps(line, ensure_ascii=False))


class _TextFormatter(logging.Formatter):
    """Writes a record as one line for people, and any traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        """Returns the lines."""
        return printable(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is that of logging
        """Returns the first line. A message with a line break would look like two."""
        record.message = record.message.replace("\n", "\\n")
        return super().formatMessage(record)


class _LimitEqualLines(logging.Filter):
    """Leaves out lines with the same template after LONGEST_RUN of them in a minute, and says so once."""

    def __init__(self) -> None:
        super().__init__()
        self._minute = 0
        self._counts: Counter[tuple[str, str]] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Returns whether the line is written."""
        minute = int(record.created // 60)
        if minute != self._minute:
            self._minute = minute
            self._counts.clear()
        line = record.name, str(record.msg)
        self._counts[line] += 1
        most = LONGEST_RUN_OF_EDITS if record.name == _EDITS else LONGEST_RUN
        if self._counts[line] == most:
            record.msg, record.args = f"{record.getMessage()} (more of these are left out for a minute)", ()
        return self._counts[line] <= most


def set_up_log(level: str, form: LogFormat) -> None:
    """Logs to stderr from `level` on ("INFO"), and of libraries only warnings or errors."""
    handler = logging.StreamHandler(sys.stderr)
    text = _TextFormatter("%(asctime)s %(levelname)s %(message)s")
    handler.setFormatter(_JsonFormatter() if form == "json" else text)
    handler.addFilter(_LimitEqualLines())
    logging.basicConfig(level=level, handlers=[handler])
    for library, least in _LIBRARIES.items():
        logging.getLogger(library).setLevel(max(least, logging.getLevelName(level)))
