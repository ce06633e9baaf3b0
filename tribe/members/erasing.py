"""What becomes of an account whose member is erased: a row without a name."""

from datetime import UTC, datetime, time

from sqlalchemy import delete

from tribe import search
from tribe.access import Role, TrustLevel
from tribe.base.db import now, session
from tribe.members.models import Member, Restraint, RestraintKind, State
from tribe.members.names import name_key
from tribe.members.services import decide_consent
from tribe.privacy import Leaver, Personal, declared_tables
from tribe.privacy.rows import empty_of, table_of


def erase(leaver: Leaver) -> None:
    """Withdraw the consent to be measured, as anyone may: what was measured goes with it.

    What a moderator took is over, but for a ban, which would be ended by leaving.
    """
    member = session.get_one(Member, leaver.id)
    if member.is_measured:
        decide_consent(member, False)
    lesser = (Restraint.member_id == leaver.id, Restraint.kind != RestraintKind.BAN)
    session.execute(delete(Restraint).where(*lesser))


def close_account(leaver: Leaver) -> None:
    """Leave nothing in the row but that somebody spoke, and whether it was for the brand.

    The caller commits.
    """
    member = session.get_one(Member, leaver.id)
    declared = declared_tables()["member"]
    assert isinstance(declared, Personal)
    for name in declared.references["id"].clears:
        setattr(member, name, empty_of(table_of(declared).c[name]))
    member.name, member.name_key = leaver.stand_in, name_key(leaver.stand_in)
    member.name_shape, member.name_folded, member.hue = "", "", 0
    member.role, member.state, member.is_measured = Role.MEMBER, State.LEFT, False
    member.trust = TrustLevel.NEW
    member.is_shown_present, member.silenced_until = False, None
    member.hides_attendance = member.is_category_moderator = False
    member.joined_at = member.left_at = datetime.combine(now().date(), time(), UTC)
    member.leaves_at = None
    session.flush()
    search.changed("member", [member.id])
    search.count_soon()
