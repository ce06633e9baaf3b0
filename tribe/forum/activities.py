"""What happens in the forum; a topic's own words stand nowhere but in its posts."""

from tribe.activity import ActivityKind, Audience

TOPIC_BEGUN = ActivityKind(  # its first post
    "forum.topic.begun", "post", facts=("topic",), told="whom it names or quotes, by mail"
)
POST_REPLIED = ActivityKind(
    "forum.post.replied",
    "post",
    facts=("topic", "number"),
    told="open pages of the topic; whom it answers, names or quotes, by mail",
    watched="topic",
)
POST_EDITED = ActivityKind(
    "forum.post.edited", "post", facts=("topic",), told="whom it newly names or quotes, by mail"
)
POST_REMOVED = ActivityKind("forum.post.removed", "post", facts=("topic",))
POST_REACTED = ActivityKind("forum.post.reacted", "post", facts=("topic", "sign"))
POST_UNREACTED = ActivityKind(
    "forum.post.unreacted", "post", facts=("topic", "sign"), audience=Audience.OWN
)
TOPIC_CLOSED = ActivityKind("forum.topic.closed", "topic")
TOPIC_REOPENED = ActivityKind("forum.topic.reopened", "topic")
TOPIC_FOLLOWED = ActivityKind(
    "forum.topic.followed", "topic", facts=("level",), audience=Audience.OWN
)
CATEGORY_CREATED = ActivityKind("forum.category.created", "category")
CATEGORY_CHANGED = ActivityKind("forum.category.changed", "category")
CATEGORY_REMOVED = ActivityKind("forum.category.removed", "category", facts=("into",))

KINDS = (
    TOPIC_BEGUN,
    POST_REPLIED,
    POST_EDITED,
    POST_REMOVED,
    POST_REACTED,
    POST_UNREACTED,
    TOPIC_CLOSED,
    TOPIC_REOPENED,
    TOPIC_FOLLOWED,
    CATEGORY_CREATED,
    CATEGORY_CHANGED,
    CATEGORY_REMOVED,
)
