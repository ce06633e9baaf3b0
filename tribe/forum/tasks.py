"""First posts that wait for an answer, as tasks of the desk."""

from collections.abc import Collection
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from tribe.access import Actor
from tribe.base.db import session
from tribe.forum.models import Post, Topic
from tribe.forum.queries import FirstPost, list_unanswered, visible_category_ids
from tribe.forum.queries.first_posts import is_answered
from tribe.members.models import Member
from tribe.web.tasks import Task, TaskSource

PATIENCE = timedelta(days=90)  # a welcome that is later than that is none
SHOWN = 30


def list_waiting(reader: Member, now: datetime) -> list[FirstPost]:
    """First posts without an answer, where the reader may see them; two queries."""
    return list_unanswered(reader, visible_category_ids(reader), now - PATIENCE, SHOWN)


def read(reader: Actor, moment: datetime) -> list[Task]:
    """The same as tasks."""
    if not isinstance(reader, Member):
        return []
    return [
        Task(
            key=str(post.post_id),
            title=post.title,
            address=post.url,
            why=str(_("Being answered is what makes newcomers stay.")),
            act=str(_("Answer")),
            act_address=post.url,
            person=post.author,
            at=post.at,
            subject=("post", post.post_id),
        )
        for post in list_waiting(reader, moment)
    ]


def seen(reader: Actor, keys: Collection[str]) -> set[str]:
    """Those of the posts of some tasks that stand in a topic which a reader may see; one query."""
    numbers = sorted(map(int, keys))
    visible = visible_category_ids(reader)
    placed = select(Post.id).join(Topic, Topic.id == Post.topic_id).where(Post.id.in_(numbers))
    found = session.scalars(placed.where(Topic.category_id.in_(visible)))
    return set(map(str, found))


def after(key: str, _since: datetime) -> str:
    """Whether somebody has answered; one query."""
    answered = is_answered(int(key))
    return str(_("It has an answer.") if answered else _("Nobody has answered so far."))


WAITING = TaskSource(
    "waiting",
    lambda number: (
        ngettext(
            "%(num)s first post waits for an answer",
            "%(num)s first posts wait for an answer",
            number,
        )
        if number
        else _("Every newcomer has an answer")
    ),
    lambda: _(
        "The first posts of the last three months have all been answered. When one waits, it will "
        "be here."
    ),
    read,
    after,
    order=10,
    seen=seen,
)
TASKS = (WAITING,)
