"""Accounts that an import made: who they are of asks for them, and an admin sees the proof."""

import hashlib
import hmac
from datetime import timedelta

from sqlalchemy import delete, select

from tribe import audit, mail, search
from tribe.access import Actor, require
from tribe.base.db import insert_or, now, session, take_turns
from tribe.base.errors import NotFound, RuleBroken
from tribe.importers.models import ImportedThing
from tribe.jobs import enqueue
from tribe.members.models import Member, State
from tribe.members.services import decide_consent
from tribe.personal_data import mails, policy
from tribe.personal_data.models import Departure, ImportClaim, Wish, Words
from tribe.personal_data.services.erasing import JOB, has_begun

KEPT = timedelta(days=90)
PERSON = "member"  # what imports call a person in their map


def is_claimable(member: Member) -> bool:
    """Whether an account came with an import and is nobody's yet; one query where it may be."""
    if member.email or member.password_hash or member.leaves_at:
        return False
    came = (ImportedThing.kind == PERSON, ImportedThing.local_id == member.id)
    found = session.scalar(select(ImportedThing.local_id).where(*came).limit(1))
    return found is not None and not has_begun(member.id)


def code_of(member: Member, secret: str) -> str:
    """What who asks is to show on the profile that they have at the source."""
    told = hmac.new(secret.encode(), f"claim {member.id}".encode(), hashlib.sha256)
    return f"tribe-{told.hexdigest()[:10]}"


def ask_for_account(
    actor: Actor, member: Member, wish: Wish, *, email: str, proof: str, locale: str | None = None
) -> None:
    """Say that an imported account is one's own; said again by the same address, it is changed.

    Raises Forbidden, and NotFound for an account that is no such one.
    """
    require(actor, policy.ASK_FOR_ACCOUNT)
    if not is_claimable(member):
        raise NotFound("personal_data.not_imported")
    said = {"wish": wish, "proof": proof, "locale": locale, "asked_at": now()}
    row = {"member_id": member.id, "email": email.strip().lower()}
    asked = insert_or(ImportClaim).values(row | said)
    session.execute(asked.on_conflict_do_update(index_elements=["member_id", "email"], set_=said))


def grant(actor: Actor, claim_id: int, why: str) -> None:
    """Give an account to who asked for it, or have it erased with all its texts, as they wished.

    Whoever has it is asked afresh whether they are measured: until then they are not, and what was
    measured goes. Raises Forbidden, NotFound, and RuleBroken where the address has an account.
    """
    claim = _held(actor, claim_id)
    member = session.get_one(Member, claim.member_id)
    if claim.wish is Wish.ERASE:
        departure = Departure(member_id=member.id, words=Words.GO, due_at=now())
        member.leaves_at = departure.due_at
        session.add(departure)
        session.flush()
        enqueue(JOB, departure_id=departure.id)
        search.changed("member", [member.id])
        _write(claim, mails.ERASED)
    else:
        if session.scalar(select(Member.id).where(Member.email == claim.email)) is not None:
            raise RuleBroken("personal_data.address_taken")
        decide_consent(member, False)
        member.email, member.state, member.left_at = claim.email, State.ACTIVE, None
        session.flush()
        search.changed("member", [member.id])
        _write(claim, mails.CLAIMED)
    _end(actor, claim, "privacy.claim_granted", why)
    session.execute(delete(ImportClaim).where(ImportClaim.member_id == member.id))


def refuse(actor: Actor, claim_id: int, why: str) -> None:
    """Leave an account as it is, and write to who asked why. Raises Forbidden and NotFound."""
    claim = _held(actor, claim_id)
    _write(claim, mails.NOT_CLAIMED, why=why)
    _end(actor, claim, "privacy.claim_refused", why)
    session.delete(claim)
    session.flush()


def expire() -> None:
    """Forget requests that nobody has decided for months."""
    session.execute(delete(ImportClaim).where(ImportClaim.asked_at < now() - KEPT))


def _held(actor: Actor, claim_id: int) -> ImportClaim:
    require(actor, policy.DECIDE_CLAIMS)
    claimed = select(ImportClaim.member_id).where(ImportClaim.id == claim_id)
    take_turns(f"claims of {session.scalar(claimed)}")  # of two for one account one is granted
    claim = session.get(ImportClaim, claim_id, populate_existing=True)
    if claim is None or not is_claimable(_fresh(claim.member_id)):
        raise NotFound("personal_data.no_claim")
    return claim


def _fresh(member_id: int) -> Member:
    return session.get_one(Member, member_id, populate_existing=True)


def _end(actor: Actor, claim: ImportClaim, kind: str, why: str) -> None:
    facts = {"wish": claim.wish.value}
    audit.record(kind, "member", claim.member_id, actor_id=actor.id, facts=facts, why=why)


def _write(claim: ImportClaim, kind: mail.MailKind, why: str = "") -> None:
    """Write to who asked: they are no member yet, so that the mail outlives an erasure."""
    mail.enqueue(kind, mail.Recipient(claim.email, locale=claim.locale), why=why)
