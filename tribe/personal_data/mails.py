"""The mails of one's own data."""

from datetime import datetime

from flask_babel import gettext as _

from tribe.base.i18n import local_time, long_day
from tribe.mail import Button, Letter, MailKind, Words
from tribe.mail.kinds import Facts
from tribe.settings import place, value_of
from tribe.web.design.labels import whole_moment


def leaving(facts: Facts) -> Letter:
    """When a member is erased, and how they stay; also for who did not ask for it."""
    name, due_at = value_of(place.NAME), datetime.fromisoformat(facts["due_at"])
    moment = whole_moment(due_at)
    return Letter(
        _("You leave %(place)s on %(day)s", place=name, day=long_day(local_time(due_at))),
        [
            Words(_("Until then your page is hidden and nothing is lost.")),
            Words(
                _(
                    "All that leads to you is erased on %(moment)s, and cannot be brought back.",
                    moment=moment,
                )
            ),
            Words(
                _("To stay, sign in and press “I stay”. If it was not you, change your password.")
            ),
            Button(_("Sign in"), "/me/leave"),
        ],
    )


def export_ready(facts: Facts) -> Letter:
    """That an export can be fetched, and until when; never the file itself."""
    return Letter(
        _("Your export is ready"),
        [
            Words(_("It stands on the page of your data for %(days)s days.", days=facts["days"])),
            Button(_("To your data"), "/me/data"),
        ],
    )


def claimed(_facts: Facts) -> Letter:
    """That an imported account is theirs now, and the way in."""
    name = value_of(place.NAME)
    return Letter(
        _("The account at %(place)s is yours", place=name),
        [
            Words(_("Choose a password with this address, then you can sign in.")),
            Words(_("You are not measured until you say so, and what was measured is removed.")),
            Button(_("Choose a new password"), "/forgot"),
        ],
    )


def erased(_facts: Facts) -> Letter:
    """That an imported account is erased with its texts."""
    name = value_of(place.NAME)
    told = _("The account and all its texts are being erased. An import does not bring them back.")
    return Letter(_("You are erased at %(place)s", place=name), [Words(told)])


def not_claimed(facts: Facts) -> Letter:
    """That it could not be seen whose account it is, and why."""
    name = value_of(place.NAME)
    return Letter(
        _("Your request to %(place)s", place=name),
        [
            Words(_("We could not see that the account is yours:")),
            Words(facts["why"]),
            Words(_("You can ask again on its page.")),
        ],
    )


LEAVING = MailKind(
    "personal_data.leaving", leaving, lambda: _("that you are leaving"), is_transactional=True
)
EXPORT_READY = MailKind(
    "personal_data.export_ready",
    export_ready,
    lambda: _("that your export is ready"),
    is_transactional=True,
)
CLAIMED = MailKind(
    "personal_data.claimed", claimed, lambda: _("an account of yours"), is_transactional=True
)
ERASED = MailKind(
    "personal_data.erased", erased, lambda: _("that you are erased"), is_transactional=True
)
NOT_CLAIMED = MailKind(
    "personal_data.not_claimed",
    not_claimed,
    lambda: _("your request for an account"),
    is_transactional=True,
)
MAILS = (LEAVING, EXPORT_READY, CLAIMED, ERASED, NOT_CLAIMED)
