"""What a reader may do with each post of a page."""

from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import NamedTuple

from tribe.access import is_moderator, may, moderates
from tribe.bookmarks.policy import MAKE
from tribe.forum import policy, settings
from tribe.forum.models import Gone, Post, Topic
from tribe.forum.queries import PostRow, find_judgement
from tribe.forum.queries.decided import would_stay_away
from tribe.interests.queries import is_of_brand, names_brand
from tribe.members.models import Member
from tribe.moderation import ruling
from tribe.moderation.policy import REPORT
from tribe.settings import value_of

BY_MODERATORS = (Gone.MODERATOR, Gone.HIDDEN)
TAKING = ("forum.post.remove", "forum.post.hide")
NOBODY = 0  # no member's number: it stands for whoever else wrote it


class Acts(NamedTuple):
    """What a member may do with a post."""

    is_own: bool
    may_react: bool
    may_reply: bool
    may_edit: bool
    may_attach: bool
    may_keep_files: bool
    may_read_history: bool
    may_remove: bool
    may_hide: bool
    may_restore: bool
    may_bookmark: bool
    may_report: bool


class _Post(NamedTuple):
    """All that the rules ask of a post."""

    author_id: int
    is_removed: bool
    gone: Gone | None
    is_erased: bool
    judged_id: int = NOBODY  # whose post a moderator would judge who may have a stake in it
    would_stay_away: bool = False  # were what moderators did undone
    is_anothers: bool = False  # away by what is not the reader's to undo
    is_barred: bool = False  # they may decide nothing of it: they brought it up, or lost an appeal


def is_behind(post: Post | PostRow) -> bool:
    """Whether a post that moderators took would be away still without that; a query if they did."""
    return post.gone in BY_MODERATORS and would_stay_away(post.id)


def acts_of(
    member: Member | None,
    posts: Sequence[PostRow],
    topic: Topic,
    *,
    may_reply: bool,
    moderators: Collection[int],
) -> Callable[[PostRow], Acts | None]:
    """What a reader may do with some posts of a topic; None where a guest reads.

    Posts that are alike to the rules are asked about once.
    """
    if member is None:
        return lambda _post: None
    is_closed = topic.is_closed

    @cache
    def find(post: _Post) -> Acts:
        there = {"moderators": moderators}
        is_own = post.author_id == member.id
        judges = not post.judged_id or find_judgement(member, post.judged_id, moderators)
        changes = is_own or judges
        lifts = not post.is_anothers
        hides = may(member, policy.HIDE, post, would_stay_away=post.would_stay_away, **there)
        may_attach = may(member, policy.ATTACH, post, is_closed=is_closed)
        may_edit = may(member, policy.EDIT, post, is_closed=is_closed, **there)
        return Acts(
            is_own=is_own,
            may_react=bool(may(member, policy.REACT, post)),
            may_reply=may_reply,
            may_edit=bool(judges and may_edit and not post.is_barred),
            may_attach=bool(may_attach and value_of(settings.MAX_FILES)),
            may_keep_files=bool(changes and may(member, policy.KEEP_FILES, post, **there)),
            may_read_history=bool(may(member, policy.READ_HISTORY, post, **there)),
            may_remove=bool(changes and may(member, policy.REMOVE, post, **there)),
            may_hide=bool(judges and lifts and hides),
            may_restore=bool(changes and lifts and may(member, policy.RESTORE, post, **there)),
            may_bookmark=bool(may(member, MAKE) and not post.is_removed),
            may_report=bool(
                may(member, REPORT) and not post.is_removed and post.author_id != member.id
            ),
        )

    moderates_here = moderates(member, moderators)
    is_local = not is_moderator(member)  # who moderates all undoes what others decided
    is_tied = moderates_here and is_of_brand(member)

    of_others = [
        one.id
        for one in posts
        if moderates_here and one.author_id != member.id and not one.is_removed
    ]
    is_barred = ruling.bars_among(member, "post", of_others, ("topic", topic.id))

    def find_alike(post: PostRow) -> Acts:
        is_own = post.author_id == member.id
        named = post.interest is not None and names_brand(post.interest.words)
        is_of_both = is_tied and (post.author.is_brand or named)
        has_stake = moderates_here and (is_closed if is_own else is_of_both)
        judged_id = post.author_id if has_stake else NOBODY
        author_id = member.id if is_own else NOBODY
        is_taken = moderates_here and not is_own and post.gone in BY_MODERATORS
        facts = (
            is_taken and is_behind(post),
            is_taken and is_local and _is_anothers(member, post.id),
            is_barred(post.id),
        )
        return find(_Post(author_id, post.is_removed, post.gone, post.is_erased, judged_id, *facts))

    return find_alike


def _is_anothers(member: Member, post_id: int) -> bool:
    return bool(ruling.undoing_bar_of(member, "post", post_id, TAKING))
