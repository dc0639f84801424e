"""The settings of an installation: variables in place of options, the log, the version."""

from __future__ import annotations

import getpass
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli.command_line import app
from support.small_programme import SMALL, edited

LOG = """
import logging
from scheduler.cli.log import set_up_log
set_up_log({level!r}, {form!r})
logging.getLogger("twincal").info("applied %s", "revision 2", extra={{"revision": 2, "causes": ["holidays"]}})
logging.getLogger("uvicorn").info("of a library")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("twincal").exception("an error")
"""


def logged(level: str, form: str) -> list[str]:
    """The lines that a run logs."""
    program = LOG.format(level=level, form=form)
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return run.stderr.splitlines()


def test_json_has_one_line_for_each_message() -> None:
    applied, error = map(json.loads, logged("INFO", "json"))

    assert (applied["level"], applied["logger"], applied["message"]) == (
        "INFO",
        "twincal",
        "applied revision 2",
    )
    assert (applied["revision"], applied["causes"]) == (2, ["holidays"])
    assert "revision" not in error
    assert applied["time"].endswith("+00:00")
    assert "ZeroDivisionError" in error["traceback"]


def test_a_new_mistake_is_logged_in_the_minute_of_many_others() -> None:
    program = """
import logging
from scheduler.cli.log import set_up_log
set_up_log("INFO", "text")
for number in range(300):
    logging.getLogger("twincal.edits").error("not applied: %s", number)
    logging.getLogger("uvicorn.error").error("nonsense %s", number)
    logging.getLogger("uvicorn.error").warning("a client asks for a WebSocket")
logging.getLogger("twincal.edits").error("not applied: %s", "another mistake")
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    lines = run.stderr.splitlines()

    assert sum("not applied" in line for line in lines) == 301
    assert sum("nonsense" in line for line in lines) == 60
    assert not any("WebSocket" in line for line in lines)
    assert lines[-1].endswith("another mistake")


def test_the_folder_may_be_a_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "all.yaml").write_text(SMALL, encoding="utf-8")
    monkeypatch.setenv("TWINCAL_CONFIG", str(tmp_path))
    monkeypatch.setenv("TWINCAL_DATABASE", f"sqlite:///{tmp_path}/t.db")
    monkeypatch.setenv("TWINCAL_NOW", "2026-11-24T09:00:00Z")

    assert CliRunner().invoke(app, ["check"]).output.splitlines()[-1] == f"{tmp_path}: good, 1 warning"


@pytest.mark.parametrize(
    ("variable", "value"),
    [("TWINCAL_PORT", "0"), ("TWINCAL_LOG_LEVEL", "loud"), ("TWINCAL_LOG_FORMAT", "xml")],
)
def test_a_wrong_variable_is_an_error(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)

    answer = CliRunner().invoke(app, ["serve"])

    assert answer.exit_code == 2
    assert value in answer.stderr


def test_the_script_of_operators_runs_a_command_with_the_settings_of_the_service(tmp_path: Path) -> None:
    program, settings, script = tmp_path / "program", tmp_path / "environment", tmp_path / "twincal"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m scheduler.cli "$@"\n')
    settings.write_text(f"TWINCAL_DATABASE=sqlite:///{tmp_path}/of-the-service.db\n")
    text = (Path(__file__).parents[2] / "deploy/twincal").read_text()
    script.write_text(
        edited(
            text,
            ("!= twincal ]", f'!= "{getpass.getuser()}" ]'),
            (". /etc/twincal/environment", f". {settings}"),
            ("exec /opt/twincal/bin/twincal", f"exec sh {program}"),
        )
    )
    (tmp_path / "config").mkdir()
    (tmp_path / "config/all.yaml").write_text(SMALL)

    subprocess.run(["sh", script, "apply", tmp_path / "config"], check=True, capture_output=True)

    assert (tmp_path / "of-the-service.db").is_file()
