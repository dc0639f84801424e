"""Reads the YAML files of a directory into a programme, and locates every problem.

Must not know the store, feeds or commands; no other package knows YAML. Mistakes in the text are never
raised: the Reading lists them. `reading.json_schema` makes the JSON Schema.
"""

from __future__ import annotations

from scheduler.configuration.located import Located
from scheduler.configuration.reading.read import Reading, read, read_edited
from scheduler.configuration.source.files import FileDigest

__all__ = ["FileDigest", "Located", "Reading", "read", "read_edited"]
