"""What happens once: a webinar, a visit, an extra meeting, with an hour or for whole days."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from scheduler.configuration.assemble.findings import Findings
from scheduler.configuration.blocks.documents import FixedDocument
from scheduler.configuration.spelling import quoted
from scheduler.programme.problems import Path
from scheduler.programme.series import Clock, Fixed


def is_timed(document: FixedDocument) -> bool:
    """Whether it has an hour."""
    return isinstance(document.starts, datetime)


def later(data: dict[str, Any], *names: str) -> str:
    """Which of the keys is written last: the one that does not belong there, as a rule."""
    return max(names, key=list(data).index)


def fixed(
    document: FixedDocument, data: dict[str, Any], path: Path, clock: Clock | None, findings: Findings
) -> Fixed | None:
    """The date, with its end if one is written; None where that is not clear."""
    if document.starts is None:
        return None
    before = findings.errors()
    ends = None
    if is_timed(document):
        ends = _timed(document, data, path, findings)
    else:
        _check_whole_days(document, data, path, findings)
    unclear = (
        findings.errors() > before or clock is None or (document.days is None and not is_timed(document))
    )
    if clock is None or unclear:
        return None
    return Fixed(starts=document.starts, ends=ends, days=document.days, clock=clock)


def _timed(document: FixedDocument, data: dict[str, Any], path: Path, findings: Findings) -> datetime | None:
    if document.days is not None:
        findings.error(
            (*path, "days"), "a meeting of whole days has no hour in `starts`; take one of them out"
        )
    if document.ends is not None and document.duration is not None:
        key = later(data, "ends", "duration")
        findings.error((*path, key), "`ends` and `duration` say the same thing; keep one of them", at="key")
    return _end(document, path, findings)


def _end(document: FixedDocument, path: Path, findings: Findings) -> datetime | None:
    starts, ends = document.starts, document.ends
    assert isinstance(starts, datetime)
    if isinstance(ends, time):
        ends = datetime.combine(starts.date(), ends)  # wall time on the clock of the meeting
    if isinstance(ends, date) and not isinstance(ends, datetime):
        findings.error((*path, "ends"), f"the hour of the end is missing; write `{ends} 10:30`")
        return None
    if ends is not None and ends <= starts:
        when = "at the moment at which" if ends == starts else "before"
        findings.error(
            (*path, "ends"), f"it ends {when} it starts ({starts:%Y-%m-%d %H:%M}); mend one of the two"
        )
        return None
    return ends


def _check_whole_days(document: FixedDocument, data: dict[str, Any], path: Path, findings: Findings) -> None:
    assert document.starts is not None
    if document.ends is not None:
        findings.error((*path, "ends"), _days_for(document))
    elif "days" not in data:
        findings.error(
            (*path, "starts"),
            f"the hour is missing; write `{document.starts} 10:00`, or add `days: 1` for the whole day",
        )
    if document.duration is not None and document.days is not None:
        findings.error(
            (*path, "duration"), "a meeting of whole days has `days:` and no duration; take one of them out"
        )


def _days_for(document: FixedDocument) -> str:
    starts, ends = document.starts, document.ends
    last = ends.date() if isinstance(ends, datetime) else ends
    if isinstance(last, date) and isinstance(starts, date) and last >= starts:
        return f"a meeting of whole days has no `ends:`; write `days: {(last - starts).days + 1}` instead"
    if isinstance(last, date):
        return f"it ends before it starts ({starts}); write `days:` with the number of days"
    return f"`starts` has no hour, so {quoted('ends')} cannot have one; give both an hour, or write `days:`"
