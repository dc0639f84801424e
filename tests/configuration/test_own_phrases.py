"""`phrases:`: the translations that a secretariat gives of Twincal's phrases."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.programme.texts import OwnPhrase, OwnPhrases
from support.configuration_samples import BASE, errors, marked, read_text

HEAD = "programme:\n"


def with_phrases(lines: str) -> str:
    """The sample with these lines below `phrases:`."""
    assert BASE.count(HEAD) == 1
    block = "".join(f"    {line}\n" for line in lines.splitlines())
    return BASE.replace(HEAD, f"{HEAD}  phrases:\n{block}")


def test_phrases_are_read_by_language_and_those_without_words_are_left_out(tmp_path: Path) -> None:
    text = with_phrases(
        'sv:\n  Online: På nätet\n  Over:\n  "{count} city": {one: "en stad", other: "{count} städer"}\n'
        '  "{count} pair":\n    one:\n    other:\nfi:\n'
    )

    reading = read_text(tmp_path, text)

    assert reading.programme is not None, reading.problems
    assert reading.programme.phrases == (
        OwnPhrases(
            "sv",
            (
                OwnPhrase("Online", (("other", "På nätet"),)),
                OwnPhrase("{count} city", (("one", "en stad"), ("other", "{count} städer"))),
            ),
        ),
        OwnPhrases("fi", ()),
    )


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        pytest.param("¦Online", "must be phrases by language", id="no languages"),
        pytest.param(
            "¦svenska:\n  Online: x", "`svenska` is not a language code; did you mean `sv`?", id="name"
        ),
        pytest.param("sv: ¦Online", "must be phrases: `sv:` with lines such as", id="no phrases"),
        pytest.param("sv:\n  Online: ¦[x]", "must be the words in this language, not a list", id="list"),
        pytest.param(
            'sv:\n  "Meetings of {pair}": ¦Möten', "`{pair}` is missing: Twincal puts something", id="missing"
        ),
        pytest.param(
            'sv:\n  "Meetings of {pair}": ¦"{pair} {city}"',
            "`{city}` is not in the English phrase; it has `{pair}`",
            id="unknown placeholder",
        ),
        pytest.param(
            'sv:\n  Online: ¦"{x}"', "`{x}` is not in the English phrase; it has none", id="no placeholder"
        ),
        pytest.param('sv:\n  Online: ¦"{0} {}"', "braces are only for words", id="braces"),
        pytest.param("sv:\n  Online: ¦" + "x" * 59, "59 characters long; write at most 58", id="long"),
        pytest.param(
            'sv:\n  "{count} city": ¦{one: "1"}',
            "`other:` is missing, the words for all other",
            id="no other",
        ),
        pytest.param(
            'sv:\n  "{count} city": {¦several: "{count}", other: "{count}"}',
            "`several` is not a plural form; the forms are `zero`, `one`",
            id="unknown form",
        ),
        pytest.param(
            'sv:\n  "{count} city": {one: "1", other: ¦städer}',
            "`{count}` is missing",
            id="other has no number",
        ),
    ],
)
def test_a_mistake_is_one_message_at_its_place(tmp_path: Path, lines: str, message: str) -> None:
    text, place = marked(with_phrases(lines))

    [(line, column, field, words)] = errors(read_text(tmp_path, text))

    assert ((line, column), field.startswith("programme.phrases")) == (place, True)
    assert message in words
