"""Coming in by a mailed link, and what is noted of sign-ins."""

from datetime import date

from sqlalchemy import select, update

from tribe import mail
from tribe.accounts import mails, purposes, queries
from tribe.accounts.services.addresses import prove_address
from tribe.accounts.services.links import use_link
from tribe.accounts.services.posting import recipient_of
from tribe.accounts.services.second_steps import has_second_step, use_code
from tribe.base.db import now, session
from tribe.base.errors import Fault, NotFound
from tribe.members import passwords
from tribe.members import services as members
from tribe.members.models import Member, SignIn
from tribe.members.queries import find_by_login
from tribe.members.services import Unfit


def authenticate(login: str, password: str) -> Member:
    """The member who knows this password, by name or e-mail.

    Raises Unfit and Forbidden as `members.authenticate` does, and Unfit that says so to whoever
    knows the password of a wish to come in that waits. One password is compared whoever is meant,
    so that neither words nor time tell anybody else that a wish is there.
    """
    if find_by_login(login) is not None:
        return members.authenticate(login, password)
    waiting = queries.find_application(login)
    if passwords.is_password(password, waiting.password_hash if waiting else None):
        raise Unfit({"": Fault("accounts.waits")})
    raise Unfit({"": Fault("members.wrong_password")})


def take_link(secret: str) -> Member:
    """The member of a mailed link, which is used by this; raises TokenRefused and Forbidden."""
    _row, member = use_link(purposes.LINK, secret)
    prove_address(member)
    return member


def note_sign_in(member: Member, agent: str, *, is_known: bool) -> None:
    """Tell a member of a sign-in from a browser that is new to them; not of their first one."""
    if is_known or not member.email:
        return
    earlier = select(SignIn.id).where(SignIn.member_id == member.id).limit(1)
    if session.scalar(earlier) is not None:
        mail.enqueue(mails.SIGNED_IN_ANEW, recipient_of(member), name=member.name, agent=agent)


def prove(member: Member, sign_in: SignIn, password: str = "", code: str = "") -> None:
    """Note that a member has just shown a code, or their password where they have no app.

    Raises Unfit where it is wrong.
    """
    if has_second_step(member):
        use_code(member, code)
    elif not passwords.is_password(password, member.password_hash):
        raise Unfit({"password": Fault("accounts.wrong_current")})
    sign_in.proved_at = now()
    session.flush()


def name_sign_in(member: Member, sign_in_id: int, name: str) -> None:
    """Give a place where a member is signed in a name, or none; raises NotFound for another's."""
    own = (SignIn.id == sign_in_id, SignIn.member_id == member.id, SignIn.revoked_at.is_(None))
    named = update(SignIn).where(*own).values(name=name)
    if session.scalar(named.returning(SignIn.id)) is None:
        raise NotFound("members.no_sign_in")


def note_seen(sign_in_id: int, day: date) -> None:
    """Note the day on which a place was last used; no hour, and nothing of where it is."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_on=day))
