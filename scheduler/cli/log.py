"""The log of the daemon on stderr: lines for people, or JSON for programs that collect logs."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal

from scheduler.reports.printable import printable

LogFormat = Literal["text", "json"]
_LIBRARIES = ("alembic", "apscheduler", "uvicorn", "watchfiles")


class _JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON: time (UTC), level, logger, message, and any traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
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


def set_up_log(level: str, form: LogFormat) -> None:
    """Logs to stderr from `level` on ("INFO"), and of libraries only warnings."""
    handler = logging.StreamHandler(sys.stderr)
    text = _TextFormatter("%(asctime)s %(levelname)s %(message)s")
    handler.setFormatter(_JsonFormatter() if form == "json" else text)
    logging.basicConfig(level=level, handlers=[handler])
    for library in _LIBRARIES:
        logging.getLogger(library).setLevel(max(logging.WARNING, logging.getLevelName(level)))
