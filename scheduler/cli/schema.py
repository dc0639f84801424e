"""`twincal schema`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    pass


def schema() -> None:
    """Print the JSON Schema of the configuration, for editors."""
    import json

    from scheduler.configuration import json_schema

    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
