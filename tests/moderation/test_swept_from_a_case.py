"""All that an author wrote goes from the case of one post; what is gone already is no verdict."""

from datetime import timedelta

from flask import Flask

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum, forum
from tests.moderation.test_restraints import decide, ruling
from tests.moderation.test_settled import case_of, report
from tests.moderation.test_sweeping import SWEEP, a_spammer, sign_on, undo
from tribe.access import SYSTEM
from tribe.audit import AuditEntry
from tribe.base.db import now, session
from tribe.forum import services as verbs
from tribe.moderation import services
from tribe.moderation.models import CaseState, Decision, Finding, ReportKind
from tribe.moderation.outcomes import Outcome
from tribe.moderation.seeing import outcome_for
from tribe.moderation.services.undoing import end_early
from tribe.transparency.report import make_report

__all__ = ["forum"]
FORM = {"why": "You sell", "rule": "No selling", "ground": "rules"}


def test_a_sweep_from_the_case_of_a_post_settles_it_and_all_others(
    app: Flask, cast: Cast, forum: Forum
) -> None:
    own, [_answer, said, other, *_more] = a_spammer(forum)
    made, beside = report(cast, said), report(cast, other)
    session.commit()
    ben, path = sign_in(app, cast, "ben"), f"/moderation/cases/{made.case_id}"
    page = ben.get(path).text
    assert f'value="{SWEEP}"' in page
    assert "1 topic, 4 posts of theirs" in page
    form = {**FORM, "act": SWEEP, "confirmed": sign_on(page)}
    assert ben.post(path, data=form).status_code == 303
    session.expire_all()
    decision = session.query(Decision).one()
    assert (decision.act, decision.subject_id) == (SWEEP, cast.ids["dov"])
    assert own.is_removed
    for one in (made, beside):
        assert case_of(one).state is CaseState.DECIDED
        assert one.finding is Finding.UPHELD
    undo(cast, decision)
    assert case_of(made).is_open


def test_where_the_account_was_reported_that_case_is_decided_with_it(
    app: Flask, cast: Cast, forum: Forum
) -> None:
    _own, [_answer, said, *_more] = a_spammer(forum)
    of_account = services.report(cast.get("ines"), "member", cast.ids["dov"], ReportKind.SPAM)
    made = report(cast, said)
    session.commit()
    path = f"/moderation/cases/{made.case_id}"
    ben = sign_in(app, cast, "ben")
    form = {**FORM, "act": SWEEP, "confirmed": sign_on(ben.get(path).text)}
    assert ben.post(path, data=form).status_code == 303
    session.expire_all()
    assert session.query(Decision).one().case_id == of_account.case_id
    assert not case_of(made).is_open
    assert (of_account.finding, made.finding) == (Finding.UPHELD, Finding.UPHELD)


def test_beside_a_sweep_nothing_else_is_done_to_the_account(
    app: Flask, cast: Cast, forum: Forum
) -> None:
    _own, [_answer, said, *_more] = a_spammer(forum)
    made = report(cast, said)
    session.commit()
    form = {**FORM, "act": SWEEP, "author_act": "members.member.warn"}
    path = f"/moderation/cases/{made.case_id}"
    told = sign_in(app, cast, "ben").post(path, data=form)
    assert told.status_code == 422
    assert "already concerns the account" in told.text
    assert session.query(Decision).count() == 0


def test_the_page_of_an_account_lists_its_cases_that_wait(
    app: Flask, cast: Cast, forum: Forum
) -> None:
    _own, [_answer, said, *_more] = a_spammer(forum)
    made = report(cast, said)
    session.commit()
    page = sign_in(app, cast, "ben").get(f"/moderation/members/{cast.ids['dov']}").text
    assert f'href="/moderation/cases/{made.case_id}"' in page


def test_what_went_with_a_topic_of_another_is_said_to_be_gone_and_counts_for_nobody(
    app: Flask, cast: Cast, forum: Forum
) -> None:
    own, [answer, *_more] = a_spammer(forum)
    made = report(cast, answer)
    services.decide_on(cast.get("ben"), "topic", own.id, ruling("forum.topic.remove"))
    session.commit()
    ben, path = sign_in(app, cast, "ben"), f"/moderation/cases/{made.case_id}"
    page = ben.get(path).text
    assert "gone with its topic" in page
    assert "neither for nor against" in page
    assert 'value="forum.post.remove"' not in page
    several = {**FORM, "case": str(made.case_id), "act": "forum.post.remove"}
    refused = ben.post("/moderation", data=several)
    assert refused.status_code == 409
    assert "It is already gone." in refused.text
    done = ben.post(path, data={**FORM, "act": "moderation.none"}, follow_redirects=True)
    assert "it was already gone" in done.text
    session.expire_all()
    assert made.finding is Finding.MOOT
    assert outcome_for(cast.get("ines"), made) is Outcome.GONE
    notices = make_report(now().year, now()).notices
    assert (notices.upheld, notices.dismissed, notices.moot, notices.waiting) == (0, 0, 1, 0)


def test_what_its_author_removed_is_gone_too(app: Flask, cast: Cast, forum: Forum) -> None:
    _own, [_answer, said, *_more] = a_spammer(forum)
    made = report(cast, said)
    verbs.remove(cast.get("dov"), said)
    session.commit()
    path = f"/moderation/cases/{made.case_id}"
    ben = sign_in(app, cast, "ben")
    assert "Its author removed it." in ben.get(path).text
    assert ben.post(path, data={**FORM, "act": "moderation.none"}).status_code == 303
    session.expire_all()
    assert made.finding is Finding.MOOT


def test_what_stands_is_dismissed_as_ever(cast: Cast, forum: Forum) -> None:
    _own, [_answer, said, *_more] = a_spammer(forum)
    made = report(cast, said)
    services.decide(cast.get("ben"), case_of(made), ruling("moderation.none"))
    session.expire_all()
    assert made.finding is Finding.DISMISSED


def test_the_audit_says_who_ended_a_decision_early(context: Flask, cast: Cast) -> None:
    decision = decide(cast, "members.member.silence", ends_at=now() + timedelta(days=1))
    end_early(cast.get("ben"), decision, "They made peace")
    entry = session.query(AuditEntry).filter_by(kind="moderation.ended").one()
    assert (entry.actor_id, entry.why) == (cast.ids["ben"], "They made peace")
    assert decision.undone_by_id is SYSTEM.id is None
    assert decision.has_ended_early
