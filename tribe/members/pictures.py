"""Pictures: whatever is uploaded is drawn afresh, small, with nothing hidden in it."""

import fcntl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

from tribe.base.errors import RuleBroken, Unavailable
from tribe.members import drawing

LARGEST_FILE = 6 * 2**20  # bytes
LONGEST_WAIT = 30.0  # seconds for one's turn
LONGEST_DRAWING = 30.0  # seconds
MOST_AT_ONCE = 5  # uploads in one process: one that is drawn, four that wait; the threads are few
_places = threading.BoundedSemaphore(MOST_AT_ONCE)


@dataclass(frozen=True)
class Drawn:
    """A picture of our own drawing."""

    image: bytes

    @property
    def key(self) -> str:
        """What it is asked for by; it changes with the picture."""
        return sha256(self.image).hexdigest()[:32]


@dataclass(frozen=True)
class DrawnWhole:
    """A whole picture of our own drawing, and a smaller one where it is worth it."""

    image: bytes
    preview: bytes  # empty where the picture is as small itself
    width: int
    height: int


def redraw(upload: bytes) -> Drawn:
    """A square WebP of an uploaded picture, without metadata.

    It is drawn in a process of its own, one at a time on this machine; raises RuleBroken if it is
    no picture or too large a one, Unavailable if many wait already or others' take too long.
    """
    if len(upload) > LARGEST_FILE:
        raise RuleBroken("members.picture_too_heavy", size=LARGEST_FILE // 2**20)
    return Drawn(_drawn(upload))


def redraw_whole(upload: bytes) -> DrawnWhole:
    """An uploaded picture at its own proportions, without metadata; raises as `redraw`.

    How many bytes may come is the caller's to say.
    """
    drawn = _drawn(upload, "whole")
    width, height, size = drawing.HEADER.unpack_from(drawn)
    image, preview = drawn[drawing.HEADER.size :][:size], drawn[drawing.HEADER.size + size :]
    return DrawnWhole(image, preview, width, height)


def _drawn(upload: bytes, *how: str) -> bytes:
    """What the process of its own drew; raises RuleBroken, Unavailable."""
    with _turn():
        status, image = _drawn_apart(upload, *how)
    if status == drawing.TOO_LARGE:
        raise RuleBroken("members.picture_too_large", count=drawing.LARGEST_AREA // 10**6)
    if status or not image:
        raise RuleBroken("members.picture_unreadable")
    return image


def _drawn_apart(upload: bytes, *how: str) -> tuple[int, bytes]:
    command = [sys.executable, "-I", drawing.__file__, *how]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, told nothing by the upload
            command,
            input=upload,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST_DRAWING,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return 1, b""
    return done.returncode, done.stdout


@contextmanager
def _turn() -> Iterator[None]:
    """One drawing at a time, whatever the number of threads and processes that serve."""
    if not _places.acquire(blocking=False):
        raise Unavailable("members.picture_later")
    try:
        with open(drawing.__file__, "rb") as place:
            _wait_for_turn(place.fileno())
            yield
    finally:
        _places.release()


def _wait_for_turn(descriptor: int) -> None:
    until = time.monotonic() + LONGEST_WAIT
    while not _has_turn(descriptor):
        if time.monotonic() > until:
            raise Unavailable("members.picture_later")
        time.sleep(0.05)


def _has_turn(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
