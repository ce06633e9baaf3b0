"""The picture of an account stands where its removal is offered, with whether it is newer."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.world import furnish
from tribe.base.db import now, session
from tribe.members import services as members
from tribe.members.models import State
from tribe.members.pictures import Drawn
from tribe.moderation import services
from tribe.moderation.models import ModerationCase, ReportKind
from tribe.storage import StoredFile

SINCE = "It was given after the report"
BEFORE = "It has not been given anew since the report."


def give(cast: Cast, colour: str, ago: timedelta) -> str:
    drawn = BytesIO()
    Image.new("RGB", (8, 8), colour).save(drawn, "PNG")
    picture, dov = Drawn(drawn.getvalue()), cast.get("dov")
    members.show_picture(dov, dov, picture)
    session.flush()
    for file in session.scalars(select(StoredFile).order_by(StoredFile.kept_at.desc()).limit(1)):
        file.kept_at = now() - ago
    session.commit()
    return str(dov.avatar_key)


def report(cast: Cast) -> int:
    made = services.report(cast.get("cleo"), "member", cast.ids["dov"], ReportKind.HARM, "Look")
    session.commit()
    return made.case_id


def test_a_case_shows_the_picture_and_whether_it_was_given_since(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    with app.app_context():
        key = give(cast, "red", timedelta(days=1))
        case = report(cast)
    ben, address = sign_in(app, cast, "ben"), f"/moderation/cases/{case}"
    page = ben.get(address).text
    assert f'src="/u/Dov/avatar/{key}.webp"' in page.replace("/u/dov/", "/u/Dov/")
    assert BEFORE in page
    assert SINCE not in page
    with app.app_context():
        newer = give(cast, "blue", timedelta(0))
    page = ben.get(address).text
    assert newer != key
    assert f"/avatar/{newer}.webp" in page
    assert SINCE in page
    assert "The one that was reported stands above." in page
    assert BEFORE not in page
    with app.app_context():
        members.remove_picture(cast.get("dov"), cast.get("dov"))
        session.commit()
    page = ben.get(address).text
    assert "They have none now." in page
    assert f'src="/moderation/cases/{case}/pictures/1"' in page


def test_a_moderator_of_their_own_accord_sees_it_too(app: Flask, cast: Cast) -> None:
    furnish(app, cast)
    with app.app_context():
        key = give(cast, "red", timedelta(0))
    page = sign_in(app, cast, "ben").get(f"/moderation/members/{cast.ids['dov']}").text
    assert f"/avatar/{key}.webp" in page
    assert SINCE not in page
    assert BEFORE not in page


@pytest.mark.parametrize("state", [State.SUSPENDED])
def test_the_picture_of_a_closed_account_is_shown_to_nobody(
    app: Flask, cast: Cast, state: State
) -> None:
    furnish(app, cast)
    with app.app_context():
        key = give(cast, "red", timedelta(days=1))
        case = report(cast)
        cast.get("dov").state = state
        session.commit()
        assert session.get_one(ModerationCase, case).is_open
    page = sign_in(app, cast, "ben").get(f"/moderation/cases/{case}").text
    assert f"/avatar/{key}.webp" not in page
    assert "It is shown to nobody while the account is closed." in page
