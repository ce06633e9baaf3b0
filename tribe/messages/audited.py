"""What the audit calls looks at private messages."""

from flask_babel import lazy_gettext as _l

AUDITED = {"messages.message.looked": _l("a look at a private message that was reported")}
