"""What each edit does to the values of a configuration, said once more for the tests, as an officer would do it."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta
from typing import Any

from scheduler.configuration.edits.edit import (
    AddExtra,
    AddSeries,
    AttachLink,
    CancelMeeting,
    ConfirmMeeting,
    Edit,
    MoveMeeting,
    ReinstateMeeting,
    RetitleMeeting,
)


class Refusal(Exception):  # noqa: N818
    """The edit has no effect, or makes no sense."""


def after_edit(values: dict[str, Any], edit: Edit) -> dict[str, Any]:
    """The values after the edit; `values` stays as it is."""
    after = copy.deepcopy(values)
    if isinstance(edit, AddSeries):
        if any(edit.series in after.get(section, {}) for section in ("meetings", "webinars")):
            raise Refusal
        after.setdefault(edit.section, {})[edit.series] = dict(edit.values)
        return after
    series = (after["meetings"] if edit.series in after.get("meetings", {}) else after["webinars"])[
        edit.series
    ]
    if isinstance(edit, AddExtra):
        if edit.id in series.setdefault("extra", {}):
            raise Refusal
        series["extra"][edit.id] = dict(edit.values)
        return after
    _edit_meeting(series, edit)
    if after == values:
        raise Refusal
    return after


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
        case RetitleMeeting() if edit.language:
            old = block.get("title", above.get("title"))
            block["title"] = {**(old if isinstance(old, dict) else {"en": old}), edit.language: edit.title}
        case RetitleMeeting():
            if isinstance(block.get("title"), dict):
                raise Refusal
            block["title"] = edit.title
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
