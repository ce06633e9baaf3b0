"""What happens to bookmarks."""

from tribe.activity import ActivityKind
from tribe.activity.kinds import Audience
from tribe.speech import Message

BOOKMARK_DUE = ActivityKind(
    "bookmarks.bookmark.due",
    "bookmark",
    words=Message("the time of a reminder of a bookmark"),
    facts=("minutes", "moment"),
    audience=Audience.OWN,
)
KINDS = (BOOKMARK_DUE,)
