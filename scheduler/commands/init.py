"""`twincal init`: the first files of a programme, with notes that explain them.

The text is checked as any other before it is written, so that no answer makes files that are wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from importlib import resources
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

from msgspec import Struct
from msgspec.structs import asdict

from scheduler.commands.check import check
from scheduler.commands.refusals import Invalid, Refused
from scheduler.configuration.edits.style import Style
from scheduler.configuration.phrases.rule_phrases import RulePhrase, WeeksPhrase, rule
from scheduler.configuration.vocabulary.codes import official_language
from scheduler.programme.programme import EXAMPLE_ID
from scheduler.programme.rules import Monthly
from scheduler.publication.languages.catalogues import SOURCE_LANGUAGE, codes

_STYLE = Style(step=2, before_item=2, quote='"')


class NewCity(Struct, frozen=True, kw_only=True):
    """A city of a new programme."""

    id: str
    name: str
    country: str
    zone: str


class NewProgramme(Struct, frozen=True, kw_only=True):
    """A programme to begin with, as its files say it: two cities and when they meet. `zone` is the host's."""

    id: str
    name: str
    host: str
    zone: str
    cities: tuple[NewCity, NewCity]
    every: str
    at: str
    clock: str


_SOFIA = NewCity(id="sofia", name="Sofia", country="BG", zone="Europe/Sofia")
_SEJONG = NewCity(id="sejong", name="Sejong", country="KR", zone="Asia/Seoul")
EXAMPLE = NewProgramme(
    id=EXAMPLE_ID,
    name="My city programme",
    host="My secretariat",
    zone="Asia/Seoul",
    cities=(_SOFIA, _SEJONG),
    every="third Wednesday",
    at="10:00",
    clock="sofia",
)


def require_new(directory: Path) -> None:
    """Raises Refused unless `directory` is empty or does not exist."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise Refused(f"{directory} is not empty", "name a new folder; nothing was written")


def init(directory: Path, programme: NewProgramme, now: datetime) -> tuple[Path, ...]:
    """Writes the files of `programme`, which meets from the month after `now`, and returns them.

    Raises Refused if `directory` is not empty or writable, or if the files would be wrong.
    """
    require_new(directory)
    texts = _texts(programme, now.date())
    try:
        with TemporaryDirectory() as trial:
            _write(Path(trial), texts)
            check(Path(trial), Path(trial), now)
        return _write(directory, texts)
    except Invalid as invalid:
        errors = [f"{each.field}: {each.message}" for each in invalid.problems if each.level == "error"]
        raise Refused("\n         ".join(errors), "nothing was written") from None
    except OSError as error:
        for name in texts:  # the folder was empty, and the next try needs it so
            with suppress(OSError):
                (directory / name).unlink(missing_ok=True)
        raise Refused(f"{error.filename or directory}: {error.strerror}") from error


def _write(directory: Path, texts: Mapping[str, str]) -> tuple[Path, ...]:
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (directory / name).write_text(text, encoding="utf-8")
    return tuple(directory / name for name in texts)


def _texts(programme: NewProgramme, today: date) -> dict[str, str]:
    """Returns the text of each file."""
    names = ("programme.yaml", "meetings.yaml", *(("webinars.yaml",) if programme is EXAMPLE else ()))
    folder, values = resources.files("scheduler.commands") / "template", _values(programme, today)
    return {name: Template((folder / name).read_text(encoding="utf-8")).substitute(values) for name in names}


def _values(programme: NewProgramme, today: date) -> dict[str, str]:
    """Returns what stands in the place of each `$name` of the templates."""
    first, second = programme.cities
    pair, phrase = f"{first.id}-{second.id}", rule(programme.every)
    kind = "monthly" if isinstance(phrase.rule, Monthly) and phrase == RulePhrase(phrase.rule) else "regular"
    month = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    begins = f"{month:%Y-%m}"
    if isinstance(phrase.rule, WeeksPhrase):  # the date says which week is the first
        begins = str(month + timedelta(days=(min(phrase.rule.weekdays) - month.weekday()) % 7))
    spoken_first, spoken_second = (official_language(city.country) for city in programme.cities)
    values = {
        **{key: value for key, value in asdict(programme).items() if key != "cities"},
        **{f"first_{key}": value for key, value in asdict(first).items()},
        **{f"second_{key}": value for key, value in asdict(second).items()},
        "languages": _languages(SOURCE_LANGUAGE, spoken_first, spoken_second),
        "first_languages": _languages(spoken_first, SOURCE_LANGUAGE),
        "second_languages": _languages(spoken_second, SOURCE_LANGUAGE),
        "pair": pair,
        "series": f"{pair}-{kind}",
        "title": f"{first.name}–{second.name} {kind} meeting",
        "other": first.id if programme.clock == second.id else second.id,
        "begins": begins,
    }
    year = month.year + (month.month > 2)  # of the examples in notes, which begin in March
    return {key: _STYLE.value(key, value) for key, value in values.items()} | {"year": str(year)}


def _languages(*spoken: str | None) -> str:
    """Returns those that Twincal speaks, each once."""
    return ", ".join(dict.fromkeys(each for each in spoken if each and each in codes()))
