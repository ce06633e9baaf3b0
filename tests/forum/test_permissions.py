"""Who may do what where: the tree of categories, and each act for each of the cast."""

import pytest

from tests.forum.conftest import Forum
from tribe.access import GUEST, may
from tribe.base.db import session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.forum import policy, services
from tribe.forum.models import Audience, Category, Post
from tribe.forum.policy import Grant
from tribe.forum.queries import get_category_tree, visible_category_ids

Y, N = True, False
CAST = ("guest", "eve", "cleo", "ines", "ben", "ada")


def grants(forum: Forum, room: Category) -> dict[str, str]:
    """What each may do, as letters: s(ee), r(eply), c(reate)."""
    rooms = get_category_tree()
    found = {}
    for name in CAST:
        member = GUEST if name == "guest" else forum.cast.get(name)
        grant = rooms.grant(member, rooms.by_id[room.id])
        found[name] = "".join(letter for letter, given in zip("src", grant, strict=True) if given)
    return found


def told(*letters: str) -> dict[str, str]:
    return dict(zip(CAST, letters, strict=True))


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({}, told("s", "s", "src", "src", "src", "src")),
        ({"guest": (Y, N, N)}, told("s", "s", "s", "s", "s", "src")),
        ({"member": (Y, Y, Y)}, told("", "", "src", "src", "src", "src")),
        ({"analyst": (Y, N, N), "moderator": (N, Y, N)}, told("", "", "", "s", "sr", "src")),
        ({"moderator": (Y, Y, Y)}, told("", "", "", "", "src", "src")),
        ({"admin": (Y, Y, Y)}, told("", "", "", "", "", "src")),
        ({"guest": (Y, Y, Y)}, told("s", "s", "src", "src", "src", "src")),
        ({"member": (N, Y, Y)}, told("", "", "", "", "", "src")),
        (
            {"guest": (Y, N, N), "member": (N, Y, N), "moderator": (N, N, Y)},
            told("s", "s", "sr", "sr", "src", "src"),
        ),
    ],
)
def test_a_role_has_what_those_below_it_have(
    forum: Forum, own: dict[str, tuple[bool, bool, bool]], expected: dict[str, str]
) -> None:
    room = forum.room("hall", **own)
    assert grants(forum, room) == expected
    assert grants(forum, forum.room("inner", room)) == expected


def test_nobody_who_may_not_see_may_write(forum: Forum) -> None:
    room = forum.room("hall", member=(N, Y, Y))
    with pytest.raises(NotFound):
        services.create_topic(forum.cast.get("cleo"), room, "A title", "words")


def test_a_room_in_a_closed_room_is_closed(forum: Forum) -> None:
    outer = forum.room("crew", moderator=(Y, Y, Y))
    inner = forum.room("cabin", outer, guest=(Y, N, N), member=(Y, Y, Y))
    assert grants(forum, inner) == told("", "", "", "", "src", "src")


def test_a_room_may_be_narrower_than_the_one_around_it(forum: Forum) -> None:
    inner = forum.room("crew", forum.room(), moderator=(Y, Y, Y))
    assert grants(forum, inner) == told("", "", "", "", "src", "src")
    assert inner.id not in visible_category_ids(forum.cast.get("cleo"))
    assert inner.id in visible_category_ids(forum.cast.get("ben"))


@pytest.mark.parametrize(
    ("act", "allowed"),
    [
        ("edit own", {"cleo"}),
        ("edit", {"ben", "ada"}),
        ("edit own closed", set()),
        ("edit closed", {"ben", "ada"}),
        ("edit removed", set()),
        ("remove own", {"cleo"}),
        ("remove", {"ben", "ada"}),
        ("remove removed", set()),
        ("react", {"cleo", "ines", "ben", "ada"}),
        ("react own", {"ines"}),
        ("react removed", set()),
        ("history", {"cleo", "ines", "ben", "ada"}),
        ("history removed", {"ben", "ada"}),
        ("close", {"ben", "ada"}),
        ("arrange", {"ada"}),
    ],
)
def test_each_act_for_each_of_the_cast(forum: Forum, act: str, allowed: set[str]) -> None:
    verb, *states = act.split()
    author = "cleo" if "own" in states else "dov"
    post = Post(author_id=forum.cast.ids[author], source="some words")
    if "removed" in states:
        post.deleted_at = forum.beginning
    rules = {
        "edit": lambda a: may(a, policy.EDIT, post, is_closed="closed" in states),
        "remove": lambda a: may(a, policy.REMOVE, post),
        "react": lambda a: may(a, policy.REACT, post),
        "history": lambda a: may(a, policy.READ_HISTORY, post),
        "close": lambda a: may(a, policy.CLOSE),
        "arrange": lambda a: may(a, policy.ARRANGE),
    }
    able = {n for n in CAST if rules[verb](GUEST if n == "guest" else forum.cast.get(n))}
    if "own" in states:  # moderators may anyway, which the line without "own" says
        able &= {"guest", "eve", "cleo", "ines"}
    assert able == allowed


def draft(**changes: object) -> services.CategoryDraft:
    return services.CategoryDraft(**({"name": "The hall"} | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["eve", "cleo", "ines", "ben"])
def test_only_admins_arrange(forum: Forum, name: str) -> None:
    member = forum.cast.get(name)
    room = forum.room()
    with pytest.raises(Forbidden):
        services.create_category(member, draft())
    with pytest.raises(Forbidden):
        services.edit_category(member, room, draft())
    with pytest.raises(Forbidden):
        services.get_category(member, "hall")


def test_an_admin_makes_and_changes_a_category(forum: Forum) -> None:
    ada = forum.cast.get("ada")
    crew = {Audience.MODERATOR: Grant(True, True, True)}
    room = services.create_category(ada, draft(name="Où l’on rit", grants=crew))
    session.commit()
    assert room.slug == "ou-l-on-rit"
    assert grants(forum, room) == told("", "", "", "", "src", "src")
    services.edit_category(ada, room, draft(name="Hall", slug="hall"))
    session.commit()
    assert room.slug == "hall"
    assert grants(forum, room) == told("s", "s", "src", "src", "src", "src")


def test_addresses_are_taken_once_and_no_room_lies_in_itself(forum: Forum) -> None:
    ada = forum.cast.get("ada")
    outer = forum.room("hall")
    inner = forum.room("nook", outer)
    with pytest.raises(RuleBroken):
        services.create_category(ada, draft(name="Hall"))
    for parent in (outer, inner):
        with pytest.raises(RuleBroken):
            services.edit_category(ada, outer, draft(name="Hall", parent_id=parent.id))
    assert services.edit_category(ada, outer, draft(name="Hall")).slug == "hall"
