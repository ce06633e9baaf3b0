"""What of this feature is in the audit, in words."""

from flask_babel import lazy_gettext as _l

AUDITED = {
    "post.removed": _l("a post removed"),
    "post.hidden": _l("a post hidden"),
    "post.restored": _l("a post brought back"),
    "topic.removed": _l("a topic removed"),
    "topic.restored": _l("a topic brought back"),
    "topic.unlisted": _l("a topic taken out of lists"),
    "topic.listed": _l("a topic listed again"),
    "topic.pinned": _l("a topic pinned"),
    "topic.unpinned": _l("a topic pinned no more"),
    "topic.moved": _l("a topic moved to another category"),
    "topic.slowed": _l("a topic slowed down"),
    "topic.quickened": _l("a topic slow no more"),
    "topic.closes": _l("when a topic closes"),
    "topic.closed": _l("a topic closed"),
    "topic.reopened": _l("a topic opened again"),
    "topic.split": _l("posts moved to a topic of their own"),
    "topic.merged": _l("a topic merged into another"),
    "category.removed": _l("a category removed"),
    "tag.renamed": _l("a tag renamed"),
    "tag.merged": _l("a tag merged into another"),
    "tag.removed": _l("a tag removed"),
    "tag.restored": _l("a change of a tag taken back"),
    "forum.moderator.appointed": _l("a moderator of a category appointed"),
    "forum.moderator.dismissed": _l("a moderator of a category dismissed"),
    "forum.judged_alone": _l(
        "a judgement by somebody with a stake in it, as there was nobody else"
    ),
    "forum.post.looked": _l("a look at the words of a post that was taken from view"),
}
