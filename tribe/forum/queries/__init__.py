"""Reading the forum; what a page shows is loaded here, in as few queries as it has subjects."""

from tribe.forum.queries.categories import (
    count_topics_in,
    get_category_level,
    get_category_tree,
    list_moderated,
    list_moderators,
    visible_category_ids,
)
from tribe.forum.queries.changes import list_changes, list_concerned, list_shown_so
from tribe.forum.queries.decided import Decided, list_decided
from tribe.forum.queries.files import (
    FileRow,
    find_file,
    find_held_file,
    list_files,
    list_held_files,
    list_waiting,
)
from tribe.forum.queries.first_posts import FirstPost, answers, first_posts, list_unanswered
from tribe.forum.queries.judging import find_judgement
from tribe.forum.queries.lists import Filter, TopicRow, list_pinned, list_topics, order_of
from tribe.forum.queries.moves import MoveNote, find_numbered, list_notes
from tribe.forum.queries.posts import (
    Placed,
    Said,
    Version,
    find_post,
    list_first_posts,
    list_last_posts,
    list_versions,
)
from tribe.forum.queries.present import list_shown
from tribe.forum.queries.spans import list_topic_spans, list_topics_of_span
from tribe.forum.queries.tags import (
    TagRow,
    find_tag,
    find_tag_ids,
    get_tag_level,
    is_tag_seen,
    list_tags,
    suggest_tags,
    tags_of,
)
from tribe.forum.queries.topics import (
    PostRow,
    Sign,
    TopicView,
    find_beginner,
    find_post_row,
    find_topic,
    find_topic_for,
    is_shared,
    list_posts,
    list_posts_of,
    list_to_split,
)
from tribe.forum.queries.untried import count_standing, find_first, list_untried

__all__ = [
    "Decided",
    "FileRow",
    "Filter",
    "FirstPost",
    "MoveNote",
    "Placed",
    "PostRow",
    "Said",
    "Sign",
    "TagRow",
    "TopicRow",
    "TopicView",
    "Version",
    "answers",
    "count_standing",
    "count_topics_in",
    "find_beginner",
    "find_file",
    "find_first",
    "find_held_file",
    "find_judgement",
    "find_numbered",
    "find_post",
    "find_post_row",
    "find_tag",
    "find_tag_ids",
    "find_topic",
    "find_topic_for",
    "first_posts",
    "get_category_level",
    "get_category_tree",
    "get_tag_level",
    "is_shared",
    "is_tag_seen",
    "list_changes",
    "list_concerned",
    "list_decided",
    "list_files",
    "list_first_posts",
    "list_held_files",
    "list_last_posts",
    "list_moderated",
    "list_moderators",
    "list_notes",
    "list_pinned",
    "list_posts",
    "list_posts_of",
    "list_shown",
    "list_shown_so",
    "list_tags",
    "list_to_split",
    "list_topic_spans",
    "list_topics",
    "list_topics_of_span",
    "list_unanswered",
    "list_untried",
    "list_versions",
    "list_waiting",
    "order_of",
    "suggest_tags",
    "tags_of",
    "visible_category_ids",
]
