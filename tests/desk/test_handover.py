"""The handover: what waits, what was changed and by whom, and the keys and private addresses."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.conftest import SOFIA_SEJONG, Visitor, words
from scheduler.desk.messages import DeskAnswer
from scheduler.state.feeds import digest_of
from support.shell import Shell

KEY = {"name": "pairs/sofia-sejong", "label": "Sofia, protocol office"}
ADDRESS = {"name": "cities/dublin", "label": "Dublin, city hall"}


def secrets(answer: DeskAnswer) -> list[str]:
    """The secrets on a page; a digest is longer."""
    return re.findall(r"(?<![\w-])[\w-]{43}(?![\w-])", answer.body)


def digests(page: DeskAnswer) -> dict[str, str]:
    """What the forms of a page end, by what their buttons say."""
    form = r'aria-label="End: ([^"]*)".*\n.*name="digest" value="(\w+)"'
    return dict(re.findall(form, page.body))


def live(visitor: Visitor) -> dict[str, str]:
    """What a secret opens, by its digest."""
    store = visitor.enter(request=None, now=visitor.now).store
    return {
        each.digest: f"{each.opens} {each.kind}/{each.identity}" for each in store.tokens() if each.is_live
    }


def test_it_has_what_waits_and_the_changes_of_the_last_month_with_their_makers(
    visitor: Visitor, shell: Shell
) -> None:
    edit = (
        "move",
        "talks/2026-12",
        "2026-12-08 09:00",
        "--by",
        "Dublin, city hall",
        "--yes",
        "--config",
        str(shell.config),
    )
    assert shell.run(*edit, now="2026-11-24T09:01:00Z").code == 0
    shell.edit(("title: Talks", "title: Long talks"))

    page = words(replace(visitor, now=visitor.now + timedelta(days=30)).get("handover"))
    later = words(replace(visitor, now=visitor.now + timedelta(days=33)).get("handover"))

    waits, changed = page.partition("Changed in the last month")[::2]
    assert "What waits The files have changes that are not published" in waits
    assert "Tue 24 Nov 2026 18:01 (UTC+9) · Dublin, city hall · change 2" in changed
    assert later.endswith("Changed in the last month Nothing.")


def test_files_that_are_broken_do_not_close_it(visitor: Visitor, shell: Shell) -> None:
    shell.write("programme: 3\n")

    assert "so their changes are not published" in words(visitor.get("handover"))


def test_a_key_for_one_pair_gets_none_of_it(visitor: Visitor) -> None:
    visitor.post("key-make", **KEY)
    digest = next(iter(live(visitor)))
    own = replace(visitor, scope=SOFIA_SEJONG)

    for answer in (
        own.get("handover"),
        own.post("key-make", **ADDRESS),
        own.post("key-end", digest=digest),
    ):
        assert answer.status == 409
        assert "Your key opens Sofia–Sejong alone" in words(answer)
    assert [*live(visitor)] == [digest]
    assert 'href="handover"' not in own.get("").body
    assert 'href="handover"' in visitor.get("").body


def test_a_made_key_opens_the_desk_of_its_pair_alone(visitor: Visitor) -> None:
    (key,) = secrets(visitor.post("key-make", **KEY))

    assert live(visitor) == {digest_of(key): "desk pairs/sofia-sejong"}


def test_a_made_address_opens_the_calendar_of_its_city_alone(visitor: Visitor) -> None:
    page = visitor.post("key-make", **ADDRESS)

    calendar, telephone = re.findall(r"/private/([\w-]{43})/cities/dublin(?:\.ics)?<", page.body)
    assert calendar == telephone
    assert live(visitor) == {digest_of(calendar): "feed cities/dublin"}


@pytest.mark.parametrize("fields", [KEY, ADDRESS])
def test_a_secret_is_shown_once_and_no_browser_keeps_it(visitor: Visitor, fields: dict[str, str]) -> None:
    made = visitor.post("key-make", **fields)
    again = visitor.post("key-make", **fields)
    page = visitor.get("handover")

    assert made.is_secret
    assert secrets(made)
    assert "It is shown only once." in words(made)
    assert again.status == 409
    assert f"There is one for “{fields['label']}” already" in words(again)
    assert len(live(visitor)) == 1
    assert f"{fields['label']} " in words(page)
    assert "Tue 24 Nov 2026 by Help desk" in words(page)
    assert not secrets(page)


@pytest.mark.parametrize("fields", [KEY, ADDRESS])
def test_what_is_ended_opens_nothing_and_is_named(visitor: Visitor, fields: dict[str, str]) -> None:
    visitor.post("key-make", **fields)
    ((what, digest),) = digests(visitor.get("handover")).items()

    ended = visitor.post("key-end", digest=digest)
    page = visitor.get("handover", ended=ended.location.partition("=")[2])

    assert what.startswith(f"{fields['label']}, ")
    assert live(visitor) == {}
    opened = what.removeprefix(f"{fields['label']}, ")
    assert f"Ended: {fields['label']}. {opened}, made on Tue 24 Nov 2026 by Help desk." in words(page)
    assert not digests(page)
    assert "This one has ended already" in words(visitor.post("key-end", digest=digest))


@pytest.mark.parametrize(
    "name", ["programme", "", "pairs/dublin", "themes/all", "/feeds/pairs/sofia-sejong.ics"]
)
def test_no_key_of_anything_else_is_made(visitor: Visitor, name: str) -> None:
    refused = visitor.post("key-make", name=name, label="Everybody")

    assert refused.status == 409
    assert "The desk makes keys of pairs and groups, and private addresses of cities, alone" in words(refused)
    assert live(visitor) == {}


def test_what_opens_the_whole_programme_is_listed_and_not_ended(visitor: Visitor, shell: Shell) -> None:
    shell.run("token", "create", "--desk", "--label", "Secretariat")
    shell.run("token", "create", "--for", "programme", "--label", "Archive")
    page = visitor.get("handover")

    assert "Archive Private calendar of the whole programme" in words(page)
    assert "Secretariat Desk of the whole programme" in words(page)
    assert digests(page) == {}
    for digest in live(visitor):
        assert "are not ended here" in words(visitor.post("key-end", digest=digest))
    assert len(live(visitor)) == 2


def test_two_offices_with_one_label_get_addresses_of_their_own_cities(visitor: Visitor) -> None:
    for name in ("cities/dublin", "cities/sofia"):
        assert visitor.post("key-make", name=name, label="City hall").status == 200
    assert visitor.post("key-make", name="pairs/sofia-sejong", label="City hall").status == 200
    refused = visitor.post("key-make", name="pairs/dublin-sejong", label=" City  hall ")

    assert "There is one for “City hall” already" in words(refused)
    assert len(live(visitor)) == 3


def test_a_desk_that_only_shows_makes_and_ends_nothing(visitor: Visitor) -> None:
    visitor.post("key-make", **KEY)
    digest = next(iter(live(visitor)))
    shown = replace(visitor, obstacle="Another server writes.")

    assert shown.post("key-make", **ADDRESS).status == 503
    assert shown.post("key-end", digest=digest).status == 503
    assert [*live(visitor)] == [digest]
    assert re.search(r'<button class="button main" disabled>Make it', shown.get("handover").body)


def test_the_command_that_ends_a_key_names_what_was_made_with_it(visitor: Visitor, shell: Shell) -> None:
    shell.run("token", "create", "--desk", "--label", "Help desk")
    name = shell.run("token", "list").text.splitlines()[1].split()[0]
    visitor.post("key-make", **KEY)
    visitor.post("key-make", **ADDRESS)
    replace(visitor, label="Successor").post("key-make", name="cities/sofia", label="Sofia, city hall")
    visitor.post(
        "key-end", digest=digests(visitor.get("handover"))["Dublin, city hall, Private calendar of Dublin"]
    )

    ended = shell.run("token", "revoke", name).text

    still = ended.partition("Made by Help desk, and still open:\n")[2]
    assert KEY["label"] in still
    assert ADDRESS["label"] not in ended
    assert "Sofia, city hall" not in ended
