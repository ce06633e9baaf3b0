"""What guests ask for by a name or an address: a new password, a link to sign in.

The request writes down what was typed and no more, whoever it names, so that neither its answer nor
its time tells whether there is such an account; a job answers by mail.
"""

from datetime import timedelta
from enum import StrEnum

from tribe import jobs, mail, tokens
from tribe.access import may
from tribe.accounts import mails, purposes, queries
from tribe.accounts.services.applying import tell_that_it_waits
from tribe.accounts.services.posting import recipient_of
from tribe.base.db import now, session, take_turns
from tribe.members import policy
from tribe.members.models import Member
from tribe.members.queries import find_by_login
from tribe.tokens import SingleUseToken

JOB = "accounts.answer"
PATIENCE = timedelta(minutes=5)  # between two mails; the link of the first still works then
DAY = timedelta(days=1)
A_DAY = 6  # mails to one account; after them another goes once no link opens any more


class Wish(StrEnum):
    """What a guest asks for."""

    PASSWORD = "password"  # noqa: S105
    LINK = "link"


KINDS = {
    Wish.PASSWORD: (purposes.PASSWORD, mails.PASSWORD_FORGOTTEN),
    Wish.LINK: (purposes.LINK, mails.SIGN_IN_LINK),
}


def ask(wish: Wish, login: str) -> None:
    """Let whoever has this name or address be mailed what they wish, if there is anybody.

    Who asked to come in and waits is mailed that they wait.
    """
    lifetime = purposes.LIFETIMES[purposes.ASKED]
    secret = tokens.issue(purposes.ASKED, lifetime, wish=wish.value, login=login[:254])
    jobs.enqueue(JOB, row=tokens.look(purposes.ASKED, secret).id)


def answer(row_id: int) -> None:
    """Mail what was asked for, and forget what was typed."""
    row = session.get(SingleUseToken, row_id)
    if row is None or row.purpose != purposes.ASKED:
        return
    wish, login = Wish(row.about["wish"]), str(row.about["login"])
    session.delete(row)
    member = find_by_login(login)
    if member is None:
        if (waiting := queries.find_application(login)) is not None:
            tell_that_it_waits(waiting)
    elif member.email and may(member, policy.SIGN_IN):
        _mail(member, wish)


def _mail(member: Member, wish: Wish) -> None:
    purpose, kind = KINDS[wish]
    take_turns(f"{purpose} {member.id}")
    if tokens.count_since(purpose, member.id, now() - PATIENCE):
        return
    many = tokens.count_since(purpose, member.id, now() - DAY) >= A_DAY
    if many and tokens.has_open(purpose, member.id):
        return
    lifetime = purposes.LIFETIMES[purpose]
    token = tokens.issue(purpose, lifetime, member.id, address=member.email)
    until = now() + lifetime
    mail.enqueue(kind, recipient_of(member), until=until, token=token, name=member.name)
