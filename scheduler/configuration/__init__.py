"""From text to programme: reads the YAML files of a directory and gives every problem its place.

It must not know the store, feeds or commands; nothing else knows YAML or pydantic. Mistakes in the text are
never raised: they are in the Reading.
"""

from __future__ import annotations

from scheduler.configuration.blocks.schema import json_schema
from scheduler.configuration.located import Located
from scheduler.configuration.reading import Reading, read
from scheduler.configuration.source.files import Source

__all__ = ["Located", "Reading", "Source", "json_schema", "read"]
