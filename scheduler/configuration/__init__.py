"""From text to programme: YAML files are read, judged, and put together; every problem has its place.

Nothing else in Twincal knows YAML or pydantic. What is wrong is never raised: it is in the Reading.
"""

from __future__ import annotations

from scheduler.configuration.blocks.schema import json_schema
from scheduler.configuration.located import Located
from scheduler.configuration.reading import Reading, read
from scheduler.configuration.source.files import Source

__all__ = ["Located", "Reading", "Source", "json_schema", "read"]
