"""Who carries the burden of a year, as a web page of its own: a drawing and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement

from scheduler.advice.city_days import HourKind
from scheduler.advice.fairness import CityShare
from scheduler.commands.advice.fairness import YearFairness
from scheduler.reports.advice.fairness_text import (
    CITY_HEADINGS,
    MEETING_HEADINGS,
    NO_MEETINGS,
    SERIES_HEADINGS,
    city_rows,
    meeting_rows,
    minutes_by_kind,
    series_rows,
    summary,
    title,
)
from scheduler.reports.advice.page_parts import add_table, add_text, document
from scheduler.reports.advice.times_words import kinds_words, name_of

LABELS = 180
"""The width of the names of cities in the drawing, in its units."""
BARS = 560
"""The width of the longest bar."""
TOTALS = 220
"""The width of the minutes beside a bar, in all and of each kind."""
ROW = 30
_KINDS = (HourKind.EARLY, HourKind.LATE, HourKind.DAY_OFF, HourKind.NIGHT)
_LETTERS = {HourKind.EARLY: "E", HourKind.LATE: "L", HourKind.DAY_OFF: "D", HourKind.NIGHT: "N"}
_LETTER_WIDTH = 14
"""The width from which a part of a bar has room for its letter."""
_LEGEND = "Minutes outside office hours: E early, L late, D on a day off, N at night."


def fairness_page(found: YearFairness) -> str:
    """Returns the page of a year, in English; it needs no other file."""
    fairness, main = found.fairness, Element("main")
    add_text(main, "h1", title(found))
    if not fairness.meetings:
        add_text(main, "p", NO_MEETINGS)
        return document(title(found), main)
    add_text(main, "p", summary(fairness))
    _add_drawing(main, fairness.cities)
    add_table(main, CITY_HEADINGS, city_rows(fairness))
    if by_series := series_rows(found):
        add_text(main, "h2", "By series, and with hours in turn")
        add_table(main, SERIES_HEADINGS, by_series)
    if meetings := meeting_rows(found):
        add_text(main, "h2", "Meetings outside office hours")
        add_table(main, MEETING_HEADINGS, meetings)
    return document(title(found), main)


def _add_drawing(main: Element, shares: Sequence[CityShare]) -> None:
    """Adds a bar for each city, with a part for each kind of hour.

    Frames and letters tell the parts apart; beside the bar, the letters have their minutes.
    """
    longest = max(share.outside_minutes for share in shares)
    figure = SubElement(main, "figure", style="margin: 1rem 0")
    add_text(figure, "figcaption", _LEGEND)
    svg = SubElement(figure, "svg", viewBox=f"0 0 {LABELS + BARS + TOTALS} {ROW * len(shares)}", role="img")
    svg.set("aria-label", "Minutes outside office hours of each city, as in the table below")
    for row, share in enumerate(shares):
        _add_bar(svg, share, row * ROW, BARS / max(longest, 1))


def _add_bar(svg: Element, share: CityShare, top: int, scale: float) -> None:
    add_text(svg, "text", name_of(share.city), x="0", y=f"{top + 20}")
    x, minutes = float(LABELS), minutes_by_kind(share)
    for kind in _KINDS:
        width = minutes.get(kind, 0) * scale
        if not width:
            continue
        place = {"x": f"{x:g}", "y": f"{top + 4}", "width": f"{width:g}", "height": f"{ROW - 8}"}
        part = SubElement(svg, "rect", {"class": f"{kind.value.replace(' ', '-')} part", **place})
        add_text(part, "title", kinds_words({kind: minutes[kind]}))
        if width >= _LETTER_WIDTH:
            middle = {"x": f"{x + width / 2:g}", "y": f"{top + 20}", "class": "letter"}
            add_text(svg, "text", _LETTERS[kind], **middle)
        x += width
    add_text(svg, "text", _total(share.outside_minutes, minutes), x=f"{x + 8:g}", y=f"{top + 20}")


def _total(in_all: int, minutes: Mapping[HourKind, int]) -> str:
    """Returns `780: E 720, N 60`."""
    parts = [f"{_LETTERS[kind]} {minutes[kind]}" for kind in _KINDS if minutes.get(kind)]
    return f"{in_all}: {', '.join(parts)}" if parts else f"{in_all}"
