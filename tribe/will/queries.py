"""Reading the will, the keys of the council, and what was sealed last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tribe.base.db import session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.members.models import Member
from tribe.voice.queries import sitting_on
from tribe.will.models import CouncilKey, SealedCopy, SealedShare, Wording

LEAST, MOST = 3, 16  # members of a council; the most that SLIP-0039 gives shares to
RENEWED = timedelta(days=30)
NEWEST = Order((Wording.id,), is_falling=True)


@dataclass(frozen=True)
class Readiness:
    """Who sits on the council, and who of them has a key."""

    sitting: tuple[Member, ...]
    keys: dict[int, CouncilKey]  # by the number of their member

    @property
    def threshold(self) -> int:
        """How many open a copy together: more than half of the council."""
        return len(self.sitting) // 2 + 1

    @property
    def holders(self) -> list[tuple[Member, CouncilKey]]:
        """Who gets a share."""
        return [(one, self.keys[one.id]) for one in self.sitting if one.id in self.keys]

    @property
    def is_fit(self) -> bool:
        """Whether the council is of a size that can have shares."""
        return LEAST <= len(self.sitting) <= MOST

    @property
    def lacking(self) -> int:
        """How many keys more are needed."""
        return max(self.threshold - len(self.keys), 0)

    def fits(self, copy: SealedCopy, shares: Sequence[SealedShare]) -> bool:
        """Whether a copy was sealed for just these members, to these keys."""
        theirs = {(one.id, key.recipient) for one, key in self.holders}
        sealed = {(share.member_id, share.recipient) for share in shares}
        return theirs == sealed and copy.seats == len(self.sitting)


def find_wording() -> Wording | None:
    """What the tribe wills; one query."""
    return session.scalar(select(Wording).order_by(Wording.id.desc()).limit(1))


def list_wordings(span: Span = START) -> Page[Wording]:
    """What it willed from when on, the last first; one query."""
    return read_page(select(Wording), NEWEST, span)


def readiness(day: date) -> Readiness:
    """Who sits on the council that day, and which keys they have; two queries."""
    seated = sitting_on(day).scalar_subquery()
    sitting = session.scalars(select(Member).where(Member.id.in_(seated)).order_by(Member.id))
    keys = session.scalars(select(CouncilKey).where(CouncilKey.member_id.in_(seated)))
    return Readiness(tuple(sitting), {key.member_id: key for key in keys})


def find_key(member_id: int) -> CouncilKey | None:
    """The public key of a member; one query."""
    return session.scalar(select(CouncilKey).where(CouncilKey.member_id == member_id))


def find_copy() -> SealedCopy | None:
    """What was sealed last; one query."""
    return session.scalar(select(SealedCopy).order_by(SealedCopy.id.desc()).limit(1))


def list_shares(copy: SealedCopy) -> list[SealedShare]:
    """For whom a copy was sealed, with their names; one query."""
    wanted = select(SealedShare).where(SealedShare.copy_id == copy.id)
    wanted = wanted.options(joinedload(SealedShare.member)).order_by(SealedShare.id)
    return list(session.scalars(wanted))


def is_due(moment: datetime) -> bool:
    """Whether a copy can be sealed, and should: the last one is old, or for another council."""
    ready = readiness(moment.date())
    if not ready.is_fit or ready.lacking:
        return False
    copy = find_copy()
    if copy is None or copy.sealed_at < moment - RENEWED:
        return True
    return not ready.fits(copy, list_shares(copy))
