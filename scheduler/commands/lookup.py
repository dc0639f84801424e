"""Finds what is published, and the feed or series that a person names."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Callable, Iterable, Sequence

from scheduler.commands.refusals import Refused
from scheduler.programme.advice import Option, advise, command
from scheduler.programme.problems import similar_names
from scheduler.state.feeds import Feed
from scheduler.state.state import State
from scheduler.store import Store

Titles = Iterable[tuple[str, str]]
"""Ids, each with a name or title: a person may type that."""
MOST_NAMES = 10
"""The most series that an error names."""


def read_state(store: Store) -> State:
    """Returns what `store` publishes; raises Refused if nothing was ever applied."""
    state = store.state()
    if not state.revision:
        raise nothing_applied(store)
    return state


def nothing_applied(store: Store) -> Refused:
    """Returns the refusal to read a store that does not exist, or has no revision."""
    if store.is_new():
        return Refused(
            f"there is no record at {store.name}",
            advise(
                "name the folder of the programme with {}, or the database with {}. {} makes a new record",
                *(Option("config"), Option("database"), command("apply")),
            ),
        )
    return Refused("nothing has been applied here yet", advise("apply your files: {}", command("apply")))


def find_feed(feeds: Sequence[Feed], name: str) -> Feed:
    """Returns the feed with this present or earlier name: `cities/sofia`, or `sofia` if that is one alone.

    Raises Refused if there is none, or if several are meant.
    """
    written = _feed_name(name)
    ways: tuple[Callable[[Feed], bool], ...] = (
        lambda feed: feed.name == written,
        lambda feed: feed.id == written and feed.state != "gone",
        lambda feed: written in (f"{feed.kind}/{alias}" for alias in feed.aliases),
        lambda feed: written in (feed.id, *feed.aliases),
    )
    for is_meant in ways:
        found = [feed for feed in feeds if is_meant(feed)]
        if len(found) > 1:
            names = [feed.name for feed in found]
            raise Refused(f"{name} is the id of several calendars", f"write {' or '.join(names)}")
        if found:
            return found[0]
    if re.fullmatch("[0-9./-]*[0-9]{4}[0-9./-]*", name) or name.capitalize() in month_name:
        months = Option("from", "2026-12"), Option("to", "2027-02")
        raise Refused(f"{name} is no calendar", advise("write the time as {} {}", *months))
    if "." in name:
        excel = command("export", Option("format", "xlsx"))
        raise Refused(
            f"{name} is the name of a file, and no calendar", advise("to write one for Excel: {}", excel)
        )
    live = [feed for feed in feeds if feed.state != "gone"]
    ids = [feed.id for feed in live]
    nearest = similar_names(written.rpartition("/")[2], ids) or similar_names(written.partition("/")[0], ids)
    typed = [feed.name if "/" in written or ids.count(feed.id) > 1 else feed.id for feed in live]
    similar = [name for name, feed in zip(typed, live, strict=True) if feed.id in nearest]
    every = ", ".join(feed.name for feed in live)
    hint = f"did you mean {' or '.join(similar)}?" if similar else f"there are: {every}"
    raise Refused(f"this programme has no city, pair, group or theme {name}", hint)


def _feed_name(name: str) -> str:
    """Returns the name of a feed that a person may write as its path."""
    return name.removesuffix(".ics").removeprefix("/feeds/").strip("/")


def require_active(feed: Feed, name: str) -> Feed:
    """Returns `feed`, which a person calls `name`; raises Refused if it was retired."""
    if feed.state == "gone":
        raise Refused(f"{name} is no longer published: its last meeting has ended")
    return feed


def series_identity(state: State, series: str) -> str:
    """Returns the identity of the series with this id; the id itself if no series has it."""
    known = state.series.items()
    return next((identity for identity, facts in known if series in (identity, facts.id)), series)


def series_ids(state: State) -> list[str]:
    """Returns the present ids of all series, sorted."""
    return sorted(facts.id for facts in state.series.values())


def no_series(name: str, known: Sequence[str], own: Iterable[str], titles: Titles) -> Refused:
    """Returns the refusal of a name that no series has; `own` are series or meetings of a city or pair."""
    names = sorted(set(own))
    if names:
        hint = f"it takes part in: {listed_names(names)}" if names[1:] else f"did you mean {names[0]}?"
        return Refused(f"{name} is not a series", hint)
    return Refused(f"there is no series {name}", meant_names(name, known, titles))


def meant_names(name: str, known: Sequence[str], titles: Titles = ()) -> str:
    """Returns the advice for a name that is unknown: those that may be meant, else the first ones."""
    titled = {id: None for id, title in titles if _letters(title) == _letters(name)}
    similar = [*titled] or similar_names(name, known, most=3)
    return f"did you mean {' or '.join(similar)}?" if similar else f"there are: {listed_names(known)}"


def listed_names(names: Sequence[str]) -> str:
    """Returns the first names for an error, and the number of the others."""
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _letters(words: str) -> str:
    """Returns a title as it is compared: a dash may be typed as a hyphen."""
    return "".join(filter(str.isalnum, words.casefold()))
