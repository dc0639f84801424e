"""A time zone is chosen by the hour that it is there, never by a name that is only spelt alike."""

from __future__ import annotations

import pytest

from support.shell import Shell

BRAZIL = (
    "those of Brazil are:\n"
    "  America/Rio_Branco  UTC-5, now 04:10 (also Eirunepe)\n"
    "  America/Manaus      UTC-4, now 05:10 (also Campo Grande, Cuiaba, Porto Velho, Boa Vista)\n"
    "  America/Sao_Paulo   UTC-3, now 06:10 (also Belem, Fortaleza, Recife, Araguaina, Maceio, Bahia, Santarem)\n"
    "  America/Noronha     UTC-2, now 07:10\n"
)
NOW = "2026-12-02T09:10:00Z"
OTHERS = ("--name", "Pairs", "--host", "Office", "--city", "Sofia, BG")
NONE = ("--timezone", "America/Curitiba")


def add(shell: Shell, country: str, *zone: str) -> tuple[int, str]:
    """The exit code and the errors of `add city`."""
    options = ("--name", "Curitiba", "--country", country, *zone)
    answer = shell.run(
        "add", "city", "curitiba", *options, "--config", str(shell.config), "--file-only", now=NOW
    )
    return answer.code, answer.err


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ((), f"say in which time zone it is; {BRAZIL}         give its name with --timezone\n"),
        (NONE, f"`America/Curitiba` is not the name of a time zone; {BRAZIL}"),
        (
            ("--timezone", "America/Sao_Paolo"),
            f"`America/Sao_Paolo` is not the name of a time zone; {BRAZIL}",
        ),
        (("--timezone", "BRT"), BRAZIL),
        (("--timezone", "America/London"), BRAZIL),
        (
            ("--timezone", "sao paulo"),
            "`sao paulo` is not the name of a time zone; did you mean `America/Sao_Paulo`?\n",
        ),
    ],
)
def test_a_new_city_is_told_the_hours_of_its_country(shell: Shell, zone: tuple[str, ...], words: str) -> None:
    code, errors = add(shell, "BR", *zone)

    assert (code, errors.endswith(words)) == (1, True), errors


def test_zones_that_part_in_summer_have_lines_of_their_own(shell: Shell) -> None:
    _, errors = add(shell, "US")

    assert "  America/Denver       UTC-7, now 02:10 (also Boise)\n" in errors
    assert "  America/Phoenix      UTC-7, now 02:10\n" in errors
    assert len(errors.splitlines()) == 10


def test_a_country_with_one_zone_needs_none_and_mends_a_wrong_one(shell: Shell) -> None:
    assert add(shell, "PE", "--timezone", "America/Cusco")[1].endswith("did you mean `America/Lima`?\n")
    assert add(shell, "PE")[0] == 0
    assert "timezone: America/Lima" in shell.read()


def test_an_old_name_becomes_the_present_one(shell: Shell) -> None:
    assert add(shell, "BR", "--timezone", "Brazil/East")[0] == 0
    assert "timezone: America/Sao_Paulo" in shell.read()


def test_what_is_no_country_has_no_zones(shell: Shell) -> None:
    code, errors = add(shell, "atlantis")

    assert (code, "not a country code" in errors, "--timezone" in errors) == (1, True, False)


def test_a_field_that_is_set_gets_the_only_zone_of_its_country(shell: Shell) -> None:
    answer = shell.run("set", "sofia", "timezone", "America/Curitiba", "--config", str(shell.config))

    assert (answer.code, "did you mean" in answer.err, "`Europe/Sofia`" in answer.err) == (1, True, True)


def test_init_without_a_person_lists_them(shell: Shell) -> None:
    new = str(shell.folder / "new")
    missing = shell.run("init", new, *OTHERS, "--city", "Curitiba, BR", now=NOW)
    host = shell.run("init", new, *OTHERS, "--city", "Sejong, KR", *NONE, now=NOW)

    assert BRAZIL.removeprefix("those of") in missing.err.replace("time zones of", "")
    assert host.err.endswith(BRAZIL)


def test_init_takes_no_zone_for_an_empty_answer(shell: Shell) -> None:
    new = str(shell.folder / "new")
    typed = ("Pairs", "Office", "Manaus", "", "", "America/Manaos", "", "America/Manaus", "Sofia", *[""] * 5)

    answer = shell.run("init", new, typed="\n".join((*typed, "")), now=NOW)

    assert answer.code == 0, answer.err
    assert answer.err.count("Time zone of Manaus: ") == 4
    assert answer.err.count("  America/Manaus      UTC-4, now 05:10") == 4
