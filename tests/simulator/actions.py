"""The things that may happen, drawn from a seed. Pure."""

from __future__ import annotations

import random
from dataclasses import dataclass

WEIGHTS = {
    # officers
    "move": 10,
    "cancel": 5,
    "retitle": 4,
    "change_hour": 4,
    "change_rule": 3,
    "change_place": 3,
    "take_back": 5,
    "rename": 2,
    "add_webinar": 5,
    "move_webinar": 4,
    "cancel_webinar": 2,
    "change_audience": 4,
    "name_speaker": 6,
    "withdraw_speaker": 5,
    "delete_webinar": 4,
    "save_half": 3,
    "apply_by_hand": 4,
    # the daemon
    "notice_edit": 25,
    "notice_twice": 3,
    "race": 3,
    "kill_while_applying": 8,
    "restart": 2,
    "hand_over": 3,
    # time and data
    "wait_hours": 10,
    "wait_weeks": 3,
    "put_clock_forward": 1,
    "put_clock_back": 1,
    "learn_holiday": 3,
    "install_zones": 3,
    # the store
    "take_backup": 6,
    "put_backup_back": 6,
    "restore_backup": 2,
    "lose_database": 1,
    # readers
    "renew_private_address": 2,
    "follow": 12,
    "restart_follower": 2,
    "poll": 25,
    "settle": 4,
}


@dataclass(frozen=True)
class Action:
    """One thing that happens; the numbers choose what it happens to."""

    name: str
    numbers: tuple[int, int, int]


def drawn(seed: int, count: int) -> list[Action]:
    dice = random.Random(seed)
    names = dice.choices([*WEIGHTS], [*WEIGHTS.values()], k=count)
    return [
        Action(name, (dice.randrange(9999), dice.randrange(9999), dice.randrange(9999))) for name in names
    ]
