"""Telling by mail what a notice says; a feature whose mail says more than that writes its own."""

from collections.abc import Callable, Collection
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from tribe import mail
from tribe.accounts.services.posting import recipient_of
from tribe.activity.notices import Cause, Mailing
from tribe.base.db import session
from tribe.mail import Button, Facts, Letter, MailKind, Words
from tribe.members.models import IN_USE, Member
from tribe.notices import wishes
from tribe.notices.queries import find_told
from tribe.notices.wishes import REACHABLE

WAITS = timedelta(minutes=5)  # whoever reads it on the page meanwhile gets none


def letter(facts: Facts) -> Letter | None:
    """What a notice says; nothing where it was read, or is not to be seen any more."""
    told = find_told(facts["member"], facts["activity"])
    if told is None:
        return None
    return Letter(told.title, [Words(told.line), Button(_("Look at it"), told.address)])


def notices_by_mail(name: str, label: Callable[[], str]) -> MailKind:
    """A kind of mails that say what notices say."""
    return MailKind(name, letter, label, waits=WAITS)


def writer(kind: MailKind) -> Mailing:
    """What writes a kind of mails to members, where their addresses are known to be theirs."""

    def write(cause: Cause, member_ids: Collection[int]) -> None:
        chosen = select(Member).where(Member.id.in_(sorted(member_ids)), IN_USE, *REACHABLE)
        thing = f"{cause.subject_type}-{cause.subject_id}"
        for member in session.scalars(chosen.order_by(Member.id)):
            mail.enqueue(
                kind,
                recipient_of(member),
                thing=f"{thing}-{cause.activity_id}",
                parents=(thing,),
                activity=cause.activity_id,
                member=member.id,
            )

    return Mailing(kind.name, write)


TOLD = notices_by_mail(wishes.TOLD, lambda: _("what you chose to be told at once by mail"))
AS_ON_THE_PAGE = writer(TOLD)  # of kinds that have no mail of their own
