"""The mails about one's own seat on the council."""

from flask_babel import gettext as _

from tribe.notices.mailing import notices_by_mail

NEWS = notices_by_mail("voice.news", lambda: _("your seat on the council"))
MAILS = (NEWS,)
