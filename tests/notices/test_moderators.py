"""Who is named moderator of a category is told, and told when it ends."""

from flask_babel import force_locale

from tests.notices.conftest import Hall, causes, work
from tests.notices.test_budget import choose
from tribe.access import Role
from tribe.activity.notices import Channel
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


def test_the_brand_tells_of_it_a_few_times_and_then_counts(hall: Hall) -> None:
    """Or an admin who speaks for it would rename a category, and name and dismiss without end."""
    hall.speaks("ada")
    choose(hall, Channel.WEB, 0)
    told = []
    for n in range(3):
        hall.room.name = f"Buy our bread {n}"
        for verb in (forum.appoint, forum.dismiss):
            verb(hall.cast.get("ada"), hall.cast.get("cleo"), hall.room.id)
            work()
            told.append(bool(hall.lines("cleo")))
    assert told == [True, True, True, False, False, False]
    hall.cast.get("ada").is_brand = False
    hall.cast.get("ben").role = Role.ADMIN
    forum.appoint(hall.cast.get("ben"), hall.cast.get("cleo"), hall.room.id)
    work()
    assert hall.lines("cleo")
