"""Who may watch a topic: whoever may see it; who is shown there, and to whom, by their choice.

Lists of topics have a room for each rank, since all of one rank see the same categories: a post is
told to the rooms of those ranks alone that see where it stands.
"""

from tribe.access import may
from tribe.activity import Happened, Listener
from tribe.base.db import session
from tribe.forum import activities, queries
from tribe.forum.models import Topic
from tribe.forum.policy import MEET, rank_of, rank_of_role, roles_that_see, sees_topic
from tribe.live import announce
from tribe.members.identity import current_actor, current_member
from tribe.members.models import Member
from tribe.web.fresh import Fresh, fresh

LISTS = "topics"


def may_watch(topic_id: int) -> bool:
    """Whether whoever asks may see a topic, and so hear of its replies."""
    topic = queries.find_topic(topic_id)
    if topic is None:
        return False
    return sees_topic(queries.get_category_tree(), current_actor(), topic)


def may_watch_lists(rank: int) -> bool:
    """Whether whoever asks is a member of that rank; guests hear of no list."""
    member = current_member()
    return member is not None and rank_of(member) == rank > 0


def shown_as(topic_id: int) -> int | None:
    """The member as whom the asker is shown to the others who read a topic; None if to nobody."""
    member = current_member()
    if member is None or not may(member, MEET) or not may_watch(topic_id):
        return None
    return member.id


def fresh_list(member: Member | None, url: str, within: tuple[int, ...] = ()) -> Fresh | None:
    """What a list of topics is told of while its page is open; nothing to guests."""
    if member is None or not rank_of(member):
        return None
    return fresh([list_room(member)], url, within)


def list_room(member: Member) -> str:
    """Where lists of topics hear that somebody wrote in one that this member may see."""
    return f"{LISTS}:{rank_of(member)}"


def tell_lists(happened: Happened) -> None:
    """Tell the lists of whoever sees a topic that somebody wrote in it; by its category alone."""
    topic = session.get(Topic, happened.facts["topic"])
    if topic is None or not happened.is_news or topic.unlisted_at is not None:
        return
    for role in roles_that_see(queries.get_category_tree(), topic.category_id):
        room = f"{LISTS}:{rank_of_role(role)}"
        announce(room, room, category=topic.category_id)


LISTENER = Listener(tell_lists, (activities.TOPIC_BEGUN, activities.POST_REPLIED))
