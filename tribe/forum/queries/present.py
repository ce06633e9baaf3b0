"""The names of members who are shown where they read."""

from collections.abc import Collection

from sqlalchemy import select

from tribe.access import Role
from tribe.base.db import session
from tribe.members.models import IN_USE, Member
from tribe.members.summaries import MemberSummary, summary_columns


def list_shown(member_ids: Collection[int]) -> list[MemberSummary]:
    """Those of some members who are shown and may be, by name; one query, or none for nobody."""
    if not member_ids:
        return []
    shown = select(*summary_columns()).where(
        Member.id.in_(sorted(member_ids)),
        Member.is_shown_present,
        ~Member.is_brand,
        Member.role != Role.ANALYST,
        IN_USE,
    )
    return [MemberSummary.of(row) for row in session.execute(shown.order_by(Member.name_key))]
