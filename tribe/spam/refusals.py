"""Why something is held or refused, in words."""

from flask_babel import lazy_gettext as _l

from tribe.web.errors import too_often

REFUSALS = {
    "spam.pace": too_often,
    "spam.trap": _l(
        "A field was filled in that people do not see, as programs do. Please send it once more."
    ),
    "spam.haste": _l(
        "That was sent very quickly, as programs do. Please read it again and send it once more."
    ),
    "spam.edit": _l(
        "While you are new here an edit cannot add this. Write it in a post of its own: a "
        "moderator looks at it first."
    ),
    "spam.enough_wait": _l(
        "Texts of yours wait for a moderator already (%(most)s). Please wait for an answer."
    ),
    "spam.not_moderator": _l("Only moderators decide on texts that wait."),
    "spam.not_yours_to_decide": _l("Nobody decides on their own words."),
    "spam.not_admin": _l("Only admins keep the list of words."),
    "spam.no_held": _l("There is no such text that waits."),
    "spam.decided": _l("A moderator has decided on it meanwhile."),
    "spam.decided_already": _l(
        "It does not wait any more: somebody decided, or it was taken back."
    ),
    "spam.changed_since": _l("Its author has changed it since you read it. Please read it again."),
    "spam.nothing_said": _l("Please write something."),
}
