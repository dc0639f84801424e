"""Clients belong to families by their user agent, and are counted in bounded memory."""

from __future__ import annotations

from collections import Counter as Tally
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.state.feeds import Family
from scheduler.web.counter import Counter, ServedVersion, VersionKey, client_family

BEGIN = datetime(2026, 12, 14, 9, tzinfo=UTC)
AGENTS = {
    "google": [b"Google-Calendar-Importer", b"Mozilla/5.0 (compatible; Google-Calendar-Importer)"],
    "outlook": [
        b"Microsoft Exchange (Windows NT 10.0)",
        b"Microsoft.Exchange/15.20 (Windows NT 10.0; Win64; x64)",
        b"Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)",
        b"Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Trident/7.0; Microsoft Outlook 16.0.5257; "
        b"ms-office; MSOffice 16)",
        b"Outlook-iOS/2.0",
    ],
    "apple": [
        b"iOS/26.6 (23G71) dataaccessd/1.0",
        b"macOS/13.0 (22A380) dataaccessd/1.0",
        b"Mac+OS+X/10.10 (14A389) CalendarAgent/315",
        b"Mac+OS+X/15.3 (24D60) remindd/1111",
        b"DAVKit/4.0.3 (732.2); CalendarStore/4.0.4 (997.7); iCal/4.0.4 (1395.7); Mac OS X/10.6.8 (10K549)",
    ],
    "thunderbird": [
        b"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:78.0) Gecko/20100101 Thunderbird/78.1.0",
        b"Lightning/5.4.1",
    ],
    "nextcloud": [b"Nextcloud Webcal Service", b"Nextcloud Webcal Crawler"],
    "other": [
        b"",
        b"ICSx5/2.4.3 (ical4j/3.2.19 okhttp/5.3.2 Android/16)",
        b"Evolution/3.60.2",
        b"WordPress/7.1 ICS Calendar/12.1.3.1",
        b"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:142.0) Gecko/20100101 Firefox/142.0",
        b"\xff\xfe\x00",
    ],
}


@pytest.mark.parametrize(
    ("agent", "expected"), [(agent, kind) for kind, agents in AGENTS.items() for agent in agents]
)
def test_a_client_belongs_to_the_family_of_its_user_agent(agent: bytes, expected: Family) -> None:
    assert client_family(agent) == expected


@given(st.binary(max_size=2000))
def test_every_user_agent_has_a_family(agent: bytes) -> None:
    assert client_family(agent) in get_args(Family)


addresses = [f"/feeds/cities/c{number}.en.ics" for number in range(6)]
answers = st.tuples(
    st.sampled_from([*addresses, "/", "/cities/c1"]),
    st.sampled_from(["now", "before", "private"]),
    st.sampled_from([agents[0] for agents in AGENTS.values()]) | st.binary(max_size=40),
)
acts = st.lists(answers | st.sampled_from(["new version", "written", "not written"]), max_size=60)


@given(acts, st.integers(1, 12))
def test_the_counter_loses_no_request_keeps_its_bound_and_names_nobody(
    acts: list[tuple[str, str, bytes] | str], most: int
) -> None:
    """A reference that counts without a bound agrees in total; no kind of request is counted too often."""
    clock = iter(BEGIN + timedelta(milliseconds=number) for number in range(1000))  # versions never settle
    counter, true, written = Counter(lambda: next(clock), most), Tally[object](), []
    version = 0
    counter.follow(served(version))
    for act in acts:
        if act == "new version":
            version += 1
            counter.follow(served(version))
        elif act in ("written", "not written"):
            taken = counter.take()
            written.extend(taken if act == "written" else ())
            counter.put_back(taken if act == "not written" else ())
        elif not isinstance(act, str):
            address, body, agent = act
            # Within seconds of a new version nobody can tell which one a private feed is of.
            digest = f"v{max(version - (body in ('before', 'private')), 0)}"
            counter.count(address, "private" if body == "private" else etag(address, digest), agent)
            if address in addresses:
                true[address[7:-7], digest, client_family(agent)] += 1
        assert len(counter) <= most + 1
    written.extend(counter.take())

    counted = Tally[object]()
    for poll in written:
        counted[poll.feed, poll.digest, poll.family] += poll.count
        assert poll.first <= poll.last
    assert counted.total() == true.total()
    assert all(counted[key] <= true[key] for key in counted if key != ("other", "", "other"))
    assert len(counter) == 0


def served(version: int) -> dict[str, ServedVersion]:
    """What stands at each address: a version of its own of each feed."""
    digest = f"v{version}"
    return {
        address: ServedVersion(VersionKey(address[7:-7], "en", digest), etag(address, digest))
        for address in addresses
    }


def etag(address: str, digest: str) -> str:
    return f'"{address}-{digest}"'


def test_a_request_that_is_counted_while_its_feed_goes_away_counts_for_what_was_served() -> None:
    """Another thread swaps the site in the middle, here whenever the counter asks for the time."""
    swaps = 0

    def clock() -> datetime:
        nonlocal swaps
        if swaps:
            swaps -= 1
            counter.follow({})
        return BEGIN

    counter = Counter(clock)
    counter.follow(served(1))
    swaps = 2

    counter.count(addresses[0], "private", b"")

    (poll,) = counter.take()
    assert (poll.digest, poll.count) == ("v1", 1)
