"""Putting back what a moderator changed of a post and its title, unless it was written since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from sqlalchemy import select

from tribe.activity import record
from tribe.base.db import session
from tribe.base.errors import NotFound
from tribe.forum import activities
from tribe.forum.models import Post, PostRevision, Topic
from tribe.forum.queries.tags import tags_of
from tribe.forum.services.arranging import read_moment
from tribe.forum.services.changing import hold_topic
from tribe.forum.services.references import leave_traces, read_source
from tribe.forum.services.removing import Details
from tribe.forum.services.tagging import forget_unused, give_tags, record_tags
from tribe.forum.slugs import make_slug
from tribe.markup import COOK_VERSION


@dataclass(frozen=True)
class Edited:
    """What an edit of a post changed: what was before it, and what it made of that."""

    revision: PostRevision
    later: Sequence[PostRevision]
    source: str
    title: str | None  # None where it left the title alone
    tags: str | None = None  # likewise, with blanks between

    @property
    def has_source(self) -> bool:
        """Whether it changed the text."""
        return self.revision.source != self.source


def find_edited(post: Post, topic: Topic, revision_id: int) -> Edited:
    """What an edit changed, told from the history; two queries. Raises NotFound."""
    revision = session.get(PostRevision, revision_id)
    if revision is None:
        raise NotFound("forum.no_version")
    after = (PostRevision.post_id == post.id, PostRevision.id > revision_id)
    chosen = select(PostRevision).where(*after).order_by(PostRevision.id)
    later = session.scalars(chosen).all()
    source = later[0].source if later else post.source
    titles = [one.title for one in later if one.title is not None]
    title = (titles[0] if titles else topic.title) if revision.title is not None else None
    tagged = [one.tags for one in later if one.tags is not None]
    tags = None
    if revision.tags is not None:
        tags = tagged[0] if tagged else " ".join(tags_of(topic.id))
    return Edited(revision, later, source, title, tags)


def put_back(post: Post, details: Details, later: Sequence[Details] = ()) -> None:
    """Let a post, its title and tags say what they said before an edit; never over newer words.

    Each by itself; what is put back is in the history no more, and a tag that the edit made is no
    more where nothing has it. `later` is what the undoing of later edits needs that stand: what one
    of them changed next is put back with that. Raises NotFound.
    """
    topic = hold_topic(post)
    titled = session.get(Topic, details["topic"]) or topic
    made = find_edited(post, titled, details["revision"])
    standing = {one["revision"]: one for one in later}
    _put_title_back(titled, made, standing)
    _put_tags_back(titled, made, standing)
    forget_unused(details.get("made", ()))
    revision = made.revision
    is_last = _put_source_back(post, made, standing)
    _say(post, topic, revision.source if is_last else post.source)
    is_bare = revision.title is None and revision.tags is None and revision.serves is None
    following = made.later[0] if made.later else None
    changes_nothing = following is not None and following.source == revision.source
    if is_bare and (is_last or changes_nothing):
        session.delete(revision)
        if following is None:
            post.edited_at = read_moment(details["edited_at"])
        elif following.id in standing:
            standing[following.id]["edited_at"] = details["edited_at"]
    session.flush()


def _put_title_back(topic: Topic, made: Edited, standing: Mapping[int, Details]) -> None:
    revision = made.revision
    following = next((one for one in made.later if one.title is not None), None)
    if revision.title is None:
        return
    if following is None:
        topic.title, topic.slug = revision.title, make_slug(revision.title)
        revision.title = None
    elif following.id in standing:
        following.title, revision.title = revision.title, None


def _put_tags_back(topic: Topic, made: Edited, standing: Mapping[int, Details]) -> None:
    revision = made.revision
    following = next((one for one in made.later if one.tags is not None), None)
    if revision.tags is None:
        return
    if following is None:
        back = give_tags(topic, revision.tags.split(), makes=False)
        record_tags(topic, back, actor_id=None)
        revision.tags = None
    elif following.id in standing:
        following.tags, revision.tags = revision.tags, None


def _put_source_back(post: Post, made: Edited, standing: Mapping[int, Details]) -> bool:
    """Let the history say from now on what was before an edit; whether the post does now."""
    same = list(takewhile(lambda one: one.source == made.source, made.later))
    is_last = len(same) == len(made.later) and post.source == made.source
    if made.has_source and (is_last or same[-1].id in standing):
        for one in same:
            one.source = made.revision.source
    return is_last


def _say(post: Post, topic: Topic, source: str) -> None:
    cooked, named = read_source(source)
    post.source, post.html, post.text = source, cooked.html, cooked.text
    post.cook_version = COOK_VERSION
    session.flush()
    traces = leave_traces(post, topic, cooked, named, is_new=False)
    turns = [replace(one, actor_id=post.author_id, at=post.created_at) for one in traces.turns]
    if post.is_removed:  # they are written once it comes back
        turns = []
    record(
        activities.POST_EDITED,
        post.id,
        actor_id=None,
        turns=turns,
        undone=traces.undone,
        topic=topic.id,
    )
