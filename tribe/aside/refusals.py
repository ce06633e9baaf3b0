"""The words of what is refused around stepping aside."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tribe.web.design.labels import long_moment


def not_here(until: datetime) -> str:
    """Until when one does not answer in a topic."""
    return str(
        _(
            "You and another member were asked to talk this over with a moderator. You can reply "
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
    "aside.not_moderator": _l("This is for moderators who do not speak for the brand."),
    "aside.not_yours": _l("Only the moderator in the conversation can say how it ended."),
    "aside.none": _l("This stepping aside does not exist."),
    "aside.two_others": _l("Name two members other than yourself."),
    "aside.account_closed": _l("One of their accounts is closed: they could not reply there."),
    "aside.already": _l("One of them has already been asked to step aside from this topic."),
    "aside.ended": _l("That has already ended."),
    "aside.words_needed": _l("Say how it ended: both will read it."),
    "aside.too_long": _l("Too long: %(maximum)s characters at most."),
    "aside.not_here": not_here,
    "aside.stays_here": stays_here,
}
