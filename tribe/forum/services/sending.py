"""What members send by a form or a mail: let through, held for a moderator, or refused.

The verbs of posting know nothing of this: what is published, imported or built goes by them alone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tribe.access import TrustLevel, trust_of
from tribe.forum import paces, queries
from tribe.forum.models import Category, Post, PostFile, ReactionKind, Topic
from tribe.forum.policy import CategoryNode
from tribe.forum.services.changing import edit
from tribe.forum.services.posting import append, begin, check_reply, check_topic
from tribe.forum.services.reactions import toggle
from tribe.intent.labels import with_intent
from tribe.intent.models import UNSTATED, Intent, read_intent
from tribe.interests.models import Interest
from tribe.members.models import Member
from tribe.spam import services as spam
from tribe.spam.attempts import NONE, Act, Signs
from tribe.spam.models import HeldText

TOPIC, REPLY = "forum.topic", "forum.reply"


def send_topic(
    author: Member,
    category: Category | CategoryNode,
    title: str,
    body: str,
    *,
    files: Sequence[PostFile] = (),
    interest: Interest | None = None,
    tags: Sequence[str] = (),
    intent: Intent = UNSTATED,
    signs: Signs = NONE,
    at: datetime | None = None,
) -> Topic | HeldText:
    """Begin a topic, or hold it for a moderator.

    Raises NotFound, Forbidden, RuleBroken, and TooOften.
    """
    check_topic(author, category, title, body, tags, intent)
    facts: dict[str, Any] = {"category": category.id, "files": [file.id for file in files]}
    facts |= {"interest": interest, "tags": list(tags)}
    facts |= {"serves": intent.serves, "asks": intent.asks} if intent.is_stated else {}
    held = _weigh(author, paces.TOPIC, TOPIC, title, body, facts, signs, at)
    if held is not None:
        return held
    return begin(
        author,
        category,
        title,
        body,
        at,
        is_news=True,
        files=files,
        interest=interest,
        tags=tags,
        intent=intent,
    )


def send_reply(
    author: Member,
    topic: Topic,
    body: str,
    reply_to: Post | None = None,
    *,
    files: Sequence[PostFile] = (),
    interest: Interest | None = None,
    signs: Signs = NONE,
    at: datetime | None = None,
) -> Post | HeldText:
    """Add to a topic, or hold it for a moderator.

    Raises NotFound, Forbidden, RuleBroken, and TooOften.
    """
    check_reply(author, topic, body, reply_to)
    answered = reply_to.id if reply_to else None
    facts: dict[str, Any] = {"topic": topic.id, "answered": answered, "interest": interest}
    facts["files"] = [file.id for file in files]
    held = _weigh(author, paces.REPLY, REPLY, "", body, facts, signs, at)
    if held is not None:
        return held
    return append(author, topic, body, reply_to, at, is_news=True, files=files, interest=interest)


def send_edit(
    member: Member,
    post: Post,
    source: str,
    *,
    title: str | None = None,
    interest: Interest | None = None,
    tags: Sequence[str] | None = None,
    intent: Intent | None = None,
) -> Post:
    """Say it otherwise; what would have been held is refused, for a post cannot wait as it stands.

    Raises NotFound, Forbidden, RuleBroken, and TooOften.
    """
    if source != post.source or title is not None:
        said = with_intent(intent or post, source)
        before = with_intent(post, post.source)
        spam.weigh(member, paces.EDIT, title or "", said, before=before)
    return edit(member, post, source, title=title, interest=interest, tags=tags, intent=intent)


def send_sign(member: Member, post: Post, kind: ReactionKind) -> bool:
    """Give a sign, or take it back; whether it stands. Raises as `toggle` does, and TooOften."""
    spam.weigh(member, paces.SIGN)
    return toggle(member, post, kind)


def _weigh(
    author: Member,
    act: Act,
    kind: str,
    title: str,
    body: str,
    facts: Mapping[str, Any],
    signs: Signs,
    at: datetime | None,
) -> HeldText | None:
    """Hold what the layers want a moderator to see, and remember what newcomers say."""

    def standing() -> int:
        return queries.count_standing(author.id)

    said = with_intent(read_intent(facts), body)
    verdict = spam.weigh(author, act, title, said, signs=signs, standing=standing, at=at)
    if trust_of(author) is not TrustLevel.TRUSTED:
        spam.remember(author.id, title, said, at)
    if verdict is None:
        return None
    return spam.hold(author, kind, verdict, title=title, body=body, facts=facts, at=at)
