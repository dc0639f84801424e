"""The blocks of the files at the desk: their values in words, and the forms that change or add one.

1. What somebody changed in a form is one edit: one plan, one revision, one thing to take back.
2. The day, hour, clock and length of a series count from a month: they are one more rule.
3. A value that an action writes is in no form: a day is moved, and not typed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from scheduler.commands.new_titles import new_title
from scheduler.commands.refusals import Refused
from scheduler.configuration.blocks.documents import (
    SECTIONS,
    DetailsDocument,
    Document,
    ExtraDocument,
    FixedDocument,
    MeetingDocument,
    SeriesDocument,
)
from scheduler.configuration.blocks.fields import fields_of
from scheduler.configuration.edits.new_values import (
    AddBlock,
    AddExtra,
    AddRule,
    KeyPath,
    SetField,
    Together,
    Values,
    in_order,
    inner,
    listed_values,
    values_of,
)
from scheduler.configuration.phrases.date_phrases import OPEN, moment_or_open
from scheduler.configuration.source.nodes import Plain
from scheduler.configuration.vocabulary.zones import countries
from scheduler.desk.block_forms import RULE, Offered, inputs_of, touched
from scheduler.desk.forms import Form
from scheduler.desk.inputs import AWAY, Input
from scheduler.desk.sight import LANGUAGE
from scheduler.desk.visit import Visit
from scheduler.desk.words import plain
from scheduler.programme.spans import Month

FROM = "counts_from"
"""The input with the month from which a new rule of a series counts."""
OUTCOME = ("held", "present")
"""What is only known of a meeting that is over."""
_OF_ONE_DAY = fields_of(FixedDocument).keys() - fields_of(DetailsDocument).keys()
_OF_A_RULE = fields_of(MeetingDocument).keys() - fields_of(SeriesDocument).keys() - {"pair", "group"}
_NEW_TITLES = {"add-monthly": "monthly meeting", "add-single": "meeting"}
"""What the forms for new meetings of a pair or group call them."""
_NOT_LATIN = re.compile(r"[^a-z0-9]+")


class BlockForm(Struct, frozen=True, kw_only=True):
    """A block that stands in the files, or a new one without an id, with its inputs.

    `name` is SECTION/ID, SECTION/ID/KEY for one meeting of a series, or `programme`; of a new block, what it
    is added to.
    """

    name: str
    section: str
    id: str = ""
    key: str = ""
    inputs: Sequence[Input]

    @property
    def facts(self) -> Sequence[tuple[str, str]]:
        """The label of each written value, and the value in words."""
        shown = (each for each in self.inputs if each.words and each.name != FROM)
        return [(f"{each.part}: {each.label}" if each.part else each.label, each.words) for each in shown]

    def input_at(self, place: str) -> Input | None:
        """Returns the input of what stands at a place of the files: `cities.sofia.contacts[1]`."""
        place = re.sub(r"schedule\[\d+\]\.from$", FROM, place)
        steps = re.sub(r"\[(\d+)\]", r".\1", place).split(".")
        spans = ((first, last) for last in range(len(steps), 0, -1) for first in range(last))
        for first, last in spans:
            name = ".".join(steps[first:last])
            for each in self.inputs:
                if each.name == name or each.name.startswith(f"{name}."):
                    return each
        return None


def block_at(visit: Visit, name: str) -> BlockForm | None:
    """Returns the block SECTION/ID, SECTION/ID/KEY or `programme`; None if the files have it no more."""
    section, id, key = (*name.split("/", 2), "", "")[:3]
    if id and id not in visit.data[section]:
        return None
    values = values_of(visit.data, section, id, key)
    if section == "meetings" and not key:
        values = replace(values, above=_of_group(visit, values.own))
    own, recurs = values.own, section == "meetings" and not key and {"every", "schedule"} & values.own.keys()
    known = visit.meeting(f"{id}/{key}") if key else None
    has_outcome = known is not None and known.is_past(visit.now) and not known.occurrence.cancelled
    is_open = "starts" not in own or moment_or_open(str(own["starts"])) == OPEN
    left_out = {*(() if has_outcome else OUTCOME), *(() if is_open else ("starts",))}
    if recurs:
        own, left_out = {**own, **_rule_in_force(own, visit)}, left_out | _OF_ONE_DAY - RULE
    elif values.type is MeetingDocument:
        left_out |= _OF_A_RULE
    opened = values.type.for_pair.split()
    inputs = [
        each
        for each in _inputs(visit, values.type, own, values.above, left_out)
        if visit.is_for_all or each.path[0] in opened
    ]
    if recurs:
        hint = "A month. It is for a new day, hour, clock or length; all else changes at once"
        month = f"{Month.of(visit.now.date()).plus(1)}"
        label = "A new day or hour counts from"
        inputs.append(
            Input(name=FROM, label=label, look="line", value=month, hint=hint, is_first=True, order=5)
        )
    return BlockForm(name=name, section=section, id=id, key=key, inputs=inputs)


def _of_group(visit: Visit, own: Values) -> Values:
    """Returns what a series has of its pair or group, where it has nothing of its own."""
    for section in ("pairs", "groups"):
        if (id := own.get(section.removesuffix("s"))) in visit.data[section]:
            group = values_of(visit.data, section, str(id)).own
            return {key: value for key, value in group.items() if key in fields_of(DetailsDocument)}
    return {}


def new_block(visit: Visit, form: Form, of: str) -> BlockForm:
    """Returns the empty block that a form adds to the programme, or to the pair, group or series `of`."""
    section = form.section or "extra"
    left_out = {*OUTCOME, *(_OF_ONE_DAY - RULE if form.name == "add-monthly" else ())}
    if form.name == "add-single":
        left_out |= _OF_A_RULE
    inputs = [*_inputs(visit, SECTIONS.get(section, ExtraDocument), {}, {}, left_out)]
    if form.name in _NEW_TITLES:
        names = visit.calendar(of).title
        title = new_title(names, _NEW_TITLES[form.name], visit.state.profile.languages[0])
        inputs = [replace(each, value=title) if each.name == "title" else each for each in inputs]
    hint = "Empty: one is made of the title. Small letters, digits, hyphens"
    inputs.append(Input(name="id", label="Short name (id)", look="line", hint=hint))
    return BlockForm(name=of, section=section, id=of.rpartition("/")[2], inputs=inputs)


def _inputs(
    visit: Visit, block_type: type[Document], own: Values, above: Values, left_out: Iterable[str]
) -> Iterator[Input]:
    feeds, out = visit.state.open_feeds, {*left_out}
    names = {
        section: [(each.id, each.title.say(LANGUAGE)) for each in feeds if each.kind == section]
        for section in SECTIONS
    }
    offered = Offered(names=names, languages=visit.state.profile.languages)
    yield from (each for each in inputs_of(block_type, own, offered, above) if each.path[0] not in out)


def _rule_in_force(own: Values, visit: Visit) -> Values:
    """Returns the day, hour, clock and length that a series has now, by its rules."""
    entries = [each for each in listed_values(own.get("schedule")) if isinstance(each, dict)]
    begun = [each for each in entries if str(each.get("from")) <= f"{visit.now:%Y-%m}"] or entries[:1]
    rule: dict[str, Any] = {}
    for each in begun:
        rule |= {key: value for key, value in each.items() if key in RULE}
    return rule


def typed_change(visit: Visit, here: BlockForm) -> Together:
    """Returns the edit of a form: what somebody changed in it. Raises Refused."""
    _require_open_keys(visit, here)
    changed = [*touched(here.inputs, visit.request.fields)]
    month = next((each for each in here.inputs if each.name == FROM), None)
    of_rule = {each.name: value for each, value in changed if month is not None and each.name in RULE}
    edits: list[SetField | AddRule] = []
    if month is not None and of_rule:
        edits.append(
            AddRule(series=here.id, values=in_order({"from": visit.field(FROM) or month.value, **of_rule}))
        )
    gone = [each.whole for each, value in changed if value is None and each.is_needed]
    # The last rows of a list come first: where one is taken out, those after it get other numbers.
    for each, value in sorted(changed, key=lambda item: _row(item[0].path), reverse=True):
        is_in_gone_row = any(each.path[: len(row)] == row != each.whole for row in gone)
        if each is not month and each.name not in of_rule and not is_in_gone_row:
            path = each.whole if value is None else each.path
            edits.append(SetField(id=here.name, path=path, value=value))
    if not edits:
        raise Refused("nothing was changed in this form", "change it, or go back")
    return Together(edits=tuple(edits))


def _row(path: KeyPath) -> tuple[int, ...]:
    return tuple(int(step) for step in path if step.isdecimal())


def _require_open_keys(visit: Visit, here: BlockForm) -> None:
    """Raises Refused if a form has a key of the block that its person does not change here."""
    fields = fields_of(values_of(visit.data, here.section, here.id, here.key).type)
    opened = {each.path[0] for each in here.inputs}
    for name in visit.request.fields:
        key = name.removeprefix(AWAY).partition(".")[0]
        if key in fields and key not in opened:
            raise Refused(f"{fields[key].label.words}: this is not changed here", "ask the secretariat")


def typed_addition(visit: Visit, here: BlockForm) -> AddBlock | AddExtra:
    """Returns the edit that adds what a form says."""
    values: Values = {here.name.partition("s/")[0]: here.id} if here.section == "meetings" else {}
    for each in here.inputs:
        given = each.typed(visit.request.fields.get(each.name, ""))
        if given and each.name != "id":
            values = _with(values, each.path, each.written(given))
    id, values = visit.field("id") or _new_id(visit, here, values), in_order(values)
    if here.section == "extra":
        return AddExtra(series=here.id, id=id, values=values)
    return AddBlock(section=here.section, id=id, values=values)


def _with(values: Values, path: KeyPath, value: Plain) -> Values:
    """Returns the values of a new block with one more; its lists have one row."""
    if len(path) == 1:
        return {**values, path[0]: value}
    if path[1] == "0":
        return {**values, path[0]: [_with((values.get(path[0]) or [{}])[0], path[2:], value)]}
    return {**values, path[0]: _with(inner(values, path[:1]), path[1:], value)}


def _new_id(visit: Visit, here: BlockForm, values: Values) -> str:
    """Returns a short name that is free: of the title or name, else of the cities or the country."""
    name = values.get("title") or values.get("name")
    words = name if isinstance(name, str) else next(iter(name.values()), "") if isinstance(name, dict) else ""
    cities = "-".join(map(str, listed_values(values.get("cities"))))
    country = countries().get(str(values.get("country")), "")
    is_of_group = here.section == "meetings" and here.id not in _latin(words)
    of = f"{here.id} {words}" if is_of_group else words
    tries = (cities if here.section == "pairs" else of, of, cities, country, here.section)
    made = next(filter(None, map(_latin, tries)))
    taken = {id for name in SECTIONS for id in visit.data[name]}
    numbers = (made if number == 1 else f"{made}-{number}" for number in range(1, len(taken) + 2))
    return next(each for each in numbers if each not in taken)


def _latin(words: str) -> str:
    return _NOT_LATIN.sub("-", plain(words)).strip("-")[:60]


def fields_of_form(
    inputs: Iterable[Input], shown: Iterable[str]
) -> list[tuple[Input, list[Input], list[Input]]]:
    """Returns the inputs of a form: each value with its versions in the languages `shown`, and the others."""
    seen = {*shown}
    made = []
    for _, group in groupby(
        inputs, key=lambda each: each.name.removesuffix(f".{each.language}") if each.language else each.name
    ):
        versions = [*group]
        main = [each for each in versions[1:] if each.language in seen]
        made.append((versions[0], main, [each for each in versions[1:] if each.language not in seen]))
    return made
