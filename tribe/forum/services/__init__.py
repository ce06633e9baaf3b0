"""The verbs of the forum. `at` dates an act in the past; add_… are for importers alone."""

from tribe.forum.services.arranging import (
    close_due,
    close_later,
    close_later_no_more,
    list_topic,
    move_back,
    move_topic,
    pin_topic,
    quicken_topic,
    remove_topic,
    restore_topic,
    slow_topic,
    unlist_topic,
    unpin_topic,
)
from tribe.forum.services.categories import (
    CategoryDraft,
    create_category,
    edit_category,
    get_category,
    is_address_taken,
    is_empty_category,
    remove_category,
)
from tribe.forum.services.changing import close_topic, edit, reopen_topic
from tribe.forum.services.files import (
    add_files,
    describe_files,
    forget_waiting,
    keep_waiting,
    remove_file,
)
from tribe.forum.services.judging import require_judge
from tribe.forum.services.moderators import appoint, dismiss
from tribe.forum.services.moving import merge_topic, split_topic, unmerge_topic, unsplit_topic
from tribe.forum.services.pacing import ask_slower, forget_asked, may_ask_slower, slow_now
from tribe.forum.services.posting import (
    MAX_TITLE_LENGTH,
    MIN_TITLE_LENGTH,
    add_post,
    add_topic,
    begin_for,
    create_topic,
    grant_in,
    reply,
)
from tribe.forum.services.preparing import prepare
from tribe.forum.services.reactions import react, toggle, unreact
from tribe.forum.services.reading import (
    follow,
    follow_category,
    mark_all_read,
    mark_read,
    take_up_again,
)
from tribe.forum.services.removing import hide, prune_files, remove, restore
from tribe.forum.services.sending import send_edit, send_reply, send_sign, send_topic
from tribe.forum.services.sweeping import sweep, unsweep
from tribe.forum.services.undoing import Edited, find_edited, put_back

__all__ = [
    "MAX_TITLE_LENGTH",
    "MIN_TITLE_LENGTH",
    "CategoryDraft",
    "Edited",
    "add_files",
    "add_post",
    "add_topic",
    "appoint",
    "ask_slower",
    "begin_for",
    "close_due",
    "close_later",
    "close_later_no_more",
    "close_topic",
    "create_category",
    "create_topic",
    "describe_files",
    "dismiss",
    "edit",
    "edit_category",
    "find_edited",
    "follow",
    "follow_category",
    "forget_asked",
    "forget_waiting",
    "get_category",
    "grant_in",
    "hide",
    "is_address_taken",
    "is_empty_category",
    "keep_waiting",
    "list_topic",
    "mark_all_read",
    "mark_read",
    "may_ask_slower",
    "merge_topic",
    "move_back",
    "move_topic",
    "pin_topic",
    "prepare",
    "prune_files",
    "put_back",
    "quicken_topic",
    "react",
    "remove",
    "remove_category",
    "remove_file",
    "remove_topic",
    "reopen_topic",
    "reply",
    "require_judge",
    "restore",
    "restore_topic",
    "send_edit",
    "send_reply",
    "send_sign",
    "send_topic",
    "slow_now",
    "slow_topic",
    "split_topic",
    "sweep",
    "take_up_again",
    "toggle",
    "unlist_topic",
    "unmerge_topic",
    "unpin_topic",
    "unreact",
    "unsplit_topic",
    "unsweep",
]
