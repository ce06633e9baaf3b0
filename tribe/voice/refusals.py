"""Why something cannot be done with the charter, the council and promises, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "voice.not_council": _l(
        "Only the members' council words the charter; an admin does while no council sits."
    ),
    "voice.not_brand": _l("Only the brand's accounts and admins promise in its name."),
    "voice.not_moderator": _l("Only moderators can do that."),
    "voice.not_judge": _l("Only the members' council says what became of a promise."),
    "voice.not_admin": _l("Only an admin notes who sits on the council."),
    "voice.staff_on_council": _l(
        "The council is the members' own: admins, moderators and the brand have no seat on it."
    ),
    "voice.seat_before_staff": _l(
        "%(name)s sits on the members' council. The seat must end before they can become an admin, "
        "a moderator or an account of the brand."
    ),
    "voice.seated_already": _l("%(name)s sits on the council already."),
    "voice.no_seat": _l("There is no such seat on the council."),
    "voice.no_value": _l("The charter has no such value."),
    "voice.no_promise": _l("There is no such promise."),
    "voice.day_is_past": _l("A promise is for a day to come."),
    "voice.settled_already": _l("This promise is settled already."),
    "voice.no_account": _l("Please say in words what happened."),
}
