"""The JSON Schema of the configuration, with which editors complete keys and mark mistakes while typing.

It is looser than `read`: anything that it marks is wrong, but not every mistake is marked.
"""

from __future__ import annotations

from typing import Any, cast

from pydantic import BaseModel, ConfigDict

from scheduler.configuration.blocks.documents import (
    CityDocument,
    GroupDocument,
    MeetingDocument,
    PairDocument,
    ProgrammeDocument,
    ThemeDocument,
    WebinarDocument,
)

_ID = "^[a-z0-9]+(-[a-z0-9]+)*$"


class _Configuration(BaseModel):
    """A Twincal configuration, or one file of it."""

    model_config = ConfigDict(extra="forbid", title="Twincal configuration", defer_build=True)

    programme: ProgrammeDocument | None = None
    themes: dict[str, ThemeDocument] | None = None
    cities: dict[str, CityDocument] | None = None
    pairs: dict[str, PairDocument] | None = None
    groups: dict[str, GroupDocument | list[str]] | None = None
    meetings: dict[str, MeetingDocument] | None = None
    webinars: dict[str, WebinarDocument] | None = None


def json_schema() -> dict[str, Any]:
    """Returns the schema of one file (JSON Schema, draft 2020-12)."""
    schema = _Configuration.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    for section in ("themes", "cities", "pairs", "groups", "meetings", "webinars"):
        schema["properties"][section]["anyOf"][0]["propertyNames"] = {"pattern": _ID}
    return cast(dict[str, Any], _without_defaults(schema))


def _without_defaults(node: Any) -> Any:
    """Returns `node` without defaults, which are values of the program that nobody writes."""
    if isinstance(node, list):
        return [_without_defaults(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: _without_defaults(value) for key, value in node.items() if key != "default"}
