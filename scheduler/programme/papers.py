"""The usual papers of a meeting, known by the labels of their links, in the languages of the catalogues.

A secretariat writes labels in its own language, and often with more words: `Slides of Sofia`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from scheduler.programme.details import Link
from scheduler.programme.texts import Text

Paper = Literal["agenda", "slides", "minutes", "recording"]
"""What a link leads to; these words are also the labels that every reader sees in the own language."""
PHRASES: dict[Paper, str] = {
    "minutes": "Minutes",
    "recording": "Recording",
    "slides": "Slides",
    "agenda": "Agenda",
}
"""All of them, with what readers see in their own language instead of the word alone."""
_WORDS: dict[Paper, str] = {
    "agenda": "agenda|дневен ред|tagesordnung|orden del día|ordre du jour|ordine del giorno|議事次第|안건"
    "|ordem de trabalhos|ordem do dia|议程",
    "slides": "slides?|presentations?|презентаци[яи]|folien|präsentation(?:en)?|presentaci(?:ón|ones)"
    "|présentations?|diaporama|presentazion[ei]|発表資料|スライド|발표 자료|슬라이드|presentaties?"
    "|apresentaç(?:ão|ões)|演示文稿|幻灯片",
    "minutes": "minutes|протоколи?|protokolle?|actas?|comptes?[ -]rendus?|verbal[ei]|議事録|회의록"
    "|verslag(?:en)?|notulen|atas?|纪要",
    "recording": "recordings?|videos?|записи?|видео|aufzeichnung(?:en)?|grabaci(?:ón|ones)|enregistrements?"
    "|vidéos?|registrazion[ei]|録画|녹화|opnames?|gravaç(?:ão|ões)|录像|录制",
}
_PATTERNS = {
    paper: re.compile(rf"(?<![^\W⺀-힣])(?:{words})(?![^\W⺀-힣])") for paper, words in _WORDS.items()
}
"""Words that stand alone, except in languages that write them together."""


def paper_of(label: Text) -> Paper | None:
    """Returns what a label names; None if it is no usual word."""
    return next((paper for paper in _PATTERNS if _names(label, paper)), None)


def phrase_of(label: Text) -> str | None:
    """Returns the phrase for a label that is a usual word alone, as `twincal attach` writes it; else None."""
    paper = paper_of(label)
    if paper is None or label.words() not in ((PHRASES[paper],), (paper,)):
        return None
    return PHRASES[paper]


def has_minutes(links: Iterable[Link]) -> bool:
    """Returns whether one of the links leads to the minutes."""
    return any(_names(link.label, "minutes") for link in links)


def _names(label: Text, paper: Paper) -> bool:
    return _PATTERNS[paper].search(" ".join(label.words()).casefold()) is not None
