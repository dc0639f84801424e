"""The compose file: each container has few rights, and all that it names exists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from scheduler.cli import app

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
TEXT = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_has_few_rights(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_only_the_web_server_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["database"]["networks"] == ["inside"]


def test_what_a_service_names_exists() -> None:
    written = [mount for service in SERVICES.values() for mount in service.get("volumes", ())]
    mounts = [re.sub(r"\$\{\w+:-(.+?)\}", r"\1", mount).split(":")[0] for mount in written]
    files = [mount for mount in mounts if mount.startswith("./")]
    networks = {network for service in SERVICES.values() for network in service["networks"]}

    assert {mount for mount in mounts if mount.isalpha()} == set(COMPOSE["volumes"])
    assert networks == set(COMPOSE["networks"])
    assert files
    assert all((DEPLOY / file).is_file() for file in files)
    build = SERVICES["twincal"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
    assert {name for service in SERVICES.values() for name in service.get("depends_on", ())} <= set(SERVICES)


def test_its_head_names_every_variable_that_it_needs() -> None:
    needed = set(re.findall(r"\$\{(\w+):\?", TEXT))

    assert set(re.findall(r"^#   (\w+)=", TEXT, re.MULTILINE)) == needed


@pytest.mark.parametrize("file", ["Caddyfile.proxy", "Caddyfile"])
def test_caddy_has_the_variables_of_its_file(file: str) -> None:
    variables = set(re.findall(r"\{\$(\w+):", (DEPLOY / file).read_text(encoding="utf-8")))

    assert set(SERVICES["caddy"]["environment"]) == variables


def test_the_image_has_every_library_of_the_lock_and_of_the_extras() -> None:
    root = DEPLOY.parent
    pinned = {
        name: set(re.findall(r"^(\S+==\S+)", (root / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.lock", "requirements-all.lock")
    }
    more = pinned["requirements-all.lock"] - pinned["requirements.lock"]

    assert pinned["requirements.lock"] < pinned["requirements-all.lock"]
    assert {line.split("==")[0] for line in more} == {
        *("et-xmlfile", "openpyxl", "psycopg[binary]", "psycopg-binary", "xlsxwriter")
    }
    assert "requirements-all.lock" in (DEPLOY / "Containerfile").read_text(encoding="utf-8")


def test_every_setting_and_option_exists() -> None:
    operators = (DEPLOY.parent / "docs/operators.md").read_text(encoding="utf-8")
    settings = {name for service in SERVICES.values() for name in service.get("environment", ())}
    options = {option for parameter in app.commands["serve"].params for option in parameter.opts}
    ours = [service for service in SERVICES.values() if service["image"] == "twincal"]

    assert [name for name in settings if name.startswith("TWINCAL_") and f"`{name}`" not in operators] == []
    for service in ours:
        verb, *given = service.get("command", ["serve"])
        assert verb == "serve"
        assert set(given) <= options


def test_followers_need_no_configuration_and_answer_the_public() -> None:
    followers = [
        name for name, service in SERVICES.items() if service.get("command") == ["serve", "--follow"]
    ]

    assert len(followers) == 2
    assert SERVICES["caddy"]["environment"]["SERVE"] == " ".join(f"{name}:8000" for name in followers)
    assert all("volumes" not in SERVICES[name] for name in followers)


def test_followers_have_a_role_of_their_own_that_may_only_read() -> None:
    """`tests/daemon/test_several_daemons.py` runs `follower.sql`."""
    urls = [service["environment"].get("TWINCAL_DATABASE", "") for service in SERVICES.values()]

    assert [url.partition(":$")[0] for url in urls if url] == [
        "postgresql://twincal",
        "postgresql://twincal_follower",
        "postgresql://twincal_follower",
    ]
    assert "DATABASE_PASSWORD" not in f"{SERVICES['follower-1']}"
    assert "./follower.sql:/docker-entrypoint-initdb.d/follower.sql:ro" in SERVICES["database"]["volumes"]
