"""Who meets: pairs, groups for audiences, and the themes they meet about."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.programme.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A subject of the programme, with a feed of its own."""

    id: str
    name: Text
    description: Text | None = None
    formerly: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """The first id it was ever known by."""
        return (*self.formerly, self.id)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two cities that meet regularly, or three (a trio); `cities` are ids, in the order of their turns."""

    id: str
    cities: tuple[str, ...]
    name: Text | None = None
    themes: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.cities) not in (2, 3) or len(set(self.cities)) != len(self.cities):
            raise ValueError("a pair has two or three different cities")

    @property
    def identity(self) -> str:
        """The first id it was ever known by."""
        return (*self.formerly, self.id)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A cluster or network of cities, to be named in an audience."""

    id: str
    cities: tuple[str, ...]
    name: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom a webinar is for: every city, or the cities, pairs and groups that `names` lists by id."""

    everyone: bool = False
    names: tuple[str, ...] = ()
