"""What can be done about posts and topics, and about all that a member wrote."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import func, select

from tribe.access import Actor
from tribe.base.db import session
from tribe.base.diffs import compare
from tribe.base.errors import Forbidden, NotFound
from tribe.base.paging import parse_number
from tribe.forum import beneath, services
from tribe.forum.addresses import topic_entry
from tribe.forum.matters import existing_post
from tribe.forum.models import Gone, Pin, Post, PostRevision, Topic
from tribe.forum.queries import get_category_tree
from tribe.forum.queries.decided import HIDE, would_stay_away
from tribe.forum.services.arranging import spell_moment
from tribe.forum.services.sweeping import writers_in
from tribe.forum.services.tagging import find_made, find_new
from tribe.members.models import Member
from tribe.moderation.queries import list_standing
from tribe.speech import Message
from tribe.web.moderated import (
    Ask,
    Changed,
    Choices,
    Details,
    ModerationAct,
    Remains,
    Restriction,
    Taken,
)

REMOVE, CLOSE = "forum.post.remove", "forum.topic.close"
UNLIST, SLOWING = "forum.topic.unlist", "forum.topic.slow"
BY_MODERATORS = (Gone.MODERATOR, Gone.HIDDEN)
SLOW = 10  # minutes, where a moderator chooses no other number


def edit_post(actor: Actor, post_id: int, choices: Choices) -> Details:
    """Say otherwise what another said, with the former words in the history."""
    post = existing_post(post_id)
    before = post.edited_at
    if not isinstance(actor, Member):
        raise Forbidden("forum.may_not_edit")
    title, tags = choices.get("title"), choices.get("tags")
    new = find_new(tags or ())
    services.send_edit(actor, post, choices["body"], title=title, tags=tags)
    last = select(func.max(PostRevision.id)).where(PostRevision.post_id == post_id)
    return {
        "revision": session.scalar(last),
        "topic": post.topic_id,
        "edited_at": spell_moment(before),
        "made": find_made(new),
    }


def put_post_back(_actor: Actor, post_id: int, details: Details) -> None:
    """Let a post say what it said, where nothing was written since."""
    services.put_back(existing_post(post_id), details)


def what_changed(post_id: int, details: Details) -> Sequence[Changed]:
    """What an edit changed; nothing where its history is gone."""
    post, topic = session.get(Post, post_id), session.get(Topic, details["topic"])
    if post is None or topic is None or post.is_removed:
        return ()
    try:
        made = services.find_edited(post, topic, details["revision"])
    except NotFound:
        return ()
    found = []
    if made.title is not None and made.revision.title is not None:
        found.append(Changed(Message("Title"), compare(made.revision.title, made.title)))
    if made.tags is not None and made.revision.tags is not None:
        before, after = (", ".join(one.split()) for one in (made.revision.tags, made.tags))
        found.append(Changed(Message("Tags"), compare(before, after)))
    if made.has_source:
        found.append(Changed(Message("Text"), compare(made.revision.source, made.source)))
    return found


def remove_post(actor: Actor, post_id: int, _choices: Choices) -> Details:
    """Take a post away."""
    return services.remove(actor, existing_post(post_id))


def hide_post(actor: Actor, post_id: int, choices: Choices) -> Details:
    """Take a post from view of all but its author and moderators, also one that was removed."""
    post, replaced = existing_post(post_id), choices.get("replaced", ())
    was_removed = post.gone is Gone.MODERATOR or REMOVE in replaced
    was = {"was": "removed"} if was_removed else {"was": "hidden"} if HIDE in replaced else {}
    return services.hide(actor, post) | was


def restore_post(actor: Actor, post_id: int, details: Details) -> None:
    """Let a post be as it was, if it is removed by a moderator still."""
    services.give_back(actor, existing_post(post_id), details, (Gone.MODERATOR,))


def show_post(actor: Actor, post_id: int, details: Details) -> None:
    """Let a post be as it was, if it is hidden still."""
    services.give_back(actor, existing_post(post_id), details, (Gone.HIDDEN,))


def remove_topic(actor: Actor, topic_id: int, _choices: Choices) -> Details:
    """Take a topic away with all that stands in it."""
    return services.remove_topic(actor, _topic(topic_id))


def restore_topic(actor: Actor, topic_id: int, _details: Details) -> None:
    """Bring a topic back, if it is gone still."""
    topic = _topic(topic_id)
    if topic.removed_at is not None:
        services.restore_topic(actor, topic)


def unlist_topic(actor: Actor, topic_id: int, _choices: Choices) -> Details:
    """Take a topic out of lists."""
    return services.unlist_topic(actor, _topic(topic_id))


def list_topic(actor: Actor, topic_id: int, _details: Details) -> None:
    """Let lists have a topic again, if they have it not."""
    topic = _topic(topic_id)
    if topic.unlisted_at is not None:
        services.list_topic(actor, topic)


def close_topic(actor: Actor, topic_id: int, _choices: Choices) -> Details:
    """Let nobody add to a topic."""
    topic = services.close_topic(actor, _topic(topic_id))
    return {"closed_at": spell_moment(topic.closed_at)}


def reopen_topic(actor: Actor, topic_id: int, details: Details) -> None:
    """Let members add to a topic again, if nobody opened it since."""
    topic = _topic(topic_id)
    if spell_moment(topic.closed_at) == details.get("closed_at", spell_moment(topic.closed_at)):
        services.reopen_topic(actor, topic)


def close_topic_later(actor: Actor, topic_id: int, choices: Choices) -> Details:
    """Let nobody add to a topic from a moment on."""
    return services.close_later(actor, _topic(topic_id), choices["at"])


def close_topic_later_no_more(actor: Actor, topic_id: int, details: Details) -> None:
    """Let a topic be open, or close when it was to before, if nobody chose otherwise since."""
    services.close_later_no_more(actor, _topic(topic_id), details)


def slow_topic(actor: Actor, topic_id: int, choices: Choices) -> Details:
    """Let each member write in a topic once in so many minutes."""
    typed = choices.get("minutes") or SLOW
    minutes = parse_number(str(typed)) or 0  # which is refused as too few
    return services.slow_topic(actor, _topic(topic_id), minutes, choices.get("ends_at"))


def quicken_topic(actor: Actor, topic_id: int, details: Details) -> None:
    """Let members write in a topic at the pace that it had before."""
    services.quicken_topic(actor, _topic(topic_id), details)


def pin_topic(actor: Actor, topic_id: int, choices: Choices) -> Details:
    """Let a topic stand before all others."""
    pin, until = Pin(choices["pin"]), choices.get("ends_at")
    return services.pin_topic(actor, _topic(topic_id), pin, until)


def unpin_topic(actor: Actor, topic_id: int, details: Details) -> None:
    """Let a topic stand where it stood before."""
    services.unpin_topic(actor, _topic(topic_id), details)


def move_topic(actor: Actor, topic_id: int, choices: Choices) -> Details:
    """Let a topic lie in another category."""
    category_id = parse_number(str(choices["category"]))
    return services.move_topic(actor, _topic(topic_id), category_id or 0)


def move_topic_back(actor: Actor, topic_id: int, details: Details) -> None:
    """Let a topic lie where it lay."""
    services.move_back(actor, _topic(topic_id), details)


def split_topic(actor: Actor, topic_id: int, choices: Choices) -> Details:
    """Give posts of a topic one of their own."""
    topic, numbers = _topic(topic_id), choices["numbers"]
    return services.split_topic(actor, topic, numbers, choices["title"], choices["category"])


def unsplit_topic(actor: Actor, topic_id: int, details: Details) -> None:
    """Bring those posts back, with what was answered to them."""
    services.unsplit_topic(actor, _topic(topic_id), details)


def merge_topic(actor: Actor, topic_id: int, choices: Choices) -> Details:
    """Let all posts of a topic stand in another."""
    return services.merge_topic(actor, _topic(topic_id), choices["into"])


def unmerge_topic(actor: Actor, topic_id: int, details: Details) -> None:
    """Bring them back."""
    services.unmerge_topic(actor, _topic(topic_id), details)


def _categories(actor: Actor, topic_id: int) -> Sequence[tuple[str, str]]:
    """Where a topic may be moved."""
    topic = session.get(Topic, topic_id)
    lies_in = topic.category_id if topic is not None else None
    open_ones = get_category_tree().open_to(actor)
    return [(str(one.id), one.name) for one in open_ones if one.id != lies_in]


def _writers(details: Details) -> set[int]:
    """Who wrote posts that were moved."""
    moved = [post_id for post_id, _number in details["posts"]]
    return set(session.scalars(select(Post.author_id).where(Post.id.in_(moved))))


def _would_move(topic_id: int, choices: Choices) -> set[int]:
    """Who wrote the posts that are to be moved."""
    chosen = (Post.topic_id == topic_id, Post.number.in_(choices["numbers"]))
    return set(session.scalars(select(Post.author_id).where(*chosen)))


def _began(topic_id: int) -> set[int]:
    topic = session.get(Topic, topic_id)
    return {topic.author_id} if topic is not None else set()


def _where_lies(key: str) -> Callable[[Actor, Details], bool]:
    """Whether an actor moderates where the other topic lies now, and sees it there."""

    def asks(actor: Actor, details: Details) -> bool:
        topic = session.get(Topic, details[key]) if key in details else None
        return topic is None or topic.category_id in get_category_tree().moderated_ids(actor)

    return asks


def _may_begin_there(actor: Actor, details: Details) -> bool:
    """Whether an actor may put a topic where it lay before, as who moves it may."""
    node = get_category_tree().by_id.get(details["category"])
    return node is None or get_category_tree().grant(actor, node).may_create


def lay_in_what_is_gone(topic_id: int, details: Details) -> Remains | None:
    """That the category in which a moved topic lay is gone, where it lies as the move left it."""
    topic = session.get(Topic, topic_id)
    if topic is None or details["category"] in get_category_tree().by_id:
        return None
    if topic.category_id != details.get("to", topic.category_id):
        return None
    said = Message(
        "The category in which the topic lay is gone: it stays where it is until you move it."
    )
    return Remains(said, topic_entry(topic_id, "move"))


def _would_remove(topic_id: int, _choices: Choices) -> set[int]:
    """Who wrote what stands in a topic."""
    standing = (Post.topic_id == topic_id, Post.deleted_at.is_(None))
    return set(session.scalars(select(Post.author_id).where(*standing).distinct()))


def _writers_in(details: Details) -> set[int]:
    """Who wrote in topics that were removed with all that stood in them."""
    return writers_in(details)


def _first_of(topic_id: int, _details: Details) -> set[int]:
    """The post that began a topic: its words are those of the topic."""
    first = (Post.topic_id == topic_id, Post.number == 1, Post.deleted_at.is_not(None))
    return set(session.scalars(select(Post.id).where(*first)))


def _topic(topic_id: int) -> Topic:
    topic = session.get(Topic, topic_id)
    if topic is None:
        raise NotFound("forum.no_topic")
    return topic


def _where(model: type[Any], holds: Callable[[Any], bool]) -> Callable[[int], bool]:
    """Whether a thing is there, and is as an act wants it."""

    def asks(number: int) -> bool:
        thing = session.get(model, number)
        return thing is not None and holds(thing)

    return asks


def _may_be_removed(post: Post) -> bool:
    """Whether it stands, or is away so that its author has it still."""
    is_theirs = post.gone in (Gone.AUTHOR, Gone.HIDDEN) and not post.is_erased
    return not post.is_removed or is_theirs


def _may_be_hidden(post: Post) -> bool:
    """Whether it stands, or a moderator took it from view and were it back were that undone."""
    if not post.is_removed:
        return True
    is_taken = post.gone in BY_MODERATORS and not post.is_erased
    return is_taken and not would_stay_away(post.id)


def _taking(post_id: int) -> Sequence[str]:
    """The acts by which a post is away that a hiding takes the place of."""
    post = session.get(Post, post_id)
    return (REMOVE, HIDE) if post is not None and post.gone in BY_MODERATORS else ()


def _again(name: str, is_so: Callable[[Topic], bool]) -> Callable[[int], Sequence[str]]:
    """What does to a topic what was done already, such as until another day, takes its place."""

    def answers(topic_id: int) -> Sequence[str]:
        topic = session.get(Topic, topic_id)
        return (name,) if topic is not None and is_so(topic) else ()

    return answers


def _can_close(topic: Topic) -> bool:
    """What was closed by a decision can be closed by another, such as until another day."""
    is_open = not topic.is_closed or bool(list_standing("topic", topic.id, (CLOSE,)))
    return not topic.is_removed and is_open


def _can_unlist(topic: Topic) -> bool:
    is_there = topic.unlisted_at is None or bool(list_standing("topic", topic.id, (UNLIST,)))
    return not topic.is_removed and is_there


def _hidden_instead(details: Details) -> Message | None:
    """What is said of a hiding of what was away already."""
    return {
        "removed": Message(
            "Your post, which had been removed, is hidden instead: you and moderators can read "
            "it, and nobody else."
        ),
        "hidden": Message(
            "Your post stays hidden: you and moderators can read it, and nobody else. This takes "
            "the place of what had been decided of it."
        ),
    }.get(details.get("was", ""))


def _removed_at_last(details: Details) -> Message | None:
    """What is said of a removal of what was hidden."""
    if "hidden" not in details:
        return None
    return Message(
        "Your post, which had been hidden, was removed: you cannot read it there any more either."
    )


ACTS = (
    ModerationAct(
        "forum.post.edit",
        "post",
        label=Message("Change the post"),
        done=Message("Your post was changed. What it said before stays in its history."),
        logged=Message("A post was changed"),
        apply=edit_post,
        undo=put_post_back,
        undo_beneath=beneath.put_post_back,
        may_reach=_where_lies("topic"),
        is_possible=_where(Post, lambda post: not post.is_removed),
        is_offered=False,
        needs_rule=False,
        changes=what_changed,
    ),
    ModerationAct(
        HIDE,
        "post",
        label=Message("Hide the post"),
        done=Message("Your post was hidden: you and moderators can read it, and nobody else."),
        logged=Message("A post was hidden"),
        apply=hide_post,
        undo=show_post,
        is_possible=_where(Post, _may_be_hidden),
        replaces=_taking,
        done_of=_hidden_instead,
        restriction=Restriction.VISIBILITY,
        taken=Taken.HIDDEN,
        may_end=True,
        holds_back=True,
        order=10,
        key="h",
    ),
    ModerationAct(
        REMOVE,
        "post",
        label=Message("Remove the post"),
        done=Message("Your post was removed."),
        logged=Message("A post was removed"),
        apply=remove_post,
        undo=restore_post,
        is_possible=_where(Post, _may_be_removed),
        done_of=_removed_at_last,
        restriction=Restriction.VISIBILITY,
        order=20,
        key="e",
    ),
    ModerationAct(
        SLOWING,
        "topic",
        label=Message("Slow this topic down"),
        done=Message("Your topic was slowed down: each member writes in it once in a while."),
        logged=Message("A topic was slowed down"),
        apply=slow_topic,
        undo=quicken_topic,
        needs_rule=False,
        is_possible=_where(Topic, lambda topic: not topic.is_removed),
        replaces=_again(SLOWING, lambda topic: bool(topic.slow_minutes)),
        asks=(
            Ask(
                "minutes",
                Message("Minutes between two posts of one member (10 where left empty)"),
                None,
                False,
            ),
        ),
        may_end=True,
        order=34,
        key="l",
    ),
    ModerationAct(
        CLOSE,
        "topic",
        label=Message("Close the topic"),
        done=Message("Your topic was closed: it can be read, but not added to."),
        logged=Message("A topic was closed"),
        apply=close_topic,
        undo=reopen_topic,
        needs_rule=False,
        is_possible=_where(Topic, _can_close),
        replaces=_again(CLOSE, lambda topic: topic.is_closed),
        restriction=Restriction.SERVICE,
        may_end=True,
        order=30,
        key="c",
    ),
    ModerationAct(
        "forum.topic.close_later",
        "topic",
        label=Message("Close the topic at a moment"),
        done=Message("Your topic was given a moment at which it closes: it can be read then."),
        logged=Message("A topic was given a moment at which it closes"),
        apply=close_topic_later,
        undo=close_topic_later_no_more,
        undo_beneath=beneath.close_later_no_more,
        is_possible=_where(Topic, lambda topic: not topic.is_removed and not topic.is_closed),
        restriction=Restriction.SERVICE,
        is_offered=False,
        needs_rule=False,
        order=32,
    ),
    ModerationAct(
        "forum.topic.pin",
        "topic",
        label=Message("Pin the topic"),
        done=Message("Your topic was pinned: it stands before all others."),
        logged=Message("A topic was pinned"),
        apply=pin_topic,
        undo=unpin_topic,
        undo_beneath=beneath.unpin,
        is_possible=_where(Topic, lambda topic: not topic.is_removed),
        may_end=True,
        is_offered=False,
        needs_rule=False,
        order=50,
    ),
    ModerationAct(
        "forum.topic.move",
        "topic",
        label=Message("Move the topic to a category"),
        done=Message("Your topic was moved to another category."),
        logged=Message("A topic was moved to another category"),
        apply=move_topic,
        undo=move_topic_back,
        undo_beneath=beneath.move_back,
        may_reach=_may_begin_there,
        remains=lay_in_what_is_gone,
        is_possible=_where(Topic, lambda topic: not topic.is_removed),
        asks=(Ask("category", Message("Category"), _categories),),
        needs_rule=False,
        order=60,
        key="g",
    ),
    ModerationAct(
        "forum.topic.split",
        "topic",
        label=Message("Split posts off"),
        done=Message("Posts of this topic were moved to a topic of their own."),
        logged=Message("Posts were moved to a topic of their own"),
        apply=split_topic,
        undo=unsplit_topic,
        may_reach=_where_lies("topic"),
        is_possible=_where(Topic, lambda topic: not topic.is_removed),
        is_offered=False,
        needs_rule=False,
        concerns=_writers,
        would_concern=_would_move,
        order=62,
    ),
    ModerationAct(
        "forum.topic.merge",
        "topic",
        label=Message("Merge the topic into another"),
        done=Message("The topic was merged into another, with all that stood in it."),
        logged=Message("A topic was merged into another"),
        apply=merge_topic,
        undo=unmerge_topic,
        may_reach=_where_lies("into"),
        is_possible=_where(Topic, lambda topic: not topic.is_removed),
        is_offered=False,
        needs_rule=False,
        concerns=lambda details: _began(details["into"]),
        would_concern=lambda _topic_id, choices: _began(choices["into"]),
        reaches=lambda choices: {"topic": [choices["into"]]},
        order=64,
    ),
    ModerationAct(
        UNLIST,
        "topic",
        label=Message("Take out of lists"),
        done=Message("Your topic was taken out of lists: who has its address reads it."),
        logged=Message("A topic was taken out of lists"),
        apply=unlist_topic,
        undo=list_topic,
        is_possible=_where(Topic, _can_unlist),
        replaces=_again(UNLIST, lambda topic: topic.unlisted_at is not None),
        restriction=Restriction.VISIBILITY,
        taken=Taken.LITTLE,
        may_end=True,
        order=22,
        key="i",
    ),
    ModerationAct(
        "forum.topic.remove",
        "topic",
        label=Message("Remove the topic"),
        done=Message("Your topic was removed with all that stood in it."),
        logged=Message("A topic was removed"),
        apply=remove_topic,
        undo=restore_topic,
        is_possible=_where(Topic, lambda topic: not topic.is_removed),
        restriction=Restriction.VISIBILITY,
        concerns=_writers_in,
        would_concern=_would_remove,
        done_beside=Message("A topic in which you wrote was removed with all that stood in it."),
        settles={"post": _first_of},
        order=20,
        key="e",
    ),
)
