""" "I know": a warning that may be accepted is accepted at the desk, with a reason, and this can be taken back."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from desk.conftest import NOW, SOFIA_SEJONG, Visitor, words
from scheduler.desk.messages import DeskAnswer, DeskRequest
from scheduler.desk.visit import Visit
from scheduler.desk.words import accept_link
from scheduler.findings.finding import Finding
from scheduler.reports.warnings import located_by_series
from support.shell import Shell

CONTACTS = "    contacts: [maria.petrova@sofia.example, ivan.iliev@sofia.example]\n"
EARLY = "    extra:\n      early: {starts: 2026-12-09 07:30, duration: 60 min}\n"
HOURS = "outside the office hours of Dublin"


@pytest.fixture
def doubtful(shell: Shell, visitor: Visitor) -> Visitor:
    """Talks are at 08:00 in Dublin, once at 07:30, and Sofia gives the addresses of two persons."""
    shell.edit(
        ("timezone: Europe/Sofia\n", f"timezone: Europe/Sofia\n{CONTACTS}"),
        ("    clock: dublin\n", f"    clock: dublin\n{EARLY}"),
    )
    assert shell.apply("--yes").code == 0
    return visitor


def visit_of(visitor: Visitor) -> Visit:
    request = DeskRequest(path="", fields={}, changes=False, label="x", scope=visitor.scope)
    return visitor.enter(request=request, now=NOW, obstacle="")


def links(visitor: Visitor) -> dict[str, str]:
    """The link of each finding and of each warning, by its code and its meeting or place."""
    visit = visit_of(visitor)
    warnings = visit.proposal.warnings
    of_findings = {
        (each.code, each.key or str(each.path[-1])): accept_link(visit, each) for each in warnings.findings
    }
    of_warnings = {(each.code, each.field): accept_link(visit, each) for each in located_by_series(warnings)}
    return {f"{code} {name}": link for (code, name), link in {**of_findings, **of_warnings}.items()}


def opened(visitor: Visitor, link: str) -> tuple[DeskAnswer, dict[str, str]]:
    fields = dict(parse_qsl(link.removeprefix("edit?")))
    return visitor.get("edit", **fields), fields


def accepted(shell: Shell) -> list[str]:
    """The lines of the text from `accepted:` on, as far as these tests write them."""
    lines = shell.read().splitlines()
    return [line.strip() for line in lines[lines.index("    accepted:") + 1 :]][:4]


def test_it_writes_the_reason_and_the_warning_is_gone_until_it_is_taken_back(
    shell: Shell, doubtful: Visitor
) -> None:
    form, fields = opened(doubtful, links(doubtful)["outside-office-hours extra.early"])
    assert f"Talks: {HOURS} (07:30–08:30) on 9 December 2026." in words(form)
    assert "Why is it all right?" in words(form)

    assert "This accepts these hours for all its meetings: Dublin 07:30." in words(form)
    plan = words(doubtful.post("plan", **fields, reason="she is an early bird"))
    assert f"Accepted: Talks: {HOURS} (07:30–08:30) on 9 December 2026." in plan
    assert "Why it is all right: she is an early bird" in plan
    done = doubtful.publish(**fields, reason="she is an early bird")

    assert done.location == "meeting?name=talks/extra.early&done=3"
    assert "Accepted: Outside the office hours of Dublin (07:30–08:30) on 9 Dec" in words(
        doubtful.get("meeting", name="talks/extra.early")
    )
    assert accepted(shell) == [
        "outside-office-hours:",
        "city: dublin",
        'at: "07:30"',
        "reason: she is an early bird",
    ]
    left = doubtful.get("warnings", done="3")
    assert "07:30" not in words(left)
    assert HOURS in words(left)
    assert "1 accepted warning is not shown" in shell.plan().text
    assert "Take it back" in words(left)

    assert doubtful.publish(do="undo").location == "history?done=4"

    assert "07:30" in words(doubtful.get("warnings"))


def test_a_warning_of_a_series_is_accepted_with_all_its_hours(shell: Shell, doubtful: Visitor) -> None:
    form, fields = opened(doubtful, links(doubtful)["outside-office-hours meetings.talks"])
    assert f"Talks: {HOURS} (08:00–09:00 or 07:30–08:30) on 7 December 2026 and 12 more meetings." in words(
        form
    )

    doubtful.publish(**fields, reason="agreed")

    assert accepted(shell) == ["outside-office-hours:", "city: dublin", "at:", '- "07:30"']
    assert f"Talks: {HOURS}" not in words(doubtful.get("warnings"))


def test_an_hour_is_accepted_for_all_meetings_of_the_series_and_the_form_says_so(doubtful: Visitor) -> None:
    form, fields = opened(doubtful, links(doubtful)["outside-office-hours 2027-01"])
    assert f"Talks: {HOURS} (08:00–09:00) on 7 December 2026 and 11 more meetings." in words(form)

    doubtful.publish(**fields, reason="agreed")

    assert f"{HOURS} (07:30–08:30) on 9 December 2026 See" in words(doubtful.get("warnings"))


def test_the_address_of_one_person_is_accepted_at_its_city(shell: Shell, doubtful: Visitor) -> None:
    _, fields = opened(doubtful, links(doubtful)["personal-address cities.sofia.contacts[2]"])

    doubtful.publish(**fields, reason="he asked for it")

    assert accepted(shell)[:2] == ["personal-address:", "address: ivan.iliev@sofia.example"]
    assert [each for each in ("maria", "ivan") if each in words(doubtful.get("warnings"))] == ["maria"]


def test_what_is_typed_comes_back_and_a_reason_is_asked(doubtful: Visitor) -> None:
    _, fields = opened(doubtful, links(doubtful)["outside-office-hours extra.early"])

    asked = doubtful.post("plan", **fields)
    assert (asked.status, "Fill in: Why is it all right?" in words(asked)) == (409, True)
    again = doubtful.post("edit", **fields, reason="as agreed")
    assert 'value="as agreed"' in again.body
    assert 'name="doubt" value="outside-office-hours"' in again.body


@pytest.mark.parametrize(
    "other", [{"doubt": "clash"}, {"of": "meetings.monthly"}, {"key": "2020-01"}, {"of": "x"}]
)
def test_nothing_else_is_accepted(doubtful: Visitor, other: dict[str, str]) -> None:
    _, fields = opened(doubtful, links(doubtful)["outside-office-hours extra.early"])

    refused = doubtful.post("plan", **{**fields, "reason": "x", **other})

    assert (refused.status, "nobody doubts this any more" in words(refused)) == (409, True)


def test_other_findings_and_a_key_for_a_pair_have_no_such_link(doubtful: Visitor) -> None:
    shown = links(doubtful)
    assert accept_link(visit_of(doubtful), Finding.__subclasses__()[0](key="x")) == ""
    doubtful.scope = SOFIA_SEJONG

    assert {*shown.values()} - {""}
    assert {*links(doubtful).values()} == {""}
    assert "opens Sofia–Sejong alone" in words(opened(doubtful, shown["outside-office-hours extra.early"])[0])


def test_what_was_accepted_is_taken_back_in_the_form_of_its_block(shell: Shell, doubtful: Visitor) -> None:
    before = shell.read()
    link = links(doubtful)["outside-office-hours extra.early"]
    doubtful.publish(**opened(doubtful, link)[1], reason="agreed with Dublin")

    form = {"do": "change-series", "series": "talks"}
    assert "07:30" in words(doubtful.get("edit", **form))
    doubtful.publish(**form, **{"away.accepted.outside-office-hours.0": "yes"})

    assert shell.read() == before
