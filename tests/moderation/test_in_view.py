"""What is gone, or was never there, is not taken from view."""

from tests.conftest import Cast
from tests.forum.conftest import Forum, forum
from tribe.forum import services
from tribe.web.moderated import in_view

__all__ = ["forum"]


def test_what_is_gone_cannot_be_taken_from_view(cast: Cast, forum: Forum) -> None:
    post = forum.reply("dov", forum.topic("cleo", forum.room(), "Bread"), "Buy")
    asks = in_view("post")
    assert (asks(post.id), asks(98765)) == (True, False)
    services.remove(cast.get("ben"), post)
    assert not asks(post.id)
