"""Private conversations between members."""

from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.messages import activities, jobs, judged, labels, live, looked, policy, settings, views
from tribe.messages.addresses import conversation_link, message_link
from tribe.messages.audited import AUDITED
from tribe.messages.mails import MAILS
from tribe.messages.models import PrivateMessage
from tribe.messages.notices import GROUP, NOTICES
from tribe.messages.personal import PERSONAL
from tribe.messages.refusals import REFUSALS
from tribe.messages.services import erasing
from tribe.messages.subjects import SUBJECTS
from tribe.web.navigation import Menu, NavigationItem

FEATURE = Feature(
    "messages",
    apart=[PrivateMessage.author_id],
    blueprint=views.blueprint,
    permissions=policy.PERMISSIONS,
    audited=AUDITED,
    looks=[looked.MESSAGE],
    refusals=REFUSALS,
    activities=activities.KINDS,
    notices=NOTICES,
    notice_group=GROUP,
    mails=MAILS,
    moderated=judged.MODERATED,
    moderation_acts=judged.ACTS,
    jobs=jobs.JOBS,
    schedule=jobs.SCHEDULE,
    watchable={"conversation": live.may_watch},
    subjects=SUBJECTS,
    personal=PERSONAL,
    erasing=[erasing.erase],
    settings=settings.SETTINGS,
    labels=labels.FILTERS,
    globals=labels.GLOBALS | {"conversation_link": conversation_link, "message_link": message_link},
    slots={"member.acts": views.write_on_page, "account.lines": views.among_account},
    navigation=[NavigationItem("/conversations", lambda: _("Conversations"), 5, Menu.OWN)],
)
