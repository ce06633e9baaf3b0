"""Accounts: how people come in, and how they keep what lets them in."""

from tribe.access import Actor, may
from tribe.accounts import jobs, mails, policy, queries, services, settings, views, waiting
from tribe.accounts.audited import AUDITED
from tribe.accounts.openid import find_provider
from tribe.accounts.personal import PERSONAL
from tribe.accounts.queries import count_applications
from tribe.accounts.refusals import REFUSALS
from tribe.accounts.services.restored import end_after_restore
from tribe.accounts.settings import Registration
from tribe.accounts.views.second_steps import takes_passkeys
from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.web.navigation import Menu, NavigationItem


def decides(reader: Actor) -> bool:
    """Whether a reader answers those who ask to come in, or who asked before one could just join.

    One query for those who answer, where nobody has to ask any more.
    """
    if not may(reader, policy.DECIDE):
        return False
    return services.registration_now() == Registration.APPROVAL or count_applications() > 0


def who_asks() -> str:
    """The way to those who ask to come in, and how many wait."""
    count = queries.count_applications()
    label = _("Who asks to come in")
    return f"{label} ({count})" if count else label


FEATURE = Feature(
    "accounts",
    blueprint=views.blueprint,
    audited=AUDITED,
    globals={"brand_provider": find_provider, "takes_passkeys": takes_passkeys},
    refusals=REFUSALS,
    permissions=policy.PERMISSIONS,
    settings=settings.SETTINGS,
    personal=PERSONAL,
    restored=[end_after_restore],
    jobs=jobs.JOBS,
    schedule=jobs.SCHEDULE,
    mails=mails.MAILS,
    slots={"support.first": waiting.on_the_desk},
    navigation=[
        NavigationItem("/applications", who_asks, 80, Menu.TENDING, decides),
        NavigationItem("/me", lambda: _("Your account"), order=20, menu=Menu.ACCOUNT),
        NavigationItem(
            "/me/sessions", lambda: _("Where you are signed in"), order=50, menu=Menu.ACCOUNT
        ),
    ],
)
