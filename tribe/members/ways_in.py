"""What lets somebody come in by an account, or change who does; it ends with the password."""

from sqlalchemy import select

from tribe import tokens
from tribe.base.db import session
from tribe.base.errors import Fault
from tribe.members.models import Member
from tribe.members.services import Unfit

PASSWORD = "accounts.password"  # noqa: S105 (it names a purpose)
LINK = "accounts.link"
NEW_ADDRESS = "accounts.new_address"
SECOND_STEP = "accounts.second_step"  # between the password and the code
PROVIDER = "accounts.provider"  # on the way to the brand's own accounts and back


def replace_password(member: Member, password_hash: str) -> None:
    """Give a member another password; whoever knew the one before may have asked for the rest."""
    member.password_hash = password_hash
    for purpose in (PASSWORD, LINK, NEW_ADDRESS, SECOND_STEP, PROVIDER):
        tokens.withdraw(purpose, member.id)
    session.flush()


def hold(member: Member) -> None:
    """See how a member stands now, and hold off whoever would close the account meanwhile.

    So that no sign-in is opened beside the ending of all of them.
    """
    session.refresh(member, with_for_update={"key_share": True})


def check_unchanged(member: Member, compared: str | None) -> None:
    """That the password which was compared, slowly and outside of this transaction, still holds.

    Raises Unfit where it was replaced meanwhile.
    """
    standing = select(Member.password_hash).where(Member.id == member.id).with_for_update()
    if session.scalar(standing) != compared:
        raise Unfit({"": Fault("members.wrong_password")})
