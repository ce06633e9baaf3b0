"""Cases, the reports and notes in them, what was decided with its reasons, and appeals."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, and_, false, or_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tribe.base.db import Base, Id, Long, carried, now
from tribe.members.models import Member

MAX_WORDS_LENGTH, MAX_RULE_LENGTH, MAX_TITLE_LENGTH = 4_000, 200, 200
MAX_ADDRESS_LENGTH = 500
NO_ACTION = "moderation.none"
OF_CHILDREN = "abuse_of_children"  # the code of why a guest need not say who they are
ADDRESS = "address"  # the type of a thing of which nothing is known but where it is said to be
ENDED_EARLY = "ended_early"  # in what a reversal needs, where it ended before it was to
ERASED = {"erased": True}  # in place of what a reversal needs, once its member was erased
TIME_TO_APPEAL = timedelta(days=183)  # six months: Digital Services Act, art. 20(1)
GUEST_KEPT = TIME_TO_APPEAL  # after the outcome, since until then a guest may object to it
ANSWER_KEPT = timedelta(days=30)  # after an objection was answered, so that it can be read


class ReportKind(StrEnum):
    """What is wrong with a thing, as whoever reports it says."""

    SPAM = "spam"
    OFF_TOPIC = "off_topic"
    HARM = "harm"
    INTEREST = "interest"  # an interest that was not declared
    ILLEGAL = "illegal"
    OTHER = "other"


class Source(StrEnum):
    """Who brought a case up."""

    MEMBER = "member"
    GUEST = "guest"
    STAFF = "staff"  # a moderator, of their own accord
    AUTOMATIC = "automatic"


class CaseState(StrEnum):
    """Whether a case waits; a decided one is opened again where an appeal says so."""

    OPEN = "open"
    DECIDED = "decided"


class Finding(StrEnum):
    """Whether a report proved true."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"
    MOOT = "moot"  # it was gone before anybody judged it: neither


class Ground(StrEnum):
    """What a decision rests on, as art. 17(3) of the Digital Services Act asks."""

    RULES = "rules"  # of the place
    LAW = "law"
    NONE = "none"  # no rule was broken: a thing was put in order


class AppealOutcome(StrEnum):
    """What became of a decision that was appealed."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"


class ModerationCase(Base):
    """One thing that was brought up; several reports of it are one case while it is open."""

    __tablename__ = "moderation_case"
    __table_args__ = (
        Index(
            "uq_moderation_case_open",
            "subject_type",
            "subject_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_moderation_case_state", "state", "opened_at", "id"),
        Index("ix_moderation_case_subject", "subject_type", "subject_id"),
        Index("ix_moderation_case_author_id", "author_id", "opened_at"),
    )

    id: Mapped[Id]
    subject_type: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))  # whose thing it is
    category_id: Mapped[int | None]  # where it lay when it was brought up
    title: Mapped[str] = mapped_column(String(MAX_TITLE_LENGTH))  # as it was brought up
    words: Mapped[Long]  # the same
    address: Mapped[str] = mapped_column(String(MAX_ADDRESS_LENGTH))
    state: Mapped[CaseState] = mapped_column(default=CaseState.OPEN)
    opened_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    passed_on_at: Mapped[datetime | None]  # since then only moderators of the place handle it

    author: Mapped[Member | None] = relationship(foreign_keys=[author_id], lazy="raise")
    assignee: Mapped[Member | None] = relationship(foreign_keys=[assignee_id], lazy="raise")

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state is CaseState.OPEN


class KeptPicture(Base):
    """A picture of a thing as it was when it was reported, for those who handle the case."""

    __tablename__ = "moderation_picture"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("moderation_case.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1, 2, …
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id"), index=True
    )  # whose thing it is
    digest: Mapped[str] = mapped_column(ForeignKey("stored_file.digest"), index=True)


class Report(Base):
    """That somebody says something is wrong with a thing; a member says so once in a case."""

    __tablename__ = "moderation_report"
    __table_args__ = (
        UniqueConstraint("case_id", "reporter_id"),
        Index("ix_moderation_report_reporter_id", "reporter_id", "made_at"),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id", ondelete="CASCADE"))
    source: Mapped[Source]
    kind: Mapped[ReportKind]
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    name: Mapped[str] = mapped_column(String(80), default="")  # of a guest, if they gave one
    email: Mapped[str | None] = mapped_column(String(254))  # of a guest
    locale: Mapped[str | None] = mapped_column(String(5))  # of a guest
    words: Mapped[Long] = mapped_column(default="")
    address: Mapped[str] = mapped_column(String(MAX_ADDRESS_LENGTH), default="")  # as was typed
    reason: Mapped[str] = mapped_column(String(60), default="")  # the code of what found it
    made_at: Mapped[datetime] = mapped_column(default=now)
    words_digest: Mapped[str | None] = mapped_column(
        String(64), info=carried("it tells whether what was reported was edited since")
    )  # where reports can hold it back
    finding: Mapped[Finding | None]
    follow_digest: Mapped[str | None] = mapped_column(
        String(64),
        unique=True,
        info=carried("a guest's link leads to its report"),
    )  # SHA-256 of the secret in it


class CaseNote(Base):
    """What moderators say to each other of a case."""

    __tablename__ = "moderation_note"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(
        ForeignKey("moderation_case.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    words: Mapped[Long]
    made_at: Mapped[datetime] = mapped_column(default=now)


class CaseLook(Base):
    """That a moderator has the page of a case open, or had, and when last."""

    __tablename__ = "moderation_look"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("moderation_case.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(default=now)


class Decision(Base):
    """What was decided in a case, and the statement of reasons for it.

    `act` is the name of a declared act, or NO_ACTION. `details` is what its reversal needs.
    """

    __tablename__ = "moderation_decision"
    __table_args__ = (
        Index("ix_moderation_decision_made_at", "made_at", "id"),
        Index("ix_moderation_decision_member_id", "member_id", "made_at"),
        Index("ix_moderation_decision_ends_at", "ends_at"),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    act: Mapped[str] = mapped_column(String(60))
    subject_type: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))  # whom it concerns
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id"), index=True
    )  # none: the program
    made_at: Mapped[datetime] = mapped_column(default=now)
    ground: Mapped[Ground]
    rule: Mapped[str] = mapped_column(String(MAX_RULE_LENGTH))  # which rule, or which law
    why: Mapped[Long]
    is_automated: Mapped[bool] = mapped_column(default=False)
    words_digest: Mapped[str | None] = mapped_column(
        String(64), info=carried("it tells whether what was decided on was edited since")
    )  # none: from before it was kept, or gone
    details: Mapped[dict[str, Any]]
    ends_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    why_undone: Mapped[Long] = mapped_column(default="")
    replaced_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("moderation_decision.id"), index=True
    )  # what took its place, such as of what the program held back
    together_id: Mapped[int | None] = mapped_column(
        ForeignKey("moderation_decision.id"), index=True
    )  # of what was decided about an author in one act with what they wrote: that decision
    cause_id: Mapped[int | None] = mapped_column(
        ForeignKey("moderation_case.id"), index=True
    )  # of what was reported, for which it was done, where that is not the thing of its own case

    case: Mapped[ModerationCase] = relationship(foreign_keys=[case_id], lazy="raise")

    @property
    def stands(self) -> bool:
        """Whether it was not undone, and its end has not come."""
        return self.undone_at is None

    @property
    def is_no_action(self) -> bool:
        """Whether nothing was done, which concerns who reported, and not whose thing it is."""
        return self.act == NO_ACTION

    @property
    def is_order(self) -> bool:
        """Whether it put things in order, and no rule was broken."""
        return self.ground is Ground.NONE

    @property
    def are_words_gone(self) -> bool:
        """Whether what it took went with the member, so that undoing it brings nothing back."""
        return self.details == ERASED

    @property
    def is_undone(self) -> bool:
        """Whether it was undone: it neither ended when it was to, nor took another its place."""
        return self.undone_at is not None and not (self.has_ended or self.is_replaced)

    @property
    def is_replaced(self) -> bool:
        """Whether another decision took its place, as where the program held a thing back by it."""
        return self.replaced_by_id is not None

    @property
    def has_ended(self) -> bool:
        """Whether it ended when it was to, or early, so that it can be appealed still."""
        if self.undone_at is None or self.ends_at is None:
            return False
        is_due = self.undone_at >= self.ends_at
        return self.undone_by_id is None and (is_due or self.has_ended_early)

    @property
    def has_ended_early(self) -> bool:
        """Whether it ended before it was to, for what it was for was over."""
        return ENDED_EARLY in self.details


HAS_ENDED = and_(
    Decision.undone_at.is_not(None), Decision.ends_at.is_not(None), Decision.undone_by_id.is_(None)
)  # the same in a statement, for the program undoes nothing with an end before it is over
HAS_ENDED_EARLY = and_(HAS_ENDED, Decision.undone_at < Decision.ends_at)
IS_OVER = or_(HAS_ENDED, Decision.replaced_by_id.is_not(None))  # it holds no more, and not undone


class Concerned(Base):
    """Who else a decision concerns, as who wrote posts that were moved.

    So it does who reported what was dismissed by it, once that waits in another case.
    """

    __tablename__ = "moderation_concerned"

    decision_id: Mapped[int] = mapped_column(
        ForeignKey("moderation_decision.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)


class Settled(Base):
    """That a decision closed the case of another thing too, as its act took that from view."""

    __tablename__ = "moderation_settled"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("moderation_case.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    decision_id: Mapped[int] = mapped_column(
        ForeignKey("moderation_decision.id", ondelete="CASCADE"), index=True
    )


class Appeal(Base):
    """That somebody whom a decision concerns asks for another judge; once each.

    What was made of a decision is carried over to the one that takes its place, beside what they
    may make of that; so several of one person wait there, when that was replaced in its turn. So
    may who reported a thing about which nothing was done: a guest by the report, having no account.
    """

    __tablename__ = "moderation_appeal"
    __table_args__ = (
        Index(
            "uq_moderation_appeal_own",
            "decision_id",
            "member_id",
            unique=True,
            sqlite_where=text("NOT is_carried"),
            postgresql_where=text("NOT is_carried"),
        ),
        UniqueConstraint("decision_id", "report_id"),
        Index("ix_moderation_appeal_due", "decided_at", "due_at"),
    )

    id: Mapped[Id]
    decision_id: Mapped[int] = mapped_column(ForeignKey("moderation_decision.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    report_id: Mapped[int | None] = mapped_column(
        ForeignKey("moderation_report.id"), index=True
    )  # of a guest
    words: Mapped[Long]
    made_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    late_at: Mapped[datetime | None]  # when admins were told that it is late
    outcome: Mapped[AppealOutcome | None]
    answer: Mapped[Long] = mapped_column(default="")
    is_carried: Mapped[bool] = mapped_column(default=False, server_default=false())

    decision: Mapped[Decision] = relationship(lazy="raise")

    @property
    def is_late(self) -> bool:
        """Whether it was not answered by when it was to be."""
        return (self.decided_at or now()) > self.due_at


class SavedReason(Base):
    """Words of why that moderators use again, in both languages."""

    __tablename__ = "moderation_reason"

    id: Mapped[Id]
    kind: Mapped[ReportKind]
    rule: Mapped[str] = mapped_column(String(MAX_RULE_LENGTH))
    french_rule: Mapped[str] = mapped_column(
        String(MAX_RULE_LENGTH), default="", server_default=""
    )  # empty where it is called the same
    english: Mapped[Long]
    french: Mapped[Long]
    position: Mapped[int] = mapped_column(default=0)

    def rule_in(self, language: str) -> str:
        """What the rule is called in a language."""
        return (self.french_rule if language == "fr" else "") or self.rule
