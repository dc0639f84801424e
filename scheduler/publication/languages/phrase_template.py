"""Twincal's phrases as a file of gettext for a translator, with the translations that Twincal has."""

from __future__ import annotations

from io import BytesIO, StringIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from babel.plural import PluralRule, to_gettext

from scheduler.programme.texts import PLURAL_CATEGORIES
from scheduler.publication.languages.catalogues import SOURCE_LANGUAGE, phrases
from scheduler.publication.languages.language import language

_HEAD = """\
# The phrases of Twincal in {name} ({code}). Write the translation behind each msgstr.
# Leave the words in {{braces}} as they are: Twincal puts a name or a date there.
# Save this file as {code}.po in the folder of your programme. `twincal check` says what is missing.
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""


def phrase_template(code: str) -> str:
    """Returns the file with every phrase, to be filled in for the language `code`."""
    known = phrases(code)
    head = _HEAD.format(
        name=language("en").language_name(code.partition("-")[0]),
        code=code,
        plural_forms=known.plural_forms if known is not None else _plural_forms(code),
    )
    template = read_po(StringIO(head))
    for message in phrases(SOURCE_LANGUAGE) or ():
        if message.id:
            translated = known.get(message.id) if known is not None else None
            template.add(
                message.id, translated.string if translated else None, auto_comments=message.auto_comments
            )
    written = BytesIO()
    write_po(written, template, width=0, omit_header=True)
    return head + written.getvalue().decode()


def _plural_forms(code: str) -> str:
    """Returns what the head says of plural forms: as usual for gettext, if CLDR has as many of them."""
    usual, rule = Catalog(code.replace("-", "_")), language(code).plural_rule
    needed = {rule(number) for number in range(200)}
    if usual.num_plurals == len(needed):
        return usual.plural_forms
    first = [form for form in PLURAL_CATEGORIES if form in needed][:-1]  # the last is for all other numbers
    return to_gettext(PluralRule({form: rule.rules[form] for form in first}))
