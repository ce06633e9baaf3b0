"""Why something cannot be done with a rite, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "rituals.asked_enough": _l("You can ask %(most)s members a day at most to keep rites."),
    "rituals.no_ritual": _l("There is no such rite."),
    "rituals.no_enactment": _l("There is no such enactment."),
    "rituals.no_event": _l("There is no such gathering."),
    "rituals.no_topic": _l("There is no such topic."),
    "rituals.laid_down": _l("This rite has ended."),
    "rituals.keeps_already": _l("%(name)s keeps it already, or cannot keep it now."),
    "rituals.no_request": _l("Nobody is asked about that any more."),
    "rituals.no_member": _l("There is no member of this name."),
    "rituals.not_keeper": _l("Only its keepers and the moderators can change a rite."),
    "rituals.not_host": _l("Only keepers, moderators and its hosts can mark a gathering."),
    "rituals.not_author": _l("Only keepers, moderators and its author can mark a topic."),
    "rituals.took_no_part": _l("Those who took part tell it, or the keepers of the rite."),
    "rituals.not_marker": _l("Only keepers, moderators and whoever marked it can take it back."),
    "rituals.keeps_not": _l("You are not among the keepers of this rite."),
    "rituals.member_keeps_not": _l("This member does not keep the rite."),
    "rituals.enacts_already": _l("It is an enactment of a rite already."),
    "rituals.not_yet": _l("It has not taken place yet."),
    "rituals.event_cancelled": _l("This gathering is cancelled."),
}
