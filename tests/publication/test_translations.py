"""What Twincal adds to texts exists in every language of the catalogues, and says the same in each."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import nodes

import scheduler
from scheduler.publication.pages.render import environment

FOLDER = Path(scheduler.__file__).parent / "publication" / "languages" / "translations"
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.po"))
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


def test_messages_stand_in_order_so_that_a_new_one_has_one_place(language: str) -> None:
    sources = [
        message.id[0] if isinstance(message.id, tuple) else message.id for message in messages(language)
    ]

    assert sorted(sources) == sources


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_other_languages_have_words_of_their_own(language: str) -> None:
    """A message with letters of its own, outside the braces, is not the English one copied."""
    shared = {
        "nl": {"Online", "Webinars", "Webinars in {year}"},
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
