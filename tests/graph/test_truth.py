"""The tables of docs/analysts/truth.md are those of the counts, and some are measured again."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.truth import tables
from benchmarks.truth.__main__ import GUARDED, counted, turned
from benchmarks.truth.coverage import intervals
from benchmarks.truth.gaps import GAPS
from benchmarks.truth.worlds import WORLDS
from tests.graph.conftest import DAY
from tribe.graph import MEASURES, Evidence, Interactions
from tribe.graph.study.study import Study


def test_the_page_has_the_tables_of_the_counts() -> None:
    page = tables.PAGE.read_text(encoding="utf-8")
    assert tables.written(page, tables.load()) == page, (
        "docs/analysts/truth.md is out of date: run `python -m benchmarks.truth`"
    )


def test_a_table_without_a_place_is_told() -> None:
    with pytest.raises(ValueError, match="0 places for the table found"):
        tables.written("", tables.load())


def test_every_kind_of_tribe_is_in_the_counts() -> None:
    results = tables.load()
    assert list(results["found"]) == list(WORLDS)
    assert set(results["turning"]) == set(WORLDS) - {"gatherings_by_lot"}
    for row in results["found"].values():
        for cell in row.values():
            assert 0 <= cell["hits"] <= cell["tried"] >= 20
    assert all(set(GUARDED) >= set(row) >= {"C2", "C3"} for row in results["beside"].values())


def test_what_is_rightly_found_is_not_in_the_sum() -> None:
    cell = {"hits": 5, "tried": 10}
    row = {**dict.fromkeys(tables.MEASURED, cell), "T6": cell}
    told = tables.found_table({"found": {"even": row, "faithful_pairs": row}})
    last = told.splitlines()[-1].split(" | ")
    assert last[1].startswith("10 of 20")  # T3
    assert last[-1].startswith("5 of 10")
    assert last[-2].startswith("5 of 10")


def test_who_is_not_measured_is_not_counted() -> None:
    answers = [{"T6": True, "closure": False}, {}, {"T6": False}]
    assert counted(answers) == {
        "T6": {"hits": 1, "tried": 2},
        "closure": {"hits": 0, "tried": 1},
    }


def test_t6_claims_in_tribes_of_faithful_pairs_and_says_nothing_of_gatherings() -> None:
    assert turned(WORLDS["faithful_pairs"], 1000)["T6"]
    assert turned(WORLDS["gatherings_by_lot"], 1000) == {}


@pytest.mark.parametrize("name", ["heavy_tailed", "by_activity"])
def test_how_unequal_few_who_do_nearly_all_are_is_held(name: str) -> None:
    found = [intervals(WORLDS[name], seed, ["E1"])["E1"] for seed in range(40)]
    truth = np.mean([value for value, _ in found])
    # of 40 tribes, where 91 of 100 hold, fewer than 31 hold one time in a thousand
    assert sum(low <= truth <= high for _, (low, high) in found) >= 31
    assert all(0 < low < value < high < 1 for value, (low, high) in found)


@pytest.mark.parametrize("name", ["weekly, give or take", "gamma of 4", "lognormal ½"])
def test_how_even_a_rite_is_is_held(name: str) -> None:
    draw, spread = GAPS[name]
    held = 0
    for seed in range(60):
        gaps = draw(np.random.default_rng([seed, 17]), 20)
        times = np.concatenate([[0.0], np.cumsum(gaps)]) * DAY
        found = MEASURES["U2"].compute(Study(Evidence(Interactions.from_rows([]), rites=[times])))
        assert found.value is not None
        assert found.interval is not None
        low, high = found.interval
        assert -1 <= low <= found.value <= high <= 1
        held += low <= (spread - 1) / (spread + 1) <= high
    # of 60, where 94 of 100 hold, fewer than 51 hold one time in a thousand
    assert held >= 51
