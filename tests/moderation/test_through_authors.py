"""Who may not decide of a thing does not take it by acting on whoever wrote it."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tests.moderation.test_local import Apart, Quarter, enter, quarter
from tests.moderation.test_restraints import ruling
from tests.moderation.test_services import warning
from tests.moderation.test_statements import main_of
from tests.moderation.test_sweeping import sign_on
from tests.moderation.test_unbound import REMOVE, overturned
from tribe.access import Role
from tribe.audit import AuditEntry
from tribe.base.db import session
from tribe.base.errors import Forbidden
from tribe.forum import services as forum
from tribe.forum.models import Post, Topic
from tribe.moderation import services
from tribe.moderation.models import (
    NO_ACTION,
    AppealOutcome,
    CaseState,
    Decision,
    ModerationCase,
    ReportKind,
)
from tribe.moderation.services import Ruling

__all__ = ["quarter"]
SWEEP = "forum.member.sweep"
ACTS = (SWEEP, "members.member.warn", "members.member.silence", "members.member.ban")
FORM = {"rule": "Be kind", "why": "They shout", "days": ""}
REPORTED = "You reported something by this person yourself."
LOST = "An appeal overturned your decision about all that this would remove."


def send(by: Apart, cast: Cast, act: str, name: str = "dov") -> tuple[int, str]:
    """What is answered to an act on an account, from the page of its member."""
    days = "3" if act == "members.member.silence" else ""
    page = f"/moderation/members/{cast.ids[name]}"
    confirmed = sign_on(by.get(page).text) if act == SWEEP else ""
    answer = by.post(page, data=FORM | {"act": act, "days": days, "confirmed": confirmed})
    session.expire_all()
    return answer.status_code, answer.text


def test_who_reported_a_post_does_nothing_to_its_author_of_their_own_accord(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    case = quarter.report(0, by="ben")
    ben = enter(app, cast, "ben")
    page = ben.get(f"/moderation/members/{cast.ids['dov']}").text
    assert REPORTED in page
    assert 'name="why"' not in page
    for act in ACTS:
        status, said = send(ben, cast, act)
        assert status == 403, act
        assert REPORTED in said
        assert "They shout" in said  # nothing that was typed is lost
    assert not session.get_one(Post, quarter.posts[0].id).is_removed
    assert session.get_one(ModerationCase, case).state is CaseState.OPEN
    assert cast.get("dov").is_active
    with pytest.raises(Forbidden, match="reported_theirs"):  # as the page of admins does
        services.suspend_account(cast.get("ben"), cast.get("dov"), "Loud", "Be kind")
    session.rollback()
    assert 'name="why"' in ben.get(f"/moderation/members/{cast.ids['cleo']}").text
    assert send(enter(app, cast, "ada"), cast, SWEEP)[0] == 303


def test_once_it_is_decided_they_do_but_take_not_what_they_reported_in_vain(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    case = session.get_one(ModerationCase, quarter.report(0, by="ben"))
    services.decide(cast.get("ada"), case, Ruling(NO_ACTION, "It is no crime."))
    session.commit()
    ben = enter(app, cast, "ben")
    assert send(ben, cast, "members.member.warn")[0] == 303
    status, said = send(ben, cast, SWEEP)
    assert status == 403
    assert REPORTED in said
    assert not session.get_one(Post, quarter.posts[0].id).is_removed


def test_a_case_of_the_person_that_others_brought_up_is_theirs_but_no_sweep_in_it(
    cast: Cast, quarter: Quarter
) -> None:
    quarter.report(0, by="ben")
    dov = cast.ids["dov"]
    made = services.report(cast.get("ines"), "member", dov, ReportKind.HARM)
    case = session.get_one(ModerationCase, made.case_id)
    with pytest.raises(Forbidden, match="reported_theirs"):
        services.decide(cast.get("ben"), case, ruling(SWEEP))
    assert case.is_open
    services.decide(cast.get("ben"), case, warning())


def test_what_others_wrote_goes_with_a_topic_and_binds_as_well(
    cast: Cast, quarter: Quarter
) -> None:
    """Dov's post stands in a topic that Cleo began; of what others wrote there nothing is taken."""
    quarter.report(0, by="ben")
    for name in ("cleo", "ines"):
        ruled = ruling(SWEEP)
        if name == "cleo":
            with pytest.raises(Forbidden, match="reported_theirs"):
                services.decide_apart(cast.get("ben"), "member", cast.ids[name], ruled)
            continue
        forum.reply(cast.get(name), quarter.topics[0], "I whisper")
        services.decide_apart(cast.get("ben"), "member", cast.ids[name], ruled)


def test_what_an_appeal_gave_back_stays_where_the_rest_is_swept_by_whoever_it_be(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    overturned(cast, quarter)
    freed, other = quarter.posts[:2]
    for name in ("ben", "ada"):
        by, page = enter(app, cast, name), f"/moderation/members/{cast.ids['dov']}"
        assert "but not 1 post that an appeal gave back, which stays" in by.get(page).text
        assert send(by, cast, SWEEP)[0] == 303, name
        assert not session.get_one(Post, freed.id).is_removed
        assert session.get_one(Post, other.id).is_removed
        made = session.scalars(select(Decision).order_by(Decision.id.desc())).first()
        assert made is not None
        told = main_of(enter(app, cast, "dov").get(f"/moderation/decisions/{made.id}").text)
        assert "but not 1 post that an appeal gave back" in told
        services.undo(cast.get("ada"), made, "To try again")
        session.commit()


def test_once_it_says_something_else_it_goes(app: Flask, cast: Cast, quarter: Quarter) -> None:
    overturned(cast, quarter)
    post = quarter.posts[0]
    forum.edit(cast.get("dov"), session.get_one(Post, post.id), "I SHOUT")
    session.commit()
    assert send(enter(app, cast, "ben"), cast, SWEEP)[0] == 303
    assert session.get_one(Post, post.id).is_removed


def test_who_lost_sweeps_not_where_nothing_else_would_go(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    overturned(cast, quarter)
    for post in quarter.posts[1:]:
        services.decide_on(cast.get("ada"), "post", post.id, REMOVE)
    session.commit()
    status, said = send(enter(app, cast, "ben"), cast, SWEEP)
    assert status == 422
    assert LOST in said
    assert cast.get("dov").is_active
    assert send(enter(app, cast, "ben"), cast, "members.member.warn")[0] == 303
    assert send(enter(app, cast, "ada"), cast, SWEEP)[0] == 303


def test_a_topic_that_holds_what_was_given_back_to_others_stays_and_all_else_goes(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    """Cleo began it; Ben lost over a post of Dov there, Ada over one of Ines: both sweep Cleo."""
    topic = quarter.topics[0]
    freed = [quarter.posts[0], forum.reply(cast.get("ines"), topic, "I whisper")]
    beside = forum.reply(cast.get("cleo"), topic, "Buy bread")
    for post, name, by, judge in (
        (freed[0], "dov", "ben", "ada"),
        (freed[1], "ines", "ada", "ben"),
    ):
        made = services.decide_on(cast.get(by), "post", post.id, REMOVE)
        appeal = services.appeal(cast.get(name), made, "I whispered")
        services.judge(cast.get(judge), appeal, AppealOutcome.OVERTURNED, "A whisper")
    session.commit()
    kept = {quarter.topics[0].id}
    for name in ("ben", "ada"):
        by, page = enter(app, cast, name), f"/moderation/members/{cast.ids['cleo']}"
        told = by.get(page).text
        assert "but not 2 posts that an appeal gave back" in told
        assert "nor 1 topic that holds what an appeal gave back" in told
        assert send(by, cast, SWEEP, "cleo")[0] == 303, name
        begun = session.scalars(select(Topic).where(Topic.author_id == cast.ids["cleo"])).all()
        assert {one.id for one in begun if not one.is_removed} == kept
        assert not any(session.get_one(Post, post.id).is_removed for post in freed)
        assert session.get_one(Post, beside.id).is_removed
        made = session.scalars(select(Decision).order_by(Decision.id.desc())).first()
        assert made is not None
        services.undo(cast.get("ada"), made, "To try again")
        session.expire_all()
        assert not session.get_one(Post, beside.id).is_removed
        session.commit()


def test_who_lost_an_appeal_of_a_sweep_does_not_sweep_the_same_again(
    cast: Cast, quarter: Quarter
) -> None:
    ben, dov = cast.get("ben"), cast.ids["dov"]
    made = services.decide_apart(ben, "member", dov, ruling(SWEEP))
    appeal = services.appeal(cast.get("dov"), made, "I whispered")
    services.judge(cast.get("ada"), appeal, AppealOutcome.OVERTURNED, "A whisper")
    session.commit()
    with pytest.raises(Forbidden, match="lost_of_theirs"):
        services.decide_apart(cast.get("ben"), "member", dov, ruling(SWEEP))
    session.rollback()
    anew = forum.reply(cast.get("dov"), quarter.topics[1], "Something else")
    services.decide_apart(cast.get("ben"), "member", dov, ruling(SWEEP))
    assert session.get_one(Post, anew.id).is_removed
    assert not any(session.get_one(Post, post.id).is_removed for post in quarter.posts)


def test_where_nobody_else_could_it_is_done_and_said(cast: Cast, quarter: Quarter) -> None:
    quarter.report(0, by="ben")
    cast.get("ada").role = Role.MEMBER
    made = services.decide_apart(cast.get("ben"), "member", cast.ids["dov"], ruling(SWEEP))
    found = select(AuditEntry.facts).where(AuditEntry.kind == "moderation.decided")
    [facts] = session.scalars(found)
    assert facts["decision"] == made.id
    assert facts["stake"] == "access.party"
