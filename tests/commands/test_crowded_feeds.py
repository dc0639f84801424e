"""A plan that pushes coming meetings out of feeds is refused, although it cancels none of them."""

from __future__ import annotations

import pytest

from support.shell import Shell

WORDS = "word " * 1_800
"""About as long as a description may sensibly be."""


def webinars(first: str, count: int, description: str = "Short.", more: str = "") -> str:
    """So many webinars in the month `first`, one after the other on each of its days."""
    return "webinars:\n" + "".join(
        f"  talk-{n}:\n    title: Talk {n}\n    starts: {first}-{n % 28 + 1:02d} {9 + n // 28:02d}:00\n    clock: sofia\n"
        f"    duration: 60 min\n    audience: all\n    description: {description}\n{more}"
        for n in range(count)
    )


def shown(shell: Shell, name: str = "cities/sofia") -> int:
    return shell.run("feed", name).out.count(b"SUMMARY")


def apply(shell: Shell, *words: str) -> tuple[int, str]:
    answer = shell.apply(*words)
    return answer.code, answer.err


def test_words_that_empty_a_feed_are_refused(applied: Shell) -> None:
    before = shown(applied)
    applied.write(webinars("2026-12", 60, WORDS), "more.yaml")

    code, errors = apply(applied)

    assert code == 1
    assert (
        "this may be a mistake: calendars would be too large for calendar apps, and no longer show "
        "coming meetings that take place: programme 18 of 18, cities/sofia 18 of 18, cities/sejong 18 of 18; "
        "talk-28/once adds most"
    ) in errors
    assert shown(applied) == before


def test_also_words_that_only_private_feeds_show(applied: Shell) -> None:
    applied.write(webinars("2026-12", 60, WORDS, "    visibility: private\n"), "more.yaml")

    code, errors = apply(applied)

    assert code == 1
    assert "cities/sofia 18 of 18" in errors


def test_where_a_feed_is_shortened_already_little_more_may_go(applied: Shell) -> None:
    """Fewer than 30 % of what it shows: it gives up a month or two at its end."""
    full = webinars("2027-01", 60, WORDS)
    applied.write(full, "more.yaml")
    apply(applied, "--allow", "large")
    applied.write(full.replace("webinars:\n", webinars("2026-12", 1).replace("talk-0", "first")), "more.yaml")

    assert apply(applied)[0] == 0


def test_where_a_feed_is_shortened_already_much_more_may_not(applied: Shell) -> None:
    full = webinars("2027-01", 45, WORDS)
    applied.write(full, "more.yaml")
    apply(applied, "--allow", "large")
    more = webinars("2026-12", 35, WORDS).replace("talk-", "first-")
    applied.write(full.replace("webinars:\n", more), "more.yaml")

    code, errors = apply(applied)

    assert code == 1
    assert "no longer show coming meetings" in errors


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(webinars("2026-12", 28), id="short words"),
        pytest.param(webinars("2026-12", 20, WORDS), id="long words for which there is room"),
        pytest.param(webinars("2024-12", 60, WORDS), id="words of a past that feeds do not show"),
    ],
)
def test_what_leaves_everything_in_its_place_passes(applied: Shell, written: str) -> None:
    applied.write(written, "more.yaml")

    assert apply(applied)[0] == 0
