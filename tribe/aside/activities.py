"""What happens to quarrels that were moved aside."""

from functools import partial

from tribe.activity import ActivityKind
from tribe.activity.kinds import Audience
from tribe.speech import Message

_kind = partial(ActivityKind, subject="step_aside", audience=Audience.OWN)

BEGUN = _kind("aside.quarrel.begun", words=Message("two members asked to step aside"))
TAKEN_OVER = _kind("aside.quarrel.taken_over", words=Message("a stepping aside taken over"))
ENDED = _kind("aside.quarrel.ended", words=Message("a stepping aside ended"))
KINDS = (BEGUN, TAKEN_OVER, ENDED)
