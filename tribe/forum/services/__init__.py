"""The verbs of the forum. `at` dates an act in the past; add_… are for importers alone."""

from tribe.forum.services.changing import close_topic, edit, remove, reopen_topic
from tribe.forum.services.posting import (
    LONGEST_BODY,
    LONGEST_TITLE,
    SHORTEST_TITLE,
    add_post,
    add_topic,
    create_topic,
    grant_in,
    reply,
)
from tribe.forum.services.reactions import react, toggle, unreact
from tribe.forum.services.reading import follow, mark_all_read, mark_read
from tribe.forum.services.rooms import CategoryDraft, create_category, edit_category, get_category

__all__ = [
    "LONGEST_BODY",
    "LONGEST_TITLE",
    "SHORTEST_TITLE",
    "CategoryDraft",
    "add_post",
    "add_topic",
    "close_topic",
    "create_category",
    "create_topic",
    "edit",
    "edit_category",
    "follow",
    "get_category",
    "grant_in",
    "mark_all_read",
    "mark_read",
    "react",
    "remove",
    "reopen_topic",
    "reply",
    "toggle",
    "unreact",
]
