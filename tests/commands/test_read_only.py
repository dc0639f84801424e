"""A user who may only read the database gets every answer that needs no writing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.readers import only_reading, open_to_all
from support.shell import Answer, Shell

QUESTIONS = (
    ("check", "CONFIG"),
    ("plan", "CONFIG"),
    ("feed", "programme"),
    ("agenda",),
    ("why", "monthly/2026-12"),
    ("history",),
    ("apply", "CONFIG"),
)


@pytest.fixture
def public(shell: Shell) -> Iterator[Shell]:
    """The small programme, applied in a folder that other users can reach."""
    with open_to_all() as folder:
        public = Shell(folder)
        public.write(shell.read())
        assert public.apply().code == 0
        yield public


def ask(shell: Shell, words: tuple[str, ...]) -> Answer:
    return shell.run(*(str(shell.config) if word == "CONFIG" else word for word in words))


def test_only_reading_means_that_nothing_can_be_written(public: Shell) -> None:
    with only_reading(public.folder):
        assert (public.folder / "t.db").read_bytes()
        with pytest.raises(PermissionError):
            (public.folder / "t.db").write_bytes(b"")
        with pytest.raises(PermissionError):
            (public.folder / "new").touch()


@pytest.mark.parametrize("words", QUESTIONS, ids=lambda words: words[0])
def test_the_answer_is_that_of_the_owner(public: Shell, words: tuple[str, ...]) -> None:
    owner = ask(public, words)

    with only_reading(public.folder):
        reader = ask(public, words)

    assert owner == reader
    assert reader.code == 0


def test_the_site_can_be_published_elsewhere(public: Shell) -> None:
    with open_to_all() as folder:
        public.run("publish", str(folder / "owner"))  # loads all that is needed, while it may
        folder.chmod(0o777)
        with only_reading(public.folder):
            answer = public.run("publish", str(folder / "reader"))
        assert answer.text.endswith(" written, 0 removed, 0 unchanged\n")
        assert _site(folder / "owner") == _site(folder / "reader")


def _site(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_would_have_to_be_written_is_refused_in_words(public: Shell) -> None:
    public.edit(("10:00", "11:00"))
    ask(public, ("plan", "CONFIG"))

    with only_reading(public.folder):
        plan, apply = ask(public, ("plan", "CONFIG")), ask(public, ("apply", "CONFIG"))

    assert plan.code == 2
    assert apply.code == 1
    assert "may only be read; give this user the right to write the file and its folder" in apply.err
