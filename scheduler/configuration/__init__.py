"""From text to programme: YAML files are read, judged, and put together; every problem has its place.

Nothing else in Twincal knows YAML or pydantic. What is wrong is never raised: it is in the Reading.
"""

from __future__ import annotations

from scheduler.configuration.files import Source
from scheduler.configuration.located import Located
from scheduler.configuration.reading import Reading, read
from scheduler.configuration.schema import json_schema

__all__ = ["Located", "Reading", "Source", "json_schema", "read"]
