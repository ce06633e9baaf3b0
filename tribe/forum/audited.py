"""What of this feature is in the audit, in words."""

from flask_babel import lazy_gettext as _l

AUDITED = {
    "post.removed": _l("a post removed"),
    "post.hidden": _l("a post hidden"),
    "post.restored": _l("a post brought back"),
    "category.removed": _l("a category removed"),
    "forum.moderator.appointed": _l("a moderator of a category appointed"),
    "forum.moderator.dismissed": _l("a moderator of a category dismissed"),
    "forum.judged_alone": _l(
        "a judgement by somebody with a stake in it, as there was nobody else"
    ),
    "forum.post.looked": _l("a look at the words of a post that was taken from view"),
}
