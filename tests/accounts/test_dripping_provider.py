"""A provider of accounts that never ends its answer holds nobody: each exchange has an end."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.certificates import certify
from tribe.base import outgoing as http
from tribe.base.outgoing import bound

WHOLE = 1.0  # seconds
PIECE = 0.5
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def drip(one: socket.socket, first: bytes, pauses: float = 0.05) -> None:
    """Say one thing, and then a byte at a time for longer than anybody waits."""
    one.recv(2**16)
    one.sendall(first)
    for _ in range(int(20 / pauses)):
        time.sleep(pauses)
        one.sendall(b"x")


@contextmanager
def dripping(first: bytes, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server of which every answer begins like that and goes on a byte at a time."""
    with ExitStack() as stack:
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

        def serve() -> None:
            with suppress(OSError):  # whoever asked has gone
                one, _address = server.accept()
                with context.wrap_socket(one, server_side=True) if context else one as spoken:
                    drip(spoken, first)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"{'https' if context else 'http'}://127.0.0.1:{server.getsockname()[1]}/"
    thread.join(5)
    assert not thread.is_alive()  # our end of the connection is closed, too


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Less of it, so that tests are short."""
    monkeypatch.setattr(http, "PATIENCE", PIECE)
    monkeypatch.setattr(http, "WHOLE_PATIENCE", WHOLE)


def how_long(address: str) -> float:
    """Seconds until an answer that does not end is given up."""
    begun = time.monotonic()
    with requests.Session() as session:
        bound(session)
        with pytest.raises(requests.RequestException):
            session.get(address)
    return time.monotonic() - begun


@pytest.mark.parametrize("by_tls", [False, True], ids=["open", "by TLS"])
@pytest.mark.parametrize(
    "first",
    [b"", b"HTTP/1.1 200 ", HEAD + b"X-More: ", HEAD + b"\r\n", HEAD + b"Content-Length: 9"],
    ids=["nothing", "the status", "a header", "a body", "a length"],
)
def test_what_comes_a_byte_at_a_time_is_given_up_in_time(
    patience: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    first: bytes,
    by_tls: bool,
) -> None:
    context = None
    if by_tls:
        both = certify(tmp_path / "both.pem")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(both)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(both))
    with dripping(first, context) as address:
        assert PIECE < how_long(address) < WHOLE + PIECE


def test_a_handshake_that_never_ends_is_given_up_in_time(patience: None) -> None:
    with dripping(b"\x16\x03\x03\x40\x00") as address:  # a record of TLS of 16 KB
        assert how_long(address.replace("http:", "https:")) < WHOLE + PIECE


def test_a_host_of_many_addresses_that_are_silent_is_given_up_in_time(
    patience: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them would have the whole patience, one after another."""
    with socket.socket() as full, ExitStack() as others:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(3):  # no more fit into the line of a server that lets nobody in
            waiting = others.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        port = full.getsockname()[1]
        real = socket.getaddrinfo

        def look_up(host: str, *rest: Any, **options: Any) -> Any:
            return real("127.0.0.1", *rest, **options) * (9 if host == "many.example" else 1)

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        assert PIECE < how_long(f"http://many.example:{port}/") < WHOLE + PIECE


def test_what_ends_in_time_is_read_and_the_next_has_its_own_time(patience: None) -> None:
    body = b'{"is": "fine"}'
    answer = HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body

    def serve() -> None:
        one, _address = server.accept()
        with one:
            for _ in range(4):  # by one connection, longer than the patience of one
                one.recv(2**16)
                time.sleep(PIECE * 0.8)
                one.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as server, requests.Session() as session:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        bound(session)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        assert [session.get(address).json() for _ in range(4)] == [{"is": "fine"}] * 4
        thread.join(5)
