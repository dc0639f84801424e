"""The UID of an occurrence, compared with the version 5 of Python's UUIDs."""

from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from scheduler.timetable.occurrence import NAMESPACE, uid

ids = st.text(min_size=1, max_size=40).filter(lambda text: text.isprintable())


@given(ids, ids, st.sampled_from(["2026-12", "2026-W50", "once", "extra.kick-off"]))
def test_it_is_the_uuid_of_the_name_in_the_namespace(programme: str, series: str, key: str) -> None:
    assert uid(programme, series, key) == str(uuid.uuid5(NAMESPACE, f"{programme}/{series}/{key}"))


def test_it_never_changes() -> None:
    assert uid("iurc-korea", "sofia-sejong-monthly", "2026-12") == "766e29f1-d3e4-554b-8555-1a6d64547a35"
