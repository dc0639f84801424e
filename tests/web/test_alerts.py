"""The alerts for Prometheus in `deploy/alerts.yaml` name real metrics, and fire when they should."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scheduler.arrivals import calendar_reader
from scheduler.cli import run_writer
from scheduler.web.health import Health, health_response
from support.served import ROOT

RULES = ROOT / "deploy/alerts.yaml"
CASES = """\
rule_files: [{rules}]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - {{series: 'up{{job="twincal", instance="writer"}}', values: "1x120"}}
      - {{series: 'twincal_ready{{instance="writer"}}', values: "1x120"}}
      - {{series: 'twincal_writer{{instance="writer"}}', values: "1x9 0x110"}}
      - {{series: 'twincal_revision{{instance="writer"}}', values: "7x120"}}
      - {{series: 'twincal_revision{{instance="follower"}}', values: "7x9 6x110"}}
      - {{series: 'twincal_problems{{instance="writer"}}', values: "0x9 2x110"}}
      - {{series: 'twincal_late_jobs{{instance="writer"}}', values: "0x120"}}
      - {{series: 'twincal_showing{{instance="writer"}}', values: "1x9 0x110"}}
      - {{series: 'twincal_connections_unanswered_total{{instance="writer", reason="unread"}}', values: "0+1x120"}}
      - {{series: 'twincal_connections_unanswered_total{{instance="follower", reason="unread"}}', values: "0x49 5x70"}}
      - {{series: 'twincal_revision{{job="other", instance="alone"}}', values: "900x120"}}
      - {{series: 'twincal_writer{{job="other", instance="alone"}}', values: "1x120"}}
    alert_rule_test:
      - {{eval_time: 5m, alertname: TwincalNoWriter}}
      - {{eval_time: 5m, alertname: TwincalFollowerBehind}}
      - {{eval_time: 60m, alertname: TwincalEditNotApplied}}
      - {{eval_time: 60m, alertname: TwincalDown}}
      - {{eval_time: 60m, alertname: TwincalNotAsked}}
      - {{eval_time: 60m, alertname: TwincalJobsLate}}
      - eval_time: 20m
        alertname: TwincalNoWriter
        exp_alerts:
          - exp_labels: {{severity: page}}
            exp_annotations: {{summary: "no daemon writes: edits reach nobody"}}
      - {{eval_time: 5m, alertname: TwincalRevisionNotShown}}
      - eval_time: 20m
        alertname: TwincalRevisionNotShown
        exp_alerts:
          - exp_labels: {{severity: page, instance: writer}}
            exp_annotations: {{summary: "writer cannot show the last revision; the log says why"}}
      - eval_time: 60m
        alertname: TwincalConnectionsUnanswered
        exp_alerts:
          - exp_labels: {{severity: ticket, instance: writer, reason: unread}}
            exp_annotations: {{summary: "writer closes connections without an answer (unread)"}}
      - eval_time: 20m
        alertname: TwincalFollowerBehind
        exp_alerts:
          - exp_labels: {{severity: page, instance: follower}}
            exp_annotations: {{summary: "follower serves an old revision"}}
      - eval_time: 90m
        alertname: TwincalEditNotApplied
        exp_alerts:
          - exp_labels: {{severity: ticket, instance: writer}}
            exp_annotations: {{summary: "an edit has a mistake or was refused; /healthz names the place"}}
  - interval: 1h
    input_series:
      - {{series: 'twincal_backup_seconds{{instance="machine"}}', values: "0x20 72000x100"}}
    alert_rule_test:
      - eval_time: 10m
        alertname: TwincalNotAsked
        exp_alerts:
          - exp_labels: {{severity: page, job: twincal}}
            exp_annotations:
              summary: "Prometheus asks no daemon: its job twincal is missing or has no targets"
      - {{eval_time: 68h, alertname: TwincalBackupOld}}
      - eval_time: 70h
        alertname: TwincalBackupOld
        exp_alerts:
          - exp_labels: {{severity: ticket}}
            exp_annotations:
              summary: "the last backup is older than two days, or Prometheus does not know of any"
  - interval: 1h
    alert_rule_test:
      - eval_time: 2h
        alertname: TwincalBackupOld
        exp_alerts:
          - exp_labels: {{severity: ticket}}
            exp_annotations:
              summary: "the last backup is older than two days, or Prometheus does not know of any"
"""


@pytest.fixture
def promtool() -> str:
    """The program of Prometheus that checks rules."""
    path = shutil.which("promtool")
    if path is None:
        if os.environ.get("TWINCAL_REQUIRE_PROMTOOL") == "1":
            pytest.fail("promtool is required here and not installed")
        pytest.skip("promtool is not installed")
    return path


def test_every_metric_of_a_rule_is_one_of_ours() -> None:
    response = health_response("/metrics", Health(), [0] * 6)
    assert response is not None
    ours = set(re.findall(r"^# HELP (\w+) ", response.body.decode(), re.MULTILINE))
    document = (ROOT / "docs/operators.md").read_text(encoding="utf-8")
    ours |= set(re.findall(r'^echo "(\w+) \$\(date \+%s\)"', document, re.MULTILINE))

    used = set(re.findall(r"\btwincal_\w+", RULES.read_text(encoding="utf-8")))

    assert used
    assert used <= ours


def test_prometheus_reads_the_rules(promtool: str) -> None:
    done = subprocess.run([promtool, "check", "rules", RULES], capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stdout + done.stderr


def test_alerts_fire_when_they_should(promtool: str, tmp_path: Path) -> None:
    cases = tmp_path / "cases.yaml"
    cases.write_text(CASES.format(rules=RULES), encoding="utf-8")

    done = subprocess.run([promtool, "test", "rules", cases], capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stdout + done.stderr


def test_systemd_reads_the_unit(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd is not installed")
    text = (ROOT / "deploy/twincal.service").read_text(encoding="utf-8")
    unit = tmp_path / "twincal.service"
    unit.write_text(text.replace("/opt/twincal/bin/twincal", "/bin/true"), encoding="utf-8")

    done = subprocess.run([analyze, "verify", "--man=no", unit], capture_output=True, text=True, timeout=60)

    assert (done.returncode, [line for line in done.stderr.splitlines() if "twincal.service" in line]) == (
        0,
        [],
    )


def test_the_unit_gives_all_processes_together_what_their_own_limits_allow() -> None:
    answering = 500_000_000 + 900_000_000  # 1,000 cities, and answers that 3,800 clients do not read
    unit = (ROOT / "deploy/twincal.service").read_text(encoding="utf-8")
    (gigabytes,) = re.findall(r"^MemoryMax=(\d+)G$", unit, re.MULTILINE)

    assert int(gigabytes) << 30 >= run_writer.MOST_MEMORY + calendar_reader.MOST_MEMORY + answering
    assert f"{gigabytes} GB (`MemoryMax`)" in (ROOT / "docs/operators.md").read_text(encoding="utf-8")
