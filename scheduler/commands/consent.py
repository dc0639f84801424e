"""The permissions that a person gives to a run."""

from __future__ import annotations

import shlex
from pathlib import Path

from msgspec import Struct


class Consent(Struct, frozen=True, kw_only=True):
    """The permissions of one run; none by default.

    `large`: a plan that the safety limit stops. `past`: changes to past meetings that the text names.
    `clock`: a clock that is far from the last revision. `digest`: only the plan with this digest. `by` is the
    name of the person, for the history. `command` are the words of `twincal apply` as the person ran it.
    """

    large: bool = False
    past: bool = False
    clock: bool = False
    digest: str | None = None
    by: str = ""
    command: tuple[str, ...] = ()

    def command_with(self, option: str, directory: Path) -> str:
        """Returns the command that also gives the permission `option`, to be pasted into a shell."""
        return shlex.join((*(self.command or ("twincal", "apply", str(directory))), option))


NO_CONSENT = Consent()
