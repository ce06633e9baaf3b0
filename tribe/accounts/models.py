"""Who asked to come in, who was invited, and what members show beside a password."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, Id, Long, NumberOfItsOwn, carried, now, stays


class Application(Base):
    """Somebody who would like to join, in their own words; the row goes with the answer."""

    __tablename__ = "application"

    id: Mapped[NumberOfItsOwn]
    name: Mapped[str] = mapped_column(String(40))
    name_key: Mapped[str] = mapped_column(String(60), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(
        info=carried("it opens the account once let in")
    )
    identity: Mapped[dict[str, Any] | None]  # of whoever came by an account of the brand
    words: Mapped[Long]
    is_measured: Mapped[bool]
    rules_number: Mapped[int | None]  # the version of the rules that they agreed to
    locale: Mapped[str | None] = mapped_column(String(5))
    asked_at: Mapped[datetime] = mapped_column(default=now, index=True)


class Invitation(Base):
    """A member's word to somebody who is not here yet; who came by it is not kept."""

    __tablename__ = "invitation"

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    words: Mapped[Long]
    made_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        """Whether somebody can still come by it."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > now()


class Totp(Base):
    """The secret that a member's app makes codes from (RFC 6238), sealed with the server's key."""

    __tablename__ = "totp"
    __table_args__ = stays("sealed with the key of this server, which does not go along")

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    sealed_secret: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]  # when the app first showed a right code
    last_step: Mapped[int] = mapped_column(default=0)  # of the last code; no code counts twice


class RecoveryCode(Base):
    """A code for whoever lost their app; each counts once."""

    __tablename__ = "recovery_code"
    __table_args__ = stays("it stands for an app that does not go along")

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))  # SHA-256; the codes have eighty bits
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A key that a member's device keeps for this place (WebAuthn)."""

    __tablename__ = "passkey"

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[str] = mapped_column(  # base64url
        String(1400), unique=True, info=carried("a device knows the key by it; it opens nothing")
    )
    public_key: Mapped[Long]  # base64url of COSE
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime] = mapped_column(default=now)
    last_used_on: Mapped[date | None]


class ProviderAccount(Base):
    """An account of the brand that lets a member in; issuer and subject say which (OpenID)."""

    __tablename__ = "provider_account"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str] = mapped_column(String(500))
    subject: Mapped[str] = mapped_column(String(255))
    shown_as: Mapped[str] = mapped_column(String(254))  # what the provider called it when linked
    linked_at: Mapped[datetime] = mapped_column(default=now)
    last_used_on: Mapped[date | None]
