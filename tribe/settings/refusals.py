"""Why a setting could not be changed, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "settings.unknown": _l("There is no setting called %(key)s."),
    "settings.no_change": _l("There is no such change of a setting."),
    "settings.changed_since": _l(
        "This has been changed again since; please set it as you want it."
    ),
}
