"""What of this feature is in the audit, in words."""

from flask_babel import lazy_gettext as _l

AUDITED = {
    "reports.report.requested": _l("a report asked for"),
    "reports.report.read": _l("a report read"),
    "reports.report.printed": _l("a report printed at a terminal"),
}
