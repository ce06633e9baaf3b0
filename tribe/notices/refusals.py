"""The words of what is refused here."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "notices.no_push": _l("This place tells no devices."),
    "notices.no_endpoint": _l("This browser does not say where it takes notices."),
    "notices.no_device": _l("There is no such device."),
    "notices.none": _l("There is no such notice."),
    "notices.gone": _l("What this notice told of is gone, or you may not see it any more."),
}
