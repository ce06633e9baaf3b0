"""Reading the forum; what a page shows is loaded here, in as few queries as it has subjects."""

from tribe.forum.queries.cursors import Cursor, read_cursor
from tribe.forum.queries.faces import Face
from tribe.forum.queries.lists import Filter, TopicPage, TopicRow, list_topics
from tribe.forum.queries.posts import (
    Placed,
    Said,
    Version,
    find_post,
    list_first_posts,
    list_last_posts,
    list_versions,
)
from tribe.forum.queries.rooms import get_rooms, visible_category_ids
from tribe.forum.queries.topics import (
    SIZE,
    PostRow,
    Sign,
    TopicView,
    find_post_row,
    find_topic,
    find_topic_for,
    list_posts,
    page_of,
)

__all__ = [
    "SIZE",
    "Cursor",
    "Face",
    "Filter",
    "Placed",
    "PostRow",
    "Said",
    "Sign",
    "TopicPage",
    "TopicRow",
    "TopicView",
    "Version",
    "find_post",
    "find_post_row",
    "find_topic",
    "find_topic_for",
    "get_rooms",
    "list_first_posts",
    "list_last_posts",
    "list_posts",
    "list_topics",
    "list_versions",
    "page_of",
    "read_cursor",
    "visible_category_ids",
]
