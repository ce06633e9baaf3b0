"""Six moderators decide at one moment by two servers: each act is whole, or refused in words."""

import logging
import random
import re
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPException

import pytest
from flask import Flask
from flask_migrate import stamp
from sqlalchemy import func, select, update

from tests.conftest import Cast
from tests.forum.conftest import Forum
from tests.load.conftest import add_members
from tests.load.test_kills import Server
from tests.migrations.conftest import MIGRATIONS
from tests.notices.conftest import work
from tests.serving import wait_until_ready
from tribe.access import Role
from tribe.activity import ActivityKind
from tribe.activity.models import Activity
from tribe.activity.notices import TAKE_BACK, TELL
from tribe.audit import AuditEntry
from tribe.base.db import now, session
from tribe.forum.models import Post, Topic
from tribe.jobs import Job
from tribe.jobs.models import OPEN
from tribe.mail.models import Mail, MailAddress
from tribe.members.identity import open_sign_in
from tribe.members.models import Member, Restraint, RestraintKind
from tribe.moderation import services
from tribe.moderation.activities import DECIDED, UNDONE
from tribe.moderation.mails import STATEMENT
from tribe.moderation.models import (
    NO_ACTION,
    Appeal,
    AppealOutcome,
    CaseState,
    Decision,
    ModerationCase,
    Report,
    ReportKind,
    Source,
)
from tribe.notices.models import Notice, NoticeCause

log = logging.getLogger(__name__)  # its figures, with --log-cli-level=INFO
AUTHORS, SECONDS = 20, 24
SAID = {403, 404, 409, 422}  # by which an act is refused, in words
WHY = {"rule": "Be kind", "why": "It was so", "ground": "rules"}
SILENCE, SWEEP = "members.member.silence", "forum.member.sweep"
ON_POST = ("forum.post.remove", "forum.post.hide", NO_ACTION)
ON_MEMBER = ("members.member.warn", SILENCE, SWEEP, NO_ACTION)
STAFF = ("ada", "ben", "ines", "m20", "m21", "m22")


@dataclass(frozen=True)
class Act:
    """What somebody did or tried, and what was answered."""

    who: str
    verb: str
    number: int
    status: int
    said: str = ""
    form: dict[str, str] = field(default_factory=dict)
    cases: tuple[int, ...] = ()
    is_again: bool = False  # this very form had done it before, and so counts no more

    @property
    def is_done(self) -> bool:
        return self.status == 303 and not self.is_again

    def is_of(self, other: "Act") -> bool:
        """Whether both are one form: whoever it is of sends all with the token of one page."""
        mine = (self.who, self.verb, self.number, self.form, self.cases)
        return mine == (other.who, other.verb, other.number, other.form, other.cases)


class House:
    """Twenty who wrote three posts each, of which two were reported, and so were they."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, forum = app, Forum(cast)
        add_members(AUTHORS + 3)
        names = [f"m{number}" for number in range(AUTHORS)]
        chosen = select(Member.id).where(Member.name.in_(names)).order_by(Member.id)
        self.authors = list(session.scalars(chosen))
        for name in STAFF:
            role = Role.ADMIN if name in ("ada", "m22") else Role.MODERATOR
            session.scalars(select(Member).where(Member.name == name)).one().role = role
        session.commit()
        room = forum.room()
        self.topics = [forum.topic("cleo", room, f"Bread {number}").id for number in range(10)]
        self.posts: list[int] = []
        from tribe.forum import services as writing

        for at, number in enumerate(self.authors * 2):
            topic = session.get_one(Topic, self.topics[at % len(self.topics)])
            author = session.get_one(Member, number)
            self.posts.append(writing.reply(author, topic, f"Buy {at}").id)
        reporters = [cast.get("cleo"), cast.get("dov")]
        things = [("post", number) for number in self.posts]
        things += [("member", number) for number in self.authors]
        self.cases = []
        for kind, number in things:
            made = [services.report(one, kind, number, ReportKind.HARM) for one in reporters]
            self.cases.append(made[0].case_id)
        session.commit()

    def cookie(self, name: str) -> str:
        """What a browser holds in which somebody is signed in."""
        from flask import session as cookie

        with self.app.test_request_context():
            one = session.scalars(select(Member).where(Member.name == name)).one()
            open_sign_in(one, "test")
            session.commit()
            signs = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
            return f"{self.app.config['SESSION_COOKIE_NAME']}={signs.dumps(dict(cookie))}"


class Person:
    """Somebody with a browser, whose forms go to one of the servers."""

    def __init__(self, name: str, cookie: str, ports: list[int], chance: random.Random) -> None:
        self.name, self.cookie, self.ports, self.chance = name, cookie, ports, chance
        self.token = ""

    def ask(
        self, method: str, path: str, form: list[tuple[str, str]] | None = None
    ) -> tuple[int, str]:
        body = urllib.parse.urlencode(form) if form is not None else None
        port = self.chance.choice(self.ports)
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
            kept = answer.getheader("Set-Cookie")
            if kept and not self.token:
                self.cookie = kept.split(";")[0]
            return answer.status, page
        finally:
            connection.close()

    def begin(self, path: str) -> None:
        """Fetch the token of a form."""
        status, page = self.ask("GET", path)
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert status == 200
        assert found, (path, page)
        self.token = found[1]

    def send(
        self, path: str, form: dict[str, str], more: Sequence[tuple[str, str]] = ()
    ) -> tuple[int, str]:
        return self.ask("POST", path, [*form.items(), *more, ("csrf_token", self.token)])


class Storm:
    """What is known while it lasts, and what was done."""

    def __init__(self, house: House, ports: list[int]) -> None:
        self.house, self.ports = house, ports
        self.done: list[Act] = []
        self.broken: list[str] = []
        self.over = threading.Event()
        self.decisions: list[tuple[int, str]] = []  # that stand, and whose thing each is of
        self.appeals: list[int] = []  # that wait
        names = [f"m{number}" for number in range(AUTHORS)]
        self.people = {
            name: Person(name, house.cookie(name), ports, random.Random(name))  # noqa: S311
            for name in (*STAFF, *names, "cleo", "dov")
        }

    def look(self) -> None:
        """See what there is to do."""
        session.rollback()
        standing = (Decision.undone_at.is_(None), Decision.member_id.is_not(None))
        chosen = select(Decision.id, Member.name).join(Member, Member.id == Decision.member_id)
        self.decisions = [(one, name) for one, name in session.execute(chosen.where(*standing))]
        self.appeals = list(session.scalars(select(Appeal.id).where(Appeal.decided_at.is_(None))))
        session.rollback()

    def act(
        self,
        who: str,
        verb: str,
        number: int,
        path: str,
        form: dict[str, str],
        cases: tuple[int, ...] = (),
    ) -> None:
        """Send a form, and keep what was answered."""
        marked = [("case", str(one)) for one in cases]
        status, page = self.people[who].send(path, form, marked)
        said = "" if status == 303 else _said(page)
        made = Act(who, verb, number, status, said, form, cases)
        is_again = any(one.is_done and one.is_of(made) for one in list(self.done))
        self.done.append(replace(made, is_again=is_again))


def _said(page: str) -> str:
    """Why an act was refused, as its page says."""
    words = " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())
    found = re.search(r"Please look at this again (.{,120})|There is nothing here (.{,60})", words)
    return (found[1] or found[2]) if found else words[:160]


class Worker(threading.Thread):
    """One who acts and acts, until the storm is over."""

    def __init__(self, storm: Storm, name: str) -> None:
        super().__init__(daemon=True)
        self.storm, self.who = storm, name
        self.chance = random.Random(f"storm {name}")  # noqa: S311

    def run(self) -> None:
        try:
            while not self.storm.over.is_set():
                self.do()
        except (OSError, HTTPException, AssertionError) as failure:
            self.storm.broken.append(f"{self.who}: {failure!r}")

    def do(self) -> None:
        raise NotImplementedError


class Moderator(Worker):
    """Decides, undoes, judges, merges: the cases in the same order as the others do."""

    def __init__(self, storm: Storm, name: str) -> None:
        super().__init__(storm, name)
        self.left = list(storm.house.cases)
        random.Random("order").shuffle(self.left)  # noqa: S311

    def do(self) -> None:
        verbs = (self.decide, self.undo, self.judge, self.merge, self.decide_several)
        self.chance.choices(verbs, (9, 3, 5, 1, 2))[0]()

    def _next(self) -> int:
        if not self.left:
            self.left = list(self.storm.house.cases)
        return self.left.pop(0)

    def decide(self) -> None:
        number = self._next()
        is_post = number in self.storm.house.cases[: 2 * AUTHORS]
        form = WHY | {"act": self.chance.choice(ON_POST if is_post else ON_MEMBER)}
        if is_post and form["act"] != NO_ACTION and self.chance.random() < 0.5:
            form |= {"author_act": SILENCE, "author_days": "3"}
        elif form["act"] == SILENCE:
            form |= {"days": "3"}
        self.storm.act(self.who, "decide", number, f"/moderation/cases/{number}", form)

    def decide_several(self) -> None:
        """Four posts of the first page of the queue."""
        _status, page = self.storm.people[self.who].ask("GET", "/moderation?thing=post")
        found = [int(number) for number in re.findall(r'name="case" value="(\d+)"', page)[:4]]
        form = WHY | {"act": "forum.post.remove"}
        form |= dict(re.findall(r'name="(seen-\d+)" value="([^"]+)"', page))
        if found:
            self.storm.act(self.who, "several", 0, "/moderation", form, tuple(found))

    def undo(self) -> None:
        if self.storm.decisions:
            number, _name = self.chance.choice(self.storm.decisions[-12:])
            form = {"words": "It was another"} | ({"both": "1"} if number % 2 else {})
            self.storm.act(self.who, "undo", number, f"/moderation/decisions/{number}/undo", form)

    def judge(self) -> None:
        if self.storm.appeals:
            number = self.chance.choice(self.storm.appeals[:4])
            outcome = self.chance.choice(list(AppealOutcome)).value
            form = {"outcome": outcome, "words": "So I read it"}
            self.storm.act(self.who, "judge", number, f"/moderation/appeals/{number}", form)

    def merge(self) -> None:
        one, other = self.chance.sample(self.storm.house.topics, 2)
        form = {"into": str(other), "why": "They are one", "rule": "", "answer": "yes"}
        self.storm.act(self.who, "merge", one, f"/t/{one}/merge", form)


class Appellant(Worker):
    """Appeals what was decided, whoever's it is, in the browser of whose thing it is."""

    def do(self) -> None:
        if not self.storm.decisions:
            time.sleep(0.05)
            return
        number, name = self.chance.choice(self.storm.decisions)
        form = {"words": "I bake"} | ({"both": "1"} if number % 2 else {})
        who = name if self.chance.random() < 0.8 else self.chance.choice(("cleo", "dov"))
        self.storm.act(who, "appeal", number, f"/moderation/decisions/{number}/appeal", form)
        time.sleep(0.2)


@pytest.fixture
def house(app: Flask, cast: Cast) -> Iterator[House]:
    with app.app_context():
        yield House(app, cast)


@pytest.fixture
def storm(app: Flask, environ: dict[str, str], house: House) -> Iterator[Storm]:
    session.rollback()
    stamp(directory=MIGRATIONS)  # where the tables are those of the models
    session.rollback()
    servers = []
    try:
        for _each in range(2):
            servers.append(Server(environ))
        for one in servers:
            wait_until_ready(f"http://127.0.0.1:{one.port}", one.process)
        made = Storm(house, [one.port for one in servers])
        for name, person in made.people.items():
            person.begin("/moderation" if name in STAFF else "/me/away")
        yield made
    finally:
        for one in servers:
            one.stop()


def test_a_storm_leaves_each_act_whole_or_refused_in_words(storm: Storm) -> None:
    workers: list[Worker] = [Moderator(storm, name) for name in STAFF]
    workers += [Appellant(storm, f"appellant {number}") for number in range(2)]
    began = time.monotonic()
    for one in workers:
        one.start()
    while time.monotonic() - began < SECONDS:
        storm.look()
        time.sleep(0.1)
    storm.over.set()
    for one in workers:
        one.join(60)
        assert not one.is_alive()
    seconds = time.monotonic() - began
    told = Counter((one.verb, one.status) for one in storm.done)
    again = sum(one.is_again for one in storm.done)
    figures = (len(storm.done), again, seconds, sorted(told.items()))
    log.info("%d acts, %d of them again, in %.0f s: %s", *figures)
    assert storm.broken == []
    check_answers(storm.done)
    check_nothing_acknowledged_is_lost(storm)
    check_each_is_whole(storm.house)
    check_nothing_waits_for_ever()
    finish_telling()
    check_each_is_told_once()


def check_answers(done: list[Act]) -> None:
    strange = [one for one in done if one.status not in SAID | {303}]
    assert strange == []
    for verb in ("decide", "undo", "judge", "merge", "several", "appeal"):
        assert [one for one in done if one.verb == verb and one.is_done], verb
    assert [one for one in done if one.status != 303 and not one.said] == []
    again = [one for one in done if one.is_again and one.verb != "appeal"]
    assert [one for one in again if one.status != 303] == []  # it leads where it led


def check_nothing_acknowledged_is_lost(storm: Storm) -> None:
    session.rollback()
    names = {one.id: one.name for one in session.execute(select(Member.id, Member.name))}
    rows = session.scalars(select(Decision)).all()
    by = Counter((names[one.decided_by_id or 0], one.case_id) for one in rows)
    alone = Counter(
        (one.who, one.number) for one in storm.done if one.verb == "decide" and one.is_done
    )
    several = Counter(
        (one.who, case) for one in storm.done if one.verb == "several" for case in one.cases
    )
    for key, count in alone.items():
        assert count <= by[key] <= count + several[key], key
    for one in storm.done:
        if one.verb == "several" and one.is_done:
            assert all(by[one.who, case] for case in one.cases), one
    pairs = [
        one
        for one in storm.done
        if one.verb == "decide" and one.is_done and "author_act" in one.form
    ]
    assert len(pairs) == len([one for one in rows if one.together_id is not None])
    decided = {one.id: one for one in rows}
    undone = Counter(one.number for one in storm.done if one.verb == "undo" and one.is_done)
    assert set(undone.values()) <= {1}
    for one in storm.done:
        if one.verb == "undo" and one.is_done:
            assert names[decided[one.number].undone_by_id or 0] == one.who, one
    appeals = {one.id: one for one in session.scalars(select(Appeal))}
    judged = Counter(one.number for one in storm.done if one.verb == "judge" and one.is_done)
    assert set(judged.values()) <= {1}
    for one in storm.done:
        if one.verb == "judge" and one.is_done:
            made = appeals[one.number]
            assert made.outcome == one.form["outcome"], one
            assert made.decided_at is not None
    made_by = {(names[one.member_id or 0], one.decision_id) for one in appeals.values()}
    for one in storm.done:
        if one.verb == "appeal" and one.is_done:
            assert (one.who, one.number) in made_by, one


def check_each_is_whole(house: House) -> None:
    """What was done, its audit and what is so now agree; of a pair there are both."""
    session.rollback()
    rows = {one.id: one for one in session.scalars(select(Decision))}
    for one in rows.values():
        if one.together_id is not None:
            first = rows[one.together_id]
            assert first.decided_by_id == one.decided_by_id
            assert (first.member_id, first.subject_type) == (one.member_id, "post")
    for kind in ("moderation.decided", "moderation.undone"):
        entries = session.scalars(select(AuditEntry.facts).where(AuditEntry.kind == kind))
        noted = Counter(facts["decision"] for facts in entries)
        assert set(noted.values()) <= {1}, kind
        if kind == "moderation.decided":
            assert set(noted) == set(rows)
    standing = [one for one in rows.values() if one.stands]
    swept = {post for one in standing if one.act == SWEEP for post in one.details["posts"]}
    removed = {one.subject_id for one in standing if one.act == "forum.post.remove"}
    hidden = {one.subject_id for one in standing if one.act == "forum.post.hide"}
    for post in session.scalars(select(Post).where(Post.id.in_(house.posts))):
        is_gone = post.id in removed | hidden | swept
        assert (post.deleted_at is not None) == is_gone, post.id
    silenced = Counter(one.subject_id for one in standing if one.act == SILENCE)
    kept = select(Restraint.member_id).where(Restraint.kind == RestraintKind.SILENCE)
    assert Counter(session.scalars(kept)) == silenced
    for topic in session.scalars(select(Topic)):
        counted = select(func.count()).where(Post.topic_id == topic.id, Post.deleted_at.is_(None))
        assert topic.posts_count == session.scalar(counted), topic.id
    by_members = Report.source == Source.MEMBER
    for case in session.scalars(select(ModerationCase)):
        reports = session.scalars(select(Report).where(Report.case_id == case.id, by_members)).all()
        assert all((one.finding is None) == case.is_open for one in reports), case.id
    things = select(ModerationCase.subject_type, ModerationCase.subject_id)
    is_open = Counter(
        tuple(one) for one in session.execute(things.where(ModerationCase.state == CaseState.OPEN))
    )
    assert set(is_open.values()) <= {1}


def check_nothing_waits_for_ever() -> None:
    """An appeal that waits is of what stands, and somebody may answer it."""
    session.rollback()
    waiting = session.scalars(select(Appeal).where(Appeal.decided_at.is_(None))).all()
    for one in waiting:
        decision = session.get_one(Decision, one.decision_id)
        assert decision.stands, one.id
        assert services.judges_of(decision), one.id
    for one in session.scalars(select(Appeal).where(Appeal.decided_at.is_not(None))):
        assert one.answer
        decision = session.get_one(Decision, one.decision_id)
        if one.outcome is AppealOutcome.OVERTURNED:
            assert not decision.stands, one.id


def finish_telling() -> None:
    """Do what is to be told, also what failed and is put off; or wait for a server that does so."""
    until, telling = time.monotonic() + 30, (OPEN, Job.kind.in_((TELL, TAKE_BACK)))
    while session.scalar(select(func.count()).select_from(Job).where(*telling)):
        assert time.monotonic() < until
        session.execute(update(Job).where(*telling, Job.run_at > now()).values(run_at=now()))
        work()
        time.sleep(0.2)
        session.rollback()


def check_each_is_told_once() -> None:
    """What a decision did is told by one mail and in one notice, which says too if it was undone.

    Where no rule was broken the notice is enough; who won an appeal reads so in its answer.
    """
    session.rollback()
    sent = select(Mail.message_id, MailAddress.member_id).join(MailAddress)
    mailed = Counter(
        (int(found[1]), found[2], member_id)
        for message_id, member_id in session.execute(sent.where(Mail.kind == STATEMENT.name))
        if (found := re.search(r"decision-(\d+)-(made|undone)", message_id))
    )
    made, undone = happened(DECIDED), happened(UNDONE)
    entries = session.scalars(
        select(AuditEntry.facts).where(AuditEntry.kind == "moderation.undone")
    )
    by_hand = {facts["decision"] for facts in entries}  # and not on appeal
    of_decisions = Notice.subject_type == "moderation_decision"
    names = (DECIDED.name, UNDONE.name)  # an answer to an appeal has a notice of the same thing
    told_of = select(Notice.subject_id, Notice.member_id)
    told_of = told_of.join(NoticeCause, NoticeCause.notice_id == Notice.id)
    told_of = told_of.join(Activity, Activity.id == NoticeCause.activity_id)
    noticed: Counter[tuple[int, int | None]] = Counter(
        (one.subject_id, one.member_id)
        for one in session.execute(told_of.where(of_decisions, Activity.kind.in_(names)).distinct())
    )
    closed = set(session.scalars(select(Decision.member_id).where(Decision.act == SWEEP)))
    for one in session.scalars(select(Decision)):
        assert (made[one.id], undone[one.id]) == (1, one.is_undone), one.id
        did, is_ruled = one.act != NO_ACTION, not one.is_order
        told = did and one.together_id is None
        assert mailed[one.id, "made", one.member_id] == (told and is_ruled), one.id
        was_undone = did and is_ruled and one.is_undone
        assert mailed[one.id, "undone", one.member_id] == (was_undone and one.id in by_hand), one.id
        assert noticed[one.id, one.member_id] <= (told or was_undone), one.id
        if one.member_id in closed:  # whom a sweep shuts out reads it by mail and on its page
            continue
        if is_ruled or one.stands:  # of what was put in order and undone at once nothing is told
            assert noticed[one.id, one.member_id] == (told or was_undone), one.id


def happened(kind: ActivityKind) -> Counter[int]:
    """How often it happened to each decision."""
    return Counter(session.scalars(select(Activity.subject_id).where(Activity.kind == kind.name)))
