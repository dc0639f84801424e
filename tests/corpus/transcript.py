"""Transcripts: a file with what an officer types, and below each command what it printed.

Each line that is a step is played again, and everything between the steps is what it printed then:

    # a remark
    = small                                     the folder `programme` begins like this: small, sample, showcase
    @ 2026-11-24T09:00:00Z                      the clock says so from here on
    ~ programme/all.yaml: old words => new      these words, which must be there once, are replaced
    + programme/more.yaml: more words           this is written at the end of the file, which may be new
    - programme/more.yaml                       this file or folder is deleted
    > Sofia | BG | | 10:00                      what a person answers to the next command, at a terminal; Enter alone is empty
    $ twincal plan programme                    this is typed; `| 12` at its end keeps that many lines

Standard output is indented by four spaces, standard error by `  ! `. An exit code other than 0 is in brackets.
Secrets, digests and facts of the machine are replaced, since they differ each time.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from contextlib import chdir
from pathlib import Path
from unittest import mock

from corpus.publications import HERE, SAMPLE
from support.shell import Shell
from support.small_programme import SMALL

STEPS = ("# ", "= ", "@ ", "~ ", "+ ", "- ", "> ", "$ ")
CHANGING = (
    (re.compile(r"private/[\w-]{20,}"), "private/SECRET"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "DIGEST"),
    (
        re.compile(r"(?<=Plan )[0-9a-f]{16}\b|(?<=--plan )[0-9a-f]{16}\b|(?<=\"digest\": \")[0-9a-f]+"),
        "DIGEST",
    ),
    (re.compile(r"Twincal \d\S* on Python \S+"), "Twincal VERSION on Python VERSION"),
    (re.compile(r"time-zone data \d{4}[a-z]\w*"), "time-zone data VERSION"),
    (re.compile(r"holidays \d+\.\d+(\.\d+)?"), "holidays VERSION"),
    (re.compile(r"tzdata \d{4}[a-z]"), "tzdata VERSION"),
    (re.compile(r"has [\d.,]+ [MGT]B free"), "has SPACE free"),
    (re.compile(r"(?<=token revoke )[0-9a-f]{8}\b|^[0-9a-f]{8}(?=  \w+/)", re.MULTILINE), "TOKEN___"),
)


def steps_of(transcript: str) -> list[str]:
    """The lines of a transcript that are steps."""
    return [line for line in transcript.splitlines() if line.startswith(STEPS)]


def played(steps: list[str], folder: Path) -> str:
    """The transcript that these steps make in an empty folder."""
    shell, lines = Shell(folder, database="sqlite:///twincal.db"), []
    now, answers = shell.now, None
    with chdir(folder), mock.patch.dict(os.environ):
        os.environ.pop("TWINCAL_CONFIG", None)
        os.environ["LOGNAME"] = "officer"
        for step in steps:
            kind, words = step[0], step[2:]
            if kind in "#@" and lines:
                lines.append("")
            lines.append(step)
            if kind == "@":
                now = words
            elif kind == "=":
                _begin(words)
            elif kind == ">":
                answers = "".join(f"{answer.strip()}\n" for answer in words.split("|"))
            elif kind == "$":
                lines += [*_typed(shell, words, now, answers), ""]
                answers = None
            elif kind != "#":
                _edit(kind, words)
    return "\n".join(lines).rstrip("\n") + "\n"


def _begin(name: str) -> None:
    if name == "small":
        Path("programme").mkdir()
        Path("programme/all.yaml").write_text(SMALL, encoding="utf-8")
    else:
        shutil.copytree(SAMPLE if name == "sample" else HERE / name, "programme")


def _edit(kind: str, words: str) -> None:
    name, _, change = words.partition(": ")
    path, change = Path(name), change.replace(r"\n", "\n")
    if kind == "~":
        old, new = change.split(" => ")
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")
    elif kind == "+":
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(change + "\n")
    elif path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def _typed(shell: Shell, words: str, now: str, answers: str | None) -> list[str]:
    command, _, most = words.partition(" | ")
    program, *arguments = shlex.split(command)
    assert program == "twincal"
    answer = shell.run(*arguments, now=now, typed=answers)
    out = _lines(answer.text, "    ")
    if most and len(out) > int(most):
        out = [*out[: int(most)], f"    ... {len(out) - int(most)} more lines"]
    return [*out, *_lines(answer.err, "  ! "), *([f"  [{answer.code}]"] if answer.code else [])]


def _lines(text: str, indent: str) -> list[str]:
    for pattern, word in CHANGING:
        text = pattern.sub(word, text)
    return [f"{indent}{line}".rstrip() for line in text.splitlines()]
