"""`twincal schema`: prints the JSON Schema of the configuration."""

from __future__ import annotations

import click

from scheduler.cli.output import echo


@click.command()
def schema() -> None:
    """Print the JSON Schema of the configuration, for editors."""
    import json

    from scheduler.configuration.reading.json_schema import json_schema

    echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
