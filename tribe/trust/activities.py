"""What happens to trust levels."""

from tribe.activity import ActivityKind, Audience
from tribe.speech import Message

LEVEL_CHANGED = ActivityKind(
    "trust.level.changed",
    "member",
    words=Message("a trust level changed"),
    audience=Audience.OWN,
)
KINDS = (LEVEL_CHANGED,)
