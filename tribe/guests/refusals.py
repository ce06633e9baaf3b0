"""Why something cannot be done at the door for guests, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "guests.not_moderator": _l("Only moderators decide on the questions of guests."),
    "guests.no_question": _l("This question is not here any more: somebody has decided on it."),
    "guests.no_address": _l("Whoever asked it left no address."),
    "guests.no_answer": _l("Please write an answer."),
    "guests.asked_already": _l("A question from this address waits already. Please wait for it."),
    "guests.too_many_questions": _l(
        "Too many questions wait for an answer just now. Please come back in some days."
    ),
    "guests.closed": _l("This door is closed here: an account opens all others."),
}
