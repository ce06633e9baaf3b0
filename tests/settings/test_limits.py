"""What features let an admin limit is heeded on their pages."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.world import furnish
from tribe.base.db import now, session
from tribe.members.models import SignIn
from tribe.settings import services


def test_limits_are_heeded(app: Flask, cast: Cast) -> None:
    world = furnish(app, cast)
    with app.app_context():
        services.change({"max_guests": 2, "max_post_length": 500, "sign_in_days": 3}, None)
        session.commit()
    cleo = sign_in(app, cast, "cleo")
    with app.app_context():
        ends = session.scalars(select(SignIn.expires_at).order_by(SignIn.id.desc())).first()
        assert ends is not None
        assert timedelta(days=2, hours=23) < ends - now() < timedelta(days=3, minutes=1)
    reply = f"/t/{world.topic}/reply"
    long = cleo.post(reply, data={"body": "a " * 251})
    assert (long.status_code, "at most 500" in long.text) == (422, True)
    assert cleo.post(reply, data={"body": "ab" * 250}).status_code == 303
    assert 'max="2"' in sign_in(app, cast, "dov").get(f"/events/{world.event}").text
    rsvp = f"/events/{world.event}/rsvp"
    assert cleo.post(rsvp, data={"status": "going", "guests": "3"}).status_code == 422
