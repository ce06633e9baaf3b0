"""The door for people without an account."""

from tribe.access import Actor, may
from tribe.activity import Listener
from tribe.base.i18n import gettext as _
from tribe.events.activities import EVENT_NEAR
from tribe.feature import Feature
from tribe.guests import activities, jobs, policy, services, views
from tribe.guests.audited import AUDITED
from tribe.guests.mails import MAILS
from tribe.guests.personal import PERSONAL
from tribe.guests.refusals import REFUSALS
from tribe.guests.settings import ASKING, SETTINGS
from tribe.privacy import Leaver
from tribe.settings import value_of
from tribe.settings.kinds import YES
from tribe.web.navigation import Menu, NavigationItem


def is_guest(reader: Actor) -> bool:
    """Whether a reader has no account."""
    return reader.id is None


def is_asking(reader: Actor) -> bool:
    """Whether a reader has no account, and may ask all the same."""
    return is_guest(reader) and value_of(ASKING) == YES


def erase(leaver: Leaver) -> None:
    """Forget what a member left at this door before they joined; the caller commits."""
    if leaver.email:
        services.forget_person(leaver.email)


FEATURE = Feature(
    "guests",
    blueprint=views.blueprint,
    audited=AUDITED,
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    activities=activities.KINDS,
    listeners=[
        Listener(services.tell_guests, services.HEARD),
        Listener(services.remind_guests, (EVENT_NEAR,)),
    ],
    jobs=jobs.JOBS,
    schedule=jobs.SCHEDULE,
    mails=MAILS,
    personal=PERSONAL,
    erasing=[erase],
    settings=SETTINGS,
    navigation=[
        NavigationItem("/follow", lambda: _("Follow without an account"), 40, Menu.FOOT, is_guest),
        NavigationItem("/ask", lambda: _("Ask a question as a guest"), 41, Menu.FOOT, is_asking),
        NavigationItem(
            "/questions",
            lambda: _("Questions of guests"),
            82,
            Menu.TENDING,
            lambda reader: bool(may(reader, policy.DECIDE)),
        ),
    ],
)
