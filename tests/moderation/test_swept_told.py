"""What is said of a sweep that a report of one post led to: to whom it concerns, and its judge."""

import re

import pytest
from flask import Flask

from tests.conftest import Cast
from tests.forum.conftest import Forum, forum
from tests.moderation.test_local import Apart, enter
from tests.moderation.test_restraints import ruling
from tests.moderation.test_settled import case_of
from tests.moderation.test_statements import main_of
from tests.moderation.test_sweeping import SWEEP, a_spammer, sign_on, undo
from tribe.base.db import session
from tribe.forum.models import Post
from tribe.moderation import services
from tribe.moderation.models import Decision, ModerationCase, Report, ReportKind

__all__ = ["forum"]
FORM = {"why": "You sell", "rule": "No selling", "ground": "rules", "act": SWEEP}
WORDS = "Bread, again and again"


def report(cast: Cast, post: Post, by: str = "ines") -> Report:
    return services.report(cast.get(by), "post", post.id, ReportKind.SPAM, WORDS)


def swept(cast: Cast, forum: Forum) -> tuple[Report, Decision]:
    """From the case of a post that Ines reported, by Ben."""
    _own, [_answer, said, *_more] = a_spammer(forum)
    made = report(cast, said)
    decision = services.decide_on_all(cast.get("ben"), case_of(made), ruling(SWEEP))
    session.commit()
    return made, decision


def statement(app: Flask, cast: Cast, name: str, decision: Decision) -> str:
    return main_of(enter(app, cast, name).get(f"/moderation/decisions/{decision.id}").text)


def logged(app: Flask, decision: Decision) -> str:
    return main_of(app.test_client().get(f"/moderation/log/{decision.id}").text)


def test_whom_it_concerns_reads_of_which_post_how_much_went_and_that_it_was_reported(
    app: Flask, cast: Cast, forum: Forum
) -> None:
    _made, decision = swept(cast, forum)
    page = statement(app, cast, "dov", decision)
    assert "A member reported it." in page
    assert "on their own initiative" not in page
    assert '<blockquote class="as-typed" dir="auto">Buy 0</blockquote>' in page
    assert "Bread on Sunday" in page
    assert "1 topic, 4 posts of the account, 1 post of others in these topics" in page
    assert "ines" not in page
    assert WORDS not in page
    undo(cast, decision)
    session.commit()
    assert "1 topic, 4 posts of the account" in statement(app, cast, "dov", decision)


def test_whose_posts_went_along_reads_that_it_was_reported_and_no_words_of_it(
    app: Flask, cast: Cast, forum: Forum
) -> None:
    _made, decision = swept(cast, forum)
    page = statement(app, cast, "cleo", decision)
    assert "A member reported it." in page
    assert "Buy 0" not in page


def test_its_judge_reads_the_post_the_reports_and_what_stands_around(
    app: Flask, cast: Cast, forum: Forum
) -> None:
    made, decision = swept(cast, forum)
    appeal = services.appeal(cast.get("dov"), decision, "I bake")
    session.commit()
    ada = enter(app, cast, "ada")
    page = main_of(ada.get(f"/moderation/appeals/{appeal.id}").text)
    for said in ("Buy 0", WORDS, "Bread on Sunday"):
        assert said in page, said
    assert "on their own initiative" not in page
    assert "ines" not in page.split("What stands around")[0]
    assert f'href="/moderation/cases/{made.case_id}">Go to the case<' in page
    of_account = f"/moderation/cases/{decision.case_id}"
    assert f'href="{of_account}">Go to the case of the account<' in page
    assert f'href="/moderation/cases/{made.case_id}">decided with case' in ada.get(of_account).text


def test_who_reported_what_it_was_done_for_judges_nothing_of_it(cast: Cast, forum: Forum) -> None:
    _own, [_answer, said, *_more] = a_spammer(forum)
    made = report(cast, said, by="ada")
    decision = services.decide_on_all(cast.get("ben"), case_of(made), ruling(SWEEP))
    services.appeal(cast.get("dov"), decision, "I bake")
    assert not services.may_judge(cast.get("ada"), decision)


@pytest.mark.parametrize("way", ["case", "member"])
def test_log_and_statement_say_the_same_origin_before_and_after_it_is_undone(
    app: Flask, cast: Cast, forum: Forum, way: str
) -> None:
    _own, [_answer, said, *_more] = a_spammer(forum)
    made = report(cast, said)
    session.commit()
    ben: Apart = enter(app, cast, "ben")
    paths = {
        "case": f"/moderation/cases/{made.case_id}",
        "member": f"/moderation/members/{cast.ids['dov']}",
    }
    confirmed = sign_on(ben.get(paths[way]).text)
    assert ben.post(paths[way], data={**FORM, "confirmed": confirmed}).status_code == 303
    session.expire_all()
    decision = session.query(Decision).one()
    for _state in ("stands", "undone"):
        assert ", reported," in logged(app, decision)
        assert "A member reported it." in statement(app, cast, "dov", decision)
        if decision.stands:
            undo(cast, decision)
            session.commit()


def test_where_the_account_was_reported_too_both_are_read(
    app: Flask, cast: Cast, forum: Forum
) -> None:
    _own, [_answer, said, *_more] = a_spammer(forum)
    dov, other = cast.ids["dov"], "Their page sells too"
    services.report(cast.get("cleo"), "member", dov, ReportKind.SPAM, other)
    made = report(cast, said)
    decision = services.decide_on_all(cast.get("ben"), case_of(made), ruling(SWEEP))
    appeal = services.appeal(cast.get("dov"), decision, "I bake")
    session.commit()
    page = main_of(enter(app, cast, "ada").get(f"/moderation/appeals/{appeal.id}").text)
    for words in (other, WORDS, "Buy 0"):
        assert words in page, words


def test_a_topic_removed_of_ones_own_accord_while_its_first_post_was_reported_was_reported(
    app: Flask, cast: Cast, forum: Forum
) -> None:
    topic = forum.topic("dov", forum.room(), "Buy bread")
    first = session.query(Post).filter_by(topic_id=topic.id, number=1).one()
    report(cast, first)
    removal = ruling("forum.topic.remove")
    decision = services.decide_on(cast.get("ben"), "topic", topic.id, removal)
    session.commit()
    for _state in ("stands", "undone"):
        assert ", reported," in logged(app, decision)
        assert "A member reported it." in statement(app, cast, "dov", decision)
        if decision.stands:
            undo(cast, decision)
            session.commit()


def test_what_its_reader_sees_is_led_to_and_nothing_else(
    app: Flask, cast: Cast, forum: Forum
) -> None:
    _own, [_answer, hidden, removed, *_more] = a_spammer(forum)
    found = []
    for post, act in ((hidden, "forum.post.hide"), (removed, "forum.post.remove")):
        made = report(cast, post)
        case = session.get_one(ModerationCase, made.case_id)
        found.append(services.decide(cast.get("ben"), case, ruling(act)))
    session.commit()
    for decision, post, is_seen in ((found[0], hidden, True), (found[1], removed, False)):
        page = statement(app, cast, "dov", decision)
        [about] = re.findall(r"<dt>About</dt>(.*?)</dd>", page, re.DOTALL)
        assert (f'/p/{post.id}"' in about or "/t/" in about) is is_seen, about
