"""Servers under measurement: started on a loopback port, their CPU time read from /proc."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICK = 1000 / os.sysconf("SC_CLK_TCK")  # milliseconds


@dataclass(frozen=True)
class Running:
    """A server that answers; `roots` are the processes whose families are its cost."""

    port: int
    roots: tuple[int, ...]

    def cpu(self) -> float:
        """Milliseconds of CPU that all its processes, and those that ended, have used."""
        return sum(_cpu(pid) for pid in _family(self.roots))


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat from the third on: state, parent, …"""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _cpu(pid: int) -> float:
    try:
        return TICK * sum(int(ticks) for ticks in _stat(pid)[11:15])  # own, and awaited children's
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def _family(roots: Sequence[int]) -> set[int]:
    parents: dict[int, int] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parents[int(entry)] = int(_stat(int(entry))[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    found = set(roots)
    grown = True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        found |= more
        grown = bool(more)
    return found


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    command: Sequence[str],
    environ: Mapping[str, str],
    path: str,
    beside: Sequence[int] = (),
) -> Iterator[Running]:
    """A server until the block ends; `{port}` in the command is filled in, `path` must answer."""
    port = free_port()
    words = [word.format(port=port) for word in command]
    server = subprocess.Popen(words, env=dict(environ), stderr=subprocess.PIPE)
    try:
        _wait(server, f"http://127.0.0.1:{port}{path}")
        yield Running(port, (server.pid, *beside))
    finally:
        server.terminate()
        server.communicate(timeout=30)


def _wait(server: subprocess.Popen[bytes], url: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server.poll() is not None:
            raise SystemExit((server.stderr.read() if server.stderr else b"").decode())
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 (our own loopback address)
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise SystemExit(f"{url} did not answer within {seconds} s")
