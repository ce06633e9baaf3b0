"""Addresses: confirmed by their owner, changed at the new one, and taken back from the old one."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tribe import mail, tokens
from tribe.access import require
from tribe.accounts import mails, purposes
from tribe.accounts.services import pacing
from tribe.accounts.services.links import use_link
from tribe.accounts.services.posting import recipient_of
from tribe.accounts.services.second_steps import remove_steps_since
from tribe.base.db import now, session
from tribe.base.errors import Fault, RuleBroken
from tribe.members import policy, staff
from tribe.members.models import Member
from tribe.members.services import EMAIL, MAX_EMAIL_LENGTH, Unfit


def send_confirmation(member: Member) -> int:
    """Ask the owner of a member's address whether it is theirs, where it is not confirmed.

    Answers for how many seconds none goes there, since enough did; 0 where one goes out now.
    """
    if not member.email or member.email_confirmed_at is not None:
        return 0
    seconds = pacing.seconds_to_wait(member)
    if not seconds:
        _send(mails.CONFIRMING, purposes.CONFIRMING, member, member.email)
    return seconds


def waits_to_be_confirmed(member: Member, address: str) -> bool:
    """Whether an address that was typed is the member's own, and not confirmed yet."""
    is_own = address.strip().lower() == member.email
    return is_own and member.email_confirmed_at is None


def confirm(secret: str, reader_id: int | None = None) -> Member:
    """Take a member's address as confirmed; raises TokenRefused and Forbidden."""
    row, member = use_link(purposes.CONFIRMING, secret, reader_id)
    if member.email != row.about.get("address"):  # it was changed meanwhile
        raise tokens.TokenRefused("tokens.withdrawn", purposes.CONFIRMING)
    prove_address(member)
    return member


def prove_address(member: Member) -> None:
    """Take note that mail arrives at a member's address, and is read there by them."""
    if member.email:
        member.email_confirmed_at = member.email_confirmed_at or now()
        mail.confirm_address(member.email)
        session.flush()


def ask_new_address(member: Member, address: str) -> None:
    """Ask a new address whether it is the member's; the old one stays until it says so.

    One that another account has is told so itself, and nobody else. Raises Forbidden, Unfit for
    what is no address, RuleBroken so soon after another mail there, and TooOften.
    """
    require(member, policy.EDIT_PROFILE, member)
    address = address.strip().lower()
    if len(address) > MAX_EMAIL_LENGTH or not EMAIL.fullmatch(address):
        raise Unfit({"email": Fault("members.email_form")})
    if address == member.email:
        raise Unfit({"email": Fault("accounts.same_address")})
    pacing.require_pace(member, address)
    owner = session.scalar(select(Member).where(Member.email == address))
    tokens.withdraw(purposes.NEW_ADDRESS, member.id)
    if owner is None:
        _send(mails.NEW_ADDRESS, purposes.NEW_ADDRESS, member, address)
    else:  # the token is for the count alone, and told to nobody
        tokens.issue(purposes.NEW_ADDRESS, pacing.DAY, member.id, address=address)
        mail.enqueue(mails.ADDRESS_IN_USE, recipient_of(owner), name=owner.name)


def take_new_address(secret: str, reader_id: int | None = None) -> Member:
    """Write to a member at the address that was confirmed; the old one is told, and may undo it.

    Raises TokenRefused, Forbidden for an account that is suspended, and RuleBroken where the
    address has another account meanwhile.
    """
    row, member = use_link(purposes.NEW_ADDRESS, secret, reader_id)
    old = member.email
    _move(member, str(row.about["address"]))
    if old:
        _send(mails.ADDRESS_CHANGED, purposes.OLD_ADDRESS, member, old)
    return member


def undo_address(secret: str) -> tuple[Member, str]:
    """Give a member the address back that they had, and sign everybody out.

    Answers the member, and a secret with which a new password is chosen. Raises TokenRefused,
    Forbidden for an account that is suspended, and RuleBroken where the address has another account
    meanwhile.
    """
    row, member = use_link(purposes.OLD_ADDRESS, secret)
    _move(member, str(row.about["address"]))
    staff.end_sign_ins(member)
    member.password_hash = None
    remove_steps_since(member, row.created_at)
    for purpose in (purposes.PASSWORD, purposes.LINK, purposes.NEW_ADDRESS, purposes.OLD_ADDRESS):
        tokens.withdraw(purpose, member.id)
    session.flush()
    lifetime = purposes.LIFETIMES[purposes.PASSWORD]
    return member, tokens.issue(purposes.PASSWORD, lifetime, member.id, address=member.email)


def _move(member: Member, address: str) -> None:
    old = member.email
    try:
        with session.begin_nested():
            member.email, member.email_confirmed_at = address, now()
            session.flush()
    except IntegrityError as error:
        raise RuleBroken("accounts.address_taken") from error
    for purpose in (purposes.PASSWORD, purposes.LINK, purposes.CONFIRMING):
        tokens.withdraw(purpose, member.id)  # they were mailed to the other address
    mail.confirm_address(address)
    if old:
        mail.carry_choices(old, recipient_of(member))


def _send(kind: mail.MailKind, purpose: str, member: Member, address: str) -> None:
    lifetime = purposes.LIFETIMES[purpose]
    token = tokens.issue(purpose, lifetime, member.id, address=address)
    told = {"token": token, "name": member.name}
    mail.enqueue(kind, recipient_of(member, address), until=now() + lifetime, **told)
