"""A storm of new or untrue reporters hides nothing; those who proved true often, together, may."""

from hypothesis import given
from hypothesis import strategies as st

from tribe.access import TrustLevel
from tribe.spam.reporters import UNPROVEN_AT_MOST, Reporter, weigh_reports, weight_of

NEW, KNOWN, TRUSTED = TrustLevel
untrue = st.builds(
    Reporter,
    id=st.integers(1, 10**6),
    upheld=st.integers(0, 50),
    dismissed=st.integers(51, 200),
    trust=st.sampled_from(TrustLevel),
)
untried = st.builds(
    Reporter, id=st.integers(1, 10**6), upheld=st.integers(0, 2), trust=st.sampled_from(TrustLevel)
)
fresh = st.builds(Reporter, id=st.integers(1, 10**6), upheld=st.integers(0, 99), trust=st.just(NEW))
guests = st.builds(Reporter, id=st.none(), upheld=st.integers(0, 99))


def test_fifty_false_reporters_against_one_member_hide_nothing() -> None:
    storm = [Reporter(number, trust=KNOWN) for number in range(50)]
    weight = weigh_reports(storm)
    assert not weight.may_hide()
    assert weight.total == UNPROVEN_AT_MOST


@given(st.lists(st.one_of(untrue, untried, fresh, guests), max_size=60))
def test_no_storm_of_new_or_untrue_reporters_hides_anything(storm: list[Reporter]) -> None:
    weight = weigh_reports(storm)
    assert not weight.may_hide()
    assert weight.total <= UNPROVEN_AT_MOST


def test_two_who_proved_true_are_not_enough_with_any_storm() -> None:
    storm = [Reporter(number, trust=TRUSTED) for number in range(100)]
    two = [Reporter(1000 + number, upheld=90, trust=TRUSTED) for number in range(2)]
    assert not weigh_reports(storm + two).may_hide()


def test_three_who_proved_true_often_are_enough() -> None:
    three = [Reporter(number, upheld=5, dismissed=1, trust=KNOWN) for number in range(3)]
    assert weigh_reports(three).may_hide()
    assert not weigh_reports([three[0]] * 3).may_hide()  # one who reports three times


def test_a_report_weighs_as_its_reporters_earlier_ones_proved() -> None:
    assert weight_of(Reporter(1)) == 0.5
    assert weight_of(Reporter(1, upheld=8)) == 0.9
    assert weight_of(Reporter(1, dismissed=18)) == 0.05
    weights = [weight_of(Reporter(1, upheld=3, dismissed=number)) for number in range(9)]
    assert weights == sorted(weights, reverse=True)
