"""The forms of blocks: every key has its input, and only what was touched is changed."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from desk.conftest import SOFIA_SEJONG, Visitor, words
from scheduler.configuration.blocks.documents import SECTIONS, ChangeDocument, Document, ExtraDocument
from scheduler.configuration.blocks.fields import fields_of
from scheduler.desk.block_forms import ELSEWHERE, Offered, inputs_of
from scheduler.desk.messages import DeskAnswer
from support.shell import Shell

OFFERED = Offered(names=dict.fromkeys(SECTIONS, ()), languages=("en", "bg"))
TYPES = [*SECTIONS.values(), ChangeDocument, ExtraDocument]
MEETING = "monthly/2026-12"


def shown(page: DeskAnswer) -> dict[str, str]:
    """The digests of what the inputs of a form showed."""
    return dict(re.findall(r'name="(was\.[^"]*)" value="([^"]*)"', page.body))


@pytest.mark.parametrize("block_type", TYPES, ids=lambda each: each.__name__)
def test_every_key_is_in_the_form_of_its_block_or_written_elsewhere(block_type: type[Document]) -> None:
    accepted = {"accepted": {"meets-at-night": {"at": "23:00", "reason": "agreed"}}}
    names = {each.path[0] for each in inputs_of(block_type, accepted, OFFERED, {})} & {*fields_of(block_type)}

    assert fields_of(block_type).keys() - names == fields_of(block_type).keys() & ELSEWHERE.keys()
    assert {*block_type.first.split(), *block_type.for_pair.split()} <= fields_of(block_type).keys()


def test_a_form_that_nobody_touched_changes_nothing(visitor: Visitor) -> None:
    for form in ({"do": "change-city", "of": "cities/sofia"}, {"do": "change-series", "series": "monthly"}):
        page = visitor.get("edit", **form)
        fields = re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', page.body)
        assert "Nothing was changed in this form" in words(visitor.post("plan", **{**dict(fields), **form}))


def test_a_stale_form_takes_no_colleagues_change_back(visitor: Visitor, shell: Shell) -> None:
    form = {"do": "change-city", "of": "cities/sofia"}
    stale = shown(visitor.get("edit", **form))
    visitor.publish(**form, office_hours="08:00-16:00")

    visitor.publish(**form, **stale, office_hours="", contacts="office@sofia.example")

    assert 'office_hours: "08:00-16:00"' in shell.read()
    assert "contacts: office@sofia.example" in shell.read()


def test_several_changes_are_one(visitor: Visitor, shell: Shell) -> None:
    before = shell.read()
    city = {"do": "change-city", "of": "cities/sofia", "official_name": "The Municipality"}
    visitor.publish(
        **city, office_hours="08:00-16:00", closed="2027-05-24\n2027-09-22", contacts="a@sofia.example"
    )
    assert shell.state().revision == 2
    assert "closed:\n      - 2027-05-24\n      - 2027-09-22\n" in shell.read()
    visitor.publish(do="undo")
    assert shell.read() == before

    series = {"do": "change-series", "series": "monthly", "title": "Talk", "place": "City hall"}
    visitor.publish(**series, at="11:00", counts_from="2027-03")
    assert "title: Talk" in shell.read()
    assert '      - from: 2027-03\n        every: third Wednesday\n        at: "11:00"\n' in shell.read()


def test_a_row_is_added_and_taken_out(visitor: Visitor, shell: Shell) -> None:
    form = {"do": "change-series", "series": "monthly"}
    visitor.publish(**form, **{"speakers.0.name": "Ann Example", "speakers.0.role": "planner"})
    visitor.publish(**form, **{"speakers.1.name": "Ben Example"})
    assert "      - name: Ann Example\n        role: planner\n      - name: Ben Example\n" in shell.read()

    visitor.publish(**form, **{"speakers.0.name": ""})

    assert "speakers:\n      - name: Ben Example\n" in shell.read()


def test_a_row_that_is_emptied_takes_nothing_of_the_next_one(visitor: Visitor, shell: Shell) -> None:
    form = {"do": "change-series", "series": "monthly"}
    for number, name in enumerate(("Ann Example", "Ben Example", "Cem Example")):
        visitor.publish(**form, **{f"speakers.{number}.name": name, f"speakers.{number}.consent": "true"})

    emptied = {"speakers.0.name": "", "speakers.0.consent": "", "speakers.1.name": ""}
    visitor.publish(**form, **emptied, **{"speakers.2.role": "planner"})

    last = "speakers:\n      - name: Cem Example\n        consent: true\n        role: planner\n"
    assert last in shell.read()


def test_every_accepted_warning_that_is_taken_away_comes_back(visitor: Visitor, shell: Shell) -> None:
    entries = "".join(f"        - {{address: {name}@sofia.example, reason: agreed}}\n" for name in "abcd")
    shell.edit(
        (
            "    timezone: Europe/Sofia\n",
            f"    timezone: Europe/Sofia\n    accepted:\n      personal-address:\n{entries}",
        )
    )
    shell.apply("--allow", "large")

    away = {f"away.accepted.personal-address.{number}": "yes" for number in (0, 1, 3)}
    visitor.publish(do="change-city", of="cities/sofia", **away)

    assert re.findall("address: (.)@sofia", shell.read()) == ["c"]


def test_the_hours_of_cities_in_turn_stand_in_the_form_and_are_changed_there(
    visitor: Visitor, shell: Shell
) -> None:
    form = {"do": "change-series", "series": "monthly"}
    hours = '    at: {sofia: "10:00", sejong: "17:00"}\n    clock: alternate\n'
    shell.edit(('    at: "10:00"\n    clock: sofia\n', hours))
    shell.apply("--allow", "large")

    assert "sofia: 10:00\nsejong: 17:00" in html.unescape(visitor.get("edit", **form).body)
    visitor.publish(**form, counts_from="2027-05", at="sofia: 09:30\nsejong: 17:00")

    text = shell.read()
    assert text.count('sofia: "09:30"') == 1
    assert text.count('sejong: "17:00"') == 2


def test_a_series_shows_the_themes_of_its_pair(visitor: Visitor) -> None:
    visitor.publish(do="add-theme", name="Trams")
    visitor.publish(do="change-group", of="pairs/sofia-sejong", themes="trams")

    series = visitor.get("edit", do="change-series", series="monthly")

    assert "Now, as nothing else is chosen: Trams" in words(series)


def test_the_plan_says_what_was_written(visitor: Visitor) -> None:
    form = {"do": "change-city", "of": "cities/sofia"}

    plan = words(visitor.post("plan", **form, contacts="a@sofia.example", office_hours="08:00-16:00"))

    assert "What you wrote" in plan
    assert "Mail addresses of the office a@sofia.example" in plan
    assert "Office hours 08:00-16:00" in plan


def test_what_is_missing_is_said_by_the_labels_of_the_form(visitor: Visitor) -> None:
    new = {"do": "add-webinar", "title": "Green roofs", "starts": "2027-02-09\n10:00"}

    empty, short = (
        words(visitor.post("plan", do="add-city", country="NL")),
        words(visitor.post("plan", **new)),
    )

    assert "Fill this in" in empty
    assert "a city needs a line" not in empty
    assert "“How long” is missing; write how long it takes, such as “60 min”, or “End, instead of" in short


def test_a_city_that_is_there_already_is_not_added_again(visitor: Visitor) -> None:
    assert "There is such a city already: sofia" in words(
        visitor.post("plan", do="add-city", name="Sofia", country="Bulgaria")
    )


def test_no_page_has_a_secret(visitor: Visitor, shell: Shell) -> None:
    form = {"do": "change", "meeting": MEETING}
    visitor.publish(**form, **{"join.url": "https://meet.example.org/s3cret", "join.passcode": "pa55"})

    for page in (visitor.get("edit", **form), visitor.post("plan", **form, place="City hall")):
        assert not re.search("s3cret|pa55", page.body)
    assert "It is set, and not shown here" in words(visitor.get("edit", **form))
    visitor.publish(**form, **{"away.join.url": "yes"})
    assert "join:" not in shell.read()


def test_a_key_for_a_pair_has_the_fields_of_its_meetings_alone(visitor: Visitor) -> None:
    own = replace(visitor, scope=SOFIA_SEJONG)
    page = own.get("edit", do="change", meeting=MEETING)

    assert 'name="place"' in page.body
    assert 'name="visibility"' not in page.body
    refused = own.post("plan", do="change", meeting=MEETING, visibility="private")
    assert (refused.status, "Ask the secretariat" in words(refused).replace("ask", "Ask")) == (409, True)
    assert own.get("edit", do="change-city", of="cities/sofia").status == 409


@pytest.mark.parametrize(
    ("form", "made"),
    [
        ({"do": "add-city", "name": "Tbilisi", "country": "GE"}, "cities/tbilisi"),
        ({"do": "add-city", "name": "São Paulo", "country": "BR", "timezone": "America/Sao_Paulo"}, "cities/sao-paulo"),
        ({"do": "add-city", "name": "부산", "country": "KR"}, "cities/korea-south"),
        ({"do": "add-pair", "cities": "\nsofia\ndublin"}, "pairs/sofia-dublin"),
        ({"do": "add-theme", "name": "Green roofs"}, "themes/green-roofs-2"),
        ({"do": "add-theme", "name": "눈"}, "themes/themes"),
    ],
)  # fmt: skip
def test_a_short_name_is_made_of_the_title(visitor: Visitor, form: dict[str, str], made: str) -> None:
    done = visitor.publish(**form)

    assert html.unescape(done.location).startswith(f"calendar?name={made}&done=2")


def test_a_country_is_named_in_any_language_of_the_programme(visitor: Visitor, shell: Shell) -> None:
    shell.edit(("    - en\n", "    - en\n    - bg\n"))
    assert shell.apply("--yes").code == 0

    visitor.publish(do="add-city", name="Tbilisi", country="Грузия", timezone="Asia/Tbilisi")

    assert "country: GE" in shell.read()


def test_a_series_shows_its_hours_in_winter_and_in_summer(visitor: Visitor) -> None:
    page = visitor.get("edit", do="change-series", series="monthly")

    assert page.body.count('<ul class="strips">') > 1
    assert '<ul class="strips">' in visitor.get("edit", do="add-monthly", of="pairs/sofia-sejong").body
