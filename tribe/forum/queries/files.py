"""Files of posts: those that a page shows, one that is asked for, those that wait for a form."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute

from tribe.base.db import session
from tribe.forum.models import Post, PostFile, Topic
from tribe.members.drawing import PREVIEW
from tribe.members.models import Member, State
from tribe.storage import StoredFile


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as a page shows it."""

    id: int
    of_id: int  # the post on which it hangs, or the text with which it waits
    name: str
    alt: str
    width: int | None
    height: int | None
    has_preview: bool
    size: int  # bytes
    is_closed: bool  # its giver is suspended
    media_type: str

    @property
    def is_picture(self) -> bool:
        """Whether it is shown, rather than given to be kept."""
        return self.width is not None

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height of what stands in the page."""
        width, height = self.width or 1, self.height or 1
        scale = min(1.0, PREVIEW / max(width, height))
        return max(1, round(width * scale)), max(1, round(height * scale))


class Found(NamedTuple):
    """A file, where it hangs, and what it is."""

    file: PostFile
    post: Post
    topic: Topic
    media_type: str
    is_closed: bool


def list_files(post_ids: Collection[int]) -> dict[int, tuple[FileRow, ...]]:
    """The files of some posts, in the order in which they were given; one query."""
    return _list(_files_statement(), post_ids)


def list_held_files(held_ids: Collection[int]) -> dict[int, tuple[FileRow, ...]]:
    """The files of some texts that wait for a moderator; one query."""
    return _list(_held_files_statement(), held_ids)


def _list(
    chosen: Select[*tuple[Any, ...]], numbers: Collection[int]
) -> dict[int, tuple[FileRow, ...]]:
    found: dict[int, tuple[FileRow, ...]] = {}
    for row in session.execute(chosen, {"numbers": sorted(numbers)}):
        file = FileRow(*row)
        found[file.of_id] = (*found.get(file.of_id, ()), file)
    return found


@cache
def _files_statement() -> Select[*tuple[Any, ...]]:
    return _files_by(PostFile.post_id)


@cache
def _held_files_statement() -> Select[*tuple[Any, ...]]:
    return _files_by(PostFile.held_id)


def _files_by(of_id: InstrumentedAttribute[int | None]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            PostFile.id,
            of_id,
            PostFile.name,
            PostFile.alt,
            PostFile.width,
            PostFile.height,
            PostFile.preview_digest.is_not(None),
            StoredFile.size,
            Member.state == State.SUSPENDED,
            StoredFile.media_type,
        )
        .join(StoredFile, StoredFile.digest == PostFile.digest)
        .join(Member, Member.id == PostFile.member_id)
        .where(of_id.in_(bindparam("numbers", expanding=True)))
        .order_by(of_id, PostFile.id)
    )


def find_file(file_id: int) -> Found | None:
    """A file that hangs on a post; one query."""
    row = session.execute(
        select(PostFile, Post, Topic, StoredFile.media_type, Member.state == State.SUSPENDED)
        .join(Post, Post.id == PostFile.post_id)
        .join(Topic, Topic.id == Post.topic_id)
        .join(StoredFile, StoredFile.digest == PostFile.digest)
        .join(Member, Member.id == PostFile.member_id)
        .where(PostFile.id == file_id)
    ).first()
    return Found(*row) if row is not None else None


def find_held_file(file_id: int) -> tuple[PostFile, str, bool] | None:
    """A file that waits with a held text, what it is, and whether its giver is suspended.

    One query.
    """
    row = session.execute(
        select(PostFile, StoredFile.media_type, Member.state == State.SUSPENDED)
        .join(StoredFile, StoredFile.digest == PostFile.digest)
        .join(Member, Member.id == PostFile.member_id)
        .where(PostFile.id == file_id, PostFile.held_id.is_not(None))
    ).first()
    return (row[0], row[1], row[2]) if row is not None else None


def list_waiting(member_id: int, file_ids: Collection[int]) -> Sequence[PostFile]:
    """Those of some files that a member gave and that wait for their form; one query."""
    if not file_ids:
        return []
    own = (PostFile.member_id == member_id, PostFile.post_id.is_(None), PostFile.held_id.is_(None))
    chosen = select(PostFile).where(PostFile.id.in_(sorted(file_ids)), *own)
    return session.scalars(chosen.order_by(PostFile.id)).all()
