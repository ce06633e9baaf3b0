"""What a member who is erased leaves in conversations: their words or not, and never their name."""

from collections.abc import Collection, Iterator, Sequence
from typing import cast

from sqlalchemy import Select, case, delete, func, or_, select, update

from tribe import search
from tribe.base.db import now, session
from tribe.forum.models import Gone, Post, PostOrigin, PostRevision, Topic
from tribe.forum.searched import count_answers
from tribe.forum.services.counting import count_again
from tribe.forum.services.references import read_source
from tribe.forum.slugs import make_slug
from tribe.jobs import renew
from tribe.markup import COOK_VERSION
from tribe.markup.unnaming import (
    keys_alike,
    keys_called,
    posts_quoted,
    without_name,
    without_quotes_of,
)
from tribe.members.mentioned import borne_by_others
from tribe.privacy import Leaver

BATCH = 200  # posts of one transaction: a second's work, so that writers do not wait


def erase(leaver: Leaver) -> None:
    """Take a member out of every conversation, in short transactions that a kill does not undo.

    Earlier versions of their posts go in either case: who leaves their words leaves them as they
    stand.
    """
    own = select(Post.id).where(Post.author_id == leaver.id)
    _forget_versions(leaver, own)
    if leaver.takes_words:
        for post_ids in _batches(own):
            _take_words(leaver, post_ids)
            renew()
        _retitle(leaver)
    _let_go_of_files(leaver)
    origins = PostOrigin.post_id.in_(own)
    if leaver.takes_words:
        session.execute(delete(PostOrigin).where(origins))
    else:
        session.execute(update(PostOrigin).where(origins).values(author_url=None))
    renew()
    for model in (Post, PostRevision):
        _unname(model, leaver)


def _let_go_of_files(leaver: Leaver) -> None:
    """Their rows go with all that names the member; a page asks for no more of them."""
    with_files = select(Post.id).where(Post.author_id == leaver.id, Post.files_count > 0)
    for post_ids in _batches(with_files):
        session.execute(update(Post).where(Post.id.in_(post_ids)).values(files_count=0))
        search.changed("post", post_ids)
        renew()


def _forget_versions(leaver: Leaver, own: Select[int]) -> None:
    """What the member had written otherwise; what moderators changed goes only with the words."""
    doomed = delete(PostRevision).where(PostRevision.post_id.in_(own))
    if not leaver.takes_words:
        doomed = doomed.where(PostRevision.editor_id == leaver.id)
    session.execute(doomed)
    renew()


def _batches(chosen: Select[int]) -> Iterator[Sequence[int]]:
    """The numbers of some posts, so many at a time, in the order of the numbers."""
    last = 0
    while True:
        some = chosen.where(Post.id > last).order_by(Post.id).limit(BATCH)
        found = session.scalars(some).all()
        if not found:
            return
        yield found
        last = found[-1]


def _take_words(leaver: Leaver, post_ids: Sequence[int]) -> None:
    """Empty some posts of a member; their numbers stay, so that answers keep their places."""
    taken = {
        "source": "",
        "html": "",
        "text": "",
        "interest": None,
        "interest_words": "",
        "serves": "",
        "asks": "",
        "cook_version": COOK_VERSION,
        "deleted_at": func.coalesce(Post.deleted_at, now()),
        "deleted_by_id": func.coalesce(Post.deleted_by_id, leaver.id),
        "gone": case(  # it does not come back with its topic
            (Post.gone.in_((Gone.MODERATOR, Gone.HIDDEN)), Post.gone), else_=Gone.AUTHOR
        ),
    }
    session.execute(update(Post).where(Post.id.in_(post_ids)).values(taken))
    search.changed("post", post_ids)
    changed = select(Post.topic_id).where(Post.id.in_(post_ids))
    for topic_id in session.scalars(changed.distinct()).all():
        _count_again(topic_id)


def _count_again(topic_id: int) -> None:
    count_again(session.get_one(Topic, topic_id, populate_existing=True))
    count_answers(topic_id)


def _retitle(leaver: Leaver) -> None:
    title = leaver.gone
    values = {"title": title, "slug": make_slug(title)}
    session.execute(update(Topic).where(Topic.author_id == leaver.id).values(values))
    renew()


def _unname(model: type[Post] | type[PostRevision], leaver: Leaver) -> None:
    """Let no text call the member by name, nor quote them by it, nor quote what they took away."""
    last = 0
    while True:
        calls = or_(model.source.contains("@"), model.source.contains("](/p/"))
        chosen = select(model).where(model.id > last, calls).order_by(model.id).limit(BATCH)
        found = cast("Sequence[Post | PostRevision]", session.scalars(chosen).all())
        if not found:
            return
        last = found[-1].id
        _rewrite(found, leaver)
        renew()
        session.expunge_all()


def _rewrite(texts: Sequence[Post | PostRevision], leaver: Leaver) -> None:
    called = keys_called(text.source for text in texts)
    others = borne_by_others(called, leaver.id) - leaver.keys
    keys = keys_alike(leaver.keys, called, others)
    quoted = {number for text in texts for number in posts_quoted(text.source)}
    own = _written_by(leaver.id, quoted)
    instead = {"name": leaver.stand_in}
    if leaver.takes_words:
        instead["words"] = leaver.gone
    rewritten = []
    for text in texts:
        told = without_name(text.source, keys, others | keys, leaver.stand_in)
        told = without_quotes_of(told, own, leaver.keys, instead)
        if told == text.source:
            continue
        text.source = told
        if isinstance(text, Post):
            cooked, _named = read_source(told)
            text.html, text.text, text.cook_version = cooked.html, cooked.text, COOK_VERSION
            rewritten.append(text.id)
    session.flush()
    search.changed("post", rewritten)


def _written_by(member_id: int, post_ids: Collection[int]) -> set[int]:
    if not post_ids:
        return set()
    theirs = select(Post.id).where(Post.id.in_(post_ids), Post.author_id == member_id)
    return set(session.scalars(theirs))
