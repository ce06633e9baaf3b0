"""Files of posts: kept for a form, hung on a post, described, taken away."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select, update

from tribe import storage
from tribe.access import require
from tribe.activity import record
from tribe.base.db import now, session
from tribe.base.errors import NotFound, RuleBroken
from tribe.forum import activities, policy, settings
from tribe.forum.models import MAX_ALT, Post, PostFile, Topic
from tribe.forum.queries.categories import get_category_tree
from tribe.forum.services.judging import judge_post
from tribe.forum.services.preparing import Prepared
from tribe.members.models import Member
from tribe.settings import value_of

WAITS = timedelta(days=1)  # a file for the form that it was chosen in
WAITING = (PostFile.post_id.is_(None), PostFile.held_id.is_(None))  # for a form alone
MAX_WAITING = 40  # files of one member; the oldest go for newer ones


def keep_waiting(member: Member, prepared: Sequence[Prepared]) -> list[PostFile]:
    """Keep files of a member until their form is accepted; what is older than that many goes."""
    kept = [_keep(member, one) for one in prepared]
    own = (PostFile.member_id == member.id, *WAITING)
    newest = select(PostFile.id).where(*own).order_by(PostFile.id.desc()).limit(MAX_WAITING)
    numbers = session.scalars(newest).all()
    if len(numbers) == MAX_WAITING:
        _delete(*own, PostFile.id < min(numbers))
    return kept


def attach(post: Post, files: Sequence[PostFile]) -> None:
    """Hang files that wait on a post that is held; raises RuleBroken."""
    if not files:
        return
    most = value_of(settings.MAX_FILES)
    if post.files_count + len(files) > most:
        raise RuleBroken("forum.too_many_files", most=most)
    waiting = select(PostFile).where(
        PostFile.id.in_([file.id for file in files]),
        *WAITING,
        PostFile.member_id == post.author_id,
    )
    held = session.scalars(waiting.order_by(PostFile.id).with_for_update()).all()
    if len(held) < len(files):
        raise RuleBroken("forum.file_gone")
    for file in held:
        file.post_id = post.id
    post.files_count += len(held)
    session.flush()


def add_files(member: Member, post: Post, files: Sequence[PostFile]) -> None:
    """Hang more files on a post of one's own. Raises NotFound, Forbidden, RuleBroken."""
    topic, _moderators = _hold(member, post)
    require(member, policy.ATTACH, post, is_closed=topic.is_closed)
    attach(post, files)
    record(activities.POST_EDITED, post.id, actor_id=member.id, topic=topic.id)


def describe_files(member: Member, post: Post, alts: Mapping[int, str]) -> None:
    """Say what pictures of a post show, by their numbers. Raises NotFound, Forbidden."""
    _topic, moderators = _hold(member, post)
    require(member, policy.KEEP_FILES, post, moderators=moderators)
    own = (PostFile.post_id == post.id, PostFile.id.in_(sorted(alts)))
    files = session.scalars(select(PostFile).where(*own)).all()
    if files:
        judge_post(member, post, moderators)
    if any(alts[file.id] and alts[file.id] != file.alt for file in files):
        require(member, policy.DESCRIBE_FILES, post, moderators=moderators)
    for file in files:
        file.alt = alts[file.id][:MAX_ALT]
    session.flush()


def remove_file(member: Member, post: Post, file_id: int) -> None:
    """Take a file from a post, for good. Raises NotFound, Forbidden."""
    topic, moderators = _hold(member, post)
    require(member, policy.KEEP_FILES, post, moderators=moderators)
    judge_post(member, post, moderators)
    gone = _delete(PostFile.id == file_id, PostFile.post_id == post.id)
    if not gone:
        raise NotFound("forum.no_file")
    post.files_count -= gone
    record(activities.POST_EDITED, post.id, actor_id=member.id, topic=topic.id)


def tie(held_id: int, numbers: Collection[int]) -> None:
    """Let files wait with a text that waits for a moderator."""
    if numbers:
        theirs = update(PostFile).where(PostFile.id.in_(sorted(numbers)), *WAITING)
        session.execute(theirs.values(held_id=held_id))


def untie(numbers: Collection[int]) -> None:
    """Let files wait for a form again: they go within a day, unless something takes them."""
    if numbers:
        theirs = update(PostFile).where(PostFile.id.in_(sorted(numbers)))
        session.execute(theirs.values(held_id=None, added_at=now()))


def forget_waiting() -> None:
    """Take away the files that waited for a form which was never accepted."""
    _delete(*WAITING, PostFile.added_at < now() - WAITS)


def _keep(member: Member, one: Prepared) -> PostFile:
    preview = storage.keep(one.preview, one.media_type) if one.preview else None
    file = PostFile(
        member_id=member.id,
        digest=storage.keep(one.content, one.media_type),
        preview_digest=preview,
        name=one.name,
        width=one.width,
        height=one.height,
    )
    session.add(file)
    session.flush()
    return file


def _delete(*chosen: ColumnElement[bool]) -> int:
    """Delete rows of files; once that is committed, what nothing else refers to goes too."""
    gone = delete(PostFile).where(*chosen).returning(PostFile.digest, PostFile.preview_digest)
    rows = session.execute(gone).all()
    storage.let_go({digest for row in rows for digest in row if digest is not None})
    return len(rows)


def _hold(member: Member, post: Post) -> tuple[Topic, frozenset[int]]:
    """The topic of a post, held, and who moderates there; raises NotFound where unseen."""
    topic = session.get_one(Topic, post.topic_id, with_for_update=True, populate_existing=True)
    session.refresh(post)
    tree = get_category_tree()
    if not tree.may_see(member, topic.category_id):
        raise NotFound("forum.no_post")
    return topic, tree.moderators(topic.category_id)
