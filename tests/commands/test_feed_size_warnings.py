"""`check` warns of exactly the feeds that the site would have to shorten (docs/feeds.md: at most 480 kB)."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from support.shell import Shell
from support.world import site_of

LONG = "x" * 150
LINKS = "".join(f"      L{n}: https://documents.example.org/{LONG}/{n}\n" for n in range(7))
SPEAKERS = "".join(f"      - name: {'Speaker ' * 8}{n}\n        consent: true\n" for n in range(8))
EVERYTHING = f"    place: Hall\n    registration: https://example.org/{LONG}\n    links:\n{LINKS}"


def programme(shell: Shell, count: int, details: str, themes: Sequence[str] = ("Trams",)) -> None:
    """So many more weekly meetings on the same day, each with these details; themes are `t0`, `t1` and so on."""
    text = shell.read()
    weekly = "".join(
        f"  weekly-{n}:\n    pair: sofia-sejong\n    title: Weekly\n    every: every week on Monday\n"
        f'    at: "{8 + n:02d}:00"\n    clock: sofia\n    duration: 30 min\n    from: 2026-01-05\n{details}'
        for n in range(count)
    )
    named = "".join(f"  t{n}:\n    name: {name}\n" for n, name in enumerate(themes))
    shell.write(f"{text}{weekly}themes:\n{named}")


def warned(shell: Shell) -> set[str]:
    answer = shell.run("check", str(shell.config))
    assert answer.code == 0, answer.err
    return set(re.findall(r"the calendar (\S+) is too large", answer.text + answer.err))


def shortened(shell: Shell) -> set[str]:
    assert shell.apply("--allow", "large").code == 0
    return set(site_of(shell.state()).inputs.shortened)


THEMES = [f"t{n}" for n in range(30)]
LONG_THEMES = {f"themes/{id}" for id in THEMES}
ALL = {"programme", "cities/sofia", "cities/sejong", "pairs/sofia-sejong"}


@pytest.mark.parametrize(
    ("count", "details", "themes", "expected"),
    [
        pytest.param(3, "", ("Trams",), set(), id="ordinary"),
        pytest.param(2, EVERYTHING, ("Trams",), set(), id="nearly too much"),
        pytest.param(3, EVERYTHING, ("Trams",), ALL, id="addresses"),
        pytest.param(5, f"    speakers:\n{SPEAKERS}", ("Trams",), ALL, id="speakers"),
        pytest.param(
            1, f"    themes: [{', '.join(THEMES)}]\n", ["T" * 250] * 30, ALL | LONG_THEMES, id="themes"
        ),
        pytest.param(5, f"    place: {'Зала, ' * 90}\n", ("Trams",), ALL, id="a place in Cyrillic"),
    ],
)
def test_a_warning_for_each_feed_that_is_shortened_and_no_other(
    shell: Shell, count: int, details: str, themes: Sequence[str], expected: set[str]
) -> None:
    programme(shell, count, details, themes)

    feeds = warned(shell)

    assert (feeds, shortened(shell)) == (expected, expected)


def test_what_was_published_counts_although_the_text_has_it_no_longer(shell: Shell) -> None:
    programme(shell, 2, EVERYTHING)
    shell.apply()
    text = shell.read().replace("weekly-", "other-")
    shell.write(text)

    feeds = warned(shell)

    assert feeds == shortened(shell) == ALL
