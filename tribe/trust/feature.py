"""Trust levels, and why they changed."""

from flask_babel import lazy_gettext as _l

from tribe.activity import Listener
from tribe.feature import Feature
from tribe.moderation import activities as moderation
from tribe.trust import activities, jobs, labels, parts, policy, services, views
from tribe.trust.looked import CHANGES, LOOKED_AT
from tribe.trust.personal import PERSONAL
from tribe.trust.refusals import REFUSALS

FEATURE = Feature(
    "trust",
    blueprint=views.blueprint,
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    audited={
        services.SET: _l("a trust level set"),
        LOOKED_AT: _l("a look at how a trust level changed"),
    },
    activities=activities.KINDS,
    listeners=[
        Listener(services.hear_decision, (moderation.DECIDED,)),
        Listener(services.hear_undoing, (moderation.UNDONE,)),
        Listener(services.hear_answer, (moderation.APPEAL_DECIDED,)),
    ],
    jobs=jobs.JOBS,
    schedule=jobs.SCHEDULE,
    personal=PERSONAL,
    looks=[CHANGES],
    labels=labels.FILTERS,
    slots={"account.lines": parts.of_account, "member.page": parts.of_page},
)
