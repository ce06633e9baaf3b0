"""Voice: the charter, the council, what the brand promised, and whether it kept it."""

from tribe.activity import Listener
from tribe.base.i18n import gettext as _
from tribe.feature import Feature
from tribe.forum import activities as forum
from tribe.members import activities as members
from tribe.voice import activities, erasing, judged, labels, lacking, policy, services, tasks, views
from tribe.voice.mails import MAILS
from tribe.voice.notices import NOTICES
from tribe.voice.personal import PERSONAL
from tribe.voice.queries import is_seated, lay_judges
from tribe.voice.refusals import REFUSALS
from tribe.voice.subjects import SUBJECTS
from tribe.voice.told import GROUP
from tribe.web.discovery import fixed
from tribe.web.navigation import Menu, NavigationItem

FEATURE = Feature(
    "voice",
    listed=("voice.charter", "voice.council", "voice.promises", "voice.fidelity"),
    mapped=[fixed("voice", "/charter", "/council", "/promises", "/fidelity")],
    personal=PERSONAL,
    erasing=[erasing.erase],
    subjects=SUBJECTS,
    blueprint=views.blueprint,
    permissions=policy.PERMISSIONS,
    tasks=tasks.TASKS,
    refusals=REFUSALS,
    navigation=[
        NavigationItem("/fidelity", lambda: _("Fidelity"), order=60),
        NavigationItem(
            "/fidelity", lambda: _("How faithful the brand is"), order=20, menu=Menu.FOOT
        ),
    ],
    activities=activities.KINDS,
    moderated=judged.MODERATED,
    moderation_acts=judged.ACTS,
    notices=NOTICES,
    mails=MAILS,
    notice_group=GROUP,
    listeners=[
        Listener(
            services.keep_staff_from_council,
            (members.ROLE_GIVEN, members.BRAND_GIVEN, forum.MODERATOR_APPOINTED),
        )
    ],
    labels=labels.FILTERS,
    slots={
        "leaving.lacks": lacking.without,
        "moderation.lay_judges": lay_judges,
        "moderation.sat_as_judge": is_seated,
    },
)
