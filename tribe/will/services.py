"""What is done with the will: wording it, keeping keys, noting what was sealed, giving it out."""

from collections.abc import Sequence

from sqlalchemy import delete

from tribe import audit
from tribe.access import require
from tribe.activity import record
from tribe.base.db import now, session, take_turns
from tribe.base.errors import NotFound, RuleBroken
from tribe.members.models import Member
from tribe.voice import policy as voice
from tribe.voice.queries import council_facts, is_seated
from tribe.will import activities, policy, queries
from tribe.will.errors import WillError
from tribe.will.keys import new_words, public_key, recipient_of
from tribe.will.models import CouncilKey, SealedCopy, SealedShare, Wording
from tribe.will.sealed import Seal


def word(member: Member, heirs: str, wishes: str) -> Wording:
    """Say who inherits and what shall become of the tribe's words; what was said before is kept.

    Raises Forbidden to all but the council, and admins while none sits, as the charter does.
    """
    require(member, voice.AMEND, **council_facts(member.id, now().date()))
    standing = queries.find_wording()
    if standing is not None and (standing.heirs, standing.wishes) == (heirs, wishes):
        return standing
    wording = Wording(heirs=heirs, wishes=wishes, written_by_id=member.id)
    session.add(wording)
    session.flush()
    audit.record("will.worded", "will_wording", wording.id, actor_id=member.id)
    record(activities.WORDED, wording.id, actor_id=member.id)
    return wording


def make_key(member: Member) -> str:
    """Make a key for a member of the council; its words are given back and kept nowhere.

    Raises Forbidden to all others.
    """
    words = new_words()
    keep_key(member, public_key(words))
    return words


def keep_key(member: Member, key: str) -> CouncilKey:
    """Keep a public key that a member of the council made elsewhere; it takes the place of theirs.

    Raises Forbidden to all others, RuleBroken where it is none or another member's.
    """
    require(member, policy.KEEP_KEY, is_seated=is_seated(member.id, now().date()))
    try:
        recipient = str(recipient_of(key))
    except WillError as error:
        raise RuleBroken("will.no_key") from error
    take_turns("council keys")
    _refuse_anothers(member, recipient)
    session.execute(delete(CouncilKey).where(CouncilKey.member_id == member.id))
    kept = CouncilKey(member_id=member.id, recipient=recipient)
    session.add(kept)
    session.flush()
    facts = {"key": recipient}
    audit.record("will.key_kept", "member", member.id, actor_id=member.id, facts=facts)
    record(activities.KEY_KEPT, kept.id, actor_id=member.id)
    return kept


def note_sealed(sealed: Seal, digest: str, members: Sequence[int]) -> SealedCopy:
    """Write down for whom a copy was sealed, by their numbers, in the place of the one before."""
    take_turns("sealed copy")
    session.execute(delete(SealedShare))
    session.execute(delete(SealedCopy))
    copy = SealedCopy(digest=digest, threshold=sealed.threshold, seats=sealed.seats)
    session.add(copy)
    session.flush()
    for member_id, holder in zip(members, sealed.holders, strict=True):
        session.add(SealedShare(copy_id=copy.id, member_id=member_id, recipient=holder.key))
    session.flush()
    facts = {"threshold": copy.threshold, "shares": len(members), "sha256": digest}
    audit.record("will.sealed", "sealed_copy", copy.id, actor_id=None, facts=facts)
    record(activities.SEALED, copy.id, actor_id=None)
    return copy


def fetch(member: Member) -> SealedCopy:
    """The copy, to be given to a member of the council; that it was is in the audit.

    Raises Forbidden to all others, and NotFound before the first.
    """
    require(member, policy.FETCH, is_seated=is_seated(member.id, now().date()))
    copy = queries.find_copy()
    if copy is None:
        raise NotFound("will.nothing_sealed")
    audit.record("will.fetched", "sealed_copy", copy.id, actor_id=member.id)
    return copy


def _refuse_anothers(member: Member, recipient: str) -> None:
    """One key for two members would let one of them open two shares."""
    others = (CouncilKey.recipient == recipient, CouncilKey.member_id != member.id)
    if session.query(CouncilKey.id).filter(*others).first() is not None:
        raise RuleBroken("will.not_ones_own")
