"""An application that sends its mail to a real server of the test's own."""

import smtplib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from tests.mail import kinds
from tests.mail.servers import CONNECT, Mailbox, Running, smtp_server
from tests.test_logs import lines
from tribe.base.db import session
from tribe.config import MailServer
from tribe.jobs import Lane, run_next
from tribe.mail.kinds import EXTENSION as KINDS
from tribe.mail.sending import EXTENSION as RESTS
from tribe.settings import services as settings

__all__ = ["lines"]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """A server that takes mail, to which connections are allowed."""
    monkeypatch.setattr(smtplib.SMTP, "connect", CONNECT)
    with smtp_server() as running:
        yield running


@pytest.fixture
def box(server: Running) -> Mailbox:
    """What the server took."""
    return server.box


@pytest.fixture
def postal(app: Flask, server: Running) -> Iterator[Flask]:
    """The application with that server, an address to send from, and the kinds of the tests."""
    kept = {name: app.config[name] for name in ("SETTINGS", "BASE_URL")}
    known = dict(app.extensions[KINDS])
    app.config["BASE_URL"] = "https://hall.example"
    use(app, MailServer("127.0.0.1", server.port, "none"))
    app.extensions[KINDS] |= {kind.name: kind for kind in kinds.KINDS}
    with app.app_context():
        settings.change({"mail_from": "hall@hall.example", "name": "The Hall"}, None)
        session.commit()
        yield app
    app.config.update(kept)
    app.extensions[KINDS] = known
    app.extensions.pop(RESTS, None)


def use(app: Flask, server: MailServer | None, **more: Any) -> None:
    """Let an application send by a server."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail=server, **more)


def send_all() -> None:
    """Do what the worker of mails would do now."""
    while run_next(Lane.MAIL):
        pass
