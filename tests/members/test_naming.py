"""Names change; the old ones lead to their members, and are kept from others for a time."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.conftest import Cast, sign_in
from tests.world import furnish
from tribe.access import SYSTEM
from tribe.base.db import now, session
from tribe.forum.models import Topic
from tribe.forum.services import reply
from tribe.members import naming
from tribe.members.models import FormerName, Member
from tribe.members.services import Unfit, join

SECRET = "trois mots sans lien"


def age_names(days: int) -> None:
    """Let all names have been given up so many days ago."""
    session.execute(update(FormerName).values(given_up_at=now() - timedelta(days=days)))


def test_a_name_changes_everywhere_and_the_old_one_leads_on(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast, "cleo")
    assert client.post("/me/name", data={"name": "Cléo-Two"}).status_code == 303
    old = app.test_client().get("/u/cleo")
    assert (old.status_code, old.location) == (302, "/u/Cl%C3%A9o-Two")
    assert app.test_client().get(old.location).status_code == 200
    assert "Cléo-Two" in app.test_client().get("/members").text


def test_a_mention_of_the_old_name_reaches_its_member(app: Flask, cast: Cast) -> None:
    world = furnish(app, cast)
    with app.app_context():
        naming.rename(cast.get("cleo"), cast.get("cleo"), "Clementine")
        topic = session.get_one(Topic, world.topic)
        reply(cast.get("dov"), topic, "@cleo what do you think?")
        session.commit()
    page = app.test_client().get(f"/t/{world.topic}/some-plain-words").text
    assert 'href="/u/Clementine"' in page


@pytest.mark.parametrize("name", ["cleo", "CLEO", "c1eo", "cIeo"])
def test_nobody_takes_a_name_or_its_twin_so_soon(context: Flask, cast: Cast, name: str) -> None:
    naming.rename(cast.get("cleo"), cast.get("cleo"), "Clementine")
    with pytest.raises(Unfit) as refused:
        join(name, "new@example.org", SECRET, is_measured=False)
    assert set(refused.value.faults) == {"name"}
    with pytest.raises(Unfit):
        naming.rename(cast.get("dov"), cast.get("dov"), name)
    age_names(366)
    member = join(name, "new@example.org", SECRET, is_measured=False)
    assert member.name == name


def test_a_name_that_another_took_leads_to_them(app: Flask, cast: Cast) -> None:
    with app.app_context():
        naming.rename(cast.get("cleo"), cast.get("cleo"), "Clementine")
        age_names(366)
        naming.rename(SYSTEM, cast.get("dov"), "cleo")
        session.commit()
    assert app.test_client().get("/u/cleo").status_code == 200
    assert app.test_client().get("/u/dov").location == "/u/cleo"


def test_a_name_can_be_taken_back(context: Flask, cast: Cast) -> None:
    cleo = cast.get("cleo")
    naming.rename(cleo, cleo, "Clementine")
    age_names(31)
    naming.rename(cleo, cleo, "cleo")
    assert session.scalars(select(FormerName.name)).all() == ["Clementine"]


def test_names_do_not_change_every_day_but_their_letters_may(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast, "cleo")
    assert client.post("/me/name", data={"name": "Cleo"}).status_code == 303
    assert client.post("/me/name", data={"name": "Clementine"}).status_code == 303
    again = client.post("/me/name", data={"name": "Clarissa"})
    assert (again.status_code, "30 days" in again.text) == (409, True)
    assert 'value="Clarissa"' in again.text


@pytest.mark.parametrize("name", ["ada", "dоv", "D0v", "admin", "x", "<b>", "", "Hearth.tea"])
def test_twins_and_words_of_the_house_are_refused(app: Flask, cast: Cast, name: str) -> None:
    with app.app_context():
        ben = cast.get("ben")
        ben.is_brand, ben.name, ben.name_key = True, "Hearth-Tea", "hearth-tea"
        session.commit()
    answer = sign_in(app, cast, "cleo").post("/me/name", data={"name": name})
    assert answer.status_code == 422
    with app.app_context():
        assert session.get_one(Member, cast.ids["cleo"]).name == "cleo"


def test_only_the_member_and_admins_rename(context: Flask, cast: Cast) -> None:
    from tribe.base.errors import Forbidden

    for other in ("dov", "ben", "ines", "eve"):
        with pytest.raises(Forbidden):
            naming.rename(cast.get(other), cast.get("cleo"), "Clementine")
    naming.rename(cast.get("ada"), cast.get("cleo"), "Clementine")
