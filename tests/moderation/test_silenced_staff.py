"""Whoever of the staff is silenced moderates nothing meanwhile, wherever and by whatever form."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests.architecture.test_permissions import TABLE, fill, was_done, worlds
from tests.conftest import Cast, sign_in
from tests.moderation.test_local import Apart as Browser
from tests.moderation.test_local import Quarter, enter, fay, quarter
from tests.moderation.test_one_act_on import HIDE, REMOVE, SAID, decide
from tests.world import World
from tribe.access import Role
from tribe.base.db import now, session
from tribe.forum.models import Post
from tribe.members.queries import has_moderator
from tribe.moderation import services
from tribe.moderation.models import Appeal

__all__ = ["fay", "quarter", "worlds"]
PLAIN = {"cleo", "dov", "eve", "guest"}
STILL = {"/events/<int:event_id>/hosts/remove"}  # of the gathering that is theirs
OF_MODERATORS = [
    route for route in TABLE if "ben" in TABLE[route][2] and not PLAIN & set(TABLE[route][2])
]


def silence(cast: Cast, *names: str) -> None:
    for name in names:
        cast.get(name).silenced_until = now() + timedelta(days=1)
    session.commit()


def test_of_what_moderators_alone_do_a_silenced_one_does_nothing(
    app: Flask, worlds: Callable[[bool], tuple[World, Cast]]
) -> None:
    """Each form of the table of permissions that is for them, sent by one who is silenced."""
    done = set()
    for route in OF_MODERATORS:
        address, sent, _allowed = TABLE[route]
        house, cast = worlds(not route.startswith("/setup"))
        with app.app_context():
            silence(cast, "ben")
        client = sign_in(app, cast, "ben")
        data = {key: fill(value, house) for key, value in sent.items()}
        answer = client.post(fill(address, house), data=data)
        if was_done(route, answer.status_code, answer.headers.get("Location", "")):
            done.add(route)
    assert len(OF_MODERATORS) > 20
    assert done == STILL


def test_a_silenced_moderator_reads_and_acts_as_a_member_until_the_end(
    app: Flask, cast: Cast, quarter: Quarter, fay: Browser
) -> None:
    post, case = quarter.posts[0], quarter.report(0)
    removal = decide(cast, REMOVE, quarter.posts[1].id, by="ada")
    appeal = services.appeal(cast.get("dov"), removal, "I whispered")
    session.commit()
    number = appeal.id
    silence(cast, "ben", "fay")
    ben = enter(app, cast, "ben")
    for client in (ben, fay):
        assert client.get(f"/t/{quarter.topics[0].id}", follow_redirects=True).status_code == 200
        assert f'href="/p/{post.id}/hide"' not in client.get(f"/t/{quarter.topics[0].id}").text
        for path, sent in (
            (f"/p/{post.id}/hide", SAID),
            (f"/p/{post.id}/delete", SAID),
            (f"/moderation/cases/{case}", SAID | {"act": HIDE, "ground": "rules"}),
            (f"/moderation/appeals/{number}", {"outcome": "overturned", "words": "So"}),
            (f"/moderation/decisions/{removal.id}/undo", {"words": "So"}),
            (f"/t/{quarter.topics[0].id}/close", SAID),
        ):
            assert client.get(path).status_code in (303, 403, 404, 405), path
            assert client.post(path, data=sent).status_code in (403, 404), path
        assert client.get("/moderation").status_code == 403
    session.expire_all()
    assert session.get_one(Post, post.id).gone is None
    assert session.get_one(Appeal, number).outcome is None
    for name in ("ben", "fay"):
        cast.get(name).silenced_until = now() - timedelta(seconds=1)
    session.commit()
    assert fay.post(f"/p/{post.id}/hide", data=SAID).status_code == 303
    sent = {"outcome": "overturned", "words": "So"}
    assert ben.post(f"/moderation/appeals/{number}", data=sent).status_code == 303


@pytest.mark.parametrize("name", ["ada", "ben"])
def test_who_is_silenced_is_no_other_who_could_judge(
    app: Flask, cast: Cast, quarter: Quarter, name: str
) -> None:
    others = {cast.ids["ada"], cast.ids["ben"]} - {cast.ids[name]}
    assert has_moderator((), besides=others)
    silence(cast, name)
    assert not has_moderator((), besides=others)
    assert cast.get(name).role in (Role.ADMIN, Role.MODERATOR)
