"""The words of what is refused here."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "desk.not_staff": _l("The support desk is for moderators and analysts."),
    "desk.not_moderator": _l("Analysts look at the desk; moderators act."),
    "desk.no_task": _l("This does not wait any more."),
    "desk.no_mark": _l("Nobody has put this off or done it."),
}
