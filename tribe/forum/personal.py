"""What the tables of conversations know of members."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select

from tribe.forum.models import Post, PostRevision
from tribe.privacy import Impersonal, Personal, Seen, anonymise, delete, keep

STANDS = _l("it stays under no name, or goes, as you choose when you leave")


def _of_own_posts(member_id: int) -> ColumnElement[bool]:
    """Versions of what the member wrote; those of others that they changed are others' words."""
    return PostRevision.post_id.in_(select(Post.id).where(Post.author_id == member_id))


PERSONAL = (
    Impersonal("category", "parts of the forum"),
    Impersonal("category_permission", "which role may do what there"),
    Impersonal("tag", "words under which topics are found; who made one is not kept"),
    Impersonal("topic_tag", "which topic has which tag; the topic is in its own table"),
    Impersonal("quotation", "which post quotes which; both are in their own table"),
    Personal(
        "category_moderator",
        _l("categories that you moderate"),
        {"member_id": delete(_l("a role ends with its account"))},
        exports=("category_id", "member_id", "given_at"),
        seen=Seen.STAFF,
    ),
    Impersonal("post_move", "under which numbers a post stood before"),
    Personal(
        "slow_request",
        _l("topics that you asked to slow down"),
        {"member_id": delete(_l("an act of yours alone"))},
        exports=("topic_id", "member_id", "asked_at"),
        seen=Seen.NOBODY,
        kept=_l("for one day"),
    ),
    Personal(
        "category_member",
        _l("up to where you have read a category, and whether you watch it"),
        {"member_id": delete(_l("a habit of reading"))},
        exports=("category_id", "member_id", "read_until", "level"),
        seen=Seen.NOBODY,
    ),
    Personal(
        "tag_member",
        _l("tags that you watch, or leave out of what is new to you"),
        {"member_id": delete(_l("a habit of reading"))},
        exports=("tag_id", "member_id", "level"),
        seen=Seen.NOBODY,
        correction="/tags",
    ),
    Personal(
        "topic",
        _l("topics that you began"),
        {"author_id": anonymise(STANDS), "last_poster_id": anonymise(STANDS)},
        exports=(
            "id",
            "category_id",
            "author_id",
            "title",
            "created_at",
            "closed_at",
            "removed_at",
            "unlisted_at",
        ),
        withheld={
            "slug": "made from the title",
            "last_posted_at": "of whoever wrote last",
            "last_poster_id": "of whoever wrote last",
            "highest_post_number": "counted over everybody's posts",
            "posts_count": "counted over everybody's posts",
            "closes_at": "an arrangement of moderators",
            "pinned": "an arrangement of moderators",
            "pinned_until": "an arrangement of moderators",
            "slow_minutes": "an arrangement of moderators",
            "slow_until": "an arrangement of moderators",
            "merged_into_id": "an arrangement of moderators",
            "moved_at": "an arrangement of moderators",
            "is_talked_over": "an arrangement of moderators",
        },
        seen=Seen.ALL,
        correction="/topics",
        kept=_l("as long as the place, unless you take your words along"),
        words=("title", "slug"),
    ),
    Personal(
        "topic_member",
        _l("what you follow, and up to where you have read"),
        {"member_id": delete(_l("a habit of reading"))},
        exports=(
            "topic_id",
            "member_id",
            "last_read_post_number",
            "level",
            "mute_ends_at",
            "level_after",
            "updated_at",
        ),
        seen=Seen.NOBODY,
        correction="/topics?show=followed",
    ),
    Personal(
        "post",
        _l("what you wrote"),
        {
            "author_id": anonymise(STANDS),
            "deleted_by_id": anonymise(_l("a decision that stays made")),
        },
        exports=(
            "id",
            "topic_id",
            "number",
            "author_id",
            "reply_to_id",
            "source",
            "interest",
            "interest_words",
            "serves",
            "asks",
            "created_at",
            "edited_at",
            "deleted_at",
            "gone",
        ),
        withheld={
            "html": "made from the source",
            "text": "made from the source",
            "cook_version": "which version made it",
            "files_count": "counted over the files, which are given themselves",
            "deleted_by_id": "tells of somebody else",
        },
        seen=Seen.ALL,
        correction="/topics",
        kept=_l("as long as the place, unless you take your words along"),
        words=("source", "html", "text", "interest", "interest_words", "serves", "asks"),
    ),
    Personal(
        "post_file",
        _l("pictures and files that you posted"),
        {
            "member_id": delete(
                _l("a picture may show who gave it, which nobody can take out of it")
            )
        },
        exports=("id", "post_id", "member_id", "name", "alt", "width", "height", "added_at"),
        withheld={
            "digest": "the name of the file, which is given itself",
            "preview_digest": "made smaller from the file",
            "held_id": "our number of the text that it waits with",
        },
        seen=Seen.ALL,
        correction="/topics",
        kept=_l("as long as the post, and 30 days after; for a day where its form was not sent"),
    ),
    Personal(
        "post_revision",
        _l("earlier versions of what you changed"),
        {"editor_id": anonymise(_l("so that nobody's words are changed without a trace"))},
        exports=(
            "post_id",
            "editor_id",
            "title",
            "tags",
            "serves",
            "asks",
            "source",
            "created_at",
        ),
        only=_of_own_posts,
        withheld={"id": "a number of ours"},
        seen=Seen.ALL,
        words=("title", "tags", "serves", "asks", "source"),
        remains={
            "title": "of posts of others",
            "tags": "of topics of others",
            "serves": "of topics of others",
            "asks": "of topics of others",
            "source": "of posts of others",
        },
    ),
    Personal(
        "post_origin",
        _l("where an imported text comes from, with the page of its author there"),
        {
            "post_id": keep(
                _l(
                    "its licence asks to say where a text comes from; the page of its author "
                    "there goes, and all of it with the text"
                )
            )
        },
        withheld={
            "post_id": "the text itself is given",
            "url": "public where it comes from",
            "author_url": "public where it comes from",
            "licence": "public where it comes from",
            "score": "public where it comes from",
        },
        seen=Seen.ALL,
        kept=_l("as long as the text"),
        words=("url", "licence"),
    ),
    Personal(
        "mention",
        _l("where others named you"),
        {"member_id": delete(_l("it leads from a text to you"))},
        exports=("post_id", "member_id"),
        seen=Seen.ALL,
    ),
    Personal(
        "reaction",
        _l("thanks and other signs that you gave"),
        {"member_id": delete(_l("an act of yours alone"))},
        exports=("post_id", "member_id", "kind", "created_at"),
        seen=Seen.ALL,
    ),
)
