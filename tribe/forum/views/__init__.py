"""The pages of the forum, a file for each subject."""

from flask import Blueprint

blueprint = Blueprint("forum", __name__)

WRITING = "60 per minute; 600 per hour"
from tribe.forum.views import (  # noqa: E402, F401
    arranging,
    arranging_tags,
    categories,
    feeds,
    files,
    lists,
    moderating,
    posts,
    tags,
    topics,
)
