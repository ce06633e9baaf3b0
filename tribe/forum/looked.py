"""The words of posts that were taken from view: moderators who read them say why first."""

from tribe.access import Actor, may
from tribe.audit.looking import LookKind, Private, require_look
from tribe.base.i18n import gettext as _
from tribe.forum import policy, queries
from tribe.forum.addresses import post_link
from tribe.forum.models import Post

LOOKED_AT = "forum.post.looked"


def find(actor: Actor, post_id: int) -> Private | None:
    """A post that was taken from view, to whoever moderates where it stands."""
    placed, tree = queries.find_post(post_id), queries.get_category_tree()
    if placed is None or not placed.post.is_removed:
        return None
    post, category_id = placed.post, placed.topic.category_id
    there = {"moderators": tree.moderators(category_id)}
    if not tree.may_see(actor, category_id) or not may(actor, policy.READ_HISTORY, post, **there):
        return None
    return Private(post.author_id, post_link(post_id, "history"))


def look_at(actor: Actor, post: Post) -> None:
    """Ask why before the words of a post are shown that was taken from view; not its author.

    Raises WhyFirst.
    """
    if post.is_removed and post.author_id != actor.id:
        require_look(actor, LOOKED_AT, post.id)


POST = LookKind(LOOKED_AT, lambda: str(_("a post of yours that was taken from view")), find)
