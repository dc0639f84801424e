"""The command line: arguments in, text and exit codes out. It connects the other packages.

Must not know how a result is found or worded: `commands` finds it, and `reports` words it. Each group
of commands has a module, in which a command imports the function behind it only when it runs, so that
`--help` is quick.
"""

from scheduler.cli.command_line import app, main

__all__ = ["app", "main"]
