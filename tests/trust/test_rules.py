"""When trust grows: each condition counts, and nothing else does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tribe.access import GUEST, SYSTEM, Role, TrustLevel, trust_of
from tribe.activity.taking_part import Part
from tribe.members.models import Member
from tribe.trust.rules import KNOWN, TRUSTED, grown

LONG = timedelta(days=40)


def test_reading_for_some_days_makes_known() -> None:
    assert grown(TrustLevel.NEW, KNOWN, LONG) is TrustLevel.KNOWN
    assert grown(TrustLevel.NEW, KNOWN, timedelta(days=1)) is None
    assert grown(TrustLevel.NEW, Part(said=500, turned_to_by=50), LONG) is None


@pytest.mark.parametrize("name", ["days", "read", "said", "turned_to_by"])
def test_each_of_four_things_is_asked_for_trust(name: str) -> None:
    assert grown(TrustLevel.KNOWN, TRUSTED, LONG) is TrustLevel.TRUSTED
    less = replace(TRUSTED, **{name: getattr(TRUSTED, name) - 1})
    assert grown(TrustLevel.KNOWN, less, LONG) is None
    assert grown(TrustLevel.KNOWN, TRUSTED, timedelta(days=29)) is None


def test_nothing_grows_beyond() -> None:
    assert grown(TrustLevel.TRUSTED, TRUSTED, LONG) is None


def test_who_serves_the_place_is_trusted_by_that() -> None:
    assert trust_of(Member(name="x", role=Role.MEMBER, trust=TrustLevel.NEW)) is TrustLevel.NEW
    for role in (Role.MODERATOR, Role.ADMIN):
        assert trust_of(Member(name="x", role=role, trust=TrustLevel.NEW)) is TrustLevel.TRUSTED
    assert (GUEST.trust, SYSTEM.trust) == (TrustLevel.NEW, TrustLevel.TRUSTED)
