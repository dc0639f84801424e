"""What officers write: each edit returns the draft after it. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

from simulator.drafts import SPEAKER, ZONES, Draft, DraftChange, DraftSeries, DraftWebinar, months_from

Numbers = tuple[int, int, int]
Edit = Callable[[Draft, Numbers, datetime], Draft]

_NTHS = (1, 2, 3, 4, -1)
_PLACES = ("Hall", "Depot", "Park")


def _series(draft: Draft, number: int) -> DraftSeries:
    return [*draft.series.values()][number % len(draft.series)]


def _hour(series: DraftSeries, number: int) -> time:
    """Returns an hour of the day that is no night in any city."""
    return time((16 if series.clock == "sejong" else 9) + number % 3, 30 * (number % 2))


def _month(number: int, now: datetime) -> str:
    """Returns one of the next five months."""
    return months_from(f"{now:%Y-%m}", 6)[1 + number % 5]


def _changed(draft: Draft, series: DraftSeries, key: str, change: DraftChange) -> Draft:
    return draft.with_series(replace(series, changes={**series.changes, key: change}))


def move(draft: Draft, numbers: Numbers, now: datetime) -> Draft:
    series = _series(draft, numbers[0])
    day = now.date() + timedelta(days=3 + numbers[2] % 90)
    moved_to = datetime.combine(day, _hour(series, numbers[1]))
    return _changed(draft, series, _month(numbers[1], now), DraftChange(moved_to=moved_to))


def cancel(draft: Draft, numbers: Numbers, now: datetime) -> Draft:
    return _changed(draft, _series(draft, numbers[0]), _month(numbers[1], now), DraftChange(cancelled=True))


def retitle(draft: Draft, numbers: Numbers, now: datetime) -> Draft:
    change = DraftChange(title=f"Topic {numbers[2] % 5}")
    return _changed(draft, _series(draft, numbers[0]), _month(numbers[1], now), change)


def take_back(draft: Draft, numbers: Numbers, _now: datetime) -> Draft:
    found = [(series, key) for series in draft.series.values() for key in sorted(series.changes)]
    if not found:
        return draft
    series, gone = found[numbers[0] % len(found)]
    changes = {key: change for key, change in series.changes.items() if key != gone}
    return draft.with_series(replace(series, changes=changes))


def change_hour(draft: Draft, numbers: Numbers, _now: datetime) -> Draft:
    series = _series(draft, numbers[0])
    return draft.with_series(
        replace(series, at=_hour(series, numbers[1]), minutes=45 + 15 * (numbers[2] % 4))
    )


def change_rule(draft: Draft, numbers: Numbers, _now: datetime) -> Draft:
    series = _series(draft, numbers[0])
    return draft.with_series(replace(series, nth=_NTHS[numbers[1] % 5], weekday=numbers[2] % 5))


def change_place(draft: Draft, numbers: Numbers, _now: datetime) -> Draft:
    return draft.with_series(replace(_series(draft, numbers[0]), place=_PLACES[numbers[1] % 3]))


def rename(draft: Draft, numbers: Numbers, now: datetime) -> Draft:
    series = _series(draft, numbers[0])
    return draft.with_series(replace(series, id=f"{series.identity}-{now:%Y%m%d%H%M}"))


def add_webinar(draft: Draft, numbers: Numbers, now: datetime) -> Draft:
    starts = datetime.combine(now.date() + timedelta(days=5 + numbers[0] % 60), time(8 + numbers[1] % 3))
    id = f"talk-{now:%Y%m%d%H%M}-{numbers[2]}"
    return draft.with_webinar(DraftWebinar(id, f"Talk {numbers[2]} {now:%d%H}", starts))


def move_webinar(draft: Draft, numbers: Numbers, now: datetime) -> Draft:
    starts = datetime.combine(now.date() + timedelta(days=4 + numbers[1] % 60), time(8 + numbers[2] % 3))
    return _edited_webinar(draft, numbers[0], lambda webinar: replace(webinar, starts=starts))


def cancel_webinar(draft: Draft, numbers: Numbers, _now: datetime) -> Draft:
    return _edited_webinar(draft, numbers[0], lambda webinar: replace(webinar, cancelled=True))


def change_audience(draft: Draft, numbers: Numbers, _now: datetime) -> Draft:
    cities = [*ZONES][numbers[1] % 3 :][: 1 + numbers[2] % 2]
    return _edited_webinar(draft, numbers[0], lambda webinar: replace(webinar, audience=tuple(cities)))


def name_speaker(draft: Draft, numbers: Numbers, _now: datetime) -> Draft:
    name = f"{SPEAKER}{numbers[1]}"
    return _edited_webinar(draft, numbers[0], lambda webinar: replace(webinar, speaker=name))


def withdraw_speaker(draft: Draft, numbers: Numbers, _now: datetime) -> Draft:
    """Takes the speaker of a webinar out, perhaps after it took place."""
    return _edited_webinar(draft, numbers[0], lambda webinar: replace(webinar, speaker=""))


def _edited_webinar(draft: Draft, number: int, edit: Callable[[DraftWebinar], DraftWebinar]) -> Draft:
    webinars = [*draft.webinars.values()]
    return draft.with_webinar(edit(webinars[number % len(webinars)])) if webinars else draft


def delete_webinar(draft: Draft, numbers: Numbers, _now: datetime) -> Draft:
    ids = [*draft.webinars]
    return draft.without_webinar(ids[numbers[0] % len(ids)]) if ids else draft


EDITS: dict[str, Edit] = {
    "move": move,
    "cancel": cancel,
    "retitle": retitle,
    "take_back": take_back,
    "change_hour": change_hour,
    "change_rule": change_rule,
    "change_place": change_place,
    "rename": rename,
    "add_webinar": add_webinar,
    "move_webinar": move_webinar,
    "cancel_webinar": cancel_webinar,
    "change_audience": change_audience,
    "name_speaker": name_speaker,
    "withdraw_speaker": withdraw_speaker,
    "delete_webinar": delete_webinar,
}
