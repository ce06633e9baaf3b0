"""Twelve practices, and coders who agree or do not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tribe.graph import Evidence, Interactions
from tribe.graph.data.records import Coding, Records
from tribe.graph.measures.rituals.practices import (
    PRACTICES,
    U6,
    agreement,
    cohen_kappa,
    practice_shares,
    repertoire,
)
from tribe.graph.study.study import Study

NAMES = list(PRACTICES)


def coded(kinds: list[str], coder: str = "one") -> list[Coding]:
    """One coding an act."""
    return [Coding(coder, f"a{number:03}", kind) for number, kind in enumerate(kinds)]


def study_of(codings: list[Coding]) -> Study:
    return Study(
        Evidence(Interactions.from_rows([]), records=Records(codings=codings)), bootstraps=200
    )


def test_kappa_by_hand() -> None:
    # 20 both yes, 5 and 10 apart, 15 both no: p_o .7, p_e .5
    one = "y" * 25 + "n" * 25
    other = "y" * 20 + "n" * 5 + "y" * 10 + "n" * 15
    assert cohen_kappa(one, other) == pytest.approx(0.4)
    assert cohen_kappa("yn", "ny") == -1
    assert cohen_kappa("yyn", "yyn") == 1
    assert cohen_kappa("yyy", "yyy") is cohen_kappa("", "") is None
    with pytest.raises(ValueError, match="same things"):
        cohen_kappa("yy", "y")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), max_size=40))
def test_kappa_does_not_ask_who_is_first(pairs: list[tuple[str, str]]) -> None:
    one, other = [a for a, _ in pairs], [b for _, b in pairs]
    value = cohen_kappa(one, other)
    assert value == cohen_kappa(other, one)
    assert value is None or -1 <= value <= 1


def test_twelve_equal_practices_are_twelve() -> None:
    assert len(PRACTICES) == 12
    assert repertoire(coded(NAMES * 3)) == pytest.approx(12)
    assert repertoire(coded(["grooming"] * 5)) == pytest.approx(1)
    assert repertoire(coded(["grooming"] * 5 + ["badging"] * 3 + ["staking"] * 2)) == (
        pytest.approx(2.80, abs=5e-3)
    )
    assert repertoire([]) is repertoire(coded(["dancing"])) is None


def test_an_act_counts_once_however_many_find_things_in_it() -> None:
    codings = [*coded(["grooming"], "one"), *coded(["grooming"], "two")]
    codings += [Coding("two", "a000", "badging"), Coding("three", "a001", "staking")]
    shares = practice_shares(codings)
    assert shares.sum(axis=1) == pytest.approx([1, 1])
    assert shares[0, NAMES.index("grooming")] == pytest.approx(2 / 3)
    assert np.array_equal(shares, practice_shares(codings[::-1] + codings[:1]))


def test_agreement_of_three_coders() -> None:
    kinds = ["grooming", "badging"] * 10
    both = coded(kinds, "one") + coded(kinds, "two")
    assert agreement(both) == 1
    # the third coded half, and says the contrary: κ -1 on 10 acts twice, +1 on 20
    other = coded(["badging", "grooming"] * 5, "three")
    assert agreement(both + other) == pytest.approx((20 - 10 - 10) / 40)
    assert agreement(coded(kinds)) is None
    assert agreement([]) is None
    # what is none of the twelve is still something to agree on
    assert agreement(coded(["dancing", "badging"] * 5, "x") + coded(["none", "badging"] * 5)) < 1


def test_only_coders_who_agree_are_believed() -> None:
    rng = np.random.default_rng(1)
    truth = [NAMES[int(place)] for place in rng.integers(0, 12, 60)]
    good = [kind if rng.random() < 0.8 else NAMES[int(rng.integers(12))] for kind in truth]
    believed = study_of(coded(truth) + coded(good, "two"))
    assert U6.sample(believed)["agreement"] >= 60
    assert U6.lacking(U6.sample(believed)) is None
    found = U6.compute(believed)
    assert found.value is not None
    assert 10 < found.value < 12
    assert found.interval is not None
    assert found.interval[0] < found.value < found.interval[1] <= 12
    assert 0.7 < found.detail["kappa"] < 0.9
    assert all(acts is None or acts % 5 == 0 for acts in found.detail["acts"])
    assert "Of twelve ways" in U6.read(found).said_in("en")
    assert "Sur douze façons" in U6.read(found).said_in("fr")
    doubted = study_of(coded(truth) + coded([truth[-n] for n in range(60)], "two"))
    assert U6.lacking(U6.sample(doubted)) == "agreement"
    assert U6.lacking(U6.sample(study_of(coded(truth)))) == "agreement"


def test_six_tenths_are_enough() -> None:
    # 40 both yes, 10 and 10 apart, 40 both no: κ is .6 and not a hair less
    one = ["grooming"] * 50 + ["badging"] * 50
    other = ["grooming"] * 40 + ["badging"] * 10 + ["grooming"] * 10 + ["badging"] * 40
    assert U6.sample(study_of(coded(one) + coded(other, "two")))["agreement"] == 60


def test_nothing_coded() -> None:
    assert U6.sample(study_of([])) == {"coded": 0, "agreement": 0}
    assert U6.compute(study_of([])).value is None
