"""Who decides of many cases at once and others who decide meanwhile: none waits in a circle."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from tests.conftest import sign_in
from tests.moderation.test_races import (
    RULING,
    House,
    Rush,
    Sent,
    house,
    mailed,
    newcomer,
    rush,
    told,
)
from tribe.base.again import do_again_where_undone
from tribe.base.db import session
from tribe.forum import services as forum
from tribe.forum.models import Category, Post, Topic
from tribe.forum.services.sending import REPLY
from tribe.moderation import services
from tribe.moderation.models import CaseState, Decision, ModerationCase, ReportKind
from tribe.moderation.services import Ruling, holding, several
from tribe.spam import services as spam
from tribe.spam.layers import LAYERS, Verdict

__all__ = ["house", "rush"]
MANY = 6


@pytest.fixture
def topics(house: House) -> list[int]:
    """Two topics of Cleo's."""
    with house.app.app_context():
        room = session.get_one(Category, house.room)
        other = forum.create_topic(house.cast.get("cleo"), room, "Tea at noon", "Who?").id
        session.commit()
    return [house.topic, other]


def brought_up(house: House, topics: Sequence[int]) -> list[int]:
    """The cases of as many posts of Dov's, one in each of these topics."""
    with house.app.app_context():
        numbers = []
        for count, number in enumerate(topics):
            topic = session.get_one(Topic, number)
            said = forum.reply(house.cast.get("dov"), topic, f"Buy {count}")
            made = services.report(house.cast.get("cleo"), "post", said.id, ReportKind.SPAM)
            numbers.append(made.case_id)
        session.commit()
        return numbers


def bulk(cases: Sequence[int], **more: str) -> dict[str, object]:
    return {**RULING, "case": [str(number) for number in cases], **more}


def check_all_are_decided_once(house: House, cases: Sequence[int]) -> None:
    decided = (Decision.case_id.in_(cases),)
    assert house.count(Decision, *decided) == len(cases)
    assert told(house, "moderation.decided") == mailed(house) == house.count(Decision)
    waits = (ModerationCase.id.in_(cases), ModerationCase.state == CaseState.OPEN)
    assert house.count(ModerationCase, *waits) == 0
    with house.app.app_context():
        for topic in session.scalars(select(Topic)):
            standing = select(Post.id).where(Post.topic_id == topic.id, Post.deleted_at.is_(None))
            assert topic.posts_count == len(session.scalars(standing).all())


def test_one_is_decided_of_a_topic_while_many_are(
    house: House, topics: list[int], rush: Rush
) -> None:
    cases = brought_up(house, topics[:1] * MANY)
    several = ("ben", "/moderation", bulk(cases))
    singly: list[Sent] = [
        (who, f"/moderation/cases/{number}", {**RULING})
        for who, number in zip(("ada", "ines") * 3, cases[:-6:-1], strict=False)
    ]
    found = rush([several, *singly])
    assert found[0] in (303, 409)  # where others were first, all the rest is decided
    assert set(found[1:]) <= {303, 409, 422}  # 422 where its page offers the act no more
    check_all_are_decided_once(house, cases)


def test_many_are_decided_at_once_in_opposite_orders(
    house: House, topics: list[int], rush: Rush
) -> None:
    cases = brought_up(house, (topics + topics[::-1]) * (MANY // 3))
    forth = [number for place, number in enumerate(cases) if place % 4 < 2]
    back = [number for number in cases if number not in forth]
    found = rush([("ben", "/moderation", bulk(forth)), ("ada", "/moderation", bulk(back))])
    assert set(found) <= {303, 409}
    assert found.count(303) == 2
    check_all_are_decided_once(house, cases)


def test_two_topics_are_merged_into_each_other_at_once(
    house: House, topics: list[int], rush: Rush
) -> None:
    cases = []
    with house.app.app_context():
        for number in topics:
            of_it = (Post.topic_id == number, Post.number == 1)
            first = session.scalars(select(Post.id).where(*of_it)).one()
            made = services.report(house.cast.get("dov"), "post", first, ReportKind.OFF_TOPIC)
            cases.append(made.case_id)
        session.commit()
    act = "forum.post.merge"
    sent: list[Sent] = [
        (who, f"/moderation/cases/{case}", {**RULING, "act": act, f"{act}.into": str(into)})
        for who, case, into in zip(("ben", "ada"), cases, topics[::-1], strict=True)
    ]
    found = rush(sent)
    assert found.count(303) == 1
    assert set(found) <= {303, 404, 409, 422}
    with house.app.app_context():
        standing = select(Topic.id).where(Topic.id.in_(topics), Topic.merged_into_id.is_(None))
        assert len(session.scalars(standing).all()) == 1


def test_the_same_are_decided_at_once_in_opposite_orders(
    house: House, topics: list[int], rush: Rush
) -> None:
    cases = brought_up(house, topics * (MANY // 2))
    turned = bulk(cases[::-1])
    found = rush([("ben", "/moderation", bulk(cases)), ("ada", "/moderation", turned)])
    assert sorted(found) == [303] + [409] * (len(found) - 1)
    check_all_are_decided_once(house, cases)


def test_all_of_one_goes_while_many_of_it_are_decided(
    house: House, topics: list[int], rush: Rush
) -> None:
    posts = brought_up(house, topics * 4)
    with house.app.app_context():
        dov = house.cast.ids["dov"]
        whole = services.report(house.cast.get("cleo"), "member", dov, ReportKind.SPAM).case_id
        session.commit()
    newcomer(house, "dov")
    sweep = ("ben", "/moderation", bulk([whole], act="forum.member.sweep"))
    remove = ("ada", "/moderation", bulk(posts[::-1]))
    found = rush([sweep, remove])
    assert set(found) <= {303, 409}
    with house.app.app_context():
        left = select(Post.id).where(Post.author_id == dov, Post.deleted_at.is_(None))
        assert session.scalars(left).all() == []


def held_of_dov(house: House, topic: int) -> tuple[list[int], dict[int, str]]:
    """Texts of Dov's that wait, and of their cases the versions that a page would show."""
    verdict = Verdict(LAYERS[-1], (LAYERS[-1].code,))
    facts: dict[str, Any] = {"topic": topic, "answered": None, "files": []}
    with house.app.app_context():
        dov = house.cast.get("dov")
        texts = [spam.hold(dov, REPLY, verdict, body=f"Buy {n}", facts=facts) for n in range(6)]
        seen = {one.id: spam.version_of(one) for one in texts}
        of_them = ModerationCase.subject_type == "held_text"
        waiting = session.scalars(select(ModerationCase).where(of_them)).all()
        cases = {one.id: seen[one.subject_id] for one in waiting}
        session.commit()
        return sorted(seen), cases


def test_texts_are_taken_back_while_many_are_decided(
    house: House, topics: list[int], rush: Rush
) -> None:
    numbers, cases = held_of_dov(house, topics[0])
    read = {f"seen-{number}": version for number, version in cases.items()}
    several = ("ben", "/moderation", bulk(sorted(cases), act="spam.text.decline") | read)
    back: list[Sent] = [("dov", f"/me/held/{n}/withdraw", {}) for n in numbers[:0:-1]]
    found = rush([several, *back])
    assert found[0] in (303, 409)
    assert set(found[1:]) == {303}
    waits = (ModerationCase.id.in_(cases), ModerationCase.state == CaseState.OPEN)
    assert house.count(ModerationCase, *waits) == 0


def wait_until_another_waits() -> None:
    """Return once another transaction waits for what is held, and has done so for a while.

    Whoever waits first is the one that is undone.
    """
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    until = time.monotonic() + 20
    while not session.scalar(waiting):
        assert time.monotonic() < until
        time.sleep(0.02)
    time.sleep(0.4)


def test_who_removes_all_holds_the_cases_of_what_waits_by_number(
    house: House, topics: list[int]
) -> None:
    """Texts have numbers by lot, and cases in the order in which they came."""
    with house.app.app_context():
        if session.get_bind().dialect.name != "postgresql":
            pytest.skip("on SQLite who writes takes turns")
    dov = house.cast.ids["dov"]
    turned: list[tuple[int, int]] = []
    while not turned:
        held_of_dov(house, topics[0])
        with house.app.app_context():
            waiting = select(ModerationCase).where(ModerationCase.subject_type == "held_text")
            pairs = list(combinations(session.scalars(waiting.order_by(ModerationCase.id)), 2))
            turned = [(a.id, b.id) for a, b in pairs if a.subject_id > b.subject_id]
    newcomer(house, "dov")
    lower, higher = turned[0]
    ada, path = sign_in(house.app, house.cast, "ada"), f"/moderation/members/{dov}"
    with ThreadPoolExecutor(1) as pool, house.app.app_context():
        session.get_one(ModerationCase, higher, with_for_update=True)
        sent = pool.submit(ada.post, path, data={**RULING, "act": "forum.member.sweep"})
        wait_until_another_waits()
        of_it = select(ModerationCase.id).where(ModerationCase.id == lower)
        free = session.scalars(of_it.with_for_update(skip_locked=True)).all()
        session.rollback()
        assert (free, sent.result().status_code) == ([], 303)


def test_what_its_author_takes_back_meanwhile_stops_no_sweep(
    house: House, topics: list[int]
) -> None:
    with house.app.app_context():
        if session.get_bind().dialect.name != "postgresql":
            pytest.skip("on SQLite who writes takes turns")
    dov = house.cast.ids["dov"]
    numbers, cases = held_of_dov(house, topics[0])
    newcomer(house, "dov")
    ada, path = sign_in(house.app, house.cast, "ada"), f"/moderation/members/{dov}"
    with ThreadPoolExecutor(1) as pool, house.app.app_context():
        case = session.get_one(ModerationCase, min(cases), with_for_update=True)
        sent = pool.submit(ada.post, path, data={**RULING, "act": "forum.member.sweep"})
        wait_until_another_waits()
        first = case.subject_id
        spam.withdraw(house.cast.get("dov"), first)
        session.commit()
        assert sent.result().status_code == 303
    with house.app.app_context():
        swept = select(Decision).where(Decision.act == "forum.member.sweep")
        assert session.scalars(swept).one().details["held"] == [n for n in numbers if n != first]


def test_many_are_decided_anew_where_the_database_undid_them(
    house: House, topics: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who removes all of one holds the author, and then the cases of what waits of theirs."""
    with house.app.app_context():
        if session.get_bind().dialect.name != "postgresql":
            pytest.skip("on SQLite who writes takes turns")
        dov = house.cast.ids["dov"]
        whole = services.report(house.cast.get("cleo"), "member", dov, ReportKind.SPAM).case_id
        session.commit()
    _numbers, cases = held_of_dov(house, topics[0])
    newcomer(house, "dov")
    are_held, is_author_held, tries = threading.Event(), threading.Event(), list[int]()
    hold_things, decline_all = holding.hold_things, spam.decline_all

    def hold_later(*given: Any) -> None:
        tries.append(1)
        are_held.set()
        assert is_author_held.wait(20)
        hold_things(*given)

    def decline_later(*given: Any) -> list[int]:
        is_author_held.set()
        wait_until_another_waits()
        return decline_all(*given)

    monkeypatch.setattr(several, "hold_things", hold_later)
    monkeypatch.setattr(spam, "decline_all", decline_later)

    ben = sign_in(house.app, house.cast, "ben")
    read = {f"seen-{number}": version for number, version in cases.items()}
    sent = bulk(sorted(cases), act="spam.text.decline") | read

    def remove_all() -> None:
        assert are_held.wait(20)
        with house.app.app_context():
            case = session.get_one(ModerationCase, whole)
            ruling = Ruling("forum.member.sweep", "It shouted", "Be kind")
            services.decide(house.cast.get("ada"), case, ruling)
            session.commit()

    with ThreadPoolExecutor(2) as pool:
        many = pool.submit(ben.post, "/moderation", data=sent)
        pool.submit(remove_all).result()
        assert many.result().status_code == 409  # they were declined with all the rest
    assert len(tries) == 2
    waits = (ModerationCase.state == CaseState.OPEN, ModerationCase.id.in_([whole, *cases]))
    assert house.count(ModerationCase, *waits) == 0


@pytest.mark.parametrize("where", ["case", "member"])
def test_all_of_one_goes_anew_where_the_database_undid_it(
    house: House, topics: list[int], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Who decides of many texts holds their cases, and then the author, whom it holds already."""
    with house.app.app_context():
        if session.get_bind().dialect.name != "postgresql":
            pytest.skip("on SQLite who writes takes turns")
        dov = house.cast.ids["dov"]
        path = f"/moderation/members/{dov}"
        if where == "case":
            made = services.report(house.cast.get("cleo"), "member", dov, ReportKind.SPAM)
            path = f"/moderation/cases/{made.case_id}"
        session.commit()
    _numbers, cases = held_of_dov(house, topics[0])
    newcomer(house, "dov")
    are_held, is_author_held, tries = threading.Event(), threading.Event(), list[int]()
    hold_things, decline_all = holding.hold_things, spam.decline_all

    def hold_later(*given: Any) -> None:
        are_held.set()
        assert is_author_held.wait(20)
        wait_until_another_waits()
        hold_things(*given)

    def decline_later(*given: Any) -> list[int]:
        tries.append(1)
        is_author_held.set()
        return decline_all(*given)

    monkeypatch.setattr(several, "hold_things", hold_later)
    monkeypatch.setattr(spam, "decline_all", decline_later)
    ben, ada = (sign_in(house.app, house.cast, name) for name in ("ben", "ada"))
    read = {f"seen-{number}": version for number, version in cases.items()}

    def remove_all() -> int:
        assert are_held.wait(20)
        return ada.post(path, data={**RULING, "act": "forum.member.sweep"}).status_code

    with ThreadPoolExecutor(2) as pool:
        sent = bulk(sorted(cases), act="spam.text.decline") | read
        many, all_of_one = pool.submit(ben.post, "/moderation", data=sent), pool.submit(remove_all)
        assert (all_of_one.result(), many.result().status_code) == (303, 303)
    assert len(tries) == 2
    waits = (ModerationCase.state == CaseState.OPEN, ModerationCase.id.in_(cases))
    assert house.count(ModerationCase, *waits) == 0
    sweeps = house.count(Decision, Decision.act == "forum.member.sweep")
    assert (sweeps, house.count(Decision)) == (1, 1 + len(cases))


def test_work_that_the_database_undid_is_done_anew(app: Flask, house: House) -> None:
    """Two hold what the other wants; one of them is undone, and does all of it again."""
    with app.app_context():
        if session.get_bind().dialect.name != "postgresql":
            pytest.skip("on SQLite who writes takes turns")
    start, tries = threading.Barrier(2), list[int]()

    def write(own: int, other: int) -> None:
        with app.app_context():

            def work() -> None:
                tries.append(own)
                if tries.count(own) > 1:
                    return
                for number in (own, other):
                    held = select(Post.id).where(Post.id == number).with_for_update()
                    session.execute(held)
                    if number == own:
                        start.wait()

            do_again_where_undone(work)
            session.commit()

    with app.app_context():
        numbers = list(session.scalars(select(Post.id).order_by(Post.id).limit(2)))
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(write, *pair) for pair in (numbers, numbers[::-1])]
        for one in waiting:
            one.result()
    assert len(tries) == 3


def test_what_fails_otherwise_is_not_done_anew(app: Flask, house: House) -> None:
    with app.app_context():
        tries = list[int]()

        def work() -> None:
            tries.append(1)
            raise OperationalError("SELECT 1", None, Exception("gone"))

        with pytest.raises(OperationalError):
            do_again_where_undone(work)
        assert tries == [1]
