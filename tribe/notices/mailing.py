"""Telling by mail what a notice says; a feature whose mail says more than that writes its own."""

from collections.abc import Callable, Collection
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from tribe import mail
from tribe.accounts.services.posting import recipient_of
from tribe.activity.notices import Cause, Mailing, list_kinds
from tribe.base.db import now, session
from tribe.mail import Button, Facts, Letter, Mail, MailKind, Words
from tribe.mail.models import MailState
from tribe.members.models import IN_USE, REACHABLE, Member
from tribe.notices import wishes
from tribe.notices.models import NoticeCause
from tribe.notices.queries import find_told

WAITS = timedelta(minutes=5)  # whoever reads it on the page meanwhile gets none
STAYS = timedelta(minutes=1)  # what leaves earlier may be gone before an act is committed


def letter(facts: Facts) -> Letter | None:
    """What a notice says; nothing where it was read, or is not to be seen any more."""
    told = find_told(facts["member"], facts["activity"])
    if told is None:
        return None
    return Letter(told.title, [*map(Words, told.lines), Button(_("Look at it"), told.address)])


def notices_by_mail(name: str, label: Callable[[], str]) -> MailKind:
    """A kind of mails that say what notices say."""
    return MailKind(name, letter, label, waits=WAITS)


def writer(kind: MailKind) -> Mailing:
    """What writes a kind of mails to members, where their addresses are known to be theirs.

    None is written where one of the same thing waits that will say this act too.
    """

    def write(cause: Cause, member_ids: Collection[int]) -> None:
        chosen = select(Member).where(
            Member.id.in_(sorted(member_ids)), IN_USE, REACHABLE, ~_is_waited_for(kind, cause)
        )
        thing = f"{cause.subject_type.replace('_', '-')}-{cause.subject_id}"
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


def _is_waited_for(kind: MailKind, cause: Cause) -> ColumnElement[bool]:
    """That a mail to a member waits, of an act of the same notice that nothing takes back."""
    said, told = aliased(NoticeCause), aliased(NoticeCause)
    lasting = sorted(one.name for one in list_kinds() if not one.undone_by)
    return (
        select(Mail.id)
        .join(said, said.activity_id == Mail.facts["activity"].as_integer())
        .join(told, told.notice_id == said.notice_id)
        .where(
            Mail.kind == kind.name,
            Mail.member_id == Member.id,
            Mail.state.in_((MailState.WAITING, MailState.DEFERRED)),
            Mail.due_at > now() + STAYS,
            said.member_id == Member.id,
            said.kind.in_(lasting),
            said.activity_id < cause.activity_id,
            told.activity_id == cause.activity_id,
        )
        .correlate(Member)
        .exists()
    )


TOLD = notices_by_mail(wishes.TOLD, lambda: _("what you chose to be told at once by mail"))
AS_ON_THE_PAGE = writer(TOLD)  # of kinds that have no mail of their own
