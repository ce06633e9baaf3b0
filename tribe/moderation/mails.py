"""What whom a decision concerns reads by mail."""

from flask_babel import gettext as _

from tribe.notices.mailing import notices_by_mail

DECIDED = notices_by_mail("moderation.decided", lambda: _("decisions of moderation"))
MAILS = (DECIDED,)
