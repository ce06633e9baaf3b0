"""The will: who inherits the tribe, and the sealed copy that its council opens together."""

from tribe.base.commands import CommandAt
from tribe.feature import Feature
from tribe.will import activities, erasing, jobs, policy, views
from tribe.will.audited import AUDITED
from tribe.will.personal import PERSONAL
from tribe.will.refusals import REFUSALS
from tribe.will.subjects import SUBJECTS

FEATURE = Feature(
    "will",
    blueprint=views.blueprint,
    commands=[CommandAt("will", "tribe.will.commands:will")],
    permissions=policy.PERMISSIONS,
    refusals=REFUSALS,
    audited=AUDITED,
    activities=activities.KINDS,
    jobs=jobs.JOBS,
    schedule=jobs.SCHEDULE,
    personal=PERSONAL,
    erasing=[erasing.erase],
    subjects=SUBJECTS,
    slots={"council.page": views.told_on_council},
)
