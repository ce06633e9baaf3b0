"""Links that were mailed to members: of a suspended account none opens anything."""

from tribe import tokens
from tribe.access import require
from tribe.base.db import session
from tribe.members import policy
from tribe.members.models import Member


def look_link(
    purpose: str, secret: str, reader_id: int | None = None
) -> tuple[tokens.SingleUseToken, Member]:
    """The token of a link and its member, not used by that; raises TokenRefused and Forbidden."""
    return _held(tokens.look(purpose, secret, reader_id))


def use_link(
    purpose: str, secret: str, reader_id: int | None = None
) -> tuple[tokens.SingleUseToken, Member]:
    """The same, used by that in the caller's transaction; raises TokenRefused and Forbidden."""
    return _held(tokens.use(purpose, secret, reader_id))


def _held(row: tokens.SingleUseToken) -> tuple[tokens.SingleUseToken, Member]:
    member = session.get_one(Member, row.member_id, populate_existing=True)
    require(member, policy.SIGN_IN)
    return row, member
