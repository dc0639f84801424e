"""docs/operators.md explains everything that a daemon tells of its health, and its backup is whole."""

from __future__ import annotations

import json
import re
from pathlib import Path

from support.daemon import Daemon
from support.served import ROOT, ask

TEXT = (ROOT / "docs/operators.md").read_text(encoding="utf-8")


def test_every_metric_is_explained(port: int) -> None:
    metrics = re.findall(r"^# HELP (\w+) ", ask(port, "/metrics").body.decode(), re.MULTILINE)

    assert metrics
    assert [name for name in metrics if f"`{name}" not in TEXT] == []


def test_every_field_of_the_health_report_is_explained(port: int) -> None:
    fields = json.loads(ask(port, "/healthz").body)

    assert [name for name in fields if f"`{name}`" not in TEXT] == []


def test_the_backup_of_a_running_daemon_is_whole(daemon: Daemon, tmp_path: Path) -> None:
    (line,) = re.findall(r"^sudo twincal (store backup .*)$", TEXT, re.MULTILINE)
    backup = tmp_path / "backup.db"

    daemon.run(*line.replace("/var/backups/twincal/twincal.db", str(backup)).split())

    assert daemon.run("history", "--database", f"sqlite:///{backup}") == daemon.run("history")
    assert daemon.run("store", "verify", "--database", f"sqlite:///{backup}") == "The store is good.\n"
