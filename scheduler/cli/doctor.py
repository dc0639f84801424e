"""`twincal doctor`: prints what was found about an installation."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli.options import config_argument, database_option
from scheduler.cli.output import echo

SIGNS = {"good": "   good  ", "warning": "! warning", "error": "× error  "}


@click.command()
@config_argument
@database_option
def doctor(config: Path, database: str | None) -> None:
    """Check the installation: data, configuration, store, clock and disk. Changes nothing."""
    from scheduler.cli import environment
    from scheduler.commands.doctor import examine

    with environment.store_of(config, database) as store:
        state_folder = environment.state_folder(config, store)
        diagnoses = examine(config, state_folder, store, environment.start_time())
    for diagnosis in diagnoses:
        echo(f"{SIGNS[diagnosis.level]}  {diagnosis.words}")
        if diagnosis.advice:
            echo(f"           {diagnosis.advice}")
    if any(diagnosis.level == "error" for diagnosis in diagnoses):
        raise click.exceptions.Exit(1)
