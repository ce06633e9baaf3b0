"""What the tests of accounts share: mails that wait, and limits that count."""

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tests.conftest import Cast
from tests.members.conftest import SECRET, give_password, limited
from tribe.base.db import session
from tribe.jobs import Lane, run_next
from tribe.mail import Mail

__all__ = ["SECRET", "Post", "give_password", "limited"]


@dataclass
class Post:
    """The outbox as a test reads it."""

    app: Flask

    def work(self) -> None:
        """Do what the worker of short jobs would do now."""
        with self.app.app_context():
            while run_next(Lane.QUICK):
                pass

    def read(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        """To whom mails of a kind go, and what they are rendered from, the oldest first."""
        self.work()
        with self.app.app_context():
            chosen = select(Mail).where(Mail.kind == f"accounts.{kind}").order_by(Mail.id)
            mails = session.scalars(chosen.options(joinedload(Mail.address))).all()
            return [(mail.address.address, dict(mail.facts)) for mail in mails]

    def token(self, kind: str) -> str:
        """The secret of the one mail of a kind."""
        [(_address, facts)] = self.read(kind)
        return str(facts["token"])


@pytest.fixture
def post(app: Flask) -> Post:
    """The outbox."""
    return Post(app)


def address_of(app: Flask, cast: Cast, name: str) -> str | None:
    """Where one of the cast is written to."""
    with app.app_context():
        return cast.get(name).email
