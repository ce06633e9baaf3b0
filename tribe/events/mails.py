"""The mails about gatherings that one goes to or hosts."""

from dataclasses import replace

from flask_babel import gettext as _

from tribe.activity import Activity
from tribe.base.db import now, session
from tribe.base.i18n import local_time
from tribe.events import labels, queries
from tribe.events.models import Event, EventStatus, Rsvp
from tribe.mail import Button, Facts, Letter, Line, Lines, MailKind, Words
from tribe.notices.mailing import WAITS, letter
from tribe.notices.queries import find_told
from tribe.notices.wishes import wants_still


def news(facts: Facts) -> Letter | None:
    """What notices say of a gathering; of one that is cancelled its subject says so, and when."""
    said, act = letter(facts), session.get(Activity, facts["activity"])
    event = session.get(Event, act.subject_id) if act and act.subject_type == "event" else None
    if said is None or event is None or event.status is not EventStatus.CANCELLED:
        return said
    return replace(said, subject=labels.off(event.title, local_time(event.starts_at)))


NEWS = MailKind(
    "events.news", news, lambda: _("changes of gatherings that you go to or host"), waits=WAITS
)


def reminder(facts: Facts) -> Letter | None:
    """When and where a gathering is; None where it is not to come, or its reader is not told."""
    event = session.get(Event, facts["event"])
    told = find_told(facts["member"], facts["activity"])
    if event is None or told is None or not _is_expected(event, facts["member"]):
        return None
    if not wants_still(facts["member"], "events.near", facts["activity"]):
        return None
    when, own = labels.when(event), labels.own_hour(event)
    deeds = [
        Line(_("Put it in your calendar"), f"/events/{event.id}.ics"),
        Line(_("Say that you cannot come after all"), told.address),
    ]
    return Letter(
        told.lines[0],
        [
            Words(f"{when} – {own}" if own else when),
            Words(labels.where(event)),
            Button(_("Look at it"), told.address),
            Lines(_("What you can do"), deeds),
        ],
    )


def _is_expected(event: Event, member_id: int) -> bool:
    """Whether a gathering is still to begin, and a member goes to it or hosts it."""
    if event.status is EventStatus.CANCELLED or event.starts_at <= now():
        return False
    attendance = queries.get_attendance(event.id, member_id)
    is_going = attendance is not None and attendance.status is Rsvp.GOING
    if attendance is not None and attendance.status is Rsvp.NOT_GOING:
        return False
    return is_going or queries.hosts_event(event.id, member_id)


REMINDER = MailKind("events.reminder", reminder, lambda: _("reminders of gatherings to come"))
MAILS = (NEWS, REMINDER)
