"""What happens to declared interests; their member reads it, others read what stands."""

from tribe.activity import ActivityKind, Audience
from tribe.speech import Message

DECLARED = ActivityKind(
    "interests.interest.declared",
    "member",
    words=Message("an interest declared"),
    audience=Audience.OWN,
)
ENDED = ActivityKind(
    "interests.interest.ended",
    "member",
    words=Message("a declared interest ended"),
    audience=Audience.OWN,
)
KINDS = (DECLARED, ENDED)
