"""What open pages cost: pages beside idle sockets, and how soon a reply reaches all who watch.

    python -m benchmarks.live [--sockets 2000] [--readers 500] [--requests 300] [--rounds 5]

Seeds the tribe of `benchmarks.pages`. First it asks for pages of one `tribe serve` without any
socket, with so many that are open and silent (in client processes of their own), and without them
again: CPU milliseconds of the server's processes for each, their ratio, and the memory of a socket.
Then it posts replies to a topic that so many pages watch, before one process and before two with a
Redis of its own, and tells the time from the sending of the form to the last page that heard, which
is more than from the commit. Clients share the machine with the server, so that times are longer
than they need be.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

from benchmarks.pages.__main__ import _seeded as seeded
from benchmarks.pages.browser import Answer, Browser
from benchmarks.pages.processes import Running, _family, free_port, serving
from benchmarks.pages.seed import PASSWORD, READER, Seeded

A_PROCESS = 500  # sockets of one client process
TOPIC = 3  # whose reply is posted
WARM_UP = 50
Ask = Callable[[], Answer]


class Open:
    """Open pages in processes of their own, each with the moments when all of it had heard."""

    def __init__(self, port: int, total: int) -> None:
        sizes = [min(A_PROCESS, total - begun) for begun in range(0, total, A_PROCESS)]
        command = [sys.executable, "-m", "benchmarks.live.readers", str(port)]
        self.processes = [
            subprocess.Popen(
                [*command, str(size), f"topic:{TOPIC}"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )
            for size in sizes
        ]  # fmt: skip
        for said in self.lines():
            if said != "ready":
                raise SystemExit("the sockets did not open")

    def lines(self) -> list[str]:
        """The next line of each process."""
        return [str(one.stdout and one.stdout.readline().strip()) for one in self.processes]

    def close(self) -> None:
        """Leave all pages."""
        for one in self.processes:
            one.communicate(timeout=60)


@contextmanager
def opened(port: int, total: int) -> Iterator[Open]:
    """So many pages, until the block ends."""
    pages = Open(port, total)
    try:
        yield pages
    finally:
        pages.close()


def megabytes(server: Running) -> float:
    """What the server's processes hold in memory, with shared pages shared out."""
    total = 0
    for pid in _family(server.roots):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def asked_for(server: Running, at: Seeded) -> dict[str, Ask]:
    """The pages that are measured, by name."""
    chooser = Browser(server.port, theme="auto")
    reader = Browser(server.port)
    reader.sign_in(READER, PASSWORD)
    lack = f"/t/{TOPIC}/after?from=1&after=40&age=5"
    return {
        "topic list, made anew": lambda: chooser.get("/topics"),
        "topic page, made anew": lambda: chooser.get(at.topic),
        "topic page, signed in": lambda: reader.get(at.topic),
        "what an open page lacks, signed in": lambda: reader.get(lack),
    }


def cost(server: Running, ask: Ask, requests: int) -> float:
    """CPU milliseconds of one request."""
    for _ in range(WARM_UP):
        ask()
    before = server.cpu()
    for _ in range(requests):
        ask()
    return (server.cpu() - before) / requests


def idle(server: Running, seconds: float = 10) -> float:
    """CPU milliseconds of a second in which nobody asks."""
    before = server.cpu()
    time.sleep(seconds)
    return (server.cpu() - before) / seconds


def compare(server: Running, at: Seeded, sockets: int, requests: int) -> None:
    """Pages without sockets, with them, and without them again."""
    asks = asked_for(server, at)
    costs: list[dict[str, float]] = []

    def measure() -> None:
        costs.append({name: cost(server, ask, requests) for name, ask in asks.items()})

    measure()
    held = megabytes(server)
    began = time.monotonic()
    with opened(server.port, sockets):
        print(f"{sockets} sockets open, {sockets / (time.monotonic() - began):.0f} a second")
        more = megabytes(server) - held
        print(f"{more:.0f} MB more, {1024 * more / sockets:.0f} kB a socket")
        print(f"{idle(server):.1f} ms of CPU a second while nobody asks")
        measure()
    measure()
    print(f"{'':36}{'without':>9}{'with':>7}{'ratio':>7}")
    for name in asks:
        without = statistics.mean((costs[0][name], costs[2][name]))
        print(f"{name:36}{without:9.2f}{costs[1][name]:7.2f}{costs[1][name] / without:7.2f}")


def fan_out(server: Running, at: Seeded, readers: int, rounds: int) -> None:
    """How soon a reply reaches every page that watches its topic."""
    writer = Browser(server.port)
    writer.sign_in(READER, PASSWORD)
    token, numbers, found = writer.token(at.topic), count(), []
    with opened(server.port, readers) as pages:
        for _ in range(rounds):
            began = time.monotonic()
            words = {"csrf_token": token, "body": f"Oven {next(numbers)} of {began} is warm."}
            writer.post(at.reply, words)
            found.append(max(map(float, pages.lines())) - began)
    print(
        f"{readers} readers: median {statistics.median(found):.3f} s, longest {max(found):.3f} s "
        f"from sending a reply to the last who heard, of {rounds}"
    )


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """The address of a Redis of its own."""
    path, port = shutil.which("redis-server"), free_port()
    if path is None:
        raise SystemExit("two processes need redis-server")
    command = [path, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(10)


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sockets", type=int, default=2_000)
    parser.add_argument("--readers", type=int, default=500)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environ = {k: v for k, v in os.environ.items() if not k.startswith("TRIBE_")}
        environ |= {"TRIBE_DATA_DIR": str(folder), "TRIBE_PROXIES": "1"}
        at = seeded(environ)
        command = [str(Path(sys.executable).parent / "tribe"), "serve", "--port", "{port}"]
        with serving(command, environ, "/readyz") as server:
            compare(server, at, asked.sockets, asked.requests)
            print("one process")
            fan_out(server, at, asked.readers, asked.rounds)
        environ["TRIBE_REDIS_URL"] = stack.enter_context(redis(folder))
        with serving([*command, "--workers", "2"], environ, "/readyz") as server:
            print("two processes and Redis")
            fan_out(server, at, asked.readers, asked.rounds)


if __name__ == "__main__":
    main()
