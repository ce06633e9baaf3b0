"""What moderation did is open to who is suspended, as it is to any stranger."""

import pytest
from flask import Flask

from tests.conftest import Cast, sign_in
from tests.moderation.test_statements import suspend_dov

OPEN = ["/moderation/log", "/moderation/log.atom", "/transparency", "/moderation/log/{number}"]


@pytest.mark.parametrize("path", OPEN)
def test_who_is_suspended_reads_what_guests_read(app: Flask, cast: Cast, path: str) -> None:
    address = path.format(number=suspend_dov(app, cast))
    assert app.test_client().get(address).status_code == 200
    assert sign_in(app, cast, "dov").get(address).status_code == 200


def test_the_way_there_stays_at_the_foot(app: Flask, cast: Cast) -> None:
    suspend_dov(app, cast)
    dov = sign_in(app, cast, "dov")
    assert 'href="/transparency"' in dov.get("/moderation/decisions").text
    assert 'href="/moderation/log"' in dov.get("/transparency").text
