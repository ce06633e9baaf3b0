"""Members, their sign-ins, what they show of themselves, and what they have agreed to."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, Index, String, UniqueConstraint, and_, false, or_
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tribe.access import ActorKind, Role, TrustLevel
from tribe.base.db import Base, Id, Long, carried, now, stays
from tribe.base.text import fold
from tribe.members.shapes import name_folded, name_shape

HUES = 12


class State(StrEnum):
    """Whether an account is in use."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"


class TraitKind(StrEnum):
    """What members choose to wear: values, signs of recognition, skills they offer."""

    VALUE = "value"
    SIGN = "sign"
    SKILL = "skill"


class RestraintKind(StrEnum):
    """What a moderator takes from a member until it ends or is undone."""

    SILENCE = "silence"
    SUSPENSION = "suspension"
    BAN = "ban"  # a suspension without end, whose name and address nobody joins with
    NAME_LOCK = "name_lock"
    NAME_TAKEN = "name_taken"  # it may not be borne here


class Purpose(StrEnum):
    """What a member may agree to."""

    MEASUREMENT = "measurement"


def initials_of(name: str) -> str:
    """Up to two letters that stand for a name."""
    words = name.replace("_", " ").replace("-", " ").replace(".", " ").split()
    return "".join(word[0] for word in words[:2]).upper()


def _shape_of_name(context: DefaultExecutionContext) -> str:
    name: str = context.get_current_parameters()["name"]  # type: ignore[no-untyped-call]
    return name_shape(name)


def _folded_name(context: DefaultExecutionContext) -> str:
    name: str = context.get_current_parameters()["name"]  # type: ignore[no-untyped-call]
    return name_folded(name)


class Member(Base):
    """A person of the tribe, under the name they chose; or an account of the brand."""

    __tablename__ = "member"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(40))
    name_key: Mapped[str] = mapped_column(String(60), unique=True)  # casefolded, NFKC
    name_shape: Mapped[str] = mapped_column(String(80), index=True, default=_shape_of_name)
    name_folded: Mapped[str] = mapped_column(String(120), index=True, default=_folded_name)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)  # lower case
    email_confirmed_at: Mapped[datetime | None]  # when its owner showed that mail arrives there
    password_hash: Mapped[str | None] = mapped_column(
        info=carried("a password that was chosen opens the same account")
    )
    role: Mapped[Role] = mapped_column(default=Role.MEMBER)
    state: Mapped[State] = mapped_column(default=State.ACTIVE)
    is_brand: Mapped[bool] = mapped_column(default=False)
    is_category_moderator: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # so that no page asks which: the categories themselves are in the forum
    trust: Mapped[TrustLevel] = mapped_column(
        default=TrustLevel.NEW, server_default=TrustLevel.NEW.value
    )
    is_measured: Mapped[bool] = mapped_column(default=False)  # the last consent decision
    is_shown_present: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # to members who are shown too, while they read or write
    hides_attendance: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # how an answer to a gathering begins
    locale: Mapped[str | None] = mapped_column(String(5))
    zone: Mapped[str | None] = mapped_column(String(64))  # IANA; None is as the browser says
    hue: Mapped[int] = mapped_column(default=0)  # 0..HUES-1, behind the initials
    bio: Mapped[Long] = mapped_column(default="")
    bio_html: Mapped[Long] = mapped_column(default="")
    joined_at: Mapped[datetime] = mapped_column(default=now, index=True)
    left_at: Mapped[datetime | None]
    leaves_at: Mapped[datetime | None]  # the account is in the pause before its erasure
    avatar_key: Mapped[str | None] = mapped_column(String(64))  # changes with the picture
    away_until: Mapped[date | None]  # the last day of a pause
    away_words: Mapped[str] = mapped_column(String(200), default="", server_default="")
    silenced_until: Mapped[datetime | None]  # the longest silence that stands, of `restraint`

    traits: Mapped[list["Trait"]] = relationship(
        order_by="Trait.kind, Trait.position", cascade="all, delete-orphan", lazy="raise"
    )

    @property
    def initials(self) -> str:
        """Up to two letters that stand for the name where there is no picture."""
        return initials_of(self.name)

    @property
    def is_active(self) -> bool:
        """Whether this account is in use: nobody suspended it, and its member is not leaving."""
        return self.state is State.ACTIVE and self.leaves_at is None

    @property
    def is_away(self) -> bool:
        """Whether they said that they are away today, so that nobody waits for their answer."""
        return self.away_until is not None and self.away_until >= now().date()

    @property
    def actor_kind(self) -> ActorKind:
        """A member acts as themself."""
        return ActorKind.MEMBER

    @property
    def scopes(self) -> None:
        """Nothing limits what a member may do beyond the rules."""
        return


IN_USE = and_(Member.state == State.ACTIVE, Member.leaves_at.is_(None))


def serving() -> ColumnElement[bool]:
    """Members who may moderate what is theirs to: in use, and not silenced."""
    return and_(IN_USE, or_(Member.silenced_until.is_(None), Member.silenced_until <= now()))


REACHABLE = and_(Member.email.is_not(None), Member.email_confirmed_at.is_not(None))  # by mail


class Avatar(Base):
    """A member's picture, re-encoded by us, in WebP."""

    __tablename__ = "avatar"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(ForeignKey("stored_file.digest"), index=True)


class TakenPicture(Base):
    """A picture that a moderator took away, kept for when that is undone."""

    __tablename__ = "taken_picture"

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(ForeignKey("stored_file.digest"), index=True)
    key: Mapped[str | None] = mapped_column(String(64))  # that it had in addresses


def _folded_text(context: DefaultExecutionContext) -> str:
    typed: str = context.get_current_parameters()["text"]  # type: ignore[no-untyped-call]
    return fold(typed)


class Trait(Base):
    """One value, sign or skill that a member wears."""

    __tablename__ = "trait"
    __table_args__ = (UniqueConstraint("member_id", "kind", "position"),)

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    kind: Mapped[TraitKind]
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(60))
    folded: Mapped[Long] = mapped_column(default=_folded_text)  # what a search compares with


class SignIn(Base):
    """A place where a member is signed in; revoking the row ends it, whatever cookies say."""

    __tablename__ = "sign_in"
    __table_args__ = stays("a browser signs in anew at the new address")

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of the cookie's
    agent: Mapped[str] = mapped_column(String(80), default="")  # "Firefox on Linux"
    name: Mapped[str] = mapped_column(String(60), default="", server_default="")  # by its member
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_seen_on: Mapped[date | None]  # a day and no closer; none before it was kept
    proved_at: Mapped[datetime | None]  # when a secret was last shown there
    is_strong: Mapped[bool] = mapped_column(default=False, server_default=false())  # by two steps


class Restraint(Base):
    """Something that a member may not do for now; it stands as long as its row does."""

    __tablename__ = "restraint"

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    kind: Mapped[RestraintKind]
    made_at: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[datetime | None]
    name_key: Mapped[str | None] = mapped_column(String(60), index=True)  # that nobody takes
    name_shape: Mapped[str | None] = mapped_column(String(80), index=True)
    address_digest: Mapped[str | None] = mapped_column(
        String(64), index=True, info=carried("an address that may not join stays shut out")
    )  # keyed; nobody reads the address in it


class FormerName(Base):
    """A name that a member had: it leads to them, and nobody else takes it for a time."""

    __tablename__ = "former_name"

    name_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    name_shape: Mapped[str] = mapped_column(String(80), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    given_up_at: Mapped[datetime] = mapped_column(default=now)


class ConsentDecision(Base):
    """One yes or no of a member to one purpose, never overwritten."""

    __tablename__ = "consent_decision"
    __table_args__ = (Index("ix_consent_decision_member_purpose", "member_id", "purpose"),)

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    purpose: Mapped[Purpose]
    is_granted: Mapped[bool]
    wording: Mapped[str] = mapped_column(String(40))  # version of the text that was shown
    decided_at: Mapped[datetime] = mapped_column(default=now)
