"""Flask behind a buffer: a request reaches a thread when it is whole, an answer leaves it whole.

Threads are few and pages are short; whoever sends or reads slowly is waited for by the loop,
where waiting costs nothing but a connection.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

IN_MEMORY = 2**20  # bytes of one body; what is larger waits in a file
PIECE = 2**16  # bytes of an answer that are sent at a time
PATIENCE = 20.0  # seconds for a body, and as many more as its bytes need at the slowest pace
SLOWEST = 16 * 2**10  # bytes a second
READER_PATIENCE = 60.0  # seconds for one piece of an answer to leave
MOST_WAITING = 1_000  # requests that wait for a thread; more are refused
HOST = re.compile(rb"(\[[\da-fA-F:.]+\]|[\w.~%!$&'()*+,;=-]+)(:\d*)?", re.ASCII)  # RFC 3986, 3.2.2
SHEDDING = 8  # how many times the largest body are read and dropped, so that the refusal is seen


class TooSlow(Exception):
    """The body did not come in its time, or its sender left."""


@dataclass
class Answer:
    """What a page said: complete, before a byte of it is sent."""

    status: int = 500
    headers: Headers = field(default_factory=list)
    body: Any = field(default_factory=lambda: SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115


class Pages:
    """An ASGI application that runs a WSGI application in threads of its own."""

    def __init__(self, wsgi: WSGIApplication, *, threads: int, max_body: int) -> None:
        self.wsgi, self.max_body = wsgi, max_body
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self.waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await send({"type": "websocket.close"})  # live messages have the only sockets
            return
        if not _has_host(scope):
            await say(send, 400, b"A request names one host.\n")
            return
        if self.waiting >= MOST_WAITING:
            await say(send, 503, b"Too many ask at once.\n", (b"retry-after", b"10"))
            return
        with SpooledTemporaryFile(IN_MEMORY) as body:
            try:
                length = await _whole(receive, body, _length(scope), self.max_body)
            except TooSlow:
                await say(send, 408, b"The request did not come in time.\n")
                return
            await self._answer(_environ(scope, body, length), send)

    async def _answer(self, environ: dict[str, Any], send: Send) -> None:
        self.waiting += 1
        try:
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(self.pool, _run, self.wsgi, environ)
        finally:
            self.waiting -= 1
        with answer.body:
            await _send(answer, send)


def _has_host(scope: Scope) -> bool:
    """Whether a request names one host, as RFC 9112 (3.2) asks; HTTP/1.0 knew of none."""
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if not hosts:
        return str(scope["http_version"]) == "1.0"
    return len(hosts) == 1 and HOST.fullmatch(hosts[0].strip()) is not None


def _length(scope: Scope) -> int | None:
    """The length that the sender said; None when it did not."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value)  # the parser has refused what is no number
        if name == b"transfer-encoding":
            return None
    return 0


async def _whole(receive: Receive, body: Any, length: int | None, most: int) -> int:
    """Put a body into its file, and tell its length; a longer one than `most` is read past."""
    if length == 0:
        return 0
    if length is not None and length > SHEDDING * most:
        return length
    clock = asyncio.get_running_loop().time
    began, came, more = clock(), 0, True
    while more:
        left = began + PATIENCE + came / SLOWEST - clock()
        try:
            message = await asyncio.wait_for(receive(), left)
        except TimeoutError as error:
            raise TooSlow from error
        if message["type"] == "http.disconnect":
            raise TooSlow
        piece = message.get("body", b"")
        came += len(piece)
        if came <= most:
            body.write(piece)
        more = message.get("more_body", False) and came <= SHEDDING * most
    body.seek(0)
    return came


def _environ(scope: Scope, body: Any, length: int) -> dict[str, Any]:
    """The request as PEP 3333 has it; `length` says the truth though the body was too long."""
    server, client = scope.get("server") or ("", 0), scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        _add_header(environ, name.decode("latin-1"), value.decode("latin-1"))
    if length or "CONTENT_LENGTH" in environ:
        environ["CONTENT_LENGTH"] = str(length)
    return environ


def _add_header(environ: dict[str, Any], name: str, value: str) -> None:
    if "_" in name or name == "transfer-encoding":
        return  # X_Forwarded_For would pass for X-Forwarded-For; and the body is whole by now
    key = name.upper().replace("-", "_")
    if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        key = f"HTTP_{key}"
    if key in environ:
        value = environ[key] + ("; " if key == "HTTP_COOKIE" else ",") + value
    environ[key] = value


def _run(wsgi: WSGIApplication, environ: dict[str, Any]) -> Answer:
    """In a thread: the whole answer of the WSGI application."""
    answer = Answer()

    def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> Any:
        answer.status = int(status[:3])
        said = [(n.lower(), v) for n, v in headers if n.lower() != "date"]  # the server dates it
        answer.headers = [(n.encode("latin-1"), v.encode("latin-1")) for n, v in said]
        return answer.body.write

    pieces: Iterable[bytes] = wsgi(environ, start)
    try:
        for piece in pieces:
            answer.body.write(piece)
    finally:
        if hasattr(pieces, "close"):
            pieces.close()
    return answer


async def _send(answer: Answer, send: Send) -> None:
    """The answer at the reader's pace; who takes no piece within a minute is left."""
    answer.body.seek(0)
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    piece = answer.body.read(PIECE)
    while True:
        following = answer.body.read(PIECE) if len(piece) == PIECE else b""
        message = {"type": "http.response.body", "body": piece, "more_body": bool(following)}
        await asyncio.wait_for(send(message), READER_PATIENCE)
        if not following:
            return
        piece = following


async def say(send: Send, status: int, words: bytes, *more: tuple[bytes, bytes]) -> None:
    """A few words, where no page can be drawn."""
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(words)).encode()),
        (b"connection", b"close"),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words})
