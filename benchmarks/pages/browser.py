"""A reader on one connection: signs in, asks for pages, replies, and keeps its cookies."""

import gzip
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
ACTS_PER_ADDRESS = 20  # below the limits of each remote address
PATIENCE = 1.0  # seconds; gunicorn closes a connection that was idle for two


@dataclass(frozen=True)
class Answer:
    """What came, unpacked, and its size on the wire."""

    status: int
    body: bytes
    wire: int


class Browser:
    """One keep-alive connection."""

    def __init__(self, port: int, *, is_gzip: bool = True, **cookies: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = {"Accept-Encoding": "gzip"} if is_gzip else {}
        self.cookies = cookies
        self.acts = count()
        self.answered_at = time.monotonic()

    def get(self, path: str, expected: int = 200) -> Answer:
        """A page; ends the run when the status is another."""
        return self._ask("GET", path, None, expected)

    def post(self, path: str, fields: Mapping[str, str], expected: int = 303) -> Answer:
        """A form sent; ends the run when the status is another."""
        return self._ask("POST", path, urlencode(fields), expected)

    def token(self, path: str) -> str:
        """The token of a page's forms."""
        found = TOKEN.search(self.get(path).body.decode())
        assert found is not None, f"no form on {path}"
        return found[1]

    def sign_in(self, login: str, password: str) -> None:
        """Come in by the form."""
        self.get("/sign-in")
        self.headers["Sec-Fetch-Site"] = "same-origin"
        self.post("/sign-in", {"login": login, "password": password})

    def _ask(self, method: str, path: str, body: str | None, expected: int) -> Answer:
        headers = dict(self.headers)
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        street, house = divmod(next(self.acts) // ACTS_PER_ADDRESS, 250)
        headers["X-Forwarded-For"] = f"10.0.{street % 250}.{house}"
        if time.monotonic() - self.answered_at > PATIENCE:
            self.connection.close()  # the next request opens it again
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        raw = response.read()
        self.answered_at = time.monotonic()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        is_packed = response.headers.get("Content-Encoding") == "gzip"
        whole = gzip.decompress(raw) if is_packed else raw
        if response.status != expected:
            raise SystemExit(f"{method} {path}: {response.status} instead of {expected}")
        return Answer(response.status, whole, len(raw))
