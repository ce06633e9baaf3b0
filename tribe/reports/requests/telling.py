"""Telling whoever asked for a report what became of it, by a notice and by a mail.

Of all that makes and shows reports this alone knows what happens in the place: it says that
something did. What is measured comes from the ledger.
"""

from enum import StrEnum

from sqlalchemy import ColumnElement, Select, select

from tribe.access import Role, may
from tribe.activity import ActivityKind, Audience, record
from tribe.activity.notices import Cause, NoticeGroup, NoticeKind, OfBrand, Rank, Told
from tribe.base.i18n import gettext as _
from tribe.members.models import Member
from tribe.reports import policy
from tribe.reports.models import Snapshot
from tribe.reports.requests import mails
from tribe.speech import Message


class Outcome(StrEnum):
    """What became of a report that was asked for."""

    MADE = "made"
    INSTEAD = "instead"  # an earlier one is read in its place
    TOO_CLOSE = "too_close"  # to one that was printed at the terminal, and is not kept
    FAILED = "failed"


REPORT_ANSWERED = ActivityKind(
    "reports.report.answered",
    "report",
    words=Message("a report that was asked for made, or not"),
    audience=Audience.OWN,
    facts=("outcome",),
)


def tell(snapshot: Snapshot, outcome: Outcome) -> None:
    """Let whoever asked know; an operator at the terminal sees it there."""
    if snapshot.requested_by_id is not None:
        record(
            REPORT_ANSWERED,
            snapshot.id,
            actor_id=None,
            member_id=snapshot.requested_by_id,
            outcome=outcome.value,
        )
        mails.tell(snapshot)


def asking(cause: Cause) -> Select[int]:
    """Who asked for a report that is there."""
    asked = Snapshot.requested_by_id == Member.id
    return select(Member.id).join(Snapshot, asked).where(Snapshot.id == cause.subject_id)


def may_read(_cause: Cause) -> ColumnElement[bool]:
    """That a member reads reports still."""
    return Member.role.in_((Role.ANALYST, Role.ADMIN))


def words(told: Told) -> str:
    """What became of a report, by the purpose that it was asked for to."""
    match Outcome(told.facts["outcome"]):
        case Outcome.MADE:
            return _("The report that you asked for is ready: “%(title)s”", title=told.title)
        case Outcome.INSTEAD:
            return _("An earlier report answers what you asked for: “%(title)s”", title=told.title)
        case Outcome.TOO_CLOSE:
            return _(
                "Too little tells the report that you asked for from an earlier one, so it is not "
                "made: “%(title)s”",
                title=told.title,
            )
        case Outcome.FAILED:
            return _(
                "The report that you asked for could not be made: “%(title)s”", title=told.title
            )


ANSWERED = NoticeKind(
    "reports.answered",
    Rank.CONCERNED,
    "who asked for it; the mail comes in any case",
    (REPORT_ANSWERED,),
    asking,
    words,
    seen_by=may_read,
    in_digest=False,
    of_brand=OfBrand.NEVER,
    is_offered_to=lambda member: bool(may(member, policy.REQUEST)),
)
ACTIVITIES = (REPORT_ANSWERED,)
NOTICES = (ANSWERED,)
GROUP = NoticeGroup(
    lambda: _("Reports"), {"reports.answered": lambda: _("what became of a report, to analysts")}
)
