"""How long ten million interactions take to become ties, by each way there is, and in what memory.

    python benchmarks/graph/loading.py [--rows 10000000] [--folder DIR] [--ways WAY ...]

Seeded rows (source, target, kind, time) are written once as Parquet, as a plain SQLite table and
as the ledger of a tribe. Each way then runs in a process of its own: seconds by the clock, and of
the processors, from the file to the ties; seconds until its libraries were loaded; and the most
memory that the process held. Ours gives the whole of `Ties` (sorted rows, weights, first and last
moment, acts by kind); the others give what their line says. Ways whose library is not installed
are left out.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

HALF_LIFE = 90 * 86_400.0
NOW = 1_800_000_000.0
# as in tribe.graph.data.kinds, which the other ways' processes need not load
KEPT = {"reply": 1.0, "mention": 1.0, "quote": 1.0, "reaction": 0.25, "welcome": 1.5, "thanks": 2.0}
_WORTH = " ".join(f"WHEN '{kind}' THEN {worth}" for kind, worth in KEPT.items())
SUMS = f"""
    SELECT source, target, sum(worth * pow(2.0, ("at" - {NOW}) / {HALF_LIFE})) AS weight {{more}}
    FROM (SELECT source, target, kind, "at", CASE kind {_WORTH} END AS worth FROM {{table}})
    GROUP BY source, target {{order}}
"""  # noqa: S608
_COUNTS = ", ".join(f"count(*) FILTER (kind = '{kind}')" for kind in KEPT)
WHOLE = {"more": f', min("at"), max("at"), {_COUNTS}', "order": "ORDER BY source, target"}
PLAIN = {"more": "", "order": ""}
_LEDGER = """
    CREATE TABLE member (id INTEGER PRIMARY KEY, is_measured BOOLEAN NOT NULL);
    CREATE TABLE interaction (
        id INTEGER PRIMARY KEY, actor_id INTEGER NOT NULL, target_id INTEGER NOT NULL,
        kind VARCHAR(20) NOT NULL, at DATETIME NOT NULL, cause VARCHAR(20) NOT NULL,
        cause_id INTEGER NOT NULL, group_size INTEGER NOT NULL
    );
    CREATE TABLE plain (source INTEGER, target INTEGER, kind TEXT, at INTEGER);
"""


def rows(number: int, seed: int = 0) -> dict[str, Any]:
    """Acts of some 100 members in a thousand acts, a few of whom act most."""
    rng = np.random.default_rng(seed)
    members, pairs = max(number // 10, 10), max(int(number * 0.285), 1)
    source = (members * rng.random(pairs) ** 2.5).astype(np.int64)
    near = np.minimum(source // 1000 * 1000 + rng.integers(0, 1000, pairs), members - 1)
    far = (members * rng.random(pairs) ** 2.5).astype(np.int64)
    target = np.where(rng.random(pairs) < 0.8, near, far)
    target = np.where(target == source, (target + 1) % members, target)
    name = rng.permutation(members) + 1
    chosen = (pairs * rng.random(number) ** 1.3).astype(np.int64)
    return {
        "source": name[source][chosen],
        "target": name[target][chosen],
        "kind": rng.choice(6, number, p=[0.5, 0.1, 0.05, 0.3, 0.02, 0.03]),
        "at": np.sort(1_700_000_000 + rng.integers(0, 3 * 365 * 86_400, number)),
    }


def write(folder: Path, number: int) -> None:
    """Both files, unless they are there."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    made = rows(number)
    names = pa.array(list(KEPT))
    kind = pa.DictionaryArray.from_arrays(pa.array(made["kind"].astype(np.int8)), names)
    columns = {**made, "kind": kind, "at": made["at"].astype(np.float64)}
    pq.write_table(pa.table(columns), folder / "rows.parquet", row_group_size=1_000_000)
    database = sqlite3.connect(folder / "rows.db")
    database.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_LEDGER}")
    texts = list(KEPT)
    told = zip(
        made["source"].tolist(),
        made["target"].tolist(),
        (texts[place] for place in made["kind"].tolist()),
        made["at"].tolist(),
        strict=True,
    )
    database.executemany("INSERT INTO plain VALUES (?, ?, ?, ?)", told)
    database.executescript("""
        INSERT INTO interaction SELECT rowid, source, target, kind,
            datetime(at, 'unixepoch') || '.000000', 'post', rowid, 0 FROM plain;
        INSERT INTO member SELECT source, 1 FROM plain UNION SELECT target, 1 FROM plain;
        CREATE INDEX covering ON plain (source, target, kind, at);
    """)
    database.commit()
    database.close()


def our_parquet(folder: Path) -> tuple[int, float]:
    """Own readers and loops."""
    from tribe.graph.io.stream import read_ties

    ties, _ = read_ties(folder / "rows.parquet", NOW)
    return len(ties), float(ties.weights.sum())


def our_sqlite(folder: Path) -> tuple[int, float]:
    """ADBC on two connections, own loops."""
    from tribe.graph.io.databases import Database
    from tribe.graph.io.stream import ties_from

    query = "SELECT source, target, kind, at, 0 AS group_size FROM plain NOT INDEXED"
    middle = "(SELECT max(rowid) / 2 FROM plain)"
    parts = [f"{query} WHERE rowid <= {middle}", f"{query} WHERE rowid > {middle}"]
    ties = ties_from(Database(f"sqlite:///{folder}/rows.db", parts), NOW)
    return len(ties), float(ties.weights.sum())


def our_ledger(folder: Path) -> tuple[int, float]:
    """The ledger with its consents and its times as text."""
    from tribe.graph.io.stream import read_ledger_ties

    ties = read_ledger_ties(f"sqlite:///{folder}/rows.db", NOW)
    return len(ties), float(ties.weights.sum())


def _by_duckdb(table: str, shape: dict[str, str], **tables: Any) -> tuple[int, float]:
    import duckdb

    database = duckdb.connect()
    for name, reader in tables.items():
        database.register(name, reader)
    found = database.sql(SUMS.format(table=table, **shape)).to_arrow_table()
    return len(found), float(found["weight"].to_numpy().sum())


def duckdb_parquet(folder: Path) -> tuple[int, float]:
    """Sums only."""
    return _by_duckdb(f"'{folder}/rows.parquet'", PLAIN)


def duckdb_parquet_whole(folder: Path) -> tuple[int, float]:
    """Sums, first, last, acts by kind, sorted."""
    return _by_duckdb(f"'{folder}/rows.parquet'", WHOLE)


@contextmanager
def _read_by_adbc(folder: Path, query: str) -> Iterator[Any]:
    import adbc_driver_sqlite.dbapi as driver

    options = {"adbc.sqlite.query.batch_rows": 1 << 16}
    with (
        driver.connect(f"file:{folder}/rows.db?mode=ro") as connection,
        connection.cursor(adbc_stmt_kwargs=options) as cursor,
    ):
        cursor.execute(query)
        yield cursor.fetch_record_batch()


def duckdb_sqlite(folder: Path) -> tuple[int, float]:
    """ADBC into DuckDB, sums only."""
    query = "SELECT source, target, kind, at FROM plain NOT INDEXED"
    with _read_by_adbc(folder, query) as reader:
        return _by_duckdb("fetched", PLAIN, fetched=reader)


def sqlite_group_by(folder: Path) -> tuple[int, float]:
    """SQLite adds up over a covering index, ADBC fetches the sums."""
    ties, total = 0, 0.0
    with _read_by_adbc(folder, SUMS.format(table="plain", **PLAIN)) as reader:
        for batch in reader:
            ties, total = ties + len(batch), total + float(batch.column(2).to_numpy().sum())
    return ties, total


def sqlite_cursor(folder: Path) -> tuple[int, float]:
    """SQLite adds up over a covering index, rows by Python's cursor."""
    database = sqlite3.connect(folder / "rows.db")
    found = database.execute(SUMS.format(table="plain", **PLAIN)).fetchall()
    return len(found), sum(row[2] for row in found)


Way = Callable[[Path], tuple[int, float]]
_OURS = ("tribe.graph.io.stream", "tribe.graph.kernels.gathering", "pyarrow")
WAYS: dict[str, tuple[str, Way, tuple[str, ...]]] = {
    "tribe parquet": ("Parquet", our_parquet, (*_OURS, "pyarrow.parquet", "pyarrow.compute")),
    "duckdb parquet": ("Parquet", duckdb_parquet, ("duckdb", "pyarrow")),
    "duckdb parquet whole": ("Parquet", duckdb_parquet_whole, ("duckdb", "pyarrow")),
    "tribe sqlite": ("SQLite", our_sqlite, (*_OURS, "adbc_driver_sqlite.dbapi")),
    "duckdb sqlite": ("SQLite", duckdb_sqlite, ("duckdb", "adbc_driver_sqlite.dbapi")),
    "sqlite group by": ("SQLite", sqlite_group_by, ("adbc_driver_sqlite.dbapi",)),
    "sqlite cursor": ("SQLite", sqlite_cursor, ()),
    "tribe ledger": ("ledger", our_ledger, (*_OURS, "adbc_driver_sqlite.dbapi")),
}


def run(way: str, folder: Path) -> dict[str, float]:
    """One way in a process of its own."""
    command = [sys.executable, __file__, "--folder", str(folder), "--only", way]
    answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return found


def measure(way: str, folder: Path) -> None:
    """What the process of its own does."""
    began = time.perf_counter()
    for name in WAYS[way][2]:
        importlib.import_module(name)
    ready, cpu = time.perf_counter(), time.process_time()
    ties, total = WAYS[way][1](folder)
    seconds, cpu = time.perf_counter() - ready, time.process_time() - cpu
    found = {"ties": ties, "total": total, "mb": most_memory(), "cpu": cpu, "seconds": seconds}
    print(json.dumps(found | {"start": ready - began}))


def most_memory() -> float:
    """The most that this process held, in MB; Linux's ru_maxrss would count the parent's too."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 2**10
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def compare(folder: Path, ways: list[str], times: int) -> None:
    """The table: the best of some runs of each way, beside ours on the same rows."""
    print(
        f"{'':8}{'way':24}{'s':>8}{'cpu s':>8}{'start s':>8}{'MB':>8}{'ties':>11}"
        f"{'apart':>9}{'s/ours':>8}{'MB/ours':>8}"
    )
    ours: dict[str, dict[str, float]] = {}
    for way in ways:
        place, _, needed = WAYS[way]
        if any(importlib.util.find_spec(name.partition(".")[0]) is None for name in needed):
            continue
        found = min((run(way, folder) for _ in range(times)), key=lambda one: one["seconds"])
        base = ours.setdefault(place, found)
        apart = abs(found["total"] / base["total"] - 1)
        print(
            f"{place:8}{way:24}{found['seconds']:8.2f}{found['cpu']:8.2f}{found['start']:8.2f}"
            f"{found['mb']:8.0f}{found['ties']:11,.0f}{apart:9.0e}"
            f"{found['seconds'] / base['seconds']:8.2f}{found['mb'] / base['mb']:8.2f}",
            flush=True,
        )


def main() -> None:
    """Write what is not written yet, and compare."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--times", type=int, default=2, help="runs of each way; the best counts")
    parser.add_argument("--only", choices=WAYS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        measure(asked.only, asked.folder)
        return
    with tempfile.TemporaryDirectory() as made:
        folder = asked.folder or Path(made)
        if not (folder / "rows.db").exists():
            folder.mkdir(parents=True, exist_ok=True)
            write(folder, asked.rows)
        compare(folder.resolve(), asked.ways, asked.times)


if __name__ == "__main__":
    main()
