"""Why something cannot be done with an account, in words."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tribe.web.design.labels import whole_moment
from tribe.web.errors import words


def _silenced(until: datetime) -> str:
    said: str = _(
        "You can read here, and write again from %(moment)s. Why, and how to appeal, stands among "
        "the decisions about you.",
        moment=whole_moment(until),
    )
    return said


REFUSALS = {
    "members.no_member": _l("There is no member of this name."),
    "members.not_admin": _l("Only an admin decides on accounts."),
    "members.last_admin": _l(
        "%(name)s is the only admin. Give this role to another member first, or nobody could keep "
        "the place."
    ),
    "access.silenced": _silenced,
    "members.may_not_restrain": _l(
        "Nobody does that to themself, and admins alone do it to a moderator or an admin."
    ),
    "members.closed_here": _l(
        "Your account is closed. What was decided, and how to appeal, stands on the page of "
        "decisions; your data stay yours."
    ),
    "members.closed_since": _l(
        "Your account was closed while you were here, and you were signed out. Sign in again to "
        "read what was decided and why, and to appeal; your data stay yours."
    ),
    "members.name_locked": _l("A moderator decided that your name stays as it is."),
    "members.email_barred": _l("Nobody can join with this address."),
    "members.not_active": _l("The account of %(name)s is not in use."),
    "members.not_suspended": _l("The account of %(name)s is not suspended."),
    "members.no_version": _l("There is no such version."),
    "members.no_picture": _l("There is no picture here."),
    "members.profile_closed": _l("There is no member of this name."),
    "members.not_own": _l("Only the member themself can change this."),
    "members.no_sign_in": _l("You are not signed in there any more."),
    "members.suspended": _l("There is no such account any more."),
    "members.unfit": lambda faults: " ".join(map(words, faults.values())),
    "members.name_length": _l("Please choose a name of %(least)s to %(most)s characters."),
    "members.name_letters": _l("Please use only letters, digits, dots, hyphens and underscores."),
    "members.name_ends": _l("Please begin and end the name with a letter or a digit."),
    "members.name_alphabets": _l("Please keep to one alphabet within a name."),
    "members.name_reserved": _l("This name is kept back, because it would speak for the house."),
    "members.name_taken": _l("Someone here already has this name. Please choose another."),
    "members.name_shape_taken": _l(
        "This name looks just like another one here. Please choose another."
    ),
    "members.name_like_brand": _l(
        "This name looks like an account of the brand. Please choose another."
    ),
    "members.name_changed": _l(
        "You changed your name less than %(days)s days ago. Please keep it for a while."
    ),
    "members.email_form": _l("Please give an address such as name@example.org."),
    "members.email_taken": _l("There is an account with this address. You can sign in with it."),
    "members.password_short": _l("Please choose a password of at least %(count)s characters."),
    "members.password_long": _l("Please choose a password of at most %(count)s characters."),
    "members.password_is_name": _l(
        "Please choose a password that is not your name or your address."
    ),
    "members.password_plain": _l("Please choose a password with more variety."),
    "members.wrong_password": _l("This name or address and this password do not go together."),
    "members.picture_too_heavy": _l("Please choose a picture of at most %(size)s megabytes."),
    "members.picture_unreadable": _l(
        "This file is not a picture that can be read. JPEG, PNG, WebP and GIF can."
    ),
    "members.picture_too_large": _l("Please choose a picture of at most %(count)s megapixels."),
    "members.picture_later": _l(
        "Many pictures are being drawn just now. Please send yours again in a minute."
    ),
}
