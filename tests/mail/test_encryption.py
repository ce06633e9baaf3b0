"""Mail goes encrypted, to a server whose certificate is trusted, with a name and a password."""

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from flask import Flask
from sqlalchemy import select

from tests.certificates import certify
from tests.mail.conftest import send_all, use
from tests.mail.kinds import TOKEN
from tests.mail.servers import Mailbox, Running, smtp_server
from tribe import mail
from tribe.base.db import session
from tribe.config import MailServer
from tribe.mail import Mail, Recipient

PASSWORD = "p@ss/word"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 with its key, signed by itself."""
    return certify(tmp_path_factory.mktemp("certificate") / "both.pem")


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That certificate is one of an authority that the operator trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def let_in(_server: Any, _session: Any, _envelope: Any, _how: str, told: Any) -> AuthResult:
    """Whoever knows the password."""
    is_known = isinstance(told, LoginPassword) and told == LoginPassword(b"hall", PASSWORD.encode())
    return AuthResult(success=is_known, handled=False)


@pytest.fixture(params=["starttls", "tls"])
def sealed(
    request: pytest.FixtureRequest, postal: Flask, certificate: Path
) -> Iterator[tuple[str, Running]]:
    """A server that takes nothing in the clear, and from nobody without a password."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    options: dict[str, Any] = {"authenticator": let_in}
    if request.param == "tls":
        options |= {"ssl_context": context, "auth_require_tls": False}
    else:
        options |= {"tls_context": context, "require_starttls": True, "auth_required": True}
    with smtp_server(Mailbox(), **options) as server:
        yield request.param, server


def attempt(app: Flask, tls: str, port: int, password: str = PASSWORD) -> str:
    """What the server answers to a mail."""
    use(app, MailServer("127.0.0.1", port, tls, "hall", password))
    mail.enqueue(TOKEN, Recipient("cleo@example.invalid"), token="t")
    session.commit()
    send_all()
    session.rollback()
    return session.scalars(select(Mail.answer)).one()


def test_it_is_sent_encrypted(postal: Flask, sealed: tuple[str, Running], trusted: None) -> None:
    tls, server = sealed
    assert attempt(postal, tls, server.port) == "250 2.0.0"
    assert server.box.recipients == ["cleo@example.invalid"]


def test_a_certificate_that_nobody_vouches_for_gets_nothing(
    postal: Flask, sealed: tuple[str, Running]
) -> None:
    tls, server = sealed
    assert attempt(postal, tls, server.port) == "no_tls"


def test_a_wrong_password_is_told(
    postal: Flask, sealed: tuple[str, Running], trusted: None
) -> None:
    tls, server = sealed
    assert attempt(postal, tls, server.port, "another").startswith("535")
