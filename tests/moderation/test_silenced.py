"""Whoever is silenced says nothing that others read, by whatever form, and may do the rest.

Each form of the table of permissions is sent by a member who may send it, silenced.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests.architecture.test_permissions import TABLE, fill, was_done, worlds
from tests.conftest import Cast, sign_in
from tests.world import World, furnish
from tribe.base.db import now, session
from tribe.base.errors import Forbidden
from tribe.events import services as events
from tribe.events.models import Event
from tribe.forum import services as forum
from tribe.forum.models import Post, PostFile
from tribe.interests import services as interests
from tribe.interests.models import InterestKind
from tribe.voice import services as voice
from tribe.voice.models import Outcome, Promise

__all__ = ["worlds"]
SILENCED = ("cleo", "dov")
# What they do still, with what the table sends. Nobody reads words of theirs by it; what moderators
# or admins read who were asked (a report, an objection, a question, a claim) is no speech, and
# what says something only where it has words (a gathering called off, being away, files of a post)
# has none here.
DONE = {
    "/ask",
    "/c/<slug>/follow",
    "/conversations/<int:conversation_id>/<any(accept, decline, mute, unmute, leave):act>",
    "/council/<int:seat_id>/end",
    "/events/<int:event_id>/cancel",
    "/events/<int:event_id>/guest",
    "/events/<int:event_id>/guest/<token>",
    "/events/<int:event_id>/guests/remove",
    "/events/<int:event_id>/hosting",
    "/events/<int:event_id>/reinstate",
    "/events/<int:event_id>/rsvp",
    "/files/<int:file_id>/remove",
    "/follow",
    "/forgot",
    "/greeting",
    "/invitations/<token>",
    "/join",
    "/language",
    "/me/address",
    "/me/address/confirm",
    "/me/away",
    "/me/bookmarks",
    "/me/bookmarks/<int:bookmark_id>",
    "/me/bookmarks/<int:bookmark_id>/remove",
    "/me/calendar",
    "/me/consent",
    "/me/data/export",
    "/me/held/<int:held_id>",
    "/me/held/<int:held_id>/withdraw",
    "/me/interests/<int:interest_id>/end",
    "/me/invitations/<int:invitation_id>/withdraw",
    "/me/leave",
    "/me/measured/place",
    "/me/messages",
    "/me/notices",
    "/me/rules",
    "/me/security/app",
    "/me/security/codes",
    "/me/security/passkeys/<int:passkey_id>/remove",
    "/me/security/passkeys/options",
    "/me/security/password",
    "/me/security/remove",
    "/me/sessions",
    "/me/sessions/<int:sign_in_id>/name",
    "/me/stay",
    "/me/will/copy",
    "/me/will/key",
    "/me/will/public-key",
    "/moderation/decisions/<int:decision_id>/appeal",
    "/new/read",
    "/notices/read",
    "/p/<int:post_id>/bookmark",
    "/p/<int:post_id>/delete",
    "/p/<int:post_id>/files",
    "/p/<int:post_id>/report",
    "/report",
    "/report/<subject_type>/<int:subject_id>",
    "/rituals/<slug>/enactments/<int:enactment_id>/remove",
    "/rituals/<slug>/keep",
    "/rituals/<slug>/release",
    "/sign-in/brand",
    "/sign-in/brand/join",
    "/sign-in/code",
    "/sign-in/link",
    "/sign-in/passkey",
    "/sign-in/passkey/options",
    "/sign-out",
    "/t/<int:topic_id>/follow",
    "/t/<int:topic_id>/slower",
    "/tags/<name>/follow",
    "/theme",
    "/topics/read",
    "/u/<name>/block",
    "/u/<name>/claim",
    "/u/<name>/follow",
    "/u/<name>/ignore",
    "/unsubscribe/<token>",
    "/unsubscribe/<token>/undo",
    "/welcome/close",
}
OWN = [(route, name) for route in TABLE for name in SILENCED if name in TABLE[route][2]]


def test_what_a_silenced_member_does_still_says_nothing(
    app: Flask, worlds: Callable[[bool], tuple[World, Cast]]
) -> None:
    done = set()
    for route, name in OWN:
        if route in done:
            continue
        address, sent, _allowed = TABLE[route]
        house, cast = worlds(not route.startswith("/setup"))
        with app.app_context():
            cast.get(name).silenced_until = now() + timedelta(days=1)
            session.commit()
        client = sign_in(app, cast, name)
        data = {key: fill(value, house) for key, value in sent.items()}
        answer = client.post(fill(address, house), data=data)
        if was_done(route, answer.status_code, answer.headers.get("Location", "")):
            done.add(route)
    assert done == DONE


def test_words_beside_what_they_may_do_are_refused(app: Flask, cast: Cast) -> None:
    world = furnish(app, cast)
    with app.app_context():
        for name in SILENCED:
            cast.get(name).silenced_until = now() + timedelta(days=1)
        dov, post = cast.get("dov"), session.get_one(Post, world.post)
        file = session.get_one(PostFile, world.file)
        event = session.get_one(Event, world.event)
        interest = (InterestKind.PAID, "by the mill", now().date())
        promise = session.get_one(Promise, world.promise)
        for verb in (
            lambda: forum.describe_files(dov, post, {file.id: "An insult"}),
            lambda: forum.restore(dov, post),
            lambda: events.cancel_event(cast.get("cleo"), event, why="An insult"),
            lambda: interests.declare(dov, *interest),
            lambda: voice.judge_promise(cast.get("cleo"), promise, Outcome.KEPT, "An insult"),
        ):
            with session.begin_nested(), pytest.raises(Forbidden, match=r"access\.silenced"):
                verb()
        forum.describe_files(dov, post, {file.id: ""})
