"""What Twincal adds to texts exists in every language of the catalogues, and says the same in each."""

from __future__ import annotations

import ast
import csv
import gettext
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import nodes

import scheduler
from scheduler.publication.languages.language import language as language_of
from scheduler.publication.pages.render import environment

FOLDER = Path(scheduler.__file__).parent / "publication" / "languages" / "translations"
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.po"))
GLOSSARY = FOLDER.parents[3] / "docs" / "glossary.csv"
NO_TERM = re.compile(
    r"“[^”]*”|\{\w+\}|(?:Apple|Google) Calendar|(?:\d+|few) minutes|page has moved|video meetings"
)
"""What is no term: words of other programs, names, minutes of time, a page that has moved, a video meeting."""
NEED_NO_TERM = {
    ("Two meetings at the same time on {day} ({place}): “{title}” and “{other}”.", "meeting"),
    ("No calendar app has checked yet", "calendar app"),
}
"""Phrases and terms that have no word in some languages: titles name the meetings, and calendars follow."""
NAMES = r"\{(?:calendar|city|cities|clock|host|name|pair|place|programme|theme)\}"
BEFORE_OR_BEHIND_NAMES = {
    "bg": rf"\b(?:с|в) {NAMES}",
    "fr": rf"(?:\b(?:de|à|du|au) |d’){NAMES}",
    "ko": r"\}(?:은|는|이|가|을|를|과|와|로|으로|랑)(?![가-힣])",
    "pt": rf"\b(?:a|de|em|por) {NAMES}",
}
"""Words that must change with the name: във Варна, d’Orléans, 서울과, do Porto."""
PLURAL_FORMS = {
    "en": 2, "bg": 2, "de": 2, "es": 2, "fr": 2, "it": 2, "ja": 1, "ko": 1, "nl": 2, "pt": 2, "zh": 1
}  # fmt: skip
PLACEHOLDER = re.compile(r"\{(\w*)\}")


def catalogue(language: str) -> Catalog:
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def forms(message: Message) -> list[str]:
    written = message.string
    return [written or ""] if isinstance(written, str | None) else list(written)


def source(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.feed_rule(41)
def test_every_catalogue_has_exactly_the_messages_of_the_english_one(language: str) -> None:
    english = {message.id for message in messages("en")}

    assert english
    assert english == {message.id for message in messages(language)}


def test_the_english_catalogue_says_its_messages_word_for_word() -> None:
    """A translator reads them, and readers of a language without all phrases do."""
    other = [message.id for message in messages("en") if message.string not in (message.id, "")]

    assert other == []


def test_no_translation_is_empty_doubtful_or_padded(language: str) -> None:
    wrong = [
        message.id
        for message in messages(language)
        if message.fuzzy or any(not form or form != form.strip() for form in forms(message))
    ]

    assert not wrong


def test_every_form_fills_in_what_the_english_one_fills_in(language: str) -> None:
    wrong = [
        form
        for message in messages(language)
        for form in forms(message)
        if placeholders(form) != placeholders(source(message))
    ]

    assert not wrong


def test_braces_hold_plain_names_only(language: str) -> None:
    """A stray brace would break the filling in at the moment of publishing."""
    stray = [
        form
        for message in messages(language)
        for form in forms(message)
        if set("{}") & set(PLACEHOLDER.sub("", form))
    ]

    assert not stray


def test_the_number_of_plural_forms_is_known_for_every_language() -> None:
    assert sorted(PLURAL_FORMS) == LANGUAGES


@pytest.mark.parametrize(("language", "count"), PLURAL_FORMS.items())
def test_a_message_that_counts_has_a_form_for_every_number_of_its_language(language: str, count: int) -> None:
    counting = [message for message in messages(language) if message.pluralizable]

    assert count == catalogue(language).num_plurals
    assert counting
    assert {count} == {len(forms(message)) for message in counting}


def test_each_number_takes_the_form_that_unicode_gives_it(language: str) -> None:
    """A translator's head of the file and CLDR must agree: the pages use one, translators' tools the other."""
    index, words = gettext.c2py(catalogue(language).plural_expr), language_of(language)
    pairs = {(index(number), form) for form in words.plural_examples for number in numbers(language, form)}

    assert len(pairs) == len(words.plural_examples) == catalogue(language).num_plurals


def numbers(language: str, form: str) -> list[int]:
    rule = Locale.parse({"pt": "pt_PT"}.get(language, language)).plural_form
    return [number for number in range(200) if rule(number) == form]


def test_a_phrase_has_the_word_of_the_glossary_for_each_term_in_it(language: str) -> None:
    """One thing, one name."""
    wrong = [
        (term["term"], form)
        for message in messages(language)
        for term in terms_in(source(message))
        if (source(message), term["term"]) not in NEED_NO_TERM
        for form in forms(message)
        if not any(word.casefold() in form.casefold() for word in written(term[language]))
    ]

    assert wrong == []


def test_the_glossary_has_a_column_for_each_language() -> None:
    columns = ["term", "en", *(each for each in LANGUAGES if each != "en")]

    assert all(columns == [*term] for term in glossary())


def test_a_longer_term_hides_a_shorter_one() -> None:
    found = [term["term"] for term in terms_in("Meetings to be confirmed: 5 minutes, “Minutes”")]

    assert found == ["to be confirmed", "meeting"]


def terms_in(phrase: str) -> Iterator[dict[str, str]]:
    """Yields the terms of the glossary in an English phrase, the longest first; none is looked for in another."""
    left = NO_TERM.sub(" ", phrase)
    words = [(word, term) for term in glossary() for word in written(term["en"])]
    for word, term in sorted(words, key=lambda pair: -len(pair[0])):
        left, number = re.subn(rf"\b{re.escape(word)}\b", " ", left)
        if number:
            yield term


@cache
def glossary() -> list[dict[str, str]]:
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(column: str) -> list[str]:
    """Returns the words of a term in one language; the stem of a word that changes ends in `…`."""
    return [word.removesuffix("…") for word in column.split(" / ")]


@pytest.mark.parametrize("language", BEFORE_OR_BEHIND_NAMES)
def test_no_word_that_changes_with_a_name_stands_beside_one(language: str) -> None:
    wrong = re.compile(BEFORE_OR_BEHIND_NAMES[language])

    assert [form for message in messages(language) for form in forms(message) if wrong.search(form)] == []


def test_french_signs_have_no_break_spaces() -> None:
    """No line begins with one of them."""
    wrong = re.compile("« | [:;?!»]")

    assert [form for message in messages("fr") for form in forms(message) if wrong.search(form)] == []


def test_only_languages_that_write_han_signs_have_some(language: str) -> None:
    texts = [FOLDER / f"{language}.po", FOLDER / "holidays" / f"{language}.po"]
    found = [
        line
        for text in texts
        if text.exists()
        for line in text.read_text("utf-8").splitlines()
        if line.startswith("msgstr") and re.search("[\u3040-\u30ff\u3400-\u9fff]", line)
    ]

    assert language in ("ja", "zh") or found == []


OTHER_SIGNS = {
    "ja": r"[ぁ-ヿ一-鿿] ?[,.:;!?()]|[ぁ-ヿ一-鿿] [A-Za-z0-9{]|[A-Za-z0-9⁵}] [ぁ-ヿ一-鿿]",
    "ko": r"[가-힣\d}] \(|세요",
    "zh": r"[一-鿿] ?[,.:;!?()]|[一-鿿] [A-Za-z0-9{]|[A-Za-z0-9⁵}] [一-鿿]",
}
"""Signs and blanks of English, and the less polite of two forms."""


@pytest.mark.parametrize("language", OTHER_SIGNS)
def test_signs_blanks_and_politeness_have_one_rule(language: str) -> None:
    wrong = re.compile(OTHER_SIGNS[language])

    assert [form for message in messages(language) for form in forms(message) if wrong.search(form)] == []


GLUE = re.compile(r"""(?:\}\}|</\w+>)(?:</\w+>)*[:,.;]\s|~ "[:,.;] |"[:,.;] " ~|\}\} \(\{\{ (?!utc)""")


@pytest.mark.parametrize("template", sorted(FOLDER.parents[1].rglob("*.html")), ids=lambda path: path.name)
def test_templates_join_phrases_by_phrases(template: Path) -> None:
    """English signs between phrases are wrong in French and Japanese."""
    assert GLUE.findall(template.read_text(encoding="utf-8")) == []


def test_messages_stand_in_order_so_that_a_new_one_has_one_place(language: str) -> None:
    sources = [
        message.id[0] if isinstance(message.id, tuple) else message.id for message in messages(language)
    ]

    assert sorted(sources) == sources


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_other_languages_have_words_of_their_own(language: str) -> None:
    """A message with letters of its own, outside the braces, is not the English one copied."""
    shared = {
        "nl": {"Agenda", "Online", "Webinars", "Webinars in {year}"},
        "de": {"Online"},
        "it": {"Online"},
        "pt": {"Online"},
    }.get(language, set())
    copied = {
        message.id
        for message in messages(language)
        if isinstance(message.id, str)
        and message.id == message.string
        and re.search(r"\w", PLACEHOLDER.sub("", message.id))
    }

    assert copied <= shared


def test_every_phrase_is_used_somewhere() -> None:
    """A phrase that neither code nor template says is work for translators and nothing for readers."""
    paths = (*Path(scheduler.__file__).parent.rglob("*.py"), *sources("html"))
    code = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    quoted = (source(message) for message in messages("en"))

    assert [phrase for phrase in quoted if f'"{phrase}"' not in code and f"'{phrase}'" not in code] == []


def said_in(module: ast.Module) -> Iterator[str]:
    """The phrases that code says, written there or as a constant of the module."""
    named = {ast.unparse(node.targets[0]): node.value for node in module.body if isinstance(node, ast.Assign)}
    for call in ast.walk(module):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or not call.args:
            continue
        if call.func.attr == "say" or (call.func.attr == "count" and len(call.args) > 1):
            argument = call.args[0].value if isinstance(call.args[0], ast.Starred) else call.args[0]
            written = named.get(ast.unparse(argument), argument)
            first = written.elts[0] if isinstance(written, ast.Tuple) else written
            if isinstance(first, ast.Constant):
                yield first.value


def test_what_code_says_is_in_the_catalogues() -> None:
    said = {phrase for path in sources("py") for phrase in said_in(ast.parse(path.read_text("utf-8")))}

    assert "{cities} and {count} more city" in said
    assert said - {source(message) for message in messages("en")} == set()


def sources(ending: str) -> list[Path]:
    return sorted(FOLDER.parents[1].rglob(f"*.{ending}"))


def spoken(template: Path) -> list[tuple[str, ...]]:
    """The phrases that a template says, with their plural where it counts."""
    calls = environment().parse(template.read_text(encoding="utf-8")).find_all(nodes.Call)
    wanted = {"say": 1, "plural": 2}
    phrases = [call for call in calls if isinstance(call.node, nodes.Name) and call.node.name in wanted]
    return [
        tuple(
            argument.as_const()
            for argument in call.args[: wanted[call.node.name]]
            if isinstance(argument, nodes.Const)
        )
        for call in phrases
    ]


@pytest.mark.parametrize("template", sources("html"), ids=lambda path: path.name)
def test_what_a_template_says_is_in_the_catalogues(template: Path) -> None:
    known = [message.id if isinstance(message.id, tuple) else (message.id,) for message in messages("en")]

    assert [phrase for phrase in spoken(template) if phrase and phrase not in known] == []


def test_no_phrase_holds_what_html_would_read_as_markup(language: str) -> None:
    assert not [form for message in messages(language) for form in forms(message) if set("<>&") & set(form)]
