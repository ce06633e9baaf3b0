"""What happens in the forum; a topic's own words stand nowhere but in its posts."""

from tribe.activity import ActivityKind, Audience
from tribe.speech import Message

TOPIC_BEGUN = ActivityKind(  # its first post
    "forum.topic.begun",
    "post",
    words=Message("a topic begun"),
    facts=("topic",),
)
POST_REPLIED = ActivityKind(
    "forum.post.replied",
    "post",
    words=Message("a reply written"),
    facts=("topic", "number"),
    watched="topic",
)
POST_LET_THROUGH = ActivityKind(
    "forum.post.let_through",
    "post",
    words=Message("a post that waited for a moderator published"),
    facts=("topic",),
    audience=Audience.OWN,
)
POST_EDITED = ActivityKind(
    "forum.post.edited",
    "post",
    words=Message("a post changed"),
    facts=("topic",),
    watched="topic",
)
POST_REMOVED = ActivityKind(
    "forum.post.removed",
    "post",
    words=Message("a post removed"),
    facts=("topic",),
    watched="topic",
)
POST_HIDDEN = ActivityKind(
    "forum.post.hidden",
    "post",
    words=Message("a post hidden"),
    facts=("topic",),
    watched="topic",
)
POST_RESTORED = ActivityKind(
    "forum.post.restored",
    "post",
    words=Message("a post brought back"),
    facts=("topic",),
    watched="topic",
)
GOING = (POST_REMOVED, POST_HIDDEN)
POST_REACTED = ActivityKind(
    "forum.post.reacted",
    "post",
    words=Message("a sign given to a post"),
    facts=("topic", "sign"),
    watched="topic",
)
POST_UNREACTED = ActivityKind(
    "forum.post.unreacted",
    "post",
    words=Message("a sign taken back from a post"),
    facts=("topic", "sign"),
    audience=Audience.OWN,
    watched="topic",
)
CHANGES = (POST_EDITED, *GOING, POST_RESTORED, POST_REACTED, POST_UNREACTED)  # of earlier posts
TOPIC_CLOSED = ActivityKind(
    "forum.topic.closed", "topic", words=Message("a topic closed"), watched="topic"
)
TOPIC_REOPENED = ActivityKind(
    "forum.topic.reopened", "topic", words=Message("a topic opened again"), watched="topic"
)
TOPIC_REMOVED = ActivityKind(
    "forum.topic.removed",
    "topic",
    words=Message("a topic removed"),
    watched="topic",
    closes="topic",
)
TOPIC_RESTORED = ActivityKind(
    "forum.topic.restored", "topic", words=Message("a topic brought back"), watched="topic"
)
TOPIC_TAGGED = ActivityKind(  # later than it was begun
    "forum.topic.tagged",
    "topic",
    words=Message("a tag given to a topic"),
    facts=("topic", "tags"),
)
TOPIC_UNTAGGED = ActivityKind(
    "forum.topic.untagged",
    "topic",
    words=Message("a tag taken from a topic"),
    facts=("topic", "tags"),
)
TOPIC_UNLISTED = ActivityKind(
    "forum.topic.unlisted", "topic", words=Message("a topic taken out of lists")
)
TOPIC_LISTED = ActivityKind("forum.topic.listed", "topic", words=Message("a topic listed again"))
TOPIC_PINNED = ActivityKind("forum.topic.pinned", "topic", words=Message("a topic pinned"))
TOPIC_UNPINNED = ActivityKind(
    "forum.topic.unpinned", "topic", words=Message("a topic pinned no more")
)
TOPIC_MOVED = ActivityKind(
    "forum.topic.moved",
    "topic",
    words=Message("a topic moved to another category"),
    facts=("category",),
    watched="topic",
    closes="topic",
)
TOPIC_SLOWED = ActivityKind(
    "forum.topic.slowed", "topic", words=Message("a topic slowed down"), watched="topic"
)
TOPIC_QUICKENED = ActivityKind(
    "forum.topic.quickened", "topic", words=Message("a topic slow no more"), watched="topic"
)
TOPIC_SPLIT = ActivityKind(
    "forum.topic.split",
    "topic",
    words=Message("posts moved to a topic of their own"),
    watched="topic",
    closes="topic",
)
TOPIC_MERGED = ActivityKind(
    "forum.topic.merged",
    "topic",
    words=Message("a topic merged into another"),
    watched="topic",
    closes="topic",
)
POSTS_RETURNED = ActivityKind(
    "forum.topic.posts_returned",
    "topic",
    words=Message("posts moved back to their topic"),
    watched="topic",
    closes="topic",
)
SLOWER_ASKED = ActivityKind(
    "forum.topic.slower_asked",
    "topic",
    words=Message("a slower topic asked for"),
    audience=Audience.OWN,
)
TOPIC_FOLLOWED = ActivityKind(
    "forum.topic.followed",
    "topic",
    words=Message("how closely a topic is followed changed"),
    facts=("level",),
    audience=Audience.OWN,
)
CATEGORY_CREATED = ActivityKind(
    "forum.category.created", "category", words=Message("a category made")
)
CATEGORY_CHANGED = ActivityKind(
    "forum.category.changed", "category", words=Message("a category changed"), closes="topic"
)
CATEGORY_REMOVED = ActivityKind(
    "forum.category.removed",
    "category",
    words=Message("a category removed"),
    facts=("into",),
    closes="topic",
)

CATEGORY_FOLLOWED = ActivityKind(
    "forum.category.followed",
    "category",
    words=Message("how closely a category is followed changed"),
    facts=("level",),
    audience=Audience.OWN,
)

TAG_RENAMED = ActivityKind("forum.tag.renamed", "tag", words=Message("a tag renamed"))
TAG_MERGED = ActivityKind("forum.tag.merged", "tag", words=Message("a tag merged into another"))
TAG_REMOVED = ActivityKind("forum.tag.removed", "tag", words=Message("a tag removed"))
TAG_RESTORED = ActivityKind(
    "forum.tag.restored", "tag", words=Message("a change of a tag taken back")
)
TAG_FOLLOWED = ActivityKind(
    "forum.tag.followed",
    "tag",
    words=Message("how closely a tag is followed changed"),
    facts=("level",),
    audience=Audience.OWN,
)

MODERATOR_APPOINTED = ActivityKind(
    "forum.moderator.appointed",
    "member",
    words=Message("a moderator of a category appointed"),
    facts=("category",),
    closes="member",
    told="the council, which refuses staff",
)
MODERATOR_DISMISSED = ActivityKind(
    "forum.moderator.dismissed",
    "member",
    words=Message("a moderator of a category dismissed"),
    facts=("category",),
    closes="member",
)

KINDS = (
    TOPIC_BEGUN,
    POST_REPLIED,
    POST_LET_THROUGH,
    POST_EDITED,
    POST_REMOVED,
    POST_HIDDEN,
    POST_RESTORED,
    POST_REACTED,
    POST_UNREACTED,
    TOPIC_CLOSED,
    TOPIC_REOPENED,
    TOPIC_REMOVED,
    TOPIC_RESTORED,
    TOPIC_TAGGED,
    TOPIC_UNTAGGED,
    TOPIC_UNLISTED,
    TOPIC_LISTED,
    TOPIC_PINNED,
    TOPIC_UNPINNED,
    TOPIC_MOVED,
    TOPIC_SLOWED,
    TOPIC_QUICKENED,
    TOPIC_SPLIT,
    TOPIC_MERGED,
    POSTS_RETURNED,
    SLOWER_ASKED,
    TOPIC_FOLLOWED,
    CATEGORY_CREATED,
    CATEGORY_CHANGED,
    CATEGORY_REMOVED,
    CATEGORY_FOLLOWED,
    TAG_RENAMED,
    TAG_MERGED,
    TAG_REMOVED,
    TAG_RESTORED,
    TAG_FOLLOWED,
    MODERATOR_APPOINTED,
    MODERATOR_DISMISSED,
)
