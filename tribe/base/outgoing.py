"""Requests to a server that is not ours: each is short, ends in time, and is led nowhere else."""

import socket
import time
from collections.abc import Callable
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

PATIENCE = 4.0  # seconds for each piece of an answer
WHOLE_PATIENCE = 8.0  # seconds from the first connection to the last byte of an answer
MAX_LENGTH = 2**20  # bytes
TRANSLATED = IPv6Network("64:ff9b::/96")  # an address of IPv4 in the last 32 bits (RFC 6052)


def everywhere(_address: str) -> bool:
    """Any address may be connected to: who configured it chose it."""
    return True


def is_public(address: str) -> bool:
    """Whether an address is one of the internet at large, and of no network of ours."""
    parsed: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(parsed, IPv6Address):
        held = parsed.ipv4_mapped or parsed.sixtofour
        if parsed in TRANSLATED:
            held = IPv4Address(int(parsed) & 0xFFFFFFFF)
        parsed = held or parsed
    return parsed.is_global and not parsed.is_multicast


class Time:
    """What is left of the time for one request and its answer."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """All of it is left."""
        self._until = time.monotonic() + WHOLE_PATIENCE

    def left(self) -> float:
        """Seconds that the next step may take; raises TimeoutError where there are none."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer does not end")
        return min(PATIENCE, left)


class Pieces(RawIOBase):
    """What a connection brings: a socket's own time-out begins anew with every byte of it."""

    def __init__(self, raw: RawIOBase, sock: socket.socket, left: Time) -> None:
        self._raw, self._sock, self._left = raw, sock, left

    def readable(self) -> bool:
        """That it can be read."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """What comes next, while there is time left."""
        self._sock.settimeout(self._left.left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        """Close what is read from as well."""
        self._raw.close()
        super().close()


class Connection(HTTPConnection):
    """A connection each of whose steps, headers included, is taken in the time that is left."""

    time: Time
    may_reach: Callable[[str], bool]  # asked of the very address that is connected to

    def _new_conn(self) -> socket.socket:
        """By whichever address of the host answers in time; each alone could take all of it."""
        fault: OSError = OSError("the host has no address")
        found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        for host, port in [(str(there[0]), int(there[1])) for *_kind, there in found]:
            if not type(self).may_reach(host):
                fault = PermissionError("the host is at an address that is not to be reached")
                continue
            try:
                return socket.create_connection((host, port), self.time.left())
            except OSError as error:
                fault = error
        raise fault

    def connect(self) -> None:
        """Connect, and agree on TLS."""
        self.timeout = self.time.left()
        super().connect()

    def response_class(  # type: ignore[override]  # called as the class would be
        self, sock: socket.socket, **options: Any
    ) -> HTTPResponse:
        """An answer, the reading of whose status and headers ends, too."""
        answer = HTTPResponse(sock, **options)
        pieces = Pieces(answer.fp.detach(), sock, self.time)
        answer.fp = BufferedReader(pieces)
        return answer


class SafeConnection(Connection, HTTPSConnection):
    """The same by TLS."""


class Bounded(HTTPAdapter):
    """Reads each answer here, in time and up to a length; whoever drips bytes is cut off too."""

    def __init__(self, may_reach: Callable[[str], bool] = everywhere) -> None:
        self._time, self._may_reach = Time(), may_reach
        super().__init__()

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> HTTPConnectionPool:
        """Connections that know how much time is left."""
        pool = super().get_connection_with_tls_context(*args, **options)
        kind = SafeConnection if isinstance(pool, HTTPSConnectionPool) else Connection
        told = {"time": self._time, "may_reach": staticmethod(self._may_reach)}
        pool.ConnectionCls = type(kind.__name__, (kind,), told)
        return pool

    def send(self, request: Any, *args: Any, **options: Any) -> requests.Response:
        """Send a request; raises RequestException for what is late or too long."""
        self._time.begin()
        try:
            answer = super().send(request, **(options | {"stream": True, "timeout": PATIENCE}))
        except TimeoutError as error:
            raise requests.Timeout(str(error)) from error
        read = bytearray()
        try:
            while piece := answer.raw.read1(2**14, decode_content=True):
                read += piece
                if len(read) > MAX_LENGTH:
                    raise requests.Timeout("the answer does not end")
        except requests.RequestException:
            raise
        except Exception as error:  # of the library below, which has many
            raise requests.ConnectionError("the answer broke off") from error
        finally:
            answer.close()
        answer._content = bytes(read)  # what `content` reads; there is no other way to set it
        answer._content_consumed = True
        return answer


def bound(session: requests.Session) -> None:
    """Let every request of a session be bounded, and none be led elsewhere."""
    session.mount("http://", Bounded())
    session.mount("https://", Bounded())
    session.max_redirects = 0
