"""What was withdrawn from an occurrence is gone from the database, bytes and all."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import store_values as values

from scheduler.programme.series import Join, Link, Speaker
from scheduler.store import Store

SAID = values.stored(
    speakers=(Speaker(name="Ingrid Example"),),
    links=(Link(values.TITLE, "https://example.org/slides-of-ingrid"),),
    join=Join(url="https://meet.example.org/ingrid", passcode="1234-ingrid"),
)
WITHDRAWN = values.stored()


def traces(file: Path, word: str) -> list[str]:
    """The files of the database, its log included, that hold `word`."""
    return [path.name for path in sorted(file.parent.iterdir()) if word.encode() in path.read_bytes()]


class TestWithdrawn:
    def test_is_there_until_it_is_withdrawn(self, store: Store, file: Path) -> None:
        store.write(values.revision(1, SAID, pieces=(values.piece(SAID, b"SUMMARY:Ingrid Example"),)))

        assert [file.name] == traces(file, "Ingrid Example")

    def test_leaves_the_file_with_the_revision_that_withdraws_it(self, store: Store, file: Path) -> None:
        store.write(values.revision(1, SAID, pieces=(values.piece(SAID, b"SUMMARY:Ingrid Example"),)))

        store.write(values.revision(2, WITHDRAWN, withdraws=True))

        assert traces(file, "Ingrid") + traces(file, "ingrid") == []

    def test_leaves_the_log_that_another_program_keeps_open(self, store: Store, file: Path) -> None:
        with closing(sqlite3.connect(file)) as other:
            other.execute("SELECT count(*) FROM occurrence").fetchone()
            store.write(values.revision(1, SAID))
            store.write(values.revision(2, WITHDRAWN, withdraws=True))

            assert file.with_name("twincal.db-wal").exists()
            assert traces(file, "ngrid") == []

    def test_leaves_with_a_piece_that_is_dropped(self, store: Store, file: Path) -> None:
        private = values.piece(WITHDRAWN, b"URL:https://meet.example.org/ingrid")
        store.write(values.revision(1, WITHDRAWN, pieces=(private,)))

        store.write(
            values.revision(2, dropped=((private.uid, private.language, private.reader),), withdraws=True)
        )

        assert traces(file, "ingrid") == []

    def test_leaves_no_copy_where_rows_have_moved_about_the_file(self, store: Store, file: Path) -> None:
        """Overwriting what is deleted misses copies: seed 0 makes SQLite 3.46 keep three of these names."""
        chance = random.Random(0)
        present: dict[int, str] = {}
        withdrawn: set[str] = set()
        for number in range(1, 41):
            occurrences = []
            for place in chance.sample(range(300), 30):
                withdrawn.add(present.get(place, "nobody at all"))
                present[place] = f"speaker-{number}-{place}-x"
                person = Speaker(name=present[place] + "y" * chance.randint(0, 600))
                occurrences.append(values.stored(f"k{place}", speakers=(person,)))
            store.write(values.revision(number, *occurrences, withdraws=True))

        kept = file.read_bytes()
        assert set() == {name for name in withdrawn if name.encode() in kept}
        assert all(name.encode() in kept for name in present.values())
