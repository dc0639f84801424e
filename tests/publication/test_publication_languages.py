"""What pages do with languages: dates in full, whole lines, and every word marked with the language it is in."""

from __future__ import annotations

import re
from datetime import date

import pytest

from scheduler.publication.language import language
from support import showcase

DAY = date(2026, 12, 16)


class TestDates:
    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            ("en", "Wednesday 16 December"),
            ("bg", "сряда, 16 декември"),
            ("nl", "woensdag 16 december"),
            ("ko", "12월 16일 수요일"),
            ("fr", "mercredi 16 décembre"),
            ("es", "miércoles, 16 de diciembre"),
            ("ru", "среда, 16 декабря"),
            ("ja", "12月16日水曜日"),
            ("zh", "12月16日星期三"),
        ],
    )
    def test_a_day_with_its_weekday_is_spelled_out_in_every_language(self, code: str, expected: str) -> None:
        assert expected == language(code).weekday_and_day(DAY)

    def test_no_bulgarian_page_parts_a_year_from_its_word(self) -> None:
        pages = {
            path: resource.body.decode()
            for path, resource in showcase.shown().site().resources.items()
            if path.startswith("/bg/")
        }

        assert "декември 2026\N{NO-BREAK SPACE}г." in pages["/bg/cities/sofia"]
        assert [path for path, page in pages.items() if re.search(r"\d г\.", page)] == []
