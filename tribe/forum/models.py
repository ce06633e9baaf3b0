"""Categories and who may do what in them; topics, posts and their history; reading marks."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tribe.base.db import Base, Id, Long, now
from tribe.forum.tagging import MAX_KEY_LENGTH, MAX_NAME_LENGTH
from tribe.intent.models import MAX_STATEMENT_LENGTH, Stated
from tribe.interests.models import MAX_STANDING, Interest, read_interest
from tribe.members.models import Member

MAX_FILE_NAME, MAX_ALT = 80, 300
MOST_TAGS = 10  # of a topic, whatever is allowed
MAX_TAGS_LENGTH = MOST_TAGS * (MAX_NAME_LENGTH + 1)


class Audience(StrEnum):
    """To whom a permission of a category is given: guests, or a role and those above it."""

    GUEST = "guest"
    MEMBER = "member"
    ANALYST = "analyst"
    MODERATOR = "moderator"
    ADMIN = "admin"


class Level(StrEnum):
    """How closely a member follows a topic."""

    MUTED = "muted"
    NORMAL = "normal"
    TRACKING = "tracking"
    WATCHING = "watching"


class ReactionKind(StrEnum):
    """What a member may say to a post without words; `thanks` weighs more than the others."""

    THANKS = "thanks"
    WARM = "warm"
    AGREE = "agree"
    SMILE = "smile"
    WONDER = "wonder"


class Gone(StrEnum):
    """How a post was taken from view."""

    AUTHOR = "author"  # its author removed it
    MODERATOR = "moderator"  # a moderator removed it
    HIDDEN = "hidden"  # a moderator hid it; its author and moderators read it
    TOPIC = "topic"  # its whole topic was removed


class Pin(StrEnum):
    """Where a topic stands before all others."""

    CATEGORY = "category"  # in its own
    EVERYWHERE = "everywhere"  # in every list that has it


class Category(Base):
    """A part of the forum, which may hold others."""

    __tablename__ = "category"

    id: Mapped[Id]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    description: Mapped[Long] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    hue: Mapped[int] = mapped_column(default=0)

    permissions: Mapped[list["CategoryPermission"]] = relationship(
        cascade="all, delete-orphan", lazy="raise"
    )


class CategoryPermission(Base):
    """What an audience may do in a category; no row of it at all means as the parent says."""

    __tablename__ = "category_permission"

    category_id: Mapped[int] = mapped_column(
        ForeignKey("category.id", ondelete="CASCADE"), primary_key=True
    )
    audience: Mapped[Audience] = mapped_column(primary_key=True)
    may_see: Mapped[bool] = mapped_column(default=False)
    may_reply: Mapped[bool] = mapped_column(default=False)
    may_create: Mapped[bool] = mapped_column(default=False)


class CategoryModerator(Base):
    """Who moderates a category and those within it."""

    __tablename__ = "category_moderator"

    category_id: Mapped[int] = mapped_column(
        ForeignKey("category.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    given_at: Mapped[datetime] = mapped_column(default=now)


class Topic(Base):
    """A conversation: a title and numbered posts."""

    __tablename__ = "topic"
    __table_args__ = (
        Index("ix_topic_latest", "last_posted_at", "id"),
        Index("ix_topic_category_latest", "category_id", "last_posted_at", "id"),
        Index("ix_topic_created", "created_at", "id"),
        Index(
            "ix_topic_pinned",
            "category_id",
            "pinned",
            sqlite_where=text("pinned IS NOT NULL"),
            postgresql_where=text("pinned IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_posted_at: Mapped[datetime] = mapped_column(default=now)
    last_poster_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    highest_post_number: Mapped[int] = mapped_column(default=1)
    posts_count: Mapped[int] = mapped_column(default=1)  # without deleted ones
    closed_at: Mapped[datetime | None]
    is_talked_over: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # elsewhere, by some of those who wrote in it; asked of each page
    closes_at: Mapped[datetime | None]  # a job closes it then
    removed_at: Mapped[datetime | None]
    unlisted_at: Mapped[datetime | None]
    pinned: Mapped[Pin | None]
    pinned_until: Mapped[datetime | None]
    slow_minutes: Mapped[int | None]  # a member writes once in so many
    slow_until: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"), index=True)
    moved_at: Mapped[datetime | None]  # when it, or posts of it or to it, were last moved

    category: Mapped[Category] = relationship(lazy="raise")
    author: Mapped[Member] = relationship(foreign_keys=[author_id], lazy="raise")

    @property
    def is_closed(self) -> bool:
        """Whether a moderator has closed it to replies."""
        return self.closed_at is not None

    @property
    def is_removed(self) -> bool:
        """Whether a moderator has taken it away, or all that was said in it into another."""
        return self.removed_at is not None or self.merged_into_id is not None

    @property
    def is_listed(self) -> bool:
        """Whether lists have it."""
        return self.unlisted_at is None and not self.is_removed


class Tag(Base):
    """A word under which topics are found, whatever category they lie in.

    One that was merged or removed is gone: its row, and those of its topics, wait to be brought
    back.
    """

    __tablename__ = "tag"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(MAX_KEY_LENGTH), unique=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME_LENGTH))
    gone_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("tag.id", ondelete="SET NULL"), index=True
    )


class TopicTag(Base):
    """A tag of a topic."""

    __tablename__ = "topic_tag"

    topic_id: Mapped[int] = mapped_column(
        ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True
    )
    tag_id: Mapped[int] = mapped_column(
        ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    merged_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("tag.id", ondelete="SET NULL")
    )  # the one by which it came, where that was merged into it


class Post(Stated, Base):
    """What one member says in a topic: the Markdown they wrote and what was cooked from it.

    The first one of a topic of the brand says besides whom it serves and what it asks.
    """

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("topic_id", "number"),
        Index("ix_post_author_created", "author_id", "created_at"),
    )

    id: Mapped[Id]
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    number: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    source: Mapped[Long]
    html: Mapped[Long]
    text: Mapped[Long]
    cook_version: Mapped[int]
    files_count: Mapped[int] = mapped_column(default=0, server_default="0")
    interest: Mapped[str | None] = mapped_column(String(20))  # an InterestKind, as it was then
    interest_words: Mapped[str] = mapped_column(String(MAX_STANDING), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    gone: Mapped[Gone | None]

    topic: Mapped[Topic] = relationship(lazy="raise")
    author: Mapped[Member] = relationship(foreign_keys=[author_id], lazy="raise")
    origin: Mapped["PostOrigin | None"] = relationship(lazy="raise")

    @property
    def declared(self) -> Interest | None:
        """What its author declared when it was written."""
        return read_interest(self.interest, self.interest_words)

    @property
    def is_removed(self) -> bool:
        """Whether its author or a moderator has taken it from view."""
        return self.deleted_at is not None

    @property
    def is_erased(self) -> bool:
        """Whether its words went with its author, for good."""
        return self.is_removed and not self.source


class PostMove(Base):
    """That a post stood once under another number, which leads to it still."""

    __tablename__ = "post_move"

    topic_id: Mapped[int] = mapped_column(
        ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)


class SlowRequest(Base):
    """That a member asks for a topic to slow down."""

    __tablename__ = "slow_request"

    topic_id: Mapped[int] = mapped_column(
        ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    asked_at: Mapped[datetime] = mapped_column(default=now)


class PostFile(Base):
    """A picture or document that hangs on a post; or that waits for the form it was chosen in."""

    __tablename__ = "post_file"
    __table_args__ = (Index("ix_post_file_waiting", "member_id", "added_at"),)

    id: Mapped[Id]
    post_id: Mapped[int | None] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), index=True
    )
    held_id: Mapped[int | None] = mapped_column(
        ForeignKey("held_text.id", ondelete="SET NULL"), index=True
    )  # the text that waits for a moderator, and this with it
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))  # who gave it
    digest: Mapped[str] = mapped_column(ForeignKey("stored_file.digest"), index=True)
    preview_digest: Mapped[str | None] = mapped_column(
        ForeignKey("stored_file.digest"), index=True, info={"is_derived": True}
    )  # of a picture that is larger than its place in a page
    name: Mapped[str] = mapped_column(String(MAX_FILE_NAME))
    alt: Mapped[str] = mapped_column(String(MAX_ALT), default="")  # what a picture shows
    width: Mapped[int | None]  # of a picture, in pixels
    height: Mapped[int | None]
    added_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def is_picture(self) -> bool:
        """Whether it is shown, rather than given to be kept."""
        return self.width is not None


class PostRevision(Base):
    """What a post said before an edit."""

    __tablename__ = "post_revision"

    id: Mapped[Id]
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    editor_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    title: Mapped[str | None]  # of the topic, when the first post's edit changed it
    tags: Mapped[str | None] = mapped_column(String(MAX_TAGS_LENGTH))  # likewise, blanks between
    serves: Mapped[str | None] = mapped_column(String(MAX_STATEMENT_LENGTH))  # likewise
    asks: Mapped[str | None] = mapped_column(String(MAX_STATEMENT_LENGTH))
    source: Mapped[Long]
    created_at: Mapped[datetime] = mapped_column(default=now)


class PostOrigin(Base):
    """Where an imported post comes from, as its licence asks us to show."""

    __tablename__ = "post_origin"

    post_id: Mapped[int] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    url: Mapped[str] = mapped_column(String(300))
    author_url: Mapped[str | None] = mapped_column(String(300))
    licence: Mapped[str] = mapped_column(String(80))
    score: Mapped[int | None]  # up votes minus down votes at the source


class Mention(Base):
    """A member named in a post."""

    __tablename__ = "mention"

    post_id: Mapped[int] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)


class Quotation(Base):
    """A post that quotes another."""

    __tablename__ = "quotation"

    post_id: Mapped[int] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    quoted_id: Mapped[int] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Reaction(Base):
    """A sign from one member to a post."""

    __tablename__ = "reaction"

    post_id: Mapped[int] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
    kind: Mapped[ReactionKind] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class TopicMember(Base):
    """How far a member has read a topic, a mark that only rises, and how they follow it."""

    __tablename__ = "topic_member"
    __table_args__ = (Index("ix_topic_member_member_level", "member_id", "level"),)

    topic_id: Mapped[int] = mapped_column(
        ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    last_read_post_number: Mapped[int] = mapped_column(default=0)
    level: Mapped[Level] = mapped_column(default=Level.NORMAL)
    mute_ends_at: Mapped[datetime | None] = mapped_column(index=True)  # None is as long as chosen
    level_after: Mapped[str | None] = mapped_column(String(20))  # the level that follows then
    updated_at: Mapped[datetime] = mapped_column(default=now)


class CategoryMember(Base):
    """Up to when a member has marked all of a category as read, and how they follow it."""

    __tablename__ = "category_member"
    __table_args__ = (Index("ix_category_member_level", "category_id", "level"),)

    category_id: Mapped[int] = mapped_column(
        ForeignKey("category.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    read_until: Mapped[datetime | None]
    level: Mapped[Level] = mapped_column(default=Level.NORMAL)


class TagMember(Base):
    """How a member follows a tag: told of new topics that have it, or spared them."""

    __tablename__ = "tag_member"
    __table_args__ = (Index("ix_tag_member_level", "tag_id", "level"),)

    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    level: Mapped[Level] = mapped_column(default=Level.NORMAL)
