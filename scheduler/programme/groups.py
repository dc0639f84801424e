"""Pairs, groups and audiences, which meet, and the themes of their meetings."""

from __future__ import annotations

from msgspec import Struct

from scheduler.programme.keys import Identified
from scheduler.programme.texts import Text


class Theme(Identified, Struct, frozen=True, kw_only=True):
    """A subject of the programme; each has its own feed."""

    id: str
    name: Text
    description: Text | None = None
    formerly: tuple[str, ...] = ()


class Pair(Identified, Struct, frozen=True, kw_only=True):
    """Two cities that meet regularly, or three (a trio); `cities` are ids in the order of their turns."""

    id: str
    cities: tuple[str, ...]
    name: Text | None = None
    themes: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.cities) not in (2, 3) or len(set(self.cities)) != len(self.cities):
            raise ValueError("a pair has two or three different cities")


class Group(Identified, Struct, frozen=True, kw_only=True):
    """A cluster or network of cities, for audiences and for meetings of its own.

    `cities` are ids in the order of their turns. A group that `meets` has meetings of its own, and a feed.
    """

    id: str
    cities: tuple[str, ...]
    name: Text | None = None
    themes: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    meets: bool = False


class OpenWebinar(Struct, frozen=True, kw_only=True):
    """A webinar that is announced without a date: pages show it, and no calendar does."""

    id: str
    title: Text
    description: Text | None = None


class Audience(Struct, frozen=True, kw_only=True):
    """The cities that a webinar is for: all, or the cities, pairs and groups that `names` lists by id."""

    everyone: bool = False
    names: tuple[str, ...] = ()
