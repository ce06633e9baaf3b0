"""Taking posts from view and bringing them back: removed, or hidden for all but their authors.

Nothing that hangs on a post goes with it, so that all of it is there when the post comes back.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from tribe import storage
from tribe.access import Actor, Permission, require
from tribe.activity import ActivityKind, Undone, record
from tribe.base.db import now, session
from tribe.forum import activities, policy
from tribe.forum.models import Gone, Post, PostFile
from tribe.forum.policy import UNDO_WINDOW
from tribe.forum.queries.decided import list_hidings_undone
from tribe.forum.services.changing import hold_topic
from tribe.forum.services.counting import count_again
from tribe.forum.services.judging import judge_post, require_of_post
from tribe.forum.services.noting import note
from tribe.forum.services.posting import moderators_of
from tribe.forum.services.references import cook_quoting
from tribe.forum.services.turning import turns_of

Details = dict[str, Any]
BY_MODERATORS = (Gone.MODERATOR, Gone.HIDDEN)
BATCH = 200  # posts whose files go in one transaction


def remove(actor: Actor, post: Post, at: datetime | None = None, *, why: str = "") -> Details:
    """Take a post away, its interactions with it; its number stays.

    Of what its author removed a moderator takes from them that they bring it back, and what was
    hidden they read no more. Raises NotFound, Forbidden.
    """
    how = Gone.AUTHOR if actor.id == post.author_id else Gone.MODERATOR
    return _take(actor, post, how, (policy.REMOVE, activities.POST_REMOVED), at, why)


def hide(actor: Actor, post: Post, at: datetime | None = None, *, why: str = "") -> Details:
    """Take a post from view of all but its author and moderators. Raises NotFound, Forbidden.

    What a moderator had removed, by no decision that was put back, is brought back first.
    """
    hold_topic(post)
    if post.gone in BY_MODERATORS:
        restore(actor, post, why=why)
    return _take(actor, post, Gone.HIDDEN, (policy.HIDE, activities.POST_HIDDEN), at, why)


def restore(actor: Actor, post: Post, *, why: str = "") -> None:
    """Bring a post back as it was. Raises NotFound, Forbidden."""
    topic = hold_topic(post)
    moderators = moderators_of(actor, topic)
    require(actor, policy.RESTORE, post, moderators=moderators)
    judge_post(actor, post, moderators)
    if topic.removed_at is None:
        post.deleted_at = post.deleted_by_id = post.gone = None
    else:  # it stands again when its topic does
        post.deleted_at, post.gone = topic.removed_at, Gone.TOPIC
    session.flush()
    count_again(topic)
    cook_quoting([post.id])
    turns = turns_of([post.id]) if not post.is_removed else []
    record(activities.POST_RESTORED, post.id, actor_id=actor.id, turns=turns, topic=topic.id)
    note(actor, "post.restored", "post", post.id, why, is_own=actor.id == post.author_id)


def give_back(
    actor: Actor, post: Post, details: Details, ways: Collection[Gone] = BY_MODERATORS
) -> None:
    """Undo a taking, if the post is gone still in one of some ways.

    What was hidden and then swept is gone by the sweep. What its author had removed is theirs to
    bring back again, and gone until they do. What had been hidden is so again, unless that came to
    its end, or was undone, meanwhile.
    """
    hold_topic(post)
    if post.gone not in ways or post.is_erased:
        return
    hidden = details.get("hidden")
    if hidden and not list_hidings_undone([post.id], datetime.fromisoformat(hidden["removed_at"])):
        post.deleted_at = datetime.fromisoformat(hidden["at"])
        post.deleted_by_id, post.gone = hidden["by"], Gone.HIDDEN
        session.flush()
        return
    removed_at = details.get("author_removed_at")
    if removed_at is None:
        restore(actor, post)
        return
    post.deleted_at = datetime.fromisoformat(removed_at)
    post.deleted_by_id, post.gone = post.author_id, Gone.AUTHOR
    session.flush()


def prune_files() -> None:
    """Take away the files of posts that were removed so long ago that nobody brings them back."""
    old = (Post.gone.in_((Gone.AUTHOR, Gone.MODERATOR, Gone.TOPIC)), Post.files_count > 0)
    is_due = Post.deleted_at < now() - UNDO_WINDOW
    chosen = select(Post.id).where(*old, is_due).order_by(Post.id).limit(BATCH)
    post_ids = session.scalars(chosen).all()
    gone = delete(PostFile).where(PostFile.post_id.in_(post_ids))
    rows = session.execute(gone.returning(PostFile.digest, PostFile.preview_digest)).all()
    session.execute(update(Post).where(Post.id.in_(post_ids)).values(files_count=0))
    storage.let_go({digest for row in rows for digest in row if digest is not None})


def _take(
    actor: Actor,
    post: Post,
    how: Gone,
    by: tuple[Permission, ActivityKind],
    at: datetime | None,
    why: str,
) -> Details:
    permission, kind = by
    topic = hold_topic(post)
    moderators = moderators_of(actor, topic)
    require_of_post(actor, permission, post, moderators)
    judge_post(actor, post, moderators)
    before = _gone_before(post)  # none sees it, and nothing is told of it
    post.deleted_at, post.deleted_by_id, post.gone = at or now(), actor.id, how
    session.flush()
    if "hidden" in before:
        before["hidden"]["removed_at"] = post.deleted_at.isoformat()
    if not before:
        count_again(topic)
        cook_quoting([post.id])
        record(kind, post.id, actor_id=actor.id, at=at, undone=[Undone()], topic=topic.id)
    what = "post.hidden" if how is Gone.HIDDEN else "post.removed"
    note(actor, what, "post", post.id, why, is_own=actor.id == post.author_id)
    return {"post": post.id, **before}


def _gone_before(post: Post) -> Details:
    """How a post was away already, as details keep it; nothing of one that stood."""
    moment = post.deleted_at.isoformat() if post.deleted_at is not None else None
    if post.gone is Gone.HIDDEN:
        return {"hidden": {"at": moment, "by": post.deleted_by_id}}
    return {"author_removed_at": moment} if post.gone is Gone.AUTHOR else {}
