"""Members, their sign-ins, what they show of themselves, and what they have agreed to."""

import unicodedata
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tribe.db import Base, Id, Long, now

HUES = 12


class Role(StrEnum):
    """What a member is trusted to do for the tribe."""

    ADMIN = "admin"
    MODERATOR = "moderator"
    ANALYST = "analyst"
    MEMBER = "member"


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


class Purpose(StrEnum):
    """What a member may agree to."""

    MEASUREMENT = "measurement"


def initials_of(name: str) -> str:
    """Up to two letters that stand for a name."""
    words = name.replace("_", " ").replace("-", " ").replace(".", " ").split()
    return "".join(word[0] for word in words[:2]).upper()


class Member(Base):
    """A person of the tribe, under the name they chose; or an account of the brand."""

    __tablename__ = "member"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(40))
    name_key: Mapped[str] = mapped_column(String(60), unique=True)  # casefolded, NFKC
    email: Mapped[str | None] = mapped_column(String(254), unique=True)  # lower case
    password_hash: Mapped[str | None]
    role: Mapped[Role] = mapped_column(default=Role.MEMBER)
    state: Mapped[State] = mapped_column(default=State.ACTIVE)
    is_brand: Mapped[bool] = mapped_column(default=False)
    is_measured: Mapped[bool] = mapped_column(default=False)  # the last consent decision
    locale: Mapped[str | None] = mapped_column(String(5))
    hue: Mapped[int] = mapped_column(default=0)  # 0..HUES-1, behind the initials
    bio: Mapped[Long] = mapped_column(default="")
    bio_html: Mapped[Long] = mapped_column(default="")
    joined_at: Mapped[datetime] = mapped_column(default=now, index=True)
    left_at: Mapped[datetime | None]
    avatar_key: Mapped[str | None] = mapped_column(String(64))  # changes with the picture

    traits: Mapped[list["Trait"]] = relationship(
        order_by="Trait.kind, Trait.position", cascade="all, delete-orphan", lazy="raise"
    )

    @property
    def initials(self) -> str:
        """Up to two letters that stand for the name where there is no picture."""
        return initials_of(self.name)

    @property
    def is_active(self) -> bool:
        """Whether this account may sign in."""
        return self.state is State.ACTIVE


class Avatar(Base):
    """A member's picture, re-encoded by us, in WebP."""

    __tablename__ = "avatar"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    image: Mapped[bytes] = mapped_column(LargeBinary)


def fold(text: str) -> str:
    """A text without case and accents, as readers search it."""
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c for c in bare if unicodedata.category(c) != "Mn")


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

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of the cookie's
    agent: Mapped[str] = mapped_column(String(80), default="")  # "Firefox on Linux"
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


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
