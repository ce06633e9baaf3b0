"""The words of what is refused here."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "transparency.not_admin": _l("Only admins keep this record."),
    "transparency.no_year": _l("There is no report of that year."),
    "transparency.no_entry": _l("There is no such entry in the log."),
    "transparency.no_matter": _l("There is no such matter in the record."),
}
