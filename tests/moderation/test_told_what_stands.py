"""Who reported a thing is told what became of it, by whichever decision that stands now."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, count_queries
from tests.moderation.test_local import Quarter, enter, quarter
from tests.moderation.test_one_act_on import HIDE, REMOVE, SAID, decide, read, undo
from tribe.base.db import now, session
from tribe.forum.models import Post
from tribe.moderation import outcomes, services
from tribe.moderation.models import (
    AppealOutcome,
    CaseState,
    Decision,
    ModerationCase,
    Report,
)
from tribe.moderation.outcomes import Outcome
from tribe.moderation.services.undoing import end_due

__all__ = ["quarter"]
SWEEP, UNLIST = "forum.member.sweep", "forum.topic.unlist"


def told(cast: Cast) -> list[Outcome]:
    """What Ines is told of each of her reports in their order, in her list as in a mail."""
    session.expire_all()
    theirs = Report.reporter_id == cast.ids["ines"]
    made = session.scalars(select(Report).where(theirs).order_by(Report.id)).all()
    each = [outcomes.find_outcome(one) for one in made]
    listed = {row.id: row.outcome for row in outcomes.list_own_reports(cast.ids["ines"]).rows}
    assert [listed[one.id] for one in made] == each
    return each


@pytest.fixture
def hiding(app: Flask, cast: Cast, quarter: Quarter) -> Decision:
    """What Ben did with Dov's post, which Ines had reported, in its case."""
    case, sent = quarter.report(0), SAID | {"act": HIDE, "ground": "rules", "days": "1"}
    ben = enter(app, cast, "ben")
    assert ben.post(f"/moderation/cases/{case}", data=sent).status_code == 303
    session.expire_all()
    return session.scalars(select(Decision)).one()


def test_what_was_hidden_and_is_removed_since_is_removed(
    app: Flask, cast: Cast, hiding: Decision
) -> None:
    assert told(cast) == [Outcome.HIDDEN]
    removal = decide(cast, REMOVE, hiding.subject_id, by="ada")
    assert told(cast) == [Outcome.REMOVED]
    undo(cast, hiding)
    assert told(cast) == [Outcome.REMOVED]
    ines = enter(app, cast, "ines")
    assert "it was removed" in read(ines, "/me/reported")
    assert "and it stays" not in read(ines, "/me/reported")
    undo(cast, removal, by="ada")
    assert told(cast) == [Outcome.UNDONE]


def test_what_is_removed_still_is_so_though_its_hiding_ended_and_was_overturned(
    cast: Cast, hiding: Decision
) -> None:
    removal = decide(cast, REMOVE, hiding.subject_id, by="ada")
    hiding.ends_at = now() - timedelta(seconds=1)
    assert end_due() == 1
    session.commit()
    assert told(cast) == [Outcome.REMOVED]
    made = services.appeal(cast.get("dov"), session.get_one(Decision, hiding.id), "I whispered")
    services.judge(cast.get("ada"), made, AppealOutcome.OVERTURNED, "He did")
    session.commit()
    assert told(cast) == [Outcome.REMOVED]
    undo(cast, removal, by="ben")
    assert told(cast) == [Outcome.OVERTURNED]


def test_what_was_hidden_and_swept_is_removed(cast: Cast, hiding: Decision) -> None:
    sweep = decide(cast, SWEEP, cast.ids["dov"], by="ada")
    assert told(cast) == [Outcome.REMOVED]
    undo(cast, hiding)
    assert told(cast) == [Outcome.REMOVED]
    undo(cast, sweep, by="ada")
    assert told(cast) == [Outcome.UNDONE]


@pytest.fixture
def swept(cast: Cast, quarter: Quarter) -> Decision:
    """All that Dov wrote was removed, in two topics; Ines had reported both posts."""
    for which in (0, 1):
        quarter.report(which)
    return decide(cast, SWEEP, cast.ids["dov"])


def test_of_all_that_was_swept_each_is_told_as_it_is_now(
    app: Flask, cast: Cast, quarter: Quarter, swept: Decision
) -> None:
    assert told(cast) == [Outcome.REMOVED, Outcome.REMOVED]
    first, second = (post.id for post in quarter.posts)
    ben = enter(app, cast, "ben")
    back = {"why": "It is fine", "words": "It is fine"}
    assert ben.post(f"/p/{first}/undelete", data=back).status_code == 303
    assert told(cast) == [Outcome.UNDONE, Outcome.REMOVED]
    assert ben.post(f"/p/{second}/hide", data=SAID).status_code == 303
    assert told(cast) == [Outcome.UNDONE, Outcome.HIDDEN]
    undo(cast, session.get_one(Decision, swept.id), by="ada")
    assert told(cast) == [Outcome.UNDONE, Outcome.HIDDEN]
    assert set(session.scalars(select(ModerationCase.state))) == {CaseState.DECIDED}
    assert not session.get_one(Post, first).is_removed


def test_what_went_for_good_since_is_removed(cast: Cast, quarter: Quarter, swept: Decision) -> None:
    post = session.get_one(Post, quarter.posts[0].id)
    post.deleted_at = now() + timedelta(seconds=5)  # away by something else than the sweep
    session.commit()
    assert swept.stands
    assert told(cast) == [Outcome.REMOVED, Outcome.REMOVED]


def test_however_many_one_reported_the_list_asks_as_often(
    app: Flask, cast: Cast, quarter: Quarter, hiding: Decision
) -> None:
    def asked() -> int:
        session.commit()
        session.expire_all()
        with count_queries(app) as counted:
            outcomes.list_own_reports(cast.ids["ines"])
        return len(counted)

    before = asked()
    decide(cast, REMOVE, hiding.subject_id, by="ada")
    quarter.report(1)
    assert asked() == before
