"""A title that turns into another script is mostly one for another language: the plan asks."""

from __future__ import annotations

import pytest

from scheduler.plan.other_scripts import OtherScript
from scheduler.programme.texts import Text
from support.edits import FIRST, LATER
from support.programmes import change, monthly, programme
from support.world import published


@pytest.mark.parametrize(
    ("old", "new", "scripts"),
    [
        pytest.param("Monthly", "월례 회의", ("Latin", "Hangul"), id="over an English one"),
        pytest.param("Срещи", "Monthly", ("Cyrillic", "Latin"), id="back into English"),
        pytest.param("Monthly", "Meeting of Sofia and 세종", None, id="with a name in its own letters"),
        pytest.param("Monthly", "Maandelijks überleg", None, id="in the same script"),
        pytest.param("会議", "ミーティング", None, id="Japanese, which mixes three"),
        pytest.param("Monthly", "2027", None, id="without letters"),
        pytest.param({"en": "A", "ko": "나"}, {"en": "B", "ko": "가"}, None, id="each in its own"),
        pytest.param(
            {"en": "A", "ko": "나"}, {"en": "가", "ko": "나"}, ("Latin", "Hangul"), id="of one language"
        ),
        pytest.param({"en": "A", "ko": "나"}, {"ko": "나", "en": "A"}, None, id="in another order"),
        pytest.param("Monthly", {"en": "Monthly", "ko": "월례"}, None, id="a first title of its own"),
        pytest.param({"en": "Monthly", "ko": "월례"}, "월례", ("Latin", "Hangul"), id="one for all"),
    ],
)
def test_a_title_in_another_script(
    old: str | dict[str, str], new: str | dict[str, str], scripts: tuple[str, str] | None
) -> None:
    before, after = (
        programme(
            monthly(title=Text.plain(each) if isinstance(each, str) else Text.of(each)),
            languages=("en", "ko"),
        )
        for each in (old, new)
    )

    found = [
        each for each in published(before, FIRST).plan(after, LATER).findings if isinstance(each, OtherScript)
    ]

    assert [(each.old, each.new) for each in found] == [scripts] * (scripts is not None)


def test_a_series_is_named_once() -> None:
    changes = (change("2026-12", title=Text.plain("회의")), change("2027-02", title=Text.plain("회의")))

    plan = published(programme(monthly()), FIRST).plan(programme(monthly(changes=changes)), LATER)

    (found,) = [each for each in plan.findings if isinstance(each, OtherScript)]
    assert (found.series, found.key, found.more) == ("monthly", "2026-12", 1)
