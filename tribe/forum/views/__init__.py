"""The pages of the forum, a file for each subject."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from tribe.forum import live, words  # noqa: F401 (live answers the sockets)
from tribe.members.identity import current_member, login_manager

blueprint = Blueprint("forum", __name__)
for words_of in words.FILTERS:
    blueprint.add_app_template_filter(words_of)

WRITING = "60 per minute; 600 per hour"
FORMS = ("new", "reply", "edit", "delete", "history", "new_category", "edit_category")


@blueprint.before_request
def ask_guests_to_sign_in() -> Response | None:
    """A guest who opens a form signs in first, and comes back to it."""
    is_form = (request.endpoint or "").removeprefix("forum.") in FORMS
    if request.method == "GET" and is_form and current_member() is None:
        response: Response = login_manager.unauthorized()
        return response
    return None


from tribe.forum.views import categories, feeds, lists, posts, topics  # noqa: E402, F401
