"""How often members write in private, by trust."""

from tribe.access import TrustLevel
from tribe.messages import activities
from tribe.spam.attempts import Act

MESSAGE = Act(
    "message",
    (activities.MESSAGE_WRITTEN.name,),
    {TrustLevel.NEW: (20, 60), TrustLevel.KNOWN: (60, 300), TrustLevel.TRUSTED: (120, 1000)},
    has_text=False,  # what is said in private is looked at by no layer
    may_wait=False,
)
