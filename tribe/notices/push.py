"""Web push: our key, a message sealed for one browser, and handing it to that browser's service.

The protocol is RFC 8030, the sealing RFC 8291, and how we say who we are RFC 8292.
"""

import base64
import hashlib
import os
import re
import time
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import current_app

from tribe.activity.notices import Rank
from tribe.config import LOOPBACK

if TYPE_CHECKING:
    from requests import Response

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (FIPS 186)
TOKEN_HOLDS = 12 * 3600  # seconds; a service takes none that holds for more than a day
MAX_ENDPOINT_LENGTH = 1_000
MAX_PAYLOAD = 3_000  # bytes; each service takes 4096 of what is sealed
LONGEST_WAIT = timedelta(hours=6)  # that a service in trouble may ask for
LOW = ("low", timedelta(hours=6))
WEIGHTS = {  # how urgently a service hands it over, and for how long it tries
    Rank.CONCERNED: ("high", timedelta(days=3)),
    Rank.MENTION: ("normal", timedelta(days=1)),
    Rank.REPLY: ("normal", timedelta(days=1)),
    Rank.QUOTE: ("normal", timedelta(days=1)),
}
OFF, NO_ADDRESS, NO_HTTPS = "push.off", "push.no_address", "push.no_https"


@dataclass(frozen=True)
class Endpoint:
    """Where a browser takes messages, and the keys that seal them for it."""

    address: str
    public_key: str
    auth: str


@dataclass(frozen=True)
class Answer:
    """What a service said: taken, gone for good, or to be tried again after a while."""

    status: int  # 0 where it did not answer
    wait: timedelta | None = None

    @property
    def is_taken(self) -> bool:
        """Whether the service has the message."""
        return 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Whether the browser takes no messages there any more."""
        return self.status in (404, 410)

    @property
    def is_late(self) -> bool:
        """Whether the service may take it later."""
        return self.status in (0, 408, 429) or self.status >= 500


def why_not_pushing() -> str | None:
    """The code of what keeps browsers from being told; None where nothing does."""
    settings = current_app.config["SETTINGS"]
    base_url = str(current_app.config["BASE_URL"] or "")
    if settings.push == "off":
        return OFF
    if not base_url:
        return NO_ADDRESS
    parts = urlsplit(base_url)
    is_safe = parts.scheme == "https" or parts.hostname in LOOPBACK
    return None if is_safe else NO_HTTPS


def public_key() -> str:
    """Our key as browsers are given it: base64url of the point."""
    return _public(str(current_app.secret_key))


@cache
def _public(secret: str) -> str:
    point = _private(secret).public_key()
    return _encode(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


@cache
def _private(secret: str) -> ec.EllipticCurvePrivateKey:
    """Derived from the secret of the server, so that there is nothing more to keep."""
    drawn = HKDF(SHA256(), 48, salt=None, info=b"tribe push").derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(drawn) % (ORDER - 1) + 1, ec.SECP256R1())


def is_endpoint(endpoint: Endpoint) -> bool:
    """Whether a browser may have said so: an address that is asked by TLS, and keys as they are."""
    try:
        parts = urlsplit(endpoint.address)
        is_there = bool(parts.hostname) and not parts.username and parts.port in (None, 443)
        point, auth = _decode(endpoint.public_key), _decode(endpoint.auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    if _may_be_private():
        is_there = bool(parts.hostname)
    is_safe = parts.scheme == "https" or (_may_be_private() and parts.scheme == "http")
    is_written = endpoint.address.isascii() and endpoint.address.isprintable()
    is_short = len(endpoint.address) <= MAX_ENDPOINT_LENGTH and " " not in endpoint.address
    return is_there and is_safe and is_written and is_short and (len(point), len(auth)) == (65, 16)


def seal(endpoint: Endpoint, payload: bytes) -> bytes:
    """A message that only this browser can open."""
    import http_ece

    sealed: bytes = http_ece.encrypt(
        payload,
        salt=os.urandom(16),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=_decode(endpoint.public_key),
        auth_secret=_decode(endpoint.auth),
        version="aes128gcm",
    )
    return sealed


def deliver(endpoint: Endpoint, payload: bytes, rank: Rank, tag: str) -> Answer:
    """Hand a message to the service of a browser; one that waits there of the same tag is replaced.

    Takes seconds at most, follows nothing, and connects to no network of ours unless that is
    allowed. Raises nothing.
    """
    import requests

    from tribe.base.outgoing import Bounded, everywhere, is_public

    urgency, holds = WEIGHTS.get(rank, LOW)
    headers = _who_we_are(endpoint.address) | {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(int(holds.total_seconds())),
        "Urgency": urgency,
        "Topic": hashlib.sha256(tag.encode()).hexdigest()[:32],
    }
    sealed = seal(endpoint, payload)
    adapter = Bounded(everywhere if _may_be_private() else is_public)
    try:
        request = requests.Request("POST", endpoint.address, headers, data=sealed).prepare()
        answer = adapter.send(request)  # no session, which would follow, and look for proxies
    except (requests.RequestException, OSError):
        return Answer(0)
    finally:
        adapter.close()
    return Answer(answer.status_code, _asked_to_wait(answer))


def _who_we_are(address: str) -> dict[str, str]:
    """That we are who the browser was connected to, for the service at that address alone."""
    from py_vapid import Vapid02

    parts, base_url = urlsplit(address), str(current_app.config["BASE_URL"])
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + TOKEN_HOLDS,
        "sub": base_url if base_url.startswith("https://") else "mailto:push@localhost.localdomain",
    }
    signed: dict[str, str] = Vapid02(_private(str(current_app.secret_key))).sign(claims)
    return signed


def _asked_to_wait(answer: "Response") -> timedelta | None:
    """What a service says in seconds; a date is not read, and the usual pause is taken."""
    asked = answer.headers.get("Retry-After", "")
    if not re.fullmatch(r"\d{1,6}", asked, re.ASCII):
        return None
    return min(timedelta(seconds=int(asked)), LONGEST_WAIT)


def _may_be_private() -> bool:
    return bool(current_app.config["SETTINGS"].push == "private")


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decode(written: str) -> bytes:
    """Raises ValueError for what is no base64url."""
    if not re.fullmatch(r"[\w-]{1,90}={0,2}", written, re.ASCII):
        raise ValueError("no base64url")
    bare = written.rstrip("=")
    return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
