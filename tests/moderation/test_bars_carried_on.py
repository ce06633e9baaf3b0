"""What takes the place of a decision takes over who may not judge it."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, count_queries
from tests.moderation.test_local import Quarter, enter, quarter
from tests.moderation.test_one_act_on import HIDE, REMOVE, SAID, decide
from tribe.access import Role
from tribe.base.db import session
from tribe.base.errors import Forbidden
from tribe.moderation import services
from tribe.moderation.models import Appeal, AppealOutcome, Decision, Finding, Report

__all__ = ["quarter"]


@pytest.fixture
def appealed(app: Flask, cast: Cast, quarter: Quarter) -> Appeal:
    """Ben removed what Ines reported, Dov appealed, and Ada hid it instead, twice."""
    for name in ("ines", "cleo"):
        cast.get(name).role = Role.MODERATOR
    case, post = quarter.report(0), quarter.posts[0].id
    ben = enter(app, cast, "ben")
    sent = ben.post(f"/moderation/cases/{case}", data=SAID | {"act": REMOVE, "ground": "rules"})
    assert sent.status_code == 303
    made = services.appeal(cast.get("dov"), session.scalars(select(Decision)).one(), "I whispered")
    session.commit()
    for days in (3, 4):
        decide(cast, HIDE, post, days=days, by="ada")
    session.expire_all()
    assert made.is_carried
    return made


@pytest.mark.parametrize("who", ["ben", "ines", "ada"])
def test_who_had_a_part_in_what_was_replaced_judges_nothing(
    app: Flask, cast: Cast, appealed: Appeal, who: str
) -> None:
    decision = session.get_one(Decision, appealed.decision_id)
    assert not services.may_judge(cast.get(who), decision)
    assert services.judges_of(decision) == {cast.ids["cleo"]}
    sent = {"outcome": "upheld", "words": "I am right"}
    answer = enter(app, cast, who).post(f"/moderation/appeals/{appealed.id}", data=sent)
    assert answer.status_code == 403
    session.expire_all()
    assert appealed.outcome is None


def test_whoever_had_none_judges_and_all_who_took_part_have_lost(
    cast: Cast, quarter: Quarter, appealed: Appeal
) -> None:
    services.judge(cast.get("cleo"), appealed, AppealOutcome.OVERTURNED, "It was a whisper")
    session.commit()
    session.expire_all()
    for who in ("ben", "ada"):
        with pytest.raises(Forbidden) as refused:
            decide(cast, REMOVE, quarter.posts[0].id, by=who)
        assert refused.value.code in ("moderation.lost_appeal", "moderation.own_decision")
        session.rollback()
    assert set(session.scalars(select(Report.finding).where(Report.reporter_id.is_not(None)))) == {
        Finding.DISMISSED
    }


def test_however_long_the_chain_who_judges_is_asked_as_often(
    app: Flask, cast: Cast, quarter: Quarter, appealed: Appeal
) -> None:
    def asked() -> int:
        session.commit()
        session.expire_all()
        with count_queries(app) as counted:
            services.judges_of(session.get_one(Decision, appealed.decision_id))
        return len(counted)

    before = asked()
    for days in range(5, 9):
        decide(cast, HIDE, quarter.posts[0].id, days=days, by="ada")
    session.expire_all()
    assert asked() == before
