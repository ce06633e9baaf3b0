"""Members who answered each other in topics."""

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from tribe.forum.models import Post


def answered_each_other(one_id: int, other_id: int) -> ColumnElement[bool]:
    """That each of two members answered a post of the other."""
    return and_(_answered(one_id, other_id), _answered(other_id, one_id))


def _answered(writer_id: int, asked_id: int) -> ColumnElement[bool]:
    answer, asked = aliased(Post), aliased(Post)
    theirs = (answer.author_id == writer_id, asked.author_id == asked_id)
    standing = (answer.deleted_at.is_(None),)
    first = (answer.reply_to_id.is_(None), answer.number > 1, asked.number == 1)
    return or_(
        exists().where(*theirs, *standing, asked.id == answer.reply_to_id),
        exists().where(*theirs, *standing, *first, asked.topic_id == answer.topic_id),
    )
