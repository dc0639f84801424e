"""The table of faults fits the program: each fault can be put into it, and its tests are there."""

from __future__ import annotations

import pytest

from mutants.run import ROOT, Mutant, all_mutants

MUTANTS = all_mutants()


def test_each_has_a_name_of_its_own() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)


@pytest.mark.parametrize("mutant", [pytest.param(each, id=each.name) for each in MUTANTS])
def test_its_text_stands_once_in_its_file_and_its_tests_are_there(mutant: Mutant) -> None:
    assert (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.text) == 1
    for test in mutant.tests:
        file, _, name = test.partition("[")[0].partition("::")
        assert name.rpartition("::")[2] in (ROOT / file).read_text(encoding="utf-8")
