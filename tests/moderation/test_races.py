"""What several do to one case, decision or appeal at one moment: one act, words for others."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests.conftest import Cast, sign_in
from tests.moderation.test_restraints import ruling
from tribe.access import TrustLevel
from tribe.aside.models import StepAside
from tribe.audit import AuditEntry
from tribe.base.db import Base, now, session
from tribe.blocking.models import Block
from tribe.forum import services as forum
from tribe.forum.models import Category, Gone, Post, Topic
from tribe.forum.services import CategoryDraft
from tribe.mail import Mail
from tribe.members.models import Member, Restraint, State
from tribe.members.services import open_account
from tribe.messages import services as messages
from tribe.messages.models import PrivateMessage
from tribe.moderation import services
from tribe.moderation.mails import STATEMENT
from tribe.moderation.models import (
    Appeal,
    CaseState,
    Decision,
    ModerationCase,
    Report,
    ReportKind,
)

WINDOWS = 6
REFUSED = {403, 404, 409, 422, 503}  # in words
RULING = {"act": "forum.post.remove", "rule": "Be kind", "why": "It shouted", "ground": "rules"}
WARNING = RULING | {"act": "members.member.warn"}
Form = dict[str, object]
Sent = tuple[str, str, Form]  # who, where, what
Rush = Callable[..., list[int]]


@pytest.fixture
def rush(app: Flask, cast: Cast) -> Rush:
    """Send forms of several members at the same moment, each twice or oftener; the statuses."""

    def send(sent: Sequence[Sent], begin: Callable[[], object] = lambda: None) -> list[int]:
        windows = [sent[n % len(sent)] for n in range(max(WINDOWS, len(sent)))]
        clients = [sign_in(app, cast, who) for who, _path, _form in windows]
        start = threading.Barrier(len(windows))
        begin()  # what holds of the forms alone, and not of who signs in

        def one(number: int) -> int:
            _who, path, form = windows[number]
            start.wait()
            return clients[number].post(path, data=dict(form)).status_code

        with ThreadPoolExecutor(len(windows)) as pool:
            found = list(pool.map(one, range(len(windows))))
        assert set(found) <= {200, 302, 303} | REFUSED, found
        return found

    return send


class House:
    """A topic in which Dov answers Cleo, and what was reported of him."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast
        with app.app_context():
            cast.get("ines").role = cast.get("ben").role
            self.room = forum.create_category(cast.get("ada"), CategoryDraft("Hall")).id

            room = session.get_one(Category, self.room)
            self.topic = forum.create_topic(cast.get("cleo"), room, "Tea at dawn", "Who?").id
            topic = session.get_one(Topic, self.topic)
            self.post = forum.reply(cast.get("dov"), topic, "Buy my bread").id
            made = services.report(cast.get("cleo"), "post", self.post, ReportKind.SPAM)
            self.case = made.case_id
            session.commit()

    def decide(self, act: str = "members.member.silence", days: int | None = None) -> int:
        """What Ben decides of Dov's post or account; its number."""
        with self.app.app_context():
            ben = self.cast.get("ben")
            kind, number = (
                ("post", self.post) if "post" in act else ("member", self.cast.ids["dov"])
            )
            ends = now() + timedelta(days=days) if days else None
            made = services.decide_on(ben, kind, number, ruling(act, ends_at=ends))
            session.commit()
            return made.id

    def count(self, model: type[Base], *which: object) -> int:
        """How many rows there are."""
        with self.app.app_context():
            counted = select(func.count()).select_from(model).where(*which)  # type: ignore[arg-type]
            return session.scalar(counted) or 0


def newcomer(house: House, name: str) -> None:
    """Let an account be new: a sweep of it is not confirmed first, while what it takes changes."""
    with house.app.app_context():
        member = house.cast.get(name)
        member.trust, member.joined_at = TrustLevel.NEW, now()
        session.commit()


@pytest.fixture
def house(app: Flask, cast: Cast) -> House:
    return House(app, cast)


def told(house: House, kind: str) -> int:
    return house.count(AuditEntry, AuditEntry.kind == kind)


def mailed(house: House) -> int:
    return house.count(Mail, Mail.kind == STATEMENT.name)


def test_two_moderators_decide_one_case(house: House, rush: Rush) -> None:
    other = RULING | {"act": "forum.post.hide"}
    path = f"/moderation/cases/{house.case}"
    found = rush([("ben", path, RULING), ("ada", path, other)])
    assert found.count(303) == 1
    assert house.count(Decision) == told(house, "moderation.decided") == mailed(house) == 1
    with house.app.app_context():
        decision = session.scalars(select(Decision)).one()
        gone = Gone.HIDDEN if decision.act == "forum.post.hide" else Gone.MODERATOR
        assert session.get_one(Post, house.post).gone is gone


def test_several_cases_are_decided_twice_at_once(house: House, rush: Rush) -> None:
    with house.app.app_context():
        topic = session.get_one(Topic, house.topic)
        for words in ("One", "Two"):
            said = forum.reply(house.cast.get("dov"), topic, words)
            services.report(house.cast.get("cleo"), "post", said.id, ReportKind.SPAM)
        session.commit()
        cases = list(session.scalars(select(ModerationCase.id).order_by(ModerationCase.id)))
    sent = RULING | {"case": [str(number) for number in cases]}
    back = RULING | {"case": [str(number) for number in reversed(cases)]}
    found = rush([("ben", "/moderation", sent), ("ada", "/moderation", back)])
    assert set(found) <= {303, 409, 503}
    assert house.count(Decision) == told(house, "moderation.decided") == len(cases)
    assert mailed(house) == len(cases)
    assert house.count(ModerationCase, ModerationCase.state == CaseState.OPEN) == 0


def test_it_is_decided_while_its_author_changes_and_removes_it(house: House, rush: Rush) -> None:
    edit = ("dov", f"/p/{house.post}/edit", {"body": "Buy no bread"})
    remove = ("dov", f"/p/{house.post}/delete", {})
    decide = ("ben", f"/moderation/cases/{house.case}", RULING)
    rush([decide, edit, remove])
    with house.app.app_context():
        post = session.get_one(Post, house.post)
        case = session.get_one(ModerationCase, house.case)
        is_decided = case.state is CaseState.DECIDED
        assert post.is_removed
        assert post.gone is (Gone.MODERATOR if is_decided else Gone.AUTHOR)
        assert session.get_one(Topic, house.topic).posts_count == 1
    assert house.count(Decision) == int(is_decided) == mailed(house)


def test_many_reports_come_while_the_case_is_closed(house: House, rush: Rush) -> None:
    with house.app.app_context():
        for number in range(4):
            made = open_account(f"m{number}", f"m{number}@example.org", "-", is_measured=False)
            house.cast.ids[f"m{number}"] = made.id
        session.commit()
    said = {"kind": "spam", "words": ""}
    storm = [(f"m{number}", f"/p/{house.post}/report", said) for number in range(4)]
    silent = RULING | {"act": "moderation.none", "rule": ""}
    found = rush([*storm, ("ben", f"/moderation/cases/{house.case}", silent)])
    assert 500 not in found
    with house.app.app_context():
        for report, case in session.execute(
            select(Report, ModerationCase).join(ModerationCase, ModerationCase.id == Report.case_id)
        ):
            assert (report.finding is None) == case.is_open
    assert house.count(ModerationCase, ModerationCase.state == CaseState.OPEN) <= 1
    assert house.count(Decision) == 1


def undoing(house: House, decision: int, who: str = "ada") -> Sent:
    return (who, f"/moderation/decisions/{decision}/undo", {"words": "It was another"})


def appealing(decision: int) -> Sent:
    return ("dov", f"/moderation/decisions/{decision}/appeal", {"words": "I bake"})


def test_it_is_appealed_while_it_is_undone_twice(house: House, rush: Rush) -> None:
    decision = house.decide("forum.post.remove")
    found = rush([appealing(decision), undoing(house, decision), undoing(house, decision, "ines")])
    assert 500 not in found
    with house.app.app_context():
        undone = session.get_one(Decision, decision)
        assert not undone.stands
        assert not session.get_one(Post, house.post).is_removed
    assert told(house, "moderation.undone") == 1
    # decided, undone, and what became of the appeal, where it came first
    assert mailed(house) == 2 + house.count(Appeal) <= 3


def appealed(house: House, decision: int) -> int:
    with house.app.app_context():
        made = services.appeal(house.cast.get("dov"), session.get_one(Decision, decision), "No")
        session.commit()
        return made.id


def judging(made: int, who: str, outcome: str) -> Sent:
    return (who, f"/moderation/appeals/{made}", {"outcome": outcome, "words": "So I read it"})


def test_two_judges_answer_one_appeal(house: House, rush: Rush) -> None:
    decision = house.decide("forum.post.remove")
    made = appealed(house, decision)
    found = rush([judging(made, "ada", "overturned"), judging(made, "ines", "upheld")])
    assert found.count(303) == 1
    with house.app.app_context():
        answered = session.get_one(Appeal, made)
        stands = session.get_one(Decision, decision).stands
        assert stands == (answered.outcome == "upheld")
        assert session.get_one(Post, house.post).is_removed == stands
    assert told(house, "moderation.appeal_decided") == 1
    assert mailed(house) == 2


def test_an_appeal_is_answered_while_the_decision_is_undone(house: House, rush: Rush) -> None:
    decision = house.decide("forum.post.remove")
    made = appealed(house, decision)
    rush([judging(made, "ada", "overturned"), undoing(house, decision, "ines")])
    with house.app.app_context():
        assert not session.get_one(Decision, decision).stands
        assert not session.get_one(Post, house.post).is_removed
    assert told(house, "moderation.appeal_decided") == 1


def test_an_end_comes_while_it_is_undone(house: House, rush: Rush) -> None:
    decision = house.decide(days=1)
    with house.app.app_context():
        session.execute(update(Decision).values(ends_at=now() - timedelta(minutes=1)))
        session.commit()
    start, ended = threading.Barrier(3), list[int]()

    def end() -> None:
        with house.app.app_context():
            start.wait()
            ended.append(services.end_due())
            session.commit()

    enders = [threading.Thread(target=end) for _one in range(2)]
    for one in enders:
        one.start()
    start.wait()
    found = rush([undoing(house, decision), undoing(house, decision, "ines")])
    for one in enders:
        one.join()
    assert sum(ended) + found.count(303) == 1
    assert told(house, "moderation.undone") + told(house, "moderation.ended") == 1
    assert house.count(Restraint) == 0
    with house.app.app_context():
        assert session.get_one(Member, house.cast.ids["dov"]).silenced_until is None


def test_all_of_a_spammer_goes_while_they_write(house: House, rush: Rush) -> None:
    with house.app.app_context():
        number = house.cast.ids["dov"]
        made = services.report(house.cast.get("cleo"), "member", number, ReportKind.SPAM)
        case = made.case_id
        session.commit()
    newcomer(house, "dov")
    sweep = RULING | {"act": "forum.member.sweep"}
    reply = ("dov", f"/t/{house.topic}/reply", {"body": "Buy now"})
    begin = ("dov", "/t/new", {"category": "hall", "title": "Buy bread", "body": "Cheap"})
    answer = ("cleo", f"/t/{house.topic}/reply", {"body": "Stop it"})
    edit = ("dov", f"/p/{house.post}/edit", {"body": "Buy two"})
    found = rush([reply, ("ben", f"/moderation/cases/{case}", sweep), begin, answer, edit, reply])
    assert found[1] == 303
    with house.app.app_context():
        dov = house.cast.get("dov")
        assert dov.state is State.SUSPENDED
        own = select(func.count()).where(Post.author_id == dov.id, Post.deleted_at.is_(None))
        assert session.scalar(own) == 0
        for topic in session.scalars(select(Topic)):
            standing = select(func.count()).where(
                Post.topic_id == topic.id, Post.deleted_at.is_(None)
            )
            assert topic.posts_count == session.scalar(standing)
    assert found[3] == 303


def test_two_who_wrote_in_the_same_topics_are_swept_while_one_comes_back(
    house: House, rush: Rush
) -> None:
    with house.app.app_context():
        room = session.get_one(Category, house.room)
        for name, other in (("dov", "cleo"), ("cleo", "dov")) * 3:
            topic = forum.create_topic(house.cast.get(name), room, "Buy bread", "Cheap")
            forum.reply(house.cast.get(other), topic, "Mine is cheaper")
        session.commit()
    swept = house.decide("forum.member.sweep")
    with house.app.app_context():
        number = house.cast.ids["cleo"]
        made = services.report(house.cast.get("ines"), "member", number, ReportKind.SPAM)
        case = made.case_id
        session.commit()
    newcomer(house, "cleo")
    sweep = ("ben", f"/moderation/cases/{case}", RULING | {"act": "forum.member.sweep"})
    found = rush([sweep, undoing(house, swept)])
    assert found.count(303) == 2
    with house.app.app_context():
        for topic in session.scalars(select(Topic)):
            standing = (Post.topic_id == topic.id, Post.deleted_at.is_(None))
            authors = set(session.scalars(select(Post.author_id).where(*standing)))
            counted = session.scalar(select(func.count()).where(*standing))
            assert topic.posts_count == counted
            assert authors <= {house.cast.ids["dov"]}


def test_somebody_is_blocked_while_they_write_a_message(house: House, rush: Rush) -> None:
    with house.app.app_context():
        dov = house.cast.get("dov")
        talk = messages.begin(dov, [house.cast.get("cleo")], "Bread", "Hello").id
        session.commit()
    say = ("dov", f"/conversations/{talk}", {"body": "And again"})
    found = rush([say, ("cleo", "/u/dov/block", {"answer": "yes"})])
    assert 303 in found
    with house.app.app_context():
        said = session.scalar(select(func.count()).select_from(PrivateMessage))
    assert said == 1 + found[::2].count(303)
    assert house.count(Block) == 1


def test_two_are_asked_aside_twice(house: House, rush: Rush) -> None:
    form = {
        "one": "cleo",
        "asks_one": "Say what you heard",
        "other": "dov",
        "asks_other": "Say what you meant",
        "days": "7",
        "rule": "Be kind",
        "why": "It went on",
    }
    path = f"/t/{house.topic}/aside"
    found = rush([("ben", path, form), ("ada", path, form)])
    assert found.count(303) == 1
    assert house.count(StepAside) == 1
    assert house.count(Decision) == mailed(house) == 2
