"""What is removed all at once, or with its topic, settles what was reported of it."""

import re

from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum, forum
from tests.moderation.test_restraints import ruling
from tests.moderation.test_sweeping import SWEEP, a_spammer, decide, undo
from tests.notices.conftest import work
from tribe.access import TrustLevel
from tribe.base.db import now, session
from tribe.forum import services as verbs
from tribe.forum.models import Post, Topic
from tribe.mail.models import Mail
from tribe.moderation import services
from tribe.moderation.models import (
    AppealOutcome,
    CaseState,
    Finding,
    ModerationCase,
    Report,
    ReportKind,
    Settled,
)
from tribe.moderation.outcomes import Outcome, find_outcome, list_own_reports
from tribe.moderation.queries import find_open
from tribe.notices.models import Notice
from tribe.spam.queries import list_reporters
from tribe.spam.reporters import weight_of
from tribe.transparency import queries as transparency
from tribe.transparency.report import make_report
from tribe.web import moderated

__all__ = ["forum"]


def report(cast: Cast, post: Post, by: str = "ines") -> Report:
    return services.report(cast.get(by), "post", post.id, ReportKind.SPAM, "Bread again")


def first_of(topic_id: int) -> Post:
    return session.scalars(select(Post).where(Post.topic_id == topic_id, Post.number == 1)).one()


def case_of(made: Report) -> ModerationCase:
    return session.get_one(ModerationCase, made.case_id, populate_existing=True)


def state() -> set[tuple[object, ...]]:
    session.expire_all()
    cases = select(ModerationCase.id, ModerationCase.state, ModerationCase.decided_at)
    reports = select(Report.id, Report.case_id, Report.finding)
    return {tuple(row) for chosen in (cases, reports) for row in session.execute(chosen)}


def test_a_sweep_upholds_what_was_reported_of_all_that_it_removes(cast: Cast, forum: Forum) -> None:
    own, [answer, said, *_more] = a_spammer(forum)
    reports = [report(cast, said), report(cast, first_of(own.id)), report(cast, answer)]
    of_topic = services.report_automatically("topic", own.id, ReportKind.SPAM, "")
    session.commit()
    decide(cast, SWEEP)
    session.expire_all()
    *theirs, of_another = reports
    assert of_topic.state is CaseState.DECIDED
    for made in theirs:
        assert case_of(made).state is CaseState.DECIDED
        assert case_of(made).decided_at is not None
        assert made.finding is Finding.UPHELD
        assert find_outcome(made) is Outcome.REMOVED
    assert case_of(of_another).is_open  # cleo's answer, which went with dov's topic
    assert of_another.finding is None
    assert find_outcome(of_another) is Outcome.WAITS
    listed = {row.id: row.outcome for row in list_own_reports(cast.ids["ines"]).rows}
    removed = [made.id for made in theirs]
    assert listed == {**dict.fromkeys(removed, Outcome.REMOVED), of_another.id: Outcome.WAITS}


def test_undoing_a_sweep_lets_all_of_it_wait_as_it_did(cast: Cast, forum: Forum) -> None:
    _own, [_answer, said, other, *_more] = a_spammer(forum)
    for post, by in ((said, "ines"), (said, "cleo"), (other, "ines")):
        report(cast, post, by)
    session.commit()
    before = state()
    decision = decide(cast, SWEEP)
    of_sweep = {decision.case_id}
    assert session.scalar(select(func.count()).select_from(Settled)) == 2
    undo(cast, decision)
    left = {row for row in state() - before if row[0] not in of_sweep and row[1] not in of_sweep}
    assert left == set()
    assert before <= state()
    assert session.scalar(select(func.count()).select_from(Settled)) == 0


def test_a_won_appeal_lets_them_wait_too(cast: Cast, forum: Forum) -> None:
    _own, [_answer, said, *_more] = a_spammer(forum)
    made = report(cast, said)
    decision = decide(cast, SWEEP)
    appeal = services.appeal(cast.get("dov"), decision, "I bake")
    services.judge(cast.get("ada"), appeal, AppealOutcome.OVERTURNED, "He does")
    session.expire_all()
    assert case_of(made).is_open
    assert made.finding is None


def test_what_was_reported_again_meanwhile_is_one_case_again(cast: Cast, forum: Forum) -> None:
    _own, [_answer, said, *_more] = a_spammer(forum)
    first = report(cast, said)
    decision = decide(cast, SWEEP)
    verbs.restore(cast.get("ben"), said)
    again = report(cast, said, "cleo")
    assert again.case_id != first.case_id
    undo(cast, decision)
    session.expire_all()
    assert first.case_id == again.case_id
    assert case_of(first).is_open
    assert first.finding is None
    waiting = find_open("post", said.id)
    assert waiting is not None
    assert waiting.id == again.case_id


def test_who_reported_what_was_swept_is_told_and_weighs_more(cast: Cast, forum: Forum) -> None:
    _own, [_answer, said, *_more] = a_spammer(forum)
    ines, cleo = cast.get("ines"), cast.get("cleo")
    ines.trust = cleo.trust = TrustLevel.KNOWN
    made = report(cast, said)
    work()
    decide(cast, SWEEP)
    work()
    told = select(Notice.member_id).where(Notice.subject_type == "moderation_report")
    assert set(session.scalars(told)) == {ines.id}
    session.commit()
    assert "it was removed" in sign_in(cast.app, cast, "ines").get("/me/reported").text
    other = forum.reply("cleo", session.get_one(Topic, said.topic_id), "More salt")
    again = report(cast, other)
    [row] = list_reporters(again.case_id, moderated.digest_of("post", other.id))
    assert (row.upheld, row.dismissed) == (1, 0)
    assert weight_of(row) > 1 / 2
    assert made.finding is Finding.UPHELD


def test_a_guest_is_mailed_that_it_was_removed(app: Flask, cast: Cast, forum: Forum) -> None:
    _own, [_answer, said, *_more] = a_spammer(forum)
    matter = moderated.read("post", said.id)
    assert matter is not None
    about = {"email": "guest@example.org", "locale": "en", "matter": matter}
    _made, secret = services.report_as_guest("post", said.id, ReportKind.SPAM, "Spam", **about)  # type: ignore[arg-type]
    session.commit()
    decide(cast, SWEEP)
    session.commit()
    kinds = select(Mail.kind).where(Mail.kind == "moderation.outcome")
    assert session.scalars(kinds).all() == ["moderation.outcome"]
    assert "it was removed" in app.test_client().get(f"/report/{secret}").text


def test_the_public_account_counts_it_as_upheld_and_as_led_by_reports(
    cast: Cast, forum: Forum
) -> None:
    _own, [_answer, said, other, *_more] = a_spammer(forum)
    report(cast, said)
    report(cast, other)
    session.commit()
    decision = decide(cast, SWEEP)
    moment = now()
    notices = make_report(moment.year, moment).notices
    assert (notices.number, notices.upheld, notices.dismissed, notices.waiting) == (2, 2, 0, 0)
    row = transparency.find_log_row(decision.id)
    assert row is not None
    assert row.is_reported
    made = make_report(moment.year, moment)
    assert (made.acts_on_notices.number, made.own_initiative.number, made.no_action) == (1, 0, 0)
    assert len(list(transparency.list_waits(moment.year))) == 2


def test_trust_falls_by_reports_that_a_sweep_upholds(cast: Cast, forum: Forum) -> None:
    _own, [_answer, said, *_more] = a_spammer(forum)
    dov = cast.get("dov")
    dov.trust = TrustLevel.KNOWN
    report(cast, said)
    decision = decide(cast, SWEEP)
    assert dov.trust is TrustLevel.NEW
    undo(cast, decision)
    assert cast.get("dov").trust is TrustLevel.KNOWN


def test_a_topic_that_is_removed_settles_the_post_that_begins_it_and_no_other(
    cast: Cast, forum: Forum
) -> None:
    own, [answer, *_more] = a_spammer(forum)
    of_first, of_answer = report(cast, first_of(own.id)), report(cast, answer)
    decision = services.decide_on(cast.get("ben"), "topic", own.id, ruling("forum.topic.remove"))
    session.expire_all()
    assert find_outcome(of_first) is Outcome.REMOVED
    assert of_first.finding is Finding.UPHELD
    assert case_of(of_answer).is_open
    undo(cast, decision)
    session.expire_all()
    assert case_of(of_first).is_open
    assert find_outcome(of_first) is Outcome.WAITS


def test_the_lists_of_moderators_say_what_settled_a_case(cast: Cast, forum: Forum) -> None:
    _own, [_answer, said, *_more] = a_spammer(forum)
    made = report(cast, said)
    decision = decide(cast, SWEEP)
    session.commit()
    page = sign_in(cast.app, cast, "ben")
    listed = page.get("/moderation?state=decided").text
    said_twice = re.findall(r'<span class="(?!hush)[^"]*">Remove all that they wrote', listed)
    assert len(said_twice) == 2
    shown = page.get(f"/moderation/cases/{made.case_id}").text
    assert f'href="/moderation/decisions/{decision.id}"' in shown


def test_what_its_author_had_removed_is_not_of_the_sweep(cast: Cast, forum: Forum) -> None:
    _own, [_answer, said, *_more] = a_spammer(forum)
    made = report(cast, said)
    verbs.remove(cast.get("dov"), said)
    decide(cast, SWEEP)
    session.expire_all()
    assert case_of(made).is_open
