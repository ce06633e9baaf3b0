"""Moderation: what is reported, decided with reasons, and appealed."""

from tribe.feature import Feature
from tribe.moderation import activities, jobs, mails, policy, settings
from tribe.moderation.audited import AUDITED
from tribe.moderation.notices import GROUP, NOTICES
from tribe.moderation.personal import PERSONAL
from tribe.moderation.refusals import REFUSALS
from tribe.moderation.subjects import SUBJECTS

FEATURE = Feature(
    "moderation",
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    audited=AUDITED,
    activities=activities.KINDS,
    notices=NOTICES,
    notice_group=GROUP,
    mails=mails.MAILS,
    jobs=jobs.JOBS,
    schedule=jobs.SCHEDULE,
    settings=settings.SETTINGS,
    subjects=SUBJECTS,
    personal=PERSONAL,
)
