"""What the tests of accounts share."""

from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image

from tests.conftest import Cast
from tribe.base.db import session
from tribe.members.passwords import hash_password
from tribe.web.security import limiter

SECRET = "trois mots sans lien"


@pytest.fixture
def limited(another_app: Callable[..., Flask]) -> Iterator[Flask]:
    """An application on the same database, made with its limits on; they begin afresh."""
    limiter.enabled = True
    guarded = another_app()
    guarded.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with guarded.app_context():
        limiter.reset()
    yield guarded
    limiter.enabled = False
    with guarded.app_context():
        limiter.reset()


def give_password(app: Flask, cast: Cast, name: str, password: str = SECRET) -> None:
    """Let one of the cast sign in by password."""
    with app.app_context():
        cast.get(name).password_hash = hash_password(password)
        session.commit()


def picture(kind: str = "PNG", size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    """A picture file."""
    target = BytesIO()
    Image.new("RGB", size, (180, 70, 40)).save(target, kind, **options)
    return target.getvalue()
