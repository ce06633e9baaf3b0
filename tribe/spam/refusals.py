"""Why something is held or refused, in words."""

from flask_babel import lazy_gettext as _l

from tribe.web.errors import too_often

REFUSALS = {
    "spam.pace": too_often,
    "spam.trap": _l(
        "A field people cannot see was filled in, as programs do. Please send it once more."
    ),
    "spam.haste": _l(
        "That was sent very fast, as programs do. Please read it again and send it once more."
    ),
    "spam.edit": _l(
        "While you are new here, an edit cannot add this. Write it in a separate post: a "
        "moderator reads it first."
    ),
    "spam.enough_wait": _l(
        "Some of your texts are already waiting for a moderator (%(most)s). Please wait for "
        "an answer."
    ),
    "spam.not_moderator": _l("Only moderators decide on held texts."),
    "spam.not_yours_to_decide": _l("You cannot decide on your own text."),
    "spam.not_admin": _l("Only admins can change the word list."),
    "spam.no_held": _l("No such text is waiting."),
    "spam.decided": _l("A moderator has decided on it in the meantime."),
    "spam.decided_already": _l("It is no longer waiting: somebody decided, or it was withdrawn."),
    "spam.changed_since": _l("The author has edited it since you read it. Please read it again."),
    "spam.nothing_said": _l("Please write something."),
}
