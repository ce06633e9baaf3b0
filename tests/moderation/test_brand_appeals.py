"""What is objected to a decision about the brand's own is for others to read and to answer."""

from flask import Flask

from tests.conftest import Cast, sign_in
from tribe.access import Role
from tribe.base.db import session
from tribe.moderation import services
from tribe.moderation.services import Ruling


def test_who_speaks_for_the_brand_reads_no_appeal_of_what_is_the_brands(
    app: Flask, cast: Cast
) -> None:
    with app.app_context():
        dov = cast.get("dov")
        dov.is_brand = cast.get("ada").is_brand = True
        cast.get("ines").role = Role.MODERATOR
        ruling = Ruling("members.member.warn", "You shout", "Respect")
        made = services.decide_on(cast.get("ben"), "member", dov.id, ruling)
        services.appeal(dov, made, "A word of the brand")
        session.commit()
        number = made.id
    pages = (f"/moderation/decisions/{number}", "/moderation/appeals/1", "/moderation/appeals")
    ada, ines = sign_in(app, cast, "ada"), sign_in(app, cast, "ines")
    assert [ada.get(page).status_code for page in pages] == [200, 403, 200]
    for page in pages:
        told = ada.get(page).text
        assert "A word of the brand" not in told
        assert 'href="/moderation/appeals/1"' not in told
        assert f'action="/moderation/decisions/{number}/undo"' not in told
    assert all("A word of the brand" in ines.get(page).text for page in pages[:2])
    assert 'href="/moderation/appeals/1"' in ines.get("/moderation/appeals").text
    assert f"/moderation/decisions/{number}/undo" in ines.get(pages[0]).text
    with app.app_context():
        for name in ("ben", "ines"):
            cast.get(name).role = Role.MEMBER
        session.commit()
    assert "A word of the brand" in ada.get("/moderation/appeals/1").text  # nobody else is left
