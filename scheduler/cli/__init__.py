"""The command line: arguments in, text and exit codes out; it puts the other packages together.

Must not know how anything is worked out or written down: `commands` does that, and `reports` words it. Each
verb has a module that imports its command only when it runs, so that `--help` stays quick.
"""

from scheduler.cli.command_line import app, main

__all__ = ["app", "main"]
