"""Who is silenced, or closed out while signed in, reads so, and is led to the decision."""

import re
from datetime import timedelta
from io import BytesIO

from flask import Flask
from PIL import Image

from tests.conftest import Cast, sign_in
from tests.world import World, furnish
from tribe.base.db import now, session
from tribe.forum.models import Post
from tribe.moderation import services
from tribe.moderation.services import Ruling


def restrain(app: Flask, cast: Cast, act: str, name: str) -> int:
    with app.app_context():
        ruling = Ruling(act, "You shout", "Respect", ends_at=now() + timedelta(days=2))
        made = services.decide_on(cast.get("ben"), "member", cast.ids[name], ruling)
        session.commit()
        return made.id


def a_topic_of(app: Flask, world: World) -> int:
    with app.app_context():
        return session.get_one(Post, world.post).topic_id


def test_pages_of_topics_say_that_one_is_silenced_until_when_and_why(
    app: Flask, cast: Cast
) -> None:
    topic = a_topic_of(app, furnish(app, cast))
    restrain(app, cast, "members.member.silence", "cleo")
    number = restrain(app, cast, "members.member.silence", "dov")
    dov = sign_in(app, cast, "dov")
    page = dov.get(f"/t/{topic}", follow_redirects=True).text
    reply = dov.get(f"/t/{topic}/reply").text
    for told in (page, reply, dov.get("/t/new").text):
        assert "You are silenced: you can read here, and can write again from" in told
        assert f'href="/moderation/decisions/{number}"' in told
        assert "In this category you may read" not in told
        assert 'name="body"' not in told
    refused = dov.post(f"/t/{topic}/reply", data={"body": "My long words"})
    assert refused.status_code == 403
    assert "write again from" in refused.text
    assert f'href="/moderation/decisions/{number}"' in refused.text
    assert "My long words" in refused.text
    assert "silenced" not in sign_in(app, cast, "ines").get(f"/t/{topic}/reply").text


def test_a_picture_of_a_silenced_member_is_refused_in_words(app: Flask, cast: Cast) -> None:
    world = furnish(app, cast)
    with app.app_context():
        name = {number: who for who, number in cast.ids.items()}[
            session.get_one(Post, world.post).author_id
        ]
    restrain(app, cast, "members.member.silence", name)
    drawn = BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "PNG")
    sent = {"files": (BytesIO(drawn.getvalue()), "me.png")}
    author = sign_in(app, cast, name)
    refused = author.post(f"/p/{world.post}/files", data=sent, content_type="multipart/form-data")
    assert refused.status_code == 403
    assert "write again from" in refused.text
    refused = author.post(
        "/me/profile",
        data={"avatar": (BytesIO(drawn.getvalue()), "me.png")},
        content_type="multipart/form-data",
    )
    assert refused.status_code == 403
    assert "write again from" in refused.text


def test_who_is_silenced_is_told_before_typing_on_the_page_of_their_profile(
    app: Flask, cast: Cast
) -> None:
    furnish(app, cast)
    with app.app_context():
        cast.get("dov").bio = "I bake"
        session.commit()
    dov = sign_in(app, cast, "dov")
    assert 'name="bio"' in dov.get("/me/profile").text
    number = restrain(app, cast, "members.member.silence", "dov")
    page = dov.get("/me/profile").text
    assert "You are silenced: you can read here, and can write again from" in page
    assert f'href="/moderation/decisions/{number}"' in page
    for field in ("bio", "values", "signs", "skills", "avatar"):
        assert f'name="{field}"' not in page
    assert dov.post("/me/profile", data={"locale": "fr", "zone": "Asia/Tokyo"}).status_code == 303
    with app.app_context():
        kept = cast.get("dov")
        assert (kept.bio, kept.locale, kept.zone) == ("I bake", "fr", "Asia/Tokyo")
    refused = dov.post("/me/profile", data={"bio": "I shout", "locale": "en"})
    assert refused.status_code == 403
    words = re.sub(r"<[^>]*>", "", refused.text)
    assert "/moderation/decisions" not in words
    assert f'href="/moderation/decisions/{number}"' in refused.text


def test_who_is_closed_out_while_signed_in_is_led_to_why(app: Flask, cast: Cast) -> None:
    topic = a_topic_of(app, furnish(app, cast))
    reading, writing = sign_in(app, cast, "dov"), sign_in(app, cast, "dov")
    other = sign_in(app, cast, "dov")
    other.post("/sign-out")
    assert reading.get("/notices").status_code == 200
    restrain(app, cast, "members.member.suspend", "dov")
    by_a_script = reading.get("/", headers={"Sec-Fetch-Dest": "empty"})
    assert by_a_script.status_code == 200
    led = reading.get("/topics")
    assert led.location == "/sign-in?next=/moderation/decisions"
    assert "Your account was closed while you were here" in reading.get(led.location).text
    assert reading.get("/topics").status_code == 200  # a guest reads on
    refused = writing.post(f"/t/{topic}/reply", data={"body": "My long words"})
    assert refused.status_code == 403
    assert 'href="/sign-in?next=/moderation/decisions"' in refused.text
    assert "My long words" in refused.text
    assert other.get("/topics").status_code == 200
