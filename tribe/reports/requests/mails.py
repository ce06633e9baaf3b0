"""The mail that a report is made, to the analyst who asked for it and has not read it."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from tribe import mail
from tribe.access import may
from tribe.accounts.services.posting import recipient_of
from tribe.base.db import session
from tribe.mail import Button, Facts, Letter, MailKind, Quote, Words
from tribe.members.models import IN_USE, REACHABLE, Member
from tribe.reports import policy
from tribe.reports.models import Snapshot, SnapshotState
from tribe.reports.requests.looks import has_read

WAITS = timedelta(minutes=5)  # whoever waits on the page for it reads it meanwhile


def ready(facts: Facts) -> Letter | None:
    """That a report is made, or why not; None to who has read it or may not any more."""
    snapshot = session.get(Snapshot, facts["snapshot"])
    member = session.get(Member, facts["member"])
    if snapshot is None or member is None or not may(member, policy.READ):
        return None
    if has_read(member.id, snapshot.instead_id or snapshot.id, snapshot.created_at):
        return None
    is_made = snapshot.state is SnapshotState.DONE
    if snapshot.instead_id is not None:
        said = _("Too little tells it from an earlier report, which you can read in its place.")
    else:
        said = _("You asked for it to this end:") if is_made else _("It could not be made.")
    return Letter(
        _("Your report is ready") if is_made else _("What became of your report"),
        [Words(said), Quote(snapshot.purpose), Button(_("Look at it"), f"/reports/{snapshot.id}")],
    )


def tell(snapshot: Snapshot) -> None:
    """Write to whoever asked for a report what became of it; nothing to an operator."""
    asking = select(Member).where(Member.id == snapshot.requested_by_id, IN_USE, REACHABLE)
    if (member := session.scalar(asking)) is not None:
        mail.enqueue(
            READY,
            recipient_of(member),
            thing=f"report-{snapshot.id}",
            snapshot=snapshot.id,
            member=member.id,
        )


READY = MailKind(
    "reports.ready",
    ready,
    lambda: _("reports that you asked for, once they are made"),
    is_offered_to=lambda member: bool(may(member, policy.READ)),
    waits=WAITS,
)
MAILS = (READY,)
