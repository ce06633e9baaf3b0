"""The words of what is refused around stepping aside."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tribe.web.design.labels import long_moment


def not_here(until: datetime) -> str:
    """Until when one does not answer in a topic."""
    return str(
        _(
            "You and another member were asked to talk this over with a moderator. You can answer "
            "in this topic again on %(moment)s, or when that has ended. What you typed is kept.",
            moment=long_moment(until),
        )
    )


def stays_here(until: datetime) -> str:
    """Until when what one wrote in a topic stays as it is."""
    return str(
        _(
            "You and another member were asked to talk this over with a moderator. Until "
            "%(moment)s, or until that has ended, what you wrote in this topic stays as it is; "
            "you can remove it. What you typed is kept.",
            moment=long_moment(until),
        )
    )


REFUSALS = {
    "aside.not_moderator": _l("This is for moderators, and for none who speaks for the brand."),
    "aside.not_yours": _l("Only the moderator who is in the conversation says how it ended."),
    "aside.none": _l("There is no such stepping aside."),
    "aside.two_others": _l("Name two members, and not yourself."),
    "aside.account_closed": _l(
        "The account of one of them is closed: they could not answer there."
    ),
    "aside.already": _l("One of them steps aside from this topic already."),
    "aside.ended": _l("That has ended already."),
    "aside.words_needed": _l("Say how it ended: both will read it."),
    "aside.too_long": _l("That is too long: %(maximum)s characters at most."),
    "aside.not_here": not_here,
    "aside.stays_here": stays_here,
}
