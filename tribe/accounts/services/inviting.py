"""Inviting somebody with a word of one's own; there is no reward, and nobody counts who came."""

from datetime import timedelta

from sqlalchemy import delete, update

from tribe import mail, tokens
from tribe.access import Actor, TrustLevel, may, require, trust_of
from tribe.accounts import mails, policy, purposes
from tribe.accounts.models import Invitation
from tribe.accounts.queries import count_open_invitations, find_invitation_again
from tribe.base.db import now, session, take_turns
from tribe.base.errors import Fault, NotFound, RuleBroken, TooOften
from tribe.members.models import Member
from tribe.members.services import EMAIL, MAX_EMAIL_LENGTH, Unfit

MOST_OPEN = 10  # at a time, so that an account that was taken over does not fill the place
A_DAY = {TrustLevel.NEW: 2, TrustLevel.KNOWN: 5, TrustLevel.TRUSTED: 20}
LIFETIME = timedelta(days=14)
REMEMBERED = timedelta(days=180)
_OPEN = (Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))


def invite(member: Member, words: str, email: str = "") -> tuple[Invitation, str]:
    """Invite somebody; answers the invitation, and the secret of its link.

    With an address it is mailed there, and the address is kept with the mail alone. Raises
    Forbidden, Unfit for what is no address, RuleBroken with too many that are open, and TooOften.
    """
    require(member, policy.INVITE)
    email = email.strip().lower()
    if email and (len(email) > MAX_EMAIL_LENGTH or not EMAIL.fullmatch(email)):
        raise Unfit({"email": Fault("members.email_form")})
    take_turns(f"invitations {member.id}")
    most_today = A_DAY[trust_of(member)]
    again_at = find_invitation_again(member.id, most_today, now())
    if again_at is not None:
        seconds = max(1, round((again_at - now()).total_seconds()))
        raise TooOften("accounts.enough_invitations_today", seconds=seconds)
    if count_open_invitations(member.id) >= MOST_OPEN:
        raise RuleBroken("accounts.enough_invitations", most=MOST_OPEN)
    moment = now()
    invitation = Invitation(member_id=member.id, words=words, expires_at=moment + LIFETIME)
    session.add(invitation)
    session.flush()
    secret = tokens.issue(purposes.INVITATION, LIFETIME, member.id, invitation=invitation.id)
    if email:
        recipient = mail.Recipient(email, locale=member.locale)
        told = {"token": secret, "name": member.name, "words": words}
        mail.enqueue(mails.INVITATION, recipient, until=invitation.expires_at, **told)
    return invitation, secret


def look_invitation(secret: str) -> tuple[Invitation, Member]:
    """An invitation and who made it, not used by that; raises TokenRefused."""
    row = tokens.look(purposes.INVITATION, secret)
    invitation = session.get_one(Invitation, row.about["invitation"])
    inviter = session.get_one(Member, invitation.member_id)
    if not invitation.is_open or not may(inviter, policy.INVITE):
        raise tokens.TokenRefused("tokens.withdrawn", purposes.INVITATION)
    return invitation, inviter


def accept_invitation(secret: str) -> None:
    """Use an invitation, with the joining that it leads to; raises TokenRefused."""
    invitation, _inviter = look_invitation(secret)
    tokens.use(purposes.INVITATION, secret)
    accepted = update(Invitation).where(Invitation.id == invitation.id, *_OPEN)
    if session.scalar(accepted.values(accepted_at=now()).returning(Invitation.id)) is None:
        raise tokens.TokenRefused("tokens.withdrawn", purposes.INVITATION)


def withdraw_invitation(actor: Actor, invitation_id: int) -> None:
    """Take one's own invitation back; raises NotFound for one of another, or one that is over."""
    own = (Invitation.id == invitation_id, Invitation.member_id == actor.id)
    ended = update(Invitation).where(*own, *_OPEN).values(withdrawn_at=now())
    if session.scalar(ended.returning(Invitation.id)) is None:
        raise NotFound("accounts.no_invitation")


def prune_invitations() -> None:
    """Forget invitations half a year after they ended."""
    session.execute(delete(Invitation).where(Invitation.expires_at < now() - REMEMBERED))
