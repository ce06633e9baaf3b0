"""Putting back what a moderator changed of a post and its title, unless it was written since."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from tribe.activity import record
from tribe.base.db import session
from tribe.base.errors import NotFound
from tribe.forum import activities
from tribe.forum.models import Post, PostRevision, Topic
from tribe.forum.queries.tags import tags_of
from tribe.forum.services.changing import hold_topic
from tribe.forum.services.references import leave_traces, read_source
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


def put_back(post: Post, details: dict[str, Any]) -> None:
    """Let a post, its title and tags say what they said before an edit; never over newer words.

    Each by itself; what is put back is in the history no more, and a tag that the edit made is no
    more where nothing has it. Raises NotFound.
    """
    topic = hold_topic(post)
    titled = session.get(Topic, details["topic"]) or topic
    made = find_edited(post, titled, details["revision"])
    revision, later = made.revision, made.later
    if revision.title is not None and all(one.title is None for one in later):
        titled.title, titled.slug = revision.title, make_slug(revision.title)
        revision.title = None
    if revision.tags is not None and all(one.tags is None for one in later):
        back = give_tags(titled, revision.tags.split(), makes=False)
        record_tags(titled, back, actor_id=None)
        revision.tags = None
    forget_unused(details.get("made", ()))
    former = revision.source
    is_last = post.source == made.source and all(one.source == made.source for one in later)
    if is_last and made.has_source:
        for one in later:
            one.source = former
    _say(post, topic, former if is_last else post.source)
    is_bare = revision.title is None and revision.tags is None and revision.serves is None
    if is_bare and (is_last or not made.has_source):
        session.delete(revision)
        if not later:
            before = details["edited_at"]
            post.edited_at = datetime.fromisoformat(before) if before else None
    session.flush()


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
