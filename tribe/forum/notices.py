"""Who is told of what is said in the forum."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal, or_, select, union

from tribe import mail
from tribe.accounts.services.posting import recipient_of
from tribe.activity import Activity
from tribe.activity.notices import (
    BY_BRAND,
    Cause,
    CountedSentence,
    Mailing,
    NoticeKind,
    OfBrand,
    Rank,
    Sentence,
    concerned,
)
from tribe.base.db import now, session
from tribe.blocking import may_not_be_told
from tribe.following.models import Follow
from tribe.forum import activities
from tribe.forum.mails import ADDRESSED
from tribe.forum.models import (
    CategoryMember,
    CategoryModerator,
    Level,
    Mention,
    Post,
    Quotation,
    Reaction,
    ReactionKind,
    TagMember,
    Topic,
    TopicMember,
)
from tribe.forum.policy import roles_that_see
from tribe.forum.queries.categories import get_category_tree
from tribe.forum.queries.muted import following_tags, muting
from tribe.members.models import REACHABLE, Member
from tribe.notices.budget import is_by_brand
from tribe.notices.models import Notice, NoticeCause

SAID = (activities.TOPIC_BEGUN, activities.POST_REPLIED)
OWED_FOR, MOST_OWED = timedelta(days=30), 3  # of being a moderator, by accounts of the brand
TAKEN = (*activities.GOING, activities.TOPIC_REMOVED)
GIVEN_BACK = (activities.POST_RESTORED, activities.TOPIC_RESTORED)


def may_see(cause: Cause) -> ColumnElement[bool]:
    """That a member may see the topic of a post, and has not muted it."""
    topic = session.get(Topic, cause.facts["topic"])
    roles = roles_that_see(get_category_tree(), topic.category_id) if topic is not None else ()
    is_muted = select(TopicMember.member_id).where(
        TopicMember.topic_id == cause.facts["topic"], TopicMember.level == Level.MUTED
    )
    return and_(Member.role.in_(roles), Member.id.not_in(is_muted))


def may_see_news(cause: Cause) -> ColumnElement[bool]:
    """The same, of a new topic, and that they have muted neither its category nor a tag of it."""
    around, topic = _around(cause), session.get(Topic, cause.facts["topic"])
    if not around or topic is None or not topic.is_listed:
        return false()
    spared = following_tags(topic.id, Level.MUTED)
    is_told = (Member.id.not_in(muting(around)), Member.id.not_in(spared))
    return and_(may_see(cause), *is_told)


def _around(cause: Cause) -> list[int]:
    """The category of a topic and those that it lies in, from the outermost."""
    topic, tree = session.get(Topic, cause.facts["topic"]), get_category_tree()
    node = tree.by_id.get(topic.category_id) if topic is not None else None
    return [one.id for one in tree.path(node)] if node is not None else []


def named(cause: Cause) -> Select[int]:
    """Whom a post names."""
    return select(Mention.member_id).where(Mention.post_id == cause.subject_id)


def answered(cause: Cause) -> Select[int]:
    """Whom a post answers: who says of none that it is answered answers the topic's first."""
    return select(Post.author_id).where(_is_answered(cause))


def _is_answered(cause: Cause) -> ColumnElement[bool]:
    """That a post is the one which that of an act answers."""
    answer = select(Post.reply_to_id).where(Post.id == cause.subject_id).scalar_subquery()
    is_first = and_(Post.topic_id == cause.facts["topic"], Post.number == 1)
    return or_(Post.id == answer, and_(answer.is_(None), is_first))


def answers_who_spoke_to_it(cause: Cause) -> bool:
    """Whether what a post answers turned to its writer before, and has no answer of the brand yet.

    It turned to them by naming, answering or quoting them.
    """
    asked = session.scalar(select(Post).where(_is_answered(cause)))
    if asked is None or asked.is_removed or cause.actor_id is None or _has_answer(asked, cause):
        return False
    said = replace(cause, subject_id=asked.id)
    spoken_to = union(named(said), answered(said), quoted(said))
    return bool(session.scalar(select(literal(cause.actor_id).in_(spoken_to))))


def _has_answer(asked: Post, cause: Cause) -> bool:
    """Whether whoever did an act, or an account of the brand, answered a post before.

    Also by what is removed since: it was told.
    """
    answers = Post.reply_to_id == asked.id
    if asked.number == 1:
        answers = or_(answers, and_(Post.topic_id == asked.topic_id, Post.reply_to_id.is_(None)))
    of_brand = select(Member.id).where(or_(Member.id == cause.actor_id, Member.is_brand))
    before = select(Post.id).where(
        answers, Post.id < cause.subject_id, Post.id != asked.id, Post.author_id.in_(of_brand)
    )
    return bool(session.scalar(select(before.exists())))


def quoted(cause: Cause) -> Select[int]:
    """Whom a post quotes."""
    quotes = select(Quotation.quoted_id).where(Quotation.post_id == cause.subject_id)
    return select(Post.author_id).where(Post.id.in_(quotes))


def thanked(cause: Cause) -> Select[int] | None:
    """Who wrote what somebody gives thanks for."""
    return _writer(cause) if cause.facts["sign"] == ReactionKind.THANKS else None


def given_a_sign(cause: Cause) -> Select[int] | None:
    """Who wrote what somebody gives another sign to."""
    return _writer(cause) if cause.facts["sign"] != ReactionKind.THANKS else None


def watching_topic(cause: Cause) -> Select[int]:
    """Who watches the topic of a post."""
    return select(TopicMember.member_id).where(
        TopicMember.topic_id == cause.facts["topic"],
        TopicMember.level == Level.WATCHING,
    )


def watching_category(cause: Cause) -> Select[int]:
    """Who watches the category of a topic, or one that it lies in."""
    return select(CategoryMember.member_id).where(
        CategoryMember.category_id.in_(_around(cause)),
        CategoryMember.level == Level.WATCHING,
    )


def watching_tag(cause: Cause) -> Select[int]:
    """Who watches a tag of a topic."""
    return following_tags(cause.facts["topic"], Level.WATCHING)


def watching_new_tag(cause: Cause) -> Select[int]:
    """Who watches a tag that a topic was given, and has still; not who wrote the topic."""
    topic_id = cause.facts["topic"]
    watching = following_tags(topic_id, Level.WATCHING, among=cause.facts["tags"])
    standing = select(Topic.id).where(
        Topic.id == topic_id,
        Topic.removed_at.is_(None),
        Topic.author_id != TagMember.member_id,
    )
    return watching.where(standing.correlate(TagMember).exists())


def may_see_and_knows_not(cause: Cause) -> ColumnElement[bool]:
    """That a member may see a topic as a new one, meets its writer, and was never told of it."""
    topic = session.get(Topic, cause.facts["topic"])
    if topic is None or not topic.posts_count:
        return false()
    known = (
        select(NoticeCause.member_id)
        .join(Notice, Notice.id == NoticeCause.notice_id)
        .where(Notice.subject_type == "topic", Notice.subject_id == topic.id)
        .where(NoticeCause.activity_id != cause.activity_id)
    )
    apart = may_not_be_told(Member.id, topic.author_id, now())
    return and_(may_see_news(cause), Member.id.not_in(known), ~apart)


def following_author(cause: Cause) -> Select[int]:
    """Who follows the member who began a topic."""
    return (
        select(Follow.follower_id)
        .join(Topic, Topic.author_id == Follow.followed_id)
        .where(Topic.id == cause.facts["topic"])
    )


def moderating(cause: Cause, *, is_so: bool) -> Select[int] | None:
    """Whom an admin named moderator of a category, or took from it, while that is so still."""
    if cause.member_id is None or cause.member_id == cause.actor_id:
        return None
    named = exists().where(
        CategoryModerator.category_id == cause.facts["category"],
        CategoryModerator.member_id == Member.id,
    )
    return select(Member.id).where(Member.id == cause.member_id, named if is_so else ~named)


def concerns_duty(cause: Cause) -> bool:
    """Whether whoever is named or dismissed is owed to hear it: of the brand a few times a month.

    Each such notice bears the name of a category, which an admin gives.
    """
    if not is_by_brand(cause):
        return True
    earlier = select(func.count(Activity.id)).where(
        Activity.kind.in_(
            (activities.MODERATOR_APPOINTED.name, activities.MODERATOR_DISMISSED.name)
        ),
        Activity.member_id == cause.member_id,
        Activity.id < cause.activity_id,
        Activity.at > cause.at - OWED_FOR,
        Activity.facts[BY_BRAND].as_boolean(),
    )
    return session.execute(earlier).scalar_one() < MOST_OWED


def _writer(cause: Cause) -> Select[int]:
    """Who wrote a post, where the sign stands still that is told of."""
    sign = select(Reaction.post_id).where(
        Reaction.post_id == cause.subject_id,
        Reaction.member_id == cause.actor_id,
        Reaction.kind == cause.facts["sign"],
    )
    is_told = (Post.id == cause.subject_id, Post.deleted_at.is_(None), sign.exists())
    return select(Post.author_id).where(*is_told)


def standing(act: Cause) -> Select[int]:
    """Of a post, or of those in a topic, the ones that are not removed now."""
    is_of_it = Post.id if act.subject_type == "post" else Post.topic_id
    return select(Post.id).where(is_of_it == act.subject_id, Post.deleted_at.is_(None))


def placed(cause: Cause) -> Cause:
    """What was said, in the topic in which it stands now."""
    found = select(Post.topic_id).where(Post.id == cause.subject_id)
    topic_id = session.scalar(found) if cause.subject_type == "post" else None
    return replace(cause, facts={**cause.facts, "topic": topic_id}) if topic_id else cause


def write(
    cause: Cause, member_ids: Collection[int], *, is_named: bool = False, is_quoted: bool = False
) -> None:
    """Write to members to whom a post turns, where their addresses are known to be theirs."""
    post = session.get(Post, cause.subject_id)
    if post is None:
        return
    chosen = select(Member).where(Member.id.in_(sorted(member_ids)), REACHABLE)
    for member in session.scalars(chosen.order_by(Member.id)):
        mail.enqueue(
            ADDRESSED,
            recipient_of(member),
            thing=f"post-{post.id}",
            parents=_parents(post),
            activity=cause.activity_id,
            post=post.id,
            member=member.id,
            is_named=is_named,
            is_quoted=is_quoted,
            is_added=cause.kind == activities.POST_EDITED.name,
        )


def _parents(post: Post) -> tuple[str, ...]:
    """What the mail follows in a mail program: its topic, and the post that it answers."""
    answered = (f"post-{post.reply_to_id}",) if post.reply_to_id is not None else ()
    return (f"topic-{post.topic_id}", *answered)


MENTION = NoticeKind(
    "forum.mention",
    Rank.MENTION,
    "whom it names",
    SAID,
    named,
    CountedSentence(
        "%(people)s names you in “%(title)s”",
        "%(people)s name you in “%(title)s”",
    ),
    thing="topic",
    seen_by=may_see,
    at_once=(activities.POST_EDITED,),
    undone_by=TAKEN,
    restored_by=GIVEN_BACK,
    standing=standing,
    placed=placed,
    mail=Mailing(ADDRESSED.name, partial(write, is_named=True)),
    tells_intent=True,
)
REPLY = NoticeKind(
    "forum.reply",
    Rank.REPLY,
    "whom it answers",
    (activities.POST_REPLIED,),
    answered,
    CountedSentence(
        "%(people)s answers you in “%(title)s”",
        "%(people)s answer you in “%(title)s”",
    ),
    thing="topic",
    seen_by=may_see,
    undone_by=TAKEN,
    restored_by=GIVEN_BACK,
    standing=standing,
    placed=placed,
    mail=Mailing(ADDRESSED.name, write),
    is_owed=answers_who_spoke_to_it,
)
QUOTE = NoticeKind(
    "forum.quote",
    Rank.QUOTE,
    "whom it quotes",
    SAID,
    quoted,
    CountedSentence(
        "%(people)s quotes you in “%(title)s”",
        "%(people)s quote you in “%(title)s”",
    ),
    thing="topic",
    seen_by=may_see,
    at_once=(activities.POST_EDITED,),
    undone_by=TAKEN,
    restored_by=GIVEN_BACK,
    standing=standing,
    placed=placed,
    mail=Mailing(ADDRESSED.name, partial(write, is_quoted=True)),
    tells_intent=True,
)
THANKS = NoticeKind(
    "forum.thanks",
    Rank.THANKS,
    "who wrote it, where it is thanks",
    (activities.POST_REACTED,),
    thanked,
    CountedSentence(
        "%(people)s thanks you for a post in “%(title)s”",
        "%(people)s thank you for a post in “%(title)s”",
    ),
    seen_by=may_see,
    undone_by=(activities.POST_UNREACTED,),
    own_alone=True,
    undone_fact="sign",
)
SIGN = NoticeKind(
    "forum.sign",
    Rank.THANKS,
    "who wrote it, where it is another sign",
    (activities.POST_REACTED,),
    given_a_sign,
    CountedSentence(
        "%(people)s gave a sign to your post in “%(title)s”",
        "%(people)s gave signs to your post in “%(title)s”",
    ),
    seen_by=may_see,
    undone_by=(activities.POST_UNREACTED,),
    own_alone=True,
    undone_fact="sign",
)
WATCHED_TOPIC = NoticeKind(
    "forum.watched_topic",
    Rank.WATCHING,
    "who watches the topic",
    (activities.POST_REPLIED,),
    watching_topic,
    CountedSentence(
        "%(people)s wrote in “%(title)s”",
        "%(people)s wrote in “%(title)s”",
    ),
    thing="topic",
    seen_by=may_see,
    undone_by=TAKEN,
    restored_by=GIVEN_BACK,
    standing=standing,
    placed=placed,
)
WATCHED_CATEGORY = NoticeKind(
    "forum.watched_category",
    Rank.WATCHING,
    "who watches its category, or one around it",
    (activities.TOPIC_BEGUN,),
    watching_category,
    Sentence("%(people)s began “%(title)s”"),
    thing="topic",
    seen_by=may_see_news,
    undone_by=TAKEN,
    restored_by=GIVEN_BACK,
    standing=standing,
    placed=placed,
    tells_intent=True,
)
WATCHED_TAG = NoticeKind(
    "forum.watched_tag",
    Rank.WATCHING,
    "who watches a tag of it",
    (activities.TOPIC_BEGUN,),
    watching_tag,
    Sentence("%(people)s began “%(title)s”"),
    thing="topic",
    seen_by=may_see_news,
    undone_by=TAKEN,
    restored_by=GIVEN_BACK,
    standing=standing,
    placed=placed,
    tells_intent=True,
)
TAGGED = NoticeKind(
    "forum.tagged",
    Rank.WATCHING,
    "who watches a tag that it is given later, wrote it not and was told nothing of it before",
    (activities.TOPIC_TAGGED,),
    watching_new_tag,
    Sentence("“%(title)s” has a tag now that you watch"),
    thing="topic",
    seen_by=may_see_and_knows_not,
    undone_by=(activities.TOPIC_UNTAGGED, activities.TOPIC_REMOVED),
    is_rechecked=True,
    tells_intent=True,
)
FOLLOWED_MEMBER = NoticeKind(
    "forum.followed_member",
    Rank.WATCHING,
    "who follows its author",
    (activities.TOPIC_BEGUN,),
    following_author,
    Sentence("%(people)s, whom you follow, began “%(title)s”"),
    thing="topic",
    seen_by=may_see_news,
    undone_by=TAKEN,
    restored_by=GIVEN_BACK,
    standing=standing,
    placed=placed,
    tells_intent=True,
)
LET_THROUGH = NoticeKind(
    "forum.let_through",
    Rank.CONCERNED,
    "who wrote it, once a moderator let it through",
    (activities.POST_LET_THROUGH,),
    concerned,
    Sentence("Your text in “%(title)s” is published"),
    of_brand=OfBrand.NEVER,
)
APPOINTED = NoticeKind(
    "forum.appointed",
    Rank.CONCERNED,
    "whom another named moderator of a category",
    (activities.MODERATOR_APPOINTED,),
    partial(moderating, is_so=True),
    Sentence("You moderate the category “%(title)s” now, and those within it"),
    thing="category",
    is_of_thing=True,
    undone_by=(activities.MODERATOR_DISMISSED,),
    undone_fact="category",
    of_brand=OfBrand.UNLESS_OWED,
    is_owed=concerns_duty,
    is_told_all=True,
)
DISMISSED = NoticeKind(
    "forum.dismissed",
    Rank.CONCERNED,
    "who was moderator of a category, where another ended it",
    (activities.MODERATOR_DISMISSED,),
    partial(moderating, is_so=False),
    Sentence("You moderate the category “%(title)s” no more"),
    thing="category",
    is_of_thing=True,
    undone_by=(activities.MODERATOR_APPOINTED,),
    undone_fact="category",
    of_brand=OfBrand.UNLESS_OWED,
    is_owed=concerns_duty,
    is_told_all=True,
    is_offered_to=lambda member: bool(member.is_category_moderator),
)
NOTICES = (
    APPOINTED,
    DISMISSED,
    LET_THROUGH,
    MENTION,
    REPLY,
    QUOTE,
    THANKS,
    SIGN,
    WATCHED_TOPIC,
    WATCHED_CATEGORY,
    WATCHED_TAG,
    TAGGED,
    FOLLOWED_MEMBER,
)
