"""The corpus: bytes and words that do not change unless a commit says why.

After a change that is meant, write it anew and read every difference: `TWINCAL_REWRITE_CORPUS=1 pytest tests/corpus -m ""`.
The hundred cities are compared in the night.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus.publications import HERE, WHOLE, listed, listed_by_folder, published
from corpus.transcript import played, steps_of
from support.json_feeds import ics_bookings, json_bookings

REWRITE = os.environ.get("TWINCAL_REWRITE_CORPUS") == "1"
TRANSCRIPTS = sorted((HERE / "transcripts").glob("*.txt"))


def compare(file: Path, body: bytes) -> None:
    """Compares with a file of the corpus, or writes it."""
    if REWRITE:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    assert body.decode() == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", TRANSCRIPTS, ids=lambda file: file.stem)
def test_commands_print_what_the_transcript_says(file: Path, tmp_path: Path) -> None:
    steps = steps_of(file.read_text(encoding="utf-8"))

    compare(file, played(steps, tmp_path).encode())


@pytest.mark.parametrize(
    "name",
    ["sample", "showcase", pytest.param("hundred", marks=pytest.mark.nightly)],
)
def test_the_same_files_are_published(name: str, tmp_path: Path) -> None:
    site = published(name, tmp_path)

    for path in site.rglob("feeds/**/*.json"):
        assert json_bookings(path.read_bytes()) == ics_bookings(path.with_suffix(".ics").read_bytes()), path
    compare(
        HERE / "published" / f"{name}.txt", (listed_by_folder if name == "hundred" else listed)(site).encode()
    )
    if name == "showcase":
        for path in WHOLE:
            compare(
                HERE / "published" / "showcase" / path, (site / path).read_bytes().replace(b"\r\n", b"\n")
            )
