"""Real servers for tests: a port of their own, waiting until they answer, an end with the test."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tests.forking import TRIBE, Fork, can_fork

__all__ = [
    "TRIBE", "Served", "begin", "end_with_us", "free_port", "served", "wait_until_open",
    "wait_until_ready",
]  # fmt: skip
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def end_with_us() -> None:
    """In a child, before it becomes a server: be told to end when this process has ended."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def begin(command: list[Any], environ: Mapping[str, str], **options: Any) -> Any:
    """A program that does not outlive us, however we end; without our own TRIBE_… settings."""
    ours = {key: value for key, value in os.environ.items() if not key.startswith("TRIBE_")}
    words = [str(word) for word in command]
    if can_fork(words):
        return Fork(words, env=ours | environ, **options)
    return subprocess.Popen(
        words,
        env=ours | environ,
        preexec_fn=end_with_us if sys.platform == "linux" else None,
        **options,
    )


@dataclass(frozen=True)
class Served:
    """`tribe serve`, which answers."""

    port: int
    process: Any

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def served(environ: Mapping[str, str], *arguments: str) -> Iterator[Served]:
    """`tribe serve` until the block ends; ends the test when it does not end itself."""
    port = free_port()
    process = begin([TRIBE, "serve", "--port", port, *arguments], environ)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", process)
        yield Served(port, process)
        process.terminate()
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait(10)


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_open(port: int, seconds: float = 40) -> None:
    """Return once something listens on the port."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"nothing answers on port {port}")


def wait_until_ready(url: str, server: subprocess.Popen[bytes], seconds: float = 180) -> None:
    """Return once the server says that it is ready; fail with its words if it ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server.poll() is not None:
            pytest.fail(f"the server ended with status {server.returncode}")
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail("the server did not become ready")
