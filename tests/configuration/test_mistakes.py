"""Mistakes of an officer in a hurry: each is one message, at its place, with what would be right."""

from __future__ import annotations

import os
from itertools import product, takewhile
from pathlib import Path

import pytest

from calendars import ascii_url
from scheduler.configuration import Located, read
from scheduler.configuration.spelling import Misunderstood
from scheduler.configuration.vocabulary.web_addresses import address
from support.configuration_samples import BASE, errors, marked, meeting, only_error, read_text, spoiled, write

REGISTRATION = "registration: https://example.org/register"


def warned(directory: Path, text: str) -> list[Located]:
    """The warnings of a text that has no errors."""
    reading = read_text(directory, text)
    assert reading.programme is not None, "\n".join(map(str, reading.problems))
    return [problem for problem in reading.problems if problem.level == "warning"]


UNPRINTABLE_ADDRESSES = [
    pytest.param("https://example..org/x", "a dot too many", id="empty label"),
    pytest.param("https://.example.org", "a dot too many", id="dot first"),
    pytest.param("https://example.org:99999/", "from 1 to 65535", id="port too high"),
    pytest.param("https://example.org:abc/", "from 1 to 65535", id="port of letters"),
    pytest.param("https://example.org:0/", "from 1 to 65535", id="port of nothing"),
    pytest.param("https://exa mple.org", "holds a space", id="space"),
    pytest.param("https://example.org/\u200bx", "U+200B", id="invisible"),
    pytest.param("https://ada:secret@example.org/", "user name or a password", id="password"),
    pytest.param("https://*.example.org", "cannot be the name of a host", id="asterisk"),
    pytest.param("https://example.org\\x", "cannot be the name of a host", id="backslash"),
    pytest.param(f"https://{'a' * 64}.example/", "cannot be the name of a host", id="label too long"),
    pytest.param("https://one.example,https://two.example", "cannot be the name", id="two addresses"),
    pytest.param("https://[::1", "not a web address", id="open bracket"),
    pytest.param("https:/example.org", "names no host", id="one slash"),
]


@pytest.mark.parametrize(("url", "words"), UNPRINTABLE_ADDRESSES)
def test_an_address_that_no_calendar_can_print_is_refused(tmp_path: Path, url: str, words: str) -> None:
    [(line, column, field, message)] = errors(
        read_text(tmp_path, spoiled(REGISTRATION, f"registration: {url}"))
    )

    assert (line, column, field) == (*_place(REGISTRATION, 14), "webinars.green-roofs.registration")
    assert words in message
    assert "secret" not in message


def _place(piece: str, offset: int) -> tuple[int, int]:
    return marked(spoiled(piece, f"{piece[:offset]}¦{piece[offset:]}"))[1]


HOSTS = (
    *("example.org", "example.org.", "example..org", ".example.org", "exa_mple.org", "-a.org", "localhost"),
    *("münchen.example", "пример.бг", "ⓔxample.org", "faß.example", "127.0.0.1", "[::1]", "[fe80::1%25eth0]"),
    *(
        "a\u00adb.example",
        "a\u200bb.example",
        "ex%61mple.org",
        'a".org',
        "*.example.org",
        "a@b.example",
        "xn--",
    ),
    *(
        "a,b.example",
        f"{'a' * 64}.example",
        "例え.テスト",
        "a。b.example",
        "\u0300.example",
        "a b.example",
        ".",
    ),
)
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
    except Misunderstood:
        return False


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("title: Working call", "title: Webinar ¦#3", '`title: "Webinar #3"`'),
        ("name: {en: Sejong, ko: 세종}", "name:\n      en: Sejong ¦#1\n      ko: 세종", '`en: "Sejong #1"`'),
        ("reason: room not free", "reason: hall ¦#2 is taken", "put all of it in quotes"),
        ("address: https://calendar.", "address: ¦http://calendar.", "`https://`"),
        ("languages: [en, bg, nl, ko]", "languages: [en, bg, nl, ko, ¦kr]", "if Korean is meant, write `ko`"),
        ("kind: study visit", "kind: ¦{bg: посещение}", "no version in `en`"),
        ("from: 2026-01-08", "from: ¦2026-01-09", "`2026-01-08` or `2026-01-15`"),
    ],
    ids=["number", "number in one language", "number inside", "open address", "kr", "no default", "weekday"],
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
        ("address: https://calendar.example.org", "address: http://127.0.0.1:8000"),
    ],
    ids=["blank", "quotes", "glued", "hour", "flag", "own machine"],
)
def test_what_is_plainly_meant_is_no_warning(tmp_path: Path, old: str, new: str) -> None:
    assert warned(tmp_path, spoiled(old, new)) == []


INDENTED = {
    "a block inside": (
        "    join:\n      url: https://meet.example.org/abc\n      passcode: \"48151623\"\n",
        "    join:\n    ¦url: https://meet.example.org/abc\n",
        "`url:` belongs to `join:`",
    ),
    "text with a comment over two lines": (
        "    title: Working call\n", "    title: Working ¦#3\n      call\n", "what follows this `#`",
    ),
    "a comment in braces": (
        "  nature: {name: Nature}", "  nature: {name: Nature ¦#3}", "the closing `}` too",
    ),
    "a key without a value in braces": ("{past: 90 days,", "{past: ¦,", "`past:`"),
    "a colon missing in braces": ("{past: 90 days,", "{¦past 90 days,", "`past: 90 days`"),
    "nothing in a list": ("[rotterdam, busan]", "[rotterdam, ¦null]", "nothing is written here"),
    "an id in the first column": (
        "groups:\n  mobility-cluster: [sofia, sejong, rotterdam]",
        "groups:\n¦mobility-cluster: [sofia, sejong, rotterdam]",
        "`mobility-cluster:` belongs to `groups:`",
    ),
    "cities in one text": ("[rotterdam, busan]", "¦rotterdam and busan", "`[rotterdam, busan]`"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), INDENTED.values(), ids=INDENTED)
def test_a_mistake_of_form_has_its_place(tmp_path: Path, old: str, new: str, words: str) -> None:
    clean, place = marked(spoiled(old, new))

    line, column, _, message = errors(read_text(tmp_path, clean))[0]

    assert (line, column) == place
    assert words in message


def test_lines_that_are_not_indented_are_one_error(tmp_path: Path) -> None:
    text = "more:\npair: sofia-sejong\ntitle: More\non_holiday: skip\nchanges:\n  2026-12: {cancel: x}\n"

    problems = errors(read_text(tmp_path, meeting(text)))

    assert [(field, message.split(";")[0]) for _, _, field, message in problems] == [
        ("meetings.pair", "`pair:` belongs to `more:` above it"),
    ]


STRAY = "`pair:` belongs to `more:` above it"


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        pytest.param("every: third Wednesday\n", [("meetings.pair", STRAY)], id="nothing else"),
        pytest.param("duration: 60 min\n", [("meetings.more.every", "when is it?"), ("meetings.pair", STRAY)], id="a rule"),
    ],
)  # fmt: skip
def test_a_line_that_is_indented_too_little_is_not_missing_in_its_block(
    tmp_path: Path, last: str, expected: list[tuple[str, str]]
) -> None:
    """The first lines are right; what is really missing is another message."""
    text = f'more:\n  title: More\n  at: "10:00"\n  clock: sofia\n  from: 2026-01\npair: sofia-sejong\n{last}'

    problems = errors(read_text(tmp_path, meeting(text)))

    assert sorted(field for _, _, field, _ in problems) == [field for field, _ in expected]
    assert all(any(words in message for *_, message in problems) for _, words in expected)


def test_an_empty_meeting_is_one_error(tmp_path: Path) -> None:
    [(_, _, field, message)] = errors(read_text(tmp_path, meeting("more:\n")))

    assert field == "meetings.more"
    assert "a meeting needs lines such as `pair: sofia-sejong`" in message


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("eng", "did you mean `en`?"),
        ("xx", "not a language code"),
        ("Korean", "did you mean `ko`?"),
        ("cz", "did you mean `cs`?"),
        ("pt_br", "did you mean `pt-BR`?"),
        ("en-UK", "write `en-GB`"),
        ("afr", "did you mean `af`?"),
        ("dk", "did you mean `da`?"),
        ("nz", "write for example"),
        ("Flemish", "did you mean `nl`?"),
        ("deutsch", "did you mean `de`?"),
        ("Françai", "did you mean `fr`?"),
        ("中文", "did you mean `zh`?"),
    ],
)
def test_a_code_of_no_language_is_an_error(tmp_path: Path, code: str, words: str) -> None:
    assert words in only_error(tmp_path, spoiled("[en, bg, nl, ko]", f"[en, bg, nl, ko, ¦{code}]"))


@pytest.mark.parametrize(
    ("written", "words"), [("Bavaria", "`BY` (Bayern)"), ("by", "in capitals: `BY`")], ids=["name", "small"]
)
def test_a_part_of_a_country_is_named_by_its_code(tmp_path: Path, written: str, words: str) -> None:
    text = spoiled("country: NL", f"country: DE\n    subdivision: ¦{written}")

    assert words in only_error(tmp_path, text)


@pytest.mark.parametrize(
    ("key", "cure"),
    [
        ("agenda", "has no `agenda`: a page or file has a label and its address under `links:`, such as `agenda: https://…`"),
        ("minutes", "under `links:`, such as `minutes: https://…`"),
        ("recording", "under `links:`, such as `recording: https://…`"),
        ("slides", "under `links:`, such as `slides: https://…`"),
        ("chair", "has no `chair`: a person is named under `speakers:`, with `role:` and `consent: true`"),
        ("category", "has no `category`: write what it is about as `themes:`, or your word for what it is as `kind:`"),
    ],
)  # fmt: skip
def test_a_key_that_does_not_exist_has_its_place_elsewhere(tmp_path: Path, key: str, cure: str) -> None:
    title = "    title: Working call"

    message = only_error(tmp_path, spoiled(title, f"{title}\n    ¦{key}: https://example.org/x"))

    assert cure in message
    assert "did you mean" not in message


@pytest.mark.parametrize("key", ["papers", "materials", "moderators", "color", "id"])
def test_no_key_is_guessed_that_has_little_in_common(tmp_path: Path, key: str) -> None:
    """`papers` are no speakers, and `at` is part of many words."""
    title = "    title: Working call"

    message = only_error(tmp_path, spoiled(title, f"{title}\n    ¦{key}: x"))

    assert f"has no `{key}`" in message
    assert "did you mean" not in message


def test_an_audience_names_each_city_once(tmp_path: Path) -> None:
    text = spoiled("audience: all", "audience: [sofia, ¦sofia]")

    assert "listed twice" in only_error(tmp_path, text)


PRIVATE = "        visibility: private\n        description: Ask ada@example.org\n"


def test_what_only_private_readers_see_is_not_judged(tmp_path: Path) -> None:
    change = spoiled("        reason: room not free\n", PRIVATE)
    extra = change.replace(
        "        starts: 2026-11-10 10:00\n", f"        starts: 2026-11-10 10:00\n{PRIVATE}"
    )

    assert warned(tmp_path, extra) == []


def test_the_text_of_a_private_series_is_judged_where_one_meeting_is_public(tmp_path: Path) -> None:
    text = "    title: Study visit to Sejong\n"
    private = f"{text}    visibility: private\n    description: ¦Ask ada@example.org\n"
    public = "    changes:\n      once: {visibility: public}\n"

    assert "e-mail" in only_error(tmp_path, spoiled(text, private + public))


@pytest.mark.parametrize("name", ["extra.yaml.txt", "extra.yml.docx", "extra.yaml ", "extra.YAML.txt"])
def test_a_file_that_looks_like_configuration_is_not_passed_over_in_silence(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("nonsense", encoding="utf-8")

    [warning] = warned(tmp_path, BASE)

    assert str(warning).startswith(f"{tmp_path}/{name}:1:1: warning: this file is not read")
    assert "rename it to `extra.yaml`" in warning.message


@pytest.mark.parametrize("name", ["all.yaml~", "all.yaml.bak", ".all.yaml.swp", "#all.yaml#", "notes.txt"])
def test_what_editors_leave_behind_is(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("nonsense", encoding="utf-8")

    assert warned(tmp_path, BASE) == []


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


def test_a_directory_with_too_long_a_name_is_an_error(tmp_path: Path) -> None:
    [problem] = read(tmp_path / ("x" * 300)).problems

    assert "cannot be read" in problem.message


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


@pytest.mark.parametrize("line", ["  languages: [en]", "  host: {name: Host, timezone: Asia/Seoul}"])
def test_a_key_of_the_programme_without_a_value_is_an_error_at_its_place(tmp_path: Path, line: str) -> None:
    lines = ["  id: p", "  name: P", "  languages: [en]", "  host: {name: Host, timezone: Asia/Seoul}"]
    key = line.partition(":")[0]

    found = errors(read_text(tmp_path, "\n".join(("programme:", *lines, "")).replace(line, f"{key}:")))

    assert [(field, message.partition(";")[0]) for _, _, field, message in found] == [
        (f"programme.{key.strip()}", f"nothing is written behind `{key.strip()}:`")
    ]


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("themes: {water, rivers}\n", "themes.rivers", "nothing is written below it"),
        ("themes: {water: {name}}\n", "themes.water.name", "nothing is written behind"),
        ("themes: {water: {name: {a, b, c}}}\n", "themes.water.name", 'put it in quotes: `"{a, b, c}"`'),
        ("themes: {water: {name: a, b}}\n", "themes.water.b", 'put the text in quotes: `{name: "a, b"}`'),
    ],
)
def test_a_key_without_a_value_in_braces_gets_a_cure_that_helps(
    tmp_path: Path, text: str, field: str, words: str
) -> None:
    """Also in the second file: a section is never one text, and a text is the whole of its braces."""
    (tmp_path / "a.yaml").write_text("themes:\n  nature: {name: Nature}\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(text, encoding="utf-8")

    messages = [each.message for each in read(tmp_path).problems if each.field == field]

    assert len(messages) == 1
    assert words in messages[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("themes: {a:, b: {name: B}}\n", "a value is missing behind this colon"),
        ("%YAML 9.9\n---\nthemes:\n", "a line cannot start with `%`"),
    ],
)
def test_a_mistake_of_syntax_is_no_riddle(tmp_path: Path, text: str, words: str) -> None:
    assert words in " ".join(problem.message for problem in read_text(tmp_path, text).problems)
