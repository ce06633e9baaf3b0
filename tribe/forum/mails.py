"""The mail that says to whom somebody turned in a topic; an answer to it is posted there."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from flask_babel import gettext as _

from tribe.access import may
from tribe.base.db import session
from tribe.base.errors import NotFound
from tribe.blocking import seen_by
from tribe.forum.addresses import post_link
from tribe.forum.models import Level, Post, Topic, TopicMember
from tribe.forum.policy import FOLLOW, sees_topic
from tribe.forum.queries.categories import get_category_tree
from tribe.forum.queries.posts import find_post, find_turned, list_titles
from tribe.forum.queries.sparing import spared_text
from tribe.forum.services.files import keep_waiting
from tribe.forum.services.preparing import prepare
from tribe.forum.services.sending import send_reply
from tribe.intent.labels import intent_lines
from tribe.interests.labels import interest_line
from tribe.mail import Button, Facts, Letter, MailKind, Quote, Repliable, Reply, Words
from tribe.members.models import Member

MAX_QUOTED = 2_000  # characters of a post that stand in the mail


def addressed(facts: Facts) -> Letter | None:
    """Somebody answers a member, names or quotes them; nothing where they have read it.

    Nor where the post was changed meanwhile, and does not turn to them any more.
    """
    member = session.get(Member, facts["member"])
    if member is None:
        return None
    with seen_by(member):
        return _addressed(member, facts)


def _addressed(member: Member, facts: Facts) -> Letter | None:
    """The mail as its recipient reads: what keeps a post from their page keeps it from here."""
    placed, is_added = find_post(facts["post"]), facts.get("is_added", False)
    if placed is None or not _is_for(member, placed.post, placed.topic, is_added=is_added):
        return None
    post, topic = placed
    turned = find_turned(post, member.id)
    if not any(turned):
        return None
    author = session.get_one(Member, post.author_id)
    about = {"name": author.name, "topic": topic.title}
    if facts["is_named"] and turned.is_named:
        said = _("%(name)s names you in “%(topic)s”:", **about)
    elif facts.get("is_quoted") and turned.is_quoted:
        said = _("%(name)s quotes you in “%(topic)s”:", **about)
    else:
        said = _("%(name)s answers you in “%(topic)s”:", **about)
    declared = interest_line(post.declared)
    text = spared_text(post.text)
    quoted = text if len(text) <= MAX_QUOTED else text[:MAX_QUOTED] + " …"
    return Letter(
        topic.title,
        [
            Words(said),
            *map(Words, intent_lines(post)),
            *([Words(declared)] if declared else []),
            Quote(quoted),
            Button(_("Read it in its topic"), post_link(post.id)),
        ],
    )


def _is_for(member: Member, post: Post, topic: Topic, *, is_added: bool) -> bool:
    """Whether a member still wants to hear of a post, and may; who read it before an edit does."""
    if post.is_removed or not may(member, FOLLOW):
        return False
    mark = session.get(TopicMember, (topic.id, member.id))
    is_over = mark is not None and (
        mark.level is Level.MUTED or (mark.last_read_post_number >= post.number and not is_added)
    )
    return not is_over and sees_topic(get_category_tree(), member, topic)


def take_answer(answer: Reply) -> None:
    """Post what a member answered by mail as an answer to the post, or hold it for a moderator.

    Raises as `send_reply` does.
    """
    member, placed = session.get_one(Member, answer.member_id), find_post(answer.thing_id)
    if placed is None:
        raise NotFound("forum.no_post")
    answered = None if placed.post.number == 1 else placed.post
    files = keep_waiting(member, answer.files)
    send_reply(member, placed.topic, answer.text, answered, files=files)


def name_topics(reader_id: int, post_ids: Collection[int]) -> Mapping[int, str]:
    """The titles of the topics that posts stand in, where a reader may see them."""
    reader, tree = session.get_one(Member, reader_id), get_category_tree()
    with seen_by(reader):
        found = list_titles(post_ids)
    return {
        post_id: title for post_id, title, category_id in found if tree.may_see(reader, category_id)
    }


POST = Repliable(
    "post",
    take_answer,
    post_link,
    lambda: _("Answer this mail, and what you write is posted in the topic, for all who read it."),
    name_topics,
    prepare,
)
ADDRESSED = MailKind(
    "forum.addressed",
    addressed,
    lambda: _("answers to you and posts that name or quote you"),
    replies_to=POST,
    waits=timedelta(minutes=5),  # whoever reads it on the page meanwhile gets none
)
MAILS = (ADDRESSED,)
