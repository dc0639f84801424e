"""The form of JSON in all reports: indented, with instants in UTC."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any


def json_document(value: Any) -> str:
    """Returns `value` as indented JSON that ends in a line break."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def instant(moment: datetime) -> str:
    """Returns `moment`, which has a time zone, in UTC: `2026-11-24T09:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
