"""Passwords that their owners change, knowing the one before or holding a mailed link.

Each is judged and hashed first, which is slow on purpose, and set in a transaction of its own.
"""

from tribe import mail
from tribe.access import require
from tribe.accounts import mails, purposes
from tribe.accounts.services.addresses import prove_address
from tribe.accounts.services.links import look_link, use_link
from tribe.accounts.services.posting import recipient_of
from tribe.base.errors import Fault
from tribe.members import passwords, policy, staff
from tribe.members.models import Member
from tribe.members.services import Unfit, revoke_other_sign_ins
from tribe.members.ways_in import check_unchanged, replace_password


def judge_change(member: Member, current: str, new: str) -> str:
    """The hash of a member's new password.

    Raises Forbidden, and Unfit for a wrong current password and for a new one that will not do.
    """
    require(member, policy.EDIT_PROFILE, member)
    faults = {}
    if member.password_hash and not passwords.is_password(current, member.password_hash):
        faults["current"] = Fault("accounts.wrong_current")
    if fault := passwords.fault_of(new, member.name, member.email or ""):
        faults["password"] = fault
    if faults:
        raise Unfit(faults)
    return passwords.hash_password(new)


def change_password(member: Member, compared: str | None, password_hash: str, kept_id: int) -> None:
    """Give a member another password, and end all sign-ins but the one they are here by.

    `compared` is what the current password was compared with; raises Unfit where another has been
    set since, by whoever took the account back.
    """
    check_unchanged(member, compared)
    replace_password(member, password_hash)
    revoke_other_sign_ins(member, kept_id)
    if member.email:
        mail.enqueue(mails.PASSWORD_CHANGED, recipient_of(member), name=member.name)


def judge_choice(secret: str, new: str) -> str:
    """The hash of a new password for the member of a mailed link, which is not used by this.

    Raises TokenRefused, Unfit for a password that will not do, and Forbidden for an account that
    is suspended.
    """
    _row, member = look_link(purposes.PASSWORD, secret)
    if fault := passwords.fault_of(new, member.name, member.email or ""):
        raise Unfit({"password": fault})
    return passwords.hash_password(new)


def choose_password(secret: str, password_hash: str) -> Member:
    """Use a mailed link to give its member another password, and end all their sign-ins.

    Raises TokenRefused, and Forbidden for an account that is suspended.
    """
    _row, member = use_link(purposes.PASSWORD, secret)
    replace_password(member, password_hash)
    staff.end_sign_ins(member)
    prove_address(member)
    return member
