"""Phrases of the secretariat, in languages that Twincal does not speak and in one that it does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.shell import Shell
from support.small_programme import SMALL, edited

WITH_SWEDISH = ("    - en\n", "    - en\n    - sv\n")
MOVED = """\
    changes:
      2027-01:
        move_to: 2027-01-21 10:00
        reason: Winter break
"""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A programme in English and Swedish, with one meeting moved."""
    shell = Shell(tmp_path)
    shell.write(edited(SMALL, WITH_SWEDISH))
    assert shell.apply(now="2026-11-23T09:00:00Z").code == 0
    shell.add(MOVED)
    return shell


def phrases(**by_english: str) -> str:
    """A file with phrases; `_` in a name stands for a space."""
    return "".join(
        f'msgid "{english.replace("_", " ")}"\nmsgstr "{words}"\n\n' for english, words in by_english.items()
    )


def feed_of(shell: Shell, name: str, language: str) -> str:
    """A feed with its folded lines joined, and without backslashes."""
    return shell.run("feed", name, "--language", language).text.replace("\r\n ", "").replace("\\", "")


def filled_in(template: str) -> str:
    """The template with a translation behind each msgstr: the English words in angle brackets, and so on."""
    one = re.sub(r'(msgid "(.+)"\nmsgstr )""', r'\1"«\2»"', template)
    several = r'(msgid "(.+)"\nmsgid_plural ".+"\nmsgstr\[0\] )""(\nmsgstr\[1\] )""'
    return re.sub(several, r'\1"«\2» one:"\3"«\2» other:"', one)


def test_the_template_filled_in_is_complete_and_speaks_on_pages_and_in_feeds(shell: Shell) -> None:
    template = shell.run("phrases", "sv").text
    shell.write(template, "sv.po")
    empty = shell.run("check", str(shell.config))
    number = template.count("\nmsgid ") - 1
    assert f"{number} phrases are missing" in empty.text

    shell.write(filled_in(template), "sv.po")
    check = shell.run("check", str(shell.config))
    assert shell.apply().code == 0
    shell.run("publish", str(shell.folder / "site"))

    assert (check.code, "missing" in check.text) == (0, False)
    feed = feed_of(shell, "cities/sofia", "sv")
    assert "«Moved from «onsdag 20 januari 2027 10:00 (Sofia)»: Winter break»" in feed
    page = (shell.folder / "site" / "sv" / "cities" / "sofia.html").read_text(encoding="utf-8")
    assert '<html lang="sv"' in page
    assert "«Skip to the content»" in page
    assert "tors 21 jan" in page


def test_a_phrase_replaces_that_of_twincal_and_the_others_stay(shell: Shell) -> None:
    shell.edit(("    - sv\n", "    - nl\n"))
    shell.write(phrases(Online="Via internet"), "nl.po")
    assert shell.apply("--allow", "large").code == 0
    before = shell.run("check", str(shell.config))

    assert "missing" not in before.text
    assert "LOCATION:Via internet" in feed_of(shell, "cities/sofia", "nl")
    assert "Agenda van" in feed_of(shell, "cities/sofia", "nl")


def test_a_new_phrase_changes_coming_meetings_and_leaves_past_ones(shell: Shell) -> None:
    shell.write(edited(SMALL, WITH_SWEDISH))
    shell.write(phrases(Online="På nätet"), "sv.po")

    plan = shell.plan()
    assert shell.apply().code == 0

    assert "no meeting changes" in plan.text
    events = [
        event for event in feed_of(shell, "cities/sofia", "sv").split("BEGIN:VEVENT") if "UID:" in event
    ]
    past = [event for event in events if re.search("DTSTART;TZID=Europe/Sofia:2026(0|10|11)", event)]
    assert [event for event in events if "LOCATION:Online" in event] == past
    assert [event for event in events if "LOCATION:På nätet" in event] == events[len(past) :]
    assert past
    assert all("SEQUENCE:0" in event for event in events)


def test_phrases_of_a_language_leave_past_meetings_of_its_countries_as_they_are(shell: Shell) -> None:
    shell.write(edited(SMALL, ("    - en\n", "    - en\n    - sv\n    - sv-FI\n")))
    shell.write(phrases(Online="På nätet"), "sv.po")
    assert shell.apply().code == 0
    shell.write(phrases(Online="Digitalt"), "sv.po")
    assert shell.apply(now="2026-12-20T09:00:00Z").code == 0

    events = feed_of(shell, "cities/sofia", "sv-FI").split("BEGIN:VEVENT")

    assert [event for event in events if "Sofia:20261216" in event and "På nätet" in event]
    assert [event for event in events if "Sofia:20270217" in event and "Digitalt" in event]


def test_words_of_the_secretariat_cannot_be_html(shell: Shell) -> None:
    shell.write(phrases(Skip_to_the_content="<b>Hoppa</b>"), "sv.po")
    assert shell.apply().code == 0
    shell.run("publish", str(shell.folder / "site"))

    page = (shell.folder / "site" / "sv" / "index.html").read_text(encoding="utf-8")

    assert "&lt;b&gt;Hoppa&lt;/b&gt;" in page


COUNTED = 'msgid "{count} more city"\nmsgid_plural "{count} more cities"\nmsgstr[0] "{count}"\nmsgstr[1] "{count}"\n'
TWO_FORMS = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        pytest.param(
            phrases(Onlin="x"),
            "sv.po",
            "sv.po:1:1: programme.phrases.sv.Onlin: warning: Twincal does not use this phrase; did you mean `Online`?",
            id="unknown",
        ),
        pytest.param(
            phrases(**{"{count} more city": "{count} till"}),
            "sv.po",
            "this phrase has other plural forms; copy its lines from `twincal phrases sv`",
            id="no plural forms",
        ),
        pytest.param(
            f"{TWO_FORMS}{COUNTED}",
            "ru.po",
            "ru.po:1:1: warning: phrases with a number have 2 plural forms here, and need 3 in `ru`; take the head",
            id="a plural form is missing",
        ),
        pytest.param(
            f"{TWO_FORMS}{COUNTED}",
            "ja.po",
            "ja.po:1:1: warning: phrases with a number have 2 plural forms here, and need 1 in `ja`; take the head",
            id="a superfluous plural form",
        ),
    ],
)
def test_check_warns(shell: Shell, text: str, name: str, message: str) -> None:
    shell.write(text, name)

    answer = shell.run("check", str(shell.config))

    assert answer.code == 0
    assert message in answer.text


@pytest.mark.parametrize("code", ["he", "id", "mt", "tr"])
def test_the_template_has_the_plural_forms_of_unicode(shell: Shell, code: str) -> None:
    """For these languages, other files of gettext usually have fewer or more."""
    shell.write(shell.run("phrases", code).text, f"{code}.po")

    assert "plural forms" not in shell.run("check", str(shell.config)).text


def test_the_template_of_a_language_that_twincal_speaks_has_its_words(shell: Shell) -> None:
    template = shell.run("phrases", "ko").text

    assert 'msgid "Online"\nmsgstr "온라인"\n' in template
    shell.write(template, "ko.po")
    shell.edit(("    - sv\n", "    - ko\n"))
    assert "missing" not in shell.run("check", str(shell.config)).text
