"""Accounts of the brand that let members in: found, joined to an account, and taken from it."""

import secrets
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hmac import compare_digest
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tribe import audit, mail, tokens
from tribe.access import Actor, require
from tribe.accounts import mails, purposes
from tribe.accounts.models import ProviderAccount
from tribe.accounts.openid import Asked, Identity, find_provider
from tribe.accounts.queries import is_let_in_by, list_passkeys
from tribe.accounts.services.addresses import prove_address
from tribe.accounts.services.posting import recipient_of
from tribe.base.db import now, session, take_turns
from tribe.base.errors import NotFound, RuleBroken
from tribe.members import policy
from tribe.members.models import Member, SignIn

UNLINKED = "accounts.provider.unlinked"
SKEW = timedelta(seconds=60)  # between the provider's clock and ours


class Intent(StrEnum):
    """What somebody goes to the provider for."""

    SIGN_IN = "sign_in"
    LINK = "link"
    PROVE = "prove"


def begin_at_provider(intent: Intent, member: Member | None = None, **about: Any) -> Asked:
    """What a browser is sent to the provider with; it counts once, within minutes, and there."""
    nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    state = tokens.issue(
        purposes.PROVIDER,
        purposes.LIFETIMES[purposes.PROVIDER],
        member.id if member else None,
        intent=intent.value,
        nonce=nonce,
        verifier=verifier,
        **about,
    )
    return Asked(state, nonce, verifier, is_proof=intent is Intent.PROVE)


def look_begun(state: str, begun: str, reader: Member | None) -> tokens.SingleUseToken:
    """What was begun with a state in this browser by this reader; raises RuleBroken."""
    try:
        if not begun or not compare_digest(state.encode(), begun.encode()):
            raise tokens.TokenRefused("tokens.forged", purposes.PROVIDER)
        row = tokens.look(purposes.PROVIDER, state)
    except tokens.TokenRefused as error:
        raise RuleBroken("accounts.provider_begun_elsewhere") from error
    if row.member_id is not None and (reader is None or reader.id != row.member_id):
        raise RuleBroken("accounts.provider_begun_elsewhere")
    return row


def find_by_identity(identity: Identity) -> Member | None:
    """The member whom an account of the brand lets in."""
    same = (ProviderAccount.issuer == identity.issuer, ProviderAccount.subject == identity.subject)
    chosen = select(Member).join(ProviderAccount, ProviderAccount.member_id == Member.id)
    return session.scalar(chosen.where(*same))


def take_identity(state: str, identity: Identity) -> Member:
    """The member of an account of the brand, as one who comes in by it now.

    Raises TokenRefused for a state that was used meanwhile, and NotFound for one that was unlinked.
    """
    tokens.use(purposes.PROVIDER, state)
    same = (ProviderAccount.issuer == identity.issuer, ProviderAccount.subject == identity.subject)
    row = session.scalar(select(ProviderAccount).where(*same).with_for_update())
    if row is None:
        raise NotFound("accounts.no_provider_account")
    row.last_used_on = now().date()
    return session.get_one(Member, row.member_id)


def keep_identity(identity: Identity, **about: Any) -> str:
    """Keep who came back and has no account yet, while they choose a name; answers the secret."""
    lifetime = purposes.LIFETIMES[purposes.IDENTITY]
    return tokens.issue(purposes.IDENTITY, lifetime, identity=asdict(identity), **about)


def has_address_here(identity: Identity) -> bool:
    """Whether an account has the address that the provider has verified to be theirs."""
    same = select(Member.id).where(Member.email == identity.email)
    return identity.is_email_verified and session.scalar(same) is not None


def join_identity(member: Member, identity: Identity) -> None:
    """Let an account of the brand open the account that its owner has just made with it.

    The address counts as confirmed where the provider has verified that very one. Raises RuleBroken
    for one that opens another account.
    """
    _add(member, identity).last_used_on = now().date()
    if identity.is_email_verified and member.email == identity.email:
        prove_address(member)


def link(member: Member, identity: Identity) -> None:
    """Let an account of the brand open a member's account from now on, and tell them by mail.

    Raises Forbidden, and RuleBroken for one that opens an account already.
    """
    require(member, policy.EDIT_PROFILE, member)
    require(member, policy.SIGN_IN)
    _add(member, identity)
    if member.email:
        mail.enqueue(mails.WAY_IN_ADDED, recipient_of(member), name=member.name)


def unlink(actor: Actor, member: Member, account_id: int, why: str = "") -> None:
    """Let an account of the brand open a member's account no longer.

    Raises Forbidden to all but the member and who keeps accounts, NotFound, and RuleBroken for the
    last way in.
    """
    is_own = actor.id == member.id
    if is_own:
        require(actor, policy.EDIT_PROFILE, member)
    else:
        require(actor, policy.KEEP_ACCOUNTS)
    take_turns(f"ways in {member.id}")
    row = session.get(ProviderAccount, account_id)
    if row is None or row.member_id != member.id:
        raise NotFound("accounts.no_provider_account")
    with session.begin_nested():
        session.delete(row)
        session.flush()
        keep_way_in(member)
    if not is_own:
        audit.record(UNLINKED, "member", member.id, actor_id=actor.id, why=why)


def keep_way_in(member: Member) -> None:
    """That a member has a way in still, after one went; raises RuleBroken.

    A link by mail is one where the address is confirmed and mail goes out.
    """
    provider = find_provider()
    by_brand = provider is not None and is_let_in_by(member, provider.issuer)
    by_mail = bool(member.email_confirmed_at) and mail.why_not_sending() is None
    if not (member.password_hash or by_brand or by_mail or list_passkeys(member)):
        raise RuleBroken("accounts.last_way_in")


def prove_by_identity(member: Member, sign_in: SignIn, identity: Identity, since: datetime) -> None:
    """Note that a member has just shown at the provider that it is them.

    Raises RuleBroken where it is another account, or the provider asked for nothing.
    """
    found = find_by_identity(identity)
    if found is None or found.id != member.id:
        raise RuleBroken("accounts.provider_another")
    shown = identity.proved_at
    if shown is None or datetime.fromtimestamp(shown, UTC) < since - SKEW:
        raise RuleBroken("accounts.provider_asked_nothing")
    sign_in.proved_at = now()
    session.flush()


def _add(member: Member, identity: Identity) -> ProviderAccount:
    row = ProviderAccount(
        member_id=member.id,
        issuer=identity.issuer,
        subject=identity.subject,
        shown_as=identity.shown_as,
        linked_at=now(),
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise RuleBroken("accounts.provider_taken") from error
    return row
