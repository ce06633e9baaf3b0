"""What others are told of the moderators of a category."""

from tribe.access import Actor
from tribe.forum import policy, queries
from tribe.web.slots import Part


def moderators_seen_by(actor: Actor, category_id: int) -> frozenset[int]:
    """Who moderates a category without the role; nobody of one that the actor does not see."""
    tree = queries.get_category_tree()
    is_seen = category_id in tree.by_id and tree.may_see(actor, category_id)
    return tree.moderators(category_id) if is_seen else policy.NOBODY


def categories_of(member_id: int) -> Part | None:
    """The categories that a member moderates without the role; None where there are none."""
    found = queries.list_moderated(member_id)
    return Part("forum/_moderated.html", found) if found else None
