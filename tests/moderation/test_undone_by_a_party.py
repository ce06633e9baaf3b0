"""Who may not judge an appeal that waits undoes what it is about, which is no judgement of it."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tests.moderation.test_local import Quarter, enter, quarter
from tests.moderation.test_one_act_on import HIDE, REMOVE, SAID, decide, read
from tests.notices.conftest import work
from tribe.access import Role
from tribe.base.db import session
from tribe.base.errors import Forbidden
from tribe.moderation import services
from tribe.moderation.models import Appeal, AppealOutcome, Decision, ModerationCase
from tribe.moderation.services.unbound import open_to
from tribe.notices.models import NoticeCause

__all__ = ["quarter"]
JUDGED = "Answer from a moderator who did not make the decision"
UNDONE = "A moderator undid it before anybody judged the appeal:"


@pytest.fixture
def appealed(app: Flask, cast: Cast, quarter: Quarter) -> Appeal:
    """Ben removed what Ines, a moderator, reported; Dov appealed, and Ada hid it instead."""
    for name in ("cleo", "ines"):
        cast.get(name).role = Role.MODERATOR
    case, post = quarter.report(0), quarter.posts[0].id
    sent = SAID | {"act": REMOVE, "ground": "rules"}
    assert enter(app, cast, "ben").post(f"/moderation/cases/{case}", data=sent).status_code == 303
    made = services.appeal(cast.get("dov"), session.scalars(select(Decision)).one(), "I whispered")
    session.commit()
    session.expire_all()
    decide(cast, HIDE, post, by="ada")
    session.expire_all()
    assert made.is_carried
    return made


@pytest.mark.parametrize("who", ["ben", "ines"])
def test_whoever_had_a_part_in_it_judged_nothing(
    app: Flask, cast: Cast, quarter: Quarter, appealed: Appeal, who: str
) -> None:
    party, dov = enter(app, cast, who), enter(app, cast, "dov")
    about = f"/moderation/decisions/{appealed.decision_id}"
    assert party.get(f"/moderation/appeals/{appealed.id}").status_code == 403
    assert party.post(f"{about}/undo", data={"words": "It was fine"}).status_code == 303
    session.expire_all()
    assert (appealed.outcome, appealed.decided_by_id) == (AppealOutcome.OVERTURNED, None)
    told = read(dov, about)
    assert UNDONE in told
    assert "Another moderator undid it." in told
    assert JUDGED not in told
    assert "somebody else overturned it" not in told
    work()
    named = select(NoticeCause.kind).where(NoticeCause.kind == "moderation.own_judged")
    assert session.scalars(named).all() == []
    mine = select(ModerationCase.id).where(open_to(cast.get("ada")))
    assert set(session.scalars(mine)) == set(session.scalars(select(ModerationCase.id)))
    decide(cast, REMOVE, quarter.posts[0].id, by="ada")  # who lost no appeal


def test_whoever_judges_it_by_undoing_did(app: Flask, cast: Cast, appealed: Appeal) -> None:
    about = f"/moderation/decisions/{appealed.decision_id}"
    sent = enter(app, cast, "cleo").post(f"{about}/undo", data={"words": "It was fine"})
    assert sent.status_code == 303
    session.expire_all()
    assert appealed.decided_by_id == cast.ids["cleo"]
    told = read(enter(app, cast, "dov"), about)
    assert JUDGED in told
    assert UNDONE not in told
    with pytest.raises(Forbidden):
        decide(cast, REMOVE, session.get_one(Decision, appealed.decision_id).subject_id, by="ada")


def test_who_takes_back_their_own_stays_bound(
    app: Flask, cast: Cast, quarter: Quarter, appealed: Appeal
) -> None:
    about = f"/moderation/decisions/{appealed.decision_id}"
    sent = enter(app, cast, "ada").post(f"{about}/undo", data={"words": "It was fine"})
    assert sent.status_code == 303
    session.expire_all()
    assert appealed.decided_by_id is None
    assert "Whoever decided it undid it:" in read(enter(app, cast, "dov"), about)
    with pytest.raises(Forbidden):
        decide(cast, REMOVE, quarter.posts[0].id, by="ada")
    session.rollback()
    decide(cast, REMOVE, quarter.posts[0].id, by="ben")
