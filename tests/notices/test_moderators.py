"""Who is named moderator of a category is told, and told when it ends."""

from flask_babel import force_locale

from tests.notices.conftest import Hall, causes, work
from tribe.forum import services as forum
from tribe.notices.queries import list_notices


def test_who_moderates_a_category_is_told_and_when_it_ends(hall: Hall) -> None:
    ada, dov = hall.cast.get("ada"), hall.cast.get("dov")
    forum.appoint(ada, dov, hall.room.id)
    work()
    assert hall.lines("dov") == [("You moderate the category “The hall” now, and those within it",)]
    with hall.cast.app.test_request_context(), force_locale("fr"):
        (row,) = list_notices(dov)[0].rows
        assert (row.address, row.lines[0][:30]) == ("/c/hall", "Vous modérez désormais la caté")
    forum.dismiss(ada, dov, hall.room.id)
    work()
    assert hall.lines("dov") == [("You moderate the category “The hall” no more",)]
    forum.appoint(ada, dov, hall.room.id)
    work()
    assert causes() == [("dov", "forum.appointed")]


def test_each_category_is_told_of_alone_and_nobody_of_their_own_act(hall: Hall) -> None:
    ada, dov = hall.cast.get("ada"), hall.cast.get("dov")
    other = Hall(hall.cast, "cellar").room
    for room in (hall.room, other):
        forum.appoint(ada, dov, room.id)
    forum.appoint(ada, ada, other.id)
    work()
    assert causes() == [("dov", "forum.appointed")] * 2
    forum.dismiss(ada, dov, other.id)
    work()
    assert causes() == [("dov", "forum.appointed"), ("dov", "forum.dismissed")]


def test_what_did_not_last_until_it_is_told_is_not_told(hall: Hall) -> None:
    ada, dov = hall.cast.get("ada"), hall.cast.get("dov")
    forum.appoint(ada, dov, hall.room.id)
    forum.dismiss(ada, dov, hall.room.id)
    work()
    assert causes() == [("dov", "forum.dismissed")]
