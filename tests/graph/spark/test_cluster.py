"""A small standalone cluster on this machine: a master, two workers, and the real command."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest

from tribe.graph import Ties, read_interactions

PATIENCE = 120.0
TRIBE = (sys.executable, "-c", "from tribe.cli import main; main()")


def listening(log: Path, pattern: str, process: subprocess.Popen[bytes]) -> str:
    """What the pattern finds in a log, once it is there."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = re.search(pattern, log.read_text(encoding="utf-8", errors="replace"))
        if found:
            return found.group(1)
        assert process.poll() is None, log.read_text(encoding="utf-8", errors="replace")[-2000:]
        time.sleep(0.2)
    raise AssertionError(f"nothing like {pattern} in {log}")


@pytest.fixture(scope="module")
def cluster(spark_here: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the master."""
    import pyspark

    home = Path(pyspark.__file__).parent
    place = tmp_path_factory.mktemp("cluster")
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(place),
        "SPARK_LOCAL_DIRS": str(place),
        "SPARK_DAEMON_MEMORY": "256m",
        "PYSPARK_PYTHON": sys.executable,
    }
    running: list[subprocess.Popen[bytes]] = []

    def start(name: str, *arguments: str) -> tuple[Path, subprocess.Popen[bytes]]:
        log = place / f"{name}.log"
        with log.open("wb") as out:
            command = [str(home / "bin" / "spark-class"), *arguments]
            process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
        running.append(process)
        return log, process

    try:
        names = ("--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        log, master = start("master", "org.apache.spark.deploy.master.Master", *names)
        address = listening(log, r"Starting Spark master at (spark://127\.0\.0\.1:\d+)", master)
        worker = "org.apache.spark.deploy.worker.Worker"
        for number in (1, 2):
            size = ("--cores", "1", "--memory", "700m")
            log, process = start(f"worker{number}", worker, *names, *size, address)
            listening(log, r"(Successfully registered with master)", process)
        yield address
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait(timeout=30)


ON_THE_CLUSTER = """
import json, sys
from tribe.graph.spark.network import Network
from tribe.graph.spark.reading import read
from tribe.graph.spark.session import opened
from tribe.graph.spark.ties import gather

settings = {"spark.executor.memory": "500m", "spark.sql.shuffle.partitions": "2"}
with opened(sys.argv[1], settings) as spark:
    network = Network(gather(read(spark, sys.argv[2]).rows))
    found = {
        "n": network.n,
        "m": network.m,
        "reciprocity": network.reciprocity(),
        "components": len(set(network.connected_components().tolist())),
        "ranks": network.pagerank(tol=1e-3).tolist(),
        "executors": spark.sparkContext._jsc.sc().statusTracker().getExecutorInfos().__len__(),
    }
print(json.dumps(found))
"""


def test_a_network_on_the_cluster(cluster: str, acts_file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ON_THE_CLUSTER, cluster, str(acts_file)],
        capture_output=True,
        text=True,
        env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    ties = Ties.from_interactions(read_interactions(acts_file)[0])
    graph = ties.to_networkx()
    assert (found["n"], found["m"]) == (len(ties.members), len(ties))
    assert found["executors"] == 3  # the driver and both workers
    assert found["reciprocity"] == pytest.approx(nx.overall_reciprocity(graph), abs=1e-6)
    assert found["components"] == nx.number_weakly_connected_components(graph)
    known = nx.pagerank(graph, tol=1e-3)
    assert found["ranks"] == pytest.approx([known[name] for name in ties.members], abs=1e-6)


def test_the_command(spark_here: None, tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_text("1 2 100\n2 1 200\n2 3 300\n3 1 400\nnothing\n", encoding="utf-8")
    arguments = ("measure", str(path), "--engine", "spark", "--master", "local[1]")
    done = subprocess.run(
        [*TRIBE, *arguments, "--format", "json"],
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_SUBMIT_ARGS": "--conf spark.sql.shuffle.partitions=1 pyspark-shell",
        },
    )
    assert done.returncode == 0, done.stderr[-3000:]
    document = json.loads(done.stdout)
    assert document["counts"] == {
        "members": 3, "interactions": 4, "refused": 1, "ties": 4, "dyads": 3
    }  # fmt: skip
    assert document["measures"]["T4"]["value"] == pytest.approx(0.5)
    assert document["measures"]["C2"]["value"] == pytest.approx(1.0)
    assert document["provenance"]["engine"] == "spark"


def test_what_the_command_refuses(acts_file: Path) -> None:
    def said(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [*TRIBE, "measure", *arguments],
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stderr

    code, words = said("nowhere.csv", "--engine", "spark")
    assert (code, "there is no file" in words) == (2, True)
    code, words = said(str(acts_file), "--master", "local[1]")
    assert (code, "--engine spark" in words) == (2, True)
    code, words = said(str(acts_file), "--engine", "spark", "--query", "SELECT 1")
    assert (code, "go together" in words) == (2, True)
