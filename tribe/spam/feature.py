"""Spam and haste: what is held before others read it, and what is refused."""

from tribe.access import TrustLevel, may, trust_of
from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.members.identity import current_member
from tribe.moderation import places
from tribe.settings import value_of
from tribe.settings.kinds import YES
from tribe.spam import activities, desk, jobs, judged, policy, settings, views
from tribe.spam.audited import AUDITED
from tribe.spam.forms import doubt_of_guest
from tribe.spam.labels import held_badge, why_held
from tribe.spam.personal import PERSONAL
from tribe.spam.refusals import REFUSALS
from tribe.spam.subjects import SUBJECTS
from tribe.web.navigation import Menu, NavigationItem
from tribe.web.slots import Part


def set_trap() -> Part | None:
    """The field that people do not see, for forms of guests and of newcomers."""
    member = current_member()
    is_new = member is None or trust_of(member) is TrustLevel.NEW
    return Part("spam/_trap.html", None) if is_new and value_of(settings.TRAP) == YES else None


FEATURE = Feature(
    "spam",
    blueprint=views.blueprint,
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    audited=AUDITED,
    activities=activities.KINDS,
    listeners=jobs.LISTENERS,
    jobs=jobs.JOBS,
    schedule=jobs.SCHEDULE,
    subjects=SUBJECTS,
    moderated=judged.MODERATED,
    moderation_acts=judged.ACTS,
    personal=PERSONAL,
    settings=settings.SETTINGS,
    slots={
        "support.first": desk.on_the_desk,
        places.SLOT: desk.of_moderators,
        "form.doubts": doubt_of_guest,
        "form.trap": set_trap,
        "report.badge": held_badge,
        "report.reason": why_held,
        "account.lines": desk.of_account,
    },
    navigation=[
        NavigationItem(
            "/moderation/held",
            lambda: _("Held texts"),
            order=81,
            menu=Menu.MODERATING,
            is_shown=lambda reader: bool(may(reader, policy.LOOK)),
        ),
        NavigationItem(
            "/admin/words",
            lambda: _("Word list"),
            order=45,
            menu=Menu.KEEPING,
            is_shown=lambda reader: bool(may(reader, policy.KEEP_WORDS)),
            about=lambda: _("Words that hold a text for a moderator, and what they would hold."),
        ),
    ],
)
