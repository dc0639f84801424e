"""Mistakes of an officer in a hurry: each is one message, at its place, with what would be right."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import product, takewhile
from pathlib import Path

import pytest

from calendars import ascii_url
from scheduler.configuration import Located, read
from scheduler.configuration.blocks.documents import SECTIONS, Document
from scheduler.configuration.blocks.fields import fields_of
from scheduler.configuration.spelling import ParseError
from scheduler.configuration.vocabulary.web_addresses import address
from support.configuration_samples import BASE, errors, marked, meeting, only_error, read_text, spoiled, write


def warned(directory: Path, text: str) -> list[Located]:
    """The warnings of a text that has no errors."""
    reading = read_text(directory, text)
    assert reading.programme is not None, "\n".join(map(str, reading.problems))
    return [problem for problem in reading.problems if problem.level == "warning"]


HOSTS = (
    "example.org", "example.org.", "example..org", ".example.org", "exa_mple.org", "-a.org", "localhost",
    "münchen.example", "пример.бг", "ⓔxample.org", "faß.example", "127.0.0.1", "[::1]", "[fe80::1%25eth0]",
    "a\u00adb.example", "a\u200bb.example", "ex%61mple.org", 'a".org', "*.example.org", "a@b.example", "xn--",
    "a,b.example", f"{'a' * 64}.example", "例え.テスト", "a。b.example", "\u0300.example", "a b.example", ".",
)  # fmt: skip
PORTS = ("", ":", ":0", ":80", ":65535", ":65536", ":x", ":８０", ":-1")
PATHS = ("", "/", "/ä?ö#ü", "/a%zz", "/{x}|<y>", "/\u202ex", "\\x", "?x=1", "/\x7f")


def test_every_address_that_is_accepted_can_be_printed_in_every_calendar() -> None:
    """Configuration and calendars check addresses independently; what the one accepts, the other prints."""
    accepted = [
        url
        for scheme in ("http", "https", "HTTPS")
        for host, port, path in product(HOSTS, PORTS, PATHS)
        if is_address(url := f"{scheme}://{host}{port}{path}")
    ]

    assert len(accepted) > 100
    assert all(ascii_url(url).isascii() for url in accepted)


def is_address(url: str) -> bool:
    """Whether a configuration may hold it."""
    try:
        return address(url) == url
    except ParseError:
        return False


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("title: Working call", "title: Webinar ¦#3", '`title: "Webinar #3"`'),
        ("name: {en: Sejong, ko: 세종}", "name:\n      en: Sejong ¦#1\n      ko: 세종", '`en: "Sejong #1"`'),
        ("reason: room not free", "reason: hall ¦#2 is taken", "put all of it in quotes"),
        ("title: Working call", "title: Meeting ¦# 2", '`title: "Meeting # 2"`'),
        ("spoken: [English]", "spoken: [English ¦#1\n    ]", '`- "English #1"`'),
        (
            "  cancelled: show",
            "  cancelled: show\n  pages: {privacy: No names ¦#1\n    }",
            '`privacy: "No names #1"`',
        ),
        ('passcode: "48151623"', "passcode: secret ¦#2", "put all of it in quotes: `…`"),
        ("address: https://calendar.", "address: ¦http://calendar.", "`https://`"),
        ("languages: [en, bg, nl, ko]", "languages: [en, bg, nl, ko, ¦kr]", "if Korean is meant, write `ko`"),
        ("kind: study visit", "kind: ¦{bg: посещение}", "no version in `en`"),
        ("from: 2026-01-08", "from: ¦2026-01-09", "`2026-01-08` or `2026-01-15`"),
    ],
    ids=[
        *(
            "number",
            "number in one language",
            "number inside",
            "number behind a space",
            "list",
            "pages",
            "passcode",
        ),
        *("open address", "kr", "no default", "weekday"),
    ],
)
def test_what_was_hardly_meant_is_a_warning_at_its_place(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    clean, place = marked(spoiled(old, new))

    [warning] = warned(tmp_path, clean)

    assert (warning.line, warning.column) == place
    assert words in warning.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Working call", "title: Working call # a comment"),
        ("title: Working call", 'title: "Call #3" #x'),
        ("title: Working call", "title: Call#3"),
        ("at: 09:00", "at: 09:00 #Rotterdam"),
        ("cancel: Lunar New Year", "cancel: true #holiday"),
        ("themes: [sustainable-mobility]", "themes: #1\n      - sustainable-mobility #the first"),
        ("title: Working call", "title: Working call # 2026-12 is another one"),
        ("address: https://calendar.example.org", "address: http://127.0.0.1:8000"),
    ],
    ids=["blank", "quotes", "glued", "hour", "flag", "ids", "date", "own machine"],
)
def test_what_is_plainly_meant_is_no_warning(tmp_path: Path, old: str, new: str) -> None:
    assert warned(tmp_path, spoiled(old, new)) == []


def test_every_field_that_keeps_any_words_is_prose() -> None:
    """Else nobody would be warned of what `#` cuts off. The subdivision is compared with those of its country."""

    def keeping(kind: type[Document]) -> Iterator[str]:
        for field in fields_of(kind).values():
            if field.block_type is not None:
                yield from keeping(field.block_type)
            elif field.type is not None and field.type.holds == "values":
                with suppress(ParseError):
                    field.type.read("any words")
                    yield field.key

    assert {key for section in SECTIONS.values() for key in keeping(section)} == {"subdivision"}


@pytest.mark.parametrize(
    ("lines", "fields"),
    [
        ("more:\npair: sofia-sejong\ntitle: More\nchanges:\n  2027-05: {cancel: x}\nstarts: 2027-05-10\ndays: 1\n", ["pair"]),
        ("more:\n  title: More\n  at: '10:00'\n  clock: sofia\n  from: 2026-01\npair: sofia-sejong\nduration: 60 min\n", ["more.every", "pair"]),
    ],
    ids=["all", "what is really missing is another message"],
)  # fmt: skip
def test_lines_that_are_indented_too_little_are_one_error(
    tmp_path: Path, lines: str, fields: list[str]
) -> None:
    found = errors(read_text(tmp_path, meeting(lines)))

    assert sorted(field for _, _, field, _ in found) == [f"meetings.{field}" for field in fields]
    assert any("`pair:` belongs to `more:` above it" in message for *_, message in found)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("\nmeetings:\n  monthly:", "\n  ¦monthly:", "the line `meetings:` is missing above this"),
        ("\npairs:\n  sofia-sejong:", "\n  ¦sofia-sejong:", "the line `pairs:` is missing above this"),
        ("\nwebinars:\n  green-roofs:", "\n  ¦green-roofs:", "the line `webinars:` is missing above this"),
        (
            "\nwebinars:\n",
            "\nwebinars:\n  ¦more:\n    pair: sofia-sejong\n    title: More\n    every: last day\n    at: 10:00\n"
            "    clock: sofia\n    duration: 60 min\n    from: 2027-01\n",
            "this belongs below `meetings:` in line 53; move it there",
        ),
    ],
    ids=["meetings", "pairs", "webinars", "a meeting at the end"],
)
def test_blocks_below_a_wrong_section_are_one_error(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert message in only_error(tmp_path, spoiled(old, new))


@pytest.mark.parametrize("indent", ["", "  "], ids=["first column", "indented"])
@pytest.mark.parametrize("section", ["programme", "cities", "pairs", "meetings", "webinars"])
def test_a_file_without_the_line_of_its_section_is_one_error(
    tmp_path: Path, section: str, indent: str
) -> None:
    others, _, own = BASE.partition(f"{section}:\n")
    own, _, rest = own.partition("\n\n")
    lines = "".join(f"{indent}{line[2:]}\n" for line in own.splitlines())

    [problem] = read(write(tmp_path, all=f"{others}{rest}", own=lines)).problems

    assert (Path(problem.file).name, problem.line, problem.column) == ("own.yaml", 1, 1 + len(indent))
    assert f"the line `{section}:` is missing above this; write it in the first column" in problem.message


SECRETS = (
    *(': "48"secret', ":secret", " secret", ": a: secret", ": 'it's secret", ": #secret", ": *secret"),
    *(": !secret", ": @secret", "：secret", ": secret #2", ": {url: secret"),
    *(": [secret #2\n        ]", ": {en: secret #2\n        }", ":\n        secret #2", ": 'my secret's'"),
    *(": 48\n        secret #2", ": 4815 secret #2", "\n        secret: 2"),
)


@pytest.mark.parametrize("written", SECRETS)
def test_no_message_has_a_passcode(tmp_path: Path, written: str) -> None:
    problems = read_text(tmp_path, spoiled(': "48151623"', written)).problems

    assert problems
    assert not any("secret" in problem.message for problem in problems)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https://meet.example.org/abc", "htp://secret.org/abc"),
        ("https://meet.example.org/abc", "https://secret.org/abc d"),
        ("https://meet.example.org/abc", "secret.org:99x/abc"),
        ("https://meet.example.org/abc", "https://meet.example.org: secret"),
        (
            "\n      url: https://meet.example.org/abc\n      passcode:",
            " {passcode: tram, secret}\n    title:",
        ),
        (
            "\n      url: https://meet.example.org/abc\n      passcode:",
            " {passcode: tram, 4711, secret, public: true}\n    title:",
        ),
        ("    office_days: Mon-Fri", "    busy: [webcal://secret.example.org/a.ics, a secret.txt]"),
    ],
    ids=["scheme", "space", "port", "colon", "cut off by a comma", "cut off by two commas", "calendar"],
)
def test_no_message_has_an_address_that_lets_people_in(tmp_path: Path, old: str, new: str) -> None:
    problems = read_text(tmp_path, spoiled(old, new)).problems

    assert problems
    assert not any("secret" in f"{problem}" for problem in problems)


def test_a_public_address_is_quoted(tmp_path: Path) -> None:
    assert "`htp://example.org`" in only_error(
        tmp_path, spoiled("url: https://example.org", "url: ¦htp://example.org")
    )


@pytest.mark.parametrize("key", ["pause", "pages", "busy", "contacts"])
def test_a_list_or_block_may_be_empty(tmp_path: Path, key: str) -> None:
    above = {
        "pages": "  cancelled: show",
        "busy": "    office_days: Mon-Fri",
        "contacts": "    office_days: Mon-Fri",
    }
    line = above.get(key, "    title: Working call")

    assert warned(tmp_path, spoiled(line, f"{line}\n{line[: len(line) - len(line.lstrip())]}{key}:")) == []


@pytest.mark.parametrize(
    ("word", "key"), [("till", "until"), ("end", "ends"), ("when", "every"), ("note", "reason")]
)
def test_the_likeliest_key_is_proposed_for_a_word_that_means_two(tmp_path: Path, word: str, key: str) -> None:
    title = "    title: Working call"

    assert f"did you mean `{key}`?" in only_error(tmp_path, spoiled(title, f"{title}\n    ¦{word}: x"))


@pytest.mark.parametrize(
    ("key", "cure"),
    [
        ("agenda", "has no `agenda`: a page or file has a label and its address under `links:`, such as `agenda: https://…`"),
        ("chair", "has no `chair`: a person is named under `speakers:`, with `role:` and `consent: true`"),
        ("category", "has no `category`: write what it is about as `themes:`, or your word for what it is as `kind:`"),
        *((key, f"has no `{key}`") for key in ("papers", "moderators", "color", "id")),
    ],
)  # fmt: skip
def test_a_key_that_does_not_exist_gets_no_guess_from_afar(tmp_path: Path, key: str, cure: str) -> None:
    title = "    title: Working call"

    message = only_error(tmp_path, spoiled(title, f"{title}\n    ¦{key}: https://example.org/x"))

    assert cure in message
    assert "did you mean" not in message


def test_what_only_private_readers_see_is_not_judged(tmp_path: Path) -> None:
    private, starts = (
        "        visibility: private\n        description: Ask ada@example.org\n",
        "        starts: 2026-11-10 10:00\n",
    )
    change = spoiled("        reason: room not free\n", private)

    assert warned(tmp_path, change.replace(starts, starts + private)) == []


@pytest.mark.parametrize("name", ["extra.yaml.txt", "extra.yaml ", "extra.YML.docx"])
def test_a_file_that_looks_like_configuration_is_not_passed_over_in_silence(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("nonsense", encoding="utf-8")

    [warning] = warned(tmp_path, BASE)

    assert str(warning).startswith(f"{tmp_path}/{name}:1:1: warning: this file is not read")
    assert "rename it to `extra.yaml`" in warning.message


def test_a_folder_that_cannot_be_looked_into_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    look = os.scandir

    def scandir(folder: str) -> object:
        if str(folder).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(folder))
        return look(folder)

    monkeypatch.setattr(os, "scandir", scandir)

    reading = read(write(tmp_path, all=BASE))

    assert reading.programme is None
    assert [str(problem) for problem in reading.problems] == [
        f"{tmp_path}/closed:1:1: this folder cannot be read (Permission denied); let Twincal read it, or "
        "move it elsewhere"
    ]


def test_a_file_whose_name_is_no_text_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, all=BASE)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xffmore.yaml")).write_text("groups:\n", encoding="utf-8")

    [problem] = read(tmp_path).problems

    assert (problem.level, problem.line) == ("error", 1)
    assert "not UTF-8" in problem.message
    assert problem.file.isprintable()


def test_a_programme_that_is_refused_says_why(tmp_path: Path) -> None:
    """Whatever is left empty: a key with one value, or with a block behind it."""
    emptied = {_emptied(BASE, number) for number, line in enumerate(BASE.splitlines()) if ":" in line}
    silent = []
    for text in sorted(emptied):
        reading = read_text(tmp_path, text)
        if reading.programme is None and not any(each.level == "error" for each in reading.problems):
            silent.append(text)

    assert len(emptied) > 40
    assert not silent


def _emptied(text: str, number: int) -> str:
    """The text without what is behind the key in this line."""
    lines = text.splitlines()
    depth = _depth(lines[number])
    behind = takewhile(lambda line: not line or _depth(line) > depth, lines[number + 1 :])
    key = lines[number].partition(":")[0]
    return "\n".join((*lines[:number], f"{key}:", *lines[number + 1 + len([*behind]) :], ""))


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
