"""The wheel holds the two packages and nothing else."""

from __future__ import annotations

import zipfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parent.parent


def test_the_wheel_holds_both_packages_and_what_they_need_only(tmp_path: Path) -> None:
    built = next(iter(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])))

    names = zipfile.ZipFile(built).namelist()

    assert {name.split("/")[0] for name in names} == {"scheduler", "calendars", "twincal-0.1.0.dist-info"}
    assert "scheduler/store/migrations/env.py" in names
    assert "scheduler/publication/languages/translations/ko.po" in names
    assert "scheduler/publication/pages/templates/base.html" in names
    assert "scheduler/publication/pages/assets/style.css" in names
    assert "scheduler/commands/template/programme.yaml" in names
    assert {Path(name).suffix for name in names if not name.startswith("twincal")} <= {
        ".py", ".po", ".yaml", ".typed", ".html", ".css", ".js", ".svg", ".png", ".atom", ".xml",
    }  # fmt: skip
