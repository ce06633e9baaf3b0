"""Whatever is reported, decided, undone, appealed and ended, in any order: what must hold does.

Each example is one transaction that is rolled back, so that nothing need be emptied.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from tests.conftest import Cast
from tribe.access import Role
from tribe.activity import Activity
from tribe.audit import AuditEntry
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.forum import services as forum
from tribe.forum.models import Category, Pin, Post, Topic
from tribe.mail import Mail
from tribe.markup import cook
from tribe.members.models import Member, Restraint, State, Trait
from tribe.moderation import services
from tribe.moderation.mails import STATEMENT
from tribe.moderation.models import (
    NO_ACTION,
    Appeal,
    AppealOutcome,
    CaseState,
    Concerned,
    Decision,
    Finding,
    Ground,
    ModerationCase,
    Report,
    ReportKind,
    Source,
)
from tribe.moderation.services import Ruling
from tribe.voice.models import CouncilSeat
from tribe.web import moderated

NAMES = ("ada", "ben", "cleo", "dov", "ines")
ACTS = (
    NO_ACTION,
    "members.member.warn",
    "members.member.silence",
    "members.profile.take_words",
    "members.name.take",
    "members.name.lock",
    "members.member.suspend",
    "members.member.ban",
)
ENDING = ("members.member.silence", "members.member.suspend", "members.name.lock")
ARRANGING = ("pin", "slow", "close", "close_later", "move", "split", "merge", "edit")
who = st.sampled_from(NAMES)
arranging = st.sampled_from(ARRANGING)
acts = st.sampled_from(ACTS)
serving = st.sampled_from((*("ada", "ben", "ines") * 4, "dov"))  # who moderates, mostly
concerned = st.sampled_from((*("cleo", "dov") * 4, "ben"))
words = st.sampled_from((*("It was so",) * 15, " "))


class Moderation(RuleBasedStateMachine):
    """Members of the cast report, decide and judge about each other at random."""

    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        session.rollback()
        session.expire_all()
        for name in NAMES:
            member = self.cast.get(name)
            member.bio = f"I am {name}"
            member.bio_html = cook(member.bio).html
            member.role = {"ines": Role.MODERATOR}.get(name, member.role)
            session.add(Trait(member_id=member.id, kind="skill", position=0, text="soup"))
        self.rooms = [Category(slug=slug, name=slug, description="") for slug in ("hall", "yard")]
        session.add_all(self.rooms)
        session.flush()
        self.topics = [self.a_topic("cleo", "dov"), self.a_topic("ben", "cleo")]
        self.before = self.touched()
        self.decisions: list[int] = []

    def a_topic(self, by: str, answers: str) -> int:
        topic = forum.create_topic(self.cast.get(by), self.rooms[0], "A question", "What of it?")
        for _number in range(3):
            forum.reply(self.cast.get(answers), topic, f"So it is {_number}")
        session.flush()
        return topic.id

    def teardown(self) -> None:
        """Put all back."""
        session.rollback()

    def touched(self) -> dict[int, tuple[Any, ...]]:
        """What acts change of members, but for their roles."""
        found = {}
        for member_id in self.cast.ids.values():
            member = session.get_one(Member, member_id)
            worn = session.scalars(select(Trait.text).where(Trait.member_id == member_id)).all()
            shown = (member.bio, member.bio_html, tuple(worn), member.away_words)
            named = (member.name, member.name_key, member.name_shape)
            found[member_id] = (*shown, *named, member.state, member.silenced_until)
        return found

    def talked(self) -> list[Any]:
        """What acts change of topics and of their posts."""
        session.flush()
        topics = select(
            Topic.id, Topic.title, Topic.category_id, Topic.pinned, Topic.pinned_until,
            Topic.slow_minutes, Topic.closed_at, Topic.closes_at, Topic.merged_into_id,
        ).where(Topic.id.in_(self.topics))  # fmt: skip
        posts = select(Post.id, Post.topic_id, Post.number, Post.source, Post.reply_to_id)
        return [
            *map(tuple, session.execute(topics.order_by(Topic.id))),
            *map(tuple, session.execute(posts.order_by(Post.id))),
        ]

    def arrangement(self, act: str, index: int, text: str) -> tuple[str, int, Ruling]:
        """What is done to one of the topics, or to the last post of it; with a rule or without.

        Never what is so already.
        """
        topic = session.get_one(Topic, self.topics[index])
        choices: dict[str, Any] = {
            "pin": {"pin": next(pin for pin in Pin if pin is not topic.pinned)},
            "slow": {"minutes": 6 if topic.slow_minutes == 5 else 5},
            "close_later": {"at": now() + timedelta(days=3)},
            "move": {"category": next(r.id for r in self.rooms if r.id != topic.category_id)},
            "split": {"numbers": [2, 3], "title": "On its own", "category": None},
            "merge": {"into": self.topics[1 - index]},
            "edit": {"body": f"Said otherwise {text}"},
        }.get(act, {})
        ground = Ground.RULES if text.strip() else Ground.NONE
        if act == "edit":
            last = select(Post.id).where(Post.topic_id == topic.id).order_by(Post.number.desc())
            number = session.scalars(last).first() or 0
            post = session.get(Post, number)  # none is left in a topic that was merged
            choices["body"] += f" in place of {len(post.source) if post else 0} letters"
            return "post", number, Ruling("forum.post.edit", "So", text, ground, choices)
        return "topic", topic.id, Ruling(f"forum.topic.{act}", "So", text, ground, choices)

    def tried(self, verb: Callable[[], Any]) -> Any:
        """What a verb answers; None where a rule stands against it, and then nothing is done."""
        try:
            with session.begin_nested():
                return verb()
        except (Forbidden, NotFound, RuleBroken):
            session.expire_all()
            return None

    @rule(by=who, of=who)
    def report(self, by: str, of: str) -> None:
        kind, number = ReportKind.HARM, self.cast.ids[of]
        self.tried(lambda: services.report(self.cast.get(by), "member", number, kind, "So it is"))

    @rule(by=serving, of=concerned, act=acts, why=words, law=words, days=st.integers(1, 2))
    def decide(self, by: str, of: str, act: str, why: str, law: str, days: int) -> None:
        ends_at = now() + timedelta(days=days) if act in ENDING else None
        ruling = Ruling(act, why, law, ends_at=ends_at)
        number = self.cast.ids[of]
        actor = self.cast.get(by)
        made = self.tried(lambda: services.decide_on(actor, "member", number, ruling))
        if made is not None:
            assert by != of, "somebody decided about themself"
            assert actor.role in (Role.ADMIN, Role.MODERATOR)
            assert actor.state is State.ACTIVE or by == of
            self.decisions.append(made.id)

    @rule(by=serving, act=arranging, index=st.integers(0, 1), text=words)
    def arrange(self, by: str, act: str, index: int, text: str) -> None:
        """Put a topic or a post in order, or act by a rule on it."""
        kind, number, ruling = self.arrangement(act, index, text)
        actor = self.cast.get(by)
        made = self.tried(lambda: services.decide_on(actor, kind, number, ruling))
        if made is not None:
            assert made.member_id != actor.id
            self.decisions.append(made.id)

    @rule(by=serving, act=arranging, index=st.integers(0, 1), text=words)
    def arrange_and_undo(self, by: str, act: str, index: int, text: str) -> None:
        """However it stands, what is undone at once leaves nothing."""
        kind, number, ruling = self.arrangement(act, index, text)
        before, actor = self.talked(), self.cast.get(by)
        made = self.tried(lambda: services.decide_on(actor, kind, number, ruling))
        if made is None:
            assert self.talked() == before
            return
        assert self.talked() != before
        services.undo(actor, made, "Not so")
        assert self.talked() == before

    @rule(by=serving, act=st.sampled_from(("split", "merge")), index=st.integers(0, 1))
    def arrange_ones_own(self, by: str, act: str, index: int) -> None:
        """What is done to a topic of one's own is decided for others alone."""
        _kind, number, ruling = self.arrangement(act, index, "")
        actor, own = self.cast.get(by), session.get_one(Topic, number).author_id
        made = self.tried(lambda: services.decide_beside(actor, "topic", number, ruling))
        if made is not None:
            assert own == actor.id
            assert made.member_id is None
            self.decisions.append(made.id)

    @rule(by=serving, data=st.data(), why=words)
    def undo(self, by: str, data: st.DataObject, why: str) -> None:
        if self.decisions:
            decision = session.get_one(Decision, data.draw(st.sampled_from(self.decisions)))
            self.tried(lambda: services.undo(self.cast.get(by), decision, why))

    @rule(by=st.one_of(st.none(), who), data=st.data(), why=words)
    def appeal(self, by: str | None, data: st.DataObject, why: str) -> None:
        if self.decisions:
            decision = session.get_one(Decision, data.draw(st.sampled_from(self.decisions)))
            number = self.cast.ids[by] if by else decision.member_id or self.cast.ids["cleo"]
            member = session.get_one(Member, number)
            self.tried(lambda: services.appeal(member, decision, why))

    @rule(by=serving, data=st.data(), why=words, outcome=st.sampled_from(AppealOutcome))
    def judge(self, by: str, data: st.DataObject, why: str, outcome: AppealOutcome) -> None:
        waiting = session.scalars(select(Appeal.id).order_by(Appeal.id)).all()
        if not waiting:
            return
        made = session.get_one(Appeal, data.draw(st.sampled_from(waiting)))
        actor = self.cast.get(by)

        def answer() -> bool:
            services.judge(actor, made, outcome, why)
            return True

        if self.tried(answer) and outcome is AppealOutcome.OVERTURNED:
            decision = session.get_one(Decision, made.decision_id)
            assert not decision.stands
            findings = select(Report.finding).where(Report.case_id == decision.case_id)
            case = session.get_one(ModerationCase, decision.case_id)
            is_left = decision.act != NO_ACTION and not case.is_open
            assert not is_left or set(session.scalars(findings)) <= {Finding.DISMISSED}

    @rule(of=who)
    def notice_of_guest(self, of: str) -> None:
        """Somebody without an account says so, and left an address."""
        number = self.cast.ids[of]
        matter = moderated.read("member", number)
        assert matter is not None
        told = {"email": "guest@example.org", "matter": matter}
        self.tried(
            lambda: services.report_as_guest("member", number, ReportKind.HARM, "So", **told)
        )

    @rule(name=st.sampled_from(("cleo", "dov")))
    def sit_on_the_council(self, name: str) -> None:
        """A member may judge where no moderator may, unless they are a party."""
        member = self.cast.get(name)
        sits = select(CouncilSeat.id).where(CouncilSeat.member_id == member.id)
        if session.scalar(sits) is None:
            session.add(CouncilSeat(member_id=member.id, since=now().date()))
            session.flush()

    @rule(by=st.sampled_from(NAMES), data=st.data(), outcome=st.sampled_from(AppealOutcome))
    def judge_as_anybody(self, by: str, data: st.DataObject, outcome: AppealOutcome) -> None:
        """Whoever it is: it goes exactly where they are among the judges."""
        waiting = select(Appeal.id).where(Appeal.outcome.is_(None)).order_by(Appeal.id)
        numbers = session.scalars(waiting).all()
        if not numbers:
            return
        made = session.get_one(Appeal, data.draw(st.sampled_from(numbers)))
        decision, actor = session.get_one(Decision, made.decision_id), self.cast.get(by)
        may_judge = bool(services.may_judge(actor, decision))

        def answer() -> bool:
            services.judge(actor, made, outcome, "I read it")
            return True

        if self.tried(answer):
            assert may_judge
            assert actor.state is State.ACTIVE
            assert actor.id in services.judges_of(decision)

    @rule(days=st.integers(1, 3))
    def end(self, days: int) -> None:
        services.end_due(now() + timedelta(days=days, hours=1))

    @rule(name=st.sampled_from(("cleo", "ines")), role=st.sampled_from(Role))
    def change_role(self, name: str, role: Role) -> None:
        self.cast.get(name).role = role
        session.flush()

    @invariant()
    def nobody_judges_their_own(self) -> None:
        for made in session.scalars(select(Appeal).where(Appeal.decided_at.is_not(None))):
            decision = session.get_one(Decision, made.decision_id)
            if made.decided_by_id is None:  # who decided took it back
                assert made.outcome is AppealOutcome.OVERTURNED
                assert decision.undone_by_id == decision.decided_by_id
                continue
            parties = {decision.decided_by_id, decision.member_id, made.member_id}
            assert made.decided_by_id not in parties
            assert made.answer.strip()
            assert made.outcome is not None

    @invariant()
    def no_act_is_without_its_reasons_and_record(self) -> None:
        kept = select(AuditEntry.facts).where(AuditEntry.kind == "moderation.decided")
        entries = {facts["decision"] for facts in session.scalars(kept)}
        told = select(Activity.subject_id).where(Activity.kind == "moderation.decision.made")
        recorded = set(session.scalars(told))
        for decision in session.scalars(select(Decision)):
            assert decision.why.strip()
            assert decision.rule.strip() or decision.act == NO_ACTION or decision.is_order
            assert not (decision.is_order and decision.rule.strip())
            assert decision.decided_by_id != decision.member_id
            assert decision.id in entries
            assert decision.id in recorded

    @invariant()
    def whoever_reported_is_answered_when_it_is_decided(self) -> None:
        answered = select(Activity.subject_id).where(Activity.kind == "moderation.report.answered")
        told = set(session.scalars(answered))
        rows = select(Report, ModerationCase)
        in_order = select(Decision.case_id).where(Decision.ground == Ground.NONE)
        apart = set(session.scalars(in_order))
        for made, case in session.execute(rows.where(Report.case_id == ModerationCase.id)):
            if case.id in apart:  # nobody reported it
                assert (made.source, made.reporter_id) == (Source.STAFF, None)
                assert not case.is_open
                continue
            assert (made.finding is None) == case.is_open
            if made.reporter_id is not None and made.finding is not None:
                assert made.id in told

    @invariant()
    def whom_it_concerns_is_mailed_each_decision(self) -> None:
        mails = select(func.count()).select_from(Mail).where(Mail.kind == STATEMENT.name)
        by_rule = (Decision.member_id.is_not(None), Decision.ground != Ground.NONE)
        is_done = Decision.act != NO_ACTION  # of nothing being done its author hears nothing
        decided = select(func.count()).select_from(Decision).where(*by_rule, is_done)
        assert (session.scalar(mails) or 0) >= (session.scalar(decided) or 0)

    @invariant()
    def what_puts_in_order_is_mailed_to_nobody_and_no_case_rests_on_it(self) -> None:
        chosen = select(Decision).where(Decision.ground == Ground.NONE)
        parents = {mail.parents[0] for mail in session.scalars(select(Mail)) if mail.parents}
        for decision in session.scalars(chosen):
            assert f"decision-{decision.id}" not in parents
            of_case = select(Decision.id).where(Decision.case_id == decision.case_id)
            assert session.scalars(of_case).all() == [decision.id]

    @invariant()
    def nobody_is_told_twice_or_of_what_they_did(self) -> None:
        rows = select(Concerned.member_id, Decision.member_id, Decision.decided_by_id)
        for one, other, by in session.execute(rows.join(Decision)):
            assert one not in (other, by)

    @invariant()
    def one_case_of_a_thing_is_open(self) -> None:
        is_open = ModerationCase.state == CaseState.OPEN
        things = (ModerationCase.subject_type, ModerationCase.subject_id)
        counted = select(func.count()).where(is_open).group_by(*things)
        assert all(count == 1 for count in session.scalars(counted))

    @invariant()
    def what_is_over_left_nothing(self) -> None:
        standing = select(Decision.member_id).where(
            Decision.undone_at.is_(None), Decision.act != NO_ACTION
        )
        held = set(session.scalars(standing))
        touched = self.touched()
        for member_id, was in self.before.items():
            if member_id not in held:
                assert touched[member_id] == was
                own = Restraint.member_id == member_id
                assert session.scalar(select(Restraint.id).where(own).limit(1)) is None


def test_whatever_is_decided_in_whatever_order(app: Flask, cast: Cast) -> None:
    with app.app_context():
        Moderation.cast = cast
        checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
        chosen = settings(
            max_examples=10,
            stateful_step_count=30,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=checks,
        )
        run_state_machine_as_test(Moderation, settings=chosen)
        session.rollback()
