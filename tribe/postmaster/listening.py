"""A server that takes messages in by LMTP (RFC 2033) or SMTP: 250 only once they are committed."""

import asyncio
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from tribe.base.db import session
from tribe.mail import inbound
from tribe.mail.inbound_addresses import is_ours
from tribe.mail.received import REFUSALS, Received

MAX_CONNECTIONS = 20  # each may hold a whole message in memory
THREADS = 2  # that read messages
PATIENCE = 60.0  # seconds for a line of the other side
MAX_LINE = 2**16  # bytes; RFC 5321 lets a line have 1000, and programs that write mail do not
NOT_NOW = "451 4.3.0 Not possible just now, please try again later"
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Place:
    """Where to listen: a host and a port, or a socket in the file system."""

    host: str = ""
    port: int = 0
    path: Path | None = None

    @classmethod
    def parse(cls, written: str) -> "Place":
        """What is written as host:port, [host]:port or /path; raises ValueError."""
        if written.startswith("/"):
            return cls(path=Path(written))
        host, _colon, port = written.rpartition(":")
        if not host or not port.isascii() or not port.isdigit() or int(port) > 65_535:
            raise ValueError("a place to listen at is host:port, or the whole path of a socket")
        return cls(host.strip("[]"), int(port))

    def __str__(self) -> str:
        """As it is written."""
        return str(self.path) if self.path else f"{self.host}:{self.port}"


class Door:
    """What the server does with recipients and messages, as aiosmtpd calls it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="inbound")

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Take one recipient a message, so that one answer is true of all."""
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time, please"
        with self.app.app_context():
            if not is_ours(address):
                return _refusal(Received.NOBODY)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Go on"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Take a message in, and say so once it is committed."""
        taken = self.pool.submit(
            self._take,
            envelope.original_content or b"",
            envelope.rcpt_tos[0],
            envelope.mail_from or "",
        )
        return await asyncio.wrap_future(taken)

    def _take(self, raw: bytes, recipient: str, sender: str) -> str:
        with self.app.app_context():
            try:
                became = inbound.receive(raw, recipient, sender)
                session.commit()
            except Exception as error:
                log.error("a message could not be taken in", exc_info=error)
                return NOT_NOW
        return _refusal(became) if became in REFUSALS else f"250 2.0.0 {became.capitalize()}"


def _refusal(became: Received) -> str:
    return f"{REFUSALS[became].code} {became.capitalize()}"


class _Guarded(SMTP):
    """A conversation of which there are only so many at once."""

    line_length_limit = MAX_LINE
    open_now: set["_Guarded"] = set()  # noqa: RUF012

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, unless too many talk."""
        if len(self.open_now) >= MAX_CONNECTIONS and isinstance(transport, asyncio.WriteTransport):
            transport.write(b"421 4.3.2 Too many talk at once, please try again later\r\n")
            transport.close()
            return
        self.open_now.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """End."""
        if self in self.open_now:
            self.open_now.discard(self)
            super().connection_lost(error)


class _Lmtp(_Guarded, LMTP):
    """By LMTP."""


def serve(app: Flask, place: Place, *, is_smtp: bool, ready: Callable[[], None]) -> None:
    """Listen until a signal ends it; what is being taken in then is finished."""
    asyncio.run(_serve(app, place, _Guarded if is_smtp else _Lmtp, ready))


async def _serve(app: Flask, place: Place, protocol: type[SMTP], ready: Callable[[], None]) -> None:
    loop, door, ended = asyncio.get_running_loop(), Door(app), asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, ended.set)
    server = await _listening(loop, place, lambda: _conversation(protocol, door, loop))
    ready()
    async with server:
        await ended.wait()
    await loop.run_in_executor(None, door.pool.shutdown)
    await asyncio.sleep(0)  # the answers of those are written


def _conversation(protocol: type[SMTP], door: Door, loop: asyncio.AbstractEventLoop) -> SMTP:
    return protocol(
        door,
        data_size_limit=inbound.MAX_SIZE,
        enable_SMTPUTF8=True,
        hostname="tribe",
        ident="Tribe",
        timeout=PATIENCE,
        loop=loop,
    )


async def _listening(
    loop: asyncio.AbstractEventLoop, place: Place, made: Callable[[], SMTP]
) -> asyncio.Server:
    if place.path is None:
        return await loop.create_server(made, place.host, place.port)
    place.path.unlink(missing_ok=True)
    server = await loop.create_unix_server(made, str(place.path))
    place.path.chmod(0o660)
    return server
