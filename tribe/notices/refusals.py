"""The words of what is refused here."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "notices.none": _l("There is no such notice."),
    "notices.gone": _l("What this notice told of is gone, or you may not see it any more."),
}
