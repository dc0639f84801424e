"""Files such as `sv.po`: the translations that a secretariat gives of Twincal's phrases."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.configuration import Reading, read
from scheduler.programme.texts import OwnPhrase, OwnPhrases
from support.configuration_samples import BASE, errors, read_text

CITIES = 'msgid "{count} city"\nmsgid_plural "{count} cities"\n'


def read_phrases(directory: Path, text: str | bytes, name: str = "sv.po") -> Reading:
    """The sample beside a file with phrases."""
    (directory / "all.yaml").write_text(BASE, encoding="utf-8")
    (directory / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(directory)


def test_phrases_are_read_by_language_and_those_without_words_are_left_out(tmp_path: Path) -> None:
    text = (
        'msgid "Online"\nmsgstr "På nätet"\n\nmsgid "Past"\nmsgstr ""\n\n#, fuzzy\nmsgid "All months"\nmsgstr "?"\n\n'
        f'{CITIES}msgstr[0] "en stad"\nmsgstr[1] "{{count}} städer"\n'
    )
    (tmp_path / "pt_BR.po").write_text("")

    reading = read_phrases(tmp_path, text)

    assert reading.programme is not None, reading.problems
    assert reading.programme.phrases == (
        OwnPhrases("pt-BR", ()),
        OwnPhrases(
            "sv",
            (
                OwnPhrase("Online", (("other", "På nätet"),)),
                OwnPhrase("{count} city", (("other", "{count} städer"), ("one", "en stad"))),
            ),
        ),
    )


def test_plural_forms_are_those_of_the_head(tmp_path: Path) -> None:
    head = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n == 1 ? 1 : 0);\\n"\n\n'

    reading = read_phrases(tmp_path, f'{head}{CITIES}msgstr[0] "{{count}} städer"\nmsgstr[1] "en stad"\n')

    assert reading.programme is not None, reading.problems
    [phrases] = reading.programme.phrases
    assert dict(phrases.phrases[0].forms) == {"one": "en stad", "other": "{count} städer"}


def test_one_is_not_worded_as_nothing_where_unicode_gives_both_the_same_form(tmp_path: Path) -> None:
    reading = read_phrases(
        tmp_path, f'{CITIES}msgstr[0] "uma cidade"\nmsgstr[1] "{{count}} cidades"\n', "pt.po"
    )

    assert reading.programme is not None, reading.problems
    [phrases] = reading.programme.phrases
    assert dict(phrases.phrases[0].forms) == {"one": "uma cidade", "other": "{count} cidades"}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param('msgid "Online"\nOnline', 2, "this is not a line of gettext", id="no gettext"),
        pytest.param('msgid ""\nmsgstr "Plural-Forms: nplurals=x; plural=n;\\n"', 1, "the head of this file", id="head"),
        pytest.param(
            f'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=n%0;\\n"\n\n{CITIES}msgstr[0] "x"',
            1,
            "the head of this file",
            id="division by nothing",
        ),
        pytest.param('\nmsgid "Meetings of {pair}"\nmsgstr "x"', 2, "`{pair}` is missing: Twincal puts", id="missing"),
        pytest.param(
            'msgid "Meetings of {pair}"\nmsgstr "{pair} {city}"',
            1,
            "`{city}` is not in the English phrase; it has `{pair}`",
            id="unknown placeholder",
        ),
        pytest.param('msgid "Online"\nmsgstr "{0} {}"', 1, "braces are only for words", id="braces"),
        pytest.param(f'msgid "Online"\nmsgstr "{"x" * 59}"', 1, "59 characters long; write at most 58", id="long"),
        pytest.param(f'{CITIES}msgstr[0] "1"\nmsgstr[1] ""', 1, "words for some numbers are missing", id="no other"),
        pytest.param(f'{CITIES}msgstr[0] "1"\nmsgstr[1] "städer"', 1, "`{count}` is missing", id="other has no number"),
        pytest.param(f'{CITIES}msgstr[0] "1"\nmsgstr[1] "{{count}}"\nmsgstr[2] "3"', 1, "has more `msgstr[…]` than the head", id="too many"),
        pytest.param(b'msgid "Online"\nmsgstr "\xff"', 2, "byte 0xFF is not UTF-8", id="no UTF-8"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_message_at_its_line(
    tmp_path: Path, text: str | bytes, line: int, message: str
) -> None:
    [problem] = read_phrases(tmp_path, text).problems

    assert (Path(problem.file).name, problem.line, problem.level) == ("sv.po", line, "error")
    assert message in problem.message


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("svenska.po", "has the name of its language, such as `sv.po`; `svenska` is not a language code"),
        ("z/sv.po", "this language has a file already"),
    ],
)
def test_a_file_has_the_name_of_a_language_once(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "z").mkdir()
    (tmp_path / "sv.po").write_text("")

    [problem] = read_phrases(tmp_path, "", name).problems

    assert Path(problem.file) == tmp_path / name
    assert message in problem.message


def test_phrases_in_yaml_are_led_to_their_file(tmp_path: Path) -> None:
    text = BASE.replace("programme:\n", "programme:\n  phrases:\n    sv:\n      Online: x\n")

    [(_, _, field, words)] = errors(read_text(tmp_path, text))

    assert field == "programme.phrases"
    assert "phrases are in a file of their own; write it with `twincal phrases sv > sv.po`" in words
