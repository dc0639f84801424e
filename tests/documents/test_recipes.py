"""Each recipe of docs/contributing.md names every file that knows the example which it says to follow.

A new place in the code that must know each rule form, say, fails here until the recipe names it.
"""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/contributing.md").read_text(encoding="utf-8")
FILES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for folder in ("scheduler", "calendars", "docs")
    for path in sorted((ROOT / folder).rglob("*.*"))
    if path.suffix in (".py", ".html", ".po", ".md", ".csv", ".json")
    and path.name not in ("contributing.md", "architecture.md")
}
"""Those that may know an example. The two documents are about the code."""

READS = r"scheduler/(configuration|programme)/|docs/configuration\.md"
SHOWS = r"scheduler/(?!configuration/)"
EXAMPLES = {
    "A field of webinars and meetings": (r'\.speakers\b|\bspeakers[:"`]|^msgid "Speakers?"', ""),
    "A section": (r'"themes"|`themes`|\bThemeDocument\b|\bTheme\b', READS),
    "A language": (r'"pt"|^pt: |Language: pt|Portuguese|,pt,', ""),
    "A rule form": (r"\bNthWeekday\b|\| `third Wednesday`|\bFirst \{weekday\} of the month", ""),
    "A finding": (r"\bSameTitle\b|\bsame_titles\b|\bsame-title\b", ""),
    "A command": (r"\bfairness\b", ""),
    "An edit": (r'\bAddBreak\b|edits\.break_|twincal break|form == "confirm"', ""),
    "A kind of feed": (r'"themes"', SHOWS),
    "A schema of the database": (r"\b0009_", ""),
    "Another database": (r"\bpostgresql|\bpsycopg", "scheduler/"),
}
"""How the example of each recipe is written, and where the recipe leads: everywhere if that is empty."""

FIELD_THEMES = {
    *("scheduler/cli/edit_commands.py", "scheduler/configuration/assemble/detail_blocks.py"),
    "scheduler/publication/pages/touched.py",
    *("scheduler/configuration/edits/new_values.py", "scheduler/desk/forms.py", "scheduler/plan/past.py"),
    *("scheduler/programme/details.py", "scheduler/publication/feeds/json_feed.py"),
    *("scheduler/publication/feeds/wording.py", "scheduler/timetable/matched_changes.py"),
}
"""A meeting has a field `themes`: these know that, and neither the section nor its calendars."""
OTHERWISE = {"A section": FIELD_THEMES, "A kind of feed": FIELD_THEMES}


def named(recipe: str) -> set[str]:
    """The files that a recipe names: VERB is `fairness`, xx.po is Portuguese, the folder is all catalogues."""
    body = re.split(r"\n##", TEXT.split(f"\n### {recipe}\n")[1])[0]
    body = (
        body.replace("VERB", "fairness").replace("xx.po", "pt.po").replace("translations/`", "translations/*")
    )
    paths = re.findall(r"\b(?:scheduler|docs)/[\w./-]*[\w*]", body)
    return {name for name in FILES for path in paths if fnmatch(name, path)}


@pytest.mark.parametrize("recipe", EXAMPLES)
def test_a_recipe_names_every_file_that_knows_its_example(recipe: str) -> None:
    example, place = EXAMPLES[recipe]
    knows = {name for name, text in FILES.items() if re.match(place, name) and re.search(example, text, re.M)}

    assert len(knows) > 1
    assert sorted(knows - named(recipe) - OTHERWISE.get(recipe, set())) == []


def test_every_recipe_is_followed() -> None:
    recipes = re.findall("^### (.*)$", TEXT.split("\n## Recipes\n")[1], re.MULTILINE)

    assert [*EXAMPLES, "And where does … go?"] == recipes
