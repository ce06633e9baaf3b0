"""Who asked to come in, and whom one invited."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, or_, select

from tribe.access import Role
from tribe.accounts import purposes
from tribe.accounts.models import Application, Invitation, Passkey, ProviderAccount, RecoveryCode
from tribe.base.db import now, session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.base.text import clean
from tribe.members.models import IN_USE, Member
from tribe.members.names import name_key
from tribe.tokens import SingleUseToken

PAGE = 20
ASKING = (purposes.CONFIRMING, purposes.NEW_ADDRESS)  # whether an address is a member's
OLDEST_FIRST = Order((Application.asked_at, Application.id))


def list_applications(span: Span = START) -> Page[Application]:
    """Who waits for an answer, the longest first; one query."""
    return read_page(select(Application), OLDEST_FIRST, span, size=PAGE)


def count_applications() -> int:
    """How many wait for an answer."""
    return session.scalar(select(func.count(Application.id))) or 0


def find_longest_wait() -> datetime | None:
    """Since when the first of them waits; one query."""
    return session.scalar(select(func.min(Application.asked_at)))


def list_moderators() -> Sequence[Member]:
    """Who answers those who wait."""
    deciding = Member.role.in_((Role.MODERATOR, Role.ADMIN))
    return session.scalars(select(Member).where(deciding, IN_USE).order_by(Member.id)).all()


def list_keepers(most: int = 3) -> Sequence[Member]:
    """Whom one asks where no mail leaves: admins, those who are here longest first."""
    kept = (Member.role == Role.ADMIN, IN_USE)
    return session.scalars(select(Member).where(*kept).order_by(Member.id).limit(most)).all()


def count_joined_since(moment: datetime) -> int:
    """How many accounts were opened by their owners since a moment; one query."""
    joined = (Member.joined_at > moment, Member.email.is_not(None))
    return session.scalar(select(func.count()).select_from(Member).where(*joined)) or 0


def find_invitation_again(member_id: int, most: int, moment: datetime) -> datetime | None:
    """When a member may invite again who did so as often as one may in a day; one query."""
    day = timedelta(days=1)
    own = (Invitation.member_id == member_id, Invitation.made_at > moment - day)
    latest = select(Invitation.made_at).where(*own).order_by(Invitation.made_at.desc())
    at = session.scalar(latest.offset(most - 1).limit(1))
    return at + day if at is not None else None


class Asked(NamedTuple):
    """That an address was asked whether it is a member's; none once that is long ago."""

    member_id: int | None
    address: str | None
    created_at: datetime
    is_of_holder: bool  # asked for by whose account has it, not as the new one of another


def list_asked(member_id: int, address: str, since: datetime) -> Sequence[Asked]:
    """What a member had asked of any address, and anybody of one, the latest first; one query."""
    asked = SingleUseToken.about["address"].as_string()
    near = or_(SingleUseToken.member_id == member_id, asked == address)
    lately = (SingleUseToken.created_at > since, SingleUseToken.expires_at > since)
    is_of_holder = SingleUseToken.purpose == purposes.CONFIRMING
    columns = (SingleUseToken.member_id, asked, SingleUseToken.created_at, is_of_holder)
    chosen = select(*columns).where(SingleUseToken.purpose.in_(ASKING), *lately, near)
    rows = session.execute(chosen.order_by(SingleUseToken.created_at.desc()))
    return [Asked(*row) for row in rows]


def get_application(application_id: int) -> Application | None:
    """One of those who wait."""
    return session.get(Application, application_id)


def find_application(login: str) -> Application | None:
    """Who waits for an answer, by their name or address; one query."""
    typed = clean(login).strip()
    by = (
        Application.email == typed.lower()
        if "@" in typed
        else Application.name_key == name_key(typed)
    )
    return session.scalar(select(Application).where(by))


def list_invitations(member: Member) -> Sequence[Invitation]:
    """The latest invitations of a member."""
    own = select(Invitation).where(Invitation.member_id == member.id)
    return session.scalars(own.order_by(Invitation.id.desc()).limit(50)).all()


def count_open_invitations(member_id: int) -> int:
    """How many invitations of a member somebody could still come by."""
    is_open = (
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > now(),
    )
    chosen = select(func.count()).where(Invitation.member_id == member_id, *is_open)
    return session.scalar(chosen) or 0


def list_passkeys(member: Member) -> Sequence[Passkey]:
    """The keys of a member."""
    own = select(Passkey).where(Passkey.member_id == member.id)
    return session.scalars(own.order_by(Passkey.id)).all()


def list_provider_accounts(member: Member) -> Sequence[ProviderAccount]:
    """The accounts of the brand that let a member in."""
    own = select(ProviderAccount).where(ProviderAccount.member_id == member.id)
    return session.scalars(own.order_by(ProviderAccount.id)).all()


def is_let_in_by(member: Member, issuer: str) -> bool:
    """Whether an account of that provider lets a member in."""
    own = (ProviderAccount.member_id == member.id, ProviderAccount.issuer == issuer)
    return session.scalar(select(ProviderAccount.id).where(*own).limit(1)) is not None


def count_recovery_codes(member: Member) -> int:
    """How many codes a member has left."""
    own = (RecoveryCode.member_id == member.id, RecoveryCode.used_at.is_(None))
    return session.scalar(select(func.count()).where(*own)) or 0
