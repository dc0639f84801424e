"""The list of commands, and the one place where errors become text on stderr and exit code 1."""

from __future__ import annotations

import atexit
import errno
import gc
import os
import sys
from contextlib import suppress
from itertools import chain, pairwise
from pathlib import Path
from typing import NoReturn

import click

from scheduler.cli import edit_commands as edits
from scheduler.cli.announce_command import announce
from scheduler.cli.everyday_commands import agenda, apply, check, history, init, plan, why
from scheduler.cli.hours_commands import fairness, notices, times
from scheduler.cli.mail_commands import mail
from scheduler.cli.office_commands import export, import_files, report
from scheduler.cli.options import folder_words, typed_command
from scheduler.cli.output import echo
from scheduler.cli.program_commands import feed, phrases, schema
from scheduler.cli.server_commands import doctor, publish, reach, serve, token
from scheduler.cli.store_commands import store
from scheduler.timetable.zone_source import use_newest_zone_data

GROUPS: dict[str, tuple[click.Command, ...]] = {
    "Every day": (
        *(init, check, plan, apply, agenda, why, history),
        *(edits.move, edits.cancel, edits.reinstate, edits.retitle, edits.extra, edits.confirm, edits.attach),
        *(edits.add, edits.set_field, edits.rule, edits.break_, edits.rename, edits.remove, edits.undo),
        announce,
    ),
    "Hours": (times, fairness, notices),
    "Office": (report, export, import_files, mail),
    "Server": (serve, publish, store, token, reach, doctor),
    "For programs": (feed, schema, phrases),
}


class _InGroups(click.Group):
    """A group whose help lists its commands below headings."""

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the list."""
        widest = max(map(len, self.commands))
        for heading, commands in GROUPS.items():
            with formatter.section(heading):
                formatter.write_dl(
                    [
                        (f"{each.name:<{widest}}", each.get_short_help_str(formatter.width - widest - 6))
                        for each in commands
                    ]
                )


@click.group("twincal", cls=_InGroups)
@click.version_option(package_name="twincal", message="twincal %(version)s")
def app() -> None:
    """Keeps twinned cities on time: a programme in YAML becomes the right calendar for every city."""


for command in chain.from_iterable(GROUPS.values()):
    app.add_command(command)


def main() -> None:
    """Runs the command line. An error of the user becomes text on stderr and exit code 1."""
    # A run makes hundreds of thousands of values that live to its end, and hardly any garbage. To look for
    # that would take a quarter of the time of `apply`, some of it at exit.
    gc.disable()
    atexit.register(gc.freeze)
    use_newest_zone_data()
    _require_working_directory()
    stdout = sys.stdout
    try:
        status = app.main(prog_name="twincal", standalone_mode=False)
        stdout.flush()
    except BrokenPipeError:
        _end_quietly()
    except SystemExit:
        if sys.stdout is not stdout:  # click noticed that the reader has gone
            _end_quietly()
        raise
    except click.Abort:  # Ctrl+C
        sys.exit(130)
    except OSError as error:
        if error.errno not in _OUTPUT_ERRORS:
            raise
        _end_without_output(error)
    except Exception as error:  # errors of Twincal itself are raised again
        sys.exit(_explain(error))
    sys.exit(status if isinstance(status, int) else 0)


def _require_working_directory() -> None:
    """Ends the program if its working directory was removed: every relative path needs one."""
    try:
        Path.cwd()
    except FileNotFoundError:
        echo("twincal: the folder where you are was removed; go to another one with `cd`", err=True)
        sys.exit(1)


_OUTPUT_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def _end_without_output(error: OSError) -> NoReturn:
    """Says that the output cannot be written, which mostly means that the disk is full, and exits with 1."""
    with suppress(OSError):
        words = f"the output could not be written ({error.strerror}); what the command did is done"
        echo(f"twincal: {words}", err=True)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(1)


def _end_quietly() -> NoReturn:
    """Exits with 0 after the reader of the output (`| head`) has closed it."""
    # Otherwise Python would report at exit that it cannot write the rest of the output.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(0)


def _command() -> click.Command:
    """Returns the command that was typed."""
    command: click.Command = app
    for word in typed_command():
        if isinstance(command, click.Group):
            command = command.commands.get(word, command)
    return command


_NOT_ON_WINDOWS = ("fcntl", "resource")
"""The modules of Python with which `serve`, `publish` and `store restore` lock files and limit processes."""


def _explain(error: Exception) -> int:
    """Prints the error and returns the exit code. Raises it again if it is an error of Twincal."""
    names = [word for before, word in pairwise(sys.argv[1:]) if before != "--config"]
    if isinstance(error, click.UsageError):
        from scheduler.cli.hints import explained

        error = explained(error, typed_command())
    if isinstance(error, click.ClickException):
        error.show()  # with the usage, if that is wrong
        return 1
    from scheduler.cli.hints import as_options, needs_quotes
    from scheduler.commands.refusals import Invalid, InvalidEdit, Refused
    from scheduler.reports.advice_words import in_terminal
    from scheduler.reports.errors import error_text, problem_lines
    from scheduler.store import StoreError

    if isinstance(error, Invalid):
        for line in problem_lines(error.problems):
            echo(line, err=True)
    if isinstance(error, Refused | StoreError):
        text = error_text(error)
        echo(f"twincal: {as_options(text, _command()) if isinstance(error, InvalidEdit) else text}", err=True)
        if isinstance(error, InvalidEdit) and (quotes := needs_quotes(_command(), typed_command())):
            echo(f"         {quotes}", err=True)
        ends = str(error).endswith  # with the unknown name, or the series of the unknown meeting
        unknown = [word for word in names if ends((f" {word}", f" {word.partition('/')[0]}"))]
        if words := folder_words(unknown) or in_terminal(error.advice):
            echo(f"         {words}", err=True)
        return 1
    if isinstance(error, ModuleNotFoundError) and error.name in _NOT_ON_WINDOWS:
        echo("twincal: this command needs Linux or macOS", err=True)
        return 1
    raise error
