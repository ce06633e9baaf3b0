"""The mails about gatherings that one goes to or hosts."""

from flask_babel import gettext as _

from tribe.notices.mailing import notices_by_mail

NEWS = notices_by_mail("events.news", lambda: _("changes of gatherings that you go to or host"))
MAILS = (NEWS,)
