"""Why something cannot be done with acts of the brand, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "acts.none": _l("The brand has said no such thing here."),
    "acts.not_brand": _l("Only the brand's accounts and admins speak in its name."),
    "acts.not_moderator": _l("Only moderators can do that."),
    "acts.covered": _l("Its words were taken from view: it is not answered meanwhile."),
    "acts.published_already": _l("It is published: its words stay as members read them."),
    "acts.not_published": _l("Only what is published can be taken back, and only once."),
    "acts.own": _l("Answers are members': who speaks for the brand writes in their topic."),
    "acts.taken_back": _l("The brand took this back: it is not answered any more."),
    "acts.no_answers": _l("No answers are gathered for this."),
}
