"""What each edit does to the values of a configuration, said once more for the tests, as an officer would do it."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta
from typing import Any

from scheduler.configuration.edits.new_values import (
    AcceptFinding,
    AddBlock,
    AddBreak,
    AddExtra,
    AddRule,
    AttachLink,
    CancelMeeting,
    ConfirmMeeting,
    Edit,
    MoveMeeting,
    ReinstateMeeting,
    RemoveBlock,
    RenameBlock,
    SetField,
)

NAMESPACES = (("meetings", "webinars"), ("cities", "pairs", "groups"), ("themes",))
TEXTS = ("title", "place", "name", "reason", "cancel", "description")


class Refusal(Exception):  # noqa: N818
    """The edit has no effect, or makes no sense."""


def retitled(series: str, key: str, title: str, language: str = "", section: str = "") -> SetField:
    """Another title for a meeting, or without a key for the series."""
    path = ("title", language) if language else ("title",)
    section = section or ("webinars" if series == "talk" else "meetings")
    return SetField(section=section, id=series, key=key, path=path, value=title)


def after_edit(values: dict[str, Any], edit: Edit) -> dict[str, Any]:
    """The values after the edit; `values` stays as it is."""
    after = copy.deepcopy(values)
    match edit:
        case AddBlock():
            _require_free(after, edit.section, edit.id)
            after.setdefault(edit.section, {})[edit.id] = dict(edit.values)
        case RemoveBlock():
            _remove(after, edit)
        case AcceptFinding():
            _accept(after[edit.section][edit.id], edit)
        case RenameBlock():
            _require_free(after, edit.section, edit.to)
            after = _rename(after, edit)
        case SetField():
            _set(after, edit)
        case AddExtra():
            series = _series(after, edit.series)
            if edit.id in series.setdefault("extra", {}):
                raise Refusal
            series["extra"][edit.id] = dict(edit.values)
        case AddRule():
            _add_rule(_series(after, edit.series), edit)
        case AddBreak() if edit.reason:
            for key in edit.keys:
                cancellation = CancelMeeting(series=edit.series, key=key, reason=edit.reason)
                _edit_meeting(_series(after, edit.series), cancellation)
        case AddBreak():
            series = _series(after, edit.series)
            series["pause"] = [*_listed(series.get("pause", [])), edit.days]
            series["pause"] = series["pause"] if len(series["pause"]) > 1 else edit.days
        case _:
            _edit_meeting(_series(after, edit.series), edit)
    if after == values:
        raise Refusal
    return after


def _series(values: dict[str, Any], id: str) -> dict[str, Any]:
    in_meetings = id in values.get("meetings", {})
    series: dict[str, Any] = values["meetings" if in_meetings else "webinars"][id]
    return series


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _require_free(values: dict[str, Any], section: str, id: str) -> None:
    beside = next(names for names in NAMESPACES if section in names)
    if any(id in values.get(name, {}) for name in beside):
        raise Refusal


def _remove(values: dict[str, Any], edit: RemoveBlock) -> None:
    del values[edit.section][edit.id]
    if edit.section in ("pairs", "groups"):
        noun = edit.section[:-1]
        for id in [id for id, each in values.get("meetings", {}).items() if each.get(noun) == edit.id]:
            del values["meetings"][id]
        for webinar in values.get("webinars", {}).values():
            others = [name for name in _listed(webinar.get("audience", [])) if name != edit.id]
            if others != _listed(webinar.get("audience", [])):
                if not others:
                    raise Refusal
                webinar["audience"] = others
    for section in [name for name, blocks in values.items() if not blocks]:
        del values[section]


def _rename(values: dict[str, Any], edit: RenameBlock) -> dict[str, Any]:
    """By the names of the keys in the samples, wherever they stand."""
    keys = {
        "cities": ("cities", "clock", "without", "audience", "at", "city"),
        "pairs": ("pair", "audience"),
        "groups": ("group", "audience"),
        "themes": ("themes",),
    }.get(edit.section, ())

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {edit.to if key == edit.id else key: renamed(each) for key, each in value.items()}
        if isinstance(value, list):
            return [renamed(each) for each in value]
        return edit.to if value == edit.id else value

    def within(value: Any) -> Any:
        if isinstance(value, list):
            return [within(each) for each in value]
        if not isinstance(value, dict):
            return value
        return {key: (renamed if key in keys else within)(each) for key, each in value.items()}

    after: dict[str, Any] = {
        section: {id: within(block) for id, block in blocks.items()} for section, blocks in values.items()
    }
    if edit.section == "cities":
        groups = after.get("groups", {})
        groups.update({id: renamed(each) for id, each in groups.items() if isinstance(each, list)})
    block = after[edit.section][edit.id]
    if isinstance(block, list):
        block = after[edit.section][edit.id] = {"cities": block}
    former = [*_listed(block.get("formerly", [])), edit.id]
    former = [former[0], *(id for id in former[1:] if id != edit.to)]
    block["formerly"] = former if len(former) > 1 else former[0]
    after[edit.section] = {edit.to if id == edit.id else id: each for id, each in after[edit.section].items()}
    return after


def _accept(block: dict[str, Any], edit: AcceptFinding) -> None:
    accepted = block.setdefault("accepted", {})
    entries = _listed(accepted.get(edit.code, []))
    for facts in edit.facts:
        named = {key: values[0] if len(values) == 1 else [*values] for key, values in facts.items()}
        entries = [*entries, {**named, "reason": edit.reason}]
    accepted[edit.code] = entries if len(entries) > 1 else entries[0]


def _set(values: dict[str, Any], edit: SetField) -> None:
    block = values[edit.section]
    above: dict[str, Any] = {}
    if edit.id:
        series = block = block[edit.id]
    if edit.key:
        own, changed = _own_block(series, edit.key), edit.key in series.get("changes", {})
        block = own if own is not None and not changed else None
        above = {} if block is series else series
        if block is None:
            extra = series.get("extra", {}).get(edit.key.removeprefix("extra."), {})
            above = {**above, **(extra if own is not None else {})}
            block = series.setdefault("changes", {}).setdefault(edit.key, {})
    name, *rest = edit.path
    if edit.value is None and not rest:
        block.pop(name, None)
        if edit.key and not block:
            del series["changes"][edit.key]
            series["changes"] or series.pop("changes")
        return
    old = block.get(name, above.get(name))
    if rest:
        versions = old if isinstance(old, dict) else {"en": old} if name in TEXTS and old is not None else {}
        block[name] = {**versions, rest[0]: edit.value}
    elif name in TEXTS and isinstance(old, dict):
        block[name] = {**old, "en": edit.value}
    else:
        block[name] = edit.value


def _add_rule(series: dict[str, Any], edit: AddRule) -> None:
    if "schedule" not in series:
        if "every" not in series:
            raise Refusal
        series["schedule"] = [{"from": series.pop("from"), "every": series.pop("every")}]
    entries, begins = series["schedule"], edit.values["from"]
    if begins < entries[0]["from"]:
        raise Refusal
    before = [entry for entry in entries if entry["from"] <= begins][-1]
    if before["from"] == begins:
        before.update(edit.values)
    else:
        entries.insert(entries.index(before) + 1, {"every": before["every"], **edit.values})


def _edit_meeting(series: dict[str, Any], edit: Any) -> None:
    changes = series.get("changes", {})
    own = _own_block(series, edit.key)
    change = changes.get(edit.key)
    if isinstance(edit, ReinstateMeeting):
        block = change if change is not None and _is_cancelled(change) else own if own is not None else change
        if block is None or not _is_cancelled(block):
            raise Refusal
        _take_place(block)
        if block is change and not change:
            del changes[edit.key]
            if not changes:
                del series["changes"]
        return
    if change is None and own is None:
        change = series.setdefault("changes", {}).setdefault(edit.key, {})
    block = own if change is None else change
    assert block is not None
    above = {} if block is series else series
    extra = series.get("extra", {}).get(edit.key.removeprefix("extra."), {})
    if block is not extra and block is not series:
        above = {**above, **extra}
    match edit:
        case MoveMeeting():
            if _is_cancelled({**above, **({} if block is extra else extra)}) and not _is_cancelled(block):
                raise Refusal
            _take_place(block)
            _move(block, edit.to, in_place=change is None)
            block |= {"reason": edit.reason} if edit.reason else {}
        case CancelMeeting() if not _is_cancelled(block) or edit.reason:
            block["cancel"] = edit.reason or "true"
        case ConfirmMeeting():
            if {**above, **block}.get("status") != "tentative" or _is_cancelled(block):
                raise Refusal
            block["status"] = "confirmed"
        case AttachLink():
            block["links"] = {**block.get("links", above.get("links", {})), edit.label: edit.url}


def _own_block(series: dict[str, Any], key: str) -> dict[str, Any] | None:
    """The block of a meeting that has one: the series itself, or an extra meeting."""
    if key in ("", "once"):
        return series
    block: dict[str, Any] | None = series.get("extra", {}).get(key.removeprefix("extra."))
    return block if key.startswith("extra.") else None


def _is_cancelled(block: dict[str, Any]) -> bool:
    return "cancel" in block or block.get("status") == "cancelled"


def _take_place(block: dict[str, Any]) -> None:
    block.pop("cancel", None)
    if block.get("status") == "cancelled":
        del block["status"]
        block.pop("reason", None)


def _move(block: dict[str, Any], to: str, *, in_place: bool) -> None:
    if not in_place:
        earlier = block.get("move_to", "")
        day, hour = earlier[:10] if len(earlier) > 5 else "", earlier[-5:] if len(earlier) != 10 else ""
        block["move_to"] = {16: to, 10: f"{to} {hour}", 5: f"{day} {to}"}[len(to)].strip()
        return
    old = block["starts"]
    new = to if len(to) == 16 else f"{to} {old[11:]}" if len(to) == 10 else f"{old[:10]} {to}"
    block["starts"] = new
    if "ends" not in block:
        return
    ends = block["ends"] if len(block["ends"]) == 16 else f"{old[:10]} {block['ends']}"
    later = datetime.fromisoformat(new) + (datetime.fromisoformat(ends) - datetime.fromisoformat(old))
    assert later > datetime.fromisoformat(new) - timedelta(days=9)
    is_hour = len(block["ends"]) == 5 and f"{later:%Y-%m-%d}" == new[:10]
    block["ends"] = f"{later:%H:%M}" if is_hour else f"{later:%Y-%m-%d %H:%M}"
