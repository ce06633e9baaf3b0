"""The mails about rites that one keeps or is asked to keep."""

from flask_babel import gettext as _

from tribe.notices.mailing import notices_by_mail

NEWS = notices_by_mail("rituals.news", lambda: _("rites that you keep or are asked to keep"))
MAILS = (NEWS,)
