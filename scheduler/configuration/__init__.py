"""Reads the YAML files of a directory into a programme, and locates every problem.

Must not know the store, feeds or commands; no other package knows YAML or pydantic. Mistakes in the text
are never raised: the Reading lists them.
"""

from __future__ import annotations

from scheduler.configuration.blocks.json_schema import json_schema
from scheduler.configuration.located import Located
from scheduler.configuration.reading import Reading, read
from scheduler.configuration.source.files import FileDigest

__all__ = ["FileDigest", "Located", "Reading", "json_schema", "read"]
