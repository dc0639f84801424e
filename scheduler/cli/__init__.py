"""The command line: arguments in, words and exit codes out.

Each verb has a module. `environment` reads the clock and opens the store; nothing else does.
"""

from scheduler.cli.command_line import app, main

__all__ = ["app", "main"]
