"""What happens to acts of the brand."""

from tribe.activity import ActivityKind
from tribe.speech import Message

ACT_PUBLISHED = ActivityKind(
    "acts.act.published", "brand_act", words=Message("an act of the brand published")
)
ACT_WITHDRAWN = ActivityKind(
    "acts.act.withdrawn", "brand_act", words=Message("an act of the brand taken back")
)
KINDS = (ACT_PUBLISHED, ACT_WITHDRAWN)
