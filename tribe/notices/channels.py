"""By which channels members are told: decided here, and nowhere else."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from tribe.activity.notices import Channel, NoticeKind
from tribe.base.db import now, session
from tribe.members.models import Member


def channels_for(member_ids: Collection[int], kind: NoticeKind) -> Mapping[int, frozenset[Channel]]:
    """For each member the channels of a kind: its own, and who is away has no mail meanwhile.

    One query where the kind has a channel beside the page.
    """
    away = _away(member_ids) if Channel.MAIL in kind.channels else set()
    calm = kind.channels - {Channel.MAIL}
    return {one: calm if one in away else kind.channels for one in member_ids}


def _away(member_ids: Collection[int]) -> set[int]:
    away = select(Member.id).where(
        Member.id.in_(sorted(member_ids)), Member.away_until >= now().date()
    )
    return set(session.scalars(away))
