"""A bucket of a server that speaks S3, with the interface of a folder."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from obstore.exceptions import BaseError
from obstore.store import S3Store

from tribe.base.errors import Unavailable
from tribe.config import Bucket

CONNECTING = timedelta(seconds=2)
ASKING = timedelta(seconds=4)  # from the connection to the last byte
RETRIES = 2
RETRYING = timedelta(seconds=3)  # after which nothing is tried again
PAUSE = 5.0  # seconds for which nobody asks a server that did not answer, but one who tries it
log = structlog.get_logger(__name__)


class BucketStore:
    """Files in a bucket; a server that does not answer is asked by one at a time.

    The library runs threads of its own, which a fork leaves behind: whoever forks asks nothing
    before.
    """

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket
        self._s3 = S3Store(
            bucket.name,
            prefix=bucket.prefix or None,
            config=_config(bucket),  # type: ignore[arg-type]
            client_options={
                "timeout": ASKING,
                "connect_timeout": CONNECTING,
                "allow_http": (bucket.endpoint or "").startswith("http:"),
            },
            retry_config={
                "max_retries": RETRIES,
                "retry_timeout": RETRYING,
                "backoff": {"init_backoff": timedelta(milliseconds=100), "base": 2},
            },
        )
        self._guard = threading.Lock()
        self._asked_again_at: float | None = None  # while the server does not answer

    def __str__(self) -> str:
        """Where it is, for operators."""
        return f"files in {self.bucket}"

    def put(self, digest: str, content: bytes) -> None:
        """Write a file whole or not at all; the server has it when this returns."""
        try:
            with self._asking():
                self._s3.put(_path(digest), content)
        except FileNotFoundError as error:  # the bucket itself
            raise Unavailable("storage.away") from error

    def put_file(self, digest: str, path: Path) -> None:
        """The same with a file that is sent piece by piece."""
        try:
            with self._asking():
                self._s3.put(_path(digest), path)
        except FileNotFoundError as error:  # the bucket itself
            raise Unavailable("storage.away") from error

    def pieces(self, digest: str) -> Iterator[bytes]:
        """What stands under a digest, piece by piece; raises FileNotFoundError at the first."""
        with self._asking():
            for piece in self._s3.get(_path(digest)).stream():
                yield bytes(piece)

    def get(self, digest: str) -> bytes:
        """What stands under a digest; raises FileNotFoundError."""
        with self._asking():
            return bytes(self._s3.get(_path(digest)).bytes())

    def has(self, digest: str) -> bool:
        """Whether a file stands under a digest."""
        try:
            with self._asking():
                self._s3.head(_path(digest))
        except FileNotFoundError:
            return False
        return True

    def delete(self, name: str) -> None:
        """Take a file away, if it is there."""
        try:
            with self._asking():
                self._s3.delete(_path(name))
        except FileNotFoundError:
            return

    def list(self, shelf: str) -> Iterator[tuple[str, datetime]]:
        """The files that begin with two digits, and when each was written."""
        with self._asking():
            for page in self._s3.list(shelf):
                for found in page:
                    yield found["path"].rpartition("/")[2], found["last_modified"]

    def fault(self) -> str | None:
        """A sentence on what is wrong with it; changes nothing."""
        try:
            list(self.list("00"))
        except (Unavailable, FileNotFoundError) as error:
            return f"{self.bucket} cannot be used: {_said(error.__cause__ or error)}"
        return None

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Ask the server, unless it has just not answered; raises Unavailable then."""
        self._begin()
        try:
            yield
        except FileNotFoundError as error:
            self._asked_again_at = None
            if "NoSuchBucket" not in str(error):
                raise FileNotFoundError("no such file in the bucket") from None
            log.error("the bucket of files is not there", bucket=self.bucket.name)
            raise Unavailable("storage.away") from error
        except (BaseError, OSError) as error:
            self._asked_again_at = time.monotonic() + PAUSE
            log.error("the bucket of files does not answer", reason=_said(error))
            raise Unavailable("storage.away") from error
        self._asked_again_at = None

    def _begin(self) -> None:
        with self._guard:
            if self._asked_again_at is None:
                return
            if time.monotonic() < self._asked_again_at:
                raise Unavailable("storage.away")
            self._asked_again_at = time.monotonic() + PAUSE  # this one tries it, and no other


def _path(name: str) -> str:
    return f"{name[:2]}/{name}"


def _config(bucket: Bucket) -> dict[str, str]:
    given = {
        "endpoint": bucket.endpoint,
        "region": bucket.region,
        "access_key_id": bucket.key,
        "secret_access_key": bucket.secret,
        "session_token": bucket.token,
    }
    return {name: value for name, value in given.items() if value}


def _said(error: BaseException) -> str:
    """What the library says, without what the server answered and the library's own details."""
    return re.split(r": <|\n", str(error))[0][:300]
