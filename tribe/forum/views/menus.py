"""What the menu of a topic offers a moderator: only what its page would let them do.

It stands in the order in which a case offers the same acts.
"""

from collections.abc import Callable

from tribe.access import may
from tribe.forum import policy, queries, services
from tribe.forum.models import Topic
from tribe.forum.policy import CategoryTree
from tribe.forum.views.arranging import ACTS, TopicAct
from tribe.members.identity import current_member
from tribe.members.models import Member
from tribe.moderation import ruling
from tribe.web.moderated import register

FITS: dict[str, Callable[[Topic], bool]] = {  # as a topic is now; what is not here always does
    "split": lambda topic: topic.highest_post_number > 1,
    "unpin": lambda topic: topic.pinned is not None,
    "list": lambda topic: topic.unlisted_at is not None,
    "unlist": lambda topic: topic.unlisted_at is None,
    "quicken": lambda topic: bool(services.slow_now(topic)),
    "close": lambda topic: not topic.is_closed,
    "closing": lambda topic: not topic.is_closed,
    "reopen": lambda topic: topic.is_closed,
}


def offered_acts(topic: Topic, tree: CategoryTree, *, is_judge: bool) -> list[str]:
    """What whoever reads may do with a topic now, by the paths of its pages, in their order.

    `is_judge` says whether they may judge its author. No query but where a decision would be
    undone, and for one's own. Whether one reported the topic oneself is asked by its page.
    """
    member = current_member()
    moderators = tree.moderators(topic.category_id)
    if member is None or not may(member, policy.MODERATE, moderators=moderators):
        return []
    fitting = sorted((act for act in ACTS.values() if _fits(topic, act)), key=_order)
    is_own = topic.author_id == member.id
    is_shared = is_own and queries.is_shared(topic)
    return [
        act.path
        for act in fitting
        if (is_judge or not _judges(act, is_own=is_own, is_shared=is_shared))
        and not (act.undoes and ruling.undoing_bar_of(member, "topic", topic.id, act.undoes))
        and (act.path != "move" or _has_another(member, topic, tree))
    ]


def _order(act: TopicAct) -> int:
    """Where an act stands, or the undoing of one."""
    return register().acts[act.name or act.undoes[0]].order


def _fits(topic: Topic, act: TopicAct) -> bool:
    if (topic.removed_at is not None) != (act.path == "restore"):
        return False
    fits = FITS.get(act.path)
    return fits is None or fits(topic)


def _judges(act: TopicAct, *, is_own: bool, is_shared: bool) -> bool:
    return not is_own or act.judges_own or (act.bears_on_others and is_shared)


def _has_another(member: Member, topic: Topic, tree: CategoryTree) -> bool:
    """Whether there is another category in which one may begin topics."""
    return any(node.id != topic.category_id for node in tree.open_to(member))
