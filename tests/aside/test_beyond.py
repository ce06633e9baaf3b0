"""Whom a moderator may not keep from answering: the form says who it is, and loses nothing."""

import pytest
from flask import Flask

from tests.aside.test_aside import FORM, Quarrel, quarrel
from tests.conftest import sign_in
from tests.moderation.test_unbound_accounts import overturn
from tribe.base.db import session
from tribe.moderation import services as moderation
from tribe.moderation.services import Ruling

__all__ = ["quarrel"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "dov moderates here: only admins"),
        ("fr", "seuls les administrateurs peuvent lui demander"),
    ],
)
def test_whom_one_may_not_restrain_is_said_at_their_field_and_the_form_is_kept(
    app: Flask, quarrel: Quarrel, language: str, said: str
) -> None:
    quarrel.cast.get("dov").is_category_moderator = True
    session.commit()
    ben, address = sign_in(app, quarrel.cast, "ben"), f"/t/{quarrel.topic.id}/aside"
    refused = ben.post(address, data=FORM, headers={"Accept-Language": language})
    assert refused.status_code == 403
    before, found, after = refused.text.partition('id="f-other-error"')
    assert found
    assert said in after.partition("</div>")[0]
    assert 'id="f-one-error"' not in before + after
    for kept in (FORM["one"], FORM["asks_one"], FORM["asks_other"], FORM["rule"], FORM["why"]):
        assert kept in refused.text
    assert ben.post(address, data=FORM | {"days": "0"}).status_code == 303


@pytest.mark.parametrize("days", ["0", FORM["days"]])
def test_about_whom_an_appeal_was_lost_is_said_at_their_field_and_the_form_is_kept(
    app: Flask, quarrel: Quarrel, days: str
) -> None:
    ben, dov = quarrel.cast.get("ben"), quarrel.cast.get("dov")
    warned = Ruling("members.member.warn", "Loud", "Be kind")
    overturn(quarrel.cast, moderation.decide_on(ben, "member", dov.id, warned))
    address = f"/t/{quarrel.topic.id}/aside"
    refused = sign_in(app, quarrel.cast, "ben").post(address, data=FORM | {"days": days})
    assert refused.status_code == 403
    _before, found, after = refused.text.partition('id="f-other-error"')
    assert found
    assert "An appeal overturned what you did to this account" in after.partition("</div>")[0]
    for kept in (FORM["one"], FORM["other"], FORM["asks_one"], FORM["asks_other"], FORM["why"]):
        assert kept in refused.text
    assert f'value="{days}" selected' in refused.text
    assert sign_in(app, quarrel.cast, "ada").post(address, data=FORM).status_code == 303
