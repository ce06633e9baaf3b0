"""The words of what is refused here."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "personal_data.not_imported": _l("This account did not come with an import, or is somebody's."),
    "personal_data.no_claim": _l("There is no such request: it may be decided already."),
    "personal_data.address_taken": _l(
        "An account has this address already: it can be erased, or given to another address."
    ),
    "personal_data.not_own": _l("Only members take their own data along, or leave."),
    "personal_data.not_admin": _l("Only admins read what was told to them."),
    "personal_data.too_late": _l("The erasure has begun: nothing can be brought back."),
    "personal_data.in_the_making": _l("Your export is in the making. One is made at a time."),
    "personal_data.no_export": _l("There is no such export. Exports are kept for seven days."),
}
