"""docs/operators.md explains everything that a daemon tells of its health."""

from __future__ import annotations

import json
import re

from support.served import ROOT, ask

TEXT = (ROOT / "docs/operators.md").read_text(encoding="utf-8")


def test_every_metric_is_explained(port: int) -> None:
    metrics = re.findall(r"^# HELP (\w+) ", ask(port, "/metrics").body.decode(), re.MULTILINE)

    assert metrics
    assert [name for name in metrics if f"`{name}" not in TEXT] == []


def test_every_field_of_the_health_report_is_explained(port: int) -> None:
    fields = json.loads(ask(port, "/healthz").body)

    assert [name for name in fields if f"`{name}`" not in TEXT] == []
