"""A folder of drafts: what Twincal wrote and nobody changed it replaces, all else it leaves alone.

A hidden file of the folder lists what the last run wrote, each with its SHA-256, as `sha256sum` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scheduler.commands.atomic_files import NewFile, exists, write_together
from scheduler.commands.refusals import Refused
from scheduler.programme.advice import Option, advise
from scheduler.state.text_edits import sha256

LIST = ".twincal-drafts"


def write_drafts(folder: Path, drafts: Mapping[str, bytes]) -> tuple[str, ...]:
    """Writes drafts by their names in place of those of the last run.

    Returns which of those somebody changed: they stay. Raises Refused, before anything is written, if one of
    them or a file of somebody else has the name of a new draft.
    """
    written = _written(folder)
    ours = {name for name, digest in written.items() if _digest(folder / name) == digest}
    taken = [name for name, body in drafts.items() if name not in ours and _is_other(folder / name, body)]
    if taken:
        files = ", ".join(f"{folder / name}" for name in taken)
        raise Refused(
            f"somebody wrote or changed {files}",
            advise("move or delete it, or name another folder with {}. Nothing was written", Option("to")),
        )
    for name in ours - {*drafts}:
        (folder / name).unlink()
    if drafts or written:
        lines = "".join(f"{sha256(body)}  {name}\n" for name, body in drafts.items())
        bodies = {**drafts, LIST: lines.encode()}
        write_together(folder, [NewFile(f"{folder}/{name}", body) for name, body in bodies.items()])
    return tuple(name for name in written if name not in ours and exists(folder / name))


def _written(folder: Path) -> Mapping[str, str]:
    """Returns the SHA-256 of each draft of the last run, by its name."""
    path = folder / LIST
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()) if path.is_file() else ""


def _is_other(path: Path, body: bytes) -> bool:
    """Returns whether something else is at the place of a draft."""
    return exists(path) and _digest(path) != sha256(body)
