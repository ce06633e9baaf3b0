"""Who sends slowly, or is only connected, takes no page from anybody else."""

import asyncio
import resource
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from tests.serving import Served, served

SLOW_CLIENTS = 130
IDLE_SOCKETS = 2_000
PAGES = 20
AT_MOST = 2.0  # seconds for a page, on a machine that does other things too
MEMORY_OF_A_SOCKET = 60  # kB
HEAD = b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "
BODY = (
    b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`tribe serve` on an empty database."""
    folder: Path = tmp_path_factory.mktemp("served")
    with served({"TRIBE_DATA_DIR": str(folder), "TRIBE_SECRET_KEY": "s" * 40}) as running:
        yield running


def longest_page(server: Served) -> float:
    """Seconds of the slowest of some pages; fails when one does not answer."""
    longest = 0.0
    for _ in range(PAGES):
        began = time.monotonic()
        with urllib.request.urlopen(f"{server.url}/topics", timeout=10) as answer:
            assert answer.status == 200
        longest = max(longest, time.monotonic() - began)
    return longest


@pytest.mark.parametrize("beginning", [HEAD, BODY], ids=["heads", "bodies"])
def test_slow_clients_stop_no_page(server: Served, beginning: bytes) -> None:
    with ExitStack() as stack:
        clients = [
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port), 10))
            for _ in range(SLOW_CLIENTS)
        ]
        for client in clients:
            client.sendall(beginning)
        time.sleep(0.5)
        for client in clients:
            client.sendall(b"a")
        assert longest_page(server) < AT_MOST


def test_a_head_that_never_ends_is_ended_and_so_is_a_second_one(server: Served) -> None:
    with ExitStack() as stack:
        first, second = (
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port), 20))
            for _ in range(2)
        )
        second.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"200 OK" in second.recv(65536)
        for client in (first, second):  # they are waited for at the same time
            client.sendall(HEAD)
        began = time.monotonic()
        assert _is_closed(first)
        assert 5 < time.monotonic() - began < 15
        assert _is_closed(second)
        assert time.monotonic() - began < 15


CHUNKS = b"POST /theme HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
FILLED = b"X-A: " + b"a" * 65_000 + b"\r\n"


@pytest.mark.parametrize(
    ("beginning", "piece"),
    [
        (HEAD, b"a" * 65_000),
        (b"GET / HTTP/1.1\r\nHost: x\r\n", FILLED),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n", FILLED),
        (CHUNKS + b"0\r\n", FILLED),
        (
            CHUNKS + b"1;a=",
            b"a" * 65_000,
        ),
    ],
    ids=["header", "headers", "second", "trailers", "chunk"],
)
def test_what_is_no_body_has_a_limit(server: Served, beginning: bytes, piece: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(beginning)
        with pytest.raises(ConnectionError):
            client.sendall(piece * 600)


def test_a_socket_that_is_posted_for_is_refused(server: Served) -> None:
    asked = b"POST / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(asked + b"Content-Length: 3\r\n\r\na=1")
        assert client.recv(100).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\n", b"200"),
        (b"GET /healthz HTTP/1.0\r\n", b"200"),
        (b"GET /healthz HTTP/1.1\r\n", b"400"),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\nHost: x\r\n", b"400"),
        (b"GET /healthz HTTP/1.0\r\nHost: x\r\nHost: y\r\n", b"400"),
    ],
    ids=["one", "one of HTTP/1.0", "none", "twice", "two"],
)
def test_a_request_names_one_host(server: Served, head: bytes, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(head + b"\r\n")
        assert client.recv(100).split()[1] == status


def _is_closed(client: socket.socket) -> bool:
    """Read what is left until the server closes; a silence of twenty seconds fails."""
    try:
        while client.recv(65536):
            pass
    except ConnectionResetError:
        pass
    return True


async def open_sockets(server: Served, number: int, stack: AsyncExitStack) -> None:
    """So many pages that are open and hear nothing."""
    address = f"ws://127.0.0.1:{server.port}/socket.io/?EIO=4&transport=websocket"
    at_once = asyncio.Semaphore(50)

    async def open_one() -> None:
        async with at_once:
            opening = connect(address, open_timeout=30, compression=None, ping_interval=None)
            page = await stack.enter_async_context(opening)
            await page.recv()
            await page.send("40")
            assert str(await page.recv()).startswith("40")

    await asyncio.gather(*(open_one() for _ in range(number)))


def memory(server: Served) -> int:
    """Resident kB of the process that holds the sockets."""
    (worker,) = (
        Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    )
    lines = Path(f"/proc/{worker}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def test_two_thousand_idle_sockets_stop_no_page(server: Served) -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 3 * IDLE_SOCKETS:
        pytest.skip("this machine allows too few open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (3 * IDLE_SOCKETS, hard))
    longest_page(server)
    asyncio.run(check_idle_sockets(server, memory(server)))


async def check_idle_sockets(server: Served, before: int) -> None:
    async with AsyncExitStack() as stack:
        await open_sockets(server, IDLE_SOCKETS, stack)
        assert await asyncio.to_thread(longest_page, server) < AT_MOST
        assert memory(server) - before < MEMORY_OF_A_SOCKET * IDLE_SOCKETS
