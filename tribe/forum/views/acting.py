"""What a reader may do with each post of a page."""

from collections.abc import Callable, Collection
from functools import cache
from typing import NamedTuple

from tribe.access import may
from tribe.bookmarks.policy import MAKE
from tribe.forum import policy, settings
from tribe.forum.models import Gone
from tribe.forum.policy import PostLike
from tribe.members.models import Member
from tribe.settings import value_of

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


class _Post(NamedTuple):
    """All that the rules ask of a post."""

    author_id: int
    is_removed: bool
    gone: Gone | None


def acts_of(
    member: Member | None, *, is_closed: bool, may_reply: bool, moderators: Collection[int]
) -> Callable[[PostLike], Acts | None]:
    """What a reader may do with a post of a topic; None where a guest reads.

    Posts that are alike to the rules are asked about once.
    """
    if member is None:
        return lambda _post: None

    @cache
    def find(post: _Post) -> Acts:
        there = {"moderators": moderators}
        may_attach = may(member, policy.ATTACH, post, is_closed=is_closed)
        return Acts(
            is_own=post.author_id == member.id,
            may_react=bool(may(member, policy.REACT, post)),
            may_reply=may_reply,
            may_edit=bool(may(member, policy.EDIT, post, is_closed=is_closed, **there)),
            may_attach=bool(may_attach and value_of(settings.MAX_FILES)),
            may_keep_files=bool(may(member, policy.KEEP_FILES, post, **there)),
            may_read_history=bool(may(member, policy.READ_HISTORY, post, **there)),
            may_remove=bool(may(member, policy.REMOVE, post, **there)),
            may_hide=bool(may(member, policy.HIDE, post, **there)),
            may_restore=bool(may(member, policy.RESTORE, post, **there)),
            may_bookmark=bool(may(member, MAKE) and not post.is_removed),
        )

    def find_alike(post: PostLike) -> Acts:
        is_own = post.author_id == member.id
        return find(_Post(member.id if is_own else NOBODY, post.is_removed, post.gone))

    return find_alike
