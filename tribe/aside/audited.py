"""What the audit calls what moderators did here."""

from flask_babel import lazy_gettext as _l

AUDITED = {"aside.taken_over": _l("A moderator took over a stepping aside")}
