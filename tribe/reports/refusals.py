"""Why something cannot be done with reports, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "reports.not_analyst": _l("Reports are for analysts. What is measured is open to everyone."),
    "reports.not_measured": _l("You do not agree to be measured, so that you have no place here."),
    "reports.no_report": _l("There is no such report."),
    "reports.not_ready": _l("This report is not ready."),
    "reports.no_map": _l("There are too few members for a map."),
    "reports.no_purpose": _l("Please say what the report is for. Members can read it."),
    "reports.no_period": _l("The period must begin before it ends, and not in the future."),
    "reports.no_week": _l(
        "A report covers whole weeks, from Monday to Sunday: none of this period is over yet."
    ),
}
