"""`optimise` finds the best hours for all series together, proves how good they are, and writes them as a patch."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from scheduler.advice.optimise.options import FixedMeetings
from scheduler.advice.optimise.solve import Limits, improved, totals
from scheduler.commands.advice.optimise import Optimised, YearWish, optimise
from scheduler.configuration import read
from support.shell import Shell

COST_OF_MOVE = 15
NOTHING_FIXED = FixedMeetings(burdens={}, busy={})
LIMITS = Limits(seconds=30, cost_of_move=COST_OF_MOVE)
HEAD = """programme:
  id: t
  name: T
  languages: [en]
  host: {name: Host, timezone: Europe/Brussels, attends: everything}
cities:
  sofia: {name: Sofia, country: BG, timezone: Europe/Sofia}
  dublin: {name: Dublin, country: IE, timezone: Europe/Dublin}
  sejong: {name: Sejong, country: KR, timezone: Asia/Seoul}
  busan: {name: Busan, country: KR, timezone: Asia/Seoul}
pairs:
  sofia-sejong: {cities: [sofia, sejong]}
  dublin-busan: {cities: [dublin, busan]}
  sofia-busan: {cities: [sofia, busan]}
meetings:
"""


def meeting(id: str, pair: str, *, every: str = "third Wednesday", at: str = '"17:00"', **more: str) -> str:
    """A monthly meeting on the clock of the first city of its pair."""
    values = {"pair": pair, "title": id.title(), "every": every, "at": at, "clock": pair.partition("-")[0]}
    values |= {"duration": "60 min", "from": "2026-06", "on_holiday": "next working day"} | more
    return f"  {id}:\n" + "".join(f"    {key}: {value}\n" for key, value in values.items())


THREE = HEAD + meeting("a", "sofia-sejong") + meeting("b", "dublin-busan") + meeting("c", "sofia-busan")


def found(shell: Shell, *, days: bool = False) -> Optimised:
    wish = YearWish(
        year=2027, state=shell.folder, now=datetime(2026, 11, 24, 9, tzinfo=UTC), days=days, limits=LIMITS
    )
    return optimise(shell.config, wish, lambda _cost, _bound: None)


def run(shell: Shell, *words: str) -> Any:
    answer = shell.run(
        "optimise", "--year", "2027", "--config", str(shell.config), "--format", "json", *words
    )
    assert answer.code == 0, answer.err
    return json.loads(answer.text)


def patched(shell: Shell, patch: str) -> Shell:
    """The same programme in another folder, after the program `patch`."""
    folder = shell.folder / "patched"
    shutil.copytree(shell.config, folder / "config")
    subprocess.run(["patch", "-p1", "-s"], input=patch.encode(), cwd=folder / "config", check=True)
    return Shell(folder)


def test_the_choice_is_the_best_of_all(shell: Shell) -> None:
    """Of the options that cost least on their own, every combination without a clash."""
    shell.write(THREE)
    result = found(shell)

    assert result.solution.bound == result.cost
    few = [
        sorted(decision.options, key=lambda option: sum(option.burdens.values()))[:40]
        for decision in result.decisions
    ]
    best = min(
        totals(choice, NOTHING_FIXED).cost(COST_OF_MOVE) for choice in product(*few) if not has_clash(choice)
    )
    assert result.cost <= best


def has_clash(choice: tuple[Any, ...]) -> bool:
    return any(
        span.begin < other.end and other.begin < span.end
        for number, option in enumerate(choice)
        for later in choice[number + 1 :]
        for attendee in option.busy.keys() & later.busy.keys()
        for span in option.busy[attendee]
        for other in later.busy[attendee]
    )


def test_no_change_of_one_series_costs_less(shell: Shell) -> None:
    shell.write(THREE)
    result = found(shell, days=True)

    chosen = [*result.solution.chosen]
    for number, decision in enumerate(result.decisions):
        for option in decision.options:
            changed = [*chosen[:number], option, *chosen[number + 1 :]]
            if not has_clash(tuple(changed)):
                assert totals(changed, NOTHING_FIXED).cost(COST_OF_MOVE) >= result.cost


def test_what_a_solver_leaves_is_improved_step_by_step(shell: Shell) -> None:
    shell.write(THREE)
    result = found(shell)
    worst = [
        max(range(len(decision.options)), key=lambda n, d=decision: sum(d.options[n].burdens.values()))  # type: ignore[misc]
        for decision in result.decisions
    ]

    better = improved(result.decisions, worst, NOTHING_FIXED, COST_OF_MOVE)

    assert totals(better, NOTHING_FIXED).cost(COST_OF_MOVE) < totals(
        [decision.options[number] for decision, number in zip(result.decisions, worst, strict=True)],
        NOTHING_FIXED,
    ).cost(COST_OF_MOVE)


@pytest.mark.parametrize("options", [(), ("--days",)])
def test_the_patch_is_what_was_promised_and_has_no_clash(shell: Shell, options: tuple[str, ...]) -> None:
    """All three series meet at 17:00 today, which the host cannot attend, and which is night in Korea."""
    shell.write(THREE)
    result = run(shell, *options)

    after = patched(shell, result["patch"])
    checked = after.run("check", str(after.config))
    assert checked.code == 0
    assert "2027" not in "".join(line for line in checked.err.splitlines() if "at the same time" in line)
    fairness = json.loads(
        after.run("fairness", "--year", "2027", "--config", str(after.config), "--format", "json").text
    )
    assert {city["city"]: city["burden"] for city in fairness["cities"]} == result["after"]["burdens"]
    assert result["before"] is None or result["before"]["burden"] > result["after"]["burden"]


def test_earlier_meetings_stay_and_plan_shows_the_patch(shell: Shell) -> None:
    shell.write(THREE)
    assert shell.apply("--allow-large").code == 0
    before = {uid: stored.occurrence for uid, stored in shell.published().occurrences.items()}
    after = patched(shell, run(shell)["patch"])
    (shell.config / "all.yaml").write_text(after.read())

    plan = shell.plan()

    assert "to move" in plan.text
    assert shell.apply("--allow-large").code == 0
    for uid, stored in shell.published().occurrences.items():
        if stored.occurrence.timing.starts.year == 2026:
            assert stored.occurrence.timing == before[uid].timing


FORMS = {
    "an hour for each city": meeting(
        "a", "sofia-sejong", at="{sofia: '18:00', sejong: '20:00'}", clock="alternate"
    ),
    "weeks": meeting("a", "sofia-sejong", every="every 2 weeks on Wednesday", **{"from": "2026-06-03"}),
    "begins in the year": meeting("a", "sofia-sejong", **{"from": "2027-02"}),
    "some months": meeting("a", "sofia-sejong", every="third Wednesday every 2 months"),
    "a remark": meeting("a", "sofia-sejong", at='"17:00"  # as agreed'),
    "a schedule": """  a:
    pair: sofia-sejong
    title: A
    at: "17:00"
    clock: sofia
    schedule:
      - from: 2026-01
        every: first Monday
        duration: 30 min
      - from: 2026-06  # new rhythm
        every: third Wednesday
        duration: 60 min
    on_holiday: skip
""",
    "a schedule that begins in the year": """  a:
    pair: sofia-sejong
    title: A
    duration: 60 min
    schedule:
    - from: 2027-01
      every: third Wednesday
      at: {sofia: "17:00", sejong: "23:00"}
      clock: alternate
""",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("days", [False, True])
def test_every_form_of_a_series_is_written(shell: Shell, text: str, days: bool) -> None:
    shell.write(HEAD + text)
    result = run(shell, *(["--days"] if days else []))

    assert result["unwritten"] == []
    assert result["changes"]
    after = read(patched(shell, result["patch"]).config)
    assert after.programme is not None
    assert "#" not in text or "#" in result["patch"]


def test_a_series_in_flow_style_is_named(shell: Shell) -> None:
    flow = '  a: {pair: sofia-sejong, title: A, every: third Wednesday, at: "17:00", clock: sofia, duration: 60 min, from: 2026-06}\n'
    shell.write(HEAD + flow)

    result = run(shell)

    assert (result["unwritten"], result["patch"]) == (["a"], "")


def test_meetings_that_cannot_move_are_left_room(shell: Shell) -> None:
    """A visit of Sofia takes whole days, and a webinar an hour of the host."""
    visit = "  visit:\n    pair: sofia-sejong\n    title: Visit\n    starts: 2027-03-16\n    days: 3\n"
    shell.write(HEAD + meeting("a", "sofia-busan") + visit)

    answer = shell.run("optimise", "--year", "2027", "--config", str(shell.config))

    assert answer.code == 1
    assert "at every hour these series clash with meetings that cannot move: a" in answer.err
    with_days = found(shell, days=True)
    assert len(with_days.solution.chosen) == 1


def test_a_meeting_of_december_that_a_holiday_moves_into_the_year_is_left_room(shell: Shell) -> None:
    """It is on Monday 4 January at 9:30, when the other series has its best hours."""
    closed = HEAD.replace("  languages", "  closed: 2026-12-31..2027-01-03\n  languages")
    last = meeting("last", "sofia-sejong", every="last Thursday", at='"09:30"', **{"from": "2026-12"})
    first = meeting("first", "sofia-busan", every="first Monday", duration="90 min", **{"from": "2026-12"})
    shell.write(closed + last + first)

    after = patched(shell, run(shell)["patch"])

    assert "at the same time" not in after.run("check", str(after.config)).text
    fairness = json.loads(
        after.run("fairness", "--year", "2027", "--config", str(after.config), "--format", "json").text
    )
    assert fairness["burden"] == run(shell)["after"]["burden"]


def test_text_says_what_it_gains_and_what_is_proved(shell: Shell) -> None:
    shell.write(HEAD + meeting("a", "sofia-sejong"))
    file = shell.folder / "hours.patch"

    text = shell.run("optimise", "--year", "2027", "--config", str(shell.config), "--patch", str(file)).text

    assert "It is proved that no other choice costs less." in text
    assert "  a: Wednesday 17:00 (Sofia) → Wednesday " in text
    assert f"  patch -p1 -d {shell.config} < {file}\n  twincal plan {shell.config}\n" in text
    assert file.read_text().startswith("--- a/all.yaml\n+++ b/all.yaml\n")


def test_a_year_that_is_over_is_refused(shell: Shell) -> None:
    shell.write(THREE)

    answer = shell.run(
        "optimise", "--year", "2026", "--config", str(shell.config), now="2026-12-24T09:00:00Z"
    )

    assert "the months of 2026 have all begun" in answer.err


def test_without_the_solver_the_message_says_what_to_install(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.write(THREE)
    monkeypatch.setitem(__import__("sys").modules, "ortools.sat.python", None)

    answer = shell.run("optimise", "--year", "2027", "--config", str(shell.config))

    assert answer.code == 1
    assert "pip install 'twincal[optimise]'" in answer.err
