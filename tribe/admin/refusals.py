"""Why the place cannot be kept by whoever asks, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "admin.not_admin": _l("Only admins keep the place."),
    "admin.no_failed_job": _l("No failed job has this number: somebody may have decided already."),
    "admin.no_group": _l("There are no such settings."),
}
