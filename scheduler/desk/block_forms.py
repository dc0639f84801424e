"""The form of a block of the files: an input for each of its keys, made from its typed document.

1. An input says what stands in the files, and what a person would type for that. A secret is never said.
2. A form carries the digest of what each input showed. What nobody touched is no part of the edit, even if
   somebody else has changed it meanwhile.
3. Nothing here lists the keys: types say what an input looks like, documents what is seen first, and what a
   key for one pair may change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from scheduler.configuration.blocks.documents import Document, EntryDocument
from scheduler.configuration.blocks.fields import BlockField, fields_of
from scheduler.configuration.blocks.types import LONGEST_REMARK
from scheduler.configuration.edits.new_values import Values, inner, listed_values
from scheduler.configuration.source.nodes import Plain
from scheduler.configuration.vocabulary.codes import country_names
from scheduler.desk.inputs import AWAY, LAST, SHOWED, Choice, Input, InputLook, digest

ELSEWHERE: Mapping[str, str] = {
    "id": "it is part of every address",
    "formerly": "“Change its short name” writes it",
    "changes": "each meeting has a page of its own",
    "extra": "each meeting has a page of its own",
    "schedule": "the day and hour that count from a month write it",
    "move_to": "“Move” writes it",
    "cancel": "“Cancel the meeting” writes it",
    "pair": "a series stays with its pair",
    "group": "a series stays with its group",
}
"""The keys that no form has, and why."""
RULE = frozenset(fields_of(EntryDocument)) - {"from", "until", "starting"}
"""The keys of a series that count from a month."""
_TRUE = ("true", "yes")
_YES_OR_NO: Sequence[Choice] = (("", ""), ("true", "yes"), ("false", "no"))


class Offered(Struct, frozen=True, kw_only=True):
    """What inputs offer to choose from: names by section, the languages of the programme."""

    names: Mapping[str, Sequence[Choice]]
    languages: Sequence[str]


def inputs_of(
    block_type: type[Document],
    values: Values,
    offered: Offered,
    above: Values,
    before: str = "",
    part: str = "",
) -> Iterator[Input]:
    """Yields the inputs of a block with these values; those `above` hold where it has none of its own."""
    for key, field in fields_of(block_type).items():
        name, written = f"{before}{key}", values.get(key)
        if field.key in ELSEWHERE and not part:
            continue
        if field.key == "accepted":
            yield from _accepted(inner(values, (key,)), field.label.words)
            continue
        if field.block_type is None:
            yield from _of_value(block_type, field, written, offered, above.get(key), name, part)
        elif field.shape == "block":
            yield from inputs_of(
                field.block_type,
                inner(values, (key,)),
                offered,
                inner(above, (key,)),
                f"{name}.",
                field.label.words,
            )
        else:
            for number, row in enumerate([*listed_values(written), {}]):
                own, title = row if isinstance(row, dict) else {}, f"{field.label.words} {number + 1}"
                for each in inputs_of(field.block_type, own, offered, {}, f"{name}.{number}.", title):
                    yield replace(each, is_first=each.is_first and bool(own))


def _accepted(findings: Values, part: str) -> Iterator[Input]:
    """Yields each warning that was accepted, which can be taken away; "I know" writes one."""
    for code in findings:
        for number, entry in enumerate(listed_values(findings[code])):
            assert isinstance(entry, dict)  # the text has no errors
            facts = (", ".join(map(str, listed_values(value))) for value in entry.values())
            label, name = code.replace("-", " ").capitalize(), f"accepted.{code}.{number}"
            yield Input(name=name, label=label, look="kept", value="; ".join(facts), part=part, is_first=True)


def _of_value(
    block_type: type[Document],
    field: BlockField,
    written: Plain,
    offered: Offered,
    above: Plain,
    name: str,
    part: str,
) -> Iterator[Input]:
    assert field.type is not None
    places = {key: place for place, key in enumerate(block_type.first.split())}
    is_first, order = field.key in places, places.get(field.key, LAST)
    look, choices = _look(field, written, offered)
    common: dict[str, Any] = {"label": field.label.words, "hint": field.label.hint, "part": part}
    common["order"] = order
    common["is_needed"] = bool(part) and field.key in block_type.required
    if look == "secret":
        yield Input(
            name=name,
            look=look,
            is_set=written is not None,
            is_first=is_first or written is not None,
            **common,
        )
        return
    if not field.type.takes_languages:
        value = _shown(look, written, choices)
        usual = _shown(look, above, choices)
        yield Input(
            name=name,
            look=look,
            value=value,
            usual=usual,
            choices=choices,
            is_first=is_first or bool(value),
            has_pairs=field.type.is_block or isinstance(written, dict),
            **common,
        )
        return
    first = offered.languages[0]
    for code in offered.languages:
        value = _version(written, code, first)
        yield Input(
            name=name if code == first else f"{name}.{code}",
            look=look,
            value=value,
            usual=_version(above, code, first),
            language=code,
            is_first=is_first or bool(_version(written, first, first)) or bool(value),
            **common,
        )


def _version(written: Plain, code: str, first: str) -> str:
    if isinstance(written, dict):
        return str(written.get(code) or "")
    return str(written or "") if code == first else ""


def _look(field: BlockField, written: Plain, offered: Offered) -> tuple[InputLook, Sequence[Choice]]:
    """Returns what the input of a value looks like, and what it offers."""
    kind = field.type
    assert kind is not None
    if kind.is_secret:
        return "secret", ()
    if kind.ids_of and kind.holds == "names":
        found = [choice for section in kind.ids_of for choice in offered.names[section]]
        found = [("all", "All cities"), *found] if "groups" in kind.ids_of else found
        known = {id for id, _ in found}
        found += [(str(each), str(each)) for each in listed_values(written) if each not in known]
        return ("boxes", found) if kind.takes_list else ("choice", [("", ""), *found])
    if kind.schema.get("type") == "boolean":
        return "choice", _YES_OR_NO
    if "enum" in kind.schema:
        return "choice", [("", ""), *((each, each) for each in kind.schema["enum"])]
    if isinstance(written, dict) and not kind.takes_languages:
        return "lines", ()
    if field.key == "country":
        return "named", country_names(offered.languages)
    if field.key == "starts":
        return "moment", ()
    if kind.holds == "prose" and kind.schema.get("anyOf", [{}])[0].get("maxLength", 0) > LONGEST_REMARK:
        return "text", ()
    return ("lines" if kind.takes_list or kind.is_block else "line"), ()


def _shown(look: InputLook, written: Plain, choices: Sequence[Choice]) -> str:
    """Returns a value of the files as a person types it."""
    if isinstance(written, dict):
        return "\n".join(f"{label}: {each}" for label, each in written.items())
    text = "\n".join(map(str, listed_values(written)))
    if look == "named":
        return next((name for id, name in choices if id == text), text)
    if look == "moment" and not text[:1].isdigit():  # the date is open
        return ""
    if choices is _YES_OR_NO and text:
        return "true" if text.casefold() in _TRUE else "false"
    return text


def touched(inputs: Iterable[Input], given: Mapping[str, str]) -> Iterator[tuple[Input, Plain]]:
    """Yields the inputs that somebody changed, with their new values; None where something is taken out."""
    for each in inputs:
        typed = each.typed(given.get(each.name, ""))
        if f"{AWAY}{each.name}" in given:
            yield each, None
        elif each.look == "secret" and typed:
            yield each, each.written(typed)
        elif each.look != "secret" and each.name in given:
            stands, showed = each.typed(each.value), given.get(f"{SHOWED}{each.name}", each.showed)
            if digest(typed) != showed and typed not in (stands, stands or each.usual):
                yield each, each.written(typed)
